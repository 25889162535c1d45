"""The life of groups as a machine: whatever people press in whatever order, the rules of a group hold after each step."""

import asyncio
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

import pytest
from cryptography.fernet import Fernet
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from sqlalchemy import select
from structlog.testing import capture_logs

from db.crypto import KEYS
from db.models import Base, Centre, Group, GroupMember, Meeting, Outbox, Person, Wish
from db.session import Database
from domain.errors import Expected
from domain.groups import (
    FOLLOWS,
    HOLDS_PLACE,
    LEAST,
    LIVE,
    MOST,
    GroupState,
    MemberState,
    WishState,
)
from domain.groups.wishes import GROUP_CONSENT, Answers
from domain.timing import QuietHours, Window
from services import Session, Turn, people, privacy
from services.groups import feedback, form, life, meetings, newcomers, planner, proposals, tallies, wishes
from services.groups.proposals import ProposedGroup
from services.mail.concerns import Tick, look_after
from services.people import Actor
from services.programmes import read_library

LIBRARY = read_library()
START = datetime(2026, 10, 13, 9, tzinfo=UTC)
QUIET = QuietHours(datetime.min.time().replace(hour=21), datetime.min.time().replace(hour=8))
PEOPLE = 20
SLOTS = ("tue-18", "thu-18")
T = TypeVar("T")
some = st.integers(0, 10**6)
"""Chooses one of what there is, by its remainder."""


