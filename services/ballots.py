"""The boxes of sent polls and of answers after six weeks, as rows: read, written anew, closed, and who is kept out.

Whoever writes one holds the lock of what it belongs to: the course's, or the centre's.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, CompoundSelect, Select, bindparam, delete, select, union

from db.models import Assignment, Centre, Course, Enrolment, EvaluationBox, Outbox, Person, PulseBox, TeamMember
from db.session import shred
from domain.ballots import Box, Shape
from domain.courses import Answer
from domain.delivery import OPEN, State
from domain.evaluation import FREE_TEXT_LIMIT
from domain.evaluation.messages import EvaluationReminder
from services import Session
from services.mail.outbox import takes_part

POLLS = Shape(base=8192, each=4 * FREE_TEXT_LIMIT + 192)
"""Four bytes a character at most, and the number of whoever sent it."""
REMINDED_FOR = timedelta(minutes=10)
"""Longer than the planner looks back: a row that went earlier would be written once more."""
PULSES = Shape(base=2048, each=32)


async def of_round(session: Session, course_id: int, round_: str) -> Box:
    """What has been sent of a round so far."""
    row = await _row(session, course_id, round_)
    return Box.of(row.content if row else None)


async def put_back(session: Session, course_id: int, round_: str, box: Box) -> None:
    """Write the box anew; what the file still holds of the old one is wiped when the transaction stands."""
    row = await _row(session, course_id, round_)
    if row is None:
        session.add(EvaluationBox(course_id=course_id, round=round_, content=box.packed(POLLS)))
    else:
        row.content, row.closed = box.packed(POLLS), box.closed
    await session.flush()
    shred(session)


async def _row(session: Session, course_id: int, round_: str) -> EvaluationBox | None:
    row: EvaluationBox | None = await session.scalar(_BOX, {"course": course_id, "round": round_})
    return row


_BOX = (
    select(EvaluationBox)
    .where(EvaluationBox.course_id == bindparam("course"), EvaluationBox.round == bindparam("round"))
    .execution_options(populate_existing=True)
)


async def senders(session: Session, course_ids: Collection[int]) -> dict[tuple[int, str], frozenset[int]]:
    """Who has sent a poll, by course and round, while it is open."""
    rows = await session.scalars(
        select(EvaluationBox).where(EvaluationBox.course_id.in_(course_ids), EvaluationBox.closed.is_(False))
    )
    return {(row.course_id, row.round): frozenset(map(int, Box.of(row.content).roll)) for row in rows}


async def rounds_sent(session: Session, person_id: int) -> list[tuple[int, str]]:
    """Course and round of the open polls that a person has sent."""
    courses = await session.scalars(select(Enrolment.course_id).where(Enrolment.person_id == person_id))
    found = await senders(session, courses.all())
    return sorted(where for where, people in found.items() if person_id in people)


async def close_round(session: Session, centre_id: int, course_id: int, round_: str) -> None:
    """The round is over: nothing is kept of who has sent, nor of who was reminded. The course must be locked."""
    box = await of_round(session, course_id, round_)
    box.close(names(await team(session, centre_id)))
    await put_back(session, course_id, round_, box)
    reminders = Outbox.key.startswith(EvaluationReminder(course_id, round_).key(0)[:-1], autoescape=True)
    await session.execute(delete(Outbox).where(reminders, Outbox.state != State.SENDING))


async def touch_alike(session: Session, course_id: int) -> None:
    """PostgreSQL notes on a row who locked it last, as every draft that is begun does with its person's: all are locked now.

    Not against anything but deletion. The course must be locked.
    """
    people = select(Person.id).where(Person.id.in_(takes_part(course_id))).order_by(Person.id)
    await session.execute(people.with_for_update(read=True, key_share=True))


async def forget_reminder(session: Session, course_id: int, round_: str, person_id: int, now: datetime) -> None:
    """Whether somebody was reminded would tell whether they were among the first or the last to send.

    So would the gap that one row leaves among the others': all go that are settled.
    """
    key = EvaluationReminder(course_id, round_).key(person_id)
    mine = (Outbox.key == key) & (Outbox.state != State.SENDING)
    of_round = Outbox.key.startswith(key.removesuffix(str(person_id)), autoescape=True)
    await session.execute(delete(Outbox).where(mine | (of_round & _settled(now))))


async def forget_reminders(session: Session, now: datetime) -> None:
    """Those of all rounds that have been delivered, or never will be."""
    await session.execute(delete(Outbox).where(Outbox.kind == EvaluationReminder.kind, _settled(now)))


def _settled(now: datetime) -> ColumnElement[bool]:
    """Rows that the planner will not ask for again."""
    return Outbox.state.not_in(OPEN) & (Outbox.due_at <= now - REMINDED_FOR)


async def of_centre(session: Session, centre_id: int) -> Box:
    """What members of the centre's groups have answered after six weeks."""
    row = await session.get(PulseBox, centre_id, populate_existing=True)
    return Box.of(row.content if row else None)


_PULSES = select(PulseBox.centre_id, PulseBox.content).where(
    PulseBox.centre_id.in_(bindparam("centres", expanding=True))
)


async def answered(session: Session, centre_ids: Collection[int]) -> dict[int, set[str]]:
    """Which members (`member`) of the groups of these centres have answered, by centre."""
    rolls = {
        row.centre_id: Box.of(row.content).roll for row in await session.execute(_PULSES, {"centres": list(centre_ids)})
    }
    return {one: rolls.get(one, set()) for one in centre_ids}


