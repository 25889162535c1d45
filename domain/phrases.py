"""Reviewed phrases, found in what people write: whole words and their forms, in any spelling that a list foresees.

A phrase is words in a row: `a|b` one or the other, `a*` any word that begins so, `a+b` two words where one stands, `a?` may
be left out, `...` up to four words of the same sentence, `.` where a sentence or a part of it begins or ends.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from domain.characters import folded

_EDGES = re.compile(r"[.,!?;:…()\"“”«»]+")
_NO_WORD = re.compile(r"[^\w.]+|_+")
_DRAWN_OUT = re.compile(r"([^\W\d])\1{2,}")
_LETTERS = str.maketrans({"ö": "ø", "ä": "æ", "'": None, "’": None, "`": None, "´": None, "\u02bc": None})
_GAP, _EDGE = "...", "."
_ONE = r"(?:\w+(?:\+\w+)*\*?|\.)"
_TOKEN = rf"{_ONE}(?:\|{_ONE})*"
_PHRASE = re.compile(rf"{_TOKEN}(?: (?:{_TOKEN}\??|\.\.\. {_TOKEN}))*")


def plain(text: str) -> str:
    """Its words in small letters, one space between them, ` . ` around each part: ` . jeg vil ikke . takk . `."""
    lines = " . ".join(folded(one) for one in text.split("\n"))
    words = _spelt(_EDGES.sub(" . ", lines.casefold()))
    parts = (" ".join(_NO_WORD.sub(" ", part).split()) for part in words.split(" . "))
    return "".join(f" . {part}" for part in parts if part) + " . "


def _spelt(words: str) -> str:
    """Swedish and drawn-out letters, and å, as they mostly stand; without apostrophes."""
    return _DRAWN_OUT.sub(r"\1", words.translate(_LETTERS)).replace("aa", "å")


@dataclass(frozen=True)
class Phrases:
    """Phrases to be looked for all at once. `alike`: lines of words that may stand for each other."""

    phrases: tuple[str, ...]
    alike: tuple[str, ...] = ()

    def __contains__(self, words: str) -> bool:
        """Whether any of them is found in a `plain` text."""
        return any(one.search(words) for one in self._begun_in(words))

    def without(self, words: str) -> str:
        """The `plain` text with an edge in place of each that is found."""
        for one in self._begun_in(words):
            words = one.sub(" .", words)
        return words

    def fault(self) -> str | None:
        """The first of them that cannot be looked for; None when all can."""
        return next((one for one in self.phrases if not _PHRASE.fullmatch(one)), None)

    def _begun_in(self, words: str) -> Iterator[re.Pattern[str]]:
        """The patterns of those whose first word occurs at all: of a thousand a few."""
        exact, beginning = self._by_first
        for word in dict.fromkeys(words.split()):
            yield from (_compiled(one, self.alike) for one in exact.get(word, ()))
        for start, found in beginning.items():
            if f" {start}" in words:
                yield from (_compiled(one, self.alike) for one in found)

    @cached_property
    def _by_first(self) -> tuple[Mapping[str, list[str]], Mapping[str, list[str]]]:
        return _first_words(self.phrases, self.alike)


@lru_cache(256)
def _first_words(
    phrases: Sequence[str], alike: tuple[str, ...]
) -> tuple[Mapping[str, list[str]], Mapping[str, list[str]]]:
    """Phrases by their first word in each of its forms, and by what it begins with. The same lists are gone through once."""
    forms = _forms_of(alike)
    exact: dict[str, list[str]] = {}
    beginning: dict[str, list[str]] = {}
    for phrase in phrases:
        for word in _forms(_tokens(phrase.split(maxsplit=1)[0])[0], forms):
            first = word.split("+")[0]
            (beginning if first.endswith("*") else exact).setdefault(first.removesuffix("*"), []).append(phrase)
    return exact, beginning


@lru_cache(None)
def _compiled(phrase: str, alike: tuple[str, ...]) -> re.Pattern[str]:
    """Made when it is first needed: all at once they would keep a start, or whoever writes first, waiting."""
    return re.compile(_pattern(_tokens(phrase), _forms_of(alike)))


@lru_cache(64)
def _forms_of(alike: tuple[str, ...]) -> Mapping[str, Sequence[str]]:
    """Each word that others may stand for, with all of its line."""
    groups = [_spelt(line).split() for line in alike]
    return {word: group for group in groups for word in group}


def _tokens(phrase: str) -> list[str]:
    return [one if one in (_GAP, _EDGE) else _spelt(one.casefold()) for one in phrase.split()]


def _forms(token: str, forms: Mapping[str, Iterable[str]]) -> list[str]:
    words = token.removesuffix("?").split("|")
    return list(dict.fromkeys(form for word in words for form in (word, *forms.get(word, ()))))


def _pattern(tokens: Sequence[str], forms: Mapping[str, Iterable[str]]) -> str:
    """Over a `plain` text, from the space before the first word to that after the last, which is not taken."""
    made = ""
    for token in tokens:
        if token == _GAP:
            made += r"(?: [^ .]+){0,4}"
            continue
        words = "|".join(re.escape(one).replace(r"\*", "[^ .]*").replace(r"\+", " ") for one in _forms(token, forms))
        made += rf"(?: (?:{words}))" + ("?" if token.endswith("?") else "")
    return f"{made}(?= )"
