"""A leaflet of a course, from its card: on two papers, in four languages, with a code that leads to signing up."""

import io
import re
from datetime import UTC, datetime, timedelta
from itertools import product
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pypdfium2
import pytest
import zxingcpp
from msgspec.structs import replace
from PIL import Image
from sqlalchemy import select, update

from db.models import Centre, Course, CourseSession, Enrolment
from domain.courses import Paper
from domain.courses import buttons as b
from domain.people import LANGUAGES
from domain.programmes import Programme
from domain.signup import buttons as s
from handlers import leaflets as handler
from services.courses import leaflets
from services.courses.views import CentreView, CourseView, SessionView
from services.programmes import read_library
from tests.flows.test_title_on_paper import FOR_WHOM, ON_PAPER, SLUG, give_two_titles
from tests.stage import Phone, Stage
from texts.catalog import Catalog
from texts.leaflet import printing, sheets

DATES = ("1. september 2026", "8. september", "15. september", "22. september")
ALL = list(read_library().programmes.values())
LINK = "https://t.me/mestringsbot?start=c_vinter"
MILLIMETRES = 25.4 / 72
A5, A4 = (148, 210), (210, 297)


async def documents(phone: Phone) -> list[tuple[str, bytes]]:
    """Names and contents of all files that somebody has got, in order."""
    await phone.refresh()
    found = []
    for message in phone.messages:
        if document := message.get("document"):
            async with phone.stage.http.get(document["url"]) as response:
                found.append((document["file_name"], await response.read()))
    return found


async def made(berit: Phone, *pressed: str) -> tuple[tuple[str, bytes], tuple[str, bytes]]:
    """PDF and picture that come of these presses on the leaflet of the one course."""
    await berit.forge(b.ChooseLeaflet(1, "a5", "", "").pack())
    for label in (*pressed, "Lag brosjyren"):
        await berit.press(label)
    pdf, png = (await documents(berit))[-2:]
    return pdf, png


def said(pdf: bytes) -> str:
    """The words of a page, line by line."""
    document = pypdfium2.PdfDocument(pdf)
    text = document[0].get_textpage().get_text_bounded().replace("\r\n", "\n")
    document.close()
    return str(text)


def size(pdf: bytes) -> tuple[int, int]:
    """Width and height in millimetres."""
    document = pypdfium2.PdfDocument(pdf)
    width, height = document[0].get_size()
    document.close()
    return round(width * MILLIMETRES), round(height * MILLIMETRES)


def leads_to(png: bytes) -> str:
    """What a telephone reads from the code."""
    (read,) = zxingcpp.read_barcodes(Image.open(io.BytesIO(png)))
    return str(read.text)


async def set_rows(stage: Stage, *statements: Any) -> None:
    async with stage.app.database.begin() as session:
        for one in statements:
            await session.execute(one)


async def test_from_the_card_to_paper(stage: Stage) -> None:
    await set_rows(
        stage,
        update(Course).values(address="Torggata 4, 3210 Sandefjord"),
        update(Centre).values(contact="Berit Hansen"),
    )
    berit = await stage.coordinator("Berit")
    await berit.say("/courses")
    await berit.press("tir. 1. sep.")
    await berit.press("Brosjyre og plakat")
    assert {"✓ A5-brosjyre", "A4-plakat", "✓ Norsk bokmål", "✓ For alle"} <= set(berit.labels())
    await berit.press("Lag brosjyren")
    (name, pdf), (picture, png) = await documents(berit)
    assert (name, picture) == ("brosjyre-2026-09-01-nb.pdf", "brosjyre-2026-09-01-nb.png")
    assert size(pdf) == A5
    words = said(pdf)
    for one in (
        "TA TAK",
        "For deg som står nær",
        *DATES,
        "kl. 18:00–",
        "Hvitgården",
        "Torggata 4",
        "LMS-Sandefjord",
        "Kontakt: Berit Hansen",
        "Meld deg på",
        "+47",
    ):
        assert one in words, one
    link = f"https://t.me/{stage.app.bot.username}?start=c_ta-tak-host"
    assert leads_to(png) == link
    assert "Til kurset" in berit.labels()
    kari = await stage.participant("Kari", course=link.partition("?start=")[2])
    assert kari.saw("TA TAK")


async def test_the_poster_is_the_same_page_made_larger(stage: Stage) -> None:
    berit = await stage.coordinator("Berit")
    (name, pdf), (_, png) = await made(berit, "A4-plakat")
    assert name == "plakat-2026-09-01-nb.pdf"
    assert size(pdf) == A4
    assert leads_to(png).endswith("?start=c_ta-tak-host")