async def put_back_pulses(session: Session, centre_id: int, box: Box) -> None:
    """As `put_back`."""
    row = await session.get(PulseBox, centre_id)
    if row is None:
        session.add(PulseBox(centre_id=centre_id, content=box.packed(PULSES)))
    else:
        row.content = box.packed(PULSES)
    await session.flush()
    shred(session)


def member(group_id: int, person_id: int) -> str:
    """A member of a group on the roll of its centre's box."""
    return f"{group_id}.{person_id}"


async def groups_answered(session: Session, person_id: int) -> frozenset[int]:
    """The groups of which a person has said how they get on, as long as these are asked."""
    rolls = [Box.of(content).roll for content in await session.scalars(select(PulseBox.content))]
    members = [one.partition(".") for roll in rolls for one in roll]
    return frozenset(int(group) for group, _, person in members if person == str(person_id))


async def forget_person(session: Session, person_id: int) -> None:
    """Take somebody off every roll, as before erasure. What they have sent stays: it is nobody's any more.

    It does not count among the five: who comes back under another number can send once more, and knows both.
    """
    courses = select(Enrolment.course_id).where(Enrolment.person_id == person_id)
    theirs = Course.id.in_(courses)
    await _lock_courses(session, theirs)
    for row, _ in (await session.execute(_open_boxes(theirs))).all():
        box = Box.of(row.content)
        if box.forget([str(person_id)], known=True):
            row.content = box.packed(POLLS)
            shred(session)
    for pulses in await _locked_pulses(session):
        box = Box.of(pulses.content)
        if box.forget(answers_of(box, [person_id]), known=True):
            pulses.content = box.packed(PULSES)
            shred(session)


async def leaves_team(session: Session, centre_id: int, person_id: int) -> None:
    """Somebody is about to have no role at a centre any more. What they sent goes on counting as known to somebody."""
    theirs = Course.centre_id == centre_id
    await _lock_courses(session, theirs)
    for row, _ in (await session.execute(_open_boxes(theirs))).all():
        box = Box.of(row.content)
        if box.leaves_team(str(person_id)):
            row.content = box.packed(POLLS)
            shred(session)
    for pulses in await _locked_pulses(session, PulseBox.centre_id == centre_id):
        box = Box.of(pulses.content)
        noted = [box.leaves_team(one) for one in answers_of(box, [person_id])]
        if any(noted):
            pulses.content = box.packed(PULSES)
            shred(session)


async def _lock_courses(session: Session, *which: ColumnElement[bool]) -> None:
    """Those that have an open box, in the order of their numbers."""
    open_ = select(EvaluationBox.course_id).where(EvaluationBox.closed.is_(False))
    courses = select(Course.id).where(Course.id.in_(open_), *which).order_by(Course.id)
    await session.execute(courses.with_for_update())


def _open_boxes(*which: ColumnElement[bool]) -> Select[EvaluationBox, int]:
    """With the centre of each."""
    boxes = select(EvaluationBox, Course.centre_id).join(Course, Course.id == EvaluationBox.course_id)
    boxes = boxes.where(EvaluationBox.closed.is_(False), *which).order_by(Course.id, EvaluationBox.id)
    return boxes.execution_options(populate_existing=True)


async def forget_groups(session: Session, asked: Collection[int]) -> None:
    """Keep on the rolls only those groups that may still be `asked`."""
    for row in await _locked_pulses(session):
        box = Box.of(row.content)
        over = {one for one in box.roll if int(one.partition(".")[0]) not in asked}
        if not over or not box.may_forget(over):
            continue
        box.forget(over & answers_of(box, await team(session, row.centre_id)), known=True)
        box.forget(over)
        row.content = box.packed(PULSES)
        shred(session)


async def _locked_pulses(session: Session, *which: ColumnElement[bool]) -> Sequence[PulseBox]:
    """The boxes of centres, with the lock under which members answer, in the order of the centres' numbers."""
    centres = select(Centre.id).where(Centre.id.in_(select(PulseBox.centre_id).where(*which))).order_by(Centre.id)
    locked = (await session.scalars(centres.with_for_update(key_share=True))).all()
    boxes = select(PulseBox).where(PulseBox.centre_id.in_(locked)).order_by(PulseBox.centre_id)
    return (await session.scalars(boxes.execution_options(populate_existing=True))).all()


def answers_of(box: Box, people: Collection[int]) -> frozenset[str]:
    """What stands on the roll of a centre's box of these people: one answer for each group of theirs."""
    return frozenset(one for one in box.roll if int(one.partition(".")[2]) in people)


async def team(session: Session, centre_id: int) -> frozenset[int]:
    """Whoever has any role at a centre, or is on the team of one of its courses, though their role is at another one.

    They neither answer what is asked of participants there nor count among them.
    """
    return frozenset((await teams(session, [centre_id]))[centre_id])


_CENTRES: BindParameter[Any] = bindparam("centres", expanding=True)
_TEAMS: CompoundSelect[Any] = union(
    select(Assignment.centre_id, Assignment.person_id).where(Assignment.centre_id.in_(_CENTRES)),
    select(Course.centre_id, TeamMember.person_id)
    .join(Course, Course.id == TeamMember.course_id)
    .where(Course.centre_id.in_(_CENTRES), TeamMember.state == Answer.YES),
)


async def teams(session: Session, centre_ids: Collection[int]) -> dict[int, set[int]]:
    """As `team`, by centre."""
    found: dict[int, set[int]] = {one: set() for one in centre_ids}
    for row in await session.execute(_TEAMS, {"centres": list(centre_ids)}):
        found[row.centre_id].add(row.person_id)
    return found


def names(people: Iterable[int]) -> frozenset[str]:
    """Ids as they stand on the roll of a round."""
    return frozenset(map(str, people))
