"""A place with real processes."""

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from logging import CRITICAL
from pathlib import Path

import pytest
import structlog

from tests.conftest import KEY
from tests.faults.process import Place

LOCKER = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("BEGIN IMMEDIATE")
print("locked", flush=True)
sys.stdin.read()
"""
MakePlace = Callable[..., Awaitable[Place]]


@asynccontextmanager
async def locked(url: str) -> AsyncIterator[None]:
    """Another process holds the file."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", LOCKER, url.removeprefix("sqlite:///")), stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert process.stdout is not None
    assert await process.stdout.readline() == b"locked\n"
    try:
        yield
    finally:
        assert process.stdin is not None
        process.stdin.close()
        await process.wait()


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    """Faults are what these tests are about; written out with all their frames they take longer than the tests."""
    usual = structlog.get_config()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(CRITICAL))
    yield
    structlog.configure(**usual)


@pytest.fixture
async def make_place(tmp_path: Path) -> AsyncIterator[MakePlace]:
    """Places, struck at the end with every process that still runs."""
    places: list[Place] = []

    async def make(url: str | None = None, *, seats: int = 18, **config: str) -> Place:
        place = Place(tmp_path, url or f"sqlite:///{tmp_path}/test.db", KEY, seats=seats)
        places.append(place)
        await place.open(**config)
        return place

    yield make
    for place in places:
        await place.close()
