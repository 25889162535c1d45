"""Who writes to the bot."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    ForeignKey,
    String,
)
from sqlalchemy.orm import Mapped, mapped_column

from db.crypto import Encrypted
from db.models.base import Base


class Person(Base):
    """Somebody who has pressed Start. Name and phone are kept from consent on; of whoever has a role the name
    once they have said that those they work with may see it.

    `sign_up_news`: how a coordinator hears of sign-ups (`domain/signup/news.py`); None: as everybody does.
    `news_due_at`: when they are next told, if there is anything to tell.
    `shows_name`: whether the coordinators of their courses see by name what they answer about an evening. None: they
    agreed to a text that did not say so, and are counted only, like those who said no.
    """

    __tablename__ = "people"
    id: Mapped[int] = mapped_column(primary_key=True)
    telegram_id: Mapped[int] = mapped_column(BigInteger, unique=True)
    language: Mapped[str | None] = mapped_column(String(2))
    name: Mapped[str | None] = mapped_column(Encrypted)
    phone: Mapped[str | None] = mapped_column(Encrypted)
    consent_version: Mapped[int | None]
    consent_at: Mapped[datetime | None]
    shows_name: Mapped[bool | None]
    paused_at: Mapped[datetime | None]
    blocked_at: Mapped[datetime | None]
    sign_up_news: Mapped[str | None] = mapped_column(String(10))
    news_due_at: Mapped[datetime | None] = mapped_column(index=True)
    created_at: Mapped[datetime]


class Dialog(Base):
    """The one conversation a person may be in the middle of, when text is awaited."""

    __tablename__ = "dialogs"
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), primary_key=True)
    step: Mapped[str] = mapped_column(String(30))
    draft: Mapped[dict[str, Any]]
    expires_at: Mapped[datetime]


class TakenAnswer(Base):
    """Which message of a person was last taken for an answer, and to what, for when they edit it. Not what it says.

    `content` is JSON filled up to one length: to what it is might tell who has written a text in a poll.
    """

    __tablename__ = "taken_answers"
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), primary_key=True)
    content: Mapped[str] = mapped_column(Encrypted)
    kept_until: Mapped[date]
