"""What is said when something cannot be done: one kind sentence, and what to do next."""

from domain import errors
from domain.buttons import CancelDialog, Home
from texts.catalog import Texts
from texts.screen import Button, Screen


def say(t: Texts, refusal: errors.Expected) -> Screen:
    """The screen for an expected refusal."""
    match refusal:
        case errors.NotYours():
            text = t("error.not_yours")
        case errors.Stale():
            text = t("error.stale")
        case errors.SignUpClosed():
            text = t("error.sign_up_closed")
        case errors.InviteSpent():
            text = t("error.invite_spent")
        case errors.TooLong(length=length, limit=limit):
            return _again(t, t("error.too_long", length=length, limit=limit))
        case errors.TextExpected():
            return _again(t, t("error.text_expected"))
        case errors.NotATime(example=example):
            return _again(t, t("error.not_a_time", example=example))
        case errors.InThePast():
            return _again(t, t("error.in_the_past"))
        case errors.NotAPhone(example=example):
            return _again(t, t("error.not_a_phone", example=example))
        case errors.NobodyToTell():
            text = t("error.nobody_to_tell")
        case errors.AlreadyBegun():
            text = t("error.already_begun")
        case errors.RoundClosed():
            text = t("error.round_closed")
        case _:
            text = t("error.gone")
    return Screen(text, [[Button(t.plain("button.home"), Home())]])


def fault(t: Texts) -> Screen:
    """Something of ours broke; what the person wrote or pressed is kept and tried again."""
    return Screen(t("error.fault"))


def gave_up(t: Texts) -> Screen:
    """Something of ours broke for good on this one; the way on is the start page."""
    return Screen(t("error.gave_up"), [[Button(t.plain("button.home"), Home())]])


def _again(t: Texts, text: str) -> Screen:
    """The dialogue goes on: the next text is read again."""
    return Screen(text, [[Button(t.plain("button.cancel"), CancelDialog())]])
