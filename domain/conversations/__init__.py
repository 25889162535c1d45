"""What participants write to the team of their course, and what they are answered."""

from datetime import timedelta

LIMIT = 1000
"""Characters of one text, either way."""
A_DAY = 5
"""So many texts one person may write to teams within 24 hours; whoever has more to say is told whom to ring."""
KEPT_FOR = timedelta(days=90)
"""After the last text of a conversation."""

__all__ = ["A_DAY", "KEPT_FOR", "LIMIT", "buttons", "messages"]
