"""Tells open pages that something they show has changed."""

from __future__ import annotations

import asyncio


class Events:
    """Fan-out of (kind, user id) to any number of readers; a slow reader gets each distinct event once, not all."""

    def __init__(self) -> None:
        self._readers: set[Reader] = set()

    def publish(self, kind: str, user_id: int | None = None) -> None:
        """Tell every reader; costs next to nothing when nobody reads."""
        for reader in self._readers:
            reader.put((kind, user_id))

    def open(self) -> Reader:
        """Start reading; give the reader back to `close`."""
        reader = Reader()
        self._readers.add(reader)
        return reader

    def close(self, reader: Reader) -> None:
        """Stop reading."""
        self._readers.discard(reader)

    def shut(self) -> None:
        """End every reader, so that their connections can be closed."""
        for reader in self._readers:
            reader.finish()


class Reader:
    """What one open page has still to be told."""

    def __init__(self) -> None:
        self._waiting: dict[tuple[str, int | None], None] = {}
        self._wake = asyncio.Event()
        self.finished = False

    def put(self, event: tuple[str, int | None]) -> None:
        """Remember the event until `take`."""
        self._waiting[event] = None
        self._wake.set()

    def finish(self) -> None:
        """Let `take` return at once, with nothing."""
        self.finished = True
        self._wake.set()

    async def take(self) -> list[tuple[str, int | None]]:
        """Wait until there is news and return all of it."""
        await self._wake.wait()
        self._wake.clear()
        news = list(self._waiting)
        self._waiting.clear()
        return news
