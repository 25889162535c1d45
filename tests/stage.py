"""A stage for whole stories: updates go in over HTTP, Bot API calls and rows come out, and the clock is turned."""

import asyncio
import json
import re
import uuid
from collections.abc import Awaitable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import aiohttp
from msgspec.structs import asdict
from sqlalchemy import bindparam, create_engine, exists, or_, select, text

from bot.app import App
from bot.clock import FileClock
from bot.settings import Content, DatabaseSection, Pacing, Sending, Settings, Telegram, Web
from db.models import Base, ChatTask, Enrolment, Inbox, Instant, Outbox, Person
from domain.buttons import Payload, unpack
from domain.delivery import State
from domain.groups.chats import Task
from domain.people import CONSENT_VERSION
from domain.rights import Role
from sandbox import ClockFile, Sandbox, SandboxServer
from sandbox.chatview import chat_view
from services import people
from services.organisation import importing

TOKEN = "1234567890:SANDBOX"
OSLO = ZoneInfo("Europe/Oslo")
START = datetime(2026, 8, 17, 9, 0, tzinfo=OSLO)
"""Monday morning, fifteen days before the first evening."""
FIRST = datetime(2026, 9, 1, 18, 0, tzinfo=OSLO)
UNDONE = select(
    or_(
        exists().where(Inbox.handled_at.is_(None)),
        *(
            exists().where(row.state.in_(states), row.due_at <= bindparam("now", type_=Instant), row.retry_at.is_(None))
            for row, states in ((Outbox, (State.QUEUED, State.SENDING)), (ChatTask, (Task.QUEUED,)))
        ),
    )
)
"""Whether an update waits to be handled, or anything that is due (`now`) to be sent or done."""
CENTRE = """
[[centres]]
slug = "sandefjord"
name = "LMS-Sandefjord"
country = "NO"
time_zone = "Europe/Oslo"
language = "nb"
phone = "+47 00 00 00 00"
"""
COURSE = """
[[courses]]
slug = "ta-tak-host"
programme = "ta-tak"
centre = "sandefjord"
first_session = 2026-09-01T18:00:00
seats = {seats}
place = "Hvitgården"
"""


@dataclass(frozen=True)
class StageOptions:
    seats: int = 18
    limits: bool = False
    pacing: Pacing = field(default_factory=lambda: Pacing(per_second=0, per_chat_seconds=0, per_group_minute=0))
    in_flight: int = 4
    now: datetime = START
    batch: str = CENTRE + COURSE
    web: Web = field(default_factory=Web)
    content: str = ""
    """A folder with content of its own."""


