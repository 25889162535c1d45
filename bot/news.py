"""What has gone out since the clock of a rehearsal was turned, in plain words, and to whom: of each kind one line."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from domain.delivery import State
from services.mail.outbox import QueueLine

WORDS = {
    "session_reminder": "a reminder of the next session",
    "weekly_message": "the thought of the week",
    "follow_up": "a thought after the course",
    "evaluation_invite": "the questions about the course",
    "evaluation_reminder": "a reminder of the questions about the course",
    "fits_next": "what fits next",
    "group_invite": "an invitation to look for a self-help group",
    "group_news": "news of a self-help group",
    "group_starts": "the self-help group starts",
    "proposal_reminder": "a reminder to answer about a group",
    "proposal_lapsed": "the time to answer about a group is over",
    "group_not_formed": "no group has come of it",
    "meeting_reminder": "a reminder of the group's meeting",
    "next_meeting_asked": "when to meet next",
    "pulse_asked": "how the group is going",
    "seat_offered": "an offer of a free seat",
    "offer_lapsed": "the offer of a seat is over",
    "sign_up_digest": "the news of sign-ups",
    "waiting_list_closed": "the waiting list is closed",
    "course_opened": "a course that was waited for is open",
    "team_asked": "a question to be on a team",
    "team_member_answered": "an answer from somebody on a team",
}
"""Other kinds are called by their names."""


def happened(
    rows: Iterable[QueueLine], since: datetime, now: datetime, name: Callable[[int], str]
) -> list[dict[str, Any]]:
    """`what` went out, and `to` whom by number and name: what came due after `since`, soonest first."""
    sent = [row for row in rows if since < row.due_at <= now and row.state is State.SENT]
    found: dict[str, dict[int, str]] = {}
    for row in sorted(sent, key=lambda one: (one.due_at, one.kind, one.telegram_id)):
        what = WORDS.get(row.kind, row.kind.replace("_", " "))
        found.setdefault(what, {})[row.telegram_id] = name(row.telegram_id)
    return [{"what": what, "to": [{"id": one, "name": it} for one, it in to.items()]} for what, to in found.items()]
