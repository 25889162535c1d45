"""Reviewed phrases, found in what people write: whole words and their forms, in any spelling that a list foresees.

A phrase is words in a row: `a|b` one or the other, `a*` any word that begins so, `a+b` two words where
one stands, `a?` may be left out, `...` up to four words of
the same sentence, `.` where a sentence or a part of it begins or ends.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from domain.characters import folded

_EDGES = re.compile(r"[.,!?;:\n…()\"“”«»]+")
_NO_WORD = re.compile(r"[^\w.]+|_+")
_DRAWN_OUT = re.compile(r"([^\W\d])\1{2,}")
_LETTERS = str.maketrans({"ö": "ø", "ä": "æ", "'": None, "’": None, "`": None, "´": None, "\u02bc": None})
_WORD, _GAP, _EDGE = r"[^ .]+", "...", "."
_ONE = r"(?:\w+(?:\+\w+)*\*?|\.)"


def plain(text: str) -> str:
    """Its words in small letters, one space between them and around, ` . ` at each edge: ` . jeg vil ikke . takk . `."""
    lines = " . ".join(folded(one) for one in text.split("\n"))
    words = _spelt(_EDGES.sub(" . ", lines.casefold().translate(_LETTERS)))
    parts = (" ".join(_NO_WORD.sub(" ", part).split()) for part in words.split(" . "))
    return "".join(f" . {part}" for part in parts if part) + " . "


def _spelt(words: str) -> str:
    """Swedish and drawn-out letters as a keyboard of ours would have them."""
    return _DRAWN_OUT.sub(r"\1", words).replace("aa", "å")


@dataclass(frozen=True)
class Phrases:
    """Phrases to be looked for all at once. `alike`: lines of words that may stand for each other."""

    phrases: Sequence[str]
    alike: Sequence[str] = ()

    def __contains__(self, words: str) -> bool:
        """Whether any of them is found in a `plain` text."""
        return any(one.search(words) for one in self._begun_in(words))

    def without(self, words: str) -> str:
        """The `plain` text with an edge in place of each that is found."""
        for one in self._begun_in(words):
            words = one.sub(" . ", words)
        return words

    def _begun_in(self, words: str) -> Iterator[re.Pattern[str]]:
        """Those of which the first word occurs at all: of a thousand a few."""
        exact, beginning = self._by_first
        for word in set(words.split()):
            yield from exact.get(word, ())
        for start, found in beginning:
            if f" {start}" in words:
                yield from found

    @cached_property
    def _by_first(self) -> tuple[Mapping[str, list[re.Pattern[str]]], list[tuple[str, list[re.Pattern[str]]]]]:
        groups = [_spelt(line.translate(_LETTERS)).split() for line in self.alike]
        forms = {word: group for group in groups for word in group}
        exact: dict[str, list[re.Pattern[str]]] = {}
        beginning: dict[str, list[re.Pattern[str]]] = {}
        for phrase in self.phrases:
            tokens = _tokens(phrase)
            pattern = re.compile(_pattern(tokens, forms))
            for word in _forms(tokens[0], forms):
                first = word.split("+")[0]
                (beginning if first.endswith("*") else exact).setdefault(first.removesuffix("*"), []).append(pattern)
        return exact, list(beginning.items())


def _tokens(phrase: str) -> list[str]:
    """Raises ValueError for a phrase that cannot be looked for."""
    tokens = phrase.split()
    spelt = [_spelt(one.casefold().translate(_LETTERS)) if one not in (_GAP, _EDGE) else one for one in tokens]
    if not spelt or spelt[0] == _GAP or spelt[0].endswith("?") or spelt[-1] == _GAP:
        raise ValueError(f"{phrase!r} begins or ends with what may be anything")
    if any(not re.fullmatch(rf"{_ONE}(?:\|{_ONE})*\??", one) for one in spelt if one != _GAP):
        raise ValueError(f"{phrase!r}: words, each with | * ? or alone")
    return spelt


def _forms(token: str, forms: Mapping[str, Iterable[str]]) -> list[str]:
    words = token.removesuffix("?").split("|")
    return list(dict.fromkeys(form for word in words for form in (word, *forms.get(word, ()))))


def _pattern(tokens: Sequence[str], forms: Mapping[str, Iterable[str]]) -> str:
    """Over a `plain` text, from the space before the first word to that after the last, which is not taken."""
    made = ""
    for token in tokens:
        if token == _GAP:
            made += rf"(?: {_WORD}){{0,4}}"
            continue
        words = "|".join(re.escape(one).replace(r"\*", "[^ .]*").replace(r"\+", " ") for one in _forms(token, forms))
        made += rf"(?: (?:{words}))" + ("?" if token.endswith("?") else "")
    return f"{made}(?= )"


def fault_of(phrases: Phrases) -> str | None:
    """Why one of them cannot be looked for, in words; None when all can."""
    try:
        for phrase in phrases.phrases:
            _tokens(phrase)
    except ValueError as error:
        return str(error)
    return None
