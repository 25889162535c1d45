"""No other page that is open in a browser on this machine gets at the sandbox, and nothing that was sent runs in it."""

from __future__ import annotations

from typing import Any

import aiohttp
import pytest

from tests.sandbox.conftest import TOKEN, World

EVIL = "http://evil.example"
READ = ("GET", "/sandbox/users")
WRITE = ("POST", "/sandbox/users")
BOT = ("POST", f"/bot{TOKEN}/getMe")


async def ask(world: World, verb: str, path: str, headers: dict[str, str], data: Any = None) -> int:
    async with world.http.request(verb, world.server.url + path, headers=headers, data=data) as answer:
        if not answer.ok:
            assert len(world.sandbox.state.people) == 0
        return answer.status


def port(world: World) -> str:
    return world.server.url.rpartition(":")[2]


@pytest.mark.parametrize("way", [READ, WRITE, BOT, ("GET", "/"), ("GET", "/sandbox/events"), ("GET", "/static/app.js")])
async def test_a_name_that_somebody_lets_point_here(world: World, way: tuple[str, str]) -> None:
    for host in (
        "evil.example",
        f"evil.example:{port(world)}",
        f"127.0.0.1.evil.example:{port(world)}",
        "127.0.0.1",
        "127.0.0.1:1",
    ):
        assert await ask(world, *way, {"Host": host}) == 421, host


async def test_the_names_of_this_machine(world: World) -> None:
    for host in ("127.0.0.1", "localhost", "LOCALHOST", "[::1]"):
        assert await ask(world, *READ, {"Host": f"{host}:{port(world)}"}) == 200
        assert await ask(world, *BOT, {"Host": f"{host}:{port(world)}"}) == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": EVIL},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:1"},
        {"Origin": "https://localhost"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
async def test_another_page(world: World, headers: dict[str, str]) -> None:
    for way in (
        READ,
        WRITE,
        BOT,
        ("GET", f"/bot{TOKEN}/close"),
        ("DELETE", "/sandbox/calls"),
        ("GET", "/sandbox/events"),
    ):
        json = b'{"first_name": "Kari"}' if way[0] == "POST" else None
        for kind in ("text/plain", "application/json"):
            assert await ask(world, *way, {**headers, "Content-Type": kind}, json) == 403, way


@pytest.mark.parametrize("kind", ["text/plain", "text/plain; x=application/json", "application/x-www-form-urlencoded"])
async def test_what_a_form_can_send_is_not_taken(world: World, kind: str) -> None:
    assert await ask(world, *WRITE, {"Content-Type": kind}, b'{"first_name": "Kari"}') == 415


async def test_the_page_itself(world: World) -> None:
    own = {"Origin": f"http://127.0.0.1:{port(world)}", "Sec-Fetch-Site": "same-origin"}
    assert await ask(world, *WRITE, {**own, "Content-Type": "application/json"}, b'{"first_name": "Kari"}') == 200
    opened = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}
    assert await ask(world, "GET", "/", opened) == 200  # a link to it, which may stand anywhere


async def test_no_look_changes_anything(world: World, user: int) -> None:
    """Every way to change something in the control API wants another method than GET."""
    for path in ("start", "message", "press", "block", "vote", "edit"):
        assert await ask_status(world, f"users/{user}/{path}?text=Hei") == 405
    for path in ("groups", "faults", "clock", "calls"):
        assert await ask_status(world, f"{path}?title=x&owner_id={user}&to=next") in (200, 405)
    assert len(world.sandbox.state.groups) == 0
    assert world.sandbox.faults.to_json() == []


async def ask_status(world: World, path: str) -> int:
    async with world.http.get(f"{world.server.url}/sandbox/{path}") as answer:
        return answer.status


async def test_headers_on_every_answer(world: World) -> None:
    for path in ("/", "/static/app.js", "/sandbox/users", "/nothing", "/sandbox/events", f"/bot{TOKEN}/getMe"):
        async with world.http.get(world.server.url + path) as answer:
            assert answer.headers["X-Content-Type-Options"] == "nosniff", path
            assert answer.headers["Referrer-Policy"] == "no-referrer"
            assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
            assert "unsafe" not in answer.headers["Content-Security-Policy"]
    async with world.http.get(world.server.url + "/") as answer:
        page = await answer.text()
    assert "<script>" not in page
    assert "style=" not in page


HTML = b"<script>alert(1)</script>"
SVG = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"


@pytest.mark.parametrize(
    ("name", "kind", "content", "served"),
    [
        ("letter.html", "text/html", HTML, "application/octet-stream"),
        ("letter.html", "application/octet-stream", HTML, "application/octet-stream"),
        ("drawing.svg", "image/svg+xml", SVG, "application/octet-stream"),
        ("page.xhtml", "application/xhtml+xml", HTML, "application/octet-stream"),
        ("not a picture.png", "image/png", HTML, "application/octet-stream"),
        ("møte.ics", "text/calendar", b"BEGIN:VCALENDAR", "text/calendar"),
    ],
)
async def test_what_was_sent_is_for_saving(
    world: World, user: int, name: str, kind: str, content: bytes, served: str
) -> None:
    form = aiohttp.FormData()
    form.add_field("chat_id", str(user))
    form.add_field("document", content, filename=name, content_type=kind)
    async with world.http.post(f"{world.server.url}/bot{TOKEN}/sendDocument", data=form) as answer:
        assert answer.status == 200
    *_, message = await world.chat(user)
    url = message["document"]["url"]
    async with world.http.get(url if url.startswith("http") else world.server.url + url) as answer:
        assert await answer.read() == content
        assert answer.content_type == served
        assert answer.headers["Content-Disposition"].startswith("attachment; ")
        assert "sandbox" in answer.headers["Content-Security-Policy"]
