"""Figures: what was measured, how it compares, whether the goal is met; as a table and as JSON."""

import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from statistics import median
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

Measure = Callable[[], Awaitable[float]]


@dataclass(frozen=True)
class Figure:
    """One line of the table. `ours` and `theirs` are the values of all rounds, `ratio` is ours by theirs, round by round.

    `goal` in words; `met` None when there is none.
    """

    part: str
    what: str
    unit: str
    ours: Sequence[float]
    other: str = ""
    theirs: Sequence[float] = ()
    ratio: Sequence[float] = ()
    goal: str = ""
    met: bool | None = None


def compare(
    part: str,
    what: str,
    unit: str,
    ours: Sequence[float],
    other: str,
    theirs: Sequence[float],
    *,
    at_least: float | None = None,
    at_most: float | None = None,
) -> Figure:
    """A figure with its ratio, and with a goal for the median of the ratio if one is given."""
    ratio = [mine / other_ for mine, other_ in zip(ours, theirs, strict=True)]
    middle = median(ratio)
    goal, met = "", None
    if at_least is not None:
        goal, met = f"ratio ≥ {at_least:g}", middle >= at_least
    if at_most is not None:
        goal, met = f"ratio ≤ {at_most:g}", middle <= at_most
    return Figure(part, what, unit, ours, other, theirs, ratio, goal, met)


def beside(
    part: str,
    what: str,
    unit: str,
    values: Mapping[str, Sequence[float]],
    *,
    at_least: float | None = None,
    at_most: float | None = None,
    no_more_than: float | None = None,
) -> Figure:
    """The values of this tree beside those of the baseline, by name; without a baseline there is nothing to compare with.

    `at_least` and `at_most` are goals for the ratio, `no_more_than` one for the value itself.
    """
    (_, ours), *others = values.items()
    if others:
        ((name, theirs),) = others
        found = compare(part, what, unit, ours, name, theirs, at_least=at_least, at_most=at_most)
    else:
        found = Figure(part, what, unit, ours)
    if no_more_than is None:
        return found
    return replace(found, goal=f"≤ {no_more_than:g}", met=median(ours) <= no_more_than)


async def in_turns(
    rounds: int, contestants: Mapping[str, Callable[[], Awaitable[Mapping[str, float]]]]
) -> dict[str, dict[str, list[float]]]:
    """As `side_by_side`, where each round gives several values by what they are: what -> contestant -> values."""
    values: dict[str, dict[str, list[float]]] = {}
    for _ in range(rounds):
        for name, measure in contestants.items():
            for what, value in (await measure()).items():
                values.setdefault(what, {one: [] for one in contestants})[name].append(value)
    return values


async def side_by_side(rounds: int, contestants: Mapping[str, Measure]) -> dict[str, list[float]]:
    """A B C A B C ...: whatever else the machine does falls on all of them."""
    values: dict[str, list[float]] = {name: [] for name in contestants}
    for _ in range(rounds):
        for name, measure in contestants.items():
            values[name].append(await measure())
    return values


def show(console: Console, figures: Sequence[Figure]) -> None:
    """The table: medians, with the least and the greatest of the rounds in brackets."""
    table = Table(box=None, pad_edge=False, header_style="bold", row_styles=["", "dim"])
    for name in ("", "what", "unit"):
        table.add_column(name)
    table.add_column("ours", justify="right")
    table.add_column("compared with")
    for name in ("theirs", "ratio"):
        table.add_column(name, justify="right")
    table.add_column("goal")
    table.add_column("met")
    for one in figures:
        verdict = {None: "", True: "[green]yes[/green]", False: "[red]NO[/red]"}[one.met]
        cells = [one.part, one.what, one.unit, spread(one.ours), one.other, spread(one.theirs), spread(one.ratio)]
        table.add_row(*map(escape, cells), escape(one.goal), verdict)
    console.print(table)


def spread(values: Sequence[float]) -> str:
    """`12.3 (11.8–13)`: median, least, greatest."""
    if not values:
        return ""
    middle = _short(median(values))
    return middle if len(values) == 1 else f"{middle} ({_short(min(values))}–{_short(max(values))})"


def _short(value: float) -> str:
    return f"{value:.0f}" if abs(value) >= 100 or value == 0 else f"{value:.3g}"


def save(folder: Path, name: str, about: Mapping[str, Any], figures: Sequence[Figure]) -> Path:
    """Write everything as JSON; returns the file."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{name}.json"
    content = {**about, "figures": [asdict(one) for one in figures]}
    file.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    return file
