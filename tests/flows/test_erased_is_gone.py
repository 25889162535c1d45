"""Whoever erases themselves is gone from the bytes of the files, not only from the tables."""

import itertools
import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from db import erasing
from db.migrate import upgrade
from domain.groups import buttons as g
from domain.privacy import buttons as b
from services.courses.removal import delete_course
from services.people import STRANGERS_KEPT_FOR
from tests.faults.conftest import locked
from tests.flows.groups import play
from tests.stage import Phone, Stage, run_sql

NUMBER = 5_739_182_663
"""Of the length that Telegram's numbers have; five bytes, so that it is not found by chance."""


@pytest.fixture
def numbered(stage: Stage) -> Stage:
    stage.server.sandbox.state._user_ids = itertools.count(NUMBER)
    return stage


def files(stage: Stage) -> bytes:
    name = stage.url.removeprefix("sqlite:///")
    return b"".join(Path(f"{name}{one}").read_bytes() for one in ("", "-wal") if Path(f"{name}{one}").exists())


def traces(stage: Stage, phone: Phone, *words: str) -> list[str]:
    """In which forms somebody is still in the files: SQLite's integers (of 6 and 8 bytes, big-endian) hold these five bytes."""
    raw = files(stage)
    forms = {
        "integer": phone.id.to_bytes(5, "big"),
        "decimal": str(phone.id).encode(),
        "little": phone.id.to_bytes(5, "little"),
    }
    return [name for name, form in {**forms, **{one: one.encode() for one in words}}.items() if form in raw]


async def erase(phone: Phone) -> None:
    await phone.say("/privacy")
    await phone.forge(b.AskErase().pack())
    await phone.forge(b.Erase().pack())


async def encrypted(stage: Stage, phone: Phone) -> list[str]:
    """What stands in the person's encrypted columns, as it is in the file."""
    people = f"SELECT name, phone FROM people WHERE telegram_id = {phone.id}"
    wishes = f"SELECT answers FROM wishes JOIN people p ON p.id = person_id WHERE telegram_id = {phone.id}"
    drafts = "SELECT text FROM troubles"
    async with stage.app.database.begin() as session:
        rows = [row for one in (people, wishes, drafts) for row in await session.execute(text(one))]
    return [value for row in rows for value in row if value]


async def test_erased_in_the_chat(numbered: Stage) -> None:
    it = await play(numbered, 5)
    await it.running(it.people)
    gone, stays = it.people[1], it.people[2]
    await gone.forge(g.TellTrouble(1).pack())
    await gone.say("Noe er vanskelig")
    words = await encrypted(numbered, gone)
    assert len(words) >= 2
    assert {"integer", *words} <= set(traces(numbered, gone, *words))
    await erase(gone)
    await numbered.app.intake.flush()  # type: ignore[union-attr]
    await numbered.app.scrub()
    assert traces(numbered, gone, *words) == []
    assert traces(numbered, stays) == ["integer"]
    notes = {name for (name,) in await numbered.rows(text("SELECT name FROM notes"))}
    assert erasing.OWED not in notes


async def test_many_erased_among_many(numbered: Stage) -> None:
    phones = await numbered.participants(*(f"Person {number}" for number in range(30)))
    await numbered.together(*(one.press("Meld meg på") for one in phones[:18]))
    await numbered.together(*(one.press("Ja, meld meg på") for one in phones[:18]))
    for one in phones[::3]:
        await erase(one)
    await numbered.app.intake.flush()  # type: ignore[union-attr]
    await numbered.app.scrub()
    assert [traces(numbered, one) for one in phones[::3]] == [[]] * 10
    assert all(traces(numbered, one) for one in phones[1::3])


