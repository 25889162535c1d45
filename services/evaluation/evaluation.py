"""The evaluation: short polls on a course. What their answers add up to stands in `services/evaluation/results.py`.

A poll is a person's own draft until it is sent. Then the draft goes, and its answers are added to the round's box, in
which there are only sums, and texts in no order: nobody, not even whoever has the database and the key, is meant to tell
whose they are. The box also knows who has sent, so that nobody does twice.
"""

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from msgspec import Struct
from sqlalchemy import bindparam, select

from db.models import Enrolment, EvaluationDraft
from db.session import shred
from domain.ballots import Box, padded
from domain.errors import ForParticipants, Gone, RoundClosed, TextExpected, TooLong
from domain.evaluation import FREE_TEXT_LIMIT, SCALE, first_open
from domain.evaluation.messages import EvaluationInvite, EvaluationReminder
from domain.programmes import Moment, Questionnaire
from domain.signup import Status
from services import Session, ballots, courses
from services.courses import CourseView, SessionView, coordination
from services.mail.batches import Batch
from services.people import Actor, dialogs
from services.programmes import Library

TEXT = "text"
"""The key of a draft's free text, None when it was skipped; the questions' keys are their numbers from 0."""
DRAFT_SIZE = 4 * FREE_TEXT_LIMIT + 1192
"""Bytes of every draft, with a text or without."""
_CONTROL = {code: None for code in range(32) if chr(code) not in "\n\t"}
"""What nobody can see takes more room than is set aside for a character."""
Given = dict[str, int | str | None]


class Poll(Struct, frozen=True):
    """One person's poll. Its steps count from 0: the questions, the free text, the summary; `at` is the one to show.

    `answers` maps the step of a question to 1–5, or to None when it was skipped.
    """

    course: CourseView
    round: str
    questionnaire: Questionnaire
    answers: Mapping[int, int | None]
    free_text: str | None
    text_skipped: bool
    at: int
    sent: bool = False

    @property
    def text_step(self) -> int:
        return len(self.questionnaire.question)

    @property
    def complete(self) -> bool:
        """Every step has been answered or skipped."""
        text_done = self.text_skipped or self.free_text is not None
        return text_done and all(step in self.answers for step in range(self.text_step))

    @property
    def empty(self) -> bool:
        """Nothing has been answered, so that there is nothing to send."""
        return self.free_text is None and not any(self.answers.values())


class InviteView(Struct, frozen=True):
    """What an invitation to a poll and the one reminder of it say; `begun` when some of it has been answered.

    `cut_short`: the rest of the course was called off, and only some evenings were held.
    """

    course: CourseView
    round: str
    questionnaire: Questionnaire
    closes_at: datetime
    begun: bool
    cut_short: bool = False


class _Open(Struct, frozen=True):
    """A round that takes answers from this person, and their draft of it."""

    course: CourseView
    round: str
    questionnaire: Questionnaire
    draft: EvaluationDraft


async def invite_views(
    session: Session, library: Library, batch: Batch[EvaluationInvite], now: datetime
) -> dict[int, InviteView]:
    """Invitations; not those that are no longer wanted: left, sent in, declined or closed."""
    return await _wanted(session, library, batch, now)


async def reminder_views(
    session: Session, library: Library, batch: Batch[EvaluationReminder], now: datetime
) -> dict[int, InviteView]:
    """Reminders; not those as above."""
    return await _wanted(session, library, batch, now)


_DRAFTS = select(
    *(EvaluationDraft.course_id, EvaluationDraft.round, EvaluationDraft.person_id),
    *(EvaluationDraft.content, EvaluationDraft.skipped_at),
).where(
    EvaluationDraft.course_id.in_(bindparam("courses", expanding=True)),
    EvaluationDraft.person_id.in_(bindparam("people", expanding=True)),
)


async def _wanted(
    session: Session, library: Library, batch: Batch[EvaluationInvite] | Batch[EvaluationReminder], now: datetime
) -> dict[int, InviteView]:
    people = {one.person_id for one in batch}
    views = await courses.by_id(session, library, (one.message.course_id for one in batch))
    placed = await coordination.placed(session, views, people)
    teams = await ballots.teams(session, {view.centre.id for view in views.values()})
    sent = await ballots.senders(session, list(views))
    rows = (await session.execute(_DRAFTS, {"courses": list(views), "people": list(people)})).all()
    drafts = {(row.course_id, row.round, row.person_id): row for row in rows}
    invite = _once(library, views, now)
    found = {}
    for one in batch:
        course_id, round_, person_id = one.message.course_id, one.message.round, one.person_id
        draft = drafts.get((course_id, round_, person_id))
        if (course_id, person_id) not in placed or person_id in teams[views[course_id].centre.id]:
            continue
        if (draft and draft.skipped_at) or person_id in sent.get((course_id, round_), ()):
            continue
        view = invite(course_id, round_, draft is not None and bool(_given(draft)))
        if view is not None:
            found[one.row] = view
    return found


