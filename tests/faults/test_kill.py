"""A process that dies at the worst moment, many times over: nothing is lost, and what may be repeated is few and known.

The figures at the end of each test are counted from what the stand-in for Telegram has recorded, not from what we believe.
"""

from collections.abc import Callable, Sequence

import pytest
from sqlalchemy import func, select

from db.models import Course, Enrolment, Inbox, Notice, Outbox
from domain.delivery import State
from domain.notices import buttons as notices_buttons
from domain.notices.messages import NoticeCopy
from domain.signup import buttons as b
from services.mail import notes, outbox
from tests.faults.conftest import MakePlace
from tests.faults.process import ANSWERS, STOPS, Place, until, until_rows
from tests.stage import FIRST, START

PEOPLE = 200
"""Two batches of Telegram's, and more than are handled at once."""
IN_FLIGHT = 4
SLOW = {"kind": "slow", "delay": 0.02, "count": 0}
"""Telegram takes its time, so that a kill meets messages on their way."""
OPEN_LETTERS = select(func.count()).where(Inbox.answered_at.is_(None))
OPEN_ROWS = select(func.count()).where(Outbox.state.in_((State.QUEUED, State.SENDING)))


async def kill_at(place: Place, moments: Sequence[int], progress: Callable[[], int]) -> None:
    """Start the bot, and kill it when so much has been done; again for each moment."""
    for moment in moments:
        bot = await place.run(wait=False)
        await until(lambda moment=moment: progress() >= moment)  # type: ignore[misc]
        await bot.kill()


async def test_killed_while_signing_up(make_place: MakePlace, record_property: Callable[[str, object], None]) -> None:
    place = await make_place(seats=PEOPLE)
    crowd = await place.crowd(PEOPLE, enrolled=False)
    place.sandbox.faults.add({**SLOW, "method": "editMessageText"})
    for one in crowd:
        place.press(one, b.Join(1).pack())
    kills = [1, 70, 150]
    await kill_at(place, kills, lambda: place.count("editMessageText"))
    bot = await place.run()
    await until(lambda: len(place.per_chat(*ANSWERS)) >= PEOPLE, pause=0.1)  # the last batch may still be with Telegram
    await until_rows(place, OPEN_LETTERS, 0)

    enrolments = await place.rows(select(Enrolment.person_id, Enrolment.version, Enrolment.number))
    assert len({row.person_id for row in enrolments}) == len(enrolments) == PEOPLE
    assert {row.version for row in enrolments} == {1}
    assert sorted(row.number for row in enrolments) == list(range(1, PEOPLE + 1))
    assert await place.rows(select(Course.last_number)) == [(PEOPLE,)]
    answered = place.per_chat(*ANSWERS)
    assert set(answered) == {person.id for person, _ in crowd}
    record_property("told twice", sum(answered.values()) - PEOPLE)
    assert max(answered.values()) <= 1 + len(kills), "a start tells each at most once"
    assert await bot.stop() < STOPS


async def _send_notice(place: Place) -> None:
    """As a coordinator's press on "send" leaves it; the author's message will show the progress."""
    _author, shown = (await place.crowd(1, enrolled=False))[0]
    async with place.database.begin() as session:
        row = Notice(course_id=1, author_id=PEOPLE + 1, text="Husk niste.", created_at=START)
        row.sent_at, row.progress_message_id = START, shown.message_id
        session.add(row)
        await session.flush()
        assert await outbox.put(session, NoticeCopy(row.id), outbox.takes_part(1), due_at=START) == PEOPLE


def _copies(place: Place) -> list[int]:
    return [one["params"]["chat_id"] for one in place.sent("sendMessage") if "Husk niste." in one["params"]["text"]]


