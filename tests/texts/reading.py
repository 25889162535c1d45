"""What can be counted of our words: every sentence there is, how hard it is to read, and which habits it has.

`python -m tests.texts.measure` prints the figures; test_wording.py keeps the rules of docs/wording.md by them.
"""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from babel.messages.catalog import Message
from babel.messages.pofile import read_po

from domain.people import LANGUAGES
from services.programmes import CONTENT
from texts.catalog import LOCALES

GLOSSARY = LOCALES.parent / "glossary.toml"
SCANDINAVIAN = ("nb", "nn", "da")
FOR_COORDINATORS = re.compile(
    r"(coordination|groups\.round|reach|evaluation\.results)\..*|notices\.(?!copy).*"
    r"|groups\.life\.(news\..*|small|without_starter|trouble|board|manage)"
    r"|sessions\.(answers|ask_|card|cancel(\.|$)|clash|day_later|week_later|free_day|list|move(\.|$)|move_all|preview|tell).*"
    r"|people\.(invited|help\.coordinator|home\.coordinates|home\.looking)|command\.courses|button\.manage_courses"
    r"|error\.(already_begun|nobody_to_tell|not_yours|invite_spent|search_failed)"
)
"""Ids of what only coordinators read."""
VALUES = {
    "title": "TA TAK",
    "course": "TA TAK",
    "name": "Kari",
    "names": "Kari, Ola",
    "centre": "LMS-Sandefjord",
    "place": "Hvitgården",
    "phone": "+47 22 22 55 55",
    "contacts": "LMS-Sandefjord: +47 22 22 55 55",
    "ring": "",
    "rules": "",
    "rights": "",
    "evenings": "",
    "reasons": "",
    "text": "",
    "link": "https",
    "topic": "Familien",
}
"""Typical values; whatever is not here becomes a number."""
_PLACEHOLDER = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True)
class Sentence:
    """A text as people get it, in one language: `where` is an id of the catalogue, or a file of content and a place in it."""

    where: str
    language: str
    text: str

    @property
    def content(self) -> bool:
        return ".toml" in self.where

    @property
    def for_coordinators(self) -> bool:
        return not self.content and bool(FOR_COORDINATORS.fullmatch(self.where))


def read(language: str) -> dict[str, Message]:
    with (LOCALES / f"{language}.po").open("rb") as source:
        catalogue = read_po(source, locale=language, abort_invalid=True)
    return {_id(message): message for message in catalogue if message.id}


def _id(message: Message) -> str:
    return str(message.id[0] if isinstance(message.id, tuple | list) else message.id)


def forms(message: Message) -> list[str]:
    return list(message.string) if isinstance(message.string, tuple | list) else [str(message.string)]


def catalogue(language: str) -> list[Sentence]:
    """All forms of all messages."""
    return [Sentence(where, language, text) for where, message in read(language).items() for text in forms(message)]


def content(language: str, folder: Path = CONTENT) -> list[Sentence]:
    """All texts of programmes, questionnaires and groups."""
    found = []
    for path in sorted(folder.rglob("*.toml")):
        for where, text in _worded(tomllib.loads(path.read_text(encoding="utf-8")), language):
            found.append(Sentence(f"{path.name}{where}", language, text))
    return found


def _worded(value: Any, language: str, where: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, dict) and set(value) == set(LANGUAGES):
        yield where, value[language]
    elif isinstance(value, dict):
        for name, one in value.items():
            yield from _worded(one, language, f"{where}.{name}")
    elif isinstance(value, list):
        for number, one in enumerate(value):
            yield from _worded(one, language, f"{where}[{number}]")


def plain(text: str) -> str:
    """Without tags, with something typical in each gap."""
    filled = _PLACEHOLDER.sub(lambda found: VALUES.get(found[1], "5"), text)
    return re.sub(r"</?[a-z]+>", "", filled)


def words(text: str) -> list[str]:
    return re.findall(r"\w+(?:[-’']\w+)*", text)


def sentences(text: str, *, colon: bool = True) -> list[str]:
    """A full stop, a question mark, a colon and a new line end one; that of `kl.`, `pr.` and of a number does not."""
    joined = re.sub(r"\b(kl|pr|omtr|ca)\.|(\d)\.(?= ?[a-zæøå])", r"\1\2", text)
    ends = r"[.!?:\n]+(?=\s|$)|\n" if colon else r"[.!?\n]+(?=\s|$)|\n"
    return [one.strip() for one in re.split(ends, joined) if words(one)]


