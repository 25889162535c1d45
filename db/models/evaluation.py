"""Polls: unfinished ones with their person, sent ones without."""

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
    """A person's poll until it is sent; then the row goes, and the answers are in the round's box.

    `content` is JSON filled up to one length, so that it does not tell who has written a text; None when declined.
    """

    __tablename__ = "evaluation_drafts"
    __table_args__ = (UniqueConstraint("course_id", "round", "person_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("courses.id", ondelete="CASCADE"))
    round: Mapped[str] = mapped_column(String(20))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), index=True)
    content: Mapped[str | None] = mapped_column(Encrypted)
    skipped_at: Mapped[datetime | None]


class EvaluationBox(Base):
    """All that has been sent of a round, and who has sent it: one value (`domain.ballots.Box`), as long as polls are many.

    Rows of their own, however they are named, would lie in the order in which they came.
    """

    __tablename__ = "evaluation_boxes"
    __table_args__ = (UniqueConstraint("course_id", "round"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("courses.id", ondelete="CASCADE"))
    round: Mapped[str] = mapped_column(String(20))
    closed: Mapped[bool] = mapped_column(default=False)
    content: Mapped[str] = mapped_column(Encrypted)
