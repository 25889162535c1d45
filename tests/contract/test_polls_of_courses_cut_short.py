"""Random plays of calling off, taking back and moving: each poll is asked once, when it is open, and as the agenda had it."""

import random
from collections import Counter
from collections.abc import AsyncIterator
from datetime import datetime, time, timedelta

import pytest
from cryptography.fernet import Fernet
from msgspec.structs import replace
from sqlalchemy import select

from db.crypto import KEYS
from db.models import Assignment, CourseSession, Enrolment, Outbox, Person
from db.session import Database
from domain.errors import Expected
from domain.evaluation.messages import EvaluationInvite, EvaluationReminder
from domain.programmes import EvaluationPlan
from domain.rights import Role
from domain.signup import Status
from domain.timing import QuietHours
from services import Session, courses, people
from services.evaluation import evaluation
from services.organisation import importing
from services.people import Actor
from services.planning import agenda, planner
from services.programmes import Library, read_library
from services.running import calling_off, sessions
from tests.stage import CENTRE, COURSE, FIRST, OSLO, START

PLAIN = read_library()
QUIET = QuietHours(time(21, 30), time(8))
MORE = EvaluationPlan("ta-tak-kort", "later", key="later", delay=timedelta(days=12), remind_after=timedelta(days=5))
LAST = timedelta(days=75)
POLLS = (EvaluationInvite.kind, EvaluationReminder.kind)


def with_a_late_poll() -> Library:
    programme = PLAIN.programmes["ta-tak"]
    more = replace(MORE, questionnaire=programme.evaluation[-1].questionnaire)
    changed = replace(programme, evaluation=(*programme.evaluation, more))
    return replace(PLAIN, programmes={**PLAIN.programmes, "ta-tak": changed})


LIBRARY = with_a_late_poll()


@pytest.fixture
async def database(either_database: str) -> AsyncIterator[Database]:
    """One course with one person on it, and who coordinates it."""
    KEYS.open(Fernet.generate_key().decode())
    database = Database(either_database)
    async with database.begin() as session:
        batch = importing.parse((CENTRE + COURSE).replace("{seats}", "18"), "x.toml")
        await importing.apply(session, LIBRARY, batch, START, "x.toml")
        session.add_all(Person(telegram_id=number, language="nb", created_at=START) for number in (1, 2))
        await session.flush()
        session.add(Assignment(person_id=2, centre_id=1, role=Role.COORDINATOR))
        session.add(Enrolment(course_id=1, person_id=1, status=Status.PLACE, number=1, since=START))
    yield database
    await database.dispose()


async def act(session: Session, rng: random.Random, actor: Actor, now: datetime) -> bool:
    """Something that a coordinator may do, or tries to. Returns whether it was done."""
    rows = (await session.scalars(select(CourseSession).order_by(CourseSession.starts_at))).all()
    one = rng.choice(rows)
    which = session, LIBRARY, actor
    match rng.choice(("rest", "one", "back", "back", "move")):
        case "rest":
            return await calling_off.cancel_course(*which, 1, now)
        case "one":
            return await calling_off.cancel(*which, one.id, one.version, now)
        case "back":
            return await calling_off.take_back(*which, one.id, one.version, now)
        case _:
            at = max(one.starts_at, now) + timedelta(hours=rng.randrange(1, 240))
            await sessions.move(*which, one.id, one.version, at, now)
            return True


async def tried(database: Database, rng: random.Random, actor: Actor, now: datetime) -> None:
    try:
        async with database.begin() as session:
            await act(session, rng, actor, now)
    except Expected:
        pass


async def asked(session: Session) -> Counter[tuple[str, str, datetime]]:
    rows = await session.scalars(select(Outbox).where(Outbox.kind.in_(POLLS), Outbox.person_id == 1))
    return Counter((row.kind, str(row.params["round"]), row.due_at) for row in rows)


async def step(database: Database, now: datetime, until: datetime) -> None:
    """What the agenda promises up to `until` comes then, and what comes is open."""
    async with database.begin() as session:
        ahead = await agenda.coming(session, LIBRARY, now, until, QUIET)
        promised = {(one.kind, one.round, one.due) for one in ahead if one.kind in POLLS and one.count}
        before = await asked(session)
    async with database.begin() as session:
        await planner.plan(session, LIBRARY, QUIET, until)
    async with database.begin() as session:
        view = await courses.load(session, LIBRARY, 1)
        new = await asked(session) - before
        late = {one for one in new if one[2] > until}  # at night: it is due in the morning
        assert {one for one in promised if one not in before} <= set(new)
        for kind, round_, due in new:
            assert evaluation.is_open(view, round_, until), (kind, round_)
            assert evaluation.is_asked(view, round_)
            assert not QUIET.covers(due.astimezone(OSLO)), (kind, round_, due)
            assert (kind, round_, due) in promised | late


@pytest.mark.parametrize("seed", range(8))
async def test_random_plays(database: Database, seed: int) -> None:
    rng, now = random.Random(seed), START
    async with database.begin() as session:
        actor = await people.arrive(session, 2, now)
        await planner.plan(session, LIBRARY, QUIET, now)
    eager = rng.choice((0.05, 0.2, 0.5))
    while now < START + LAST:
        while rng.random() < eager and now < FIRST + timedelta(weeks=6):
            await tried(database, rng, actor, now)
            now += timedelta(minutes=rng.randrange(9))
        until = now + timedelta(hours=rng.choice((3, 13, 40, 90)), minutes=rng.randrange(60))
        await step(database, now, until)
        now = until
    async with database.begin() as session:
        view = await courses.load(session, LIBRARY, 1)
        came = await asked(session)
    assert set(came.values()) <= {1}
    invited = [round_ for kind, round_, _ in came if kind == EvaluationInvite.kind]
    assert len(invited) == len(set(invited))
    due = [one.key for one in view.programme.moments if evaluation.is_asked(view, one.key)]
    open_by_now = [one for one in due if evaluation.opens_at(view, one) < now - timedelta(days=1)]
    assert set(open_by_now) <= set(invited)
