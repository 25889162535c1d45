"""One file of `content/`: read, and told in one sentence when it cannot be used."""

import tomllib
from collections.abc import Callable, Hashable
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar, cast

from msgspec import ValidationError, convert

from domain.people import LANGUAGES
from domain.programmes import Words
from services.programmes import shapes
from services.programmes.earlier import eased
from services.programmes.plain import at_line

CONTENT = Path(__file__).parents[2] / "content"
T = TypeVar("T")
Amend = Callable[[dict[str, Any]], dict[str, Any]]
"""Makes of what an earlier version wrote what is written today. Raises ValueError."""


class ContentFault(Exception):  # noqa: N818 - told in a sentence
    """A content file cannot be used: one sentence that names the file and the key."""


def read(path: Path, shape: type[T], amend: Amend | None = None) -> T:
    """The file as a value of `shape`. Raises ContentFault."""
    try:
        text = path.read_text(encoding="utf-8-sig")  # -sig: some editors put a byte order mark in front
        found: T = _read(text, cast("Hashable", shape), amend)
        return found
    except tomllib.TOMLDecodeError as error:
        raise ContentFault(f"{named(path)}: is not TOML: {at_line(error, text)}") from error
    except OSError as error:
        raise ContentFault(f"{named(path)}: cannot be read ({error.strerror})") from error
    except UnicodeDecodeError as error:
        raise ContentFault(f"{named(path)}: is not a text file in UTF-8") from error
    except (ValueError, RecursionError) as error:
        raise ContentFault(f"{named(path)}: {error}") from error


def files(folder: Path, room: str) -> list[Path]:
    """The TOML files in a folder of it, by name; not those that editors hide while somebody writes."""
    return [path for path in sorted((folder / room).glob("*.toml")) if not path.name.startswith(".")]


def named(path: Path) -> str:
    """A file by its name, with its folder where other folders have files of that name."""
    return "/".join(path.parts[-2:]) if path.parent.name in ("danger", "own_words") else path.name


@lru_cache(64)
def _read(text: str, shape: Hashable, amend: Amend | None) -> Any:
    """Whoever reads the same text again gets the same value, as none of them can be changed. Raises ValueError."""
    data = tomllib.loads(text)
    _check_words(data)
    return _value(amend(data) if amend else data, shape)


def _value(data: dict[str, Any], shape: Any) -> Any:
    """As the classes have it, and nothing else; then what we took before, too; then it is told what is wrong."""
    try:
        return _told(data, shape)
    except ValidationError:
        data = eased(data, shape)
    try:
        return _told(data, shape)
    except ValidationError as error:
        # Loaded when something is wrong, and not at every start.
        from services.programmes.remedies import remedy

        raise ValueError(remedy(data, shape)) from error


def _told(data: dict[str, Any], shape: Any) -> Any:
    """Raises ValidationError, also where a text that is needed is an empty table."""
    found = convert(data, shape)
    if any(shapes.untold(found)):
        raise ValidationError
    return found


def fits(limit: int, *texts: Words) -> bool:
    """Whether each text is no longer than this, in every language; one that is left out fits."""
    return all(length(words.get(language, "")) <= limit for words in texts for language in LANGUAGES)


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
