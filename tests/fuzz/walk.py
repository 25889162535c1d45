"""`python -m tests.fuzz.walk [--seed N] [--seeds N] [--steps N] [--postgresql]`: people press what they see; what came of it."""

import argparse
import asyncio
import sys
import tempfile
import time
from collections import Counter
from logging import CRITICAL
from pathlib import Path

import structlog
from cryptography.fernet import Fernet

from handlers import TABLE
from tests.contract.full_house import done_here, drawn_nowhere
from tests.fuzz.__main__ import address
from tests.fuzz.street import options, street
from tests.fuzz.walker import Walk, Walker
from tests.stage import Stage


async def walk(folder: Path, url: str, key: str, seed: int, steps: int) -> Walk:
    """A world of its own, and so many steps through it."""
    stage = Stage(folder, url, key, options())
    await stage.open()
    try:
        stage.app.worker._try = done_here  # type: ignore[method-assign]
        stage.app.drawer._try = drawn_nowhere  # type: ignore[method-assign]
        return await Walker(await street(stage), seed).go(steps)
    finally:
        await stage.close()


def _tell(found: Walk, seconds: float) -> None:
    buttons = {kind.code for kind in TABLE.buttons} & set(found.pressed)
    lines = {
        "steps": found.steps,
        "acts": dict(found.acts),
        "messages": found.messages,
        "buttons": f"{len(buttons)} of {len(TABLE.buttons)} kinds",
        "never": " ".join(sorted({kind.code for kind in TABLE.buttons} - buttons)),
        "faults": len(found.faults),
        "seconds": round(seconds),
    }
    for what, figure in lines.items():
        sys.stdout.write(f"{what:10} {figure}\n")
    for key, fault in found.faults.items():
        sys.stdout.write(f"{found.times[key]} times: {fault}\n")
    sys.stdout.flush()


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz.walk", description="People press what they see.")
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--seeds", type=int, default=1, help="so many walks, each with the next seed")
    parser.add_argument("--steps", type=int, default=2_000)
    parser.add_argument("--postgresql", action="store_true", help="instead of SQLite")
    options = parser.parse_args()
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(CRITICAL - 10), cache_logger_on_first_use=False
    )
    faults: Counter[str] = Counter()
    for seed in range(options.seed, options.seed + options.seeds):
        sys.stdout.write(f"{'seed':10} {seed}\n")
        with tempfile.TemporaryDirectory() as folder, address(Path(folder), options.postgresql) as url:
            began = time.monotonic()
            found = asyncio.run(walk(Path(folder), url, Fernet.generate_key().decode(), seed, options.steps))
            _tell(found, time.monotonic() - began)
            faults.update(found.times)
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
