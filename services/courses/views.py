"""Courses as everybody sees them: values, without the database."""

from datetime import datetime
from zoneinfo import ZoneInfo

from msgspec import Struct

from domain.courses import Stage, State
from domain.errors import EveningBegun, Gone, NotOpenYet
from domain.programmes import Programme, Referral, Topic
from domain.running.sessions import ASKED_AFTER, TAKEN_BACK_WITHIN
from domain.timing import QuietHours


class CentreView(Struct, frozen=True):
    """`contact` is the name of its contact person, perhaps empty; `quiet` None: as whoever runs the bot has set it."""

    id: int
    slug: str
    name: str
    phone: str
    zone: ZoneInfo
    language: str
    country: str
    contact: str = ""
    quiet: QuietHours | None = None


class SessionView(Struct, frozen=True):
    """One evening; `position` counts from 1, `moved_from` is the start that it had before it was last moved.

    `reason`: why it was last moved or cancelled, empty when that was not said.
    `uid`, `sequence`, `digest`, `changed_at`: as in `db.models.InCalendars`.
    """

    id: int
    position: int
    topic: Topic
    starts_at: datetime
    ends_at: datetime
    version: int
    cancelled: bool
    moved_from: datetime | None = None
    uid: str = ""
    sequence: int = 0
    digest: str | None = None
    changed_at: datetime | None = None
    cancelled_at: datetime | None = None
    reason: str = ""


class CourseView(Struct, frozen=True):
    """A course with everything that is public about it. `address` and `directions` may be empty.

    `by_phone` of the seats are set aside for people who are not on Telegram. The evenings of a draft are those that it is to
    have, without numbers; perhaps none. `languages`: those that are spoken, at least one; `online`: one may come by video, and
    the link is read apart, for those with a place. `topic`: what the one session of this course is about, in every
    language; empty where nobody has said it. `own_referral`: what this course asks for, where not as its programme says.
    `edition` counts what has been decided on the course's card, `version` what
    people are told of.
    """

    id: int
    slug: str
    seats: int
    by_phone: int
    place: str
    address: str
    directions: str
    programme: Programme
    centre: CentreView
    sessions: tuple[SessionView, ...]
    state: State = State.PUBLISHED
    published_at: datetime | None = None
    languages: tuple[str, ...] = ()
    interpreter: bool = False
    online: bool = False
    topic: str = ""
    own_referral: Referral | None = None
    edition: int = 1
    version: int = 1

    @property
    def referral(self) -> Referral:
        """Whether a referral is asked for or needed."""
        return self.own_referral or self.programme.entry.referral

    @property
    def draft(self) -> bool:
        return self.state is State.DRAFT

    def must_be_open_to_all(self) -> None:
        """Raises NotOpenYet of a draft."""
        if self.draft:
            raise NotOpenYet(self.centre.name, self.centre.phone)

    def stage(self, now: datetime) -> Stage:
        """How far it has come at `now`."""
        if self.draft:
            return Stage.DRAFT
        if not self.takes_place:
            return Stage.CANCELLED
        if self.ends_at <= now:
            return Stage.DONE
        return Stage.RUNNING if self.starts_at <= now else Stage.PUBLISHED

    @property
    def starts_at(self) -> datetime:
        """When the first evening that takes place begins."""
        return min(one.starts_at for one in self._held)

    @property
    def open_until(self) -> datetime:
        """Until when one may sign up: the first evening begins; the last one of a group that goes on; open ones are over."""
        match self.programme.form:
            case "open":
                return max(one.ends_at for one in self._held)
            case "group":
                return max(one.starts_at for one in self._held)
            case _:
                return self.starts_at

    @property
    def _held(self) -> tuple[SessionView, ...]:
        """The evenings that take place; all of them where none does."""
        return tuple(one for one in self.sessions if not one.cancelled) or self.sessions

    def first_for(self, now: datetime) -> SessionView:
        """The first evening of somebody who signs up now; of open ones, that may be the one that is on."""
        drop_in = self.programme.drop_in
        ahead = [one for one in self._held if (one.ends_at if drop_in else one.starts_at) > now]
        return min(ahead or self._held, key=lambda one: one.starts_at)

    @property
    def takes_place(self) -> bool:
        """False when every evening has been cancelled, and with them the course."""
        return any(not one.cancelled for one in self.sessions)

    @property
    def called_off(self) -> bool:
        """Nobody is needed for it any more. Of a draft nothing is off, though it may have no dates yet."""
        return not self.draft and not self.takes_place

    def goes_on_after(self, evening: SessionView) -> bool:
        """Whether any evening after this one takes place."""
        return any(one.starts_at > evening.starts_at and not one.cancelled for one in self.sessions)

    def weekly_follows(self, evening: SessionView) -> bool:
        """Whether what comes in the weeks after an evening still does: not when the rest of the course was called off."""
        last = evening.position == self.programme.sessions
        return self.goes_on_after(evening) or (last and not evening.cancelled)

    def lapsed(self, evening: SessionView) -> bool:
        """Whether the course was over before this evening: it is cancelled, and so are all after it."""
        return evening.cancelled and not self.goes_on_after(evening)

    def ended(self, evening: SessionView) -> datetime:
        """When an evening ends; where the course was over before it, when that was: after the last that was held, not at once."""
        if not self.lapsed(evening):
            return evening.ends_at
        last = max(one.ends_at for one in self._held)
        off = max(one.cancelled_at for one in self.sessions if one.cancelled_at and not self.goes_on_after(one))
        return min(evening.ends_at, max(last, off + ASKED_AFTER))

    @property
    def over(self) -> datetime:
        """When the whole of it is over, as `ended`."""
        return self.ended(max(self.sessions, key=lambda one: one.ends_at))

    def open(self, now: datetime) -> bool:
        """Whether one may sign up."""
        return not self.draft and self.takes_place and now < self.open_until

    @property
    def ends_at(self) -> datetime:
        return max(one.ends_at for one in self.sessions)

    @property
    def zone(self) -> ZoneInfo:
        return self.centre.zone

    def next_session(self, now: datetime) -> SessionView | None:
        """The next evening that takes place, or None when there is none left."""
        coming = [one for one in self.sessions if one.starts_at > now and not one.cancelled]
        return min(coming, key=lambda one: one.starts_at, default=None)

    def just_cancelled(self, now: datetime) -> tuple[SessionView, ...]:
        """The evenings that were last cancelled, in one go, while that can still be taken back."""
        last = max((one.cancelled_at for one in self.sessions if one.cancelled_at), default=None)
        together = tuple(one for one in self.sessions if last and one.cancelled_at == last)
        in_time = last and now - last <= TAKEN_BACK_WITHIN and all(one.starts_at > now for one in together)
        return together if in_time else ()

    def session(self, session_id: int) -> SessionView:
        return next(one for one in self.sessions if one.id == session_id)

    def to_come(self, session_id: int, now: datetime) -> SessionView:
        """An evening that is still to be held. Raises Gone, EveningBegun."""
        found = next((one for one in self.sessions if one.id == session_id and not one.cancelled), None)
        if found is None:
            raise Gone
        if found.starts_at <= now:
            raise EveningBegun
        return found
