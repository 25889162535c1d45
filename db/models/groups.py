"""The tables of self-help groups: wishes, rounds of matching, groups, members, meetings, and what is counted of them."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.crypto import Encrypted
from db.models.base import Base, InCalendars, partial_index
from domain.groups import GroupState, MemberState, WishState
from domain.groups.chats import Action, Task


class Place(Base):
    """Where groups of a centre can meet. A centre without any has its own name as the one place; online there is always."""

    __tablename__ = "places"
    __table_args__ = (UniqueConstraint("centre_id", "slug"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    centre_id: Mapped[int] = mapped_column(ForeignKey("centres.id"))
    slug: Mapped[str] = mapped_column(String(30))
    name: Mapped[str] = mapped_column(String(120))
    lat: Mapped[float | None]
    lon: Mapped[float | None]


class Wish(Base):
    """What a person looks for in a group. `answers` is JSON; `code` is what one may give to another by oneself.

    `since` is when the waiting began, moved on by what was paused.
    """

    __tablename__ = "wishes"
    __table_args__ = (UniqueConstraint("person_id", "centre_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"))
    centre_id: Mapped[int] = mapped_column(ForeignKey("centres.id"), index=True)
    course_id: Mapped[int | None] = mapped_column(ForeignKey("courses.id", ondelete="SET NULL"))
    state: Mapped[WishState] = mapped_column(String(12))
    answers: Mapped[str] = mapped_column(Encrypted)
    code: Mapped[str] = mapped_column(String(8), unique=True)
    since: Mapped[datetime]
    paused_at: Mapped[datetime | None]
    consent_at: Mapped[datetime | None]
    consent_version: Mapped[int | None]
    version: Mapped[int] = mapped_column(default=1)


class WishPair(Base):
    """With whom, or not with whom. Shown to nobody but the person who wished it.

    `code` is what they wrote: it stays on their list when the other person's wish is gone, so that the list tells nothing.
    """

    __tablename__ = "wish_pairs"
    __table_args__ = (UniqueConstraint("wish_id", "other_wish_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    wish_id: Mapped[int] = mapped_column(ForeignKey("wishes.id", ondelete="CASCADE"))
    other_wish_id: Mapped[int | None] = mapped_column(ForeignKey("wishes.id", ondelete="SET NULL"), index=True)
    code: Mapped[str] = mapped_column(Encrypted, default="")
    apart: Mapped[bool]


class Round(Base):
    """One run of the matching: the coordinator's draft until it is approved. `draft` is JSON (wish ids, locks)."""

    __tablename__ = "rounds"
    id: Mapped[int] = mapped_column(primary_key=True)
    centre_id: Mapped[int] = mapped_column(ForeignKey("centres.id"), index=True)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))
    seed: Mapped[int]
    draft: Mapped[str] = mapped_column(Encrypted)
    created_at: Mapped[datetime]
    approved_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)


class Group(Base):
    """A self-help group from its proposal on. Its row is locked whenever membership or its chat changes.

    `chat_token` stands in the link that adds the bot to a chat, `chat_by` used it; `chat_missing` are the rights that
    the bot lacks there, `chat_looked_at` when a member last had them looked at (real time); `chat_proposed` is a
    second chat between which and the first one the starter has yet to choose; `rules_at`: when the ground rules went
    there; `chat_version` counts what became of the chat. `taken_over_at`: when the starter took over from another.
    `changes_at`: up to when changes have been made in advance (`views.spend_change`).
    `newcomer_asked_at`: when the members were last asked about somebody new; `look_at`: when the group is to look for one.
    """

    __tablename__ = "groups"
    id: Mapped[int] = mapped_column(primary_key=True)
    centre_id: Mapped[int] = mapped_column(ForeignKey("centres.id"), index=True)
    round_id: Mapped[int | None] = mapped_column(ForeignKey("rounds.id", ondelete="SET NULL"))
    state: Mapped[GroupState] = mapped_column(String(12), index=True)
    slot: Mapped[str] = mapped_column(String(10))
    place: Mapped[str] = mapped_column(String(60))
    language: Mapped[str] = mapped_column(String(2))
    shared: Mapped[str] = mapped_column(Encrypted)
    answer_until: Mapped[datetime] = mapped_column(index=True)
    starter_id: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))
    taken_over_at: Mapped[datetime | None]
    agreed_meetings: Mapped[int] = mapped_column(default=6)
    anyone_plans: Mapped[bool] = mapped_column(default=False)
    weekly_question: Mapped[bool] = mapped_column(default=False)
    open_to_newcomers: Mapped[bool] = mapped_column(default=True)
    changes_at: Mapped[datetime | None]
    newcomer_asked_at: Mapped[datetime | None]
    look_at: Mapped[datetime | None] = mapped_column(index=True)
    chat_id: Mapped[int | None] = mapped_column(BigInteger, unique=True)
    chat_ready: Mapped[bool] = mapped_column(default=False)
    chat_missing: Mapped[str] = mapped_column(String(40), default="")
    chat_looked_at: Mapped[datetime | None]
    chat_token: Mapped[str | None] = mapped_column(String(40), unique=True)
    chat_by: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))
    chat_proposed: Mapped[int | None] = mapped_column(BigInteger, unique=True)
    chat_version: Mapped[int] = mapped_column(default=0)
    rules_at: Mapped[datetime | None]
    no_chat: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]
    started_at: Mapped[datetime | None] = mapped_column(index=True)
    closed_at: Mapped[datetime | None] = mapped_column(index=True)
    version: Mapped[int] = mapped_column(default=1)


