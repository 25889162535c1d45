"""Wording of the wish for a group: the invitation, the form by buttons, what one looks for, pause and withdrawal."""

from texts.groups.wishes.answers import summary, times
from texts.groups.wishes.around import ask_withdraw, choose_centre, declined, finished, in_group, invite, withdrawn
from texts.groups.wishes.steps import card, form

__all__ = [
    "ask_withdraw",
    "card",
    "choose_centre",
    "declined",
    "finished",
    "form",
    "in_group",
    "invite",
    "summary",
    "times",
    "withdrawn",
]
