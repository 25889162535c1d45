"""The stage that tests play on: a stand-in for Telegram over real HTTP, a bot beside it, a clock to turn, either database."""

import os
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from cryptography.fernet import Fernet

from tests.stage import Postgres, Stage, StageOptions

KEY = Fernet.generate_key().decode()


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A real PostgreSQL server: the one that TEST_DATABASE_URL names, else one of our own from a wheel."""
    # Not below pytest's own folder, which the next three runs of pytest clear away, also while this one is still going.
    with TemporaryDirectory(prefix="mestringsbot-pg-", ignore_cleanup_errors=True) as folder:
        server = Postgres(os.environ.get("TEST_DATABASE_URL"), Path(folder))
        yield server
        server.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def either_database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of an empty database, on SQLite and on PostgreSQL in turn."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/test.db"
        return
    server: Postgres = request.getfixturevalue("postgres")
    yield from server.empty_database()


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/test.db"


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
