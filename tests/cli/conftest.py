"""Commands are called in this process: what they set for a whole process is set back."""

from collections.abc import Iterator

import pytest
import structlog


@pytest.fixture(autouse=True)
def logs_as_before() -> Iterator[None]:
    """A command logs to the standard error that it was given, which is closed when the test is over."""
    before = structlog.get_config()
    yield
    structlog.configure(**before)
