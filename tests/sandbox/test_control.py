"""The control API: people, calls, clock, plan, news for pages; and the page's files."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import urllib.request
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from sandbox import ClockFile
from sandbox.clock import format_duration, parse_duration, parse_instant

from .conftest import Build, World


async def test_people(world: World) -> None:
    made = await world.do("POST", "users", first_name="Kari", username="kari", language_code="nb", role_hint="deltaker")
    [listed] = await world.do("GET", "users")
    assert listed == made
    assert {**made, "id": 0} == {
        "id": 0,
        "is_bot": False,
        "first_name": "Kari",
        "username": "kari",
        "language_code": "nb",
        "started": False,
        "blocked": False,
        "role_hint": "deltaker",
        "about": "",
        "link": "",
        "aside": False,
    }


async def test_whoever_has_opened_a_link_starts_by_it_once(world: World) -> None:
    made = await world.do("POST", "users", first_name="Kari", link="c_ta-tak")
    for _ in range(2):
        await world.do("POST", f"users/{made['id']}/start")
    sent = [one["message"]["text"] for one in await world.ok("getUpdates")]
    assert sent == ["/start c_ta-tak", "/start"]


async def test_somebody_may_have_pressed_start_before(world: World) -> None:
    made = await world.do("POST", "users", first_name="Liv", started=True, aside=True)
    assert (made["started"], made["aside"]) == (True, True)
    assert (await world.ok("sendMessage", chat_id=made["id"], text="Hei"))["text"] == "Hei"


async def test_refusals(world: World, user: int) -> None:
    assert await world.denied("POST", "users", last_name="x") == (400, "first_name is missing")
    assert await world.denied("GET", "users/1/chat") == (404, "there is no user 1")
    assert (await world.denied("GET", "nothing"))[0] == 404
    assert (await world.denied("DELETE", "users"))[0] == 405
    assert (await world.denied("POST", f"users/{user}/message", dance=True))[0] == 400
    assert (await world.denied("POST", f"users/{user}/message", text="  "))[0] == 400
    assert (await world.denied("POST", f"users/{user}/edit", message_id=1))[0] == 400
    assert (await world.denied("POST", f"users/{user}/vote", message_id=1, option_ids=1))[0] == 400
    assert (await world.denied("POST", f"users/{user}/vote", message_id=1, option_ids=[1]))[0] == 400
    async with world.http.post(world.server.url + "/sandbox/users", data=b"{") as answer:
        assert answer.status == 400


async def test_calls_are_numbered_and_forgotten(world: World, user: int) -> None:
    await world.do("DELETE", "calls")
    await world.ok("sendMessage", chat_id=user, text="en")
    await world.api("sendMessage", chat_id=1, text="to")
    first, second = (await world.do("GET", "calls"))["calls"]
    assert second["n"] == first["n"] + 1
    assert (second["ok"], second["error_code"], second["description"]) == (False, 400, "Bad Request: chat not found")
    assert (await world.do("GET", f"calls?since={first['n']}"))["calls"] == [second]
    assert (await world.do("GET", f"calls?since={second['n']}"))["calls"] == []
    assert abs(first["at"] - datetime.now(UTC).timestamp()) < 60


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("P7DT2H", timedelta(days=7, hours=2)),
        ("+P1W", timedelta(weeks=1)),
        ("-PT30M", timedelta(minutes=-30)),
        ("PT1.5S", timedelta(seconds=1.5)),
    ],
)
def test_durations(text: str, span: timedelta) -> None:
    assert parse_duration(text) == span
    assert parse_duration(format_duration(span)) == span


@pytest.mark.parametrize("text", ["", "P", "PT", "P1Y", "7D", "P1M"])
def test_durations_without_a_fixed_length(text: str) -> None:
    with pytest.raises(ValueError, match="ISO 8601"):
        parse_duration(text)


def test_an_instant_needs_a_zone() -> None:
    with pytest.raises(ValueError, match="zone"):
        parse_instant("2026-09-01T09:00:00")


async def test_no_clock_file_no_turning(world: World) -> None:
    clock = await world.do("GET", "clock")
    assert clock["file"] is False
    assert (await world.denied("POST", "clock", add="P1D"))[0] == 409


def names(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


async def test_turning_the_clock(build: Build, tmp_path: Path) -> None:
    file = tmp_path / "clock"
    due = "2026-09-08T10:00:00+02:00"

    async def plan() -> dict[str, Any]:
        return {"next_due": due, "outbox": [], "coming": []}

    world: World = await build(clock=ClockFile(file), plan=plan)
    user = await world.person()
    await world.do("POST", "clock", instant="2026-09-01T09:00:00+02:00")
    assert file.read_text() == "2026-09-01T09:00:00+02:00\n"
    sent = await world.ok("sendMessage", chat_id=user, text="x")
    assert sent["date"] == datetime.fromisoformat("2026-09-01T07:00:00+00:00").timestamp()
    await world.do("POST", "clock", add="PT90M")
    assert (await world.do("GET", "clock"))["now"] == "2026-09-01T08:30:00+00:00"
    await world.do("POST", "clock", to="next")
    assert (await world.do("GET", "clock"))["now"] == "2026-09-08T08:00:00+00:00"
    assert (await world.do("GET", "plan"))["next_due"] == due
    await world.do("POST", "clock", add="P1D")
    await world.do("POST", "clock", to="next")
    assert (await world.do("GET", "clock"))["now"] == "2026-09-09T08:00:00+00:00"
    file.write_text("x")
    assert (await world.denied("GET", "clock"))[0] == 409
    file.write_text("+P2D")
    now = datetime.fromisoformat((await world.do("GET", "clock"))["now"])
    assert abs(now - datetime.now(UTC) - timedelta(days=2)) < timedelta(seconds=5)
    await world.do("POST", "clock", add="-P2D")
    assert parse_duration(file.read_text()) == timedelta(0)
    for wrong in ({"instant": "i morgen"}, {"set": "x"}, {"add": "1d"}, {}, {"to": "past"}):
        assert (await world.denied("POST", "clock", **wrong))[0] == 400
    assert names(tmp_path) == ["clock"]


async def test_old_messages_cannot_be_deleted(build: Build, tmp_path: Path) -> None:
    world: World = await build(clock=ClockFile(tmp_path / "clock"))
    user = await world.person()
    sent = await world.ok("sendMessage", chat_id=user, text="x")
    await world.do("POST", "clock", add="P3D")
    assert await world.refused("deleteMessage", chat_id=user, message_id=sent["message_id"]) == (
        "Bad Request: message can't be deleted for everyone"
    )


async def test_news_for_pages(world: World, user: int) -> None:
    async with world.http.get(world.server.url + "/sandbox/events") as stream:
        assert stream.content_type == "text/event-stream"

        async def event() -> dict[str, Any]:
            async for line in stream.content:
                if line.startswith(b"data: "):
                    value: dict[str, Any] = json.loads(line[6:])
                    return value
            raise AssertionError("the stream ended")

        async with asyncio.timeout(5):
            await asyncio.sleep(0.05)
            await world.ok("sendMessage", chat_id=user, text="x")
            assert await event() == {"kind": "message", "user_id": user}
            await world.do("POST", f"users/{user}/block")
            assert await event() == {"kind": "user", "user_id": user}
            await world.ok("setMyCommands", commands=[{"command": "hei", "description": "x"}])
            assert await event() == {"kind": "commands"}


async def test_stopping_does_not_wait_for_pages(world: World) -> None:
    async with world.http.get(world.server.url + "/sandbox/events"):
        await asyncio.wait_for(world.server.stop(), 3)


async def test_the_page_and_nothing_beside_it(world: World) -> None:
    async with world.http.get(world.server.url + "/") as answer:
        assert (answer.status, answer.content_type) == (200, "text/html")
    for path in ("/static/..%2fserver.py", "/static/../server.py", "/server.py", "/static/", "/static/none.js"):
        async with world.http.get(world.server.url + path) as answer:
            assert answer.status == 404, path


def test_standing_alone(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "sandbox", "--token", "7:X", "--limits", "--clock-file", str(tmp_path / "clock")]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        url = process.stdout.readline().strip()
        assert url.startswith("http://127.0.0.1:")
        with urllib.request.urlopen(f"{url}/bot7:X/getMe", timeout=5) as answer:
            assert json.load(answer)["result"]["id"] == 7
    finally:
        process.terminate()
        assert process.wait(10) == 0
        assert process.stdout is not None
        process.stdout.close()
