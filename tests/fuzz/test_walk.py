"""People press what they see, for as long as a test may take: nothing breaks, misleads or leads nowhere."""

from pathlib import Path

from tests.conftest import KEY
from tests.fuzz.walk import walk

SEED, STEPS = 7, 120


async def test_whoever_presses_what_they_see(tmp_path: Path, sqlite_url: str) -> None:
    found = await walk(tmp_path, sqlite_url, KEY, SEED, STEPS)
    assert not found.faults, "\n".join(map(str, found.faults.values()))
    assert found.acts["press"] > STEPS / 3
    assert found.messages > STEPS / 2
