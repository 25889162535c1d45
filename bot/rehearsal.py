"""`mestringsbot try`: the whole bot against the stand-in for Telegram, with a chat page and a clock to turn.

Everything lives in a temporary folder and is gone afterwards; nothing leaves this machine.
"""

import asyncio
import contextlib
import secrets
import signal
import tempfile
import webbrowser
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp
import isodate
from cryptography.fernet import Fernet
from msgspec.structs import replace
from rich.console import Console

from bot import logs, news, world
from bot.app import App
from bot.clock import FileClock
from bot.commands import library_of
from bot.commands.ahead import describe
from bot.faults import Trouble
from bot.scenarios import SCENARIOS, Phone, Scenario
from bot.settings import Content, DatabaseSection, Settings, Telegram
from bot.world import CENTRE, NETWORK
from db.migrate import upgrade
from sandbox import ClockFile, Sandbox, SandboxServer
from services import Session, people
from services.groups.chat import tasks as chat_tasks
from services.mail import notes, outbox
from services.organisation import importing
from services.planning import agenda, planner
from services.programmes import Library

AHEAD = timedelta(days=70)
SHOWN = 60
"""So many of the newest messages."""
WAIT = 10.0
"""Seconds in which the bot has answered whoever presses Start as it begins."""


def main(port: int, open_browser: bool, scenario: str = "start", content: Path | None = None) -> None:
    """Play until Ctrl-C, with the programmes of a folder of one's own, or ours. Raises Trouble, ContentFault."""
    if scenario not in SCENARIOS:
        raise Trouble(f"there is no scenario {scenario}: choose {' or '.join(SCENARIOS)}")
    settings = Settings(content=Content(directory=str(content or "")))
    asyncio.run(_play(port, open_browser, _fitting(scenario, library_of(settings)), settings))


def _fitting(name: str, library: Library) -> Scenario:
    """The scenario, or what there is in its place where its courses are of programmes that there are not, or are others."""
    found = SCENARIOS[name]
    if world.is_known(library, found.programmes):
        return found
    if found.otherwise is None:
        raise Trouble(f"the scenario {name} needs {' and '.join(found.programmes)} as it comes with the bot")
    return found.otherwise


