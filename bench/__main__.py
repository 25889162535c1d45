"""`python -m bench [a b ... i] [--baseline COMMIT] [--quick]`: measure, print the table, keep it as JSON in bench/results."""

import argparse
import asyncio
import gc
import os
import platform
import signal
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from statistics import median
from typing import Any

from rich.console import Console

from bench import idle, matching, pace, rest, sending, signup, stall, storm, ticks
from bench.figures import Figure, save, show
from bench.trees import HERE, Workshop, checked_out, commit_of, tree
from bot import logs

RESULTS = Path(__file__).with_name("results")
PARTS: dict[str, tuple[str, Callable[..., Awaitable[list[Figure]]]]] = {
    "a": ("updates a second on the sign-up path", signup.measure),
    "b": ("messages a second without limits", sending.measure),
    "c": ("the pace, with limits", pace.measure),
    "d": ("a look at what has come due, with nothing due", idle.measure),
    "e": ("a thousand reminders in the same second", stall.measure),
    "f": ("self-help groups", matching.measure),
    "g": ("the planner's tick by the number of programmes", ticks.measure),
    "h": ("the whole bot at rest", rest.measure),
    "i": ("answers in a storm", storm.measure),
}
COMPARED = ("python-telegram-bot", "aiogram", "APScheduler", "aiohttp", "SQLAlchemy", "numpy", "ortools")


async def _run(console: Console, parts: list[str], baseline: str | None, *, quick: bool) -> tuple[list[Figure], int]:
    """The figures, and how many parts broke off."""
    broken = 0
    RESULTS.mkdir(exist_ok=True)
    figures: list[Figure] = []
    # On the same disk as the results: where the system keeps temporary files a commit may cost nothing.
    with tempfile.TemporaryDirectory(dir=RESULTS) as name, checked_out(baseline, Path(name)) as earlier:
        folder = Path(name)
        houses = Workshop(folder)
        await houses.prepare()
        houses.trees = [await tree("this tree", HERE, folder / "ours")]
        if earlier:
            houses.trees.append(await tree(f"baseline {commit_of(earlier)}", earlier, folder / "theirs"))
        for part in parts:
            title, measure = PARTS[part]
            begin = time.perf_counter()
            gc.collect()
            try:
                figures += await measure(houses, quick=quick)
            except Exception:
                console.print_exception()  # the other parts are still worth having
                broken += 1
            console.print(f"({part}) {title}: {time.perf_counter() - begin:.0f} s", style="dim")
        console.print()
    return figures, broken


def _about(quick: bool) -> dict[str, Any]:
    return {
        "at": datetime.now().astimezone().isoformat(timespec="seconds"),
        "quick": quick,
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "versions": {name: version(name) for name in COMPARED},
        "load": [round(one, 1) for one in os.getloadavg()],
        "sync_ms": round(1000 * _sync_seconds(), 3),
    }


def _sync_seconds() -> float:
    """What it costs here to bring a small write onto the disk; every commit of ours pays it."""
    times = []
    with tempfile.TemporaryFile(dir=RESULTS) as file:
        for _ in range(50):
            file.write(b"x" * 4096)
            file.flush()
            begin = time.perf_counter()
            os.fsync(file.fileno())
            times.append(time.perf_counter() - begin)
    return median(times)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench", description="Ratios, measured side by side in one run.")
    parser.add_argument("parts", nargs="*", choices=[[], *PARTS], metavar="part", help=f"of {' '.join(PARTS)}")
    parser.add_argument(
        "--baseline", help="a commit, or the path of a tree: measured beside this one in a, b, g, h and i"
    )
    parser.add_argument("--quick", action="store_true", help="fewer rounds: under a minute, less exact")
    options = parser.parse_args()
    logs.set_up("error")
    signal.signal(
        signal.SIGTERM, lambda *_: sys.exit(143)
    )  # told to end, it ends its processes and the tree beside, too
    console = Console(width=None if Console().is_terminal else 170)
    figures, broken = asyncio.run(_run(console, options.parts or list(PARTS), options.baseline, quick=options.quick))
    about = _about(options.quick)
    show(console, figures)
    name = datetime.now().astimezone().strftime("%Y-%m-%d-%H%M%S")
    file = save(RESULTS, name, about, figures)
    console.print(
        f"\n{about['cores']} cores, load {about['load'][1]} (a run with the machine to itself makes about 1.5); "
        f"a write reaches the disk in {about['sync_ms']} ms; {file.name} in bench/results"
    )
    sys.exit(1 if broken else 0)


if __name__ == "__main__":
    main()
