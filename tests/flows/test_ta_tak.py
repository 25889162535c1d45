"""The whole of one TA TAK course, from the first sign-up in August to the last message in November, on a turned clock."""

import asyncio
import re
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from db.models import CourseSession, Outbox, Person
from domain.courses import buttons as courses_buttons
from domain.delivery import State
from domain.evaluation import buttons as b
from domain.notices import buttons as notices_buttons
from domain.people import buttons as people_buttons
from domain.running import buttons as running_buttons
from domain.signup import Status
from domain.signup import buttons as signup_buttons
from tests.stage import FIRST, OSLO, Phone, Stage

LANGUAGES = ("nb", "nn", "da", "en")
WEEK = timedelta(days=7)
EVENING = timedelta(minutes=150)
TOPIC_4 = {"nb": "Hjelpetilbud", "nn": "Hjelpetilbod", "da": "Hvilken hjælp findes der?", "en": "What help there is"}
WEEKLY = {
    "nb": "En tanke for uka",
    "nn": "Ein tanke for veka",
    "da": "En tanke til ugen",
    "en": "A thought for the week",
}
Sent = tuple[str, datetime, tuple[Any, ...], str]
"""Kind, when it went out, its ids, and what became of it."""


def oslo(month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=OSLO)


def language_of(phone: Phone) -> str:
    return phone.name.partition(" ")[0]


@dataclass
class Story:
    """The stage with its people: a coordinator, and twenty who have signed up in the order of their numbers."""

    stage: Stage
    berit: Phone
    people: list[Phone]

    async def turn(self, to: datetime) -> None:
        """Turn the clock; every message that goes out by itself goes out once."""
        await self.stage.forget_calls()
        sent = await self._count_sent()
        await self.stage.turn(to)
        calls = [one for one in await self.stage.calls("sendMessage") if one["ok"]]
        assert len(calls) == await self._count_sent() - sent

    async def _count_sent(self) -> int:
        return len(await self.stage.rows(select(Outbox.id).where(Outbox.state == State.SENT)))

    async def sent_to(self, phone: Phone) -> list[Sent]:
        """What the outbox has had for somebody, in the order in which it went out."""
        rows = await self.stage.rows(
            select(Outbox).join(Person).where(Person.telegram_id == phone.id).order_by(Outbox.sent_at, Outbox.id)
        )
        return [
            (row.kind, (row.sent_at or row.due_at).astimezone(OSLO), tuple(row.params.values()), str(row.state))
            for (row,) in rows
        ]

    async def result_page(self, round_: str) -> str:
        await self.berit.forge(f"res.1.{round_}")
        return self.berit.last

    @property
    def placed(self) -> list[Phone]:
        """Those with a place once the fifth has left and the nineteenth has come in instead."""
        return [*self.people[:4], *self.people[5:19]]

    @property
    def reached(self) -> list[Phone]:
        """Of those, whoever has not blocked the bot."""
        return [one for one in self.placed if one is not self.people[6]]


async def test_a_whole_course(stage: Stage) -> None:
    story = await sign_up(stage)
    await one_leaves(story)
    await first_evening(story)
    await one_blocks_and_one_pauses(story)
    await midway(story)
    await fourth_evening_is_moved(story)
    await notice(story)
    await final(story)
    await afterwards(story)
    await nothing_went_wrong(story)


async def sign_up(stage: Stage) -> Story:
    berit = await stage.coordinator("Berit")
    people = [
        await stage.person(f"{language} {number}", language)
        for number, language in zip(range(1, 21), LANGUAGES * 5, strict=True)
    ]
    await stage.together(*(one.start("c_ta-tak-host") for one in people))
    await stage.together(*(one.tap(people_buttons.ChooseLanguage, language=language_of(one)) for one in people))
    await stage.together(*(one.tap(people_buttons.GiveConsent) for one in people))
    await stage.together(*(one.tap(signup_buttons.AskJoin) for one in people))
    await stage.together(*(one.tap(signup_buttons.Join) for one in people[:18]))
    for one in people[18:]:
        await one.tap(signup_buttons.Join)
    standing = [await stage.enrolment(one) for one in people]
    assert [row.status for row in standing] == [Status.PLACE] * 18 + [Status.WAITING] * 2
    assert [row.number for row in standing[18:]] == [19, 20]
    assert "nummer 1" in people[18].last
    assert "number 1" not in people[19].last
    assert re.search(r"number 2\b", people[19].last)
    assert all(one.messages[-1]["document"]["file_name"] == "ta-tak-host.ics" for one in people[:18])
    return Story(stage, berit, people)


