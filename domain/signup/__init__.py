"""Places and the waiting list of one course."""

from domain.signup.seats import HOLDS_SEAT, IN_LINE, Handled, Standing, Status, joins_as, offers_due

__all__ = ["HOLDS_SEAT", "IN_LINE", "Handled", "Standing", "Status", "buttons", "joins_as", "messages", "offers_due"]
