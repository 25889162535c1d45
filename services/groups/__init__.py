"""Self-help groups: wishes, rounds of matching, proposals, what happens in a group, meetings, the group's chat."""

__all__ = [
    "agenda",
    "board",
    "chat",
    "drafts",
    "feedback",
    "form",
    "front",
    "homes",
    "life",
    "meetings",
    "mine",
    "newcomers",
    "pairs",
    "places",
    "planner",
    "proposals",
    "rounds",
    "troubles",
    "views",
    "wishes",
]
