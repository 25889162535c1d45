"""What coordinators write to all participants."""

from datetime import datetime

from sqlalchemy import (
    ForeignKey,
    String,
)
from sqlalchemy.orm import Mapped, mapped_column

from db.crypto import Encrypted
from db.models.base import Base


class Notice(Base):
    """What a coordinator writes to the participants of a course, and the message that shows how it is getting on.

    `formatting`: stretches of the text (`domain/marked.py`). `audience`: to whom (`domain/notices/audience.py`); `to_id`:
    to this one person.
    """

    __tablename__ = "notices"
    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("courses.id", ondelete="CASCADE"), index=True)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))
    audience: Mapped[str] = mapped_column(String(10), default="places")
    to_id: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"))
    text: Mapped[str] = mapped_column(Encrypted)
    formatting: Mapped[str | None] = mapped_column(Encrypted)
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    done_at: Mapped[datetime | None] = mapped_column(index=True)
    progress_message_id: Mapped[int | None]
    progress_shown: Mapped[str | None] = mapped_column(String(80))
