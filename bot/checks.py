"""`mestringsbot check`: is all well, and which key is to be mended if not?"""

import asyncio
from collections.abc import AsyncIterator
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

import aiohttp
from msgspec import Struct
from sqlalchemy import select

from bot.commands import address, library_of, reached
from bot.faults import Trouble
from bot.readiness import must_fit, must_have_room, strays, wrong_form
from bot.settings import Settings, find_config, load_settings
from bot.understood import understood
from db import files
from db.crypto import KEYS, KeyMissing
from db.models import Centre, Course
from db.session import Database
from domain.running.free_days import free_day
from domain.timing import Clock, QuietHours
from services import Session, courses
from services.courses import CourseView
from services.programmes import ContentFault, Library, telling

LOCAL = ("127.0.0.1", "::1", "localhost")
PROXY_REFUSES = 407
TIMEOUT = aiohttp.ClientTimeout(total=15)


class Mark(StrEnum):
    WELL = "✓"
    NOTE = "!"
    WRONG = "✗"


class Finding(Struct, frozen=True):
    """One line of the answer; a note is worth knowing but keeps nothing from working."""

    mark: Mark
    text: str

    def __str__(self) -> str:
        return f"{self.mark} {' '.join(self.text.split())}"


def well(text: str) -> Finding:
    return Finding(Mark.WELL, text)


def wrong(text: str) -> Finding:
    return Finding(Mark.WRONG, text)


async def examine(file: Path | None, clock: Clock) -> list[Finding]:
    """Look at settings, content, keys, database and Telegram, in this order; what depends on a fault is left out."""
    try:
        settings = load_settings(file)
    except Trouble as trouble:
        return [wrong(one) for one in trouble.faults]
    findings = [well(f"settings: {find_config(file) or 'the defaults, as there is no config.toml here'}")]
    if settings.web.enabled and settings.web.host not in LOCAL:
        findings.append(
            Finding(Mark.NOTE, f"[web] host: /metrics can be read from other machines ({settings.web.host})")
        )
    findings += _files(settings, find_config(file))
    library = _content(settings, findings)
    findings += _helplines(library, clock.now().date()) if library else []
    keys = _keys(settings, findings)
    database = Database(settings.database_url)
    try:
        findings += [one async for one in _database(settings, database, library, keys, clock.now())]
    finally:
        await database.dispose()
    findings.append(await _telegram(settings))
    return findings


def _files(settings: Settings, config: Path | None) -> list[Finding]:
    """What others on this machine may read: the database, and a file of secrets beside the settings or here."""
    folders = dict.fromkeys((config.parent.resolve() if config else Path.cwd(), Path.cwd()))
    secrets = [one for folder in folders for one in sorted(folder.glob("*.env")) if one.is_file()]
    database = Database(settings.database_url).file
    return [
        Finding(Mark.NOTE, f"files: {one} can be read by others on this machine; chmod 600 {one.name}")
        for one in files.wider([*(files.of(database) if database else ()), *secrets])
    ]


def _content(settings: Settings, findings: list[Finding]) -> Library | None:
    try:
        library = library_of(settings)
    except (Trouble, ContentFault) as fault:
        findings.append(wrong(f"content: {fault}"))
        return None
    findings.append(well(f"content: programmes {', '.join(sorted(library.programmes))}"))
    if settings.content_directory:
        # Whoever writes programmes sees what was made of them.
        findings += [well(f"content: {slug}: {understood(one)}") for slug, one in sorted(library.programmes.items())]
        findings += [Finding(Mark.NOTE, f"content: {one}") for one in telling.told(settings.content_directory)]
    return library


def _helplines(library: Library, today: date) -> list[Finding]:
    """A number that is no longer right is worse than none."""
    if not library.helplines.overdue(today):
        return []
    checked = f"checked is {library.helplines.checked}, more than a year ago"
    return [Finding(Mark.NOTE, f"content: danger/numbers.toml: {checked}; make sure of the numbers and set the day")]


def _keys(settings: Settings, findings: list[Finding]) -> bool:
    try:
        KEYS.open(settings.need_keys())
    except (Trouble, KeyMissing) as fault:
        findings.append(wrong(f"key: {fault}"))
        return False
    return True


async def _database(
    settings: Settings, database: Database, library: Library | None, keys: bool, now: datetime
) -> AsyncIterator[Finding]:
    try:
        await asyncio.to_thread(must_have_room, database, settings.database.named)
        async with reached(address(settings)):
            misfit = await wrong_form(database)
    except Trouble as trouble:
        yield wrong(str(trouble))
        return
    if misfit is not None:
        yield wrong(f"database: {misfit} ({address(settings)})")
        return
    yield well(f"database: {address(settings)}")
    async with database.begin() as session:
        try:
            if keys:
                await must_fit(session)
                yield well("key: MESTRINGSBOT_KEY fits this database")
        except Trouble as trouble:
            yield wrong(f"key: {trouble}")
        if library is not None:
            for finding in (*await _groups(session, library), *await _centres(session)):
                yield finding
            async for finding in _courses(session, library, settings.quiet, now):
                yield finding