class Groups(RuleBasedStateMachine):
    """Twenty people of one centre, of whom some are erased on the way."""

    def __init__(self) -> None:
        super().__init__()
        KEYS.open(Fernet.generate_key().decode())
        self.loop = asyncio.new_event_loop()
        self.folder = Path(tempfile.mkdtemp())
        self.database = Database(f"sqlite:///{self.folder}/life.db")
        self.now = self.planned = START
        self.seen: dict[int, GroupState] = {}
        self.became: Counter[GroupState] = Counter()

    def teardown(self) -> None:
        self.loop.run_until_complete(self.database.dispose())
        self.loop.close()
        shutil.rmtree(self.folder)

    def play(self, act: Callable[[Session], Coroutine[Any, Any, T]]) -> T | None:
        """One transaction; what is refused changes nothing."""

        async def run() -> T:
            async with self.database.begin(Turn.UPKEEP) as session:
                return await act(session)

        try:
            return self.loop.run_until_complete(run())
        except Expected:
            return None

    @initialize(starters=st.sets(st.integers(1, PEOPLE), max_size=4))
    def people_look_for_groups(self, starters: set[int]) -> None:
        async def make(session: Session) -> None:
            await session.run_sync(lambda plain: Base.metadata.create_all(plain.connection()))
            session.add(
                Centre(id=1, slug="c", name="LMS", country="NO", time_zone="Europe/Oslo", language="nb", phone="")
            )
            await session.flush()
            for number in range(1, PEOPLE + 1):
                session.add(Person(id=number, telegram_id=number, consent_version=1, created_at=START, name="x"))
                await session.flush()
                session.add(_wish(number, number in starters))

        self.play(make)

    async def actor(self, session: Session, person_id: int) -> Actor:
        return await people.arrive(session, person_id, self.now)

    async def pick(self, session: Session, number: int, *states: MemberState) -> GroupMember | None:
        """One of the rows in these states."""
        rows = (
            await session.scalars(
                select(GroupMember).where(GroupMember.state.in_(states or list(MemberState))).order_by(GroupMember.id)
            )
        ).all()
        return rows[number % len(rows)] if rows else None

    @rule(size=st.integers(2, 9), slot=st.sampled_from(SLOTS), which=some)
    def propose(self, size: int, slot: str, which: int) -> None:
        async def act(session: Session) -> None:
            found = await session.scalars(select(Wish.id).where(Wish.state == WishState.ACTIVE).order_by(Wish.id))
            ids = found.all()
            chosen = tuple((ids[which % len(ids) :] + ids[: which % len(ids)])[:size]) if ids else ()
            draft = ProposedGroup(chosen, slot, "centre", "nb", ("sleep",))
            if LEAST <= len(chosen) <= MOST:
                await proposals.propose(session, LIBRARY, 1, None, [draft], self.now)
            else:
                with pytest.raises(ValueError, match="not groups"):
                    await proposals.propose(session, LIBRARY, 1, None, [draft], self.now)

        self.play(act)

    @rule(which=some, said=st.sampled_from(("yes", "yes", "yes", "yes", "no", "other", "??")), old=st.booleans())
    def answer(self, which: int, said: str, old: bool) -> None:
        async def act(session: Session) -> None:
            if row := await self.pick(session, which, MemberState.ASKED, MemberState.YES, MemberState.NO):
                actor = await self.actor(session, row.person_id)
                version = row.version - old
                await proposals.answer(session, LIBRARY, actor, row.id, version, said, self.now)

        self.play(act)

    @rule(but=st.integers(0, 5))
    def nearly_all_say_yes(self, but: int) -> None:
        """Else hardly a group ever stands."""

        async def act(session: Session) -> None:
            found = await session.scalars(select(GroupMember).where(GroupMember.state == MemberState.ASKED))
            for number, row in enumerate(found.all()):
                if number % 6 != but and row.state == MemberState.ASKED:
                    actor = await self.actor(session, row.person_id)
                    await proposals.answer(session, LIBRARY, actor, row.id, row.version, "yes", self.now)

        self.play(act)

    @rule(hours=st.sampled_from((1, 13, 24, 80, 24 * 7, 24 * 30)))
    def time_passes(self, hours: int) -> None:
        self.now += timedelta(hours=hours)

        async def act(session: Session) -> None:
            window = Window(self.planned, self.now)
            await look_after(session, planner.CONCERNS, Tick(LIBRARY, QUIET, window, window))
            await life.forget_old(session, self.now)

        with capture_logs() as said:
            self.play(act)
        assert [one for one in said if one["event"] == "plan_fault"] == []  # one group's fault stops no other's time
        self.planned = self.now

    @rule(which=some, old=st.booleans())
    def leave(self, which: int, old: bool) -> None:
        async def act(session: Session) -> None:
            if row := await self.pick(session, which, MemberState.MEMBER, MemberState.LEFT, MemberState.ASKED):
                actor = await self.actor(session, row.person_id)
                await life.leave(session, LIBRARY, actor, row.group_id, row.version - old, self.now)

        self.play(act)

    @rule(which=some, what=st.sampled_from(("withdraw", "take", "close", "open", "shut", "anyone", "promise", "pulse")))
    def do_in_group(self, which: int, what: str) -> None:
        async def act(session: Session) -> None:
            row = await self.pick(session, which)
            if row is None:
                return
            actor, number = await self.actor(session, row.person_id), row.group_id
            group = await session.get_one(Group, number)
            match what:
                case "withdraw":
                    await life.withdraw_as_starter(session, LIBRARY, actor, number, self.now)
                case "take":
                    await life.take_over(session, LIBRARY, actor, number, self.now)
                case "close":
                    await life.close_own(session, LIBRARY, actor, number, group.version, self.now)
                case "open" | "shut":
                    await life.set_open(session, LIBRARY, actor, number, what == "open", self.now)
                case "anyone":
                    await life.set_who_plans(session, LIBRARY, actor, number, True, self.now)
                case "promise":
                    await life.promise(session, LIBRARY, actor, row.id, self.now)
                case "pulse":
                    await feedback.answer_pulse(session, LIBRARY, actor, number, "yes", True, self.now)

        self.play(act)

    @rule(which=some, days=st.integers(-1, 30), cancel=st.booleans())
    def plan_meeting(self, which: int, days: int, cancel: bool) -> None:
        async def act(session: Session) -> None:
            row = await self.pick(session, which, MemberState.MEMBER)
            if row is None:
                return
            actor = await self.actor(session, row.person_id)
            home = await meetings.planned(session, LIBRARY, actor, row.group_id, self.now)
            if cancel and home.next:
                ids = home.next.id, home.next.version
                await meetings.cancel(session, LIBRARY, actor, *ids, self.now)
            else:
                at = self.now + timedelta(days=days)
                await meetings.set_(session, LIBRARY, actor, row.group_id, home.last_number + 1, at, self.now)

        self.play(act)

    @rule(which=some, voter=some, yes=st.booleans())
    def vote(self, which: int, voter: int, yes: bool) -> None:
        async def act(session: Session) -> None:
            row = await self.pick(session, which, MemberState.CONSIDERED)
            other = await self.pick(session, voter, MemberState.MEMBER)
            if row and other:
                actor = await self.actor(session, other.person_id)
                await newcomers.vote(session, LIBRARY, actor, row.id, row.version, yes, self.now)

        self.play(act)

    @rule(which=some, yes=st.booleans())
    def answer_free_place(self, which: int, yes: bool) -> None:
        async def act(session: Session) -> None:
            if row := await self.pick(session, which, MemberState.OFFERED, MemberState.CONSIDERED):
                actor = await self.actor(session, row.person_id)
                await newcomers.answer(session, LIBRARY, actor, row.id, row.version, yes, self.now)

        self.play(act)

    @rule(which=some, pause=st.booleans())
    def look_again(self, which: int, pause: bool) -> None:
        """Pause, or look for a group (again)."""

        async def act(session: Session) -> None:
            found = (await session.scalars(select(Wish).order_by(Wish.id))).all()
            if not found:
                return
            wish = found[which % len(found)]
            actor = await self.actor(session, wish.person_id)
            if pause:
                await wishes.pause(session, LIBRARY, actor, wish.id, self.now)
            else:
                await form.resume(session, LIBRARY, actor, wish.id, self.now)

        self.play(act)

    @rule(which=some, told=st.booleans())
    def withdraw(self, which: int, told: bool) -> None:
        """Stop looking and delete, with or without having been told what becomes of the group that one has."""

        async def act(session: Session) -> None:
            found = (await session.scalars(select(Wish).order_by(Wish.id))).all()
            if not found:
                return
            wish = found[which % len(found)]
            actor = await self.actor(session, wish.person_id)
            held = await wishes.held(session, LIBRARY, wish.person_id, 1)
            known = held.key if held and told else wishes.NOTHING
            done = await wishes.withdraw(session, LIBRARY, actor, wish.id, known, self.now)
            assert done == (held is None or told)

        self.play(act)

    @rule(which=some)
    def begin_anew(self, which: int) -> None:
        """Who has withdrawn looks again, by filling in the form."""

        async def act(session: Session) -> None:
            found = (await session.scalars(select(Wish).where(Wish.state == WishState.WITHDRAWN))).all()
            if not found:
                return
            wish = found[which % len(found)]
            actor = await self.actor(session, wish.person_id)
            await form.begin(session, LIBRARY, actor, 1, 0, "self", self.now)
            for slot in SLOTS:
                await form.tick(session, LIBRARY, actor, wish.id, "slots", slot, True)
            await form.finish(session, LIBRARY, actor, wish.id, self.now)

        self.play(act)

    @rule(which=some)
    def erase(self, which: int) -> None:
        async def act(session: Session) -> None:
            ids = (await session.scalars(select(Person.id).order_by(Person.id))).all()
            if len(ids) > PEOPLE // 2:
                actor = await self.actor(session, (await session.get_one(Person, ids[which % len(ids)])).telegram_id)
                await privacy.erase(session, LIBRARY, actor, self.now)

        self.play(act)

    @invariant()
    def rules_hold(self) -> None:
        async def look(session: Session) -> None:
            if (await session.scalars(select(Centre))).first() is None:
                return
            groups = {one.id: one for one in await session.scalars(select(Group))}
            rows = (await session.scalars(select(GroupMember))).all()
            held = [one for one in rows if one.state in HOLDS_PLACE and groups[one.group_id].state in LIVE]
            _nobody_in_two(held)
            _never_over_most(held)
            _who_is_placed(held, (await session.scalars(select(Wish))).all())
            self._states_follow(groups, rows)
            _starter_is_in(groups, rows)
            await _one_meeting_ahead(session, groups, self.now)
            await self._tallies_add_up(session, groups, rows)

        async def run() -> None:
            async with self.database.begin() as session:
                await look(session)

        if self.folder.joinpath("life.db").exists():
            self.loop.run_until_complete(run())

    def _states_follow(self, groups: dict[int, Group], rows: Any) -> None:
        for group in groups.values():
            state, before = GroupState(group.state), self.seen.get(group.id, GroupState.PROPOSED)
            if state is before:
                continue
            assert state in FOLLOWS[before], (before, state)
            self.became[state] += 1
            if state is GroupState.RUNNING:
                members = [one for one in rows if one.group_id == group.id and one.state == MemberState.MEMBER]
                assert len(members) >= LEAST
            self.seen[group.id] = state

    async def _tallies_add_up(self, session: Session, groups: dict[int, Group], rows: Any) -> None:
        total = Counter(await tallies.totals(session, 1))
        running = {one.id for one in groups.values() if one.state == GroupState.RUNNING}
        members = [one for one in rows if one.group_id in running and one.state == MemberState.MEMBER]
        assert total[tallies.JOINED] == total[tallies.LEFT] + total[tallies.STAYED] + len(members)
        assert total[tallies.STARTED] - total[tallies.CLOSED] == len(running)
        assert total[tallies.STARTED] == self.became[GroupState.RUNNING]
        assert total[tallies.DISSOLVED] == self.became[GroupState.DISSOLVED]


