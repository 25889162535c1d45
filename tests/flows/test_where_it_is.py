"""The way to the course: place, address and how to get there, wherever somebody needs them."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar
from msgspec.structs import replace
from sqlalchemy import update

from db.models import Course
from domain.people import LANGUAGES
from domain.signup import Status
from domain.signup import buttons as b
from services.courses import CentreView, CourseView, SessionView
from services.programmes import CARD, read_library
from services.signup import Card, Place
from tests.stage import CENTRE, COURSE, FIRST, Stage
from texts import signup as words
from texts.catalog import Catalog
from texts.room import MESSAGE_LIMIT, units

ADDRESS, WAY = "Storgata 1 & 3, 3210 Sandefjord", "Andre etasje. Buss 1 <Torvet>."
WITH_WAY = f'{CENTRE}{COURSE}address = "{ADDRESS}"\ndirections = "{WAY}"\n'


@pytest.fixture
async def there(make_stage: Callable[..., Any], sqlite_url: str) -> Stage:
    """A course whose centre has said where it is."""
    stage: Stage = await make_stage(sqlite_url, batch=WITH_WAY)
    return stage


def tapped(message: dict[str, Any]) -> list[str]:
    """What a tap on the message copies."""
    text = message["text"].encode("utf-16-le")
    spans = [one for one in message.get("entities", []) if one["type"] == "code"]
    return [text[2 * one["offset"] : 2 * (one["offset"] + one["length"])].decode("utf-16-le") for one in spans]


async def test_card_confirmation_my_course_and_reminder_say_where_it_is(there: Stage) -> None:
    kari = await there.participant("Kari")
    assert f"Hvor: Hvitgården, LMS-Sandefjord\n{ADDRESS}\nSlik finner du fram: {WAY}\nSamlingene" in kari.last
    assert tapped(kari.messages[-1]) == [ADDRESS]
    await kari.press("Meld meg på")
    await kari.press("Ja, meld meg på")
    assert "Du har fått plass" in kari.last
    assert f"\n\n{ADDRESS}\nSlik finner du fram: {WAY}\n\n" in kari.last
    async with there.http.get(kari.messages[-1]["document"]["url"]) as response:
        events = Calendar.from_ical(await response.read()).walk("VEVENT")
    assert {str(one["location"]) for one in events} == {f"Hvitgården, {ADDRESS}, LMS-Sandefjord"}
    assert {str(one["description"]) for one in events} == {f"Slik finner du fram: {WAY}"}
    await kari.say("/mycourse")
    assert tapped(kari.messages[-1]) == [ADDRESS]
    await there.turn(FIRST - timedelta(hours=2))
    await kari.refresh()
    assert f"Sted: Hvitgården\n{ADDRESS}\nSlik finner du fram: {WAY}\n" in kari.last
    assert tapped(kari.messages[-1]) == [ADDRESS]


async def test_an_offer_says_where_it_is(make_stage: Callable[..., Any], sqlite_url: str) -> None:
    stage: Stage = await make_stage(sqlite_url, batch=WITH_WAY, seats=1)
    kari, ola = await stage.enrolled("Kari"), await stage.enrolled("Ola")
    await kari.leave()
    await ola.refresh()
    assert "ledig plass til deg" in ola.last
    assert tapped(ola.messages[-1]) == [ADDRESS]


async def test_without_an_address_nothing_is_said_of_one(stage: Stage) -> None:
    kari = await stage.participant("Kari")
    assert "Hvor: Hvitgården, LMS-Sandefjord\nSamlingene" in kari.last
    assert tapped(kari.messages[-1]) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_longest_card_still_fits_into_a_message(language: str) -> None:
    course = _longest(language)
    place = Place(course, 1, Status.OFFERED, 1, expires_at=FIRST)
    screen = words.card(Catalog().of(language), Card(course, 1000, 0, open=True, mine=place))
    assert units(screen.text) <= MESSAGE_LIMIT
    assert "<code>&lt;" in screen.text


def _longest(language: str) -> CourseView:
    """Everything as long as it may be."""
    programme = read_library().programmes["ta-tak"]
    topics = 6 * (100 + 60)
    long = replace(
        programme,
        title={language: "t" * 100},
        summary={language: "s" * (CARD - 200 - topics)},
        for_whom={language: "f" * 100},
        session=tuple(replace(one, title={language: "e" * 100}) for one in programme.session),
    )
    centre = CentreView(1, "c", "n" * 120, "p" * 40, ZoneInfo("Europe/Oslo"), "nb", "NO")
    evenings = tuple(
        SessionView(number, number, topic, FIRST, FIRST, 1, cancelled=True)
        for number, topic in enumerate(long.session, 1)
    )
    return CourseView(1, "s" * 60, 1000, 0, "p" * 120, "<" * 120, "d" * 240, long, centre, evenings)


LINK = "https://example.org/mote"
WHERE = {"nb": "hvor er det", "nn": "kvar er det", "da": "hvor er det henne", "en": "where is it"}


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_way_into_a_course_by_video_is_told_wherever_one_asks_and_to_nobody_else(
    stage: Stage, language: str
) -> None:
    link = update(Course).values(video_link=LINK)
    await stage.rows(link.returning(Course.id))
    kari, ola = await stage.acquainted("Kari", "Ola", language=language)
    await kari.start("c_ta-tak-host")
    assert LINK not in kari.last
    await kari.tap(b.AskJoin)
    assert LINK not in kari.last
    await kari.tap(b.Join)
    assert LINK in kari.last, "with the place"
    for written in ("/mycourse", WHERE[language]):
        await kari.say(written)
        assert f"Video: {LINK}" in kari.last, written
    await ola.say(WHERE[language])
    assert LINK not in ola.last


async def test_whoever_waits_gets_no_link(make_stage: Callable[..., Any], sqlite_url: str) -> None:
    stage: Stage = await make_stage(sqlite_url, seats=1)
    await stage.rows(update(Course).values(video_link=LINK).returning(Course.id))
    await stage.enrolled("Kari")
    ola = await stage.enrolled("Ola")
    for written in ("/mycourse", "hvor er det"):
        await ola.say(written)
        assert LINK not in ola.last
