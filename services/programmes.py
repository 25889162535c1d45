"""Programmes and questionnaires, read from `content/` once at start."""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import isodate
from pydantic import TypeAdapter, ValidationError

from domain.people import LANGUAGES
from domain.programme import Programme, Questionnaire

CONTENT = Path(__file__).parents[1] / "content"
T = TypeVar("T")


class ContentFault(Exception):  # noqa: N818 - told in a sentence
    """A content file cannot be used: one sentence that names the file and the key."""


@dataclass(frozen=True)
class Library:
    """All programmes and questionnaires, by slug."""

    programmes: dict[str, Programme]
    questionnaires: dict[str, Questionnaire]

    def questionnaire(self, programme: str, round_: str) -> Questionnaire:
        plan = self.programmes[programme].evaluation
        return self.questionnaires[plan.midway if round_ == "midway" else plan.final]


def read_library(folder: Path = CONTENT) -> Library:
    """Read and check everything below `folder`. Raises ContentFault."""
    programmes = [_read(path, Programme) for path in sorted((folder / "programmes").glob("*.toml"))]
    questionnaires = [_read(path, Questionnaire) for path in sorted((folder / "questionnaires").glob("*.toml"))]
    library = Library({one.slug: one for one in programmes}, {one.slug: one for one in questionnaires})
    for one in programmes:
        _check(one, library)
    return library


def _read(path: Path, shape: type[T]) -> T:
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        _check_words(data)
        return TypeAdapter(shape).validate_python(data)
    except ValidationError as error:
        first = error.errors()[0]
        raise ContentFault(f"{path.name}: {'.'.join(map(str, first['loc']))}: {first['msg']}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, ValueError) as error:
        raise ContentFault(f"{path.name}: {error}") from error


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


def _check(programme: Programme, library: Library) -> None:
    plan = programme.evaluation
    complaints = {
        "session: one topic for each of the sessions": len(programme.session) == programme.sessions,
        "weekly_message: one for each week between two sessions": len(programme.weekly_message)
        == programme.sessions - 1,
        "evaluation: midway and final name a questionnaire": {plan.midway, plan.final} <= library.questionnaires.keys(),
        "evaluation: midway_after and final_after name an evening": 0
        < plan.midway_after
        <= plan.final_after
        <= programme.sessions,
        "follow_up: weeks_after is 1 or more": all(one.weeks_after > 0 for one in programme.follow_up),
    }
    for complaint, kept in complaints.items():
        if not kept:
            raise ContentFault(f"{programme.slug}.toml: {complaint}")
    try:
        for offset in programme.reminders:
            isodate.parse_duration(offset)
    except isodate.ISO8601Error as error:
        raise ContentFault(f"{programme.slug}.toml: reminders: {error}") from error
