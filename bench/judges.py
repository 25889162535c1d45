"""Other ways to form groups, and the proven best for small pools. All choose from the same rules and the same scores."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from random import Random
from threading import Event, Thread

from ortools.linear_solver import pywraplp
from ortools.sat.python import cp_model

from domain.groups.matching.build import Builder
from domain.groups.matching.columns import Columns, TooManyError
from domain.groups.matching.draft import Draft
from domain.groups.matching.exact import Chosen, worth
from domain.groups.matching.frame import Frame, bits
from domain.groups.matching.repair import place_left
from domain.groups.matching.score import SCALE, Scorer

_MOST_COLUMNS = 60_000
MOST_PROVEN = 1_200
"""Sets of people looked at: more take SCIP longer than a benchmark should."""


def greedy_by_slot(frame: Frame, scorer: Scorer) -> Chosen:
    """One time after the other, the best filled first: people are taken in their order while they fit, up to six."""
    free, found = frame.everybody, []
    for slot in sorted(range(len(frame.slot_names)), key=lambda s: -frame.with_slot[s].bit_count()):
        found += _fill(frame, free & frame.with_slot[slot], lambda room: room & -room)
        free = frame.everybody & ~sum(found)
    return [(mask, scorer.score(mask)) for mask in found]


def by_lot(frame: Frame, scorer: Scorer, seed: int) -> Chosen:
    """Whoever fits, by lot."""
    random = Random(seed)
    found = _fill(frame, frame.everybody, lambda room: 1 << random.choice(list(bits(room))))
    return [(mask, scorer.score(mask)) for mask in found]


def _fill(frame: Frame, free: int, pick: Callable[[int], int]) -> list[int]:
    found = []
    tried = free
    while tried:
        first = frame.unit[pick(tried).bit_length() - 1]
        tried &= ~first
        group, room = first, frame.room(first) & free & ~first
        if first & ~free or not frame.fits(first):
            continue
        while room and group.bit_count() < 6:
            unit = frame.unit[pick(room).bit_length() - 1]
            room &= ~unit
            larger = group | unit
            if not unit & ~free and larger.bit_count() <= frame.pool.sizes.most and frame.fits(larger):
                group, room = larger, room & frame.room(larger)
        if group.bit_count() >= frame.pool.sizes.least:
            found.append(group)
            free &= ~group
            tried &= ~group
    return found


def proven_best(frame: Frame, scorer: Scorer, claimed: tuple[int, int, int]) -> tuple[int, int, int] | None:
    """(placed, worst, people times score) of the best there is, by SCIP among every group that may stand.

    `claimed` spares a search for the worst score: it is asked whether that can be reached, and whether any higher can.
    None where there are too many groups for a proof in short time. Raises RuntimeError where SCIP does not prove a step.
    """
    try:
        columns = Columns(frame, scorer, MOST_PROVEN).among(frame.everybody)
    except TooManyError:
        return None
    worst = claimed[1]
    placed = _proven(columns, [mask.bit_count() for mask, _ in columns], 0)
    if (
        placed
        and _proven(better := [one for one in columns if one[1] > worst], [m.bit_count() for m, _ in better], 0)
        == placed
    ):
        return placed, SCALE, 0
    good = [column for column in columns if column[1] >= worst]
    return placed, worst if placed else 0, _proven(good, [mask.bit_count() * score for mask, score in good], placed)


def _proven(columns: Chosen, worth_: Sequence[int], people: int) -> int:
    """The highest sum with at least so many people placed."""
    if not columns:
        return 0
    solver = pywraplp.Solver.CreateSolver("SCIP")
    chosen = [solver.BoolVar("") for _ in columns]
    of: dict[int, list[pywraplp.Variable]] = {}
    for (mask, _), variable in zip(columns, chosen, strict=True):
        for i in bits(mask):
            of.setdefault(i, []).append(variable)
    for variables in of.values():
        solver.Add(solver.Sum(variables) <= 1)
    solver.Add(solver.Sum([m.bit_count() * x for (m, _), x in zip(columns, chosen, strict=True)]) >= people)
    solver.Maximize(solver.Sum([w * x for w, x in zip(worth_, chosen, strict=True)]))
    if solver.Solve() != pywraplp.Solver.OPTIMAL:
        raise RuntimeError("SCIP proved nothing")
    value: int = round(solver.Objective().Value())
    return value


def _model(columns: Chosen) -> tuple[cp_model.CpModel, list[cp_model.IntVar]]:
    model = cp_model.CpModel()
    chosen = [model.new_bool_var("") for _ in columns]
    of: dict[int, list[cp_model.IntVar]] = {}
    for (mask, _), variable in zip(columns, chosen, strict=True):
        for i in bits(mask):
            of.setdefault(i, []).append(variable)
    for variables in of.values():
        model.add_at_most_one(variables)
    return model, chosen


def _solver() -> cp_model.CpSolver:
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.max_time_in_seconds = 300.0
    return solver


@contextmanager
def _stopped(solver: cp_model.CpSolver, at: float) -> Iterator[None]:
    """Ends a search once the process has used so many seconds of a core: the solver itself knows only the wall's clock, and
    would get less of a busy machine."""
    over = Event()

    def watch() -> None:
        while not over.wait(0.02):
            if time.process_time() >= at:
                solver.stop_search()

    watcher = Thread(target=watch)
    watcher.start()
    try:
        yield
    finally:
        over.set()
        watcher.join()


def by_cp_sat(frame: Frame, scorer: Scorer, seconds: float) -> Chosen:
    """CP-SAT with one worker, from a greedy start, all in these seconds of a core: all groups that may stand, or as many good
    ones as a third of the time gives. The steps of the objective are one sum, each step outweighing all of the next."""
    begin = time.process_time()
    start = _greedy_start(frame, scorer, 0)
    columns = _some_columns(frame, scorer, start, begin + seconds / 3)
    model, chosen = _model(columns)
    worst = model.new_int_var(0, SCALE, "")
    for (_, score), variable in zip(columns, chosen, strict=True):
        if score < SCALE:
            model.add(worst <= score).only_enforce_if(variable)
    n = len(frame.people)
    sums = [m.bit_count() * (n * SCALE * SCALE * 2 + s) for m, s in columns]
    model.maximize(cp_model.LinearExpr.weighted_sum([*chosen, worst], [*sums, n * SCALE]))
    taken = {mask for mask, _ in start}
    for (mask, _), variable in zip(columns, chosen, strict=True):
        model.add_hint(variable, mask in taken)
    solver = _solver()
    with _stopped(solver, at=begin + seconds):
        status = solver.solve(model)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return start
    found = [column for column, variable in zip(columns, chosen, strict=True) if solver.boolean_value(variable)]
    return max(found, start, key=worth)


def _greedy_start(frame: Frame, scorer: Scorer, seed: int) -> Chosen:
    builder = Builder(frame, scorer, Random(seed))
    draft = Draft(frame, scorer, frame.everybody, builder.all_groups(frame.everybody))
    place_left(draft, builder)
    return draft.chosen()


def _some_columns(frame: Frame, scorer: Scorer, start: Chosen, end: float) -> Chosen:
    try:
        return Columns(frame, scorer, _MOST_COLUMNS).among(frame.everybody)
    except TooManyError:
        pass
    found = dict(start)
    seed = 0
    while time.process_time() < end and len(found) < _MOST_COLUMNS:
        seed += 1
        found |= _greedy_start(frame, scorer, seed)
    return sorted(found.items())
