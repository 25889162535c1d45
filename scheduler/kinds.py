"""Every kind of message: what it needs to know (looked up when it is sent), and its wording. The whole table on one screen."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

from domain.conversations import messages as conversation_messages
from domain.evaluation import messages as evaluation_messages
from domain.groups import messages as g
from domain.messages import Message
from domain.notices import messages as notices_messages
from domain.rights import Action, Needs, needs
from domain.running import messages as m
from domain.signup import messages as signup_messages
from services import Session, conversations, evaluation, notices, signup
from services.courses import changes
from services.groups import feedback, life, meetings, newcomers, proposals, troubles, wishes
from services.groups.chat import unnamed as chat_unnamed
from services.groups.chat import views as chat_views
from services.programmes import Library
from services.running import calling_off, sessions, weekly
from services.signup import handling, news, offers
from texts import changes as change_words
from texts import conversations as conversation_words
from texts import evaluation as evaluation_words
from texts import handling as handling_words
from texts import news as news_words
from texts import notices as notice_words
from texts import signup as signup_words
from texts.catalog import Texts
from texts.groups import chat as chat_words
from texts.groups import life as life_words
from texts.groups import meetings as meeting_words
from texts.groups import proposals as proposal_words
from texts.groups import troubles as trouble_words
from texts.groups import wishes as wish_words
from texts.running import calling_off as off_words
from texts.running import sessions as session_words
from texts.running import weekly as weekly_words
from texts.screen import Screen

Loader = Callable[[Session, Library, Any, int, datetime], Awaitable[Any]]
"""(session, library, message, person id, now) -> what the wording needs, or None when the message is no longer wanted."""
Wording = Callable[[Texts, Any], Screen]

KINDS: dict[type[Message], Needs[tuple[Loader, Wording]]] = {
    **needs(
        Action.OWN,
        {
            m.SessionReminder: (sessions.reminder_view, session_words.reminder),
            m.SessionMoved: (sessions.moved_view, session_words.moved),
            m.SessionsMoved: (sessions.all_moved_view, session_words.all_moved),
            m.SessionCancelled: (calling_off.cancelled_view, off_words.cancelled),
            m.SessionBack: (calling_off.back_view, off_words.back),
            m.CourseCalledOff: (calling_off.called_off_view, off_words.course_called_off),
            m.CourseBack: (calling_off.course_back_view, off_words.course_back),
            m.CourseChanged: (changes.changed_view, change_words.changed),
            signup_messages.SeatOffered: (offers.offer_view, signup_words.offer),
            signup_messages.BackInLine: (offers.back_view, signup_words.back_in_line),
            signup_messages.LineReopened: (offers.reopened_view, signup_words.reopened),
            signup_messages.TakenOff: (handling.taken_off_view, handling_words.taken_off),
            signup_messages.MovedUp: (handling.moved_up_view, handling_words.moved_up),
            signup_messages.OfferLapsed: (offers.lapsed_view, signup_words.lapsed),
            signup_messages.WaitingListClosed: (signup.line_closed_view, signup_words.line_closed),
            m.WeeklyMessage: (weekly.weekly_view, weekly_words.weekly_message),
            m.FollowUp: (weekly.follow_up_view, weekly_words.follow_up),
            evaluation_messages.EvaluationInvite: (evaluation.invite_view, evaluation_words.invite),
            evaluation_messages.EvaluationReminder: (evaluation.reminder_view, evaluation_words.reminder),
            notices_messages.NoticeCopy: (notices.copy_view, notice_words.copy),
            conversation_messages.TeamAnswered: (conversations.answered_view, conversation_words.answer),
            g.GroupInvite: (wishes.invite_view, wish_words.invite),
            g.GroupProposal: (proposals.proposal_view, proposal_words.proposal),
            g.ProposalReminder: (proposals.proposal_view, proposal_words.reminder),
            g.ProposalLapsed: (proposals.lapsed_view, proposal_words.lapsed),
            g.GroupNotFormed: (proposals.not_formed_view, proposal_words.not_formed),
            g.NewcomerAsked: (newcomers.asked_view, proposal_words.newcomer),
            g.FreePlaceOffered: (newcomers.offer_view, proposal_words.offer),
            g.MemberJoined: (newcomers.joined_view, proposal_words.joined),
            g.GroupStarts: (life.starts_view, life_words.starts),
            g.HandOverAsked: (life.hand_over_view, life_words.hand_over),
            g.HandedOver: (life.handed_over_view, life_words.handed_over),
            g.GroupClosed: (life.closed_view, life_words.closed),
            g.MeetingReminder: (meetings.view, meeting_words.reminder),
            g.MeetingSet: (meetings.view, meeting_words.told),
            g.MeetingCancelled: (meetings.cancelled_view, meeting_words.cancelled),
            g.NextMeetingAsked: (meetings.next_asked_view, meeting_words.next_asked),
            g.StarterMayGo: (meetings.starter_view, life_words.may_go),
            g.PulseAsked: (feedback.pulse_view, life_words.pulse),
            g.ChatStands: (chat_views.stands_view, chat_words.page),
            g.ChatLink: (chat_views.link_view, chat_words.link),
            g.ChatUnnamed: (chat_unnamed.view, chat_words.unnamed),
            g.ChatLost: (chat_views.lost_view, chat_words.lost),
            g.ChatSwitchAsked: (chat_views.switch_view, chat_words.page),
            g.ChatStranger: (chat_views.stranger_view, chat_words.stranger),
            g.ChatPromiseFirst: (chat_views.promise_view, chat_words.promise_first),
            g.ChatRefused: (chat_views.refused_view, chat_words.refused),
            g.ChatNotLetIn: (chat_views.not_let_in_view, chat_words.not_let_in),
            g.ChatRemains: (chat_views.remains_view, chat_words.remains),
            g.ChatNotRemoved: (chat_views.not_removed_view, chat_words.not_removed),
        },
    ),
    **needs(
        Action.CONVERSATIONS,
        {conversation_messages.TeamWritten: (conversations.written_view, conversation_words.written)},
    ),
    **needs(
        Action.SEE,
        {
            signup_messages.SignUpNews: (news.news_view, news_words.one),
            signup_messages.SignUpDigest: (news.digest_view, news_words.digest),
        },
    ),
    **needs(
        Action.GROUPS,
        {
            g.GroupWithoutStarter: (life.coordinator_view, life_words.without_starter),
            g.GroupNews: (life.news_view, life_words.news),
            g.GroupSmall: (life.coordinator_view, life_words.small),
            g.TroubleTold: (troubles.told_view, trouble_words.waiting),
        },
    ),
}
"""Each kind with the action that it takes to be told such a thing: the loader asks for it on the row, at each delivery."""
