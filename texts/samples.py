"""A message of a course as it will be, shown to whoever sets it up: each kind in the words in which it is sent."""

from collections.abc import Callable, Mapping
from typing import Any

from domain.courses.messages import TeamEvening, TeamMeeting
from domain.evaluation.messages import EvaluationInvite, EvaluationReminder
from domain.finding.messages import FitsNext
from domain.groups.messages import GroupInvite
from domain.running.messages import FollowUp, SessionReminder, WeeklyMessage
from domain.setup import buttons as b
from services.courses import CourseView
from services.planning.samples import Sample
from texts import evaluation, finding, teams
from texts.catalog import Texts
from texts.groups import wishes
from texts.room import MESSAGE_LIMIT, fitting, units
from texts.running import sessions, weekly
from texts.screen import Button, Screen
from texts.setup.preview import show

_WORDING: Mapping[str, Callable[[Texts, Any], Screen]] = {
    SessionReminder.kind: sessions.reminder,
    WeeklyMessage.kind: weekly.weekly_message,
    FollowUp.kind: weekly.follow_up,
    FitsNext.kind: finding.fits_next,
    GroupInvite.kind: wishes.invite,
    EvaluationInvite.kind: evaluation.invite,
    EvaluationReminder.kind: evaluation.reminder,
    TeamEvening.kind: teams.reminder,
    TeamMeeting.kind: teams.reminder,
}
_TO = {TeamEvening.kind: "team", TeamMeeting.kind: "coordinators"}


def sample(t: Texts, course: CourseView, it: Sample) -> Screen:
    """The text, to whom it goes and when; what its buttons are called, which do nothing here."""
    one = it.ahead
    screen = _WORDING[one.kind](t, it.said)
    when = t.moment(one.due, course.zone)
    head = t(f"setup.sample.{_TO.get(one.kind, 'participants')}", when=when)
    labels = [f"[{button.label}]" for row in screen.rows for button in row]
    below = [t("setup.sample.buttons", labels=" ".join(labels))] if labels else []
    spare = MESSAGE_LIMIT - sum(units(line) + 2 for line in (head, *below))
    rows = [[Button(t.plain("setup.sample.next"), show(course, it.following))]] if it.following else []
    rows.append([Button(t.plain("button.back"), b.ShowAhead(course.id))])
    return Screen("\n\n".join([head, fitting([screen.text], spare), *below]), rows)