def _once(
    library: Library, views: Mapping[int, CourseView], now: datetime
) -> Callable[[int, str, bool], InviteView | None]:
    """One view for all who are told the same; None while the round takes no answers."""

    @cache
    def invite(course_id: int, name: str, begun: bool) -> InviteView | None:
        course = views[course_id]
        try:
            moment = moment_of(course, name)
            _must_be_open(course, name, now)
        except (Gone, RoundClosed):
            return None
        cut_short = course.lapsed(_session(course, moment))
        return InviteView(course, name, library.questionnaire(moment), closes_at(course, name), begun, cut_short)

    return invite


async def begun(session: Session, library: Library, actor: Actor, now: datetime) -> tuple[int, str] | None:
    """The poll that a person has opened and neither sent nor declined, while it takes answers: course and round."""
    rows = await session.scalars(
        select(EvaluationDraft)
        .where(EvaluationDraft.person_id == actor.id)
        .where(EvaluationDraft.skipped_at.is_(None))
        .order_by(EvaluationDraft.id.desc())
    )
    for row in rows.all():
        for course in await courses.load_many(session, library, [row.course_id]):
            placed = await coordination.has_place(session, course.id, actor.id)
            if placed and is_open(course, row.round, now):
                return course.id, row.round
    return None


async def open_poll(
    session: Session, library: Library, actor: Actor, course_id: int, round_: str, now: datetime
) -> Poll:
    """Begin, or go on at the first open step. Raises Gone, RoundClosed, ForParticipants, as all of these do."""
    return _poll(await _open(session, library, actor, course_id, round_, now))


async def show(
    session: Session, library: Library, actor: Actor, course_id: int, round_: str, step: int, now: datetime
) -> Poll:
    """Look at one step again, the summary included."""
    found = await _open(session, library, actor, course_id, round_, now)
    if step > len(found.questionnaire.question) + 1:
        raise Gone
    return _poll(found, step)


async def answer(
    session: Session,
    library: Library,
    actor: Actor,
    course_id: int,
    round_: str,
    question: int,
    value: int,
    now: datetime,
) -> Poll:
    """Answer a question with 1–5, or skip it with 0, and go on to the next step."""
    found = await _open(session, library, actor, course_id, round_, now)
    if question >= len(found.questionnaire.question) or value not in (0, *SCALE):
        raise Gone
    _write(found.draft, {**_given(found.draft), str(question): value or None})
    return _poll(found, question + 1)


async def write_text(
    session: Session, library: Library, actor: Actor, course_id: int, round_: str, text: str | None, now: datetime
) -> Poll:
    """Take the free text. Raises TextExpected, TooLong besides."""
    found = await _open(session, library, actor, course_id, round_, now)
    text = (text or "").translate(_CONTROL).strip()
    if not text:
        raise TextExpected
    if len(text) > FREE_TEXT_LIMIT:
        raise TooLong(len(text), FREE_TEXT_LIMIT)
    _write(found.draft, {**_given(found.draft), TEXT: text})
    return _poll(found)


async def skip_text(
    session: Session, library: Library, actor: Actor, course_id: int, round_: str, now: datetime
) -> Poll:
    """Leave the free text out; one that was written before is taken back."""
    found = await _open(session, library, actor, course_id, round_, now)
    _write(found.draft, {**_given(found.draft), TEXT: None})
    return _poll(found)


async def send(session: Session, library: Library, actor: Actor, course_id: int, round_: str, now: datetime) -> Poll:
    """Hand the answers over without a name; twice changes nothing. A poll without any answer comes back unsent."""
    course, moment = await _round(session, library, actor, course_id, round_)
    questionnaire = library.questionnaire(moment)
    # Before anything is put in that refers to the course: else two would wait for each other.
    await courses.lock(session, course_id)
    sent = Poll(course, round_, questionnaire, {}, None, True, len(questionnaire.question) + 1, sent=True)
    box = await ballots.of_round(session, course_id, round_)
    if str(actor.id) in box.roll:
        return sent
    found = await _open(session, library, actor, course_id, round_, now)
    poll = _poll(found, sent.at)
    if poll.empty:
        return poll
    await _hand_over(session, actor, found, poll, box, now)
    return sent


async def _hand_over(session: Session, actor: Actor, found: _Open, poll: Poll, box: Box, now: datetime) -> None:
    """The answers go into the box, and everything goes that tied them to the person or told when they were given."""
    answers = {str(step): str(value) for step, value in poll.answers.items() if value}
    team = ballots.names(await ballots.team(session, found.course.centre.id))
    box.put(str(actor.id), answers, poll.free_text, team=team)
    await session.flush()
    await session.delete(found.draft)
    await ballots.put_back(session, found.course.id, found.round, box)
    await ballots.touch_alike(session, found.course.id)
    await ballots.forget_reminder(session, found.course.id, found.round, actor.id, now)
    await dialogs.forget_taken(session, actor.id)


