"""The composition root: makes every part once, starts them in order and stops them in the opposite order."""

import asyncio
import signal
import time
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import structlog
from telegram import Bot
from telegram.error import TelegramError

from bot import hello, logs
from bot.clock import FileClock, SystemClock
from bot.faults import Trouble
from bot.intake import Intake
from bot.messenger import TelegramMessenger
from bot.readiness import keep_to_ourselves, must_be_ready, must_have_form
from bot.settings import WEBHOOK_PATH, Settings
from bot.transport import AiohttpRequest
from bot.worker import RESTS_AFTER, Worker
from db import erasing, keys_in_use
from db.crypto import KEYS
from db.leader import AlreadyRuns, Leadership
from db.session import Database
from domain.errors import LeafletFailed
from domain.messages import ANSWER
from domain.timing import Clock
from handlers import TABLE
from handlers.context import House
from scheduler.chats import ChatRunner
from scheduler.metrics import TICK_SECONDS, WAITING
from scheduler.pacing import Limits, Pacing
from scheduler.progress import show_progress
from scheduler.sender import Sender
from scheduler.ticks import Ticks
from services import DatabaseFault, Turn, people
from services.groups.chat import tasks as chat_tasks
from services.mail import notes, outbox
from services.planning import planner
from services.privacy import tidy
from services.programmes import CONTENT, read_library
from texts.catalog import Catalog

if TYPE_CHECKING:
    from bot.web import WebServer

log = structlog.get_logger()
PLAN_EVERY = 1.0
SCRUB_EVERY = 30.0
"""Seconds: soon, but several who erase themselves at once cost one rewriting of the file."""
CUT_OFF_EVERY = 600.0
"""Seconds after which SQLite's log is emptied, whatever went: also numbers that chats' tasks let go when they are done."""
POLL_SECONDS = 25
ALLOWED = ("message", "edited_message", "callback_query", "my_chat_member", "chat_join_request")
HALT_WORTH_WAITING = 1.0
"""Seconds that a stop waits for Telegram to take messages again."""
SHARED_FOR = timedelta(seconds=60)


