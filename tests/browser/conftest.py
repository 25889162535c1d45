"""What every browser test needs: the sandbox on a free port, a small bot that talks to it over HTTP, and Chromium."""

from __future__ import annotations

import asyncio
import contextlib
import html
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, ViewportSize, async_playwright

from sandbox import ClockFile, Sandbox, SandboxServer
from tests import chromium as chromiums

HERE = Path(__file__).parent
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
TOKEN = "1234567890:SANDBOX"
START = "2026-11-24T18:30:00+01:00"
COURSE = """<b>TA TAK – for pårørende</b>
Seks tirsdagskvelder for deg som står nær noen.

1 · 12. januar · Mestring og verdighet
2 · 19. januar · Tvang og rettigheter
<i>Kl. 18:00–20:30</i>
<blockquote>Det blir kaffe og noe å bite i.</blockquote>Koden din: <code>A7-K2</code>
Svaret: <tg-spoiler>skjult</tg-spoiler>"""
OTHER_KINDS = ("photo", "document", "sticker", "voice", "location", "contact")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A browser lives on one event loop, so all of its tests do."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)


def button(text: str, **what: str) -> dict[str, str]:
    """An inline button; `callback_data` or `url` in `what`."""
    return {"text": text, **what}


class FakeBot:
    """The smallest bot that shows everything the page can show. It asks for updates until cancelled."""

    def __init__(self, session: aiohttp.ClientSession, url: str) -> None:
        self.session, self.url = session, f"{url}/bot{TOKEN}"
        self.updates: list[dict[str, Any]] = []

    async def call(self, method: str, **params: Any) -> Any:
        async with self.session.post(f"{self.url}/{method}", json=params) as answer:
            return (await answer.json())["result"]

    async def run(self) -> None:
        commands = [("kurs", "Finn et kurs"), ("mine", "Mine kurs og påmeldinger")]
        await self.call("setMyCommands", commands=[{"command": name, "description": text} for name, text in commands])
        offset = 0
        while True:
            for update in await self.call("getUpdates", offset=offset, timeout=20):
                offset = update["update_id"] + 1
                self.updates.append(update)
                await self.handle(update)

    async def handle(self, update: dict[str, Any]) -> None:
        if query := update.get("callback_query"):
            await self.pressed(query)
        elif request := update.get("chat_join_request"):
            await self.asked(request)
        elif message := update.get("edited_message"):
            await self.say(message["chat"]["id"], f"Endret til: {message['text']}")
        elif message := update.get("message"):
            await self.answer(message)

    async def say(self, chat_id: int, text: str, **more: Any) -> None:
        await self.call("sendMessage", chat_id=chat_id, text=text, parse_mode="HTML", **more)

    async def asked(self, request: dict[str, Any]) -> None:
        """Let in everybody but strangers, who have never pressed Start."""
        who = {"chat_id": request["chat"]["id"], "user_id": request["from"]["id"]}
        known = any(update.get("message", {}).get("chat", {}).get("id") == who["user_id"] for update in self.updates)
        await self.call("approveChatJoinRequest" if known else "declineChatJoinRequest", **who)

    async def in_group(self, message: dict[str, Any]) -> None:
        """Started in a group: make a link of one's own and send it to whoever did it."""
        chat_id = message["chat"]["id"]
        if message.get("text", "").startswith("/start@"):
            link = await self.call("createChatInviteLink", chat_id=chat_id, creates_join_request=True)
            await self.say(message["from"]["id"], f"Lenke til gruppa: {link['invite_link']}")
            keys = [[button("Jeg kommer", callback_data="yes"), button("Kart", url="https://example.org/kart")]]
            await self.say(chat_id, "Velkommen til kvelden", reply_markup={"inline_keyboard": keys})

    async def pressed(self, query: dict[str, Any]) -> None:
        message = query["message"]
        alert = query["data"] == "no"
        text = f"Du valgte {query['data']}"
        await self.call("answerCallbackQuery", callback_query_id=query["id"], text=text, show_alert=alert)
        if query["data"] == "delete":
            await self.call("deleteMessage", chat_id=message["chat"]["id"], message_id=message["message_id"])
        elif not alert:
            keys = [[button("Angre", callback_data="undo"), button("Jeg kan ikke", callback_data="no")]]
            place = {"chat_id": message["chat"]["id"], "message_id": message["message_id"]}
            await self.call("editMessageText", **place, text="Da ses vi!", reply_markup={"inline_keyboard": keys})

    async def answer(self, message: dict[str, Any]) -> None:
        chat_id, text = message["chat"]["id"], message.get("text", "")
        if chat_id < 0:
            await self.in_group(message)
        elif text == "gruppe":
            url = "https://t.me/mestringsbot?startgroup=g_17&admin=invite_users+restrict_members"
            keyboard = {"inline_keyboard": [[button("Legg til i gruppe", url=url)]]}
            await self.say(chat_id, "Lag en gruppe", reply_markup=keyboard)
        elif text.startswith("/start"):
            keys = [
                [button("Meld meg på hele rekken, alle de seks tirsdagskveldene", callback_data="yes")],
                [button("Jeg kan ikke", callback_data="no"), button("Slett", callback_data="delete")],
                [button("Bli med", url="https://t.me/mestringsbot?start=gruppe-3")],
                [button("Kart", url="https://example.org/kart")],
            ]
            origin = text.removeprefix("/start").strip() or "ingenting"
            await self.say(chat_id, f"{COURSE}\nDu kom med: {origin}", reply_markup={"inline_keyboard": keys})
        elif text == "knapper":
            keyboard = {"keyboard": [[{"text": "Finn et kurs"}, {"text": "Mine kurs"}]], "resize_keyboard": True}
            await self.say(chat_id, "Velg under", reply_markup=keyboard)
        elif text == "avstemning":
            options = [{"text": "1 – ikke nyttig"}, {"text": "5 – svært nyttig"}]
            await self.call("sendPoll", chat_id=chat_id, question="Hvor nyttig var kvelden?", options=options)
        elif text == "fil":
            form = aiohttp.FormData({"chat_id": str(chat_id), "caption": "Kveldene"})
            form.add_field("document", b"BEGIN:VCALENDAR", filename="ta-tak.ics")
            async with self.session.post(f"{self.url}/sendDocument", data=form) as answer:
                assert answer.status == 200
        else:
            kind = next((name for name in OTHER_KINDS if name in message), "")
            await self.say(chat_id, f"Du sendte: {html.escape(text or kind)}")