async def test_in_each_language_whoever_asks_for_it(stage: Stage) -> None:
    berit = await stage.coordinator("Berit", language="en")
    programme = stage.app.library.programmes["ta-tak"]
    for language in LANGUAGES:
        await berit.forge(b.MakeLeaflet(1, "a5", language, "").pack())
        (name, pdf), _ = (await documents(berit))[-2:]
        assert name == f"{stage.app.catalog.of(language).plain('file.leaflet.a5')}-2026-09-01-{language}.pdf"
        words = " ".join(said(pdf).split())
        for one in (
            programme.title,
            programme.for_whom,
            programme.summary,
            *(each.title for each in programme.session),
        ):
            assert one[language] in words
        assert stage.app.catalog.of(language).plain("leaflet.sign_up") in words


async def test_the_whole_title_stands_on_paper_and_in_no_name_of_a_file(stage: Stage) -> None:
    give_two_titles(stage.app.library)
    await set_rows(stage, update(Course).values(programme=SLUG))
    berit = await stage.coordinator("Berit")
    (name, pdf), (picture, _) = await made(berit)
    for one in (ON_PAPER, FOR_WHOM):
        assert one in said(pdf)
    assert "hemmelig" not in f"{name}{picture}{berit.texts}{berit.labels()}".lower()


@pytest.mark.parametrize("paper", ["a5", "a4"])
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("slug", ["kols", "diabetes-2", "depresjon", "laer-at-leve", "smil"])
def test_it_says_for_whom_and_what_it_is_where_the_chat_may_not(slug: str, language: str, paper: str) -> None:
    """Under a long name of a centre, and with a way to the place that needs a sentence."""
    programme, t = read_library().programmes[slug], Catalog().of(language)
    made = printing.make(sheets.sheet(t, drawn_up(programme), Paper(paper), LINK))
    words = " ".join(said(made.pdf).split())
    assert programme.for_whom_on_paper != programme.for_whom
    assert programme.for_whom_on_paper[language] in words
    assert programme.summary[language] in words
    assert (t.plain("leaflet.talk") in words) is programme.entry.talk
    together = t.plain_many("leaflet.leaders.others", programme.sessions)
    assert (together in words) is bool(programme.team.professional)
    assert leads_to(made.png) == LINK


def drawn_up(programme: Programme) -> leaflets.LeafletView:
    """A course of a programme, once a week from the twelfth of January on."""
    zone, first = ZoneInfo("Europe/Oslo"), datetime(2027, 1, 12, 16, tzinfo=UTC)
    centre = CentreView(1, "stord", "Lærings- og mestringssenteret Stord", "+47 53 49 10 00", zone, "nb", "NO", "Berit")
    days = [(number, topic, first + timedelta(weeks=number)) for number, topic in enumerate(programme.session)]
    held = tuple(
        SessionView(number, number + 1, topic, starts, starts + programme.length(number + 1), 1, cancelled=False)
        for number, topic, starts in days
    )
    where = ("Stord sjukehus, kursrom 2", "Tysevegen 64, 5416 Stord", "Inngang B, andre etasje. Følg skilta.")
    course = CourseView(1, "vinter", 12, 0, *where, programme, centre, held, languages=("no",), interpreter=True)
    return leaflets.LeafletView(course, "Helse Fonna", held)


async def test_a_coordinator_sees_on_paper_what_the_courses_are_called(stage: Stage) -> None:
    give_two_titles(stage.app.library)
    berit = await stage.coordinator("Berit")
    await berit.say("/courses")
    await berit.press("Nytt kurs")
    await berit.press("Se de fulle navnene")
    ((name, pdf),) = await documents(berit)
    words = " ".join(said(pdf).split())
    assert (name, size(pdf)) == ("kursnavn-nb.pdf", A4)
    for one in (
        f"{ON_PAPER} I chatten: TA TAK – kurs for pårørende {FOR_WHOM}",
        "Å leve med KOLS I chatten: Krefter i hverdagen",
    ):
        assert one in words
    assert "I chatten: Mestringstreff" not in words
    await berit.press("Tilbake")
    assert "Krefter i hverdagen" in berit.labels()
    for one in ("hemmelig", "kols"):
        assert one not in f"{name}{berit.texts}{berit.labels()}".lower()


