"""The course database for everybody: what is published, at all centres; no people, no drafts, nothing for participants alone."""

import csv
import io
import json
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import aiohttp
import pytest
from sqlalchemy import update

from bot.courses import language_of
from bot.settings import Web
from db.models import Course
from db.turns import Turn
from services.organisation import importing
from services.signup import directory
from tests.contract.counting import Statements
from tests.flows.test_roles import SECOND
from tests.flows.test_title_on_paper import FOR_WHOM, SLUG, give_two_titles
from tests.stage import CENTRE, COURSE, FIRST, Stage
from texts.directory import page, records

MakeStage = Callable[..., Awaitable[Stage]]
SERVED = CENTRE + 'municipalities = ["Sandefjord", "Larvik"]\nnetwork = "vest"\n'
WORLD = '[[networks]]\nslug = "vest"\nname = "Nettverk Vest"\n' + SERVED + SECOND + COURSE
MORE = "".join(COURSE.replace("ta-tak-host", f"kurs-{number}") for number in range(3))
LINK = "https://t.me/mestringsbot?start=c_ta-tak-host"


async def read(stage: Stage) -> list[directory.Entry]:
    async with stage.app.database.begin() as session:
        return await directory.read(session, stage.app.library, stage.now)


async def set_course(stage: Stage, **values: Any) -> None:
    async with stage.app.database.begin() as session:
        await session.execute(update(Course).values(values))


async def test_what_everybody_may_know_of_a_course(any_stage: Stage) -> None:
    await any_stage.enrolled("Kari")
    (entry,) = await read(any_stage)
    assert (entry.free, len(entry.dates)) == (17, 6)
    made = records.record(entry, LINK)
    assert made["title"]["nb"] == "TA TAK – kurs for pårørende"
    assert (made["centre"], made["place"], made["phone"]) == ("LMS-Sandefjord", "Hvitgården", entry.course.centre.phone)
    assert made["dates"][0]["starts_at"] == "2026-09-01T18:00:00+02:00"
    assert (made["places_left"], made["waiting_list"]) == (17, False)
    assert made["languages"] == ["no"]
    programme = entry.course.programme
    assert (made["for_whom"]["da"], made["summary"]["nn"]) == (programme.for_whom["da"], programme.summary["nn"])
    assert (made["theme"], made["phase"], made["free_of_charge"]) == ("family", None, None)
    assert [one["topic"]["nb"] for one in made["dates"]][:2] == ["Mestring og verdighet", "Rettigheter"]
    (row,) = rows_of(made)
    assert row["topics_nb"].startswith("Mestring og verdighet | Rettigheter | ")
    assert (row["summary_en"], row["free_of_charge"], row["phase"]) == (programme.summary["en"], "", "")
    words = page.page(any_stage.app.catalog.of("nb"), [(entry, LINK)], any_stage.now).decode()
    for one in (programme.for_whom["nb"], programme.summary["nb"], "Rettigheter", "Familie og nære"):
        assert one in words


def rows_of(*made: records.Record) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(records.as_csv(made).decode("utf-8-sig")), delimiter=";"))


async def test_a_title_that_says_more_has_a_sentence_that_does_too_on_the_page(stage: Stage) -> None:
    give_two_titles(stage.app.library)
    await set_course(stage, programme=SLUG)
    (entry,) = await read(stage)
    assert FOR_WHOM in page.page(stage.app.catalog.of("nb"), [(entry, LINK)], stage.now).decode()
    assert FOR_WHOM not in json.dumps(records.record(entry, LINK), ensure_ascii=False)


async def test_who_lives_where_it_is_shared_finds_it_under_their_place(make_stage: MakeStage, sqlite_url: str) -> None:
    third = SECOND.replace("larvik", "tromso").replace("LMS-Larvik", "LMS-Tromsø")
    fitjar = SECOND + 'municipalities = ["Fitjar", "Sandefjord"]\n'
    shared = COURSE + 'shared_with = ["larvik", "tromso"]\n'
    stage = await make_stage(sqlite_url, batch=WORLD.replace(SECOND, fitjar + third).replace(COURSE, shared))
    (entry,) = await read(stage)
    assert records.record(entry, LINK)["municipalities"] == ["Fitjar", "Larvik", "Sandefjord"]
    assert rows_of(records.record(entry, LINK))[0]["municipalities"] == "Fitjar, Larvik, Sandefjord"
    words = page.page(stage.app.catalog.of("nb"), [(entry, LINK)], stage.now).decode()
    for place in ("Fitjar", "Larvik", "Sandefjord", "LMS-Tromsø"):
        assert f'<option value="{place}">' in words
    assert 'data-place="Fitjar|Larvik|Sandefjord|LMS-Tromsø"' in words


async def test_a_full_course_has_a_waiting_list_and_a_seat_set_aside_is_not_free(any_stage: Stage) -> None:
    await set_course(any_stage, seats=2, by_phone=1)
    await any_stage.enrolled("Kari")
    (entry,) = await read(any_stage)
    assert entry.free == 0
    assert records.record(entry, LINK)["waiting_list"]


