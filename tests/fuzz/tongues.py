"""Whether everybody reads their own language: by how the sentences of the catalogues begin, and by what buttons say."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterator
from html import unescape

from domain.people import LANGUAGES
from texts.catalog import Catalog

HEAD, LEAST = 10, 16
"""Characters by which sentences are found; and of what is before the first value, so that it says which language it is."""
_TAGS = re.compile(r"<[^>]+>")


class Tongues:
    """Every sentence of ours, with the languages in which it is said like this."""

    def __init__(self) -> None:
        self._lines: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        self._whole: dict[str, set[str]] = defaultdict(set)
        for language in LANGUAGES:
            for sentence in Catalog().of(language).sentences._catalog.values():  # type: ignore[attr-defined]
                self._whole[unescape(_TAGS.sub("", sentence))].add(language)
                for line in unescape(_TAGS.sub("", sentence)).split("\n"):
                    start = line.split("{")[0]
                    if len(start) >= LEAST:
                        self._lines[start[:HEAD]][start].add(language)

    def foreign(self, text: str, labels: Collection[str], spoken: Collection[str]) -> Iterator[str]:
        """The lines and labels that are in none of these languages."""
        for line in text.split("\n"):
            found = {start: said for start, said in self._lines.get(line[:HEAD], {}).items() if line.startswith(start)}
            if found and not found[max(found, key=len)] & set(spoken):
                yield line
        for label in labels:
            said = self._whole.get(label)
            if said and not said & set(spoken):
                yield f"[{label}]"