class Rehearsal:
    """A bot, a sandbox and a clock file in one folder."""

    def __init__(self, folder: Path, port: int, scenario: Scenario, settings: Settings | None = None) -> None:
        self.scenario, self._settings = scenario, settings or Settings()
        clock_file = folder / "clock"
        real = datetime.now(UTC)
        self._ahead = scenario.begins(real) - real
        clock_file.write_text(_shift(self._ahead))
        self.clock = FileClock(clock_file)
        self._token = (
            f"1234567890:{secrets.token_hex(16)}"  # opens nothing but the stand-in, and is known to nobody else
        )
        self.server = SandboxServer(
            Sandbox(token=self._token, clock=ClockFile(clock_file), plan=self.plan, limits=True), port=port
        )
        self._url = f"sqlite:///{folder / 'try.db'}"
        self.app: App | None = None
        self._told: tuple[datetime | None, list[dict[str, Any]]] = None, []

    async def start(self) -> None:
        try:
            await self.server.start()
        except OSError as error:
            raise Trouble(f"the port is taken: choose another with --port ({error.strerror})") from error
        await upgrade(self._url)
        ours = replace(
            self._settings,
            telegram=Telegram(api_base=self.server.url, token=self._token),
            database=DatabaseSection(url=self._url),
            keys=Fernet.generate_key().decode(),
        )
        self.app = App(ours, self.clock)
        await self.app.start()
        await self._set_the_scene(self.app)

    async def _set_the_scene(self, app: App) -> None:
        """What has happened; then everybody who has a role takes it, as by the link that they were sent."""
        now, scenario = self.clock.now(), self.scenario
        file = importing.parse(scenario.batch(now), "try.toml")
        async with app.database.begin() as session:
            await importing.apply(session, app.library, file, now, "try.toml")
        async with aiohttp.ClientSession(self.server.url) as http:
            users = {phone.name: await _phone(http, phone) for phone in scenario.phones}
            users |= {name: await _aside(http, name, about) for name, about in scenario.aside.items()}
            await scenario.happened(app, users, now)
            for phone in scenario.phones:
                if phone.takes is not None or scenario.starts:
                    await _press_start(http, users[phone.name], await _invitation(app, phone, now))
        await self._answered([users[phone.name] for phone in scenario.phones if phone.takes is not None])
        await scenario.asked(app, users, now)

    async def _answered(self, users: list[int]) -> None:
        """Until the bot has welcomed them in their roles, so that what they are asked comes after it."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(WAIT):
                while not all(self._heard(one) for one in users):
                    await asyncio.sleep(0.02)

    def _heard(self, user: int) -> bool:
        return any(one.from_bot for one in self.server.sandbox.state.messages.get(user, {}).values())

    async def stop(self) -> None:
        if self.app is not None:
            await self.app.stop()
        await self.server.stop()

    async def plan(self) -> dict[str, Any]:
        """What the page shows of the outbox, and where its clock may jump next."""
        if self.app is None:
            return {}
        now = self.clock.now()
        async with self.app.database.begin() as session:
            entries = await agenda.coming(session, self.app.library, now, now + AHEAD, self.app.settings.quiet)
            rows = await outbox.queue_view(session, SHOWN)
            unsettled = await self._unsettled(session, self.app, now)
        waiting = [row.due_at for row in rows if row.state is outbox.State.QUEUED and row.due_at > now]
        wanted = [one.due for one in entries if one.count]
        return {
            "waiting": unsettled,
            "next_due": _iso(min(waiting + wanted, default=None)),
            "hint": "" if self._turned() else self.scenario.hint,
            "coming": [{"due": _iso(one.due), "what": _what(one), "count": one.count} for one in entries],
            "happened": self._happened(rows, now, settled=not unsettled),
            "outbox": [
                {"due": _iso(row.due_at), "kind": row.kind, "to": self._name(row.telegram_id), "state": row.state}
                for row in rows
            ],
        }

    async def _unsettled(self, session: Session, app: App, now: datetime) -> int:
        """How much is due now and has not gone out; 1 too while the planner has not looked since the clock was turned."""
        planned = await notes.read_instant(session, notes.PLANNED_UNTIL)
        behind = planned is None or abs(now - planned) > planner.OVERLAP
        in_chats = await chat_tasks.waiting(session, now, datetime.now(UTC))
        return await outbox.unsettled(session, now) + in_chats + int(behind or app.busy)

    def _happened(self, rows: Sequence[outbox.QueueLine], now: datetime, *, settled: bool) -> list[dict[str, Any]]:
        """What the turn of the clock has brought; once all of that has gone out, nothing that people do is added."""
        since = self.server.sandbox.turned_from
        if since is None or self._told[0] == since:
            return self._told[1]
        found = news.happened(rows, since, now, self._name)
        if settled:
            self._told = since, found
        return found

    def _turned(self) -> bool:
        """Whether somebody has turned the clock, or stopped it."""
        return abs(self.clock.now() - datetime.now(UTC) - self._ahead) > timedelta(seconds=1)

    def _name(self, telegram_id: int) -> str:
        user = self.server.sandbox.state.people.get(telegram_id)
        return user.first_name if user else "?"


async def _phone(http: aiohttp.ClientSession, phone: Phone) -> int:
    body = {"first_name": phone.name, "language_code": phone.language, "role_hint": phone.role}
    return await _user(http, {**body, "about": phone.about, "link": phone.link})


async def _aside(http: aiohttp.ClientSession, name: str, about: str) -> int:
    body = {"first_name": name, "language_code": "nb", "about": about}
    return await _user(http, {**body, "started": True, "aside": True})


async def _user(http: aiohttp.ClientSession, body: dict[str, Any]) -> int:
    async with http.post("/sandbox/users", json=body) as response:
        return int((await response.json())["id"])


async def _invitation(app: App, phone: Phone, now: datetime) -> str:
    """The start parameter of the link that gives somebody a role; empty for whoever takes none."""
    if phone.takes is None:
        return ""
    async with app.database.begin() as session:
        where = await people.place_of(session, NETWORK if phone.above else CENTRE, network=phone.above)
        return "i_" + await people.make_link(session, phone.takes, where, now, lasts=people.INVITE_LASTS)


async def _press_start(http: aiohttp.ClientSession, user_id: int, payload: str) -> None:
    async with http.post(f"/sandbox/users/{user_id}/start", json={"payload": payload}) as response:
        response.raise_for_status()


def _what(one: agenda.Entry) -> str:
    """What goes out, as a line of its own."""
    words = describe(one)
    return words[0].upper() + words[1:] + (f", group {one.group_id}" if one.group_id else "")


def _shift(span: timedelta) -> str:
    """A line of the clock file: so much later or earlier than the machine's time."""
    sign = "-" if span < timedelta(0) else "+"
    return f"{sign}{isodate.duration_isoformat(abs(span))}\n"


def _iso(moment: datetime | None) -> str | None:
    return moment.astimezone(UTC).isoformat() if moment else None


async def _play(port: int, open_browser: bool, scenario: Scenario, settings: Settings) -> None:
    logs.set_up("warning")
    stop = asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    with tempfile.TemporaryDirectory(prefix="mestringsbot-") as folder:
        rehearsal = Rehearsal(Path(folder), port, scenario, settings)
        try:
            await rehearsal.start()
            console = Console()
            console.print(
                f"\n  [bold]mestringsbot[/bold] is playing at [bold]{rehearsal.server.url}[/bold]", highlight=False
            )
            console.print(
                f"  {len(scenario.phones)} phones, a clock to turn, nothing to install. Ctrl-C ends it.\n",
                highlight=False,
            )
            if open_browser:
                with contextlib.suppress(webbrowser.Error):
                    await asyncio.to_thread(webbrowser.open, rehearsal.server.url)
            await stop.wait()
        finally:
            await rehearsal.stop()
