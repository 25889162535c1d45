"""Groups for hundreds and thousands of people: many exchanges are weighed at once, on arrays, while it slowly gets colder.

`cooled` is all that others need. It is imported only when a pool is that large, as numpy takes a while to load.
"""

from domain.groups.matching.crowd.anneal import cooled
from domain.groups.matching.crowd.tables import can_be_counted

__all__ = ["can_be_counted", "cooled"]
