"""Whether button labels fit, on every screen that any test makes, and in the other languages too."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from unittest.mock import patch

from domain.people import LANGUAGES
from texts.catalog import Catalog, Texts
from texts.screen import Button, Screen

WHOLE, HALF = 24, 17
"""Characters of a label that a telephone shows in its whole width, and where two share a row."""
TICK = "✓ "
SENTENCES = [Catalog().of(language).sentences for language in LANGUAGES]
"""Read before any test, so that none that counts in which languages something is worded counts this."""


class Label(str):
    """A label that remembers its sentence in the catalogue, and what was put in."""

    sentence: str
    values: dict[str, object]


@dataclass
class Seen:
    """`alone` and `shared`: ids of labels that had a row of their own, or not; `too_long`: what was found wrong."""

    alone: set[str] = field(default_factory=set)
    shared: set[str] = field(default_factory=set)
    too_long: set[str] = field(default_factory=set)

    def row(self, row: Sequence[Button]) -> None:
        for button in row:
            sentence = getattr(button.label, "sentence", "")
            (self.shared if len(row) > 1 else self.alone).add(sentence)
            limit = HALF if len(row) > 1 else WHOLE
            self.too_long |= {f"{sentence} {one}" for one in _forms(button.label, limit) if len(one) > limit}


def _forms(label: str, limit: int) -> Iterator[str]:
    """In every language; what people have written themselves, or a date in it, is only asked to fit beside another."""
    if not isinstance(label, Label):
        return iter([label] if limit == HALF else [])
    if label.values:
        return iter([str(label)] if limit == HALF else [])
    return (sentences.gettext(label.sentence) for sentences in SENTENCES)


@contextmanager
def watched() -> Iterator[Seen]:
    """Look at each screen that is made meanwhile."""
    seen, plain, init = Seen(), Texts.plain, Screen.__init__

    def remember(t: Texts, sentence: str, /, **values: object) -> str:
        label = Label(plain(t, sentence, **values))
        label.sentence, label.values = sentence, values
        return label

    def look(screen: Screen, text: str, rows: Sequence[Sequence[Button]] = (), *others: Any, **more: Any) -> None:
        for row in rows:
            seen.row(row)
        init(screen, text, rows, *others, **more)

    with patch.object(Texts, "plain", remember), patch.object(Screen, "__init__", look):
        yield seen
