"""Newcomers: a free place in a running group, first asked of its members, then offered, then taken or passed on.

The members are asked about "somebody new" and learn nothing of whom; the newcomer learns of it only when they are welcome.
A no is not kept with anybody's name: the group just takes in nobody new until its members open it again. Where too few
answer, the place is not offered, and the members are left in peace until somebody looks for a group again.
"""

from services.groups.newcomers.asking import Question, asked_views, question, vote
from services.groups.newcomers.deadlines import LASTS, ends, lapse
from services.groups.newcomers.offering import Offer, answer, joined_views, offer, offer_view, pass_on

__all__ = [
    "LASTS",
    "Offer",
    "Question",
    "answer",
    "asked_views",
    "ends",
    "joined_views",
    "lapse",
    "offer",
    "offer_view",
    "pass_on",
    "question",
    "vote",
]