async def test_somebody_who_reads_only_puts_it_off(numbered: Stage) -> None:
    kari = await numbered.enrolled("Kari")
    reader = sqlite3.connect(numbered.url.removeprefix("sqlite:///"), isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM people").fetchone()
    await erase(kari)
    await numbered.app.intake.flush()  # type: ignore[union-attr]
    began = datetime.now(UTC)
    await numbered.app.scrub()
    assert datetime.now(UTC) - began < timedelta(seconds=4)  # nobody who writes waits for a reader
    assert traces(numbered, kari)
    reader.execute("COMMIT")
    await numbered.app.scrub()
    assert traces(numbered, kari) == []
    reader.close()


async def test_another_process_that_writes_puts_it_off_too(numbered: Stage) -> None:
    kari = await numbered.enrolled("Kari")
    await erase(kari)
    await numbered.app.intake.flush()  # type: ignore[union-attr]
    async with numbered.app.database.outside() as connection:
        await connection.execute("PRAGMA busy_timeout=0")
    async with locked(numbered.url):
        assert not await erasing.scrub(numbered.app.database)
    await numbered.app.scrub()
    assert traces(numbered, kari) == []


async def test_strangers_and_deleted_courses_go_in_the_same_way(numbered: Stage) -> None:
    stranger, kari = await numbered.person("Ola"), await numbered.enrolled("Kari")
    await stranger.start()
    await numbered.turn(STRANGERS_KEPT_FOR + timedelta(days=100))
    await numbered.app.intake.flush()  # type: ignore[union-attr]
    await numbered.app._tidy()
    assert traces(numbered, stranger) == []
    async with numbered.app.database.begin() as session:
        await delete_course(session, "ta-tak-host", numbered.now, with_people=True)
    await numbered.app.scrub()
    assert b"ta-tak-host" not in files(numbered)
    assert traces(numbered, kari) == ["integer"]


async def test_an_earlier_press_whose_answer_was_lost_goes_too(numbered: Stage) -> None:
    """Else the person would be told where they are, and be there again."""
    kari = await numbered.enrolled("Kari")
    await numbered.post("faults", kind="500", method="sendMessage", chat_id=kari.id)
    await kari.say("/mycourse")
    await numbered.mend()
    await erase(kari)
    await numbered.app.intake.flush()  # type: ignore[union-attr]
    await numbered.app.intake.catch_up()  # type: ignore[union-attr]
    await numbered.settle()
    await numbered.app.scrub()
    assert await numbered.rows(text(f"SELECT id FROM people WHERE telegram_id = {kari.id}")) == []
    assert traces(numbered, kari) == []


async def test_an_erased_coordinators_unsent_notice_goes_too(numbered: Stage) -> None:
    berit = await numbered.coordinator("Berit")
    await berit.forge("write.1")
    await berit.say("Utkast som aldri ble sendt")
    await berit.say("/privacy")
    await erase(berit)
    assert await numbered.rows(text("SELECT id FROM notices")) == []


async def test_no_answered_update_says_whose_it_was(any_stage: Stage) -> None:
    kari, ola = await any_stage.enrolled("Kari"), await any_stage.enrolled("Ola")
    await erase(kari)
    await kari.block()
    await ola.say("/mycourse")
    await any_stage.app.intake.flush()  # type: ignore[union-attr]
    rows = await any_stage.rows(text("SELECT telegram_id, payload FROM inbox"))
    assert len(rows) > 10
    assert set(rows) == {(None, None)}
    await any_stage.app.scrub()
    assert await any_stage.rows(text(f"SELECT * FROM notes WHERE name = '{erasing.OWED}'")) == []


def _without_file(url: str) -> None:
    Path(url.removeprefix("sqlite:///")).unlink()


async def test_what_an_earlier_version_kept_goes_too(numbered: Stage) -> None:
    """The press `erase` of somebody long gone, as it was stored then."""
    await numbered.app.stop()
    _without_file(numbered.url)
    await upgrade(numbered.url, to="0003")
    run_sql(numbered.url, f"INSERT INTO inbox VALUES (1, {NUMBER}, NULL, '2026-08-01', '2026-08-01', '2026-08-01')")
    await upgrade(numbered.url)
    await numbered.start_bot()
    assert await numbered.rows(text("SELECT telegram_id FROM inbox")) == [(None,)]


async def test_what_was_left_in_a_page_goes_with_the_next_erasure(numbered: Stage) -> None:
    """As SQLite now and then leaves a remnant, `secure_delete` or not: here from a connection without it."""
    marker = "spor" * 30
    file = sqlite3.connect(numbered.url.removeprefix("sqlite:///"), isolation_level=None)
    file.execute("PRAGMA secure_delete=OFF")
    file.execute("INSERT INTO notes VALUES ('remnant', ?)", (marker,))
    file.execute("DELETE FROM notes WHERE name = 'remnant'")
    file.close()
    await erasing.cut_off(numbered.app.database)
    assert marker.encode() in files(numbered)
    await erase(await numbered.enrolled("Kari"))
    await numbered.app.scrub()
    assert marker.encode() not in files(numbered)
