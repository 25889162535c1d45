"""What goes out to many is claimed, looked up and settled in a number of statements that does not grow with the rows."""

from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import Engine, event, select, text, update

from db.crypto import KEYS
from db.models import (
    Assignment,
    Centre,
    Course,
    CourseChange,
    CourseSession,
    CourseWish,
    Enrolment,
    Group,
    GroupMember,
    Meeting,
    MeetingAnswer,
    Notice,
    Outbox,
    Person,
    TeamMember,
)
from db.session import Database
from domain.courses.messages import TeamEvening, TeamMeeting, TeamShort
from domain.delivery import State, Why
from domain.evaluation.messages import EvaluationInvite, EvaluationReminder
from domain.finding.messages import CourseOpened, FitsNext, Refill
from domain.groups import GroupState, MemberState
from domain.groups import messages as g
from domain.messages import Message
from domain.notices.messages import NoticeCopy
from domain.rights import Role
from domain.running import messages as m
from domain.signup import Status
from domain.signup.messages import WaitingListClosed
from scheduler.kinds import KINDS
from scheduler.packing import Packing, Parcel
from services import Session
from services.mail import outbox
from services.mail.batches import each
from services.mail.outbox import Outcome
from services.programmes import CONTENT, read_library
from texts.catalog import Catalog

LIBRARY, CATALOG = read_library(CONTENT), Catalog()
NOW = datetime(2026, 9, 1, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1)
PEOPLE, COURSES, EACH = 64, 4, 8
AFTER_THIRD = NOW + 16 * DAY
"""The poll in the middle takes answers, and no meeting of a group is set."""
FEW = 4
LONG_AFTER = NOW + 220 * DAY
"""Half a year after the last evening."""
TEAM = LIBRARY.programmes["ta-tak"].team
LOOK_BACK = NOW + 36 * DAY + (TEAM.evaluation or DAY)
"""The team looks back so long after the last evening."""


def course(person: int) -> int:
    """People take turns: neighbours are on different courses."""
    return (person - 1) % COURSES + 1


def evening(person: int, position: int) -> int:
    return (course(person) - 1) * 6 + position


def group(person: int, kind: int) -> int:
    """Each is in three groups: a proposed one, one that meets, and one that meets and has a starter."""
    return kind * EACH + (person - 1) % EACH + 1


def member(person: int, kind: int) -> int:
    return kind * PEOPLE + person


def newcomer(person: int) -> int:
    return 4 * PEOPLE + (person - 1) % EACH + 1


PROPOSED, MEETS, STARTED, LATE = range(4)
CASES: Mapping[type[Message], tuple[Callable[[int], Message], datetime]] = {
    m.SessionReminder: (lambda who: m.SessionReminder(evening(who, 1), 1, "P1D"), NOW),
    m.SessionMoved: (lambda who: m.SessionMoved(evening(who, 2), 2), NOW),
    m.SessionsMoved: (lambda who: m.SessionsMoved(course(who), evening(who, 2), 2), NOW),
    m.SessionCancelled: (lambda who: m.SessionCancelled(evening(who, 4), 2), NOW),
    m.SessionBack: (lambda who: m.SessionBack(evening(who, 1), 1), NOW),
    m.CourseCalledOff: (lambda who: m.CourseCalledOff(course(who), evening(who, 4), 2), NOW),
    m.CourseBack: (lambda who: m.CourseBack(course(who), evening(who, 1), 1), NOW),
    m.CourseChanged: (lambda who: m.CourseChanged(course(who), 2), NOW),
    m.LanguageGone: (lambda who: m.LanguageGone(course(who), "pl", 2), NOW),
    m.WeeklyMessage: (lambda who: m.WeeklyMessage(course(who), 1), NOW),
    m.FollowUp: (lambda who: m.FollowUp(2 * COURSES + course(who), 1), NOW),
    TeamEvening: (lambda who: TeamEvening(2 * 6 * COURSES + evening(who, 1), 1), NOW),
    TeamMeeting: (lambda who: TeamMeeting(2 * COURSES + course(who), 4, int(LOOK_BACK.timestamp())), NOW),
    CourseOpened: (lambda who: CourseOpened(who, COURSES + course(who)), NOW),
    FitsNext: (lambda who: FitsNext(2 * COURSES + course(who)), NOW),
    Refill: (lambda who: Refill(2 * COURSES + course(who)), LONG_AFTER),
    WaitingListClosed: (lambda who: WaitingListClosed(COURSES + course(who)), NOW),
    EvaluationInvite: (lambda who: EvaluationInvite(course(who), "midway"), AFTER_THIRD),
    EvaluationReminder: (lambda who: EvaluationReminder(course(who), "midway"), AFTER_THIRD),
    NoticeCopy: (lambda who: NoticeCopy(course(who)), NOW),
    g.GroupInvite: (lambda who: g.GroupInvite(2 * COURSES + course(who)), NOW),
    g.GroupProposal: (lambda who: g.GroupProposal(member(who, PROPOSED), 1), NOW),
    g.ProposalReminder: (lambda who: g.ProposalReminder(member(who, PROPOSED), 1), NOW),
    g.ProposalLapsed: (lambda who: g.ProposalLapsed(member(who, LATE), 1), NOW),
    g.GroupNotFormed: (lambda who: g.GroupNotFormed(group(who, PROPOSED)), NOW),
    g.NewcomerAsked: (lambda who: g.NewcomerAsked(newcomer(who), 1), NOW),
    g.MemberJoined: (lambda who: g.MemberJoined(group(who, MEETS), 1), NOW),
    g.HandOverAsked: (lambda who: g.HandOverAsked(group(who, MEETS), 1), NOW),
    g.HandedOver: (lambda who: g.HandedOver(group(who, STARTED), 1), NOW),
    g.GroupClosed: (lambda who: g.GroupClosed(group(who, MEETS)), NOW),
    g.MeetingReminder: (lambda who: g.MeetingReminder((who - 1) % EACH + 1, 1, "P1D"), NOW),
    g.MeetingSet: (lambda who: g.MeetingSet((who - 1) % EACH + 1, 1), NOW),
    g.MeetingCancelled: (lambda who: g.MeetingCancelled(EACH + (who - 1) % EACH + 1, 2), NOW),
    g.NextMeetingAsked: (lambda who: g.NextMeetingAsked(group(who, MEETS), 1), AFTER_THIRD),
    g.PulseAsked: (lambda who: g.PulseAsked(group(who, MEETS)), NOW),
}
"""Of each kind a message to each person that is wanted, and when."""
OF_ONE = {g.StarterMayGo, TeamShort}
"""Looked up as a batch like its neighbours, but a group has one starter only, and a centre few coordinators."""