async def test_where_somebody_waits_nobody_is_promised_a_place(any_stage: Stage) -> None:
    await set_course(any_stage, seats=1)
    await any_stage.enrolled("Kari")
    ola = await any_stage.participant("Ola")
    await ola.press("Sett meg på venteliste")
    await ola.press("Ja, sett meg på lista")
    await set_course(any_stage, seats=3)
    assert [one.free for one in await read(any_stage)] == [0]


async def test_drafts_are_not_shown_nor_what_has_begun_or_is_called_off(any_stage: Stage) -> None:
    assert len(await read(any_stage)) == 1
    await set_course(any_stage, state="draft")
    assert await read(any_stage) == []
    await set_course(any_stage, state="published")
    await any_stage.turn(FIRST + timedelta(minutes=1))
    assert await read(any_stage) == []


async def test_networks_and_municipalities_in_a_fixed_number_of_statements(
    make_stage: MakeStage, sqlite_url: str
) -> None:
    stage = await make_stage(sqlite_url, batch=WORLD)
    (entry,) = await read(stage)
    assert (entry.network, list(entry.municipalities)) == ("Nettverk Vest", ["Larvik", "Sandefjord"])
    for_one = await counted(stage)
    batch = importing.parse(MORE.replace("{seats}", "9"), "more.toml")
    async with stage.app.database.begin() as session:
        await importing.apply(session, stage.app.library, batch, stage.now, "more.toml")
    assert len(await read(stage)) == 4
    assert await counted(stage) == for_one


async def counted(stage: Stage) -> int:
    """How many statements reading it takes, in a turn that nobody else takes meanwhile."""
    statements = Statements(stage.app.database)
    with statements.listening(), statements.of_the_bot():
        async with stage.app.database.begin(Turn.CHATS) as session:
            await directory.read(session, stage.app.library, stage.now)
    return statements.statements[Turn.CHATS]


async def test_on_the_web_port_where_it_is_switched_on(make_stage: MakeStage, sqlite_url: str) -> None:
    stage = await make_stage(sqlite_url, batch=WORLD, web=Web(enabled=True, port=0, courses=True))
    kari = await stage.enrolled("Kari")
    await set_course(stage, video_link="https://video.example/secret")
    address = f"http://127.0.0.1:{stage.app.web_port}"
    async with aiohttp.ClientSession() as web:
        async with web.get(f"{address}/courses.json") as answer:
            told = await answer.text()
            assert answer.content_type == "application/json"
        async with web.get(f"{address}/courses", headers={"Accept-Language": "da-DK, en;q=0.8"}) as answer:
            danish = await answer.text()
        async with web.get(f"{address}/courses?language=en") as answer:
            english = await answer.text()
    (course,) = json.loads(told)["courses"]
    assert course["link"] == f"https://t.me/{stage.app.bot.username}?start=c_ta-tak-host"
    assert "Tilmeld dig i Telegram" in danish
    assert '<html lang="en">' in english
    for page_of_it in (told, danish, english):
        assert "Kari" not in page_of_it
        assert str(kari.id) not in page_of_it
        assert "video.example" not in page_of_it


async def test_elsewhere_it_is_not_there(make_stage: MakeStage, sqlite_url: str) -> None:
    stage = await make_stage(sqlite_url, web=Web(enabled=True, port=0))
    async with aiohttp.ClientSession() as web:
        for path in ("/courses", "/courses.json"):
            async with web.get(f"http://127.0.0.1:{stage.app.web_port}{path}") as answer:
                assert answer.status == 404


async def test_what_is_written_stays_text(stage: Stage) -> None:
    await set_course(stage, place='=HYPERLINK("x")', address="<script>alert(1)</script>")
    entries = [(one, LINK) for one in await read(stage)]
    written = {**records.record(*entries[0]), "topic": "-2+cmd"}
    (row,) = csv.DictReader(io.StringIO(records.as_csv([written]).decode("utf-8-sig")), delimiter=";")
    assert row["place"] == '\'=HYPERLINK("x")'
    assert row["topic"] == "'-2+cmd"
    assert row["phone"] == "+47 00 00 00 00"
    assert row["dates"].startswith("2026-09-01T18:00, 2026-09-08T18:00")
    made = page.page(stage.app.catalog.of("nb"), entries, stage.now).decode()
    assert "<script>alert" not in made
    assert "&lt;script&gt;" in made


@pytest.mark.parametrize(
    ("asked", "header", "language"),
    [
        ("nn", "da", "nn"),
        (None, "no,en;q=0.5", "nb"),
        (None, "de, en-GB;q=0.7", "en"),
        ("xx", "", "nb"),
        (None, "*", "nb"),
    ],
)
def test_which_language_a_reader_gets(asked: str | None, header: str, language: str) -> None:
    assert language_of(asked, header) == language
