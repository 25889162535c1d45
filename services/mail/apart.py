"""Apart from all others: a fault in one thing must not keep the rest from what is due."""

from collections.abc import Awaitable, Callable
from typing import Any

import structlog

from services import Session, away

log = structlog.get_logger()


async def apart(session: Session, work: Callable[[], Awaitable[int | None]], **about: int) -> int:
    """Do it in a savepoint of its own; returns what it returns, 0 when it broke. `about` are numbers of rows for the log.

    What is loaded before must not be relied upon after a fault: only ids. A database that is away is everybody's fault.
    """
    try:
        async with session.begin_nested():
            return await work() or 0
    except Exception as fault:
        if away(fault):
            raise
        log.exception("plan_fault", concern=_name(work), **about)
        session.info[_BROKE] = True
        return 0


_BROKE = "apart_broke"


def broke(session: Session) -> bool:
    """Whether anything has broken in this transaction: what it was to do is not done."""
    return _BROKE in session.info


def _name(work: Any) -> str:
    """Module and function of a partial."""
    function = getattr(work, "func", work)
    return f"{function.__module__.rpartition('.')[2]}.{function.__name__.removeprefix('_')}"
