"""What is read in people's own texts, from `content/danger` and `content/own_words`: a file for each language."""

from functools import lru_cache
from pathlib import Path
from typing import TypeVar

from domain.danger import Danger, DangerList, Helplines
from domain.people import LANGUAGES, OwnWords, WordList
from domain.phrases import Phrases
from services.programmes.content import CONTENT, ContentFault, read

T = TypeVar("T")


def read_danger(folder: Path) -> Danger:
    """Ours for each language that the folder has no file of. Raises ContentFault."""
    lists = [_of(folder, "danger", language, DangerList) for language in LANGUAGES]
    for language, one in zip(LANGUAGES, lists, strict=True):
        _must_be_found(f"danger/{language}.toml", Phrases(one.alarming), Phrases(one.harmless))
    return Danger(lists)


def read_helplines(folder: Path) -> Helplines:
    """Ours where the folder has none. Raises ContentFault."""
    return _of(folder, "danger", "numbers", Helplines)


def read_own_words(folder: Path) -> OwnWords:
    """Ours for each language that the folder has no file of. Raises ContentFault."""
    lists = [_of(folder, "own_words", language, WordList) for language in LANGUAGES]
    for language, one in zip(LANGUAGES, lists, strict=True):
        _must_be_found(f"own_words/{language}.toml", *map(Phrases, (*one.asks.values(), *one.looks.values())))
    return OwnWords(lists)


def _of(folder: Path, room: str, name: str, shape: type[T]) -> T:
    own = folder / room / f"{name}.toml"
    return read(own if own.exists() else CONTENT / room / f"{name}.toml", shape)


@lru_cache(64)
def _must_be_found(file: str, *lists: Phrases) -> None:
    """Raises ContentFault. The same lists are looked through once."""
    for fault in (one.fault() for one in lists):
        if fault is not None:
            raise ContentFault(
                f"{file}: “{fault}” is no phrase; the first lines of danger/nb.toml say how to write one"
            )
