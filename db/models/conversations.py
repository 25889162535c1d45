"""What participants and the team of their course write to each other."""

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.crypto import Encrypted
from db.models.base import Base


class Conversation(Base):
    """A participant's question to the team of a course, and what followed from it.

    `named`: whether the team sees whose it is. `waiting_since`: since when a text of the person's waits for an answer,
    None when none does. `last_at`: when the last text was written.
    """

    __tablename__ = "conversations"
    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("courses.id", ondelete="CASCADE"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), index=True)
    named: Mapped[bool]
    waiting_since: Mapped[datetime | None]
    last_at: Mapped[datetime]


class AnswerDraft(Base):
    """An answer that a coordinator has written and not sent yet: one for each conversation and coordinator."""

    __tablename__ = "answer_drafts"
    __table_args__ = (UniqueConstraint("conversation_id", "author_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"))
    author_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), index=True)
    text: Mapped[str] = mapped_column(Encrypted)
    created_at: Mapped[datetime]


class ConversationLine(Base):
    """One text. `from_team`: an answer; `author_id` is the coordinator who wrote it, None when they have deleted themselves."""

    __tablename__ = "conversation_lines"
    id: Mapped[int] = mapped_column(primary_key=True)
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"), index=True)
    from_team: Mapped[bool]
    author_id: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))
    text: Mapped[str] = mapped_column(Encrypted)
    written_at: Mapped[datetime]