def test_of_many_courses_each_stands_there_once_in_each_language() -> None:
    for language in LANGUAGES:
        many = [replace(one, title=dict.fromkeys(LANGUAGES, f"Nr {number}.")) for number, one in enumerate(ALL * 3)]
        pdf = printing.make(sheets.names(Catalog().of(language), many)).pdf
        document = pypdfium2.PdfDocument(pdf)
        words = " ".join(document[page].get_textpage().get_text_bounded() for page in range(len(document)))
        document.close()
        assert sorted(re.findall(r"Nr \d+\.", words)) == sorted(f"Nr {number}." for number in range(len(many)))


async def test_whoever_waits_for_it_is_told(stage: Stage, monkeypatch: Any) -> None:
    monkeypatch.setattr(handler, "PATIENCE", 0.0)
    berit = await stage.coordinator("Berit")
    await made(berit)
    assert berit.saw("Jeg lager brosjyren")


async def test_what_is_forged_makes_nothing(stage: Stage) -> None:
    berit = await stage.coordinator("Berit")
    for button in (
        b.MakeLeaflet(1, "a3", "nb", ""),
        b.MakeLeaflet(1, "a5", "xx", ""),
        b.MakeLeaflet(1, "a5", "nb", "zz"),
        b.ChooseLeaflet(9, "a5", "nb", ""),
    ):
        await berit.forge(button.pack())
        assert "Lag brosjyren" not in berit.labels()
    assert await documents(berit) == []


async def test_nothing_is_made_of_a_draft_or_of_what_is_over(stage: Stage) -> None:
    berit = await stage.coordinator("Berit")
    await set_rows(stage, update(Course).values(state="draft"))
    await berit.forge(b.MakeLeaflet(1, "a5", "nb", "").pack())
    assert await documents(berit) == []


GP = "c_ta-tak-host__r_gp"


async def came_by(stage: Stage) -> list[str | None]:
    return [one.referred_by for one in await stage.rows(select(Enrolment.referred_by).order_by(Enrolment.id))]


async def test_who_has_passed_the_leaflet_on_is_noted_as_a_kind_and_counted(stage: Stage) -> None:
    berit = await stage.coordinator("Berit")
    _, (_, png) = await made(berit, "Fra fastlegen")
    link = leads_to(png)
    assert link.endswith(f"?start={GP}")
    kari, ola = await stage.person("Kari"), await stage.participant("Ola")
    await kari.start(GP)
    for label in ("bokmål", "Ja, og jeg", "Meld meg på", "Ja, meld meg på"):
        await kari.press(label)
    await ola.press("Meld meg på")
    await ola.press("Ja, meld meg på")
    assert await came_by(stage) == ["gp", None]
    await berit.forge(b.ChooseLeaflet(1, "a5", "", "").pack())
    assert "Påmeldte så langt: Fra fastlegen 1." in berit.last


async def test_who_is_known_already_and_comes_again_by_another_leaflet(stage: Stage) -> None:
    kari = await stage.participant("Kari")
    await kari.start("c_ta-tak-host__r_mu")
    await kari.press("Meld meg på")
    await kari.press("Ja, meld meg på")
    assert await came_by(stage) == ["mu"]
    await kari.forge(s.JoinFrom(1, "wd").pack())
    assert await came_by(stage) == ["mu"]


async def test_a_kind_that_nobody_is_of_signs_nobody_up(stage: Stage) -> None:
    kari = await stage.participant("Kari")
    for button in (s.JoinFrom(1, "nn"), s.AskJoinFrom(1, "")):
        await kari.forge(button.pack())
    await kari.start("c_ta-tak-host__r_zz")
    assert kari.saw("lenken")
    assert await came_by(stage) == []


async def test_no_line_ends_between_the_small_word_and_the_hour(stage: Stage, tmp_path: Path) -> None:
    """Of a course whose hours differ: each date with its own, in half the width of a page."""
    first = select(CourseSession.starts_at).where(CourseSession.position == 1).scalar_subquery()
    ((starts,),) = await stage.rows(select(first))
    earlier = starts - timedelta(hours=8)
    await set_rows(stage, update(CourseSession).where(CourseSession.position == 1).values(starts_at=earlier))
    berit = await stage.coordinator("Berit")
    for paper, language in product(("a5", "a4"), LANGUAGES):
        await berit.forge(b.MakeLeaflet(1, paper, language, "").pack())
        (_, pdf), (_, png) = (await documents(berit))[-2:]
        (tmp_path / f"{paper}-{language}.png").write_bytes(png)
        lines = [line.strip() for line in said(pdf).splitlines()]
        assert sum("10:00" in line for line in lines) == 1
        assert not [line for line in lines if line.endswith("kl.")]
