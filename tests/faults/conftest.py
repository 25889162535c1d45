"""A place with real processes."""

from collections.abc import AsyncIterator, Awaitable, Callable
from logging import CRITICAL
from pathlib import Path

import pytest
import structlog

from tests.conftest import KEY
from tests.faults.process import Place

MakePlace = Callable[..., Awaitable[Place]]


@pytest.fixture(autouse=True)
def _quiet() -> None:
    """Faults are what these tests are about; drawn with all their local variables they take longer than the tests."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(CRITICAL))


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
