"""The team's answer before it goes to the person: kept, encrypted, until the coordinator sends or discards it."""

from datetime import datetime

from msgspec import Struct
from sqlalchemy import select

from db.models import AnswerDraft
from domain.errors import Gone
from services import Session
from services.conversations import conversations
from services.conversations.conversations import Answer, Talk
from services.people import Actor
from services.programmes import Library


class Draft(Struct, frozen=True):
    """An answer as the person would get it, and the conversation that it belongs to."""

    id: int
    answer: Answer
    talk: Talk


async def draft(
    session: Session, library: Library, actor: Actor, conversation_id: int, text: str, now: datetime
) -> Draft:
    """Keep what is to be answered; it replaces what the same coordinator had written there. Raises NotYours, Gone, TooLong."""
    person_id = await conversations.whose(session, actor, conversation_id)
    text = conversations.checked(text)
    row = await session.scalar(
        select(AnswerDraft).where(AnswerDraft.conversation_id == conversation_id, AnswerDraft.author_id == actor.id)
    )
    if row is None:
        row = AnswerDraft(conversation_id=conversation_id, author_id=actor.id)
        session.add(row)
    row.text, row.created_at = text, now
    await session.flush()
    talk = await conversations.read(session, library, actor, conversation_id)
    here = await conversations.is_here(session, talk.course.id, person_id)
    return Draft(row.id, Answer(conversation_id, talk.course, text, here), talk)


async def send(session: Session, library: Library, actor: Actor, draft_id: int, now: datetime) -> Talk:
    """The answer goes to the person. Raises NotYours; Gone, also for one that has gone out or was discarded."""
    row = await _own(session, actor, draft_id)
    text = row.text
    await session.delete(row)
    return await conversations.answer(session, library, actor, row.conversation_id, text, now)


async def discard(session: Session, library: Library, actor: Actor, draft_id: int) -> Talk:
    """Nobody gets the answer. Raises NotYours, Gone."""
    row = await _own(session, actor, draft_id)
    await session.delete(row)
    return await conversations.read(session, library, actor, row.conversation_id)


async def _own(session: Session, actor: Actor, draft_id: int) -> AnswerDraft:
    row = await session.get(AnswerDraft, draft_id, with_for_update=True, populate_existing=True)
    await conversations.whose(session, actor, row.conversation_id if row else 0)
    if row is None or row.author_id != actor.id:
        raise Gone
    return row
