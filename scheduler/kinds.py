"""Every kind of message: what it needs to know (looked up when it is sent), and its wording. The whole table on one screen."""

from collections.abc import Callable
from typing import Any

from domain.calls.messages import CallWished
from domain.conversations import messages as conversation_messages
from domain.courses import messages as course_messages
from domain.evaluation import messages as evaluation_messages
from domain.finding import messages as finding_messages
from domain.groups import messages as g
from domain.messages import Message
from domain.notices import messages as notices_messages
from domain.organisation.messages import RoleRemoved, RoleTaken
from domain.rights import Action, Needs, needs
from domain.running import messages as m
from domain.signup import messages as signup_messages
from services import calls, conversations, evaluation, notices, signup
from services.courses import absences, changes, lost, share_news, spoken, team
from services.finding import pathway, refill
from services.finding import wishes as course_wishes
from services.groups import feedback, life, meetings, newcomers, proposals, troubles, wishes
from services.groups.chat import unnamed as chat_unnamed
from services.groups.chat import views as chat_views
from services.mail.batches import Load, each
from services.organisation import roles
from services.planning import teams
from services.running import calling_off, told, weekly
from services.setup import asking as team_questions
from services.setup import declining, telling
from services.setup import news as team_news
from services.signup import handling, news, offers
from texts import calls as call_words
from texts import changes as change_words
from texts import conversations as conversation_words
from texts import courses as course_words
from texts import evaluation as evaluation_words
from texts import finding as finding_words
from texts import handling as handling_words
from texts import news as news_words
from texts import notices as notice_words
from texts import organisation as organisation_words
from texts import signup as signup_words
from texts import teams as team_words
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

Loader = Load[Any, Any]
"""(session, library, messages of the kind with whom each is to, now) -> what the wording needs, of those still wanted."""
Wording = Callable[[Texts, Any], Screen]

