"""Self-help groups out of a pool of wishes: who goes with whom, when and where. Pure, seeded, the same each time.

`match` finds the groups, `explain` and `why_left` say why in typed reasons, `gain` weighs a coordinator's change,
`best_free_place` finds a running group for a newcomer. All of it can run in a worker process: every type here pickles.
"""

from domain.groups.matching.changes import Free, Gain, Move, best_free_place, gain
from domain.groups.matching.explain import explain, why_left
from domain.groups.matching.reasons import Fact, Help, HelpKind, Note, Why
from domain.groups.matching.rules import Rule, broken
from domain.groups.matching.score import WEIGHTS
from domain.groups.matching.sizes import placeable, rounded_down
from domain.groups.matching.solve import match
from domain.groups.matching.types import ONLINE, Bound, Candidate, Group, Left, Lock, Matching, Parts, Pool, Side, Sizes

__all__ = [
    "ONLINE",
    "WEIGHTS",
    "Bound",
    "Candidate",
    "Fact",
    "Free",
    "Gain",
    "Group",
    "Help",
    "HelpKind",
    "Left",
    "Lock",
    "Matching",
    "Move",
    "Note",
    "Parts",
    "Pool",
    "Rule",
    "Side",
    "Sizes",
    "Why",
    "best_free_place",
    "broken",
    "explain",
    "gain",
    "match",
    "placeable",
    "result",
    "rounded_down",
    "standing",
    "types",
    "why_left",
]
