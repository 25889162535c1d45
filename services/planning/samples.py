"""What a message of a course that has yet to go out would say, with example values where something has not happened yet."""

from datetime import timedelta

from msgspec import Struct

from domain.courses.messages import TeamEvening, TeamMeeting
from domain.evaluation.messages import EvaluationInvite, EvaluationReminder
from domain.finding.messages import FitsNext
from domain.groups.messages import GroupInvite
from domain.rights import Role
from domain.running.messages import FollowUp, SessionReminder, WeeklyMessage
from services import evaluation
from services.courses import colleagues
from services.evaluation import InviteView
from services.finding import Next, pathway
from services.groups import wishes
from services.groups.wishes import Invitation
from services.planning.agenda import Ahead
from services.planning.teams import Helper, TeamReminder
from services.programmes import Library
from services.running.sessions import Meeting
from services.running.weekly import ThoughtView
from services.setup import Sheet

Said = Meeting | ThoughtView | InviteView | Invitation | Next | TeamReminder
EXAMPLE = 8
"""So many are enrolled in an example."""


class Sample(Struct, frozen=True):
    """A message as it would be sent; `following`: the next of its kind, None for the last."""

    ahead: Ahead
    said: Said
    following: Ahead | None = None


def view(library: Library, sheet: Sheet, one: Ahead) -> Said | None:
    """What a message says; None for a kind that is of no one course."""
    course = sheet.course
    evening = next((it for it in course.sessions if it.position == one.number), None)
    match one.kind:
        case SessionReminder.kind if evening:
            return Meeting(course, evening, one.due, None, sheet.link)
        case WeeklyMessage.kind:
            return ThoughtView(course, course.programme.weekly_message[one.number - 1])
        case FollowUp.kind:
            return ThoughtView(course, course.programme.follow_up[one.number - 1])
        case FitsNext.kind:
            return Next(course, pathway.leads_to(library, course))
        case GroupInvite.kind:
            return wishes.example(library, course)
        case EvaluationInvite.kind | EvaluationReminder.kind:
            questions = library.questionnaire(evaluation.moment_of(course, one.round))
            return InviteView(course, one.round, questions, evaluation.closes_at(course, one.round), begun=False)
        case TeamEvening.kind if evening:
            team = colleagues.of_members(sheet.gaps.holding)
            return TeamReminder(course, _HELPER, evening, evening.starts_at, 0, EXAMPLE, others=team)
        case TeamMeeting.kind:
            return _meeting(sheet, one)
    return None


_HELPER = Helper(0, 1, Role.PROFESSIONAL)
_NEAR = timedelta(days=2)


def _meeting(sheet: Sheet, one: Ahead) -> TeamReminder | None:
    """The meeting of which a reminder goes out then."""
    found = [it for it in sheet.to_come if it.looking_back is one.looking_back and it.at > one.due]
    it = min(found, key=lambda it: it.at, default=None)
    if it is None or it.at - one.due > _NEAR:
        return None
    return TeamReminder(sheet.course, _HELPER, None, it.at, it.minutes, looking_back=it.looking_back, number=it.number)
