"""Wording of the coordinator's round: the board, cards with reasons, changes, approval, one group."""

from texts.groups.rounds.cards import card, left_over, person, weighed
from texts.groups.rounds.draft import approved, ask_approve, ask_discard, overview
from texts.groups.rounds.groups import ask_close, board, group

__all__ = [
    "approved",
    "ask_approve",
    "ask_close",
    "ask_discard",
    "board",
    "card",
    "group",
    "left_over",
    "overview",
    "person",
    "weighed",
]
