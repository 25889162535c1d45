"""Conversations: a participant writes to the team of their course, by name or not, and the team answers through the bot.

Each text is kept at once, encrypted, and read by the coordinators of the course's centre alone. They are told that there is
something to read; the answer goes to the person through the outbox. `A_DAY` texts a person and day; whoever has written as
many is told whom to ring before they have written more.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import Select, delete, func, select

from db.models import AnswerDraft, Assignment, Conversation, ConversationLine, Course, Enrolment, Person
from domain import rights
from domain.conversations import A_DAY, KEPT_FOR, LIMIT
from domain.conversations.messages import TeamAnswered, TeamWritten
from domain.errors import Gone, TooLong
from domain.rights import Action
from domain.signup import Status
from services import Session, courses
from services.courses import CourseView
from services.mail import outbox
from services.people import Actor, holders, may, reachable
from services.programmes import Library

DAY = timedelta(days=1)
LISTED = 20
READ = 20
"""So many texts of a conversation are read at once, the newest; how many of them fit is seen to in the wording."""
HERE = (Status.PLACE, Status.WAITING, Status.OFFERED)


class Writing(Struct, frozen=True):
    """Somebody writes to a team. `again`: when they may, None when now; `heard`: some coordinator can be reached.

    `conversation_id`: the one that goes on, None for a new one. `sent`: the text is kept.
    """

    course: CourseView
    named: bool
    name: str
    conversation_id: int | None = None
    again: datetime | None = None
    heard: bool = True
    sent: bool = False

    @property
    def open(self) -> bool:
        return self.again is None and self.heard


class Line(Struct, frozen=True):
    """One text; `id` counts up."""

    id: int
    from_team: bool
    text: str
    at: datetime


class Talk(Struct, frozen=True):
    """A conversation for the coordinators, `lines` with the oldest first. `name` and `phone` are None where no name is shown.

    `reached`: the bot can write to the person now. `following`: the next one that waits for an answer.
    """

    id: int
    course: CourseView
    name: str | None
    phone: str | None
    waiting: bool
    reached: bool
    lines: tuple[Line, ...]
    following: int | None = None


class Listed(Struct, frozen=True):
    """One conversation in the list."""

    id: int
    course: CourseView
    name: str | None
    waiting: bool
    at: datetime


class Answer(Struct, frozen=True):
    """What the team has answered, for the participant; `here`: they are on the course, or in line, still."""

    conversation_id: int
    course: CourseView
    text: str
    here: bool


async def may_write(
    session: Session, library: Library, actor: Actor, course_id: int, named: bool, now: datetime
) -> Writing:
    """Whether one may begin to write to the team of a course that one is on, or in line for. Raises Gone, ConsentNeeded."""
    actor.must_have_consented()
    if not await is_here(session, course_id, actor.id):
        raise Gone
    view = await courses.load(session, library, course_id)
    return await _now(session, Writing(view, named, actor.name or "?"), actor, now)


async def may_write_on(
    session: Session, library: Library, actor: Actor, conversation_id: int, now: datetime
) -> Writing:
    """The same in a conversation of one's own. Raises Gone, ConsentNeeded."""
    actor.must_have_consented()
    row = await session.get(Conversation, conversation_id, with_for_update=True, populate_existing=True)
    if row is None or row.person_id != actor.id:
        raise Gone
    view = await courses.load(session, library, row.course_id)
    return await _now(session, Writing(view, row.named, actor.name or "?", row.id), actor, now)


async def _now(session: Session, writing: Writing, actor: Actor, now: datetime) -> Writing:
    reached = holders(Action.CONVERSATIONS, writing.course.centre.id).join(Person, Person.id == Assignment.person_id)
    heard = await session.scalar(reached.where(reachable()).limit(1)) is not None
    recent = await session.scalars(
        select(ConversationLine.written_at)
        .join(Conversation, Conversation.id == ConversationLine.conversation_id)
        .where(
            Conversation.person_id == actor.id,
            ConversationLine.from_team.is_(False),
            ConversationLine.written_at > now - DAY,
        )
        .order_by(ConversationLine.written_at.desc())
        .limit(A_DAY)
    )
    times = recent.all()
    return replace(writing, heard=heard, again=times[-1] + DAY if len(times) == A_DAY else None)


