"""Every table, a file a noun."""

from db.models.base import Base, InCalendars, Instant, columns, table
from db.models.conversations import AnswerDraft, Conversation, ConversationLine
from db.models.courses import (
    ChosenMeeting,
    Course,
    CourseChange,
    CourseDraft,
    CourseSession,
    CourseShare,
    Reason,
    TeamAbsence,
    TeamMember,
)
from db.models.evaluation import EvaluationBox, EvaluationDraft
from db.models.finding import CourseWish
from db.models.groups import (
    ChatTask,
    Group,
    GroupMember,
    Meeting,
    MeetingAnswer,
    NewcomerVote,
    Place,
    PulseBox,
    Round,
    Tally,
    Trouble,
    Wish,
    WishPair,
)
from db.models.mail import Inbox, Note, Outbox
from db.models.notices import Notice
from db.models.organisation import Area, Assignment, Centre, Confidentiality, Invite, Municipality
from db.models.people import Dialog, Person, TakenAnswer
from db.models.running import Attendance
from db.models.signup import Enrolment, PhoneWait

__all__ = [
    "AnswerDraft",
    "Area",
    "Assignment",
    "Attendance",
    "Base",
    "Centre",
    "ChatTask",
    "ChosenMeeting",
    "Confidentiality",
    "Conversation",
    "ConversationLine",
    "Course",
    "CourseChange",
    "CourseDraft",
    "CourseSession",
    "CourseShare",
    "CourseWish",
    "Dialog",
    "Enrolment",
    "EvaluationBox",
    "EvaluationDraft",
    "Group",
    "GroupMember",
    "InCalendars",
    "Inbox",
    "Instant",
    "Invite",
    "Meeting",
    "MeetingAnswer",
    "Municipality",
    "NewcomerVote",
    "Note",
    "Notice",
    "Outbox",
    "Person",
    "PhoneWait",
    "Place",
    "PulseBox",
    "Reason",
    "Round",
    "TakenAnswer",
    "Tally",
    "TeamAbsence",
    "TeamMember",
    "Trouble",
    "Wish",
    "WishPair",
    "columns",
    "table",
]