def _wish(number: int, starter: bool) -> Wish:
    answers = Answers(
        side="self", themes=("sleep",), slots=SLOTS, languages=("nb",), places=("centre",), starter=starter
    )
    return Wish(
        person_id=number,
        centre_id=1,
        state=WishState.ACTIVE,
        answers=answers.to_json(),
        code=f"AAA{number:03}",
        since=START - timedelta(days=number),
        consent_at=START,
        consent_version=GROUP_CONSENT,
    )


def _nobody_in_two(held: list[GroupMember]) -> None:
    twice = [person for person, number in Counter(one.person_id for one in held).items() if number > 1]
    assert not twice


def _never_over_most(held: list[GroupMember]) -> None:
    assert all(number <= MOST for number in Counter(one.group_id for one in held).values())


def _who_is_placed(held: list[GroupMember], found: Any) -> None:
    """Placed are exactly those who hold a place and know of it; who is thought of looks for one. A member may withdraw."""
    people_in = {one.person_id for one in held if one.state != MemberState.CONSIDERED}
    left = {one.person_id for one in found if one.state == WishState.WITHDRAWN}
    assert {one.person_id for one in found if one.state == WishState.PLACED} == people_in - left
    assert left & people_in <= {one.person_id for one in held if one.state == MemberState.MEMBER}
    thought_of = {one.person_id for one in held if one.state == MemberState.CONSIDERED}
    assert thought_of <= {one.person_id for one in found if one.state == WishState.ACTIVE}


def _starter_is_in(groups: dict[int, Group], rows: Any) -> None:
    members = {(one.group_id, one.person_id) for one in rows if one.state == MemberState.MEMBER}
    for group in groups.values():
        if group.starter_id is not None and group.state in LIVE:
            assert (group.id, group.starter_id) in members


async def _one_meeting_ahead(session: Session, groups: dict[int, Group], now: datetime) -> None:
    coming = await session.scalars(
        select(Meeting.group_id).where(Meeting.starts_at > now, Meeting.cancelled_at.is_(None))
    )
    assert all(number == 1 for number in Counter(coming.all()).values())
    keys = (await session.scalars(select(Outbox.key))).all()
    assert len(keys) == len(set(keys))


TestGroups = Groups.TestCase
TestGroups.settings = settings(
    max_examples=12, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True
)
