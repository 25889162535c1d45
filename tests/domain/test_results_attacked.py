"""Whoever looks at results again and again, and knows some polls, does not come down to one that they do not know."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from db.models import Course, CourseSession, Enrolment
from db.session import Database
from domain.ballots import ALONE, Box, Sums
from domain.errors import RoundClosed
from domain.evaluation import SHOWN_FROM
from domain.signup import Status
from services import Session, evaluation
from services.ballots import POLLS
from services.evaluation import results
from services.running import sessions
from tests.domain.polls import COORDINATOR, EVENING, LIBRARY, START, acting, twelve_people


class Step(NamedTuple):
    """What happens next: somebody sends, somebody looks, or one who has sent gets a role, loses it, or is erased."""

    what: str
    who: int
    skips: bool


steps = st.lists(
    st.builds(
        Step,
        st.sampled_from(["sends"] * 6 + ["looks"] * 2 + ["joins", "leaves", "erased"]),
        st.integers(0, 30),
        st.booleans(),
    ),
    max_size=60,
)


class Play:
    """Everybody's answer is their own number, so that one sees whose are shown. `known`: whose somebody knows by now."""

    def __init__(self) -> None:
        self.box, self.sent, self.team, self.known = Box(), 0, set[str](), set[str]()
        self.seen: dict[str, set[str]] = {"0": set(), "1": set()}

    def do(self, step: Step) -> None:
        who = str(step.who % max(self.sent, 1))
        if step.what == "sends":
            who = str(self.sent)
            self.box.put(who, {"0": who} if step.skips else {"0": who, "1": who}, team=self.team)
            self.sent += 1
        elif step.what == "joins" and who in self.box.roll:
            self.team.add(who)
            self.known.add(who)
        elif step.what == "leaves" and who in self.team:
            self.box.leaves_team(who)
            self.team.remove(who)
        elif step.what == "erased" and who in self.box.roll:
            self.box.forget([who], known=True)
            self.team.discard(who)
            self.known.add(who)
        self.box = Box.of(self.box.packed(POLLS))

    def look(self) -> list[tuple[set[str], set[str]]]:
        """By question what was seen before, and what is new."""
        found = []
        for question, before in self.seen.items():
            shown = set(self.box.of_question(question, self.team))
            found.append((before, shown - before))
            self.seen[question] = before | shown
        return found


@given(steps)
def test_between_two_looks_five_are_new_that_nobody_knows(all_of_it: list[Step]) -> None:
    play = Play()
    for step in all_of_it:
        play.do(step)
        for _, new in play.look() if step.what == "looks" else ():
            assert not new or len(new - play.known) >= SHOWN_FROM
    play.box.close(play.team)
    for before, new in play.look():
        least = ALONE if before else SHOWN_FROM
        assert not new or len(new - play.known) >= least


def test_four_who_come_to_work_at_the_centre_do_not_learn_what_the_tenth_has_said() -> None:
    """They have sent the sixth to the ninth; five had been looked at before."""
    box, team = Box(), set[str]()
    for number in range(9):
        box.put(str(number), {"0": "3"}, team=team)
    team = {"5", "6", "7", "8"}
    box.put("9", {"0": "1"}, team=team)
    assert "1" not in box.sums["0"].shown
    box.close(team)
    assert "1" not in box.sums.get("0", Sums()).shown


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    """Besides, a course whose poll comes before it and is open for a day, with twelve people on it."""
    async with twelve_people(tmp_path) as database:
        async with database.begin() as session:
            programme = LIBRARY.programmes["depresjon"]
            session.add(Course(id=2, slug="before", programme=programme.slug, centre_id=1, seats=20, place="Library"))
            await session.flush()
            for position in range(1, programme.sessions + 1):
                at = START + timedelta(days=7 * (position - 1))
                session.add(CourseSession(course_id=2, position=position, starts_at=at, ends_at=at + EVENING))
            session.add_all(
                Enrolment(course_id=2, person_id=one, status=Status.PLACE, number=one, since=START)
                for one in range(1, 13)
            )
        yield database


async def sends(session: Session, person: int, value: int) -> None:
    me, now = await acting(session, person), START - timedelta(days=2)
    await evaluation.answer(session, LIBRARY, me, 2, "before", 0, value, now)
    assert (await evaluation.send(session, LIBRARY, me, 2, "before", now)).sent


async def test_a_round_that_was_seen_closed_does_not_open_again_when_its_session_moves(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Moved on and back, the first session would show what is left over, each time with one poll more."""
    programme = LIBRARY.programmes["depresjon"]
    moment = programme.moment("before")
    assert moment is not None
    shorter = replace(moment, close_after=timedelta(days=1, hours=12))
    moments = tuple(shorter if one is moment else one for one in programme.moments)
    monkeypatch.setitem(programme.__dict__, "moments", moments)
    now = START - timedelta(days=2)

    async def moves(session: Session, at: object) -> None:
        coordinator = await acting(session, COORDINATOR)
        row = await session.get_one(CourseSession, 7)
        assert await sessions.move(session, LIBRARY, coordinator, row.id, row.version, at, now)  # type: ignore[arg-type]

    async def look(session: Session) -> results.Results:
        return await results.of_round(session, LIBRARY, await acting(session, COORDINATOR), 2, "before", now)

    async with database.begin() as session:
        for person in range(1, 8):
            await sends(session, person, 4)
        assert [one.answers for one in (await look(session)).figures][:1] == [5]
        await moves(session, START - timedelta(days=1))
        closed = await look(session)
        assert (closed.open, closed.figures[0].answers) == (False, 7)
        await moves(session, START)
        with pytest.raises(RoundClosed):
            await sends(session, 8, 1)
        again = await look(session)
        assert (again.open, again.figures[0].answers) == (False, 7)
