"""What is sent although a title keeps it to paper: for whoever writes a programme (`mestringsbot check`)."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from msgspec import Struct
from msgspec.structs import fields

from domain.people import LANGUAGES
from domain.programmes import Programme, Questionnaire, kept_words, stands_in
from services.programmes.content import files, read
from services.programmes.earlier import amended

_ON_PAPER = ("title", "for_whom_on_paper")


def told(folder: Path) -> Iterator[str]:
    """A sentence for each text that says a word of a title which its chat title leaves out; names file, key and language.

    Raises ContentFault.
    """
    asked = {path.name: read(path, Questionnaire) for path in files(folder, "questionnaires")}
    for path in files(folder, "programmes"):
        one = read(path, Programme, amended)
        if not one.private:
            continue
        yield from _told(path.name, one, [text for text in _texts(one) if text[0].partition(".")[0] not in _ON_PAPER])
        used = {plan.questionnaire for plan in one.evaluation}
        for name, questionnaire in asked.items():
            if questionnaire.slug in used:
                yield from _told(f"{name} (of {path.name})", one, list(_texts(questionnaire)))


def _told(name: str, one: Programme, texts: list[tuple[str, str, str]]) -> Iterator[str]:
    kept = {each: list(kept_words(one.title[each], one.chat_title[each])) for each in LANGUAGES}
    for key, language, text in texts:
        for word in kept[language]:
            if stands_in(word, text):
                yield f"{name}: {key}: is sent, and says {word}, which the title keeps to paper"


def _texts(value: object, where: str = "") -> Iterator[tuple[str, str, str]]:
    """Each text below a value: its key as it stands in the file, its language, and what it says."""
    if isinstance(value, Mapping):
        for language, text in value.items():
            yield f"{where}.{language}", language, text
    elif isinstance(value, tuple):
        head, _, key = where.rpartition(" ")
        for number, one in enumerate(value, 1):
            yield from _texts(one, f"{head} [[{key}]] {number}:".strip())
    elif isinstance(value, Struct):
        for field in fields(value):
            yield from _texts(getattr(value, field.name), f"{where} {field.name}".strip())
