"""The benchmarks fill databases by themselves: they must know every column that a row needs."""

import sqlite3
from pathlib import Path

from bench.house import Crowd, Houses, queue_reminders, unsettled


async def test_a_crowd_fits_into_the_tables(tmp_path: Path) -> None:
    houses = Houses(tmp_path)
    await houses.prepare()
    path = houses.database(Crowd(people=40, days=30, sent_each=2))
    queue_reminders(path, 25, "round")
    with sqlite3.connect(path) as connection:
        assert connection.execute("SELECT count(*) FROM enrolments").fetchone() == (40,)
        assert connection.execute("SELECT count(*) FROM courses").fetchone() == (3,)
        assert unsettled(connection) == 25
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    connection.close()
