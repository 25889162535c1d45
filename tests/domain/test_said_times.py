"""A corpus of what people say when they are asked for a new time, and what of it is not clear even so."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from db.models import CourseSession
from domain.characters import folded
from domain.people import LANGUAGES
from domain.running.spoken_hours import TWELVE, written_out
from domain.running.written_time import read
from tests.domain.said_times import EVENING, NOW, PHRASES
from tests.stage import FIRST, Stage

DATED = ("okt", "oct", "6.10", "6/10", "2026")


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_people_say_is_understood(language: str) -> None:
    wrong = []
    for said, meant in PHRASES[language]:
        alone = meant.startswith("2026-10-06") and not any(part in said.lower() for part in DATED)
        found = f"{read(said, NOW, EVENING if alone else None).at:%Y-%m-%d %H:%M}"
        if found != meant:
            wrong.append((said, found, meant))
    assert wrong == []
    assert len({said for said, _ in PHRASES[language]}) >= 60


@pytest.mark.parametrize("language", LANGUAGES)
def test_in_capitals_and_with_a_full_stop_it_is_the_same(language: str) -> None:
    for said, _ in PHRASES[language]:
        assert read(said.upper() + ".", NOW, EVENING) == read(said, NOW, EVENING), said


@pytest.mark.parametrize(
    "said",
    [
        "halv tretten",
        "kvart på",
        "halv",
        "half past",
        "seks eller sju",
        "seks til åtte",
        "en gang i oktober",
        "i neste uke",
        "om en stund",
        "75 over seks",
        "halv 19",
    ],
)
def test_what_is_not_clear_is_not_guessed(said: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - any of them
        read(said, NOW, EVENING)


@pytest.mark.parametrize(
    ("said", "evening", "hour"),
    [
        ("halv sju", EVENING, 18),
        ("halv sju", EVENING.replace(hour=9), 18),  # at half past six in the morning hardly anybody is awake
        ("halv ti", EVENING.replace(hour=9), 9),
        ("halv ti", EVENING, 21),
        ("halv elleve", EVENING.replace(hour=10), 10),
        ("ti", EVENING, 10),  # at ten in the evening hardly anybody meets
        ("ti", EVENING.replace(hour=9), 10),
        ("half past ten in the evening", EVENING.replace(hour=10), 22),
        ("ti om formiddagen", EVENING, 10),
        ("kvart på tolv", EVENING, 11),
    ],
)
def test_in_which_half_of_the_day_follows_from_the_evening(said: str, evening: datetime, hour: int) -> None:
    assert read(said, NOW, evening).at.hour == hour


@given(st.integers(1, 12), st.sampled_from(["{} over", "{} past", "{} på", "{} to", "{} i"]), st.integers(1, 29))
def test_minutes_counted_from_an_hour(hour: int, way: str, minutes: int) -> None:
    found = read(f"{way.format(minutes)} {hour}", NOW, EVENING).at
    earlier = way.split()[1] in ("på", "to", "i")
    meant = datetime(2026, 10, 6, hour % 12) + timedelta(minutes=-minutes if earlier else minutes)
    assert (found.hour % 12, found.minute) == (meant.hour % 12, meant.minute)
    assert 8 <= found.hour < 22


@given(st.text(max_size=60))
def test_whatever_is_said_is_written_out_or_left(said: str) -> None:
    text = folded(said)
    assert written_out(text) == text or TWELVE in written_out(text) or "12:00" in written_out(text)


async def test_after_the_preview_another_time_replaces_the_first(stage: Stage) -> None:
    kari, berit = await stage.enrolled("Kari"), await stage.coordinator()
    for label in ("Kurs jeg koordinerer", "Hvitgården", "Samlinger", "Mestring og verdighet", "Flytt"):
        await berit.press(label)
    await berit.say("onsdag halv sju")
    assert "onsdag 2. september kl. 18:30" in berit.last
    await berit.say("neste torsdag klokka 18")
    assert "torsdag 27. august kl. 18:00" in berit.last
    await berit.say("tull og tøys")
    assert "Jeg skjønte ikke datoen" in berit.last
    await berit.say("3.9. kl. 18")
    assert "torsdag 3. september kl. 18:00" in berit.last
    await berit.press("Ja, flytt")
    await kari.refresh()
    assert "torsdag 3. september kl. 18:00" in kari.last
    before = await stage.rows(select(CourseSession.starts_at).order_by(CourseSession.position))
    assert before[0][0] == FIRST + timedelta(days=2)
    await berit.say("4.9. kl. 18")
    assert "fredag 4. september" not in berit.last
    assert await stage.rows(select(CourseSession.starts_at).order_by(CourseSession.position)) == before
