"""Polls: unfinished ones with their person, sent ones without."""

import secrets
from datetime import datetime

from sqlalchemy import (
    ForeignKey,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from db.crypto import Encrypted
from db.models.base import Base


class EvaluationDraft(Base):
    """A person's unfinished poll; once sent only the fact remains here, and the answers stand apart without a name."""

    __tablename__ = "evaluation_drafts"
    __table_args__ = (UniqueConstraint("course_id", "round", "person_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("courses.id", ondelete="CASCADE"))
    round: Mapped[str] = mapped_column(String(10))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), index=True)
    answers: Mapped[str | None] = mapped_column(Encrypted)
    free_text: Mapped[str | None] = mapped_column(Encrypted)
    sent_at: Mapped[datetime | None]
    skipped_at: Mapped[datetime | None]


class EvaluationAnswer(Base):
    """One sent poll, without person and without time; its random key keeps no order of arrival, nor does SQLite's row id.

    `step` is with which five (1, 2, ...) it is shown while the poll is open; 0 until they are five.
    """

    __tablename__ = "evaluation_answers"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012 - SQLAlchemy's own protocol
    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=lambda: secrets.token_hex(16))
    course_id: Mapped[int] = mapped_column(ForeignKey("courses.id", ondelete="CASCADE"), index=True)
    round: Mapped[str] = mapped_column(String(10))
    answers: Mapped[str] = mapped_column(Encrypted)
    free_text: Mapped[str | None] = mapped_column(Encrypted)
    step: Mapped[int] = mapped_column(default=0)
