"""`python -m tests.fuzz [--seed N] [--count N] [--webhook] [--postgresql]`: as long as one likes, and what came of it."""

import argparse
import asyncio
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from logging import CRITICAL
from pathlib import Path

import structlog
from cryptography.fernet import Fernet

from db.migrate import upgrade
from tests.faults.test_webhook import Hooked
from tests.fuzz.run import Findings, fuzz
from tests.postgres import Postgres
from tests.stage import Stage, StageOptions

SHOWN = 5


@contextmanager
def address(folder: Path, on_postgresql: bool) -> Iterator[str]:
    if not on_postgresql:
        url = f"sqlite:///{folder}/fuzz.db"
        asyncio.run(upgrade(url))
        yield url
        return
    server = Postgres(None, folder)
    try:
        yield from server.migrated_database()
    finally:
        server.close()


async def _run(folder: Path, url: str, options: argparse.Namespace) -> Findings:
    kind = Hooked if options.webhook else Stage
    stage = kind(folder, url, Fernet.generate_key().decode(), StageOptions())
    await stage.open()
    try:
        return await fuzz(stage, options.seed, options.count, stage.call if isinstance(stage, Hooked) else None)
    finally:
        await stage.close()


def _tell(found: Findings, seconds: float) -> None:
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    lines = {
        "updates": found.updates,
        "presses": found.presses,
        "texts": found.texts,
        "unanswered": len(found.unanswered),
        "faults": dict(found.faults) or 0,
        "statuses": dict(found.statuses) or "-",
        "open rows": found.open_rows,
        "alive": "yes" if found.alive else "NO",
        "seconds": round(seconds),
        "memory": f"{memory} MB at most",
    }
    for what, figure in lines.items():
        sys.stdout.write(f"{what:12} {figure}\n")
    for update in found.unanswered[:SHOWN]:
        sys.stdout.write(f"not answered: {str(update)[:500]!r}\n")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description="Impossible updates for the whole bot.")
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--count", type=int, default=20_000)
    parser.add_argument("--webhook", action="store_true", help="posted, instead of fetched")
    parser.add_argument("--postgresql", action="store_true", help="instead of SQLite")
    options = parser.parse_args()
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(CRITICAL - 10), cache_logger_on_first_use=False
    )
    sys.stdout.write(f"{'seed':12} {options.seed}\n")
    with tempfile.TemporaryDirectory() as folder, address(Path(folder), options.postgresql) as url:
        began = time.monotonic()
        found = asyncio.run(_run(Path(folder), url, options))
        _tell(found, time.monotonic() - began)
    sys.exit(0 if found.good else 1)


if __name__ == "__main__":
    main()
