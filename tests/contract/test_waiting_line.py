"""The rules of the waiting list under every order of events that hypothesis thinks of: services on a real database."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeVar

from cryptography.fernet import Fernet
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from sqlalchemy import select

from db.crypto import KEYS
from db.migrate import upgrade
from db.models import Enrolment, Outbox, Person
from db.session import Database
from domain.errors import Expected
from domain.signup import HOLDS_SEAT, Status
from domain.timing import OFFER_LASTS
from services import Session, courses, signup
from services import people as who
from services.organisation import importing
from services.people import Actor
from services.programmes import read_library
from services.signup import offers
from tests.stage import CENTRE, COURSE, FIRST, START

T = TypeVar("T")
PEOPLE = 9
LIBRARY = read_library()
people = st.integers(1, PEOPLE)


class Line(RuleBasedStateMachine):
    """One course of two seats and nine people who come and go."""

    prepared: bytes | None = None

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.folder = TemporaryDirectory()
        self.now: datetime = START
        self.seats = 2
        self.away: set[int] = set()
        self.line: list[int] = []
        """Who waits, in the order in which they came."""
        self.seen: dict[int, int] = {}
        self.database = self._open(Path(self.folder.name) / "line.db")

    def _open(self, path: Path) -> Database:
        url = f"sqlite:///{path}"
        if Line.prepared is None:
            KEYS.open(Fernet.generate_key().decode())
            self.loop.run_until_complete(upgrade(url))
            self.database = Database(url)
            self.call(self._prepare)
            self.loop.run_until_complete(self.database.dispose())
            Line.prepared = path.read_bytes()
        path.write_bytes(Line.prepared)
        return Database(url)

    def teardown(self) -> None:
        self.loop.run_until_complete(self.database.dispose())
        self.loop.close()
        self.folder.cleanup()

    def call(self, work: Callable[[Session], Awaitable[T]]) -> T:
        async def run() -> T:
            async with self.database.begin() as session:
                return await work(session)

        return self.loop.run_until_complete(run())

    async def _prepare(self, session: Session) -> None:
        batch = importing.parse((CENTRE + COURSE).replace("{seats}", str(self.seats)), "x.toml")
        await importing.apply(session, LIBRARY, batch, self.now, "x.toml")
        session.add_all(Person(telegram_id=one, created_at=self.now) for one in range(1, PEOPLE + 1))

    def rows(self) -> dict[int, Enrolment]:
        async def read(session: Session) -> dict[int, Enrolment]:
            return {one.person_id: one for one in await session.scalars(select(Enrolment))}

        return self.call(read)

    def do(self, work: Callable[..., Awaitable[Any]], *arguments: Any) -> None:
        """What is refused is rolled back and changes nothing."""
        try:
            self.call(lambda session: work(session, LIBRARY, *arguments))
        except Expected:
            return
        finally:
            self.follow()

    def follow(self) -> None:
        """Whoever has just been offered a seat was the first in line of those who can be reached."""
        rows = self.rows()
        waiting = sorted((p for p, row in rows.items() if row.status == Status.WAITING), key=lambda p: rows[p].number)
        for person, row in rows.items():
            if row.status == Status.OFFERED and self.seen.get(person) != row.version:
                jumped = [p for p in waiting if p not in self.away and rows[p].number < row.number]
                assert not jumped, "the order was jumped"
        self.line, self.seen = waiting, {person: row.version for person, row in rows.items()}

    @initialize(waiting=st.integers(0, 4))
    def some_have_come(self, waiting: int) -> None:
        for person in range(1, self.seats + waiting + 1):
            self.joins(person)

    @rule(person=people)
    def joins(self, person: int) -> None:
        self._is_here(person)
        before = self.rows()
        free = self.seats - sum(row.status in HOLDS_SEAT for row in before.values())
        was_active = person in before and before[person].status in signup.ACTIVE
        self.do(signup.join, _actor(person), 1, self.now)
        if self.now < FIRST and not was_active:
            got = self.rows()[person].status
            assert (got == Status.PLACE) == (free > 0 and not self._asked(before))

    def _asked(self, rows: dict[int, Enrolment]) -> list[int]:
        """Who waits and can be reached."""
        return [p for p, row in rows.items() if row.status == Status.WAITING and p not in self.away]

    @rule(person=people, stale=st.booleans())
    def leaves(self, person: int, stale: bool) -> None:
        self._is_here(person)
        row = self.rows().get(person)
        self.do(signup.leave, _actor(person), 1, (row.version if row else 1) - stale, self.now)

    @rule(person=people, other=people, accept=st.booleans(), stale=st.booleans())
    def answers(self, person: int, other: int, accept: bool, stale: bool) -> None:
        """An offer, one's own or somebody else's, this one or an earlier one."""
        self._is_here(person)
        row = self.rows().get(other)
        if row:
            self.do(signup.answer_offer, _actor(person), row.id, row.version - stale, accept, self.now)

    @rule(hours=st.sampled_from([1, 7, 24, 72]))
    def time_passes(self, hours: int) -> None:
        self.now = min(self.now + timedelta(hours=hours), FIRST + timedelta(days=1))
        self.do(offers.lapse, self.now)
        if self.now >= FIRST:
            self.call(lambda session: signup.close_line(session, 1, FIRST))
            self.follow()
            assert not self.line

    @rule(person=people)
    def blocks_the_bot(self, person: int) -> None:
        """And the tick that comes within a second."""
        before = self.rows().get(person)
        self.away.add(person)
        self.call(lambda session: who.blocked(session, person, self.now))
        self.do(offers.lapse, self.now)
        if before is not None:
            after = self.rows()[person]
            in_line = Status.WAITING if self.now < FIRST else Status.CLOSED
            expected = in_line if before.status == Status.OFFERED else before.status
            assert (after.status, after.number) == (expected, before.number)

    @rule(person=people)
    def writes_again(self, person: int) -> None:
        self.call(lambda session: self._come_back(session, person))
        self.away.discard(person)
        self.follow()

    def _is_here(self, person: int) -> None:
        """Whoever presses a button can be reached."""
        if person in self.away:
            self.writes_again(person)

    async def _come_back(self, session: Session, person: int) -> None:
        actor = await who.arrive(session, person, self.now)
        assert (actor.away_since is not None) == (person in self.away)
        if actor.away_since is not None:
            await offers.back_in_line(session, LIBRARY, actor, actor.away_since, self.now)

    @precondition(lambda self: self.seats < 4)
    @rule()
    def seats_are_raised(self) -> None:
        self.seats += 1
        self.call(self._raise)
        self.follow()

    async def _raise(self, session: Session) -> None:
        course = await courses.lock(session, 1)
        course.seats = self.seats
        await session.flush()
        await signup.offer_seats(session, await courses.load(session, LIBRARY, 1), self.now)

    @invariant()
    def the_rules_hold(self) -> None:
        rows, told = self.rows(), self.call(_keys)
        self._never_oversold_and_no_seat_idle(rows)
        by_number = sorted((p for p, row in rows.items() if row.status == Status.WAITING), key=lambda p: rows[p].number)
        assert by_number == self.line
        active = [row.number for row in rows.values() if row.status in signup.ACTIVE]
        assert len(active) == len(set(active)), "two people share a number"
        assert len(told) == len(set(told))
        for row in rows.values():
            assert (row.offer_expires_at is not None) == (row.status == Status.OFFERED)
            if row.offer_expires_at:
                assert row.since < row.offer_expires_at <= min(FIRST, row.since + OFFER_LASTS)
                assert f"seat_offered:{row.id}:{row.version}:{row.person_id}" in told

    def _never_oversold_and_no_seat_idle(self, rows: dict[int, Enrolment]) -> None:
        held = sum(row.status in HOLDS_SEAT for row in rows.values())
        waiting = self._asked(rows)
        offered = [person for person, row in rows.items() if row.status == Status.OFFERED]
        assert not self.away & set(offered), "a seat is held for somebody who cannot know of it"
        assert held <= self.seats
        assert not (waiting and held < self.seats and self.now < FIRST), "somebody waits although a seat is free"


async def _keys(session: Session) -> list[str]:
    return list(await session.scalars(select(Outbox.key)))


def _actor(person: int) -> Actor:
    return Actor(person, person, "nb", "", None, True, False, frozenset())


TestLine = Line.TestCase
TestLine.settings = settings(
    max_examples=20, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck)
)
