"""Networks, centres, roles, and the links that give a role."""

from datetime import date, datetime, time

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base

ONE_PLACE = "(centre_id IS NULL) <> (area_id IS NULL)"
"""A role, and a link to one, is at a centre or in a network: at exactly one of them."""


class Area(Base):
    """A network of centres, or a part of one: a sub-network has a parent."""

    __tablename__ = "areas"
    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(60), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("areas.id"), index=True)


class Centre(Base):
    """A learning and coping centre. Its phone and the name of its contact person are public.

    From `quiet_from` to `quiet_to`, by its own clock, it sends nothing that can wait; where both are the same, it always
    sends. None: as whoever runs the bot has set it for all. `school_holidays`: as in `domain/running/school_holidays.py`.
    """

    __tablename__ = "centres"
    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(60), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    country: Mapped[str] = mapped_column(String(2))
    time_zone: Mapped[str] = mapped_column(String(60))
    language: Mapped[str] = mapped_column(String(2))
    phone: Mapped[str] = mapped_column(String(40), default="")
    area_id: Mapped[int | None] = mapped_column(ForeignKey("areas.id"), index=True)
    contact: Mapped[str] = mapped_column(String(120), default="")
    quiet_from: Mapped[time | None]
    quiet_to: Mapped[time | None]
    school_holidays: Mapped[list[str]] = mapped_column(default=list)


class Municipality(Base):
    """A municipality that a centre serves, by its name."""

    __tablename__ = "municipalities"
    centre_id: Mapped[int] = mapped_column(ForeignKey("centres.id", ondelete="CASCADE"), primary_key=True)
    name: Mapped[str] = mapped_column(String(60), primary_key=True)


class Assignment(Base):
    """A role of a person at a centre, or in a network."""

    __tablename__ = "assignments"
    __table_args__ = (
        UniqueConstraint("person_id", "centre_id", "role"),
        UniqueConstraint("person_id", "area_id", "role"),
        CheckConstraint(ONE_PLACE, name="ck_assignments_place"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"))
    centre_id: Mapped[int | None] = mapped_column(ForeignKey("centres.id"), index=True)
    area_id: Mapped[int | None] = mapped_column(ForeignKey("areas.id"), index=True)
    role: Mapped[str] = mapped_column(String(20))


class Invite(Base):
    """A one-time deep link that gives a role. Only the SHA-256 of its token is kept.

    `created_by`: the owner who made it in the chat, and who must still be one when it is used; None: whoever runs the bot.
    """

    __tablename__ = "invites"
    __table_args__ = (CheckConstraint(ONE_PLACE, name="ck_invites_place"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    role: Mapped[str] = mapped_column(String(20))
    centre_id: Mapped[int | None] = mapped_column(ForeignKey("centres.id"))
    area_id: Mapped[int | None] = mapped_column(ForeignKey("areas.id"))
    created_by: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]


class Confidentiality(Base):
    """That somebody has signed at a centre that they keep to themselves what they hear: when, and who has written it down.

    `recorded_by` is None for somebody who is no longer here.
    """

    __tablename__ = "confidentiality"
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), primary_key=True)
    centre_id: Mapped[int] = mapped_column(ForeignKey("centres.id"), primary_key=True)
    signed_on: Mapped[date]
    recorded_by: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))
    recorded_at: Mapped[datetime]
