"""What is said when something cannot be done: one kind sentence, and what to do next."""

from datetime import datetime

from domain import errors
from domain.people.buttons import CancelDialog, Home
from domain.running.buttons import ListSessions
from texts.catalog import Texts
from texts.screen import Button, Screen

_ENDS: dict[type[errors.Expected], str] = {
    errors.NotYours: "error.not_yours",
    errors.Stale: "error.stale",
    errors.SignUpClosed: "error.sign_up_closed",
    errors.ChangedMeanwhile: "error.changed_meanwhile",
    errors.SomebodySignedUp: "error.somebody_signed_up",
    errors.TeamAskedAlready: "error.team_asked_already",
    errors.InviteSpent: "error.invite_spent",
    errors.LastOwner: "error.last_owner",
    errors.NotOnTeam: "error.not_on_team",
    errors.ConfidentialityMissing: "error.confidentiality_missing",
    errors.NobodyToTell: "error.nobody_to_tell",
    errors.RoundClosed: "error.round_closed",
    errors.ForParticipants: "error.for_participants",
    errors.AlreadyBegun: "error.already_begun",
    errors.GroupMeetingBegun: "error.group_meeting_begun",
    errors.EveningBegun: "error.evening_begun",
    errors.EveningOver: "error.evening_over",
    errors.MeetingBegun: "error.meeting_begun",
    errors.TooLate: "error.too_late",
    errors.InTheWay: "error.in_the_way",
    errors.EnoughNamed: "error.enough_named",
    errors.InGroup: "error.in_group",
    errors.OnlyStarter: "error.only_starter",
    errors.JustTakenOver: "error.just_taken_over",
    errors.TooManyChanges: "error.too_many_changes",
    errors.SearchFailed: "error.search_failed",
    errors.LeafletFailed: "error.leaflet_failed",
}
"""Where the way goes on from the start page."""
_AGAIN: dict[type[errors.Expected], str] = {
    errors.TooLong: "error.too_long",
    errors.TooShort: "error.too_short",
    errors.TextExpected: "error.text_expected",
    errors.CaptionUnread: "error.caption_unread",
    errors.CameAfterCut: "error.came_after_cut",
    errors.EditedTooLate: "error.edited_too_late",
    errors.NoLetters: "error.no_letters",
    errors.EditedPart: "error.edited_part",
    errors.NotATime: "error.not_a_time",
    errors.OtherWeekday: "error.other_weekday",
    errors.InThePast: "error.in_the_past",
    errors.Overlaps: "error.overlaps",
    errors.NotYet: "error.not_yet",
    errors.NotAPhone: "error.not_a_phone",
    errors.NotANumber: "error.not_a_number",
    errors.NotAPastDay: "error.not_a_past_day",
    errors.NotALink: "error.not_a_link",
    errors.UnknownCode: "error.unknown_code",
    errors.OwnCode: "error.own_code",
}
"""Where the dialogue goes on: the next text is read again."""


def say(t: Texts, refusal: errors.Expected) -> Screen:
    """The screen for an expected refusal; its figures go into the sentence."""
    again = _AGAIN.get(type(refusal))
    if again is not None:
        return Screen(t(again, **_figures(t, refusal)), [[Button(t.plain("button.cancel"), CancelDialog())]])
    if isinstance(refusal, errors.NotOpenYet):
        ring = t("error.not_open_yet.ring", centre=refusal.centre, phone=refusal.phone) if refusal.phone else ""
        return Screen(f"{t('error.not_open_yet')} {ring}".rstrip(), [[Button(t.plain("button.home"), Home())]])
    sentence = _ENDS.get(type(refusal), "error.gone")
    home = [Button(t.plain("button.home"), Home())]
    if isinstance(refusal, errors.OfSessions):
        return Screen(t(sentence), [[Button(t.plain("coordination.evenings"), ListSessions(refusal.course_id))], home])
    return Screen(t(sentence, **vars(refusal)), [home])


def _figures(t: Texts, refusal: errors.Expected) -> dict[str, object]:
    """A time among them is shown as it could have been written."""
    if isinstance(refusal, errors.OtherWeekday):
        return {"day": t.day(refusal.moment, refusal.zone, refusal.now)}
    return {
        name: t.as_written(value, value.tzinfo) if isinstance(value, datetime) else value
        for name, value in vars(refusal).items()
    }


def fault(t: Texts) -> Screen:
    """Something of ours broke; what the person wrote or pressed is kept and tried again."""
    return Screen(t("error.fault"))


def gave_up(t: Texts) -> Screen:
    """Something of ours broke for good on this one; the way on is the start page."""
    return Screen(t("error.gave_up"), [[Button(t.plain("button.home"), Home())]])


def too_many_at_once(t: Texts) -> Screen:
    """Of a flood of messages only the first and the last were read."""
    return Screen(t("error.too_many_at_once"))
