"""Every table, a file a noun."""

from db.models.base import Base, InCalendars, Instant, columns, table
from db.models.conversations import AnswerDraft, Conversation, ConversationLine
from db.models.courses import Course, CourseChange, CourseSession, Reason
from db.models.evaluation import EvaluationBox, EvaluationDraft
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
from db.models.organisation import Assignment, Centre, Invite
from db.models.people import Dialog, Person, TakenAnswer
from db.models.running import Attendance
from db.models.signup import Enrolment, PhoneWait

__all__ = [
    "AnswerDraft",
    "Assignment",
    "Attendance",
    "Base",
    "Centre",
    "ChatTask",
    "Conversation",
    "ConversationLine",
    "Course",
    "CourseChange",
    "CourseSession",
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
    "Trouble",
    "Wish",
    "WishPair",
    "columns",
    "table",
]
