"""Every command, button and awaited text, and who answers it: a room a noun, put together on one screen."""

from domain.people.buttons import CancelDialog
from domain.rights import Action, needs
from handlers import (
    access,
    calls,
    conversations,
    courses,
    evaluation,
    finding,
    groups,
    handling,
    leaflets,
    notices,
    organisation,
    people,
    running,
    setup,
    signup,
    teams,
)
from handlers.dispatch import Table
from handlers.people import people as start
from handlers.people import stray
from handlers.people.back import cancel
from texts.commands import OF_THE_HOUSE

WAYS_BACK = {**people.WAYS_BACK, **conversations.WAYS_BACK, **access.WAYS_BACK, **groups.WAYS_BACK, **setup.WAYS_BACK}
TABLE = Table(
    commands={
        **people.COMMANDS,
        **finding.COMMANDS,
        **signup.COMMANDS,
        **running.COMMANDS,
        **courses.COMMANDS,
        **groups.COMMANDS,
    },
    buttons={
        **people.BUTTONS,
        **needs(Action.OWN, {CancelDialog: cancel(WAYS_BACK)}),
        **finding.BUTTONS,
        **signup.BUTTONS,
        **running.BUTTONS,
        **evaluation.BUTTONS,
        **courses.BUTTONS,
        **leaflets.BUTTONS,
        **setup.BUTTONS,
        **teams.BUTTONS,
        **organisation.BUTTONS,
        **handling.BUTTONS,
        **notices.BUTTONS,
        **conversations.BUTTONS,
        **access.BUTTONS,
        **groups.BUTTONS,
        **calls.BUTTONS,
    },
    steps={
        **people.STEPS,
        **finding.STEPS,
        **running.STEPS,
        **setup.STEPS,
        **handling.STEPS,
        **notices.STEPS,
        **conversations.STEPS,
        **access.STEPS,
        **evaluation.STEPS,
        **groups.STEPS,
        **calls.STEPS,
    },
    listeners={**people.LISTENERS, **groups.LISTENERS},
    otherwise=stray.stray,
    edited=stray.edited,
    consent=start.ask_consent,
    resume=start.resume,
    chats=groups.chat.happened,
    named=OF_THE_HOUSE,
)