async def one_leaves(story: Story) -> None:
    leaver, heir = story.people[4], story.people[18]
    await story.stage.turn(timedelta(days=1))
    await leaver.leave()
    await heir.refresh()
    await heir.tap(signup_buttons.AcceptSeat)
    assert (await story.stage.enrolment(heir)).status == Status.PLACE
    assert (await story.stage.enrolment(story.people[19])).status == Status.WAITING


async def first_evening(story: Story) -> None:
    stage = story.stage
    await story.turn(FIRST - WEEK)
    await story.turn(FIRST - timedelta(days=1))
    await asyncio.gather(*(one.refresh() for one in story.placed))
    for one, words in zip(
        story.placed[:4],
        ("Samling i morgen", "Samling i morgon", "Mødegang i morgen", "session tomorrow"),
        strict=True,
    ):
        assert words in one.last
        assert "18:00" in one.last
        assert "Hvitgården" in one.last
        assert len(one.messages[-1]["buttons"][0]) == 2
    await stage.together(
        *(one.tap(running_buttons.Attend, coming=1) for one in story.placed[:12]),
        *(one.tap(running_buttons.Attend, coming=0) for one in story.placed[12:15]),
    )
    await story.placed[0].tap(running_buttons.Attend, coming=0)  # changes their mind
    await story.berit.say("/courses")
    await story.berit.tap(courses_buttons.ManageCourse)
    card = story.berit.last
    assert "Opptatte plasser: 18 av 18" in card
    assert "På venteliste: 1" in card
    assert "Kommer: 11\nKan ikke komme: 4\nHar ikke svart ennå: 3" in card
    await story.turn(FIRST - timedelta(hours=2))
    assert "Du har svart at du ikke kan komme" in (await _newest(story.placed[0]))
    await story.turn(FIRST)
    assert "begins now" in await _newest(story.people[19])


async def one_blocks_and_one_pauses(story: Story) -> None:
    blocker, pausing = story.people[6], story.people[3]
    await story.turn(FIRST + EVENING)
    await story.turn(oslo(9, 5, 9, 59))
    assert not any(one.saw(WEEKLY[language_of(one)]) for one in story.placed)
    await story.turn(oslo(9, 5, 10))
    for one in story.placed:
        assert WEEKLY[language_of(one)] in await _newest(one)
    await pausing.tap(running_buttons.PauseWeekly)
    second = FIRST + WEEK
    await story.turn(second - timedelta(days=1))
    await blocker.block()
    await story.turn(second - timedelta(hours=2))
    await story.turn(second)
    await story.turn(oslo(9, 12, 10))
    assert sum(WEEKLY["en"] in words for words in pausing.texts) == 1
    await pausing.say("/resume")


async def midway(story: Story) -> None:
    stage, third = story.stage, FIRST + 2 * WEEK
    for at in (third - timedelta(days=1), third - timedelta(hours=2), third, third + EVENING):
        await story.turn(at)
    await evaluate(stage, story.reached[:4], "midway", 5)
    page = await story.result_page("midway")
    assert "Har svart: 4" in page
    assert "gjennomsnitt" not in page
    await one_changes_answers_before_sending(story.reached[4], "Mer tid til å snakke <b>sammen</b> & kaffe")
    page = await story.result_page("midway")
    assert "Har svart: 5" in page
    assert "gjennomsnitt 4,6" in page  # four fives and the three that a two was changed to
    assert "Mer tid til å snakke" not in page
    await story.berit.press("Med egne ord (1)")
    assert "Mer tid til å snakke <b>sammen</b> & kaffe" in story.berit.last
    await story.berit.press("Alle spørsmålene")
    await story.berit.press("2")
    assert "5  ▇▇▇▇▇▇▇▇▇▇ 4" in story.berit.last or "5  ▇▇▇▇▇▇▇▇▇▇ 5" in story.berit.last
    await evaluate(stage, story.reached[5:13], "midway", 4)
    await story.reached[13].tap(b.SkipEvaluation)
    await story.turn(third + EVENING + timedelta(days=2))
    reminded = [one for one in story.placed if await _reminders_of_polls(story, one, "midway")]
    assert reminded == story.reached[14:]
    await evaluate(stage, reminded, "midway", 4)
    assert "Har svart: 16" in await story.result_page("midway")


