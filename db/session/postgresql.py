"""How PostgreSQL is reached."""

from collections.abc import Callable
from typing import Any

from sqlalchemy.exc import OperationalError

from db.address import Address


def unreached() -> tuple[type[Exception], ...]:
    """What asyncpg raises where there is no server, none of its kind, or none that lets us in."""
    import asyncpg  # here and below, as nobody needs it on SQLite

    return OSError, ValueError, KeyError, asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError


def connecting(address: Address) -> Callable[..., Any]:
    """How a connection to PostgreSQL is made: by asyncpg's own reading of the address, which knows libpq's parameters."""
    import asyncpg

    patience = {"timeout": address.connect_timeout} if address.connect_timeout else {}

    def connect(dialect: Any, _record: Any, _arguments: Any, _options: Any) -> Any:
        async def call(*_: Any, **__: Any) -> Any:
            return await asyncpg.connect(address.dsn, **patience)

        try:
            return dialect.connect(async_creator_fn=call)
        except unreached() as error:
            # A server that is away is a fault of the database's like any other.
            raise OperationalError("connect", None, error) from error

    return connect
