"""The inbox, the outbox, and small notes."""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    ForeignKey,
    String,
)
from sqlalchemy.orm import Mapped, mapped_column

from db.crypto import Encrypted
from db.models.base import Base, partial_index
from domain.delivery import State


class Inbox(Base):
    """An update, kept before Telegram is told to forget it. `handled` with the use case's writes, `answered` afterwards."""

    __tablename__ = "inbox"
    update_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    telegram_id: Mapped[int | None] = mapped_column(BigInteger)
    payload: Mapped[str | None] = mapped_column(Encrypted)
    received_at: Mapped[datetime] = mapped_column(index=True)
    handled_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]


class Outbox(Base):
    """A message to one person: due from `due_at`, useless from `not_after`. `retry_at` is real time, the rest the clock's."""

    __tablename__ = "outbox"
    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(120), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str] = mapped_column(String(30))
    params: Mapped[dict[str, Any]]
    priority: Mapped[int]
    due_at: Mapped[datetime]
    not_after: Mapped[datetime | None]
    state: Mapped[State] = mapped_column(default=State.QUEUED)
    attempts: Mapped[int] = mapped_column(default=0)
    retry_at: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    notice_id: Mapped[int | None] = mapped_column(ForeignKey("notices.id", ondelete="CASCADE"), index=True)
    reason: Mapped[str | None] = mapped_column(String(200))


partial_index(
    "ix_outbox_queue",
    Outbox.priority,
    Outbox.due_at,
    Outbox.id,
    where=Outbox.state == State.QUEUED,
)
partial_index(
    "ix_outbox_sending",
    Outbox.id,
    where=Outbox.state == State.SENDING,
)
partial_index(
    "ix_inbox_open",
    Inbox.update_id,
    where=Inbox.answered_at.is_(None),
)


class Note(Base):
    """A small fact that must outlive the process: how far the planner has come, until when sending is halted."""

    __tablename__ = "notes"
    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    value: Mapped[str] = mapped_column(String(1000))
