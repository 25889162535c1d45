"""What is not a series: open meetings, to which one may come without signing up, and a group that one may join at any time."""

import re
import shutil
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import select

from db.models import Enrolment, Outbox, Person
from domain.evaluation.messages import EvaluationInvite
from domain.running.messages import SessionReminder, WeeklyMessage
from domain.signup import Status
from services.courses import leaflets
from services.programmes import CONTENT
from services.signup import directory
from tests.flows.drafts import MakeStage
from tests.stage import CENTRE, COURSE, FIRST, Phone, Stage
from texts.catalog import Catalog
from texts.leaflet import sheets

GROUP = CENTRE + COURSE.replace("ta-tak-host", "gruppe").replace('"ta-tak"', '"samtalegruppe"')
OPEN = CENTRE + COURSE.replace("ta-tak-host", "apent").replace('"ta-tak"', '"three-talks"')
EACH_WEEK, HOUR = timedelta(days=7), timedelta(hours=1)
FORTNIGHT = 2 * EACH_WEEK
WORDS = '{ nb = "Noe", nn = "Noko", da = "Noget", en = "Something" }'
TOPIC = f"[[session]]\ntitle = {WORDS}\n"
POLL = '[[evaluation]]\nquestionnaire = "meeting"\n'
THOUGHT = f"[[weekly_message]]\nthought = {WORDS}\ntry_this = {WORDS}\n"
THREE = f"""
audience = "both"
minutes = 120
reminders = ["P1D", "PT2H"]
title = {{ nb = "Tre kvelder", nn = "Tre kveldar", da = "Tre aftener", en = "Three talks" }}
summary = {WORDS}
for_whom = {WORDS}
[team]
professional = 0
experienced_user = 0
{TOPIC * 3}
{POLL}when = "each"
key = "each"
remind_after = "P0D"
{THOUGHT * 3}
"""


def own_content(folder: Path) -> str:
    """Our content with two programmes of three sessions, each of which is followed by a poll and a thought of the week."""
    shutil.copytree(CONTENT, folder / "content")
    for form in ("open", "group"):
        text = f'slug = "three-{"talks" if form == "open" else "times"}"\nform = "{form}"\n{THREE}'
        (folder / "content" / "programmes" / f"three-{form}.toml").write_text(text, encoding="utf-8")
    return str(folder / "content")


async def got(stage: Stage, phone: Phone, kind: str) -> int:
    rows = await stage.rows(
        select(Outbox.id)
        .join(Person)
        .where(Person.telegram_id == phone.id, Outbox.kind == kind, Outbox.state == "sent")
    )
    return len(rows)


async def reminded(stage: Stage, at: datetime) -> None:
    """The reminders of a session that begins at this time go out."""
    for span in (timedelta(days=1), 2 * HOUR):
        await stage.turn(at - span)


async def sign_up(phone: Phone) -> str:
    """The confirmation, with the calendar file's dates."""
    await phone.press("Meld meg på")
    await phone.press("Ja, meld meg på")
    return phone.texts[-1]


async def dates_given(phone: Phone) -> list[str]:
    """The days of the last calendar file that somebody has got."""
    document = next(one["document"] for one in reversed(phone.messages) if one.get("document"))
    async with phone.stage.http.get(document["url"]) as response:
        return re.findall(r"DTSTART\S*:(\d{8})T1800", await response.text())


