"""Reads gettext's `.po` files, as much of the form as ours have: sentences with and without a plural, comments, fuzzy ones.

Babel reads them too, into a catalogue that can be changed and written again. That takes six times as long, at each start. A
test compares the two.
"""

import re
from collections.abc import Iterator
from pathlib import Path

Sentence = tuple[str, ...]
"""One text, or two: for one thing, and for any other number of them."""
_LINE = re.compile(r'(?:(msgid|msgid_plural|msgstr(?:\[[01]\])?)\s+)?"([^"\\]*(?:\\.[^"\\]*)*)"')
_ESCAPED = re.compile(r"\\(.)")
_MEANS = {"n": "\n", "t": "\t", "r": "\r"}
_PLURALS = "nplurals=2; plural=(n != 1);"


def read(path: Path) -> dict[str, Sentence]:
    """What is translated in the file, by id. Raises ValueError, which names the line."""
    found: dict[str, Sentence] = {}
    for fuzzy, parts in _entries(path):
        texts = tuple(text for keyword, text in parts.items() if keyword.startswith("msgstr"))
        if parts["msgid"] and not fuzzy and all(texts):
            found[parts["msgid"]] = texts
        elif not parts["msgid"] and _PLURALS not in texts[0]:
            raise ValueError(f"{path.name}: Plural-Forms should be {_PLURALS}")
    return found


def _entries(path: Path) -> Iterator[tuple[bool, dict[str, str]]]:
    """Whether each is fuzzy, and its texts by keyword."""
    parts: dict[str, str] = {}
    keyword, fuzzy, next_fuzzy = "", False, False
    for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), 1):
        line = line.strip()
        if not line or line[0] == "#":
            next_fuzzy = next_fuzzy or (line.startswith("#,") and "fuzzy" in line)
            continue
        read_ = _LINE.fullmatch(line)
        if read_ is None or not (read_[1] or keyword):
            raise ValueError(f"{path.name}: line {number} cannot be read")
        keyword = read_[1] or keyword
        if read_[1] == "msgid":
            if parts:
                yield fuzzy, parts
            parts, fuzzy, next_fuzzy = {}, next_fuzzy, False
        text = _ESCAPED.sub(_meaning, read_[2]) if "\\" in read_[2] else read_[2]
        parts[keyword] = parts.get(keyword, "") + text
    if parts:
        yield fuzzy, parts


def _meaning(found: re.Match[str]) -> str:
    return _MEANS.get(found[1], found[1])
