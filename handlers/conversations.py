"""Conversations: a participant writes to the team, a coordinator reads and answers, by buttons and text."""

from typing import Any

from msgspec.structs import replace

from domain.conversations import buttons as b
from domain.errors import Gone
from domain.rights import Action, needs
from domain.signup.buttons import MyCourse
from handlers.context import Context, Reply
from handlers.dispatch import Buttons, StepHandler, Steps
from handlers.signup import my_course
from services import Session, conversations
from services.conversations import Writing
from services.people import dialogs
from texts import conversations as words


async def write_team(ctx: Context, button: b.WriteTeam) -> Reply:
    """Ask for the text, below the page from which one comes."""
    return replace(await _ask(ctx, button.course_id, 1), new=True)


async def name_to_team(ctx: Context, button: b.NameToTeam) -> Reply:
    """The same question, for the other way of being named."""
    if button.named not in (0, 1):
        raise Gone
    return await _ask(ctx, button.course_id, button.named)


async def _ask(ctx: Context, course_id: int, named: int) -> Reply:
    draft = {"course_id": course_id, "named": named, "conversation_id": 0}
    async with ctx.begin() as (session, t):
        writing = await conversations.may_write(session, ctx.library, ctx.actor, course_id, bool(named), ctx.now)
        if writing.open:
            await dialogs.ask(session, ctx.actor, "to_team", ctx.now, **draft)
    return Reply(words.ask(t, writing))


async def write_on(ctx: Context, button: b.WriteOn) -> Reply:
    """Ask for one more text, below the answer, which stays."""
    conversation_id = button.conversation_id
    async with ctx.begin() as (session, t):
        writing = await conversations.may_write_on(session, ctx.library, ctx.actor, conversation_id, ctx.now)
        if writing.open:
            await dialogs.ask(session, ctx.actor, "to_team", ctx.now, conversation_id=conversation_id)
    return Reply(words.ask(t, writing), new=True)


async def to_team_written(ctx: Context, draft: dict[str, Any]) -> Reply:
    """Step `to_team`."""
    text = ctx.incoming.text_with_addresses or ""
    async with ctx.begin() as (session, t):
        writing = await conversations.write(session, ctx.actor, await _writing(ctx, session, draft), text, ctx.now)
        await dialogs.end(session, ctx.actor)
    return Reply(words.sent(t, writing))


async def _writing(ctx: Context, session: Session, draft: dict[str, Any]) -> Writing:
    if draft["conversation_id"]:
        return await conversations.may_write_on(session, ctx.library, ctx.actor, draft["conversation_id"], ctx.now)
    return await conversations.may_write(
        session, ctx.library, ctx.actor, draft["course_id"], bool(draft["named"]), ctx.now
    )


async def to_course(ctx: Context, draft: dict[str, Any]) -> Reply:
    """Back from a text that one has not written after all. Raises Gone."""
    return await my_course(ctx, MyCourse(draft.get("course_id", 0)))


async def list_conversations(ctx: Context, _button: b.ListConversations) -> Reply:
    async with ctx.begin() as (session, t):
        await dialogs.end(session, ctx.actor)
        listed = await conversations.listed(session, ctx.library, ctx.actor)
    return Reply(words.listed(t, listed))


async def show_conversation(ctx: Context, button: b.ShowConversation) -> Reply:
    async with ctx.begin() as (session, t):
        await dialogs.end(session, ctx.actor)
        talk = await conversations.read(session, ctx.library, ctx.actor, button.conversation_id)
    return Reply(words.talk(t, talk))


async def answer_person(ctx: Context, button: b.AnswerPerson) -> Reply:
    """Ask for the answer, below the question, which stays."""
    async with ctx.begin() as (session, t):
        talk = await conversations.read(session, ctx.library, ctx.actor, button.conversation_id)
        await dialogs.ask(session, ctx.actor, "to_person", ctx.now, conversation_id=talk.id)
    return Reply(words.ask_answer(t, talk), new=True)


async def to_person_written(ctx: Context, draft: dict[str, Any]) -> Reply:
    """Step `to_person`: first the answer as the person will see it, then the question; another text replaces it."""
    ids, text = {"conversation_id": draft["conversation_id"]}, ctx.incoming.text_with_addresses or ""
    async with ctx.begin() as (session, t):
        written = await conversations.draft(session, ctx.library, ctx.actor, ids["conversation_id"], text, ctx.now)
        await dialogs.go_on(session, ctx.actor, "to_person", ctx.now, **ids)
    return Reply(words.answer(t, written.answer, preview=True), more=[words.ask_send(t, written)])


async def send_answer(ctx: Context, button: b.SendAnswer) -> Reply:
    async with ctx.begin() as (session, t):
        await dialogs.end(session, ctx.actor)
        talk = await conversations.send(session, ctx.library, ctx.actor, button.draft_id, ctx.now)
    return Reply(words.answered(t, talk))


async def discard_answer(ctx: Context, button: b.DiscardAnswer) -> Reply:
    async with ctx.begin() as (session, t):
        await dialogs.end(session, ctx.actor)
        talk = await conversations.discard(session, ctx.library, ctx.actor, button.draft_id)
    return Reply(words.talk(t, talk))


async def no_answer_needed(ctx: Context, button: b.NoAnswerNeeded) -> Reply:
    async with ctx.begin() as (session, t):
        await dialogs.end(session, ctx.actor)
        talk = await conversations.no_answer_needed(
            session, ctx.library, ctx.actor, button.conversation_id, button.upto
        )
    return Reply(words.talk(t, talk))


BUTTONS: Buttons = {
    **needs(Action.OWN, {b.WriteTeam: write_team, b.NameToTeam: name_to_team, b.WriteOn: write_on}),
    **needs(
        Action.CONVERSATIONS,
        {
            b.ListConversations: list_conversations,
            b.ShowConversation: show_conversation,
            b.AnswerPerson: answer_person,
            b.SendAnswer: send_answer,
            b.DiscardAnswer: discard_answer,
            b.NoAnswerNeeded: no_answer_needed,
        },
    ),
}
WAYS_BACK: dict[str, StepHandler] = {"to_team": to_course}
STEPS: Steps = {
    **needs(Action.OWN, {"to_team": to_team_written}),
    **needs(Action.CONVERSATIONS, {"to_person": to_person_written}),
}
