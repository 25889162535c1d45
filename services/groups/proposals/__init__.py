"""Proposals: a group without names, answered by everybody for themselves, that stands or falls under the lock of its row."""

from services.groups.proposals.answering import answer, settle
from services.groups.proposals.deadlines import asked_out_of_reach, due, end, ends, remind, reminded_of
from services.groups.proposals.proposing import ProposedGroup, propose
from services.groups.proposals.views import Proposal, lapsed_views, not_formed_views, proposal_views, seen

__all__ = [
    "Proposal",
    "ProposedGroup",
    "answer",
    "asked_out_of_reach",
    "due",
    "end",
    "ends",
    "lapsed_views",
    "not_formed_views",
    "proposal_views",
    "propose",
    "remind",
    "reminded_of",
    "seen",
    "settle",
]
