"""Whatever comes in, by either way and on either database: answered where it can be, noted where not, and nothing breaks."""

from pathlib import Path

from tests.conftest import KEY
from tests.faults.test_webhook import Hooked
from tests.fuzz.run import fuzz
from tests.stage import Stage, StageOptions

COUNT = 1000


async def test_whatever_is_fetched(stage: Stage) -> None:
    found = await fuzz(stage, seed=1, count=COUNT)
    assert found.good, found
    assert found.presses > COUNT / 10
    assert found.texts > COUNT / 10


async def test_whatever_is_posted(tmp_path: Path, postgres_url: str) -> None:
    stage = Hooked(tmp_path, postgres_url, KEY, StageOptions())
    await stage.open()
    try:
        found = await fuzz(stage, seed=2, count=COUNT, post=stage.call)
    finally:
        await stage.close()
    assert found.good, found
    assert found.statuses[200] > COUNT / 2
    assert found.statuses[400] > 0
