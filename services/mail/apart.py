"""Apart from all others: a fault in one thing must not keep the rest from what is due."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import structlog

from services import DatabaseFault, Session

log = structlog.get_logger()


async def apart(session: Session, work: Callable[[], Awaitable[int | None]], **about: int) -> int:
    """Do it in a savepoint of its own; returns what it returns, 0 when it broke. `about` are numbers of rows for the log.

    What is loaded before must not be relied upon after a fault: only ids. A database that is away is everybody's fault.
    """
    try:
        async with session.begin_nested():
            return await work() or 0
    except DatabaseFault:
        raise
    except Exception:
        log.exception("plan_fault", concern=_name(work), **about)
        return 0


async def each_apart(session: Session, works: Sequence[Callable[[], Awaitable[int | None]]]) -> int:
    """Do all of them; returns the sum of what they return. Only when one has broken, all are done again, each by itself.

    A savepoint for each would cost more than most of them ask for, and seldom does one break.
    """
    try:
        async with session.begin_nested():
            return sum([await one() or 0 for one in works])
    except DatabaseFault:
        raise
    except Exception:
        return sum([await apart(session, one) for one in works])


def _name(work: Any) -> str:
    """Module and function of a partial."""
    function = getattr(work, "func", work)
    return f"{function.__module__.rpartition('.')[2]}.{function.__name__.removeprefix('_')}"
