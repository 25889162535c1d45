"""The course database on the web port: `/courses.json`, and `/courses` in the reader's language."""

import asyncio
import time
from collections.abc import Callable
from datetime import datetime

from db.session import Database
from db.turns import Turn
from domain.people import LANGUAGES
from handlers.people.people import COURSE
from services.programmes import Library
from services.signup import directory
from services.signup.directory import Entry
from texts.catalog import Catalog
from texts.directory import page, records

KEPT = 30.0
"""Seconds for which nothing is read anew, however many ask: whoever presses a button shall not wait behind those who look."""


class Courses:
    """What is published now, or was half a minute ago."""

    def __init__(
        self, database: Database, library: Library, catalog: Catalog, username: str, now: Callable[[], datetime]
    ) -> None:
        self._database, self._library, self._catalog = database, library, catalog
        self._username, self._now = username, now
        self._reading = asyncio.Lock()
        self._read_at = float("-inf")
        self._entries: list[tuple[Entry, str]] = []
        self._made_at = now()
        self._files: dict[str, bytes] = {}

    async def json(self) -> bytes:
        await self._fresh()
        if "json" not in self._files:
            self._files["json"] = records.as_json([records.record(*one) for one in self._entries], self._made_at)
        return self._files["json"]

    async def page(self, language: str) -> bytes:
        await self._fresh()
        if language not in self._files:
            self._files[language] = page.page(self._catalog.of(language), self._entries, self._made_at)
        return self._files[language]

    async def _fresh(self) -> None:
        """Who asks while it is read waits for it. Raises what reading raises; then the next who asks tries again."""
        async with self._reading:
            if time.monotonic() - self._read_at < KEPT:
                return
            made_at = self._now()
            async with self._database.begin(Turn.UPKEEP) as session:
                entries = await directory.read(session, self._library, made_at)
            link = f"https://t.me/{self._username}?start={COURSE}"
            self._entries, self._made_at = [(one, f"{link}{one.course.slug}") for one in entries], made_at
            self._files.clear()
            self._read_at = time.monotonic()


def language_of(asked: str | None, header: str) -> str:
    """One of ours: the one asked for, else the first that the browser names (Accept-Language, in its order), else bokmål."""
    named = [asked or "", *(one.partition(";")[0].strip()[:2].lower() for one in header.split(","))]
    close = {"no": "nb"}
    return next((one for one in (close.get(name, name) for name in named) if one in LANGUAGES), LANGUAGES[0])