async def write(session: Session, actor: Actor, writing: Writing, text: str, now: datetime) -> Writing:
    """Keep a text and tell the coordinators of it; of what may not be written now nothing is kept. Raises TooLong."""
    if not writing.open:
        return writing
    text = checked(text)
    if writing.conversation_id is None:
        row = Conversation(course_id=writing.course.id, person_id=actor.id, named=writing.named, last_at=now)
        session.add(row)
    else:
        row = await session.get_one(Conversation, writing.conversation_id)
    row.waiting_since, row.last_at = row.waiting_since or now, now
    await session.flush()
    line_id = await _keep(session, row, text, now)
    whom = holders(Action.CONVERSATIONS, writing.course.centre.id)
    await outbox.put(session, TeamWritten(line_id), whom, due_at=now, not_after=now + KEPT_FOR)
    return replace(writing, conversation_id=row.id, sent=True)


async def answer(
    session: Session, library: Library, actor: Actor, conversation_id: int, text: str, now: datetime
) -> Talk:
    """The team's answer, which goes to the person. Raises NotYours, Gone, TooLong."""
    row = await _row(session, actor, conversation_id, lock=True)
    text = checked(text)
    row.waiting_since, row.last_at = None, now
    line_id = await _keep(session, row, text, now, author_id=actor.id)
    await outbox.put_one(session, TeamAnswered(line_id), row.person_id, due_at=now, not_after=now + KEPT_FOR)
    return await read(session, library, actor, conversation_id)


def checked(text: str) -> str:
    text = text.strip()
    if not 0 < len(text) <= LIMIT:
        raise TooLong(len(text), LIMIT)
    return text


async def _keep(session: Session, row: Conversation, text: str, now: datetime, *, author_id: int | None = None) -> int:
    """`author_id`: the coordinator; a text without one is the person's own."""
    line = ConversationLine(
        conversation_id=row.id, from_team=author_id is not None, author_id=author_id, text=text, written_at=now
    )
    session.add(line)
    await session.flush()
    return line.id


async def no_answer_needed(session: Session, library: Library, actor: Actor, conversation_id: int, upto: int) -> Talk:
    """Nobody need answer what was written up to this text; what came after it waits still. Raises NotYours, Gone."""
    row = await _row(session, actor, conversation_id, lock=True)
    later = await session.scalar(
        select(func.min(ConversationLine.written_at)).where(
            ConversationLine.conversation_id == row.id,
            ConversationLine.from_team.is_(False),
            ConversationLine.id > upto,
        )
    )
    row.waiting_since = later if row.waiting_since else None
    await session.flush()
    return await read(session, library, actor, conversation_id)


async def read(session: Session, library: Library, actor: Actor, conversation_id: int) -> Talk:
    """One conversation, for the coordinators of its centre. Raises NotYours, Gone."""
    row = await _row(session, actor, conversation_id)
    person = await session.get_one(Person, row.person_id)
    lines = await session.scalars(
        select(ConversationLine)
        .where(ConversationLine.conversation_id == row.id)
        .order_by(ConversationLine.id.desc())
        .limit(READ)
    )
    following = await session.scalar(
        _theirs(actor)
        .where(Conversation.waiting_since.is_not(None), Conversation.id != row.id)
        .order_by(Conversation.waiting_since, Conversation.id)
        .limit(1)
    )
    return Talk(
        id=row.id,
        course=await courses.load(session, library, row.course_id),
        name=person.name if row.named else None,
        phone=person.phone if row.named else None,
        waiting=row.waiting_since is not None,
        reached=person.blocked_at is None,
        lines=tuple(Line(one.id, one.from_team, one.text, one.written_at) for one in reversed(lines.all())),
        following=following,
    )


async def listed(session: Session, library: Library, actor: Actor) -> list[Listed]:
    """Those that wait for an answer, the longest waiting first, then the newest of the others. Raises NotYours."""
    if not rights.where(actor, Action.CONVERSATIONS):
        rights.must(actor, Action.CONVERSATIONS, None)
    first = _theirs(actor).order_by(
        Conversation.waiting_since.is_(None), Conversation.waiting_since, Conversation.last_at.desc(), Conversation.id
    )
    rows = (await session.execute(first.add_columns(Conversation, Person.name).limit(LISTED))).all()
    views = await _views(session, library, [row.Conversation for row in rows])
    return [
        Listed(
            row.Conversation.id,
            views[row.Conversation.course_id],
            row.name if row.Conversation.named else None,
            row.Conversation.waiting_since is not None,
            row.Conversation.waiting_since or row.Conversation.last_at,
        )
        for row in rows
        if row.Conversation.course_id in views
    ]


async def _views(session: Session, library: Library, rows: Sequence[Conversation]) -> dict[int, CourseView]:
    found = await courses.load_many(session, library, sorted({one.course_id for one in rows}))
    return {one.id: one for one in found}


