"""One file of `content/`: read, and told in one sentence when it cannot be used."""

import tomllib
from collections.abc import Hashable
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar, cast

from pydantic import TypeAdapter, ValidationError

from domain.people import LANGUAGES
from domain.programmes import Words

CONTENT = Path(__file__).parents[2] / "content"
T = TypeVar("T")


class ContentFault(Exception):  # noqa: N818 - told in a sentence
    """A content file cannot be used: one sentence that names the file and the key."""


def read(path: Path, shape: type[T]) -> T:
    """The file as a value of `shape`. Raises ContentFault."""
    try:
        found: T = _read(path.read_text(encoding="utf-8"), cast("Hashable", shape))
        return found
    except ValidationError as error:
        first = error.errors()[0]
        raise ContentFault(f"{path.name}: {'.'.join(map(str, first['loc']))}: {first['msg']}") from error
    except (ValueError, RecursionError) as error:  # what is not TOML or not UTF-8 is a ValueError too
        raise ContentFault(f"{path.name}: {error}") from error


@lru_cache(64)
def _read(text: str, shape: Hashable) -> Any:
    """Whoever reads the same text again gets the same value, as none of them can be changed."""
    data = tomllib.loads(text)
    _check_words(data)
    return TypeAdapter(shape).validate_python(data)


def fits(limit: int, *texts: Words) -> bool:
    """Whether each text is no longer than this, in every language."""
    return all(length(words[language]) <= limit for words in texts for language in LANGUAGES)


def length(text: str) -> int:
    """As Telegram counts: in UTF-16 units."""
    return len(text.encode("utf-16-le")) // 2


def _check_words(table: object, where: str = "") -> None:
    """Every text has all four languages."""
    if isinstance(table, list):
        for number, item in enumerate(table, 1):
            _check_words(item, f"{where} {number}")
    elif isinstance(table, dict):
        if table.keys() & set(LANGUAGES):
            missing = [language for language in LANGUAGES if not str(table.get(language, "")).strip()]
            if missing:
                raise ValueError(f"{where.strip()}: no text in {', '.join(missing)}")
        for name, item in table.items():
            _check_words(item, f"{where}.{name}" if where else name)
