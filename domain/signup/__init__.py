"""Places and the waiting list of one course."""

from domain.signup.needs import Need, Needs
from domain.signup.news import USUAL, News, next_digest
from domain.signup.seats import HOLDS_SEAT, IN_LINE, Handled, Standing, Status, joins_as, offers_due

__all__ = [
    "HOLDS_SEAT",
    "IN_LINE",
    "USUAL",
    "Handled",
    "Need",
    "Needs",
    "News",
    "Standing",
    "Status",
    "buttons",
    "joins_as",
    "messages",
    "needs",
    "next_digest",
    "offers_due",
]
