"""School holidays that a centre has listed are said to whoever chooses the dates of a course, as public holidays are."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from db.models import Centre
from domain.running.school_holidays import SchoolHoliday, read, school_holiday
from services.organisation import importing
from services.organisation.entries import ImportFault
from tests.flows.drafts import Counted, MakeStage
from tests.stage import CENTRE

LISTED = 'school_holidays = [{name = "høstferie", from = 2026-10-05, to = 2026-10-09}, '
LISTED += '{name = "planleggingsdag", from = "2026-10-30", to = "2026-10-30"}, '
LISTED += '{name = "juleferie", from = 2026-12-21, to = 2027-01-03}]\n'


async def test_on_the_calendar_at_the_hour_and_on_the_card(make_stage: MakeStage, sqlite_url: str) -> None:
    stage = await make_stage(sqlite_url, batch=CENTRE + LISTED)
    berit = Counted(await stage.coordinator("Berit"))
    await berit.say("/courses")
    await berit.press("Nytt kurs")
    await berit.press("Mestringstreff")
    await berit.press("Datoer")
    await berit.month("Oktober 2026")
    assert "* 5.–9.: høstferie i skolen" in berit.last
    assert "* 30.: planleggingsdag" in berit.last
    labels = berit.phone.labels()
    assert {"5*", "9*", "30*"} <= set(labels)
    assert {"4", "10"} <= set(labels)
    await berit.press("6*")
    assert "Merk at skolen har fri tirsdag 6. oktober (høstferie)." in berit.last
    await berit.press("17:00")
    assert "Merk at skolen har fri tirsdag 6. oktober (høstferie)." in berit.last
    await berit.press("Datoer")
    await berit.press("1: ")
    await berit.month("Desember 2026")
    assert "* 21.–31.: juleferie i skolen" in berit.last
    assert "* 25.: første juledag" in berit.last


async def test_they_stay_where_a_file_does_not_name_them(make_stage: MakeStage, either_database: str) -> None:
    stage = await make_stage(either_database, batch=CENTRE + LISTED)
    for batch, left in ((CENTRE, 3), (f"{CENTRE}school_holidays = []\n", 0)):
        async with stage.app.database.begin() as session:
            await importing.apply(session, stage.app.library, importing.parse(batch, "in"), stage.now, "in")
        ((kept,),) = await stage.rows(select(Centre.school_holidays))
        assert len(kept) == left


@pytest.mark.parametrize(
    "wrong",
    [
        '[{name = "x", from = 2026-10-09, to = 2026-10-05}]',
        '[{name = "x", from = 2026-10-09, to = 2027-10-05}]',
        '[{name = "x", from = 2026-10-09}]',
        '[{name = "", from = 2026-10-05, to = 2026-10-09}]',
        '[{name = "x", from = "i høst", to = 2026-10-09}]',
        '[{name = "x", from = 2026-10-05T10:00:00, to = 2026-10-09}]',
        '"høstferie"',
        '["høstferie"]',
    ],
)
def test_what_is_wrong_is_said_with_its_place(wrong: str) -> None:
    with pytest.raises(ImportFault) as fault:
        importing.parse(f"{CENTRE}school_holidays = {wrong}\n", "in.toml")
    assert all("[[centres]] 1 (sandefjord): school_holidays" in one for one in fault.value.faults)


DAYS = st.dates(date(2020, 1, 1), date(2040, 1, 1))


@given(st.lists(st.tuples(DAYS, st.integers(0, 90), st.text("abæø ", min_size=1).map(str.strip))), DAYS)
def test_what_is_kept_is_what_was_listed(listed: list[tuple[date, int, str]], day: date) -> None:
    holidays = [SchoolHoliday(first, first + timedelta(days=more), name) for first, more, name in listed]
    assert read([one.kept() for one in holidays]) == holidays
    found = school_holiday(day, holidays)
    assert (found is not None) == any(one.first <= day <= one.last for one in holidays)
