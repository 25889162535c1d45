"""Start, language, consent, home, help, and what is stored about me."""

from domain.people import buttons as b
from domain.privacy import buttons as privacy_buttons
from domain.rights import Action, needs
from handlers.dispatch import Buttons, Commands, Listeners, StepHandler, Steps
from handlers.people import named, people, stray
from services.people import dialogs

COMMANDS: Commands = {
    **needs(Action.OPEN, {"start": people.start, "help": people.help_page, "language": people.change_language}),
    **needs(Action.OWN, {"privacy": people.show_privacy, "cancel": people.home}),
}
BUTTONS: Buttons = {
    **needs(
        Action.OPEN,
        {
            b.ChooseLanguage: people.choose_language,
            b.ChangeLanguage: people.change_language,
            b.GiveConsent: people.give_consent,
            b.RefuseConsent: people.refuse_consent,
        },
    ),
    **needs(
        Action.OWN,
        {
            b.Home: people.home,
            b.ChangeName: people.change_name,
            b.AskMyName: named.ask,
            b.TakeMyName: named.take,
            b.ChangePhone: people.change_phone,
            b.RemovePhone: people.remove_phone,
            b.ShowName: people.show_name,
            privacy_buttons.ShowPrivacy: people.show_privacy,
            privacy_buttons.ExportMe: people.export,
            privacy_buttons.AskErase: people.ask_erase,
            privacy_buttons.Erase: people.erase,
        },
    ),
}
STEPS: Steps = needs(Action.OWN, {"name": people.name_written, "phone": people.phone_written})
LISTENERS: Listeners = needs(
    Action.OWN,
    {
        "phone_offered": people.phone_seen,
        dialogs.LINKED: people.nothing_awaited,
        dialogs.READ: people.nothing_awaited,
    },
)
WAYS_BACK: dict[str, StepHandler] = {"name": people.to_details, "phone": people.to_details}
"""Where one was before each of these steps, which [Cancel] shows again."""

__all__ = ["BUTTONS", "COMMANDS", "LISTENERS", "STEPS", "WAYS_BACK", "back", "people", "stray"]