async def fourth_evening_is_moved(story: Story) -> None:
    stage, berit = story.stage, story.berit
    await story.turn(oslo(9, 18, 12))
    await berit.say("/courses")
    await berit.tap(courses_buttons.ManageCourse)
    await berit.tap(running_buttons.ListSessions)
    await berit.press("Hjelpetilbud")
    await berit.tap(running_buttons.MoveSession)
    await berit.say("2026-09-23 18:30")
    assert "onsdag 23. september kl. 18:30" in berit.last
    assert "17 personer på kurset får beskjed med en gang" in berit.last
    await berit.tap(running_buttons.ConfirmMove)
    assert "Samlingen er flyttet" in berit.last
    for one in story.reached:
        text = await _newest(one)
        assert TOPIC_4[language_of(one)] in text
        assert "23" in text
        assert "18:30" in text
        assert "Hvitgården" in text
    await story.turn(oslo(9, 19, 10))
    before = await story.sent_to(story.people[0])
    for old in (oslo(9, 21, 18), oslo(9, 22, 16)):  # a day, and two hours, before the old time
        await story.turn(old)
    assert await story.sent_to(story.people[0]) == before
    await story.turn(oslo(9, 22, 18))
    await story.turn(oslo(9, 22, 18, 30))
    assert "Samling i morgen" in await _newest(story.people[0])
    await story.turn(oslo(9, 23, 16, 30))
    assert "Samling om 2 timer" in await _newest(story.people[0])
    await stage.together(*(one.tap(running_buttons.Attend, coming=1) for one in story.reached))


async def notice(story: Story) -> None:
    berit = story.berit
    await story.turn(oslo(9, 24, 12))
    await berit.forge("write.1")
    await berit.say("Ta med en kopp & noe å skrive med, så ordner vi <kaffe>.")
    assert "17 personer får den" in berit.last
    await berit.tap(notices_buttons.SendNotice)
    for one in story.reached:
        assert "Ta med en kopp & noe å skrive med, så ordner vi <kaffe>." in await _newest(one)
    await story.stage.show_progress()
    await berit.refresh()
    assert "Levert 17 av 18 · blokkert 1 · feilet 0" in berit.last
    assert "Beskjeden er sendt" in berit.last
    await berit.forge("send.1")
    assert Counter(words.count("Ta med en kopp") for words in story.people[0].texts)[1] == 1


async def final(story: Story) -> None:
    stage = story.stage
    for at in (
        oslo(9, 26, 10),
        oslo(9, 28, 18),
        oslo(9, 29, 16),
        oslo(9, 29, 18),
        oslo(10, 3, 10),
        oslo(10, 5, 18),
        oslo(10, 6, 16),
        oslo(10, 6, 18),
        oslo(10, 6, 20, 30),
    ):
        await story.turn(at)
    await evaluate(stage, story.reached, "final", 4)
    await story.turn(oslo(10, 8, 20, 30))
    assert not [one for one in story.placed if await _reminders_of_polls(story, one, "final")]
    page = await story.result_page("final")
    assert "Invitert: 18" in page
    assert "Har svart: 17" in page


async def afterwards(story: Story) -> None:
    for at in (
        oslo(10, 10, 10),
        oslo(10, 17, 10),
        oslo(10, 24, 10),
        oslo(10, 31, 10),
        oslo(11, 14, 10),
        oslo(12, 24, 10),
    ):
        await story.turn(at)


async def nothing_went_wrong(story: Story) -> None:
    rows = await story.stage.rows(select(Outbox.person_id, Outbox.kind, Outbox.params))
    assert len({(row.person_id, row.kind, str(row.params)) for row in rows}) == len(rows)
    evenings = {one.id: one for (one,) in await story.stage.rows(select(CourseSession))}
    for phone in story.people:
        for kind, at, ids, state in await story.sent_to(phone):
            assert state in (State.SENT, State.BLOCKED, State.DROPPED), (phone.name, kind, ids)
            if kind == "session_reminder" and state == State.SENT:
                assert at < evenings[int(ids[0])].starts_at
    leaver, late = story.people[4], story.people[19]
    assert await story.sent_to(leaver) == []
    assert [kind for kind, *_ in await story.sent_to(late)] == ["waiting_list_closed"]
    blocked = [one for one in await story.sent_to(story.people[6]) if one[3] == State.SENT]
    assert max(at for _, at, *_ in blocked) == FIRST + WEEK - timedelta(days=1)
    for phone, missed in (
        (story.people[0], [_reminder(1, 1, "PT2H", oslo(9, 1, 16))]),  # who cannot come is left in peace
        (story.people[3], [("weekly_message", oslo(9, 12, 10), (1, 2), "sent")]),
    ):
        got = [one for one in await story.sent_to(phone) if one[3] == State.SENT]
        assert got == [one for one in THE_USUAL if one not in missed]