@pytest.fixture
async def database(either_database: str) -> AsyncIterator[Database]:
    KEYS.open(Fernet.generate_key().decode())
    database = Database(either_database)
    async with database.begin() as session:
        await _people_and_courses(session)
        await _groups(session)
    yield database
    await database.dispose()


async def _people_and_courses(session: Session) -> None:
    newcomers = range(PEOPLE + 1, PEOPLE + EACH + 1)
    everybody = [*range(1, PEOPLE + 1), *newcomers]
    for slug in ("with-groups", "without"):
        session.add(Centre(slug=slug, name=slug, country="NO", time_zone="Europe/Oslo", language="nb"))
        await session.flush()
    session.add_all(Person(id=one, telegram_id=one, language="nb", created_at=NOW) for one in everybody)
    await session.flush()
    for number in range(1, 3 * COURSES + 1):
        centre = 2 if number > 2 * COURSES else 1
        slug = f"k{number}"
        session.add(Course(id=number, slug=slug, programme="ta-tak", centre_id=centre, seats=99, place="x", version=2))
    await session.flush()
    for number in range(1, 3 * COURSES + 1):
        for position in range(1, 7):
            at = NOW + DAY + (position - 1) * 7 * DAY
            moved, cancelled = position == 2, position == 4
            session.add(
                CourseSession(
                    id=(number - 1) * 6 + position, course_id=number, position=position, starts_at=at,
                    ends_at=at + DAY / 12, version=2 if moved or cancelled else 1, moved_from=at - DAY if moved else None,
                    cancelled_at=NOW if cancelled else None,
                )
            )  # fmt: skip
        session.add(CourseChange(course_id=number, version=2, was={"facts": {"place": "y"}}, made_at=NOW))
        session.add(Notice(id=number, course_id=number, text=f"Hei {number}", created_at=NOW))
    anew, at = 3 * COURSES + 1, LONG_AFTER + 30 * DAY
    session.add(Course(id=anew, slug="anew", programme="ta-tak", centre_id=2, seats=99, place="x"))
    await session.flush()
    session.add(CourseSession(id=999, course_id=anew, position=1, starts_at=at, ends_at=at + DAY / 12))
    wish = {"looks_for": '{"search": {}, "place": ""}', "made_at": NOW}
    session.add_all(CourseWish(id=who, person_id=who, **wish) for who in range(1, PEOPLE + 1))
    for who in range(1, PEOPLE + 1):
        for first, status in ((0, Status.PLACE), (COURSES, Status.CLOSED), (2 * COURSES, Status.PLACE)):
            session.add(
                Enrolment(
                    course_id=first + course(who), person_id=who, status=status, number=who, since=NOW, known_version=1
                )
            )
    for who in range(1, PEOPLE + 1):
        held, asked = 2 * COURSES + course(who), {"state": "yes", "asked_at": NOW, "answered_at": NOW}
        session.add(Assignment(person_id=who, centre_id=2, role=Role.PROFESSIONAL))
        session.add(TeamMember(course_id=held, person_id=who, role=Role.PROFESSIONAL, **asked))
    await session.flush()


