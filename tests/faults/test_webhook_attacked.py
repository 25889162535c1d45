"""Whoever else finds the webhook's address: they cost little, keep nobody out, and fill neither memory nor the log."""

import asyncio
import gzip
import json
import resource
import zlib
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
import structlog
from sqlalchemy import func, select
from structlog.testing import capture_logs

from bot import guard, logs
from bot.guard import SPARE_FILES, connections_allowed
from db.models import Inbox
from domain.signup import buttons as b
from tests.conftest import KEY
from tests.faults.test_webhook import SECRET, Hooked, press
from tests.stage import StageOptions

FILES = 260
Line = tuple[asyncio.StreamReader, asyncio.StreamWriter]


@pytest.fixture
def few_files() -> Iterator[None]:
    """As under `ulimit -n`, counted from what this process has open."""
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (FILES, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, before)


@pytest.fixture
async def hooked(tmp_path: Any, sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Hooked]:
    """A bot whose deadlines are short."""
    monkeypatch.setattr(guard, "HEADERS_SECONDS", 1.0)
    monkeypatch.setattr(guard, "BODY_SECONDS", 1.0)
    stage = Hooked(tmp_path, sqlite_url, KEY, StageOptions())
    await stage.open()
    yield stage
    await stage.close()


async def half_open(stage: Hooked, said: bytes) -> Line:
    reader, writer = await asyncio.open_connection("127.0.0.1", stage.port)
    writer.write(said)
    return reader, writer


async def until_closed(line: Line, seconds: float = 10) -> bytes:
    """What the other side still said before it hung up."""
    async with asyncio.timeout(seconds):
        try:
            return await line[0].read()
        except ConnectionError:
            return b""
        finally:
            line[1].close()


def head(secret: str = SECRET, length: int = 100) -> bytes:
    words = f"POST /telegram HTTP/1.1\r\nHost: x\r\nContent-Length: {length}\r\n"
    return (words + f"X-Telegram-Bot-Api-Secret-Token: {secret}\r\n\r\n").encode()


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        (b"", b""),
        (b"GET /healthz HTTP/1.1\r\nHost: x\r\n", b""),  # the end of the headers never comes
        (head() + b'{"update_id":', b" 408 "),
        (head("wrong"), b" 403 "),  # at once: nobody waits for a body that is not wanted
        (head(length=2 * 1024**2), b" 413 "),
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" * 20 + b"\r\n\r\n", b" 400 "),
    ],
)
async def test_a_request_has_a_deadline(hooked: Hooked, said: bytes, answer: bytes) -> None:
    assert answer in await until_closed(await half_open(hooked, said))


