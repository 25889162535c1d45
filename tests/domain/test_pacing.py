"""Turns to send: never more than Telegram allows, the urgent first, and nobody while Telegram says wait."""

import asyncio
import heapq
from collections.abc import Callable, Coroutine
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.delivery import Halted
from scheduler.pacing import Limits, Pacing

ANSWER, PLANNED, BULK = 0, 10, 20
TINY = 1e-6


class FastLoop(asyncio.SelectorEventLoop):
    """A loop whose time jumps to the next timer instead of waiting for it."""

    def __init__(self) -> None:
        super().__init__()
        self._now = 1000.0

    def time(self) -> float:
        return self._now

    def _run_once(self) -> None:
        while self._scheduled and self._scheduled[0].cancelled():  # type: ignore[attr-defined]
            heapq.heappop(self._scheduled)._scheduled = False  # type: ignore[attr-defined]
        if not self._ready and self._scheduled:  # type: ignore[attr-defined]
            self._now = max(self._now, self._scheduled[0]._when)  # type: ignore[attr-defined]
        super()._run_once()  # type: ignore[misc]


Story = Callable[[Pacing, FastLoop], Coroutine[Any, Any, None]]


def play(story: Story, limits: Limits | None = None) -> None:
    loop = FastLoop()
    try:
        loop.run_until_complete(story(Pacing(limits or Limits(), monotonic=loop.time), loop))
    finally:
        loop.close()


def most_in(times: list[float], span: float) -> int:
    """The most turns in any window of `span` seconds, its end left out."""
    times = sorted(times)
    return max((sum(start <= one < start + span - TINY for one in times) for start in times), default=0)


asks = st.lists(
    st.tuples(
        st.floats(0, 5),  # when
        st.one_of(st.none(), st.integers(1, 4), st.integers(-2, -1)),  # chat; None an edit, negative a group
        st.sampled_from([ANSWER, PLANNED, BULK]),
    ),
    max_size=120,
)
Given = list[tuple[float, int | None, int]]


async def ask_all(pacing: Pacing, loop: FastLoop, wishes: Given) -> Given:
    """Everybody asks at their time; (when, chat, priority) of each turn, in order."""
    turns: Given = []

    async def ask(at: float, chat: int | None, priority: int) -> None:
        await asyncio.sleep(at)
        await pacing.turn(chat, priority)
        turns.append((loop.time(), chat, priority))

    await asyncio.gather(*(ask(*wish) for wish in wishes))
    return turns


@settings(max_examples=60, deadline=None)
@given(asks)
def test_no_limit_is_ever_exceeded(wishes: Given) -> None:
    async def story(pacing: Pacing, loop: FastLoop) -> None:
        turns = await ask_all(pacing, loop, wishes)
        assert len(turns) == len(wishes)
        assert most_in([at for at, _, _ in turns], 1) <= 30
        for chat in {one for _, one, _ in turns if one is not None}:
            times = [at for at, one, _ in turns if one == chat]
            assert most_in(times, 1) <= 1
            if chat < 0:
                assert most_in(times, 60) <= 20

    play(story)


@settings(max_examples=40, deadline=None)
@given(asks, st.lists(st.tuples(st.floats(0, 6), st.floats(0.1, 5)), max_size=3))
def test_nobody_gets_a_turn_while_halted(wishes: Given, halts: list[tuple[float, float]]) -> None:
    async def story(pacing: Pacing, loop: FastLoop) -> None:
        spans: list[tuple[float, float]] = []

        async def halt(at: float, seconds: float) -> None:
            await asyncio.sleep(at)
            pacing.halt(seconds)
            spans.append((loop.time(), loop.time() + seconds))

        halting = asyncio.gather(*(halt(*one) for one in halts))
        turns = await ask_all(pacing, loop, wishes)
        await halting
        for began, ends in spans:
            assert not [at for at, _, _ in turns if began + TINY < at < ends - TINY]

    play(story)


def test_the_rate_is_nearly_used_up() -> None:
    async def story(pacing: Pacing, loop: FastLoop) -> None:
        began = loop.time()
        await ask_all(pacing, loop, [(0.0, number, BULK) for number in range(1, 291)])
        assert 9.6 < loop.time() - began < 10.1

    play(story)


