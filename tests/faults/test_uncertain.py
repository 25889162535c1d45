"""What is certain of a call that failed: real sockets, real answers, nothing between."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest
from telegram import Bot

from bot.messenger import TelegramMessenger
from bot.transport import AiohttpRequest
from domain.delivery import Blocked, Halted, Lost, Moved, Refused, Undelivered, Why
from domain.messages import NOW
from scheduler.pacing import Limits, Pacing
from tests.faults.process import free_port
from texts.screen import Document, Screen

TOKEN = "1234567890:" + "A" * 35
Answer = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
UNPACED = Limits(per_second=0, per_chat_seconds=0, per_group_minute=0)
HELLO = Screen("Hei")
MESSAGE = {"message_id": 7, "date": 1, "chat": {"id": 1, "type": "private"}}


def http(status: int, body: str, head: str = "") -> Answer:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(f"HTTP/1.1 {status} X\r\n{head}Content-Length: {len(body.encode())}\r\n\r\n{body}".encode())

    return answer


def refusal(code: int, description: str, **parameters: int) -> Answer:
    body = {"ok": False, "error_code": code, "description": description}
    return http(code, json.dumps(body | ({"parameters": parameters} if parameters else {})))


async def silence(reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
    await reader.readuntil(b"\r\n\r\n")
    await asyncio.sleep(0.6)


async def hangs_up(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.readuntil(b"\r\n\r\n")
    writer.transport.abort()


@asynccontextmanager
async def telegram(
    answer: Answer | None, scheme: str = "http", host: str = "127.0.0.1", *, connect: float = 10, read: float = 10
) -> AsyncIterator[TelegramMessenger]:
    """The bot's way out to a server that answers so; to none when there is no answer. It waits for so many seconds."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        assert answer is not None
        try:
            await answer(reader, writer)
            await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    server = None if answer is None else await asyncio.start_server(serve, "127.0.0.1", 0)
    port = free_port() if server is None else server.sockets[0].getsockname()[1]
    request = AiohttpRequest(read_timeout=read, connect_timeout=connect)
    await request.initialize()
    bot = Bot(TOKEN, base_url=f"{scheme}://{host}:{port}/bot", request=request)
    pacing = Pacing(UNPACED)
    try:
        yield TelegramMessenger(bot, pacing)
    finally:
        await request.shutdown()
        if server is not None:
            server.close()


async def outcome(messenger: TelegramMessenger, screen: Screen = HELLO) -> Undelivered:
    with pytest.raises(Undelivered) as caught:
        await messenger.send(1, screen, priority=NOW)
    return caught.value


@pytest.mark.parametrize(
    "answer",
    [
        *(refusal(code, "Internal Server Error") for code in (500, 502, 503, 504)),
        *(http(code, "<html>proxy</html>") for code in (400, 401, 403, 404, 407, 413, 500, 502, 503, 504)),
        *(http(200, body) for body in ("", "null", "[]", "<html>", '{"ok":true', '{"ok":true}', '{"ok":false}')),
        *(http(200, json.dumps({"ok": True, "result": odd})) for odd in ({}, {"x": 1}, [], "sent", None, 7)),
        http(200, json.dumps({"result": MESSAGE})),
        http(200, json.dumps({"ok": "yes", "result": MESSAGE})),
        http(502, '{"ok":false,"error_code":400,"description":"Bad Request"}'),
        http(400, '{"ok":false,"error_code":400}'),
        http(302, "", "Location: /elsewhere\r\n"),
        http(307, "", "Location: /elsewhere\r\n"),
        silence,
        hangs_up,
    ],
)
async def test_what_may_have_been_carried_out(answer: Answer) -> None:
    async with telegram(answer, read=0.2 if answer is silence else 10) as messenger:
        lost = await outcome(messenger)
    assert isinstance(lost, Lost)
    assert lost.maybe_delivered
    assert lost.why in (Why.NO_ANSWER, Why.SERVER_FAULT, Why.NOT_UNDERSTOOD)


async def test_what_never_got_there() -> None:
    for answer, scheme, host in (
        (None, "http", "127.0.0.1"),
        (None, "http", "nowhere.invalid"),
        (http(200, ""), "https", "127.0.0.1"),
    ):
        async with telegram(answer, scheme, host, connect=0.2) as messenger:
            lost = await outcome(messenger)
        assert isinstance(lost, Lost)
        assert (lost.maybe_delivered, lost.why) == (False, Why.NOT_CONNECTED)


async def test_nobody_takes_the_call() -> None:
    """A house that does not answer the door: its queue is full."""
    with socket.socket() as full:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        port = full.getsockname()[1]
        waiting = [socket.socket() for _ in range(3)]
        for one in waiting:
            one.setblocking(False)
            one.connect_ex(("127.0.0.1", port))
        request = AiohttpRequest(connect_timeout=0.2)
        await request.initialize()
        bot = Bot(TOKEN, base_url=f"http://127.0.0.1:{port}/bot", request=request)
        lost = await outcome(TelegramMessenger(bot, Pacing(UNPACED)))
        await request.shutdown()
        for one in waiting:
            one.close()
    assert isinstance(lost, Lost)
    assert not lost.maybe_delivered


@pytest.mark.parametrize(
    ("answer", "kind", "reason"),
    [
        (refusal(400, "Bad Request: message is too long"), Refused, "message_too_long"),
        (
            refusal(400, "Bad Request: can't parse entities: start tag «chat not found»"),
            Refused,
            "entities_not_parsed",
        ),
        (refusal(400, "Bad Request: 'bot was blocked' Kari skrev dette"), Refused, "unknown_refusal 400"),
        (refusal(413, "Request Entity Too Large"), Refused, "file_refused"),
        (refusal(418, "Kari er en tekanne"), Refused, "unknown_refusal 418"),
        (refusal(409, "Conflict: Kari"), Refused, "unknown_refusal 409"),
        (refusal(403, "Forbidden: bot was blocked by the user"), Blocked, "blocked"),
        (refusal(403, "Forbidden: Kari"), Blocked, "unknown_refusal 403"),
        (refusal(400, "Bad Request: chat not found"), Blocked, "chat_not_found"),
        (refusal(400, "Bad Request: group chat was upgraded", migrate_to_chat_id=-5), Moved, "moved"),
        (refusal(429, "Too Many Requests: retry after 3", retry_after=3), Halted, "too_many_requests"),
        (http(429, "slow down"), Halted, "too_many_requests"),
    ],
)
async def test_what_telegram_itself_refuses(answer: Answer, kind: type[Undelivered], reason: str) -> None:
    async with telegram(answer) as messenger:
        refused = await outcome(messenger)
    assert type(refused) is kind
    assert refused.reason == reason
    assert "Kari" not in f"{refused!r} {refused}"


async def test_half_of_it_is_there() -> None:
    """A message and its file: once the message has arrived, what befalls the file leaves all of it uncertain."""
    answers = [http(200, json.dumps({"ok": True, "result": MESSAGE})), refusal(429, "Too Many", retry_after=1)]

    async def in_turn(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await answers.pop(0)(reader, writer)

    async with telegram(in_turn) as messenger:
        lost = await outcome(messenger, Screen("Hei", document=Document("a.txt", b"a")))
    assert isinstance(lost, Lost)
    assert lost.maybe_delivered
