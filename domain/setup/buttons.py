"""Buttons of the card on which a course is set up (see `domain/buttons.py`).

`edition` is that of the course when the button was shown: what a colleague has decided since is not overwritten.
"""

from domain.buttons import Payload


class NewCourse(Payload, code="new", frozen=True):
    """Choose a programme; `centre_id` is 0 until it is known which centre."""

    centre_id: int
    page: int


class ChooseProgramme(Payload, code="newof", frozen=True):
    """`programme`: a slug. With earlier courses of it one may choose one to be copied first."""

    centre_id: int
    programme: str


class NamesOnPaper(Payload, code="newnames", frozen=True):
    """What the programmes to choose from are called on paper, as a file."""

    centre_id: int


class MakeDraft(Payload, code="newdraft", frozen=True):
    """`copy_of`: the course whose place, seats and languages are taken over; 0 for none."""

    centre_id: int
    programme: str
    copy_of: int


class SetUp(Payload, code="setup", frozen=True):
    """The card."""

    course_id: int


class ShowDates(Payload, code="setdates", frozen=True):
    course_id: int


class ShowMonth(Payload, code="setmonth", frozen=True):
    """A month as buttons. `position`: of the date that is chosen; 0: the first, and all others follow from it."""

    course_id: int
    position: int
    month: int


class ChooseDay(Payload, code="setday", frozen=True):
    """`day`: proleptic ordinal."""

    course_id: int
    position: int
    day: int


class ChooseHour(Payload, code="sethour", frozen=True):
    """`at`: minutes since 1970 UTC."""

    course_id: int
    edition: int
    position: int
    at: int


class SkipFreeDays(Payload, code="setskip", frozen=True):
    """Each date on a free day, and what follows from it, goes on to the next that is none."""

    course_id: int
    edition: int


class ShowMeetings(Payload, code="setmeets", frozen=True):
    """When the team meets without participants."""

    course_id: int


class ShowMeeting(Payload, code="setmeet", frozen=True):
    """One of them, by its number in the programme; the next text is another time for it."""

    course_id: int
    number: int


class ChooseMeeting(Payload, code="meetat", frozen=True):
    """`at`: minutes since 1970 UTC; or `LEFT_OUT`, or `AS_PROPOSED` by the programme."""

    course_id: int
    edition: int
    number: int
    at: int


LEFT_OUT, AS_PROPOSED = 0, 1


class ShowPlaces(Payload, code="setplace", frozen=True):
    course_id: int


class UsePlace(Payload, code="useplace", frozen=True):
    """The place of another course of the centre, with its address and the way there."""

    course_id: int
    edition: int
    other_id: int


class UseCentrePlace(Payload, code="usehere", frozen=True):
    """One of the places that the centre has named."""

    course_id: int
    edition: int
    place_id: int


class WriteLine(Payload, code="setline", frozen=True):
    """`line`: one of `Line`; the next text is it."""

    course_id: int
    line: str


class ClearLine(Payload, code="setclear", frozen=True):
    course_id: int
    edition: int
    line: str


class ShowSeats(Payload, code="setseats", frozen=True):
    course_id: int


class ChooseSeats(Payload, code="setnum", frozen=True):
    course_id: int
    edition: int
    seats: int


class ShowLanguages(Payload, code="setlang", frozen=True):
    course_id: int


class ToggleLanguage(Payload, code="spoken", frozen=True):
    course_id: int
    edition: int
    language: str


class SetInterpreter(Payload, code="interp", frozen=True):
    course_id: int
    edition: int
    possible: int


class ShowReferral(Payload, code="setrefer", frozen=True):
    course_id: int


class SetReferral(Payload, code="refer", frozen=True):
    """`asks`: none, asked or required."""

    course_id: int
    edition: int
    asks: str


class ConfirmChange(Payload, code="setok", frozen=True):
    """What has been chosen for a course that people know already is done, and they are told."""

    course_id: int
    edition: int


class ForgetChange(Payload, code="setnot", frozen=True):
    """What has been chosen for a published course is not wanted after all."""

    course_id: int


class ShowTeam(Payload, code="setteam", frozen=True):
    course_id: int


class AskMore(Payload, code="teammore", frozen=True):
    """Whom one may ask though enough have been asked."""

    course_id: int


class AskSame(Payload, code="teamsame", frozen=True):
    """Those who held an earlier course (`other_id`), all at once."""

    course_id: int
    other_id: int


class ShowCandidates(Payload, code="teamwho", frozen=True):
    """Whom one may ask; `role`: one of those on teams."""

    course_id: int
    role: str


class AskMember(Payload, code="teamask", frozen=True):
    course_id: int
    person_id: int
    role: str


class AskNameless(Payload, code="teamanon", frozen=True):
    """Somebody who has shown no name: nobody is asked by guessing."""

    course_id: int
    person_id: int
    role: str


class ShowStandIns(Payload, code="teamfor", frozen=True):
    """Whom one may ask to stand in at one evening, in a role."""

    session_id: int
    role: str


class AskStandIn(Payload, code="teamonce", frozen=True):
    """Somebody is asked to stand in at one evening."""

    session_id: int
    person_id: int
    role: str


class SignStandIn(Payload, code="silenceon", frozen=True):
    """As `WriteConfidentiality`, and then they are asked to stand in at one evening."""

    session_id: int
    person_id: int
    day: int


class WriteConfidentiality(Payload, code="silence", frozen=True):
    """That somebody has signed on a day (ordinal), and then they are asked; the day in words is the next text."""

    course_id: int
    person_id: int
    day: int


class ManageMember(Payload, code="teamone", frozen=True):
    member_id: int


class RemoveMember(Payload, code="teamoff", frozen=True):
    member_id: int


class PreviewCourse(Payload, code="preview", frozen=True):
    """What participants will see, the team, and all dates."""

    course_id: int


class ShowAhead(Payload, code="ahead", frozen=True):
    """Every message that will go out, when and to whom."""

    course_id: int


class ShowSample(Payload, code="sample", frozen=True):
    """One message that will go out, as it will be. `number`: as in the list of them; `back` is 1 for what is of the meeting after
    the course.
    """

    course_id: int
    kind: str
    number: int
    back: int


class Publish(Payload, code="publish", frozen=True):
    course_id: int
    edition: int


class AskWhole(Payload, code="setask", frozen=True):
    """`act`: one of `Act`."""

    course_id: int
    act: str


class DoWhole(Payload, code="setdo", frozen=True):
    course_id: int
    edition: int
    act: str


class ShowSharing(Payload, code="setshares", frozen=True):
    """The centres with which the course can be shared."""

    course_id: int
    page: int


class AskedToStopSharing(Payload, code="setunshare", frozen=True):
    """As `StopSharing`, from before buttons knew who was named above them: it is asked once more."""

    course_id: int
    edition: int
    centre_id: int
    page: int


class StopSharing(Payload, code="setpart", frozen=True):
    """No longer shared with a centre, though somebody of the team falls off with that; `going`: a mark of who was named."""

    course_id: int
    edition: int
    centre_id: int
    page: int
    going: int


class ShareNow(Payload, code="setsharey", frozen=True):
    """After it has been said what that means."""

    course_id: int
    edition: int
    centre_id: int
    page: int


class ShareWith(Payload, code="setshare", frozen=True):
    """`yes` is 1: to the question; or 0: no longer."""

    course_id: int
    edition: int
    centre_id: int
    yes: int
    page: int