async def test_open_meetings_are_open_until_the_last_is_over(
    make_stage: MakeStage, either_database: str, tmp_path: Path
) -> None:
    stage = await make_stage(either_database, batch=OPEN, seats=1, content=own_content(tmp_path))
    ola = await stage.participant("Ola", course="c_apent")
    assert "Kom som du er." in ola.last
    assert "ledig" not in ola.last
    await sign_up(ola)
    assert ola.saw("Neste gang er tirsdag 1. september kl. 18:00")
    await reminded(stage, FIRST)
    await stage.turn(FIRST + 3 * HOUR)  # the first is over
    kari = await stage.participant("Kari", course="c_apent")
    assert "Kom som du er." in kari.last
    await sign_up(kari)  # the one seat is taken: in a room that is open to all that says nothing
    assert kari.saw("Du er påmeldt")
    assert kari.saw("Neste gang er tirsdag 8. september kl. 18:00")
    rows = await stage.rows(select(Enrolment.status))
    assert {row.status for row in rows} == {Status.PLACE}
    await stage.turn(FIRST + timedelta(days=5))  # past the weekly hour of the first
    assert [await got(stage, one, WeeklyMessage.kind) for one in (ola, kari)] == [1, 0]
    assert [await got(stage, one, EvaluationInvite.kind) for one in (ola, kari)] == [1, 0]
    await reminded(stage, FIRST + EACH_WEEK)
    assert [await got(stage, one, SessionReminder.kind) for one in (ola, kari)] == [4, 2]
    await stage.turn(FIRST + EACH_WEEK + 3 * HOUR)
    await stage.turn(FIRST + 2 * EACH_WEEK + HOUR)  # the last is on
    (per,) = await stage.acquainted("Per")
    await per.start("c_apent")
    await sign_up(per)
    assert per.saw("Du er påmeldt")
    await stage.turn(FIRST + 2 * EACH_WEEK + 3 * HOUR)
    late = await stage.participant("Sent", course="c_apent")
    assert "Dette kurset er over." in late.last
    assert [await got(stage, one, EvaluationInvite.kind) for one in (ola, kari, per)] == [3, 2, 1]
    assert await stage.rows(select(Outbox.id).where(Outbox.kind == "waiting_list_closed")) == []


async def test_what_is_open_says_so_where_people_look(make_stage: MakeStage, sqlite_url: str, tmp_path: Path) -> None:
    """On the leaflet, in the course database and when one looks for a course, with the next date."""
    stage = await make_stage(sqlite_url, batch=OPEN, content=own_content(tmp_path))
    await stage.turn(FIRST + 3 * HOUR)
    (kari,) = await stage.acquainted("Kari")
    await kari.say("/find")
    assert "Kom som du er." in kari.last
    async with stage.app.database.begin() as session:
        (entry,) = await directory.read(session, stage.app.library, stage.now)
        view = leaflets.LeafletView(entry.course, "", entry.dates)
    assert (entry.free, [one.position for one in entry.dates]) == (None, [2, 3])
    for language, come in (("nb", "Kom som du er"), ("da", "Kom, som du er"), ("en", "Come as you are")):
        sheet = sheets.sheet(Catalog().of(language), view, sheets.Paper.A5, "https://t.me/x?start=c_apent")
        assert sheet.sign_up[0] == come


async def test_a_group_is_joined_from_the_next_session(make_stage: MakeStage, either_database: str) -> None:
    stage = await make_stage(either_database, batch=GROUP, seats=2)
    ola = await stage.participant("Ola", course="c_gruppe")
    assert "2 ledige plasser" in ola.last
    assert "Du kan bli med når som helst mens det er plass" in ola.last
    await sign_up(ola)
    for number in range(3):
        await reminded(stage, FIRST + number * FORTNIGHT)
    await stage.turn(FIRST + 2 * FORTNIGHT + HOUR)  # the third is on
    kari = await stage.participant("Kari", course="c_gruppe")
    assert "Én ledig plass" in kari.last
    await kari.press("Meld meg på")
    assert "Du begynner tirsdag 13. oktober kl. 18:00" in kari.last
    await kari.press("Ja, meld meg på")
    assert kari.saw("Du begynner tirsdag 13. oktober kl. 18:00")
    (per,) = await stage.acquainted("Per")
    await per.start("c_gruppe")
    await per.press("Sett meg på venteliste")
    assert "Da begynner du på neste samling." in per.last
    await per.press("Ja, sett meg på lista")
    await reminded(stage, FIRST + 3 * FORTNIGHT)
    assert [await got(stage, one, SessionReminder.kind) for one in (ola, kari)] == [8, 2]
    await stage.turn(FIRST + 3 * FORTNIGHT + HOUR)  # it begins: a group goes on, and nobody's line is closed
    await ola.leave()
    await per.refresh()
    assert "Det er blitt en ledig plass til deg" in per.last
    assert "Du begynner tirsdag 27. oktober kl. 18:00" in per.last
    await per.press("Ja, jeg tar den")
    assert per.saw("Du begynner tirsdag 27. oktober kl. 18:00")