class Stage:
    """Sandbox, bot and clock, in one process but speaking HTTP."""

    def __init__(self, folder: Path, url: str, key: str, options: StageOptions) -> None:
        self.url, self.key, self.options = url, key, options
        self.clock_file = folder / f"clock-{uuid.uuid4().hex[:6]}"
        self._write(options.now)
        self.server = SandboxServer(Sandbox(token=TOKEN, clock=ClockFile(self.clock_file), limits=options.limits))
        self.app: App = None  # type: ignore[assignment]
        self.http: aiohttp.ClientSession = None  # type: ignore[assignment]
        self._together: set[Phone] | None = None

    @property
    def settings(self) -> Settings:
        return Settings(
            telegram=Telegram(api_base=self.server.url, token=TOKEN),
            database=DatabaseSection(url=self.url),
            pacing=self.options.pacing,
            sending=Sending(in_flight=self.options.in_flight),
            web=self.options.web,
            content=Content(directory=self.options.content),
            keys=self.key,
        )

    async def open(self) -> None:
        await self.server.start()
        self.http = aiohttp.ClientSession(self.server.url)
        await self.start_bot()
        batch = importing.parse(self.options.batch.replace("{seats}", str(self.options.seats)), "import.toml")
        async with self.app.database.begin() as session:
            await importing.apply(session, self.app.library, batch, self.now, "import.toml")

    async def close(self) -> None:
        if self.app:
            await self.app.stop()
        if self.http:
            await self.http.close()
        await self.server.stop()

    async def start_bot(self) -> None:
        self.app = App(self.settings, FileClock(self.clock_file))
        await self.app.start()
        await self.app.plan()  # which the first tick would do, a second later
        assert self.app.intake is not None
        self.app.intake.settling = 0.05  # the sandbox sends the parts of a thing at once

    @property
    def now(self) -> datetime:
        return self.app.clock.now()

    async def turn(self, to: datetime | timedelta) -> None:
        """Turn the clock to an instant, or on by a span, and let everything that has come due go out."""
        self._write(self.now + to if isinstance(to, timedelta) else to)
        await self.app.plan()
        await self.settle()

    def _write(self, instant: datetime) -> None:
        part = self.clock_file.with_suffix(".part")
        part.write_text(instant.astimezone(UTC).isoformat())
        part.replace(self.clock_file)

    def without_ticks(self) -> None:
        """From now on nothing is planned but when the clock is turned: for tests that count what one look does."""
        self.app.ticks._scheduler.pause()

    async def settle(self, seconds: float = 20) -> None:
        """Until every update is handled and answered and nothing that is due waits to be sent."""
        async with asyncio.timeout(seconds):
            pause = 0.005
            while await self._busy():
                if not self.app_busy:
                    self.app._wake()  # what was put in beside the bot, by another process as it were, waits for no tick
                await asyncio.sleep(pause)
                pause = min(pause * 1.3, 0.05)

    async def together(self, *acts: Awaitable[None]) -> None:
        """Several people act at the same time; looked at again when all of it is done."""
        self._together = set()
        try:
            await asyncio.gather(*acts)
        finally:
            phones, self._together = self._together, None
        await self.settle()
        await asyncio.gather(*(phone.refresh() for phone in phones))

    async def done(self, phone: "Phone") -> None:
        """Somebody has acted: wait for what comes of it, unless others are acting too."""
        if self._together is None:
            await self.settle()
            await phone.refresh()
        else:
            self._together.add(phone)

    async def _busy(self) -> bool:
        if self.server.sandbox.updates.pending or self.app_busy:  # this is asked all the time: first what costs nothing
            return True
        async with self.app.database.begin() as session:
            return bool(await session.scalar(UNDONE, {"now": self.now}))

    @property
    def app_busy(self) -> bool:
        return self.app.busy

    async def show_progress(self) -> None:
        """What a tick does every other second: bring the progress messages of notices up to date."""
        await self.app._progress()  # the first one leaves time for the answer to the press
        await self.app._progress()
        await self.settle()

    async def dump(self, *, without: tuple[str, ...] = ()) -> dict[str, list[tuple[Any, ...]]]:
        """Every row of every table but those named, to be compared. Columns are named as `table.column`."""
        tables: dict[str, list[tuple[Any, ...]]] = {}
        async with self.app.database.begin() as session:
            for table in Base.metadata.sorted_tables:
                if table.name not in without:
                    columns = [one for one in table.columns if f"{table.name}.{one.name}" not in without]
                    rows = await session.execute(select(*columns).order_by(*table.primary_key.columns))
                    tables[table.name] = [tuple(row) for row in rows]
        return tables

    async def rows(self, statement: Any) -> list[Any]:
        """Rows of the database, as they stand committed."""
        async with self.app.database.begin() as session:
            return list((await session.execute(statement)).all())

    async def enrolment(self, phone: "Phone") -> Enrolment:
        """The row of somebody who is, or was, on the stage's one course."""
        found = await self.rows(select(Enrolment).join(Person).where(Person.telegram_id == phone.id))
        enrolment: Enrolment = found[0][0]
        return enrolment

    async def get(self, path: str, **params: Any) -> Any:
        async with self.http.get(f"/sandbox/{path}", params=params) as response:
            assert response.status == 200, await response.text()
            return await response.json()

    async def post(self, path: str, **body: Any) -> Any:
        async with self.http.post(f"/sandbox/{path}", json=body) as response:
            assert response.status == 200, await response.text()
            return await response.json()

    async def calls(self, method: str | None = None) -> list[dict[str, Any]]:
        """Bot API calls, oldest first."""
        calls = (await self.get("calls"))["calls"]
        return [one for one in calls if method in (None, one["method"])]

    async def forget_calls(self) -> None:
        """Only what is called from now on is of interest."""
        async with self.http.delete("/sandbox/calls") as response:
            assert response.status == 200

    async def mend(self) -> None:
        """No more of the faults that were ordered."""
        async with self.http.delete("/sandbox/faults") as response:
            assert response.status == 200

    async def person(self, name: str = "Kari", language_code: str = "nb") -> "Phone":
        user = await self.post("users", first_name=name, language_code=language_code)
        return Phone(self, int(user["id"]), name)

    async def participant(self, name: str = "Kari", *, course: str = "c_ta-tak-host") -> "Phone":
        """Somebody who has chosen bokmål, agreed, and looks at the course card."""
        phone = await self.person(name)
        await phone.start(course)
        await phone.press("Norsk bokmål")
        await phone.press("Ja, og jeg har fylt 18")
        return phone

    async def participants(self, *names: str, course: str = "c_ta-tak-host") -> list["Phone"]:
        """Several of them, who do it at the same time."""
        phones = [await self.person(name) for name in names]
        await self.together(*(one.start(course) for one in phones))
        for label in ("Norsk bokmål", "Ja, og jeg har fylt 18"):
            await self.together(*(one.press(label) for one in phones))
        return phones

    async def acquainted(self, *names: str, language: str = "nb") -> list["Phone"]:
        """Those who chose a language and agreed long ago: as `participants`, without the presses. They have one message."""
        state, since = self.server.sandbox.state, self.now - timedelta(days=9)
        people = [state.add_person(name, language_code=language) for name in names]
        for one in people:
            one.started = True
            state.add_message(one.chat(), state.bot, self.server.sandbox.now(), {"text": "…"})
        known = {
            "language": language,
            "consent_version": CONSENT_VERSION,
            "consent_at": since,
            "created_at": since,
            "shows_name": True,
        }
        async with self.app.database.begin() as session:
            session.add_all([Person(telegram_id=one.id, name=one.first_name, **known) for one in people])
        return [Phone(self, one.id, one.first_name) for one in people]

    async def enrolled(self, name: str = "Kari") -> "Phone":
        """Somebody with a place, or in the waiting list."""
        phone = await self.participant(name)
        free = "ledig" in phone.last
        await phone.press("Meld meg på" if free else "Sett meg på venteliste")
        await phone.press("Ja, meld meg på" if free else "Ja, sett meg på lista")
        return phone

    async def coordinator(self, name: str = "Berit", centre: str = "sandefjord", language: str = "nb") -> "Phone":
        async with self.app.database.begin() as session:
            token = await people.invite(session, Role.COORDINATOR, centre, self.now)
        phone = await self.person(name, language)
        await phone.start(f"i_{token}")
        return phone


