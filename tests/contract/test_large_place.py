"""A house with thirty centres and sixty courses costs no more statements than one with a single centre and course.

Whoever has a role has it at all of the centres, and whoever is on the course is in line for all others.
"""

from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from services.organisation import importing
from tests.contract.full_house import FullHouse, Scene, full_house
from tests.contract.statements import Line, count, read
from tests.stage import CENTRE, COURSE, Stage

MakeStage = Callable[..., Awaitable[Stage]]
MORE = 29
ALLOWED = 4
"""What is looked up once there is another course at all on the day: whose it is, and who is on both."""
EACH = {"button privacy.Erase"}
"""What goes through the courses one by one: each is locked while a seat is given back."""
ROLES = """
INSERT INTO assignments (person_id, role, centre_id)
SELECT a.person_id, a.role, c.id FROM assignments a, centres c WHERE a.centre_id = 1 AND c.id > 1000
"""
LINES = """
INSERT INTO enrolments (course_id, person_id, status, number, version, known_version, since)
SELECT c.id, e.person_id, 'waiting', e.person_id, 1, 1, e.since FROM enrolments e, courses c
WHERE e.course_id = 1 AND c.id > 1000
"""
FAR = {"id": "1000", "slug": "'far'", "uid": "'far'", "course_id": "1000", "centre_id": "1000"}


@pytest.mark.timeout(300)
async def test_many_centres_and_courses_cost_no_more_statements(
    make_stage: MakeStage, sqlite_url: str, tmp_path: Path
) -> None:
    house = await full_house(await make_stage(sqlite_url), tmp_path)
    await grow(house)
    few, many = flat(read()), flat(await count(house))
    assert many.keys() >= few.keys()
    grown = {name: (few[name], number) for name, number in many.items() if number > few[name] + ALLOWED}
    assert grown.keys() == EACH, grown


async def grow(house: FullHouse) -> None:
    """Each further centre has a course, and the first one as many, on different days and hours of the autumn."""
    app, batch = house.stage.app, importing.parse("".join(map(further, range(MORE))), "in.toml")
    for chat, file in ((False, house.snapshot), (True, house.with_chat)):
        await house.set(Scene(who="participant", chat=chat))
        async with app.database.begin() as session:
            await start_far_on(session)
            await importing.apply(session, app.library, batch, house.stage.now, "in.toml")
            await session.execute(text(ROLES))
            await session.execute(text(LINES))
            await session.execute(text("UPDATE courses SET last_number = 1000"))
        await house.keep(file)


def further(number: int) -> str:
    """For the import file."""
    begins = f"2026-{9 + number % 3:02}-{1 + number % 28:02}T{8 + number % 12:02}:00:00"
    slug = f"senter-{number}"
    centre = CENTRE.replace("sandefjord", slug).replace("LMS-Sandefjord", f"LMS-{number}")
    course = COURSE.replace("2026-09-01T18:00:00", begins).replace("{seats}", "18")
    return centre + "".join(
        course.replace("ta-tak-host", f"{one}-{number}").replace('"sandefjord"', f'"{one}"')
        for one in ("sandefjord", slug)
    )


async def start_far_on(session: AsyncSession) -> None:
    """What is made from here on has numbers that no scene gives to a row of its own."""
    for table in ("centres", "courses", "sessions"):
        names = [row.name for row in await session.execute(text(f"PRAGMA table_info({table})"))]
        values = ", ".join(FAR.get(name, name) for name in names)
        one_more = f"INSERT INTO {table} ({', '.join(names)}) SELECT {values} FROM {table} ORDER BY id LIMIT 1"
        await session.execute(text(one_more))


def flat(table: dict[str, dict[str, Line]]) -> dict[str, int]:
    """By section and name: statements until the answer, or of the whole message or tick."""
    return {
        f"{section} {name}": int(line.get("handler", line.get("statements", 0)))
        for section, lines in table.items()
        for name, line in lines.items()
    }