class GroupMember(Base):
    """A person and a group. `promise_at`: when confidentiality was promised, before the first meeting.

    `invite_link` is the person's own way into the chat, as long as it is open; `link_number` counts those links.
    """

    __tablename__ = "group_members"
    __table_args__ = (UniqueConstraint("group_id", "person_id"), Index("ix_group_members_asked", "state", "asked_at"))
    id: Mapped[int] = mapped_column(primary_key=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("groups.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), index=True)
    state: Mapped[MemberState] = mapped_column(String(12))
    asked_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    promise_at: Mapped[datetime | None]
    invite_link: Mapped[str | None] = mapped_column(Encrypted)
    link_used_at: Mapped[datetime | None]
    link_number: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column(default=1)


class NewcomerVote(Base):
    """What a member answered to whether somebody new (the row `member_id`) may come. Gone when it is decided."""

    __tablename__ = "newcomer_votes"
    member_id: Mapped[int] = mapped_column(ForeignKey("group_members.id", ondelete="CASCADE"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), primary_key=True)
    yes: Mapped[bool]


class Meeting(InCalendars, Base):
    """One meeting of a group; `number` counts from 1, `version` its moves. Without a `place` it is at the group's own."""

    __tablename__ = "meetings"
    __table_args__ = (UniqueConstraint("group_id", "number"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("groups.id", ondelete="CASCADE"))
    number: Mapped[int]
    starts_at: Mapped[datetime] = mapped_column(index=True)
    place: Mapped[str] = mapped_column(Encrypted)
    version: Mapped[int] = mapped_column(default=1)
    cancelled_at: Mapped[datetime | None]


class MeetingAnswer(Base):
    """Whether a member comes. Counts for the version of the meeting it was given to."""

    __tablename__ = "meeting_answers"
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meetings.id", ondelete="CASCADE"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), primary_key=True)
    meeting_version: Mapped[int]
    coming: Mapped[bool]


class ChatTask(Base):
    """Something to be done in a chat, kept until it is: a crash loses none. `retry_at` is real time, the rest the clock's.

    `subject` is what it is about: a member's row, a meeting, or the number of a question. The person's number and the
    link are forgotten with the task.
    """

    __tablename__ = "chat_tasks"
    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(80), unique=True)
    group_id: Mapped[int | None] = mapped_column(ForeignKey("groups.id", ondelete="CASCADE"), index=True)
    chat_id: Mapped[int] = mapped_column(BigInteger, index=True)
    action: Mapped[Action] = mapped_column(String(10))
    telegram_id: Mapped[int | None] = mapped_column(BigInteger)
    subject: Mapped[int | None]
    link: Mapped[str | None] = mapped_column(Encrypted)
    due_at: Mapped[datetime]
    not_after: Mapped[datetime | None]
    state: Mapped[Task] = mapped_column(String(10), default=Task.QUEUED)
    attempts: Mapped[int] = mapped_column(default=0)
    retry_at: Mapped[datetime | None]
    reason: Mapped[str | None] = mapped_column(String(200))


partial_index(
    "ix_chat_tasks_queue",
    ChatTask.due_at,
    ChatTask.id,
    where=ChatTask.state == Task.QUEUED,
)


class PulseBox(Base):
    """All answers of a centre to the question after six weeks, and who has given one: as `EvaluationBox`."""

    __tablename__ = "pulse_boxes"
    centre_id: Mapped[int] = mapped_column(ForeignKey("centres.id"), primary_key=True, autoincrement=False)
    content: Mapped[str] = mapped_column(Encrypted)


class Trouble(Base):
    """A problem that a member tells the coordinators of; `told_at`: when they are told that there is something to read."""

    __tablename__ = "troubles"
    id: Mapped[int] = mapped_column(primary_key=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("groups.id", ondelete="CASCADE"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))
    text: Mapped[str] = mapped_column(Encrypted)
    created_at: Mapped[datetime]
    told_at: Mapped[datetime]
    done_at: Mapped[datetime | None]


class Tally(Base):
    """What a centre has done, by month (`2026-11`): figures without people, which survive erasure."""

    __tablename__ = "tallies"
    centre_id: Mapped[int] = mapped_column(ForeignKey("centres.id"), primary_key=True)
    what: Mapped[str] = mapped_column(String(30), primary_key=True)
    month: Mapped[str] = mapped_column(String(7), primary_key=True)
    count: Mapped[int] = mapped_column(default=0)


__all__ = [
    "ChatTask", "Group", "GroupMember", "Meeting", "Place", "PulseBox", "Round", "Tally", "Trouble", "Wish", "WishPair",
]  # fmt: skip