def test_no_burst_after_an_idle_hour() -> None:
    async def story(pacing: Pacing, loop: FastLoop) -> None:
        await pacing.turn(1, BULK)
        await asyncio.sleep(3600)
        turns = await ask_all(pacing, loop, [(0.0, number, BULK) for number in range(1, 100)])
        times = [at for at, _, _ in turns]
        assert most_in(times, 1) <= 30
        assert most_in(times, 0.1) <= 6

    play(story)


def test_the_most_urgent_goes_first_and_equals_in_order() -> None:
    async def story(pacing: Pacing, loop: FastLoop) -> None:
        wishes = [(0.0, number, (BULK, PLANNED, ANSWER)[number % 3]) for number in range(1, 31)]
        given = await ask_all(pacing, loop, wishes)
        for priority in (ANSWER, PLANNED, BULK):
            same = [number for _, number, one in given if one == priority]
            assert same == sorted(same)
        places = [place for place, (_, _, priority) in enumerate(given) if priority == ANSWER]
        assert places[-1] <= 2 + len(places) * 10 / 9  # nine in a row, then one that waits

    play(story)


def test_an_answer_overtakes_a_notice_to_many() -> None:
    async def story(pacing: Pacing, loop: FastLoop) -> None:
        many = asyncio.gather(*(pacing.turn(number, BULK) for number in range(1, 300)))
        await asyncio.sleep(2)
        began = loop.time()
        await pacing.turn(1000, ANSWER)
        assert loop.time() - began < 0.05
        await many

    play(story)


def test_a_busy_chat_keeps_nobody_else_waiting() -> None:
    async def story(pacing: Pacing, loop: FastLoop) -> None:
        began = loop.time()
        same = asyncio.gather(*(pacing.turn(7, ANSWER) for _ in range(5)))
        await asyncio.sleep(0)
        await asyncio.gather(*(pacing.turn(number, BULK) for number in range(100, 110)))
        assert loop.time() - began < 0.5
        await same
        assert loop.time() - began == pytest.approx(4, abs=0.01)

    play(story)


def test_whoever_gives_up_takes_no_turn() -> None:
    async def story(pacing: Pacing, loop: FastLoop) -> None:
        tasks = [asyncio.create_task(pacing.turn(number, BULK)) for number in range(1, 201)]
        last = asyncio.create_task(pacing.turn(999, BULK))
        await asyncio.sleep(0)
        began = loop.time()
        for task in tasks:
            task.cancel()
        await last
        assert loop.time() - began < 0.1

    play(story)


def test_zero_switches_a_limit_off() -> None:
    async def story(pacing: Pacing, loop: FastLoop) -> None:
        began = loop.time()
        await asyncio.gather(*(pacing.turn(number % 3 - 1, BULK) for number in range(500)))
        assert loop.time() == began

    play(story, Limits(0, 0, 0))


def test_who_is_turned_away_sends_nothing() -> None:
    async def story(pacing: Pacing, loop: FastLoop) -> None:
        pacing.halt(600)
        planned = asyncio.create_task(pacing.turn(1, PLANNED))
        answer = asyncio.create_task(pacing.turn(2, ANSWER))
        await asyncio.sleep(0)
        pacing.turn_away(PLANNED)
        with pytest.raises(Halted):
            await planned
        with pytest.raises(Halted):
            await pacing.turn(3, BULK)
        began = loop.time()
        await answer
        assert loop.time() - began == pytest.approx(600, abs=0.1)

    play(story)


def test_a_shorter_halt_does_not_end_a_longer_one() -> None:
    async def story(pacing: Pacing, loop: FastLoop) -> None:
        began = loop.time()
        pacing.halt(30)
        pacing.halt(1)
        await asyncio.gather(pacing.turn(1, ANSWER), pacing.halt_over())
        assert loop.time() - began >= 30

    play(story)


async def test_people_who_press_without_end_do_not_starve_the_rest() -> None:
    """Of many answers that wait, every tenth turn goes to something else that waits."""
    pacing = Pacing(Limits(per_second=1000, per_chat_seconds=0))
    order: list[int] = []

    async def one(priority: int) -> None:
        await pacing.turn(None, priority)
        order.append(priority)

    await asyncio.gather(*(one(0) for _ in range(90)), *(one(10) for _ in range(8)))
    assert [number for number, priority in enumerate(order) if priority == 10][-1] <= 81
