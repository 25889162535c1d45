"""Statements that each database words in its own way."""

from collections.abc import Callable
from importlib import import_module
from typing import Any

from sqlalchemy import Executable
from sqlalchemy.ext.asyncio import AsyncSession


class InDialect:
    """A statement that is made once, when it is first needed, in the words of the database: one that `insert` begins."""

    def __init__(self, make: Callable[[Callable[[type[Any]], Any]], Executable]) -> None:
        self._make = make
        self._made: dict[str, Executable] = {}

    def of(self, session: AsyncSession) -> Executable:
        """The one that this session's database understands."""
        dialect = session.get_bind().dialect.name
        if dialect not in self._made:
            self._made[dialect] = self._make(_insert_of(dialect))
        return self._made[dialect]


def insert_once(session: AsyncSession, table: type[Any]) -> Any:
    """An INSERT that leaves a row that is there already alone (ON CONFLICT DO NOTHING, in the database's own dialect)."""
    return _insert_of(session.get_bind().dialect.name)(table).on_conflict_do_nothing()


def _insert_of(dialect: str) -> Callable[[type[Any]], Any]:
    """Of the database's own dialect; the other one is not loaded."""
    insert: Callable[[type[Any]], Any] = import_module(f"sqlalchemy.dialects.{dialect}").insert
    return insert
