"""Every table, in the order in which one meets them. Instants are stored in UTC."""

import secrets
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Column,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    UniqueConstraint,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import TypeDecorator

from db.crypto import Encrypted
from domain.delivery import State
from domain.signup import Status


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
        Status: String(16),
        State: String(16),
    }


class Centre(Base):
    """A learning and coping centre. Its phone is public."""

    __tablename__ = "centres"
    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(60), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    country: Mapped[str] = mapped_column(String(2))
    time_zone: Mapped[str] = mapped_column(String(60))
    language: Mapped[str] = mapped_column(String(2))
    phone: Mapped[str] = mapped_column(String(40), default="")


class Person(Base):
    """Somebody who has pressed Start. Name and phone are kept from consent on."""

    __tablename__ = "people"
    id: Mapped[int] = mapped_column(primary_key=True)
    telegram_id: Mapped[int] = mapped_column(BigInteger, unique=True)
    language: Mapped[str | None] = mapped_column(String(2))
    name: Mapped[str | None] = mapped_column(Encrypted)
    phone: Mapped[str | None] = mapped_column(Encrypted)
    consent_version: Mapped[int | None]
    consent_at: Mapped[datetime | None]
    paused_at: Mapped[datetime | None]
    blocked_at: Mapped[datetime | None]
    created_at: Mapped[datetime]


class Assignment(Base):
    """A role of a person at a centre."""

    __tablename__ = "assignments"
    __table_args__ = (UniqueConstraint("person_id", "centre_id", "role"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"))
    centre_id: Mapped[int] = mapped_column(ForeignKey("centres.id"), index=True)
    role: Mapped[str] = mapped_column(String(20))


class Invite(Base):
    """A one-time deep link that gives a role. Only the SHA-256 of its token is kept."""

    __tablename__ = "invites"
    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    role: Mapped[str] = mapped_column(String(20))
    centre_id: Mapped[int] = mapped_column(ForeignKey("centres.id"))
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class Course(Base):
    """One run of a programme. Its row is locked whenever a seat changes hands.

    `by_phone` of its seats are set aside for people who have rung and are not on Telegram: a number, no names.
    `address` and `directions` (how to get there) are public, as the centre wrote them; empty when it did not.
    """

    __tablename__ = "courses"
    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(60), unique=True)
    programme: Mapped[str] = mapped_column(String(60))
    centre_id: Mapped[int] = mapped_column(ForeignKey("centres.id"), index=True)
    seats: Mapped[int]
    by_phone: Mapped[int] = mapped_column(default=0)
    place: Mapped[str] = mapped_column(String(120))
    address: Mapped[str] = mapped_column(String(120), default="")
    directions: Mapped[str] = mapped_column(String(240), default="")
    last_number: Mapped[int] = mapped_column(default=0)


class CourseSession(Base):
    """One evening. `version` counts its moves, so that buttons and reminders of an earlier time are told apart.

    `moved_from` is the start that it had before it was last moved.
    """

    __tablename__ = "sessions"
    __table_args__ = (UniqueConstraint("course_id", "position"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("courses.id", ondelete="CASCADE"))
    position: Mapped[int]
    starts_at: Mapped[datetime] = mapped_column(index=True)
    ends_at: Mapped[datetime] = mapped_column(index=True)
    version: Mapped[int] = mapped_column(default=1)
    moved_from: Mapped[datetime | None]
    cancelled_at: Mapped[datetime | None]


class Enrolment(Base):
    """A person on a course. `number` is the order of arrival; `version` counts changes of standing."""

    __tablename__ = "enrolments"
    __table_args__ = (
        UniqueConstraint("course_id", "person_id"),
        Index("ix_enrolments_line", "course_id", "status", "number"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("courses.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), index=True)
    status: Mapped[Status]
    number: Mapped[int]
    version: Mapped[int] = mapped_column(default=1)
    since: Mapped[datetime]
    offer_expires_at: Mapped[datetime | None] = mapped_column(index=True)


class Attendance(Base):
    """What a person answered to a reminder: coming or not. Counts for the version of the evening it was given to."""

    __tablename__ = "attendance"
    __table_args__ = (UniqueConstraint("session_id", "person_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("sessions.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), index=True)
    session_version: Mapped[int]
    coming: Mapped[bool]
    answered_at: Mapped[datetime]


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


class Notice(Base):
    """What a coordinator writes to the participants of a course, and the message that shows how it is getting on."""

    __tablename__ = "notices"
    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("courses.id", ondelete="CASCADE"), index=True)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))
    text: Mapped[str] = mapped_column(Encrypted)
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    done_at: Mapped[datetime | None] = mapped_column(index=True)
    progress_message_id: Mapped[int | None]
    progress_shown: Mapped[str | None] = mapped_column(String(80))


class Dialog(Base):
    """The one conversation a person may be in the middle of, when text is awaited."""

    __tablename__ = "dialogs"
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), primary_key=True)
    step: Mapped[str] = mapped_column(String(30))
    draft: Mapped[dict[str, Any]]
    expires_at: Mapped[datetime]


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


Index(
    "ix_outbox_queue",
    Outbox.priority,
    Outbox.due_at,
    Outbox.id,
    sqlite_where=Outbox.state == State.QUEUED,
    postgresql_where=Outbox.state == State.QUEUED,
)
Index(
    "ix_outbox_sending",
    Outbox.id,
    sqlite_where=Outbox.state == State.SENDING,
    postgresql_where=Outbox.state == State.SENDING,
)
Index(
    "ix_inbox_open",
    Inbox.update_id,
    sqlite_where=Inbox.answered_at.is_(None),
    postgresql_where=Inbox.answered_at.is_(None),
)


class Note(Base):
    """A small fact that must outlive the process: how far the planner has come, until when sending is halted."""

    __tablename__ = "notes"
    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    value: Mapped[str] = mapped_column(String(1000))
