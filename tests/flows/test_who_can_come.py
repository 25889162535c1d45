"""Ages, whom one may bring, and when a course is completed, as its programme says: on the card, the leaflet and my course."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from msgspec.structs import replace

from domain.courses import Paper
from domain.people import LANGUAGES
from domain.signup import buttons as b
from services.courses import CentreView, CourseView, SessionView
from services.courses.leaflets import LeafletView
from services.programmes import read_library
from services.signup import Card
from tests.flows.seekers import CENTRES, course
from tests.stage import Stage
from texts import signup as words
from texts.catalog import Catalog
from texts.leaflet import sheets

SAYS = {
    "nb": (
        "For barn fra 8 til 12 år.",
        "Du kan ta med deg én.",
        "Kurset er fullført når du har vært med {} av {} ganger.",
    ),
    "nn": (
        "For barn frå 8 til 12 år.",
        "Du kan ta med deg éin.",
        "Kurset er fullført når du har vore med {} av {} gonger.",
    ),
    "da": (
        "For børn fra 8 til 12 år.",
        "Du kan tage én med.",
        "Kurset er gennemført, når du har været med {} af {} gange.",
    ),
    "en": (
        "For children from 8 to 12 years old.",
        "You can bring one person.",
        "The course is completed when you have been there {} out of {} times.",
    ),
}
COURSES = CENTRES + course("barn", "smil", "bomlo") + course("leve", "laer-at-leve", "odda")


@pytest.mark.parametrize("language", LANGUAGES)
async def test_on_the_card_and_on_my_course(make_stage: Callable[..., Any], sqlite_url: str, language: str) -> None:
    stage: Stage = await make_stage(sqlite_url, batch=COURSES)
    ages, companions, completed = SAYS[language]
    (kari,) = await stage.acquainted("Kari", language=language)
    await kari.start("c_barn")
    assert ages in kari.last
    assert companions not in kari.last
    t = stage.app.catalog.of(language)
    asked = {"centre": "Bømlo kommune", "phone": "+47 00 00 00 00"}
    assert t.plain("signup.card.ask", **asked) in kari.last
    await kari.start("c_leve")
    assert companions in kari.last
    asked["centre"] = "Odda kommune"
    assert t.plain("signup.card.ask", **asked) not in kari.last
    assert t.plain("signup.card.ask.plain", **asked) in kari.last
    assert ages not in kari.last
    await kari.tap(b.AskJoin)
    await kari.tap(b.Join)
    await kari.say("/mycourse")
    programme = stage.app.library.programmes["laer-at-leve"]
    assert completed.format(programme.completion.sessions, programme.sessions) in kari.last


async def test_where_nothing_is_set_nothing_is_said(stage: Stage) -> None:
    kari = await stage.enrolled("Kari")
    await kari.say("/mycourse")
    assert "fullført" not in kari.last
    assert not kari.saw("ta med deg|For barn")


@pytest.mark.parametrize("language", LANGUAGES)
def test_on_the_leaflet(language: str) -> None:
    t, library = Catalog().of(language), read_library()
    centre = CentreView(1, "c", "Senteret", "", ZoneInfo("Europe/Oslo"), "nb", "NO")
    when = datetime(2026, 9, 1, 16, tzinfo=UTC)
    for slug, said in (("smil", SAYS[language][0]), ("laer-at-leve", SAYS[language][1])):
        programme = library.programmes[slug]
        evenings = tuple(
            SessionView(number, number, topic, when, when, 1, cancelled=False)
            for number, topic in enumerate(programme.session, 1)
        )
        view = CourseView(1, "x", 8, 0, "Huset", "", "", programme, centre, evenings, languages=("no",))
        made = sheets.sheet(t, LeafletView(view, evenings, ""), Paper.A5, "https://t.me/x?start=c_x")
        assert said in made.more[1]


@pytest.mark.parametrize("language", LANGUAGES)
def test_one_age_several_companions_and_a_child_that_brings_somebody(language: str) -> None:
    t, library = Catalog().of(language), read_library()
    centre = CentreView(1, "c", "Senteret", "", ZoneInfo("Europe/Oslo"), "nb", "NO")
    when = datetime(2026, 9, 1, 16, tzinfo=UTC)
    programme = replace(library.programmes["smil"], ages=(9, 9), companions=2)
    evening = SessionView(1, 1, programme.session[0], when, when, 1, cancelled=False)
    view = CourseView(1, "x", 8, 0, "Huset", "", "", programme, centre, (evening,), languages=("no",))
    text = words.card(t, Card(view, 8, 0, open=True, mine=None)).text
    assert t.many("signup.card.age", 9) in text
    assert "9" in t.many("signup.card.age", 9)
    assert t.many("signup.card.companions.child", 2) in text
