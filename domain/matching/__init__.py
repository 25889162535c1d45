"""Self-help groups out of a pool of wishes: who goes with whom, when and where. Pure, seeded, the same each time.

`match` finds the groups, `explain` and `why_left` say why in typed reasons, `gain` weighs a coordinator's change,
`best_free_place` finds a running group for a newcomer. All of it can run in a worker process: every type here pickles.
"""

from domain.matching.changes import Free, Gain, Move, best_free_place, gain
from domain.matching.explain import explain, why_left
from domain.matching.reasons import Fact, Help, HelpKind, Note, Why
from domain.matching.rules import Rule, broken
from domain.matching.score import WEIGHTS
from domain.matching.sizes import placeable, rounded_down
from domain.matching.solve import match
from domain.matching.types import ONLINE, Bound, Candidate, Group, Left, Lock, Matching, Parts, Pool, Side, Sizes

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
    "rounded_down",
    "why_left",
]
