"""What a use case may refuse. Each is a plain fact with its figures; the words are in `texts/errors.py`."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo


class Expected(Exception):  # noqa: N818 - an expected course of events, not a fault
    """Something that happens in ordinary use and is answered kindly; never logged as a fault."""


class LeafletFailed(Expected):
    """The process that draws leaflets has died, or took too long."""


class AskAgain(Expected):
    """What was written does not fit; the dialogue stays open and the next text is read again."""


class NotYours(Expected):
    """The person has no right to this row (any more)."""


class Gone(Expected):
    """The thing that a button or link speaks of does not exist (any more)."""


class Stale(Expected):
    """The button is older than what it speaks of, which has changed since."""


class ConsentNeeded(Expected):
    """Nothing may be stored before the person has agreed."""

    def __init__(self, course_id: int = 0) -> None:
        super().__init__(course_id)
        self.course_id = course_id


@dataclass
class ChangedMeanwhile(Expected):
    """A colleague has decided something about the course since the button was shown: it is looked at anew."""

    course_id: int


@dataclass
class NotOpenYet(Expected):
    """The course is being set up: nobody can sign up, or do anything else with it. Whom to ring: the centre, and its number."""

    centre: str
    phone: str


@dataclass
class NotANumber(AskAgain):
    """A whole number between these was asked for."""

    least: int
    most: int


class NotAPastDay(AskAgain):
    """A day that has been could not be read from what was written."""


class NotALink(AskAgain):
    """The address of a video meeting was asked for: it begins with https://."""


class SomebodySignedUp(Expected):
    """A course that people have signed up for cannot be taken back."""


class TeamAskedAlready(Expected):
    """A draft with a team is not thrown away before its members know."""


class SignUpClosed(Expected):
    """The course has begun; one signs up for the whole series."""


class InviteSpent(Expected):
    """The one-time link has been used, is too old or has been withdrawn."""


class LastOwner(Expected):
    """Nobody else could give roles there any more."""


class NotOnTeam(Expected):
    """The person has not the role for it, where the course is or where it is shared."""


class ConfidentialityMissing(Expected):
    """An experienced user meets nobody before it is written down that they have promised confidentiality."""


@dataclass
class TooLong(AskAgain):
    """A text is longer than fits."""

    length: int
    limit: int


@dataclass
class TooShort(AskAgain):
    """A text is shorter than it may be."""

    least: int


class TextExpected(AskAgain):
    """Something else than text came where a text was asked for."""


class CaptionUnread(AskAgain):
    """A picture or file came where a text was asked for, and the words under it have not been used."""


class CameAfterCut(AskAgain):
    """A text came so soon after a very long one that it is most likely the rest of it, cut off by the app."""


class EditedTooLate(AskAgain):
    """A message was edited after what it said had been passed on. Whatever else is open stays so."""


class EditedPart(AskAgain):
    """One of several messages that were read as one text was edited: of the whole nobody knows what it is now."""


class NoLetters(AskAgain):
    """A text was asked for, and one came in which nothing can be seen."""


class Overlaps(Expected):
    """Two sessions of a course would be at the same time."""


@dataclass
class OfSessions(Expected):
    """A session cannot be changed like that: how the sessions of its course stand is the way on."""

    course_id: int


class InTheWay(OfSessions):
    """What was called off cannot be taken back: another session of the course has moved to that time meanwhile."""


@dataclass
class NotATime(AskAgain):
    """A date and time could not be read from what was written. The example is in the centre's time."""

    example: datetime


@dataclass
class OtherWeekday(AskAgain):
    """The weekday that was written at `now` is not that of the date on which `moment` is in the centre's zone."""

    moment: datetime
    zone: ZoneInfo
    now: datetime


class InThePast(AskAgain):
    """A time that has already been."""


class NotYet(AskAgain):
    """A day that is still to come, where one that has been was asked for."""


@dataclass
class NotAPhone(AskAgain):
    """A phone number could not be read from what was written."""

    example: str


class NobodyToTell(Expected):
    """There is no receiver."""


class EveningBegun(Stale):
    """An evening goes on: nobody need say any more whether they come."""


class MeetingBegun(Stale):
    """A meeting of a team goes on, or has been: nobody need say any more whether they come."""


class EveningOver(Stale):
    """An evening has been."""


class AlreadyBegun(OfSessions):
    """An evening that has begun can be neither moved nor cancelled."""


class GroupMeetingBegun(Expected):
    """A meeting of a self-help group that has begun can be neither moved nor cancelled."""


class TooLate(OfSessions):
    """A cancellation can be taken back for ten minutes, and these are over."""


class UnknownCode(AskAgain):
    """No code of anybody who has looked for a group at the same centre."""


class OwnCode(AskAgain):
    """One's own code, where another person's was asked for."""


@dataclass
class EnoughNamed(Expected):
    """Nobody can name more people than this."""

    limit: int


class RoundClosed(Expected):
    """The evaluation is over, or has been sent in already."""


class ForParticipants(Expected):
    """Participants are asked, so that they can speak freely; whoever has a role at the centre is not among them."""


class InGroup(Expected):
    """The person has been asked about a group, or is in one, and so no other is looked for."""


class OnlyStarter(Expected):
    """In this group whoever looks after the practical things does that."""


class SearchFailed(Expected):
    """The search for groups did not get through, twice; nothing has changed."""


class JustTakenOver(Expected):
    """Whoever has only just become a group's starter cannot close it yet."""


class TooManyChanges(Expected):
    """The members of a group have been told of very many changes already."""
