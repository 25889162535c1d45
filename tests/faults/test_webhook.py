"""Updates by webhook: only Telegram's, each once; and what the same small server tells whoever runs the bot."""

import asyncio
import json
import shutil
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from msgspec.structs import replace
from sqlalchemy import func, select, text

from bot.settings import DatabaseSection, Settings, Web
from bot.web import SECRET_HEADER, WebServer
from db.models import Enrolment, Inbox, Person
from domain.signup import buttons as b
from tests.conftest import KEY
from tests.faults.conftest import locked
from tests.faults.process import free_port
from tests.stage import Stage, StageOptions

SECRET = "the-right_secret"


class Hooked(Stage):
    """A stage whose bot is called by Telegram."""

    port = 0

    @property
    def settings(self) -> Settings:
        self.port = self.port or free_port()
        usual = super().settings
        telegram = replace(
            usual.telegram,
            mode="webhook",
            webhook_url=f"http://127.0.0.1:{self.port}",
            listen_port=self.port,
            webhook_secret=SECRET,
        )
        return replace(usual, telegram=telegram, web=Web(enabled=True, port=0))

    async def call(self, body: Any, secret: str | bytes | None = SECRET) -> int:
        """What Telegram, or somebody else, posts; the status of the answer."""
        headers = {} if secret is None else {SECRET_HEADER: secret}
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        address = f"http://127.0.0.1:{self.port}/telegram"
        async with aiohttp.ClientSession() as http, http.post(address, data=data, headers=headers) as answer:  # type: ignore[arg-type]
            return answer.status

    async def raw(self, body: bytes, encoding: str) -> bytes:
        """The first line of the answer to a body that says of itself how it is packed."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        head = f"POST /telegram HTTP/1.1\r\nHost: x\r\nContent-Length: {len(body)}\r\n{SECRET_HEADER}: {SECRET}\r\n"
        writer.write(head.encode() + f"Content-Encoding: {encoding}\r\n\r\n".encode("latin-1") + body)
        async with asyncio.timeout(10):
            line = await reader.readline()
        writer.close()
        return line

    async def look(self, path: str) -> tuple[int, str]:
        address = f"http://127.0.0.1:{self.port}{path}"
        async with aiohttp.ClientSession() as http, http.get(address) as answer:
            return answer.status, await answer.text()


@pytest.fixture
async def hooked(tmp_path: Any, sqlite_url: str) -> Any:
    stage = Hooked(tmp_path, sqlite_url, KEY, StageOptions())
    await stage.open()
    yield stage
    await stage.close()


def press(update_id: int, person: int, data: str) -> dict[str, Any]:
    somebody = {"id": person, "is_bot": False, "first_name": "Kari", "language_code": "nb"}
    query = {"id": str(update_id), "from": somebody, "chat_instance": "1", "data": data}
    return {"update_id": update_id, "callback_query": query}


async def test_sign_up_through_the_webhook(hooked: Hooked) -> None:
    kari = await hooked.enrolled("Kari")
    assert kari.saw("Du har fått plass")
    assert await hooked.calls("getUpdates") == []


async def test_nobody_but_telegram_is_let_in(hooked: Hooked) -> None:
    kari = await hooked.participant("Kari")
    seen = await hooked.rows(select(func.count()).select_from(Inbox))
    for secret in (None, "", "wrong", SECRET[:-1], SECRET + "x", "ø"):
        assert await hooked.call(press(1, kari.id, b.Join(1).pack()), secret) == 403
    reader, writer = await asyncio.open_connection("127.0.0.1", hooked.port)
    head = f"POST /telegram HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n{SECRET_HEADER}: ".encode()
    writer.write(head + b"\xff\xfe\r\n\r\n{}")
    assert b" 403 " in await reader.readline()
    writer.close()
    assert await hooked.rows(select(func.count()).select_from(Inbox)) == seen
    assert await hooked.rows(select(Enrolment.id)) == []


async def test_an_update_that_comes_twice_is_applied_once(hooked: Hooked) -> None:
    kari = await hooked.participant("Kari")
    update = press(1, kari.id, b.Join(1).pack())
    statuses = await asyncio.gather(*(hooked.call(update) for _ in range(5)))
    await hooked.settle()
    assert await hooked.call(update) == 200
    await hooked.settle()
    assert statuses == [200] * 5
    assert await hooked.rows(select(Enrolment.version)) == [(1,)]
    await kari.refresh()
    assert sum("Du har fått plass" in words for words in kari.texts) == 1


async def test_what_is_no_update_is_refused(hooked: Hooked) -> None:
    for body in (b"", b"{", b"[]", b'"x"', b"{}", b'{"update_id": "x"}', b'{"update_id": null}', b"\xff\xff"):
        assert await hooked.call(body) == 400


HALF = "\ud83d"
"""One half of an emoji: JSON can say it, UTF-8 cannot."""
ODD: list[dict[str, Any]] = [
    {},
    {"message": {}},
    {"message": {"from": {}}},
    {"message": {"from": {"id": "x"}}},
    {"message": {"from": {"id": 5}, "chat": {"id": 5}}},
    {"callback_query": {"id": "1", "from": {"id": 5, "is_bot": False, "first_name": HALF}, "data": HALF}},
    {"message": None},
    {"message": "hello"},
    {"poll_answer": {"from": {"id": 5}}},
]


async def test_an_update_of_another_shape_stands_in_nobodys_way(hooked: Hooked) -> None:
    kari = await hooked.participant("Kari")
    for number, part in enumerate(ODD, 1):
        assert await hooked.call({"update_id": number, **part}) == 200
    await hooked.settle()
    await kari.say("/help")
    assert "/mittkurs" in kari.last
    assert await hooked.rows(select(Inbox.handled_at).where(Inbox.handled_at.is_(None))) == []


async def test_many_who_ask_at_once_cost_the_database_one_look() -> None:
    looks, answer = [], asyncio.Event()

    async def healthy() -> str | None:
        looks.append(1)
        await answer.wait()
        return None

    server = WebServer(healthy=healthy)
    port = await server.start("127.0.0.1", 0)
    async with aiohttp.ClientSession(f"http://127.0.0.1:{port}") as http:
        asked = [asyncio.create_task(_status(http)) for _ in range(20)]
        while not looks:
            await asyncio.sleep(0.01)
        await asyncio.sleep(0.2)
        answer.set()
        assert await asyncio.gather(*asked) == [200] * 20
        assert len(looks) == 1
        assert await _status(http) == 200
        assert len(looks) == 2
    await server.stop()


async def _status(http: aiohttp.ClientSession) -> int:
    async with http.get("/healthz") as reply:
        return reply.status


async def test_healthz(hooked: Hooked) -> None:
    assert await hooked.look("/healthz") == (200, '{"ok": true, "wrong": null}')
    async with hooked.app.database.begin() as session:
        await session.execute(text("PRAGMA busy_timeout=100"))
    async with locked(hooked.url):
        hooked.app.health.looked_at = float("-inf")  # a second later
        status, said = await hooked.look("/healthz")
    assert status == 503
    assert said.startswith('{"ok": false, "wrong": "database: ')
    hooked.app.health.looked_at = float("-inf")
    assert (await hooked.look("/healthz"))[0] == 200


async def test_metrics_know_nobody_and_stand_at_an_address_of_their_own(hooked: Hooked) -> None:
    kari = await hooked.enrolled("Xenofonia")
    assert (await hooked.look("/metrics"))[0] == 404
    inside = hooked.app.web_port
    assert inside not in (0, hooked.port)
    async with aiohttp.ClientSession(f"http://127.0.0.1:{inside}") as http:
        assert await _status(http) == 200
        async with http.post("/telegram", json={}) as answer:
            assert answer.status == 404
        async with http.get("/metrics") as answer:
            status, said = answer.status, await answer.text()
    assert status == 200
    assert 'mestringsbot_updates_total{outcome="handled"}' in said
    ids = await hooked.rows(select(Person.telegram_id))
    for secret in ("Xenofonia", str(kari.id), SECRET, *(str(one) for (one,) in ids)):
        assert secret not in said


async def test_while_it_stops_telegram_is_asked_to_come_again(hooked: Hooked) -> None:
    """An update that could not be stored is not confirmed."""
    kari = await hooked.participant("Kari")
    intake = hooked.app.intake
    assert intake is not None
    intake.handling.retries = (0.05,)
    async with hooked.app.database.begin() as session:
        await session.execute(text("PRAGMA busy_timeout=100"))
    async with locked(hooked.url):
        calling = asyncio.create_task(hooked.call(press(1, kari.id, b.Join(1).pack())))
        await asyncio.sleep(0.3)
        intake.close()
        assert await calling == 503


async def test_a_port_that_is_taken_is_said_in_one_line(hooked: Hooked, migrated: Path) -> None:
    from bot.app import App
    from bot.clock import SystemClock
    from bot.faults import Trouble

    own = shutil.copyfile(migrated, hooked.clock_file.with_name("other.db"))
    other = replace(hooked.settings, database=DatabaseSection(f"sqlite:///{own}"))
    with pytest.raises(Trouble, match=f"cannot listen on 127.0.0.1 port {hooked.port}"):
        await App(other, SystemClock()).start()
    usual = super(Hooked, hooked).settings
    polling = replace(usual, database=other.database, web=Web(enabled=True, port=hooked.port))
    with pytest.raises(Trouble, match="cannot listen on"):
        await App(polling, SystemClock()).start()
