"""Reviewed phrases, found in what people write: whole words and their forms, in any spelling that a list foresees.

A phrase is words in a row: `a|b` one or the other, `a*` any word that begins so, `a+b` two words where one stands, `a?` may
be left out, `...` up to four words of the same sentence, `.` where a sentence or a part of it begins or ends.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

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
            yield from map(self._made, exact.get(word, ()))
        for start, found in beginning.items():
            if f" {start}" in words:
                yield from map(self._made, found)

    @cached_property
    def _by_first(self) -> tuple[Mapping[str, list[str]], Mapping[str, list[str]]]:
        """The phrases by their first word, and by the beginning of it."""
        exact: dict[str, list[str]] = {}
        beginning: dict[str, list[str]] = {}
        for phrase in self.phrases:
            for word in _forms(_token(phrase.split(" ", 1)[0]), self._alike):
                first = word.split("+")[0]
                (beginning if first.endswith("*") else exact).setdefault(first.removesuffix("*"), []).append(phrase)
        return exact, beginning

    @cached_property
    def _alike(self) -> Mapping[str, Sequence[str]]:
        groups = [_spelt(line).split() for line in self.alike]
        return {word: group for group in groups for word in group}

    @cached_property
    def _patterns(self) -> dict[str, re.Pattern[str]]:
        return {}

    def _made(self, phrase: str) -> re.Pattern[str]:
        """Made when it is first needed: all at once they would keep a start waiting."""
        if phrase not in self._patterns:
            tokens = [_token(one) for one in phrase.split()]
            self._patterns[phrase] = re.compile(_pattern(tokens, self._alike))
        return self._patterns[phrase]


def _token(written: str) -> str:
    return written if written in (_GAP, _EDGE) else _spelt(written.casefold())


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
