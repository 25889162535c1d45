"""The self-help groups' kinds of message, as in `scheduler/kinds.py`: what each needs to know, and its wording."""

from typing import Any

from domain.groups import messages as g
from domain.messages import Message
from services.groups import feedback, life, meetings, newcomers, proposals, troubles, wishes
from services.groups.chat import unnamed as chat_unnamed
from services.groups.chat import views as chat_views
from texts.groups import chat as chat_words
from texts.groups import life as life_words
from texts.groups import meetings as meeting_words
from texts.groups import proposals as proposal_words
from texts.groups import troubles as trouble_words
from texts.groups import wishes as wish_words

GROUP_KINDS: dict[type[Message], tuple[Any, Any]] = {
    g.GroupInvite: (wishes.invite_view, wish_words.invite),
    g.GroupProposal: (proposals.proposal_view, proposal_words.proposal),
    g.ProposalReminder: (proposals.proposal_view, proposal_words.reminder),
    g.ProposalLapsed: (proposals.lapsed_view, proposal_words.lapsed),
    g.GroupNotFormed: (proposals.not_formed_view, proposal_words.not_formed),
    g.NewcomerAsked: (newcomers.asked_view, proposal_words.newcomer),
    g.FreePlaceOffered: (newcomers.offer_view, proposal_words.offer),
    g.MemberJoined: (newcomers.joined_view, proposal_words.joined),
    g.GroupStarts: (life.starts_view, life_words.starts),
    g.GroupWithoutStarter: (life.coordinator_view, life_words.without_starter),
    g.GroupNews: (life.news_view, life_words.news),
    g.GroupSmall: (life.coordinator_view, life_words.small),
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
    g.TroubleTold: (troubles.told_view, trouble_words.waiting),
}
