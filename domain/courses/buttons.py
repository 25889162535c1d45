"""Buttons of a coordinator's courses (see `domain/buttons.py`)."""

from enum import StrEnum

from domain.buttons import Payload


class Act(StrEnum):
    """What a coordinator does with somebody's place on a course, or in line for it."""

    TAKE_OFF = "off"
    MOVE_UP = "up"


class ManageCourses(Payload, code="courses", frozen=True):
    pass


class ManageCourse(Payload, code="course", frozen=True):
    course_id: int


class SetByPhone(Payload, code="tel", frozen=True):
    """Set `number` seats aside for people who ring; `was` is the number that stood above the button."""

    course_id: int
    was: int
    number: int


class ListPeople(Payload, code="people", frozen=True):
    course_id: int
    page: int


class AskByPhone(Payload, code="telask", frozen=True):
    """As `SetByPhone`, before it is done."""

    course_id: int
    was: int
    number: int


class WaitByPhone(Payload, code="telwait", frozen=True):
    """Put somebody who rings at the end of the line; `waiting` is how many stood in it when the button was shown."""

    course_id: int
    waiting: int


class ManageWait(Payload, code="telwho", frozen=True):
    """Somebody in line who has rung."""

    wait_id: int


class EndWait(Payload, code="telend", frozen=True):
    wait_id: int


class PickPerson(Payload, code="pick", frozen=True):
    """Everybody on the course as buttons."""

    course_id: int
    page: int


class ManagePerson(Payload, code="who", frozen=True):
    enrolment_id: int


class AskHandle(Payload, code="hand", frozen=True):
    """`act`: one of `Act`."""

    act: str
    enrolment_id: int
    version: int


class AskHandleReason(Payload, code="handwhy", frozen=True):
    act: str
    enrolment_id: int
    version: int


class HandlePerson(Payload, code="handok", frozen=True):
    """`reason_id` is 0 when no reason is given."""

    act: str
    enrolment_id: int
    version: int
    reason_id: int


class ShowNews(Payload, code="news", frozen=True):
    """How one hears of sign-ups."""


class ChooseNews(Payload, code="newsset", frozen=True):
    """`news`: one of `domain.signup.News`."""

    news: str


class SendGuide(Payload, code="guide", frozen=True):
    """The guide for coordinators, as a file."""


class ListShared(Payload, code="shared", frozen=True):
    """The courses that one sees without their people."""


class LookAtCourse(Payload, code="glance", frozen=True):
    """A course without its people."""

    course_id: int


class GetTeamCalendar(Payload, code="teamics", frozen=True):
    """Evenings and the team's own meetings, for whoever is on the team."""

    course_id: int


class AskedBefore(Payload, code="teamyes", frozen=True):
    """*Yes, I will* from before buttons knew to which dates it says yes: they are shown as they are."""

    member_id: int
    version: int


class JoinTeam(Payload, code="teamjoin", frozen=True):
    """*Yes, I will* to being on the team of a course; `version` counts how often one was asked, `seen` is the course's."""

    member_id: int
    version: int
    seen: int


class DeclineTeam(Payload, code="teamno", frozen=True):
    """*I cannot*, also after having said yes."""

    member_id: int
    version: int


class AskAway(Payload, code="teamcant", frozen=True):
    """*I cannot*, from one of the team: which evening, or the whole course?"""

    course_id: int


class CannotCome(Payload, code="teamaway", frozen=True):
    """*I cannot*, of one evening, from one of the team; `version` is the evening's."""

    session_id: int
    version: int


class CanCome(Payload, code="teamback", frozen=True):
    """*I can after all*, of an evening to which one of the team has said they cannot come; `version` is the evening's."""

    session_id: int
    version: int


class CannotMeet(Payload, code="teamnomeet", frozen=True):
    """*I cannot*, of the team's meeting of this `number` (from 1), from one of the team. `at` in minutes since 1970 UTC."""

    course_id: int
    number: int
    at: int


class CanMeet(Payload, code="teammeet", frozen=True):
    """*I can after all*, of a meeting to which one of the team has said they cannot come. As `CannotMeet`."""

    course_id: int
    number: int
    at: int


class ChooseLeaflet(Payload, code="leaf", frozen=True):
    """What the leaflet of a course is to be. `paper`: of `Paper`; `language`: empty for the centre's; `referrer`: of `Referrer`,
    empty for anybody's."""

    course_id: int
    paper: str
    language: str
    referrer: str


class MakeLeaflet(Payload, code="leafmake", frozen=True):
    """As `ChooseLeaflet`: make it."""

    course_id: int
    paper: str
    language: str
    referrer: str
