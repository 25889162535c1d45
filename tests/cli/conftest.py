"""Commands are called in this process: what they set for a whole process is set back."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog


@pytest.fixture(autouse=True)
def logs_as_before() -> Iterator[None]:
    """A command logs to the standard error that it was given, which is closed when the test is over."""
    before = structlog.get_config()
    yield
    structlog.configure(**before)


@pytest.fixture
def made(migrated: Path, tmp_path: Path) -> Path:
    """What `migrate` makes where nothing else is set, without rows: a copy, as migrating takes longer than most tests."""
    file = tmp_path / "mestringsbot.db"
    shutil.copyfile(migrated, file)
    file.chmod(0o600)
    return file