class App:
    """One running bot. `start()` returns when it takes updates; `stop()` when everything in hand is finished."""

    def __init__(self, settings: Settings, clock: Clock) -> None:
        self.settings, self.clock = settings, clock
        KEYS.open(settings.need_keys())
        self.database = Database(settings.database_url)
        self.catalog = Catalog()
        self.library = read_library(settings.content_directory or CONTENT)
        pace = settings.pacing
        limits = Limits(pace.per_second, pace.per_chat_seconds, pace.per_group_minute)
        self.pacing = Pacing(limits, on_halt=self._note_halt)
        base = settings.telegram.api_base.rstrip("/")
        proxy = settings.telegram.proxy
        self.polling = AiohttpRequest(connections=2, proxy=proxy)
        self.bot = Bot(
            settings.need_token(),
            base_url=f"{base}/bot",
            base_file_url=f"{base}/file/bot",
            request=AiohttpRequest(proxy=proxy),
            get_updates_request=self.polling,
        )
        self.messenger = TelegramMessenger(self.bot, self.pacing)
        shared = self.database, clock, self.messenger, self.catalog, self.library, self.pacing
        self.sender = Sender(*shared, in_flight=settings.sending.in_flight)
        self.chats = ChatRunner(*shared)
        self.chats.wake_sender = self.sender.wake
        self.ticks = Ticks()
        self.worker, self.drawer = Worker(), Worker("leaflet", LeafletFailed, rests_after=RESTS_AFTER)
        self.failed: asyncio.Future[None] | None = None
        self._background: set[asyncio.Task[None]] = set()
        self._undo: list[Callable[[], Awaitable[None]]] = []
        self.intake: Intake | None = None
        self._caught_up = asyncio.Event()
        """What is stored comes before what comes in: nobody shall overtake somebody who pressed before a crash."""
        self.web_port = 0
        self._looked_at: tuple[float, str | None] = (-1.0, None)

    async def start(self, clock_file: Path | None = None) -> None:
        """Raises Trouble, in one plain sentence, when it cannot run. The commands then live by `clock_file` too."""
        try:
            await self._start()
            async with self.database.begin() as session:
                await notes.write(session, notes.CLOCK_FILE, str(clock_file or ""))
        except BaseException:
            await self.stop()
            raise

    async def stop(self) -> None:
        """In the opposite order; each step even when one before it failed."""
        if self.intake is not None:
            self.intake.close()
        self._caught_up.set()  # nobody shall wait at the webhook for what does not come any more
        if self.pacing.halted_for > HALT_WORTH_WAITING:
            self.pacing.turn_away(ANSWER)  # the next start tells those who wait where they are
        while self._undo:
            step = self._undo.pop()
            try:
                await step()
            except Exception:
                log.exception("stop_step_failed")

    async def _start(self) -> None:
        self.failed = asyncio.get_running_loop().create_future()
        self._undo += [self.database.dispose, self._cancel_background, self.worker.stop, self.drawer.stop]
        await must_have_form(self.database)
        await self._claim()
        await self._meet_telegram()
        leadership = Leadership(self.database, self.bot.id)
        self._undo.append(leadership.release)
        house = House(
            self.database,
            self.clock,
            SystemClock(),
            self.catalog,
            self.library,
            self.messenger,
            self.bot.username,
            bot_id=self.bot.id,
            match=self.worker.match,
            draw=self.drawer.draw,
            quiet=self.settings.quiet,
            wake=self._wake,
        )
        self.intake = intake = Intake(house, TABLE, self._fetch)
        # Before anything is fed to it: told to stop while it catches up, the bot must finish what it has begun to answer.
        self._undo.append(intake.stop)
        self.ticks.every(0.5, "answered", intake.flush)
        self.ticks.every(2, "halt", self._know_halt)
        await self._serve(intake)
        await self._take_updates(leadership, intake)
        self.ticks.start()
        self._undo.append(self.ticks.stop)
        log.info("running", username=self.bot.username, mode=self.settings.telegram.mode)

    async def _claim(self) -> None:
        """Note which key is in use from now on, unless another one is."""
        async with self.database.begin(Turn.UPKEEP) as session:
            await self.database.alone(session, keys_in_use.TURN)
            await must_be_ready(session, self.library)
            await keys_in_use.claim(session, datetime.now(UTC))

    async def _take_updates(self, leadership: Leadership, intake: Intake) -> None:
        """First those that are stored, then those that come in."""
        webhook = self.settings.telegram.mode == "webhook"
        if webhook and not self.database.is_sqlite:
            # Any number of processes take updates; one of them leads the rest when its turn comes.
            await intake.catch_up(SHARED_FOR)
            self._spawn(self._lead(leadership, intake))
        else:
            await self._lead(leadership, intake)
        self._caught_up.set()
        if not webhook:
            self._spawn(intake.poll())

    async def _fetch(self, offset: int, limit: int) -> list[Any]:
        return await self.polling.updates(
            self.bot.base_url, offset=offset, limit=limit, seconds=POLL_SECONDS, allowed=ALLOWED
        )

    async def _lead(self, leadership: Leadership, intake: Intake) -> None:
        """Plan and send, as the only process that does."""
        try:
            await leadership.acquire()
        except AlreadyRuns as error:
            raise Trouble("another mestringsbot already runs on this database") from error
        await self._know_halt()
        shared = timedelta(0) if self.database.is_sqlite else SHARED_FOR
        polls = self.settings.telegram.mode == "polling"
        await intake.catch_up(timedelta(0) if polls else shared)
        sending = {self._spawn(self.sender.run()), self._spawn(self.chats.run())}

        async def stop_sending() -> None:
            self.sender.stop()
            self.chats.stop()
            await asyncio.wait(sending, timeout=30)

        self._undo.append(stop_sending)
        await self.plan()
        self.ticks.every(PLAN_EVERY, "plan", self.plan)
        self.ticks.every(2, "progress", self._progress)
        self.ticks.every(2, "lead", lambda: self._still_leading(leadership))
        self.ticks.every(15, "catch_up", lambda: _no_result(intake.catch_up(timedelta(seconds=30))))
        self.ticks.every(SCRUB_EVERY, "scrub", self.scrub)
        self.ticks.every(CUT_OFF_EVERY, "cut_off", self._cut_off)
        self.ticks.every(3600, "tidy", self._tidy)

    @property
    def busy(self) -> bool:
        """Whether an update is in hand."""
        return self.intake is not None and self.intake.busy

    async def _cancel_background(self) -> None:
        for task in list(self._background):
            task.cancel()
        if self._background:
            await asyncio.wait(self._background, timeout=5)

    async def plan(self) -> None:
        """One look at what has come due."""
        with TICK_SECONDS.time():
            async with self.database.begin(Turn.PLANNER) as session:
                written = await planner.plan(session, self.library, self.settings.quiet, self.clock.now())
                waiting = await outbox.waiting(session, self.clock.now())
                in_chats = await chat_tasks.waiting(session, self.clock.now(), datetime.now(UTC))
        WAITING.set(waiting)
        if in_chats:
            self.chats.wake()
        if written or waiting:
            self.sender.wake()

    def _wake(self) -> None:
        """A use case has put something into a queue."""
        self.sender.wake()
        self.chats.wake()

    async def _progress(self) -> None:
        await show_progress(self.database, self.clock, self.messenger, self.catalog)

    async def _still_leading(self, leadership: Leadership) -> None:
        if not await leadership.held() and self.failed and not self.failed.done():
            self.failed.set_exception(Trouble("the connection that held the lead was lost; start again"))

    async def _tidy(self) -> None:
        async with self.database.begin(Turn.UPKEEP) as session:
            await tidy.tidy(session, self.library, self.clock.now(), datetime.now(UTC))
        await self.scrub()

    async def _cut_off(self) -> None:
        await erasing.cut_off(self.database)

    async def scrub(self) -> None:
        """Clear from the files what has been erased; tried again at the next tick when somebody reads meanwhile."""
        await erasing.scrub(self.database)

    async def _meet_telegram(self) -> None:
        self._undo.append(self.bot.shutdown)
        await hello.meet(self.bot)
        async with self.database.begin() as session:
            await notes.write(session, notes.USERNAME, self.bot.username)
            coordinators = list(await people.with_roles(session))
        self._spawn(hello.show_commands(self.bot, self.catalog, coordinators))

    async def _serve(self, intake: Intake) -> None:
        """Where there is a webhook, or health and metrics, their servers; and how updates are to come."""
        if self.settings.web.enabled or self.settings.telegram.mode == "webhook":
            await self._open_doors(intake)
        if not await self._choose_way():
            self._spawn(self._choose_way_later())

    async def _open_doors(self, intake: Intake) -> None:
        """The webhook; health and metrics at an address of their own."""
        from bot.courses import Courses  # most bots have no server, and need not load one
        from bot.web import KEEP_SECONDS, WebServer

        async def keep(updates: Sequence[object]) -> bool:
            try:
                async with asyncio.timeout(KEEP_SECONDS):
                    await self._caught_up.wait()
            except TimeoutError:
                return False
            return await intake.keep(updates, within=KEEP_SECONDS)

        telegram, web = self.settings.telegram, self.settings.web
        if web.enabled:
            courses = Courses(self.database, self.library, self.catalog, self.bot.username, self.clock.now)
            server = WebServer(healthy=self._healthy, courses=courses if web.courses else None)
            self.web_port = await self._listen(server, web.host, web.port)
        if telegram.mode == "webhook":
            door = WebServer(healthy=self._healthy, keep=keep, secret=telegram.webhook_secret)
            await self._listen(door, telegram.listen_host, telegram.listen_port)

    async def _listen(self, server: "WebServer", host: str, port: int) -> int:
        self._undo.append(server.stop)
        return await server.start(host, port)

    async def _choose_way(self) -> bool:
        """Tell Telegram how updates are to come."""
        telegram = self.settings.telegram
        try:
            if telegram.mode == "webhook":
                url = telegram.webhook_url.rstrip("/") + WEBHOOK_PATH
                await self.bot.set_webhook(url, secret_token=telegram.webhook_secret, allowed_updates=ALLOWED)
            else:
                await self.bot.delete_webhook()
        except TelegramError as error:
            log.warning("webhook_not_set", reason=type(error).__name__)
            return False
        return True

    async def _choose_way_later(self) -> None:
        """Without this the bot would be deaf for as long as it runs."""
        wait = 1.0
        while not await self._choose_way():
            await asyncio.sleep(wait)
            wait = min(wait * 2, hello.LONGEST_WAIT)

    async def _healthy(self) -> str | None:
        """What is wrong, if anything; looked at once a second at most, however often somebody asks."""
        asked = time.monotonic()
        if asked - self._looked_at[0] > 1:
            self._looked_at = (asked, await self._look())
        return self._looked_at[1]

    async def _look(self) -> str | None:
        try:
            async with asyncio.timeout(5), self.database.begin(Turn.UPKEEP) as session:
                await notes.read(session, notes.PLANNED_UNTIL)
        except Exception as error:
            return f"database: {type(error).__name__}"
        return None

    def _note_halt(self, seconds: float) -> None:
        self._spawn(self._write_halt(datetime.now(UTC) + timedelta(seconds=seconds)))

    async def _write_halt(self, until: datetime) -> None:
        try:
            async with self.database.begin(Turn.UPKEEP) as session:
                noted = await notes.read_instant(session, notes.HALTED_UNTIL)
                if noted is None or noted < until:
                    await notes.write_instant(session, notes.HALTED_UNTIL, until)
        except DatabaseFault:
            log.exception("halt_not_noted")

    async def _know_halt(self) -> None:
        """A halt that this process met before a restart, or that another process has met."""
        async with self.database.begin(Turn.UPKEEP) as session:
            until = await notes.read_instant(session, notes.HALTED_UNTIL)
        if until is not None and (left := (until - datetime.now(UTC)).total_seconds()) > 0:
            self.pacing.halt_until(time.monotonic() + left)

    def _spawn(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.create_task(work)
        self._background.add(task)
        task.add_done_callback(self._ended)
        return task

    def _ended(self, task: asyncio.Task[None]) -> None:
        """A part that dies takes the process with it: whoever supervises it starts it anew, and nothing is lost."""
        self._background.discard(task)
        error = None if task.cancelled() else task.exception()
        if error and self.failed and not self.failed.done():
            self.failed.set_exception(error)


async def _no_result(work: Awaitable[object]) -> None:
    await work


async def run(settings: Settings, *, clock_file: Path | None = None) -> None:
    """Run in the foreground until SIGTERM or SIGINT. Raises Trouble."""
    logs.set_up(settings.log.level, settings.log.format)
    if clock_file is not None:
        clock_file = await asyncio.to_thread(clock_file.resolve)
    await asyncio.to_thread(keep_to_ourselves, settings)
    app = App(settings, FileClock(clock_file) if clock_file else SystemClock())
    told = asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(name, told.set)
    stop = asyncio.create_task(told.wait())
    starting = asyncio.create_task(app.start(clock_file))
    await asyncio.wait([starting, stop], return_when=asyncio.FIRST_COMPLETED)
    if not starting.done():
        starting.cancel()
        await asyncio.wait({starting})
        return
    starting.result()
    assert app.failed is not None
    ends: set[asyncio.Future[Any]] = {stop, app.failed}
    try:
        await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
    finally:
        await app.stop()
    if app.failed.done():
        app.failed.result()
