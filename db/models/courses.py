"""Courses, their evenings, and their teams."""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from db.crypto import Encrypted
from db.models.base import Base, InCalendars


class Course(Base):
    """One run of a programme. Its row is locked whenever a seat changes hands.

    `by_phone` of its seats are set aside for people who have rung and are not on Telegram: a number, no names.
    `address` and `directions` (how to get there) are public, as the centre wrote them; empty when it did not. So is `topic`: what
    the one session of this course is about, where its programme meets but once.
    `referral`: none, asked or required; None: as the programme says.
    `version` counts changes of which its people are told (`course_changes`); `edition` what coordinators have decided on its
    card, so that of two who work at once the second sees what it has become.
    `state` is draft or published; whether it runs, is over or will not take place follows from its evenings. `languages`: those
    that are spoken (`domain/courses/languages.py`), none: the centre's own; `interpreter`: whether one can be had.
    `video_link`: for those with a place alone.
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
    topic: Mapped[str] = mapped_column(String(120), default="")
    referral: Mapped[str | None] = mapped_column(String(8))
    last_number: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column(default=1)
    edition: Mapped[int] = mapped_column(default=1)
    state: Mapped[str] = mapped_column(String(10), default="published", index=True)
    published_at: Mapped[datetime | None] = mapped_column(index=True)
    languages: Mapped[list[str]] = mapped_column(default=list)
    interpreter: Mapped[bool] = mapped_column(default=False)
    video_link: Mapped[str | None] = mapped_column(Encrypted)


class CourseDraft(Base):
    """What coordinators have chosen that does not hold yet.

    `dates`: when a draft is to meet, each in the centre's local time (ISO 8601); empty as long as nobody has said. Publishing
    makes evenings of them. `pending`: of a published course what is to be changed (JSON), until that is confirmed.
    """

    __tablename__ = "course_drafts"
    course_id: Mapped[int] = mapped_column(ForeignKey("courses.id", ondelete="CASCADE"), primary_key=True)
    dates: Mapped[list[str]] = mapped_column(default=list)
    pending: Mapped[str | None] = mapped_column(Encrypted)


class CourseShare(Base):
    """A centre with which a course is shared: its people are told of it and sign up, its coordinators see it without them."""

    __tablename__ = "course_shares"
    course_id: Mapped[int] = mapped_column(ForeignKey("courses.id", ondelete="CASCADE"), primary_key=True)
    centre_id: Mapped[int] = mapped_column(ForeignKey("centres.id"), primary_key=True, index=True)


class TeamMember(Base):
    """Somebody who is asked to hold a course, or has said what they answer: `state` is asked, yes or no.

    `role` is professional or experienced_user, as they have it at the course's centre or at one that it is shared with.
    `known_version`: that of the course when they were asked, or said yes: what has changed since is news to them.
    `session_id`: they are asked to stand in at this evening alone; None: to hold the whole course.
    """

    __tablename__ = "team_members"
    __table_args__ = (UniqueConstraint("course_id", "person_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("courses.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), index=True)
    role: Mapped[str] = mapped_column(String(20))
    state: Mapped[str] = mapped_column(String(10))
    asked_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)
    known_version: Mapped[int] = mapped_column(default=1)
    session_id: Mapped[int | None] = mapped_column(ForeignKey("sessions.id", ondelete="CASCADE"), index=True)


class TeamAbsence(Base):
    """What one of a team has said of an evening, or of the team's `meeting` of this number: that they cannot come when it begins
    at `starts_at`.

    It counts while that stands at this time. None: they can after all. `changes` counts how often either was said, which
    is how many revisions of it there are in their calendar alone (`services/courses/absences.py`).
    """

    __tablename__ = "team_absences"
    __table_args__ = (
        UniqueConstraint("member_id", "session_id"),
        UniqueConstraint("member_id", "meeting"),
        CheckConstraint("(session_id IS NULL) <> (meeting IS NULL)", name="ck_team_absences_one_of_both"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("team_members.id", ondelete="CASCADE"))
    session_id: Mapped[int | None] = mapped_column(ForeignKey("sessions.id", ondelete="CASCADE"), index=True)
    meeting: Mapped[int | None]
    starts_at: Mapped[datetime | None]
    said_at: Mapped[datetime]
    changes: Mapped[int] = mapped_column(default=1)


class ChosenMeeting(Base):
    """When the team of a course meets for the time of this `number` (from 1, as the programme has them), chosen by hand;
    or when it has been, where the first evening has come later since (`services/courses/has_met.py`).

    `starts_at` None: that meeting is left out. Without a row it is when the programme proposes it. `off_free_day`: nobody has
    chosen it, it was moved off a free day of a draft, and the row goes when the draft's dates are chosen anew.
    """

    __tablename__ = "team_meetings"
    course_id: Mapped[int] = mapped_column(ForeignKey("courses.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    starts_at: Mapped[datetime | None] = mapped_column(index=True)
    off_free_day: Mapped[bool] = mapped_column(default=False)


class CourseChange(Base):
    """What a course was like before it came to `version`: only what then changed, as in `services/courses/changes.py`."""

    __tablename__ = "course_changes"
    __table_args__ = (UniqueConstraint("course_id", "version"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("courses.id", ondelete="CASCADE"))
    version: Mapped[int]
    was: Mapped[dict[str, Any]]
    made_at: Mapped[datetime] = mapped_column(index=True)


class CourseSession(InCalendars, Base):
    """One evening. `version` counts its moves, so that buttons and reminders of an earlier time are told apart.

    `moved_from` is the start that it had before it was last moved; `filed_at` the one that the import file last gave it,
    None where that is not known. `reason_id`: why it was last moved or cancelled, where that was said.
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
    filed_at: Mapped[datetime | None]
    cancelled_at: Mapped[datetime | None] = mapped_column(index=True)
    reason_id: Mapped[int | None] = mapped_column(ForeignKey("reasons.id", ondelete="SET NULL"))


class Reason(Base):
    """Why a coordinator changes something about a course or somebody's place on it, in one line of their own.

    Written before it is done, and kept for as long as something carries its number.
    """

    __tablename__ = "reasons"
    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("courses.id", ondelete="CASCADE"), index=True)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))
    text: Mapped[str] = mapped_column(Encrypted)
    created_at: Mapped[datetime]