async def _groups(session: Session) -> None:
    for kind in range(4):
        for number in range(1, EACH + 1):
            row = Group(
                id=kind * EACH + number, centre_id=1, state=GroupState.PROPOSED if kind == PROPOSED else GroupState.RUNNING,
                slot="tue-18", place="online", language="nb", shared="", answer_until=NOW + DAY, created_at=NOW,
                started_at=NOW, starter_id=number if kind == STARTED else None,
            )  # fmt: skip
            session.add(row)
    await session.flush()
    states = {
        PROPOSED: MemberState.ASKED,
        MEETS: MemberState.MEMBER,
        STARTED: MemberState.MEMBER,
        LATE: MemberState.LAPSED,
    }
    for kind, state in states.items():
        for who in range(1, PEOPLE + 1):
            theirs = group(who, kind)
            session.add(GroupMember(id=member(who, kind), group_id=theirs, person_id=who, state=state, asked_at=NOW))
    for number in range(1, EACH + 1):
        meets = MEETS * EACH + number
        session.add(Meeting(id=number, group_id=meets, number=1, starts_at=NOW + DAY, place=""))
        called_off = {"version": 2, "cancelled_at": NOW}
        session.add(
            Meeting(id=EACH + number, group_id=meets, number=2, starts_at=NOW + 2 * DAY, place="", **called_off)
        )
        asked = MemberState.CONSIDERED
        about = GroupMember(id=newcomer(number), group_id=meets, person_id=PEOPLE + number, state=asked, asked_at=NOW)
        session.add(about)
    await session.flush()
    for number in range(1, EACH + 1):
        session.add(MeetingAnswer(meeting_id=number, person_id=number, meeting_version=1, coming=True))
    await session.flush()


@contextmanager
def counted() -> Iterator[list[str]]:
    """The statements that any database is sent meanwhile."""
    sent: list[str] = []

    def listen(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        sent.append(statement)

    event.listen(Engine, "before_cursor_execute", listen)
    try:
        yield sent
    finally:
        event.remove(Engine, "before_cursor_execute", listen)


async def round_(database: Database, limit: int, now: datetime) -> tuple[list[Parcel], int]:
    """What the sender does with `limit` rows, and in how many statements."""
    packing = Packing(CATALOG, LIBRARY)
    with counted() as statements:
        async with database.begin() as session:
            rows = await outbox.claim(session, now=NOW, real_now=NOW, limit=limit, busy=())
            parcels = await packing.pack(session, rows, now)
            await outbox.settle(session, [Outcome(one.row.id, one.row.person_id, State.SENT) for one in parcels], now)
    return parcels, len([one for one in statements if not one.startswith("BEGIN")])


async def test_a_crowd_takes_as_many_statements_as_a_few(database: Database) -> None:
    took = {}
    for kind, (message, now) in CASES.items():
        async with database.begin() as session:
            await outbox.put_each(session, [(message(who), who) for who in range(1, PEOPLE + 1)], due_at=NOW)
        few, least = await round_(database, FEW, now)
        many, most = await round_(database, PEOPLE - FEW, now)
        assert [one.screen is not None for one in (*few, *many)] == [True] * PEOPLE, kind
        took[kind.kind] = least, most
    assert {kind: numbers for kind, numbers in took.items() if numbers[0] != numbers[1]} == {}
    assert max(most for _, most in took.values()) <= 10, took


def test_every_kind_that_is_looked_up_as_a_batch_is_counted() -> None:
    async def load(*_: Any) -> None: ...

    one_by_one = each(load).__code__
    batches = {kind for kind, entry in KINDS.items() if getattr(entry.what[0], "__code__", None) is not one_by_one}
    assert batches == CASES.keys() | OF_ONE


async def test_a_row_that_breaks_stands_in_nobodys_way(database: Database) -> None:
    """One whose message cannot be read, one that names what cannot be, one whose notice cannot be decrypted."""
    async with database.begin() as session:
        await outbox.put_each(session, [(NoticeCopy(course(who)), who) for who in range(1, 9)], due_at=NOW)
        reminders = [(m.SessionReminder(evening(who, 1) if who > 9 else 2**70, 1, "P1D"), who) for who in range(9, 17)]
        await outbox.put_each(session, reminders, due_at=NOW)
        await outbox.put_one(session, m.WeeklyMessage(1, 1), 17, due_at=NOW)
        await session.execute(update(Outbox).where(Outbox.person_id == 17).values(params={"of": "another version"}))
        await session.execute(text("UPDATE notices SET text = 'not a token' WHERE id = 2"))
    parcels, _ = await round_(database, 64, NOW)
    broken = {one.row.person_id for one in parcels if one.state is State.FAILED}
    assert broken == {9, *(who for who in range(1, 9) if course(who) == 2)}
    assert {one.row.person_id for one in parcels if one.screen} == {*range(1, 17)} - broken
    async with database.begin() as session:
        states = await session.execute(select(Outbox.state, Outbox.reason).where(Outbox.person_id == 17))
    assert states.all() == [(State.FAILED, Why.OUR_FAULT)]