async def unanswered(session: Session, actor: Actor) -> int:
    """How many wait for an answer at the centres where the person may give one."""
    waiting = _theirs(actor).where(Conversation.waiting_since.is_not(None)).subquery()
    return int((await session.execute(select(func.count()).select_from(waiting))).scalar_one())


def _theirs(actor: Actor) -> Select[int]:
    """The ids of conversations that a coordinator may read."""
    return (
        select(Conversation.id)
        .join(Course, Course.id == Conversation.course_id)
        .join(Person, Person.id == Conversation.person_id)
        .where(Course.centre_id.in_(rights.where(actor, Action.CONVERSATIONS)))
    )


async def _row(session: Session, actor: Actor, conversation_id: int, *, lock: bool = False) -> Conversation:
    """The row, when the person coordinates at its centre. Raises NotYours, Gone."""
    row = await session.get(Conversation, conversation_id, with_for_update=lock, populate_existing=lock)
    centre_id = None if row is None else (await session.get_one(Course, row.course_id)).centre_id
    rights.must(actor, Action.CONVERSATIONS, centre_id)
    if row is None:
        raise Gone
    return row


async def whose(session: Session, actor: Actor, conversation_id: int) -> int:
    """Who has asked: their number, for a coordinator of the centre. Raises NotYours, Gone."""
    return (await _row(session, actor, conversation_id)).person_id


async def is_here(session: Session, course_id: int, person_id: int) -> bool:
    found = select(Enrolment.id).where(
        Enrolment.course_id == course_id, Enrolment.person_id == person_id, Enrolment.status.in_(HERE)
    )
    return await session.scalar(found) is not None


async def written_view(
    session: Session, library: Library, message: TeamWritten, person_id: int, _now: datetime
) -> tuple[int, CourseView] | None:
    """Conversation and course in which something waits for an answer; None when it does not any more."""
    row = await _of_line(session, message.line_id)
    if row is None or row.waiting_since is None:
        return None
    view = await courses.load(session, library, row.course_id)
    if not await may(session, Action.CONVERSATIONS, view.centre.id, person_id):
        return None
    return row.id, view


async def answered_view(
    session: Session, library: Library, message: TeamAnswered, person_id: int, _now: datetime
) -> Answer | None:
    """The answer, for whoever asked."""
    row, line = await _of_line(session, message.line_id), await session.get(ConversationLine, message.line_id)
    if row is None or line is None or row.person_id != person_id or not line.from_team:
        return None
    here = await is_here(session, row.course_id, person_id)
    return Answer(row.id, await courses.load(session, library, row.course_id), line.text, here)


async def _of_line(session: Session, line_id: int) -> Conversation | None:
    row: Conversation | None = await session.scalar(
        select(Conversation)
        .join(ConversationLine, ConversationLine.conversation_id == Conversation.id)
        .where(ConversationLine.id == line_id)
    )
    return row


async def export(session: Session, actor: Actor) -> dict[str, Any]:
    """What the person has written to teams, with the answers; and what they have answered as a coordinator."""
    rows = await session.execute(
        select(Conversation, Course.slug)
        .join(Course, Course.id == Conversation.course_id)
        .where(Conversation.person_id == actor.id)
        .order_by(Conversation.id)
    )
    answers = await session.scalars(
        select(ConversationLine).where(ConversationLine.author_id == actor.id).order_by(ConversationLine.id)
    )
    drafts = await session.scalars(
        select(AnswerDraft).where(AnswerDraft.author_id == actor.id).order_by(AnswerDraft.id)
    )
    return {
        "written_to_team": [await _conversation(session, row, slug) for row, slug in rows.all()],
        "answered_for_team": [{"text": one.text, "written_at": one.written_at} for one in answers],
        "answers_not_sent": [{"text": one.text, "written_at": one.created_at} for one in drafts],
    }


async def _conversation(session: Session, row: Conversation, slug: str) -> dict[str, Any]:
    lines = await session.scalars(
        select(ConversationLine).where(ConversationLine.conversation_id == row.id).order_by(ConversationLine.id)
    )
    return {
        "course": slug,
        "with_name": row.named,
        "waiting_since": row.waiting_since,
        "last_at": row.last_at,
        "texts": [{"from_team": one.from_team, "text": one.text, "written_at": one.written_at} for one in lines],
    }


async def forget_old(session: Session, now: datetime) -> None:
    """Conversations in which nothing has been written for long, and answers that were never sent."""
    await session.execute(delete(AnswerDraft).where(AnswerDraft.created_at <= now - DAY))
    await session.execute(delete(Conversation).where(Conversation.last_at <= now - KEPT_FOR))