async def test_killed_while_a_notice_goes_out(make_place: MakePlace) -> None:
    place = await make_place(seats=PEOPLE)
    crowd = await place.crowd(PEOPLE, enrolled=True)
    await _send_notice(place)
    for person, _ in crowd[50:55]:
        person.blocked = True
    place.sandbox.faults.add({**SLOW, "method": "sendMessage"})
    kills = [1, 40, 80, 160]
    await kill_at(place, kills, lambda: place.count("sendMessage"))
    await place.run()
    await until_rows(place, OPEN_ROWS, 0)

    states = dict(await place.rows(select(Outbox.state, func.count()).group_by(Outbox.state)))
    copies = _copies(place)
    assert len(copies) == len(set(copies)), "somebody got it twice"
    assert states[State.BLOCKED] == 5
    assert set(states) <= {State.SENT, State.BLOCKED, State.UNKNOWN}
    assert sum(states.values()) == PEOPLE
    assert 0 < states[State.UNKNOWN] <= IN_FLIGHT * len(kills)
    assert states[State.SENT] <= len(copies) <= states[State.SENT] + states[State.UNKNOWN]
    await _shown_as_unknown(place, states[State.UNKNOWN])


async def _shown_as_unknown(place: Place, count: int) -> None:
    """The author reads how many are unknown, and can have them sent again; nothing is, by itself."""
    copies = len(_copies(place))
    await until(lambda: any(f"{count} " in one["params"]["text"] for one in place.sent("editMessageText")), pause=0.1)
    last = place.sent("editMessageText")[-1]["params"]
    assert notices_buttons.ResendUnknown(1).pack() in str(last["reply_markup"])
    assert len(_copies(place)) == copies


async def test_killed_while_reminders_go_out(
    make_place: MakePlace, record_property: Callable[[str, object], None]
) -> None:
    place = await make_place(seats=PEOPLE)
    await place.crowd(PEOPLE, enrolled=True)
    async with place.database.begin() as session:  # a bot has seen the time before the reminders
        await notes.write_instant(session, notes.PLANNED_UNTIL, START)
    place.turn(FIRST.replace(day=25, month=8))
    place.sandbox.faults.add({**SLOW, "method": "sendMessage"})
    kills = [1, 60, 130]
    await kill_at(place, kills, lambda: place.count("sendMessage"))
    await place.run()
    await until(lambda: len(place.per_chat("sendMessage")) == PEOPLE, pause=0.1)
    await until_rows(place, OPEN_ROWS, 0)

    assert await place.rows(select(Outbox.kind, Outbox.state, func.count()).group_by(Outbox.kind, Outbox.state)) == [
        ("session_reminder", State.SENT, PEOPLE)
    ]
    repeats = sum(place.per_chat("sendMessage").values()) - PEOPLE
    record_property("repeats", repeats)
    assert repeats <= IN_FLIGHT * len(kills)


@pytest.mark.parametrize("what", ["presses", "notice"])
async def test_stopped_in_the_middle(make_place: MakePlace, what: str) -> None:
    """SIGTERM: what is in hand is finished, nothing is lost, nothing comes twice."""
    place = await make_place(seats=PEOPLE)
    crowd = await place.crowd(PEOPLE, enrolled=what == "notice")
    if what == "notice":
        await _send_notice(place)
    else:
        for one in crowd:
            place.press(one, b.Join(1).pack())
    method = "sendMessage" if what == "notice" else "editMessageText"
    place.sandbox.faults.add({**SLOW, "method": method})
    for more in (1, 20) if what == "presses" else (60,):
        moment = place.count(method) + more
        bot = await place.run(wait=False)
        await until(lambda moment=moment: place.count(method) >= moment)  # type: ignore[misc]
        assert await bot.stop() < STOPS
        assert place.count(method) < PEOPLE
    await place.run()
    # The rest is fetched in batches: none may be open in the inbox while the next is still with Telegram.
    await until(lambda: sum(place.per_chat(*ANSWERS).values()) >= PEOPLE, pause=0.1)
    await until_rows(place, OPEN_ROWS if what == "notice" else OPEN_LETTERS, 0)

    receivers = {person.id for person, _ in crowd}
    got = place.per_chat(*ANSWERS)
    assert {one: got[one] for one in receivers} == dict.fromkeys(receivers, 1)
