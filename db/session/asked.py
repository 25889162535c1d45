"""What a transaction asks for that is done once it stands."""

from enum import Enum

from sqlalchemy.ext.asyncio import AsyncSession

WIPE = "wipe"


class Wipe(Enum):
    """When what has been written over and deleted is to be wiped from the files, too.

    `NOW`; `ANSWERED`, once more after the first of the following transactions that forgets what people have written;
    `ALL`, once more by and by, in longer tables as well.
    """

    NOW = "now"
    ANSWERED = "answered"
    ALL = "all"


def wakes(session: AsyncSession) -> None:
    """Something goes into a queue: whoever works it off is to look as soon as this transaction stands, not when idle."""
    session.info["wakes"] = True


def has_woken(session: AsyncSession) -> bool:
    """Whether anything has gone into a queue in this transaction."""
    return "wakes" in session.info


def shred(session: AsyncSession, wipe: Wipe = Wipe.NOW) -> None:
    """What this transaction writes over or deletes shall be in the files no longer once it stands.

    With another `wipe` only if there has been a transaction that asked for it `NOW`.
    """
    session.info[WIPE] = wipe
