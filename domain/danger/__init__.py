"""Whether what somebody writes points to danger or despair, by reviewed lists of words, and whom they can ring then.

Nothing is concluded from it about anybody, and nothing kept: the answer is a message to that person, and no more.
"""

from domain.danger.lists import Danger, DangerList
from domain.danger.numbers import CHECKED_FOR, Helplines, Lines

__all__ = ["CHECKED_FOR", "Danger", "DangerList", "Helplines", "Lines"]
