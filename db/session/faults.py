"""What the database will never take, and when it is only away."""

from sqlite3 import IntegrityError as IntegrityFault

from sqlalchemy.exc import DBAPIError, SQLAlchemyError, StatementError
from sqlalchemy.exc import TimeoutError as NoTurn

_NOT_THESE_VALUES = ("22", "23")
"""Classes of SQLSTATE: data that cannot be, and constraints that are broken."""


def refused(error: BaseException) -> bool:
    """Whether these values will never be taken, however often it is tried."""
    if not isinstance(error, SQLAlchemyError):
        return isinstance(error, OverflowError | ValueError | TypeError)  # the drivers' own, from before the statement
    if not isinstance(error, DBAPIError):
        return isinstance(error, StatementError)  # a column's own type did not know what to do with the value
    driver = error.orig.__cause__ if error.orig else None
    state = getattr(error.orig, "sqlstate", None) or ""
    return state[:2] in _NOT_THESE_VALUES or isinstance(driver, ValueError) or isinstance(error.orig, IntegrityFault)


def away(error: BaseException) -> bool:
    """Whether the database is away, locked or busy: worth trying again for as long as it takes.

    What SQLAlchemy finds wrong by itself (a row that is not there) is a fault of ours, and the same at every try.
    """
    return isinstance(error, NoTurn | DBAPIError) and not refused(error)
