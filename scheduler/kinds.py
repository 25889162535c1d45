"""Every kind of message: what it needs to know (looked up when it is sent), and its wording. The whole table on one screen."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

from domain import messages as all_messages
from domain.evaluation import messages as evaluation_messages
from domain.notices import messages as notices_messages
from domain.running import messages as m
from domain.signup import messages as signup_messages
from scheduler.group_kinds import GROUP_KINDS
from services import Session, evaluation, notices, offers, signup
from services.courses import changes
from services.programmes import Library
from services.running import sessions, weekly
from texts import changes as change_words
from texts import evaluation as evaluation_words
from texts import notices as notice_words
from texts import signup as signup_words
from texts.catalog import Texts
from texts.running import sessions as session_words
from texts.running import weekly as weekly_words
from texts.screen import Screen

Loader = Callable[[Session, Library, Any, int, datetime], Awaitable[Any]]
"""(session, library, message, person id, now) -> what the wording needs, or None when the message is no longer wanted."""
Wording = Callable[[Texts, Any], Screen]

KINDS: dict[type[all_messages.Message], tuple[Loader, Wording]] = {
    m.SessionReminder: (sessions.reminder_view, session_words.reminder),
    m.SessionMoved: (sessions.moved_view, session_words.moved),
    m.SessionsMoved: (sessions.all_moved_view, session_words.all_moved),
    m.SessionCancelled: (sessions.cancelled_view, session_words.cancelled),
    m.CourseChanged: (changes.changed_view, change_words.changed),
    signup_messages.SeatOffered: (offers.offer_view, signup_words.offer),
    signup_messages.BackInLine: (offers.back_view, signup_words.back_in_line),
    signup_messages.OfferLapsed: (offers.lapsed_view, signup_words.lapsed),
    signup_messages.WaitingListClosed: (signup.line_closed_view, signup_words.line_closed),
    m.WeeklyMessage: (weekly.weekly_view, weekly_words.weekly_message),
    m.FollowUp: (weekly.follow_up_view, weekly_words.follow_up),
    evaluation_messages.EvaluationInvite: (evaluation.invite_view, evaluation_words.invite),
    evaluation_messages.EvaluationReminder: (evaluation.reminder_view, evaluation_words.reminder),
    notices_messages.NoticeCopy: (notices.copy_view, notice_words.copy),
    **GROUP_KINDS,
}
