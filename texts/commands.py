"""Commands by the names that people know: each has one in every language, and the English one always works, too.

Telegram takes a-z, 0-9 and _ for the menu; what somebody writes by hand may have their own letters.
"""

from collections.abc import Mapping

from texts.catalog import Texts

EITHER = "kurs"
"""For whoever coordinates courses the list of them, for all others their own."""
NAMES: Mapping[str, Mapping[str, str]] = {
    "nb": {
        "find": "finn",
        "courses": "kurs",
        "mycourse": "mittkurs",
        "mygroup": "gruppa",
        "groups": "grupper",
        "resume": "fortsett",
        "language": "sprak",
        "privacy": "personvern",
        "help": "hjelp",
    },
    "nn": {
        "find": "finn",
        "courses": "kurs",
        "mycourse": "mittkurs",
        "mygroup": "gruppa",
        "groups": "grupper",
        "resume": "haldfram",
        "language": "sprak",
        "privacy": "personvern",
        "help": "hjelp",
    },
    "da": {
        "courses": "kurser",
        "mycourse": "mitkursus",
        "mygroup": "mingruppe",
        "groups": "grupper",
        "resume": "fortsaet",
        "language": "sprog",
        "privacy": "privatliv",
        "help": "hjaelp",
    },
    "en": {},
}
"""What a command is called in a language, where that is not what it is called here (`handlers/`)."""
BY_HAND: Mapping[str, str] = {
    "språk": "language",
    "hjælp": "help",
    "fortsæt": "resume",
    "finnkurs": "find",
    "findkursus": "find",
    "avbryt": "cancel",
    "annuller": "cancel",
}
"""Further names under which one may look for them; they stand in no menu."""
OF_THE_HOUSE: Mapping[str, str] = {
    **{name: command for names in NAMES.values() for command, name in names.items()},
    **BY_HAND,
    **dict.fromkeys(("kurs", "kurset", "kurser", "kursus"), EITHER),
}
"""By each name the command that it is."""


def name(t: Texts, command: str) -> str:
    """As it stands in the menu."""
    return NAMES[t.language].get(command, command)