async def skip(session: Session, library: Library, actor: Actor, course_id: int, round_: str, now: datetime) -> Poll:
    """Decline the whole poll; what was answered so far is forgotten. Opening it again takes that back."""
    found = await _open(session, library, actor, course_id, round_, now)
    found.draft.content = None
    found.draft.skipped_at = now
    shred(session)
    return _poll(found)


def moment_of(course: CourseView, round_: str) -> Moment:
    """When and with which questions a round of a button or message comes. Raises Gone."""
    found = course.programme.moment(round_)
    if found is None:
        raise Gone
    return found


def opens_at(course: CourseView, round_: str) -> datetime:
    """By the session that a round belongs to, as it stands now. Raises Gone when there is none."""
    return moment_of(course, round_).opens(*_when(course, round_))


def closes_at(course: CourseView, round_: str) -> datetime:
    """From this instant on no answers are taken. Raises Gone."""
    return moment_of(course, round_).closes(*_when(course, round_))


def _when(course: CourseView, round_: str) -> tuple[datetime, datetime, ZoneInfo]:
    """Start and end of what a round asks about. Raises Gone."""
    moment = moment_of(course, round_)
    session = _session(course, moment)
    return session.starts_at, course.ended(session) if moment.of_the_whole else session.ends_at, course.zone


def is_open(course: CourseView, round_: str, now: datetime) -> bool:
    """False as well for a round that the programme no longer has."""
    try:
        return opens_at(course, round_) <= now < closes_at(course, round_)
    except Gone:
        return False


def is_asked(course: CourseView, round_: str) -> bool:
    """Not in the middle of a course that was over before; of the whole of it, if any evening was held. Raises Gone."""
    moment = moment_of(course, round_)
    return course.takes_place and (moment.of_the_whole or not course.lapsed(_session(course, moment)))


def _session(course: CourseView, moment: Moment) -> SessionView:
    for one in course.sessions:
        if one.position == moment.position:
            return one
    raise Gone


def _must_be_open(course: CourseView, round_: str, now: datetime) -> None:
    if now < opens_at(course, round_) or not is_asked(course, round_):
        raise Gone
    if now >= closes_at(course, round_):
        raise RoundClosed


async def _round(
    session: Session, library: Library, actor: Actor, course_id: int, round_: str
) -> tuple[CourseView, Moment]:
    """A round of a course that the person is on. Raises Gone."""
    course = await courses.load(session, library, course_id)
    await _must_take_part(session, course, actor.id)
    return course, moment_of(course, round_)


async def _open(session: Session, library: Library, actor: Actor, course_id: int, round_: str, now: datetime) -> _Open:
    """The round and the person's draft of it, made if there is none. Raises Gone, RoundClosed."""
    course, moment = await _round(session, library, actor, course_id, round_)
    box = await ballots.of_round(session, course_id, round_)
    if box.closed or str(actor.id) in box.roll:
        raise RoundClosed
    _must_be_open(course, round_, now)
    draft = await _row(session, course_id, round_, actor.id)
    if draft is None:
        draft = EvaluationDraft(course_id=course_id, round=round_, person_id=actor.id)
        session.add(draft)
    draft.skipped_at = None
    return _Open(course, round_, library.questionnaire(moment), draft)


def _poll(found: _Open, at: int | None = None) -> Poll:
    """The poll as it stands, at a step of one's choice or at the first open one."""
    given, questions = _given(found.draft), len(found.questionnaire.question)
    text_done, text = TEXT in given, given.pop(TEXT, None)
    answers = {int(key): value for key, value in given.items() if int(key) < questions and not isinstance(value, str)}
    if at is None:
        at = first_open(answers, questions)
        at += at == questions and text_done
    free_text = text if isinstance(text, str) else None
    skipped = text_done and text is None
    return Poll(found.course, found.round, found.questionnaire, answers, free_text, skipped, at)


def _given(draft: Any) -> Given:
    """Out of a draft's row, or its columns."""
    given: Given = json.loads(draft.content) if draft.content else {}
    return given


def _write(draft: EvaluationDraft, given: Given) -> None:
    draft.content = padded(given, DRAFT_SIZE)


async def _row(session: Session, course_id: int, round_: str, person_id: int) -> EvaluationDraft | None:
    which = {"course": course_id, "round": round_, "person": person_id}
    row: EvaluationDraft | None = await session.scalar(_DRAFT, which)
    return row


_DRAFT = select(EvaluationDraft).where(
    EvaluationDraft.course_id == bindparam("course"),
    EvaluationDraft.round == bindparam("round"),
    EvaluationDraft.person_id == bindparam("person"),
)
_PLACE = select(Enrolment.id).where(
    Enrolment.course_id == bindparam("course"),
    Enrolment.person_id == bindparam("person"),
    Enrolment.status == Status.PLACE,
)


async def _must_take_part(session: Session, course: CourseView, person_id: int) -> None:
    """Raises Gone for whoever has no place (any more), ForParticipants for whoever has a role at the centre."""
    if await session.scalar(_PLACE, {"course": course.id, "person": person_id}) is None:
        raise Gone
    if person_id in await ballots.team(session, course.centre.id):
        raise ForParticipants