async def test_a_second_request_on_the_same_line_has_one_too(hooked: Hooked) -> None:
    line = await half_open(hooked, b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
    assert b" 200 " in await line[0].readline()
    line[1].write(b"GET /healthz HTTP/1.1\r\n")
    assert b" 408 " not in await until_closed(line)


async def test_many_who_hold_the_line_keep_nobody_out(few_files: None, hooked: Hooked, monkeypatch: Any) -> None:
    """More than there may be files, and for longer than the test takes."""
    kari = await hooked.participant("Kari")
    kept = [await half_open(hooked, b"POST /telegram HTTP/1.1\r\n") for _ in range(connections_allowed(FILES) + 30)]
    assert (await hooked.look("/healthz"))[0] == 200
    assert await hooked.call(press(1, kari.id, b.AskJoin(1).pack())) == 200
    await hooked.settle()
    assert open_files() < FILES
    for _, writer in kept:
        writer.close()


def open_files() -> int:
    return sum(1 for _ in Path("/proc/self/fd").iterdir())


def test_as_many_as_the_open_files_allow() -> None:
    assert [connections_allowed(files) for files in (64, 200, 1024, resource.RLIM_INFINITY)] == [8, 50, 128, 128]
    assert connections_allowed(200) + SPARE_FILES < 200


NO_UPDATES = [
    b"Infinity", b'{"update_id": Infinity}', b'{"update_id": 1, "message": NaN}', b'{"update_id": -Infinity}', b"null", b"[]",
    b'{"update_id": -1}', b'{"update_id": true}', b'{"update_id": 1.0}', b'{"update_id": 1e3}', b'{"update_id": "1"}',
    b'{"update_id": 9223372036854775808}', b'{"update_id": 1' + b"0" * 400 + b"}", b'{"update_id": 1' + b"0" * 5000 + b"}",
    b'{"message": {}}', b"[" * 100_000, b'{"a":' * 100_000, b'{"update_id": 1, "a": ' + b"[" * 9000 + b"]" * 9000 + b"}",
    b"\xff\xfe", b"\x00", b'{"update_id": 1', b'{"update_id": [1]}', b'{"update_id": {"a": 1}}',
]  # fmt: skip


async def test_what_is_no_update_is_refused_and_not_stored(hooked: Hooked) -> None:
    for body in NO_UPDATES:
        assert await hooked.call(body) == 400, body[:40]
    assert await hooked.rows(select(func.count()).select_from(Inbox)) == [(0,)]


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br", "zstd", "gzip, gzip", "rot13", "identity", "", "\xff"])
async def test_a_body_that_cannot_be_unpacked_is_refused(hooked: Hooked, encoding: str) -> None:
    """Whatever it says that it is packed as: 400, no traceback, and the next one is taken."""
    kari = await hooked.participant("Kari")
    update = press(1, kari.id, b.AskJoin(1).pack())
    whole = gzip.compress(json.dumps(update).encode())
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(0))
    with capture_logs() as said:
        for body in (b"no such thing", b"\x1f\x8b\x08", whole[:-20], whole[:20] + b"\0" * 9 + whole[20:], b""):
            assert b" 400 " in await hooked.raw(body, encoding), body
    assert not [one for one in said if one["event"] != "request_refused"]
    assert await hooked.call(press(2, kari.id, b.AskJoin(1).pack())) == 200
    assert await hooked.rows(select(Inbox.update_id).where(Inbox.update_id < 3)) == [(2,)]


async def test_an_update_that_is_packed_is_taken(hooked: Hooked) -> None:
    kari = await hooked.participant("Kari")
    for number, (encoding, pack) in enumerate((("gzip", gzip.compress), ("deflate", zlib.compress)), 1):
        update = json.dumps(press(number, kari.id, b.AskJoin(1).pack())).encode()
        assert b" 200 " in await hooked.raw(pack(update), encoding)
    bomb = gzip.compress(b" " * 64 * 1024**2)
    assert b" 413 " in await hooked.raw(bomb, "gzip")


async def test_an_update_too_deep_for_us_is_noted(hooked: Hooked) -> None:
    """As deep as JSON can still be read: to write it again is another matter."""
    for number, depth in enumerate((100, 400, 800, 900, 950), 1):
        body = b'{"update_id": %d, "message": ' % number + b"[" * depth + b"]" * depth + b"}"
        assert await hooked.call(body) in (200, 400), depth
    await hooked.settle()
    assert await hooked.rows(select(Inbox.update_id).where(Inbox.answered_at.is_(None))) == []


async def test_the_log_does_not_grow_with_those_who_are_refused(hooked: Hooked) -> None:
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(0))
    with capture_logs() as said:
        for _ in range(10):  # a few at a time: of too many connections at once some are closed
            await asyncio.gather(*(hooked.call(b"{", secret) for secret in ("wrong", SECRET) for _ in range(10)))
    refused = [one for one in said if one["event"] == "request_refused"]
    assert sorted(one["status"] for one in refused) == [400, 403]


def test_the_same_is_said_once_a_minute_with_how_often_it_was() -> None:
    now = 0.0
    seldom = logs.Seldom(clock=lambda: now)
    said = []
    for _ in range(1000):
        said.append(seldom.times("it"))
        now += 0.1
    assert [one for one in said if one] == [1, 600]
    assert seldom.times("something else") == 1