async def evaluate(stage: Stage, phones: list[Phone], round_: str, value: int) -> None:
    """Several people answer every question alike, leave out the text, and send."""
    await stage.together(*(one.tap(b.OpenEvaluation, round=round_) for one in phones))
    for number in range(5):
        await stage.together(*(one.tap(b.AnswerQuestion, question=number, value=value) for one in phones))
    await stage.together(*(one.tap(b.SkipFreeText) for one in phones))
    await stage.together(*(one.tap(b.SendEvaluation) for one in phones))


async def one_changes_answers_before_sending(phone: Phone, words: str) -> None:
    await phone.tap(b.OpenEvaluation)
    for number in range(5):
        await phone.tap(b.AnswerQuestion, question=number, value=2)
    await phone.say(words)
    await phone.tap(b.ShowQuestion, question=0)
    for number in range(5):
        await phone.tap(b.AnswerQuestion, question=number, value=3)
    await phone.tap(b.ShowQuestion, question=6)
    await phone.tap(b.SendEvaluation)


async def _newest(phone: Phone) -> str:
    await phone.refresh()
    return phone.last


async def _reminders_of_polls(story: Story, phone: Phone, round_: str) -> list[Sent]:
    sent = await story.sent_to(phone)
    return [one for one in sent if one[0] == "evaluation_reminder" and one[2][1] == round_ and one[3] == State.SENT]


def _reminder(session_id: int, version: int, before: str, at: datetime) -> Sent:
    return ("session_reminder", at, (session_id, version, before), "sent")


THE_USUAL: list[Sent] = [
    _reminder(1, 1, "P7D", oslo(8, 25, 18)),
    _reminder(1, 1, "P1D", oslo(8, 31, 18)),
    _reminder(1, 1, "PT2H", oslo(9, 1, 16)),
    ("weekly_message", oslo(9, 5, 10), (1, 1), "sent"),
    _reminder(2, 1, "P1D", oslo(9, 7, 18)),
    _reminder(2, 1, "PT2H", oslo(9, 8, 16)),
    ("weekly_message", oslo(9, 12, 10), (1, 2), "sent"),
    _reminder(3, 1, "P1D", oslo(9, 14, 18)),
    _reminder(3, 1, "PT2H", oslo(9, 15, 16)),
    ("evaluation_invite", oslo(9, 15, 20, 30), (1, "midway"), "sent"),
    ("session_moved", oslo(9, 18, 12), (4, 2), "sent"),
    ("weekly_message", oslo(9, 19, 10), (1, 3), "sent"),
    _reminder(4, 2, "P1D", oslo(9, 22, 18, 30)),
    _reminder(4, 2, "PT2H", oslo(9, 23, 16, 30)),
    ("notice_copy", oslo(9, 24, 12), (1,), "sent"),
    ("weekly_message", oslo(9, 26, 10), (1, 4), "sent"),
    _reminder(5, 1, "P1D", oslo(9, 28, 18)),
    _reminder(5, 1, "PT2H", oslo(9, 29, 16)),
    ("weekly_message", oslo(10, 3, 10), (1, 5), "sent"),
    _reminder(6, 1, "P1D", oslo(10, 5, 18)),
    _reminder(6, 1, "PT2H", oslo(10, 6, 16)),
    ("evaluation_invite", oslo(10, 6, 20, 30), (1, "final"), "sent"),
    ("group_invite", oslo(10, 8, 20, 30), (1,), "sent"),
    ("follow_up", oslo(10, 17, 10), (1, 1), "sent"),
    ("fits_next", oslo(10, 31, 10), (1,), "sent"),
    ("follow_up", oslo(11, 14, 10), (1, 2), "sent"),
]
"""Everything that somebody gets who never misses an evening; in November 10:00 is an hour later by the sun."""
