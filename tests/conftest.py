"""The stage that tests play on: a stand-in for Telegram over real HTTP, a bot beside it, a clock to turn, either database."""

import asyncio
import gc
import os
import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
import structlog
from cryptography.fernet import Fernet
from hypothesis import settings
from sqlalchemy import Connection, Engine, event

from db.migrate import upgrade
from tests import labels
from tests.postgres import Postgres
from tests.stage import Stage, StageOptions

settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")
"""Tests turn the clock and never time anything: a machine may be slow, or busy with something else."""
KEY = Fernet.generate_key().decode()
MEMORY = Path("/dev/shm")
ROOM = 2_000_000_000
"""Bytes of memory that must be free before tests keep their databases there: every commit would wait for the disk."""


class _Compiled(dict[Any, Any]):
    """Compiled statements by kind of database instead of by engine: each test has an engine of its own."""

    def get(self, key: Any, default: Any = None) -> Any:
        return super().get((type(key[0]), *key[1:]), default)

    def __setitem__(self, key: Any, value: Any) -> None:
        super().__setitem__((type(key[0]), *key[1:]), value)


COMPILED = _Compiled()


@event.listens_for(Engine, "engine_connect")
def _compile_once(connection: Connection) -> None:
    connection.execution_options(compiled_cache=COMPILED)


def _folder() -> str | None:
    there = MEMORY.is_dir() and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ROOM
    return str(MEMORY) if there else None


def pytest_configure() -> None:
    if folder := _folder():
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", folder)
    # Faults drawn with all their local variables, as is usual, take longer than the tests that provoke them.
    plain = structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback)
    structlog.configure(processors=[structlog.processors.add_log_level, plain])


def pytest_collection_finish() -> None:
    # What has been imported is no garbage, and a test leaves little: to look for it all the time takes a fifth of the time.
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


@pytest.fixture(autouse=True)
def labels_fit() -> Iterator[labels.Seen]:
    """Each test fails that shows a label which a telephone would cut off."""
    with labels.watched() as seen:
        yield seen
    if file := os.environ.get("MESTRINGSBOT_LABELS"):
        with Path(file).open("a", encoding="utf-8") as out:
            out.writelines(f"{one}\n" for one in sorted(seen.too_long))
    else:
        assert seen.too_long == set()


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A real PostgreSQL server: the one that TEST_DATABASE_URL names, else one of our own from a wheel."""
    # Not below pytest's own folder, which the next three runs of pytest clear away, also while this one is still going.
    with TemporaryDirectory(prefix="mestringsbot-pg-", dir=_folder(), ignore_cleanup_errors=True) as folder:
        server = Postgres(os.environ.get("TEST_DATABASE_URL"), Path(folder))
        yield server
        server.close()


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file in the newest form: it is migrated once, and each test takes a copy."""
    file = tmp_path_factory.mktemp("migrated") / "migrated.db"
    asyncio.run(upgrade(f"sqlite:///{file}"))
    return file


@pytest.fixture
def sqlite_url(migrated: Path, tmp_path: Path) -> str:
    """The address of a database without rows, on SQLite."""
    shutil.copyfile(migrated, tmp_path / "test.db")
    (tmp_path / "test.db").chmod(0o600)
    return f"sqlite:///{tmp_path}/test.db"


@pytest.fixture
def postgres_url(postgres: Postgres) -> Iterator[str]:
    """The address of a database without rows, on PostgreSQL."""
    yield from postgres.migrated_database()


@pytest.fixture(params=["sqlite", "postgresql"])
def either_database(request: pytest.FixtureRequest) -> str:
    """The address of a database without rows, on SQLite and on PostgreSQL in turn."""
    url: str = request.getfixturevalue("sqlite_url" if request.param == "sqlite" else "postgres_url")
    return url


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database without even tables, on SQLite and on PostgreSQL in turn."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/test.db"
        return
    server: Postgres = request.getfixturevalue("postgres")
    yield from server.empty_database()


@pytest.fixture
async def make_stage(tmp_path: Path) -> AsyncIterator[Callable[..., "StageOptions"]]:
    """Stages with options of one's own; all are struck at the end."""
    stages: list[Stage] = []

    async def make(url: str, **options: object) -> Stage:
        stage = Stage(tmp_path, url, KEY, StageOptions(**options))  # type: ignore[arg-type]
        stages.append(stage)
        await stage.open()
        return stage

    yield make  # type: ignore[misc]
    for stage in reversed(stages):
        await stage.close()


@pytest.fixture
async def stage(make_stage: Callable[..., object], sqlite_url: str) -> Stage:
    """The usual stage: SQLite, one centre, one TA TAK course of 18 seats that starts in two weeks."""
    return await make_stage(sqlite_url)  # type: ignore[misc, no-any-return]


@pytest.fixture
async def any_stage(either_database: str, make_stage: Callable[..., object]) -> Stage:
    """The usual stage on either database; the database comes first, so that it goes last."""
    return await make_stage(either_database)  # type: ignore[misc, no-any-return]
