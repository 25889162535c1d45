"""Who is on a course, or waits for a place."""

from datetime import datetime

from sqlalchemy import (
    ForeignKey,
    Index,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from db.crypto import Encrypted
from db.models.base import Base
from domain.signup import Handled, Status


class PhoneWait(Base):
    """Somebody who has rung while no seat was free, in the line of a course: a number, no name; the coordinators know who.

    `number` is the order of arrival, with that of the enrolments. `turn_at`: since when a seat is set aside for them.
    """

    __tablename__ = "phone_waits"
    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("courses.id", ondelete="CASCADE"), index=True)
    number: Mapped[int]
    since: Mapped[datetime]
    turn_at: Mapped[datetime | None]


class Enrolment(Base):
    """A person on a course. `number` is the order of arrival; `version` counts changes of standing.

    `known_version`: that of the course when they signed up, or took the seat they were offered.
    `referred_by`: of what kind whoever passed on the leaflet was whose link they followed (`domain/courses/leaflets.py`).
    `needs`: what they need to be able to take part (`domain/signup/needs.py`), as long as they have the place.
    `handled`: what a coordinator has done with it last (`domain/signup/seats.py`), `reason_id`: and why.
    """

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
    known_version: Mapped[int] = mapped_column(default=1)
    since: Mapped[datetime]
    offer_expires_at: Mapped[datetime | None] = mapped_column(index=True)
    referred_by: Mapped[str | None] = mapped_column(String(10))
    needs: Mapped[str | None] = mapped_column(Encrypted)
    handled: Mapped[Handled | None]
    reason_id: Mapped[int | None] = mapped_column(ForeignKey("reasons.id", ondelete="SET NULL"))
