"""The benchmarks fill databases by themselves, in the form of either tree, and compute what they tell from what they measure."""

import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

import pytest

from bench.figures import beside, in_turns
from bench.house import Crowd, Houses, queue_notice, queue_reminders, unsettled
from bench.server import FIRST_ID, Server
from bench.storm import storm
from bench.ticks import published
from bench.trees import HERE, Tree, Workshop, checked_out, commit_of, tree


async def test_a_crowd_fits_into_the_tables(tmp_path: Path) -> None:
    houses = Houses(tmp_path)
    await houses.prepare()
    path = houses.database(Crowd(people=40, days=30, sent_each=2))
    queue_reminders(path, 25, "round")
    queue_notice(path, 15)
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT count(*) FROM enrolments").fetchone() == (40,)
        assert connection.execute("SELECT count(*) FROM courses").fetchone() == (3,)
        assert unsettled(connection) == 40
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []


async def test_an_earlier_form_of_the_tables_gets_what_it_has(tmp_path: Path) -> None:
    """Columns that were added since are left out; what is there is filled as ever."""
    houses = Houses(tmp_path)
    await houses.prepare()
    later = {"enrolments": "known_version", "notices": "formatting"}
    with closing(sqlite3.connect(houses.pattern)) as connection:
        for table, column in later.items():
            connection.execute(f"ALTER TABLE {table} DROP COLUMN {column}")
    path = houses.database(Crowd(people=7))
    queue_notice(path, 7)
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT count(*), max(number) FROM enrolments").fetchone() == (7, 7)
        assert unsettled(connection) == 7


def test_a_figure_beside_the_baseline_is_the_ratio_of_what_was_measured() -> None:
    found = beside("g", "a tick", "ms", {"this tree": [2.0, 3.0, 9.0], "baseline": [4.0, 4.0, 4.0]}, at_most=0.8)
    assert (found.ratio, found.met, found.other) == ([0.5, 0.75, 2.25], True, "baseline")
    alone = beside("g", "a tick", "ms", {"this tree": [2.0]})
    assert (alone.ours, alone.theirs, alone.ratio, alone.met) == ([2.0], (), (), None)


async def test_trees_take_turns() -> None:
    order: list[str] = []

    async def one(name: str) -> dict[str, float]:
        order.append(name)
        return {"rate": len(order), "cost": -len(order)}

    values = await in_turns(2, {"ours": lambda: one("ours"), "theirs": lambda: one("theirs")})
    assert order == ["ours", "theirs"] * 2
    assert values == {
        "rate": {"ours": [1, 3], "theirs": [2, 4]},
        "cost": {"ours": [-1, -3], "theirs": [-2, -4]},
    }


def test_a_commit_is_checked_out_for_as_long_as_it_is_measured(tmp_path: Path) -> None:
    git = ["git", "-C", str(tmp_path), "-c", "user.name=n", "-c", "user.email=n@example.org"]
    (tmp_path / "one.txt").write_text("before")
    for words in (["init", "-q"], ["add", "."], ["commit", "-qm", "First"]):
        subprocess.run([*git, *words], check=True)
    commit = commit_of(tmp_path)
    (tmp_path / "one.txt").write_text("after")
    with checked_out(commit, tmp_path, tmp_path) as root:
        assert root is not None
        assert (root / "one.txt").read_text() == "before"
    assert not root.exists()
    with checked_out(str(tmp_path), tmp_path) as root:
        assert root == tmp_path
    with checked_out(None, tmp_path) as root:
        assert root is None


@pytest.fixture
def ours(migrated: Path, tmp_path: Path) -> Tree:
    """As `tree` makes it, but that what it migrates is copied."""
    houses = Houses(tmp_path)
    shutil.copyfile(migrated, houses.pattern)
    return Tree("this tree", HERE, houses)


async def test_the_planner_looks_in_a_process_of_its_own(tmp_path: Path) -> None:
    """As many statements with twelve programmes as with one, each of which is there."""
    ours = await tree("this tree", HERE, tmp_path)
    path = ours.database(Crowd(people=36, days=100))
    found = []
    for number in (1, 12):
        assert len([*(ours.content(number) / "programmes").iterdir()]) == number
        async with ours.process("look", path, content=str(ours.content(number))) as look:
            await look.ask(count=1)
            found.append(await look.ask(count=2))
    assert found[0]["statements"] == found[1]["statements"] > 0
    assert all(one["cpu"] > 0 for one in found)


async def test_the_bot_runs_in_a_process_of_its_own_and_is_halted_between_rounds(ours: Tree) -> None:
    path = ours.database(Crowd(people=2))
    async with Server() as server:
        await server.people(2)
        async with ours.bot(path, server.url) as bot:
            before = await bot.ask(forget=True)
            await server.forget_calls()
            bot.halt()
            await server.post(f"users/{FIRST_ID}/start")
            assert "sendMessage" not in {one["method"] for one in await server.calls()}
            bot.go_on()
            calls = await server.calls_until(lambda calls: any(one["method"] == "sendMessage" for one in calls))
            after = await bot.ask()
    assert FIRST_ID in {one["params"].get("chat_id") for one in calls}
    assert after["cpu"] > before["cpu"] > 0
    assert after["turns"]["intake"]["count"] >= 1
    assert after["rss"] > 10_000_000


async def test_a_storm_of_a_few(ours: Tree) -> None:
    """Everybody is answered, and what is told of it lies in the order in which it must lie."""
    async with Server() as server:
        chats = await server.people(4)
        messages = {
            chat: (await server.api("sendMessage", chat_id=chat, text="…"))["result"]["message_id"] for chat in chats
        }
        found = await storm(ours, server, messages)
    assert 0 < found["press to answer, p50"] <= found["press to answer, p99"]
    assert found["press to the button's clock stops, p50"] <= found["press to the button's clock stops, p99"]
    assert found["turns of intake"] > 0


async def test_courses_of_several_programmes_are_published_as_an_import_makes_them(tmp_path: Path) -> None:
    houses = Workshop(tmp_path)
    await houses.prepare()
    path = await published(houses, ["ta-tak", "temakveld", "ta-tak"])
    with closing(sqlite3.connect(path)) as connection:
        found = connection.execute("SELECT programme, state FROM courses ORDER BY id").fetchall()
        assert found == [("ta-tak", "published"), ("temakveld", "published"), ("ta-tak", "published")]
        assert connection.execute("SELECT count(*) FROM sessions").fetchone() == (13,)