KINDS: dict[type[Message], Needs[tuple[Loader, Wording]]] = {
    **needs(
        Action.OWN,
        {
            m.SessionReminder: (told.reminder_views, session_words.reminder),
            m.SessionMoved: (told.moved_views, session_words.moved),
            m.SessionsMoved: (told.all_moved_views, session_words.all_moved),
            m.SessionCancelled: (told.cancelled_views, off_words.cancelled),
            m.SessionBack: (told.back_views, off_words.back),
            m.CourseCalledOff: (calling_off.called_off_views, off_words.course_called_off),
            m.CourseBack: (calling_off.course_back_views, off_words.course_back),
            m.LanguageGone: (spoken.views, change_words.language_gone),
            m.CourseChanged: (changes.changed_views, change_words.changed),
            signup_messages.SeatOffered: (each(offers.offer_view), signup_words.offer),
            signup_messages.BackInLine: (each(offers.back_view), signup_words.back_in_line),
            signup_messages.LineReopened: (each(offers.reopened_view), signup_words.reopened),
            signup_messages.TakenOff: (each(handling.taken_off_view), handling_words.taken_off),
            signup_messages.MovedUp: (each(handling.moved_up_view), handling_words.moved_up),
            signup_messages.OfferLapsed: (each(offers.lapsed_view), signup_words.lapsed),
            signup_messages.WaitingListClosed: (signup.line_closed_views, signup_words.line_closed),
            finding_messages.CourseOpened: (course_wishes.opened_views, finding_words.opened),
            finding_messages.FitsNext: (pathway.next_views, finding_words.fits_next),
            finding_messages.Refill: (refill.views, finding_words.refill),
            m.WeeklyMessage: (weekly.weekly_views, weekly_words.weekly_message),
            m.FollowUp: (weekly.follow_up_views, weekly_words.follow_up),
            evaluation_messages.EvaluationInvite: (evaluation.invite_views, evaluation_words.invite),
            evaluation_messages.EvaluationReminder: (evaluation.reminder_views, evaluation_words.reminder),
            notices_messages.NoticeCopy: (notices.copy_views, notice_words.copy),
            conversation_messages.TeamAnswered: (each(conversations.answered_view), conversation_words.answer),
            course_messages.TeamAsked: (each(team_questions.view), team_words.asked),
            course_messages.TeamLeft: (each(team.left_view), team_words.left),
            RoleRemoved: (each(roles.removed_view), organisation_words.role_removed),
            RoleTaken: (each(roles.taken_view), organisation_words.role_taken),
            course_messages.TeamNews: (each(team_news.view), team_words.news),
            course_messages.TeamPublished: (each(telling.published_view), team_words.published),
            course_messages.TeamTakenBack: (each(telling.taken_back_view), team_words.taken_back),
            course_messages.TeamEvening: (teams.evening_views, team_words.reminder),
            course_messages.TeamMeeting: (teams.meeting_views, team_words.reminder),
            g.GroupInvite: (wishes.invite_views, wish_words.invite),
            g.GroupProposal: (proposals.proposal_views, proposal_words.proposal),
            g.ProposalReminder: (proposals.proposal_views, proposal_words.reminder),
            g.ProposalLapsed: (proposals.lapsed_views, proposal_words.lapsed),
            g.GroupNotFormed: (proposals.not_formed_views, proposal_words.not_formed),
            g.NewcomerAsked: (newcomers.asked_views, proposal_words.newcomer),
            g.FreePlaceOffered: (each(newcomers.offer_view), proposal_words.offer),
            g.MemberJoined: (newcomers.joined_views, proposal_words.joined),
            g.GroupStarts: (each(life.starts_view), life_words.starts),
            g.HandOverAsked: (life.hand_over_views, life_words.hand_over),
            g.HandedOver: (life.handed_over_views, life_words.handed_over),
            g.GroupClosed: (life.closed_views, life_words.closed),
            g.MeetingReminder: (meetings.next_views, meeting_words.reminder),
            g.MeetingSet: (meetings.next_views, meeting_words.told),
            g.MeetingCancelled: (meetings.cancelled_views, meeting_words.cancelled),
            g.NextMeetingAsked: (meetings.next_asked_views, meeting_words.next_asked),
            g.StarterMayGo: (meetings.starter_views, life_words.may_go),
            g.PulseAsked: (feedback.pulse_views, life_words.pulse),
            g.ChatStands: (each(chat_views.stands_view), chat_words.page),
            g.ChatLink: (each(chat_views.link_view), chat_words.link),
            g.ChatUnnamed: (each(chat_unnamed.view), chat_words.unnamed),
            g.ChatLost: (each(chat_views.lost_view), chat_words.lost),
            g.ChatSwitchAsked: (each(chat_views.switch_view), chat_words.page),
            g.ChatStranger: (each(chat_views.stranger_view), chat_words.stranger),
            g.ChatPromiseFirst: (each(chat_views.promise_view), chat_words.promise_first),
            g.ChatRefused: (each(chat_views.refused_view), chat_words.refused),
            g.ChatNotLetIn: (each(chat_views.not_let_in_view), chat_words.not_let_in),
            g.ChatRemains: (each(chat_views.remains_view), chat_words.remains),
            g.ChatNotRemoved: (each(chat_views.not_removed_view), chat_words.not_removed),
        },
    ),
    **needs(
        Action.CONVERSATIONS,
        {conversation_messages.TeamWritten: (each(conversations.written_view), conversation_words.written)},
    ),
    **needs(
        Action.SEE,
        {
            signup_messages.SignUpNews: (each(news.news_view), news_words.one),
            signup_messages.SignUpDigest: (each(news.digest_view), news_words.digest),
            course_messages.CourseShared: (each(share_news.told_view), team_words.shared),
        },
    ),
    **needs(Action.RUN, {signup_messages.PhoneTurn: (each(signup.phone_line.turn_view), course_words.turn)}),
    **needs(
        Action.GROUPS,
        {
            g.GroupWithoutStarter: (each(life.coordinator_view), life_words.without_starter),
            g.GroupNews: (each(life.news_view), life_words.news),
            g.GroupSmall: (each(life.coordinator_view), life_words.small),
            g.TroubleTold: (each(troubles.told_view), trouble_words.waiting),
        },
    ),
    **needs(
        Action.SETUP,
        {
            course_messages.TeamMemberAnswered: (each(lost.answer_view), team_words.answered),
            course_messages.TeamMemberAway: (each(absences.away_view), team_words.away),
            course_messages.TeamMemberBack: (each(absences.back_view), team_words.back),
            course_messages.TeamMeetingAway: (each(declining.away_view), team_words.missing),
            course_messages.TeamMeetingBack: (each(declining.back_view), team_words.at_meeting),
            course_messages.TeamShort: (teams.short_views, team_words.tomorrow),
            course_messages.TeamMemberLost: (each(lost.gap_view), team_words.lost),
        },
    ),
    **needs(Action.PEOPLE, {CallWished: (each(calls.wish_view), call_words.to_coordinator)}),
}
"""Each kind with the action that it takes to be told such a thing: the loader asks for it on the row, at each delivery."""
