"""The composition root: makes every part once, starts them in order and stops them in the opposite order."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import structlog
from telegram import Bot

from bot import hello
from bot.background import Background
from bot.clock import SystemClock
from bot.doors import ALLOWED, Doors, Health, choose_way, choose_way_later, once
from bot.faults import Trouble
from bot.halts import Halts
from bot.intake import Intake
from bot.messenger import TelegramMessenger
from bot.readiness import must_be_ready, must_have_form
from bot.settings import Settings
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
from services import Session, Turn, people
from services.groups.chat import tasks as chat_tasks
from services.mail import notes, outbox
from services.planning import planner
from services.privacy import tidy
from services.programmes import CONTENT, read_library
from texts.catalog import Catalog

if TYPE_CHECKING:
    from bot.courses import Courses

log = structlog.get_logger()
PLAN_EVERY = 1.0
SCRUB_EVERY = 30.0
"""Seconds: soon, but several who erase themselves at once cost one rewriting of the file."""
CUT_OFF_EVERY = 600.0
"""Seconds after which SQLite's log is emptied, whatever went: also numbers that chats' tasks let go when they are done."""
POLL_SECONDS = 25
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
        self.pacing = Pacing(limits)
        self.background = Background()
        self.halts = Halts(self.database, self.pacing, self.background)
        self.health = Health(self.database)
        self.doors = Doors(settings, self.health)
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
        self._undo: list[Callable[[], Awaitable[None]]] = []
        self.intake: Intake | None = None
        self._caught_up = asyncio.Event()
        """What is stored comes before what comes in: nobody shall overtake somebody who pressed before a crash."""

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
        self._undo += [self.database.dispose, self.background.cancel, self.worker.stop, self.drawer.stop]
        await must_have_form(self.database)
        leadership = Leadership(self.database)
        self._undo.append(leadership.release)
        try:
            leadership.take_file()
        except AlreadyRuns as error:
            raise Trouble("another mestringsbot already runs on this database") from error
        except OSError as error:  # made by another user, say
            named = self.settings.database.named
            raise Trouble(f"{named}: {error.filename} cannot be locked ({error.strerror})") from error
        await self._claim()
        await self._meet_telegram()
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
        if not self.database.is_sqlite:  # there, this is the only process
            self.ticks.every(2, "halt", self.halts.know)
        await self._open_doors(intake)
        await self._take_updates(leadership, intake)
        self.background.spawn(self._show_commands())
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
            self.background.spawn(self._lead(leadership, intake))
        else:
            await self._lead(leadership, intake)
        self._caught_up.set()
        if not webhook:
            self.background.spawn(intake.poll())

    async def _fetch(self, offset: int, limit: int) -> list[Any]:
        return await self.polling.updates(
            self.bot.base_url, offset=offset, limit=limit, seconds=POLL_SECONDS, allowed=ALLOWED
        )

    async def _lead(self, leadership: Leadership, intake: Intake) -> None:
        """Plan and send, as the only process that does."""
        await leadership.acquire(self.bot.id, lambda: log.info("stands_by"))
        await self.halts.know()
        shared = timedelta(0) if self.database.is_sqlite else SHARED_FOR
        polls = self.settings.telegram.mode == "polling"
        await intake.catch_up(timedelta(0) if polls else shared)
        sending = {self.background.spawn(self.sender.run()), self.background.spawn(self.chats.run())}

        async def stop_sending() -> None:
            self.sender.stop()
            self.chats.stop()
            await asyncio.wait(sending, timeout=30)

        self._undo.append(stop_sending)
        # What has come due is looked at by a tick, and not yet now: whoever waits for an answer gets it first.
        self.ticks.every(PLAN_EVERY, "plan", self.plan)
        self.ticks.every(2, "progress", self._progress)
        self.ticks.every(2, "lead", lambda: self._still_leading(leadership))
        self.ticks.every(15, "catch_up", lambda: _no_result(intake.catch_up(timedelta(seconds=30))))
        self.ticks.every(SCRUB_EVERY, "scrub", self.scrub)
        self.ticks.every(CUT_OFF_EVERY, "cut_off", self._cut_off)
        self.ticks.every(3600, "tidy", self._tidy)

    @property
    def web_port(self) -> int:
        """Where health and metrics are served; 0 without."""
        return self.doors.port

    @property
    def failed(self) -> asyncio.Future[None]:
        """Done, with an error, when the bot cannot go on."""
        return self.background.failed

    @property
    def busy(self) -> bool:
        """Whether an update is in hand."""
        return self.intake is not None and self.intake.busy

    async def plan(self) -> None:
        """One look at what has come due."""
        with TICK_SECONDS.time():
            now = self.clock.now()
            async with self.database.begin(Turn.LOOK) as session:
                work = await planner.has_work(session, self.library, self.settings.quiet, now)
                waiting, in_chats = await self._waiting(session)
            if work:
                async with self.database.begin(Turn.PLANNER) as session:
                    await planner.plan(session, self.library, self.settings.quiet, now)
                    waiting, in_chats = await self._waiting(session)
        WAITING.set(waiting)
        if in_chats:
            self.chats.wake()
        if waiting:
            self.sender.wake()

    async def _waiting(self, session: Session) -> tuple[int, int]:
        """How many messages, and how many tasks in chats, are due."""
        now = self.clock.now()
        return await outbox.waiting(session, now), await chat_tasks.waiting(session, now, datetime.now(UTC))

    def _wake(self) -> None:
        """A use case has put something into a queue."""
        self.sender.wake()
        self.chats.wake()

    async def _progress(self) -> None:
        await show_progress(self.database, self.clock, self.messenger, self.catalog)

    async def _still_leading(self, leadership: Leadership) -> None:
        if not await leadership.held():
            self.background.fail(Trouble("the connection that held the lead was lost; start again"))

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

    async def _show_commands(self) -> None:
        try:
            async with self.database.begin(Turn.UPKEEP) as session:
                with_roles = await people.with_roles(session)
        except Exception:
            log.exception("roles_not_reached")  # a database that is away for a moment; everybody's menus need none
            with_roles = []
        await hello.show_commands(self.bot, self.catalog, with_roles)

    async def _open_doors(self, intake: Intake) -> None:
        """The servers where there are any; and how updates are to come."""
        self._undo.append(self.doors.close)
        await self.doors.open(once(self._caught_up, intake.keep), self._courses)
        if not await choose_way(self.bot, self.settings.telegram):
            self.background.spawn(choose_way_later(self.bot, self.settings.telegram))

    def _courses(self) -> "Courses":
        from bot.courses import Courses

        return Courses(self.database, self.library, self.catalog, self.bot.username, self.clock.now)


async def _no_result(work: Awaitable[object]) -> None:
    await work