async def _courses(session: Session, library: Library, quiet: QuietHours, now: datetime) -> AsyncIterator[Finding]:
    for stray in await strays(session, library):
        yield wrong(stray)
    rows = (await session.scalars(select(Course.id).order_by(Course.id))).all()
    for view in await courses.load_many(session, library, rows):
        if view.ends_at > now:
            for note in _oddities(view, quiet, now):
                yield Finding(Mark.NOTE, f"course {view.slug}: {note}")


async def _centres(session: Session) -> list[Finding]:
    """Whoever gets no further with the bot is sent to a person, and nowhere where there is no number."""
    silent = await session.scalars(select(Centre.slug).where(Centre.phone == "").order_by(Centre.id))
    return [
        Finding(
            Mark.NOTE, f"centre {slug}: it has no phone, so nobody is told whom to ring; see phone in the import file"
        )
        for slug in silent
    ]


async def _groups(session: Session, library: Library) -> list[Finding]:
    """A file for a centre that there is not goes for nobody, as where its name is misspelt."""
    centres = sorted(await session.scalars(select(Centre.slug)))
    return [
        Finding(Mark.NOTE, f"content: groups/{slug}.toml: there is no centre {slug} ({', '.join(centres)})")
        for slug in sorted(library.own_groups)
        if centres and slug not in centres
    ]


def _oddities(view: CourseView, quiet: QuietHours, now: datetime) -> list[str]:
    """What is odd about a course, though nothing breaks of it."""
    fewest, most = view.programme.seats
    found = []
    if word := view.programme.told_by(view.slug):
        found.append(f"its slug tells what its title keeps to paper ({word}): links and files are named after it")
    if not fewest <= view.seats <= most:
        found.append(f"{view.seats} seats; the programme works with {fewest} to {most}")
    for one in view.sessions:
        local = one.starts_at.astimezone(view.zone), one.ends_at.astimezone(view.zone)
        hours, named = (own, "the centre's quiet hours") if (own := view.centre.quiet) else (quiet, "[quiet_hours]")
        if one.starts_at > now and not one.cancelled and any(map(hours.covers, local)):
            found.append(f"evening {one.position} ({local[0]:%Y-%m-%d %H:%M}–{local[1]:%H:%M}) lies in {named}")
        free = free_day(local[0].date(), view.centre.country)
        if one.starts_at > now and not one.cancelled and free:
            found.append(f"evening {one.position} ({local[0]:%Y-%m-%d}) falls on {free.own}")
    return found


async def _telegram(settings: Settings) -> Finding:
    try:
        settings.need_token()
        return well(f"telegram: @{await get_me(settings)} at {settings.telegram.way}")
    except Trouble as trouble:
        return wrong(f"telegram: {trouble}")


async def get_me(settings: Settings) -> str:
    """The bot's username, asked of Telegram. Raises Trouble."""
    way = settings.telegram.way
    try:
        async with (
            aiohttp.ClientSession(timeout=TIMEOUT, proxy=settings.telegram.proxy or None) as http,
            http.get(f"{settings.telegram.api_base}/bot{settings.need_token()}/getMe") as answer,
        ):
            if settings.telegram.proxy and answer.status == PROXY_REFUSES:
                raise Trouble(f"the proxy wants a user and a password: {way}")
            status, said = answer.status, await answer.json(content_type=None)
    except aiohttp.ClientHttpProxyError as error:
        raise Trouble(f"the proxy refuses ({error.status}): {way}") from error
    except (aiohttp.ClientError, TimeoutError, OSError) as error:
        # Not the error's own words: they hold the address, and with it the token.
        raise Trouble(f"Telegram cannot be reached: see [telegram] api_base ({way})") from error
    except ValueError as error:
        raise Trouble(f"this is not Telegram's Bot API: see [telegram] api_base ({way})") from error
    return _username(status, said, way)


def _username(status: int, said: Any, base: str) -> str:
    if status in (401, 404):
        raise Trouble("Telegram refuses the token: see TELEGRAM_BOT_TOKEN")
    try:
        return str(said["result"]["username"])
    except (TypeError, KeyError) as error:
        raise Trouble(f"Telegram does not answer as it should ({status}): see [telegram] api_base ({base})") from error