async def test_finding_shows_a_group_that_goes_on_with_its_next_date(make_stage: MakeStage, sqlite_url: str) -> None:
    other = GROUP.removeprefix(CENTRE).replace("gruppe", "senere", 1).replace("2026-09-01", "2026-09-08")
    stage = await make_stage(sqlite_url, batch=GROUP + other)
    await stage.turn(FIRST + 3 * FORTNIGHT + HOUR)
    (kari,) = await stage.acquainted("Kari")
    await kari.say("/find")
    assert "Neste gang: tirsdag 27. oktober kl. 18:00, 6 ganger igjen" in kari.last
    assert "Neste gang: tirsdag 20. oktober kl. 18:00, 7 ganger igjen" in kari.last
    assert kari.last.index("20. oktober") < kari.last.index("27. oktober")
    await stage.turn(FIRST + 9 * FORTNIGHT)  # the first group begins for the last time: there is no session to join
    await kari.say("/find")
    assert kari.last.startswith("Dette kurset er det som passer nå")


async def test_a_group_that_ends_closes_its_line(make_stage: MakeStage, sqlite_url: str) -> None:
    stage = await make_stage(sqlite_url, batch=GROUP, seats=1)
    ola = await stage.participant("Ola", course="c_gruppe")
    await sign_up(ola)
    (per,) = await stage.acquainted("Per")
    await per.start("c_gruppe")
    await per.press("Sett meg på venteliste")
    await per.press("Ja, sett meg på lista")
    await stage.turn(FIRST + 8 * FORTNIGHT + HOUR)
    assert (await stage.enrolment(per)).status == Status.WAITING
    await stage.turn(FIRST + 9 * FORTNIGHT + timedelta(minutes=1))
    await per.refresh()
    assert "møtes nå for siste gang" in per.last
    assert (await stage.enrolment(per)).status == Status.CLOSED


async def test_the_last_session_of_a_group_is_called_off_and_takes_place_after_all(
    make_stage: MakeStage, sqlite_url: str, tmp_path: Path
) -> None:
    batch = GROUP.replace('"samtalegruppe"', '"three-times"')
    stage = await make_stage(sqlite_url, batch=batch, seats=1, content=own_content(tmp_path))
    berit = await stage.coordinator("Berit")
    ola = await stage.participant("Ola", course="c_gruppe")
    await sign_up(ola)
    (per,) = await stage.acquainted("Per")
    await per.start("c_gruppe")
    await per.press("Sett meg på venteliste")
    await per.press("Ja, sett meg på lista")
    await stage.turn(FIRST + EACH_WEEK + HOUR)
    await berit.press("Kurs jeg koordinerer")
    for label in ("Hvitgården", "Samlinger", "3", "Avlys", "Ja, avlys"):
        await berit.press(label)
    await per.refresh()
    assert (await stage.enrolment(per)).status == Status.CLOSED
    await berit.press("Angre")
    await per.refresh()
    assert (await stage.enrolment(per)).status == Status.WAITING


async def test_the_calendar_of_who_joins_late_has_what_is_ahead(
    make_stage: MakeStage, sqlite_url: str, tmp_path: Path
) -> None:
    stage = await make_stage(sqlite_url, batch=OPEN, content=own_content(tmp_path))
    await stage.turn(FIRST + 3 * HOUR)
    kari = await stage.participant("Kari", course="c_apent")
    await sign_up(kari)
    assert await dates_given(kari) == ["20260908", "20260915"]
