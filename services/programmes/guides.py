"""The guides for coordinators in `content/guides`: a text in each language, and the pictures that it names."""

import re
from collections.abc import Mapping
from pathlib import Path

from msgspec import Struct

from domain.people import LANGUAGES
from services.programmes.content import CONTENT

_PICTURE = re.compile(r"!\[[^\]]*\]\(([^)\s]+)\)")


class Guide(Struct, frozen=True):
    """`text` is Markdown; `pictures` are PNG files by the path by which it names them, those that there are."""

    text: str
    pictures: Mapping[str, bytes]


def find_guides(folder: Path) -> dict[str, Path]:
    """By language; ours for each that the folder has none of. They are read when somebody asks for one."""
    return {language: _of(folder, language) for language in LANGUAGES}


def read_guide(path: Path) -> Guide:
    """Nothing is read that does not lie beside the guide. Raises OSError."""
    text = path.read_text(encoding="utf-8")
    named = {name: (path.parent / name).resolve() for name in _PICTURE.findall(text)}
    beside = path.parent.resolve()
    there = {name: one for name, one in named.items() if one.is_relative_to(beside) and one.is_file()}
    return Guide(text, {name: one.read_bytes() for name, one in there.items()})


def _of(folder: Path, language: str) -> Path:
    name = f"coordinator.{language}.md"
    own = folder / "guides" / name
    return own if own.exists() else CONTENT / "guides" / name
