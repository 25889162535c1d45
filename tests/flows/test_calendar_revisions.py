"""The calendar file says which revision each evening is: whatever changes raises SEQUENCE, and nothing else does."""

import asyncio
import re
import shutil
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from cryptography.fernet import Fernet
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from icalendar import Calendar, Event
from sqlalchemy import select

from db.crypto import KEYS
from db.models import CourseSession
from db.session import Database
from domain.groups import buttons as g
from services.courses import changes, revisions
from services.organisation import importing
from services.programmes import read_library
from tests.flows.groups import play
from tests.flows.test_course_changed import bring, file
from tests.stage import CENTRE, COURSE, FIRST, START, Phone, Stage
from texts.calendar import calendar_file
from texts.catalog import Catalog

MakeStage = Callable[..., Awaitable[Stage]]
LIBRARY = read_library()
TEXTS = Catalog().of("nb")
A_UUID = r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"


def read(content: bytes) -> list[Event]:
    calendar = Calendar.from_ical(content)
    events: list[Event] = list(calendar.walk("VEVENT"))
    assert not [one.errors for one in events if one.errors]
    assert "METHOD" not in calendar
    for one in events:
        assert {"UID", "DTSTAMP", "DTSTART", "DTEND", "SEQUENCE", "LAST-MODIFIED", "STATUS", "LOCATION"} <= one.keys()
        assert one["DTSTAMP"].dt == one["LAST-MODIFIED"].dt
    return events


async def newest(phone: Phone) -> bytes:
    await phone.refresh()
    document = next(one["document"] for one in reversed(phone.messages) if one.get("document"))
    async with phone.stage.http.get(document["url"]) as response:
        content: bytes = await response.read()
        return content


async def fetched(phone: Phone) -> bytes:
    await phone.say("/mycourse")
    await phone.press("Kalenderfil")
    return await newest(phone)


def numbers(content: bytes) -> list[int]:
    return [one["SEQUENCE"] for one in read(content)]


async def test_every_kind_of_change_is_another_revision(any_stage: Stage) -> None:
    kari, berit = await any_stage.enrolled("Kari"), await any_stage.coordinator("Berit")
    first = await newest(kari)
    assert numbers(first) == [0] * 6
    uids = [str(one["UID"]) for one in read(first)]
    assert len(set(uids)) == 6
    assert all(re.fullmatch(A_UUID, one) for one in uids)
    assert {one["DTSTAMP"].dt for one in read(first)} == {START}
    await any_stage.turn(timedelta(hours=1))
    assert await fetched(kari) == first
    await bring(any_stage, file(("Hvitgården", "Rådhuset"), seats=18))
    second = await fetched(kari)
    assert numbers(second) == [1] * 6
    assert {one["DTSTAMP"].dt for one in read(second)} == {START + timedelta(hours=1)}
    assert all("Rådhuset" in one["LOCATION"] for one in read(second))
    for course, steps in (
        ("Rådhuset", ("Samlinger", "Rettigheter", "Flytt", "En dag senere", "Ja, flytt")),
        ("Rådhuset", ("Samlinger", "Familien", "Avlys", "Ja, avlys")),
    ):
        await berit.say("/courses")
        for label in (course, *steps):
            await berit.press(label)
    third = await fetched(kari)
    assert numbers(third) == [1, 2, 1, 1, 1, 2]
    assert [one["STATUS"] for one in read(third)] == ["CONFIRMED"] * 5 + ["CANCELLED"]
    assert [str(one["UID"]) for one in read(third)] == uids


async def test_meetings_of_a_group_too_cancelled_ones_included(stage: Stage) -> None:
    it = await play(stage, 4)
    await it.running(it.people)
    starter = it.people[0]
    [before] = read(await newest(starter))
    assert before["SEQUENCE"] == 0
    assert re.fullmatch(A_UUID, str(before["UID"]))
    await starter.say("/mygroup")
    await starter.tap(g.AskCancelMeeting)
    await starter.tap(g.CancelMeeting)
    await it.look()
    await it.people[1].forge(g.MeetingFile((await it.group()).id).pack())
    [after] = read(await newest(it.people[1]))
    assert (after["UID"], after["SEQUENCE"], after["STATUS"]) == (before["UID"], 1, "CANCELLED")


acts = st.lists(
    st.sampled_from(("move", "cancel", "place", "directions", "centre", "back", "fetch", "fetch")), max_size=12
)


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(acts)
def test_numbers_go_up_with_what_has_changed_and_never_down(migrated: Path, done: list[str]) -> None:
    KEYS.open(Fernet.generate_key().decode())
    with TemporaryDirectory(dir=migrated.parent) as folder:
        path = Path(folder) / "x.db"
        path.write_bytes(migrated.read_bytes())
        asyncio.run(_play(f"sqlite:///{path}", done))


async def _play(url: str, done: list[str]) -> None:
    database, now = Database(url), START
    known = dict.fromkeys(("place", "directions", "centre"), "")
    await _bring(database, known)
    held: dict[str, Event] = {}
    for number, act in enumerate([*done, "fetch"], 1):
        now += timedelta(minutes=1)
        if act in known:
            known[act] = f" {number}"
            await _bring(database, known)
        elif act == "back":
            known = dict.fromkeys(known, "")
            await _bring(database, known)
        elif act == "fetch":
            async with database.begin() as session:
                view = await revisions.of_course(session, LIBRARY, 1, now)
            for one in read(calendar_file(TEXTS, view)):
                _compare(held.get(str(one["UID"])), one)
                held[str(one["UID"])] = one
        else:
            await _change(database, act, number)
    assert len(held) == 6
    await database.dispose()


def _compare(before: Event | None, after: Event) -> None:
    if before is None:
        assert after["SEQUENCE"] == 0
        return
    differs = _facts(before) != _facts(after)
    assert (after["SEQUENCE"] - before["SEQUENCE"], after["DTSTAMP"].dt > before["DTSTAMP"].dt) == (differs, differs)


def _facts(one: Event) -> list[Any]:
    return [one.decoded(name, None) for name in ("DTSTART", "DTEND", "LOCATION", "DESCRIPTION", "STATUS", "SUMMARY")]


async def _bring(database: Database, known: dict[str, str]) -> None:
    text = (CENTRE + COURSE).replace("{seats}", "9").replace("Hvitgården", f"Hvitgården{known['place']}")
    text = text.replace("LMS-Sandefjord", f"LMS{known['centre']}") + f'directions = "Ring{known["directions"]}"\n'
    async with database.begin() as session:
        await importing.apply(session, LIBRARY, importing.parse(text, "x.toml"), START, "x.toml")


async def _change(database: Database, act: str, number: int) -> None:
    async with database.begin() as session:
        which = CourseSession.position == number % 6 + 1
        row = (await session.scalars(select(CourseSession).where(which))).one()
        if act == "move":
            changes.move_to(row, FIRST + timedelta(days=number))
        else:
            row.cancelled_at = row.cancelled_at or START


async def test_no_two_evenings_share_a_uid_even_with_one_slug_in_two_houses(
    make_stage: MakeStage, sqlite_url: str, tmp_path: Path
) -> None:
    other = tmp_path / "other.db"
    shutil.copyfile(sqlite_url.removeprefix("sqlite:///"), other)
    uids = []
    for url in (sqlite_url, f"sqlite:///{other}"):
        stage = await make_stage(url)
        uids += [uid for (uid,) in await stage.rows(select(CourseSession.uid))]
    assert len(set(uids)) == 12
