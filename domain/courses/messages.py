"""Kinds of message about the team of a course (see `domain/messages.py`)."""

from domain.messages import NOW, Message


class TeamAsked(Message, frozen=True):
    """Somebody is asked to be on the team; `version` counts how often."""

    kind = "team_asked"
    priority = NOW
    member_id: int
    version: int


class TeamMemberAnswered(Message, frozen=True):
    """To the coordinators: somebody has said yes or no. `answered` in milliseconds since 1970 UTC."""

    kind = "team_member_answered"
    priority = NOW
    member_id: int
    answered: int


class TeamLeft(Message, frozen=True):
    """To somebody who was asked, or on the team: they are not any more. `member_id` is that of the row that is gone.

    `unanswered`: they had been asked, and not said yes.
    """

    kind = "team_left"
    priority = NOW
    course_id: int
    member_id: int
    person_id: int
    unanswered: bool = False


class TeamMemberLost(Message, frozen=True):
    """To the coordinators: somebody is on the team no more, as their role does not reach the course. `role`: that it was."""

    kind = "team_member_lost"
    priority = NOW
    course_id: int
    member_id: int
    person_id: int
    role: str


class TeamNews(Message, frozen=True):
    """To those who are asked or on the team: when or where the course is has changed. `version` is the course's."""

    kind = "team_course_changed"
    priority = NOW
    course_id: int
    version: int


class TeamPublished(Message, frozen=True):
    """To those who have said yes: the course is published. `edition`: that of the card then."""

    kind = "team_published"
    priority = NOW
    course_id: int
    edition: int


class TeamTakenBack(Message, frozen=True):
    """To those who have said yes: the course is a draft again. As `TeamPublished`."""

    kind = "team_taken_back"
    priority = NOW
    course_id: int
    edition: int


class CourseShared(Message, frozen=True):
    """To whoever coordinates at a centre: a course of another one is shared with it, and published. Told once."""

    kind = "course_shared"
    priority = NOW
    course_id: int
    centre_id: int


class TeamMemberAway(Message, frozen=True):
    """To the coordinators: one of the team cannot come to an evening. `version` is the evening's.

    `said` in milliseconds since 1970 UTC; 0 in those that were put in before that was kept.
    """

    kind = "team_member_away"
    priority = NOW
    member_id: int
    session_id: int
    version: int
    said: int = 0


class TeamMemberBack(Message, frozen=True):
    """To the coordinators who have heard otherwise: one of the team can come to an evening after all. As `TeamMemberAway`."""

    kind = "team_member_back"
    priority = NOW
    member_id: int
    session_id: int
    version: int
    said: int


class TeamMeetingAway(Message, frozen=True):
    """To the coordinators: one of the team cannot come to its meeting of this `number` (from 1).

    `at` in seconds since 1970 UTC, `said` in milliseconds.
    """

    kind = "team_meeting_away"
    priority = NOW
    member_id: int
    number: int
    at: int
    said: int


class TeamMeetingBack(Message, frozen=True):
    """To the coordinators who have heard otherwise: one of the team can come to its meeting after all. As `TeamMeetingAway`."""

    kind = "team_meeting_back"
    priority = NOW
    member_id: int
    number: int
    at: int
    said: int


class TeamEvening(Message, frozen=True):
    """To the team: an evening of theirs is tomorrow. `version` is the evening's."""

    kind = "team_session_reminder"
    session_id: int
    version: int


class TeamShort(Message, frozen=True):
    """To the coordinators: at an evening tomorrow nobody comes in a role that the programme wants. `version` is the evening's."""

    kind = "team_session_short"
    session_id: int
    version: int


class TeamMeeting(Message, frozen=True):
    """To the team: they meet tomorrow, for the time of this `number` (from 1). `at` in seconds since 1970 UTC."""

    kind = "team_meeting_reminder"
    course_id: int
    number: int
    at: int