def lix(texts: list[str], *, colon: bool = True) -> float:
    """Words a sentence, and the share of words over six letters, added up (C.-H. Björnsson); under 30 is very easy."""
    parts = [plain(one) for one in texts if len(words(plain(one))) > 5]
    count = sum(len(words(one)) for one in parts)
    long = sum(1 for one in parts for word in words(one) if len(word) > 6)
    ends = sum(len(sentences(one, colon=colon)) for one in parts)
    return count / ends + 100 * long / count


_SUBJECTS = "du|dere|de|dei|jeg|eg|vi|I|der|personen|gruppa|gruppen|chatten"
_SUBJECTS_OR_OBJECTS = "det|den|han|ho|noen|nokon|nogen|én|éin|en|ein|noe|noko|noget|ingen|dette"
"""After an imperative these are its object: "Skriv det på en lapp, og …" is no condition."""
_VERBS = re.compile(
    "vil|kan|skal|må|bør|er|har|blir|bliver|går|står|sier|seier|siger|haster|hastar|får|gjelder|gjeld|mangler|manglar"
    "|finnes|finst|findes|passer|passar|trenger|treng|kommer|kjem|virker|verkar|ligger|ligg|skjer|sker"
)
_STRONG = re.compile("skriv|kjem|treng|tek|finn|vel|les|held|gjer|ser|får|går|står|slepp|bed|gløym")
_NO_VERBS = re.compile(
    ".*(inger|ingar|elser|kurser|kvelder|kveldar|aftener)|her|hver|kvar|når|før|etter|efter|eller|heller|ellers|hvor"
    "|under|over|der|flere|fleire|tider|svar|mer|meir"
)


def verb_first(text: str, language: str) -> list[str]:
    """Conditions that begin with their verb: "Vil du …, kan du"; in English there are none. A question is none."""
    if language == "en":
        return []
    clauses = re.split(r"(?<=[.!?;:\n])\s+|\n|•", re.sub(r"[«»]|(?<=\bkl)\.|(?<=\bpr)\.", "", plain(text)))
    told = [clause.strip() for clause in clauses if not clause.strip().endswith("?")]
    parts = [part.strip() for clause in told for part in re.split(r"(?:^|, )(?:men|og|eller) ", clause)]
    return [part for part in parts if _begins_with_verb(part)]


def _begins_with_verb(clause: str) -> bool:
    match = re.fullmatch(rf"(\w+) (?:({_SUBJECTS})|({_SUBJECTS_OR_OBJECTS}))\b.*,.*", clause)
    if match is None:
        return False
    first = match[1].lower()
    if _VERBS.fullmatch(first):
        return True
    verb = _STRONG.fullmatch(first) or (first.endswith("r") and not _NO_VERBS.fullmatch(first))
    return bool(verb) and match[2] is not None


def slash_commands(text: str) -> list[str]:
    """Commands in a running sentence; a list of commands, one a line, is none."""
    lines = [line for line in text.splitlines() if not line.startswith("/")]
    return [found for line in lines for found in re.findall(r"(?<![\w<])/[a-z]{3,}", line)]


def clipped(text: str, length: int = 60) -> str:
    return text if len(text) <= length else f"{text[: length - 1]}…"


@dataclass(frozen=True)
class Word:
    """One thing, and what it is not called in one language."""

    thing: str
    instead: re.Pattern[str]

    def missed_in(self, text: str) -> str:
        """What stands in a text where this word should; empty when nothing does. Of gaps only the centre's is known."""
        bare = re.sub(r"\{(?!centre\b)\w+\}", "…", re.sub(r"</?[a-z]+>", "", text))
        found = self.instead.search(bare)
        return found[0] if found else ""


def glossary(language: str) -> list[Word]:
    entries = tomllib.loads(GLOSSARY.read_text(encoding="utf-8"))["word"]
    return [
        Word(one["thing"], re.compile(rf"(?<!\w)(?:{one[language]['not']})(?!\w)", re.IGNORECASE))
        for one in entries
        if "not" in one[language]
    ]


_QUOTES = {"nb": "«([^»]+)»", "nn": "«([^»]+)»", "da": "»([^«]+)«", "en": "“([^”]+)”"}


def quoted(text: str, language: str) -> list[str]:
    """What stands in the language's quotation marks."""
    return re.findall(_QUOTES[language], text)
