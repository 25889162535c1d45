"""What all tables share. Instants are stored in UTC."""

import uuid
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Column,
    DateTime,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    event,
)
from sqlalchemy.engine import Connection, Dialect
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import TypeDecorator

from domain.delivery import State
from domain.signup import Handled, Status


class Instant(TypeDecorator[datetime]):
    """An aware datetime in UTC; SQLite keeps it as naive text, which sorts in order of time."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: Any | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        return None if value is None else value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )

    @classmethod
    def __table_cls__(cls, name: str, metadata: MetaData, *parts: Any, **options: Any) -> Table:
        """Numbers are never given twice, not even those of deleted rows: old buttons and outbox keys carry them."""
        columns = [one for one in parts if isinstance(one, Column)]
        if any(one.name == "id" and isinstance(one.type, Integer) for one in columns):
            options.setdefault("sqlite_autoincrement", True)
        return Table(name, metadata, *parts, **options)

    type_annotation_map = {  # noqa: RUF012 - SQLAlchemy's own protocol
        datetime: Instant(),
        dict[str, Any]: JSON(),
        list[str]: JSON(),
        Status: String(16),
        Handled: String(16),
        State: String(16),
    }


def partial_index(name: str, *columns: Any, where: Any) -> Index:
    """An index over those rows only for which `where` holds. Call it below the class, whose columns it takes.

    The condition waits in `info` until tables are made: said in a database's own words it makes a start load that
    database's whole dialect, also where another one is in use.
    """
    return Index(name, *columns, info={"where": where})


@event.listens_for(Base.metadata, "before_create")
def _say_conditions(metadata: MetaData, connection: Connection, **_options: object) -> None:
    for index in (one for table in metadata.tables.values() for one in table.indexes if "where" in one.info):
        index.dialect_kwargs[f"{connection.dialect.name}_where"] = index.info["where"]


def table(model: type[Base]) -> Any:
    """The table itself, for statements that want values and no objects: those cost a third."""
    return model.__table__


def columns(model: type[Base]) -> Any:
    """The columns of `table`, by name."""
    return model.__table__.c


class InCalendars:
    """What people hold of a row in their calendars (RFC 5545): `uid` for as long as the row stands.

    `sequence` goes up whenever what is given out differs from what was given out before, of which `digest` is the SHA-256;
    `changed_at`: when that was. Both None until something is given out.
    """

    uid: Mapped[str] = mapped_column(String(80), unique=True, default=lambda: str(uuid.uuid4()))
    sequence: Mapped[int] = mapped_column(default=0)
    digest: Mapped[str | None] = mapped_column(String(64))
    changed_at: Mapped[datetime | None]