@dataclass
class Desk:
    """An open page with the sandbox and the bot behind it."""

    page: Page
    bot: FakeBot
    sandbox: Sandbox
    server: SandboxServer
    url: str
    errors: list[str] = field(default_factory=list)

    def phone(self, name: str) -> Any:
        return self.page.get_by_role("region", name=name)

    async def write(self, phone: Any, text: str) -> None:
        """Write a line in a phone or a group."""
        field = phone.get_by_role("textbox", name="Message")
        await field.fill(text)
        await field.press("Enter")

    async def start(self, name: str) -> Any:
        """Press Start on a phone and wait for the bot's hello. Returns the phone."""
        phone = self.phone(name)
        await phone.get_by_role("button", name="Start on").click()
        await phone.get_by_text("TA TAK").wait_for()
        return phone


@pytest.fixture(scope="session")
def chromium() -> Path:
    """Where the browser is; `make test` has put one there. Without one the tests fail: a skipped one would pass for good."""
    found = chromiums.find()
    if found is None:
        pytest.fail(chromiums.MISSING)
    return found


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser(chromium: Path) -> AsyncIterator[Browser]:
    """One browser for all tests; each page has a profile of its own."""
    async with async_playwright() as playwright:
        opened = await playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield opened
        await opened.close()


def _plan(clock: ClockFile) -> Callable[[], Awaitable[dict[str, Any]]]:
    async def plan() -> dict[str, Any]:
        due = (clock.now() + timedelta(hours=2)).isoformat()
        return {
            "next_due": due,
            "outbox": [{"due": START, "kind": "reminder", "to": "Kari", "state": "sent"}],
            "coming": [{"due": due, "what": "Reminder, TA TAK evening 1", "count": 18}],
        }

    return plan


OpenDesk = Callable[..., Awaitable[Desk]]


@pytest_asyncio.fixture(loop_scope="session")
async def open_desk(browser: Browser, tmp_path: Path) -> AsyncIterator[OpenDesk]:
    """Opens the page: `await open_desk(width=…, height=…, dark=…)`; at the end no script may have failed."""
    clock = ClockFile(tmp_path / "clock")
    clock.set_line(START)
    sandbox = Sandbox(token=TOKEN, clock=clock, plan=_plan(clock))
    server = SandboxServer(sandbox, port=0)
    await server.start()
    url = str(server.url)
    session = aiohttp.ClientSession()
    for name, language in (("Kari", "nb"), ("Odd", "nn")):
        await session.post(f"{url}/sandbox/users", json={"first_name": name, "language_code": language})
    bot = FakeBot(session, url)
    running = asyncio.create_task(bot.run())
    opened: list[Desk] = []

    async def open_page(width: int = 1440, height: int = 900, dark: bool = False) -> Desk:
        scheme: Any = "dark" if dark else "light"
        page = await browser.new_page(viewport=ViewportSize(width=width, height=height), color_scheme=scheme)
        desk = Desk(page, bot, sandbox, server, url)
        page.on("pageerror", lambda error: desk.errors.append(str(error)))
        page.on("console", lambda line: desk.errors.append(line.text) if line.type == "error" else None)
        page.set_default_timeout(15_000)
        await page.goto(url)
        await desk.phone("Odd").wait_for()
        opened.append(desk)
        return desk

    yield open_page
    errors = [error for desk in opened for error in desk.errors]
    for desk in opened:
        await desk.page.close()
    running.cancel()
    with contextlib.suppress(asyncio.CancelledError, aiohttp.ClientError):
        await running
    await session.close()
    await server.stop()
    assert errors == []