class Phone:
    """One person's Telegram."""

    def __init__(self, stage: Stage, user_id: int, name: str) -> None:
        self.stage, self.id, self.name = stage, user_id, name
        self.chat: list[dict[str, Any]] = []

    async def start(self, payload: str = "") -> None:
        await self._do("start", payload=payload)

    async def say(self, words: str) -> None:
        await self._do("message", text=words)

    async def send(self, **what: Any) -> None:
        await self._do("message", **what)

    async def press(self, label: str, *, message_id: int | None = None) -> None:
        """Press the newest button whose label begins with, or holds, `label`."""
        await self.refresh()
        message, data = self._find(label, message_id)
        await self._do("press", message_id=message, data=data)

    async def tap(self, kind: type[Payload], **values: Any) -> None:
        """Press the newest button of a kind, in whatever language it is written, that carries these values."""
        await self.refresh()
        for message in reversed(self.messages):
            for button in (one for row in message.get("buttons") or [] for one in row if one.get("data")):
                payload = unpack(button["data"])
                if type(payload) is kind and asdict(payload).items() >= values.items():
                    await self._do("press", message_id=message["message_id"], data=button["data"])
                    return
        raise AssertionError(f"{self.name} sees no {kind.__name__} {values}: {self.labels()}")

    async def forge(self, data: str, message_id: int | None = None) -> None:
        """Press a button that was never shown."""
        await self.refresh()
        await self._do("press", message_id=message_id or self.messages[-1]["message_id"], data=data)

    async def leave(self) -> None:
        """Give back the place, or the place in line."""
        await self.say("/mycourse")
        await self.press("Gå ut av ventelista" if "på ventelista" in self.last else "Meld meg av kurset")
        await self.press("Ja, meld meg av")

    async def block(self) -> None:
        await self._do("block")

    async def unblock(self) -> None:
        await self._do("unblock")

    async def _do(self, action: str, **body: Any) -> None:
        await self.stage.post(f"users/{self.id}/{action}", **body)
        await self.stage.done(self)

    async def refresh(self) -> None:
        # What the page asks for over HTTP; here it would be asked twice for every press.
        shown = chat_view(self.stage.server.sandbox.state, self.id)
        self.chat = json.loads(json.dumps(shown["messages"]))

    @property
    def messages(self) -> list[dict[str, Any]]:
        """What the bot has written, oldest first."""
        return [one for one in self.chat if one["from_bot"] and not one.get("deleted")]

    @property
    def texts(self) -> list[str]:
        return [one.get("text") or one.get("caption") or "" for one in self.messages]

    @property
    def last(self) -> str:
        """The newest message with a text."""
        return next((words for words in reversed(self.texts) if words), "")

    def labels(self) -> list[str]:
        """Every button under the newest message that has any."""
        for message in reversed(self.messages):
            if message.get("buttons"):
                return [button["text"] for row in message["buttons"] for button in row]
        return []

    def button(self, label: str) -> str:
        """The data behind a button."""
        return self._find(label, None)[1]

    def _find(self, label: str, message_id: int | None) -> tuple[int, str]:
        for message in reversed(self.messages):
            if message_id in (None, message["message_id"]):
                for row in message.get("buttons") or []:
                    for button in row:
                        if label in button["text"]:
                            return message["message_id"], button["data"]
        raise AssertionError(f"{self.name} sees no button {label!r}: {self.labels()}")

    def saw(self, pattern: str) -> bool:
        """Whether any message matches."""
        return any(re.search(pattern, words) for words in self.texts)


def run_sql(url: str, statement: str) -> None:
    """One statement against SQLite, from outside the bot."""
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text(statement))
    engine.dispose()
