"""Programmes, questionnaires and what self-help groups need, read from `content/` once at start."""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import timedelta
from functools import cached_property
from pathlib import Path
from typing import TypeVar

import isodate
from msgspec import Struct

from domain.danger import Danger, Helplines
from domain.groups.content import GroupContent
from domain.people import OwnWords
from domain.programmes import Moment, Programme, Questionnaire, Weekly
from domain.timing import WeeklySlot
from services.programmes import checking, kept
from services.programmes.checking import CARD
from services.programmes.content import CONTENT, ContentFault, files, read
from services.programmes.earlier import amended
from services.programmes.groups import DEFAULT, read_groups
from services.programmes.guides import find_guides
from services.programmes.reading import read_danger, read_helplines, read_own_words

__all__ = ["CARD", "CONTENT", "ContentFault", "Library", "read_library"]
USUAL = Weekly().slot
"""When groups' chats get their question of the week where no programme has a weekly hour."""
Sluggish = TypeVar("Sluggish", Programme, Questionnaire)


class Library(Struct, frozen=True, dict=True):
    """All programmes and questionnaires, by slug; `groups` goes for every centre that has none of its own.

    `danger`, `own_words`: what is looked for in people's own texts; `helplines`: whom to ring; `guides`: for
    coordinators, by language.
    """

    programmes: dict[str, Programme]
    questionnaires: dict[str, Questionnaire]
    groups: GroupContent
    own_groups: dict[str, GroupContent]
    danger: Danger
    own_words: OwnWords
    helplines: Helplines
    guides: dict[str, Path]

    @cached_property
    def reminder_offsets(self) -> tuple[timedelta, ...]:
        """How long before an evening any programme reminds of it, each once."""
        texts = {text for one in self.programmes.values() for text in one.reminders}
        return tuple(sorted(isodate.parse_duration(text) for text in texts))

    @cached_property
    def poll_offsets(self) -> tuple[timedelta, ...]:
        """How long after the end of a session any programme asks for a poll, or reminds of it, each once."""
        return self._offsets(before=False)

    @cached_property
    def whole_poll_offsets(self) -> tuple[timedelta, ...]:
        """As `poll_offsets`, of the polls about a course as it has been."""
        moments = [one for programme in self.programmes.values() for one in programme.moments if one.of_the_whole]
        return tuple(sorted({offset for one in moments for offset in one.offsets}))

    @cached_property
    def early_poll_offsets(self) -> tuple[timedelta, ...]:
        """How long after the start of a session (so: less than nothing) any programme asks for the poll before the course."""
        return self._offsets(before=True)

    def _offsets(self, *, before: bool) -> tuple[timedelta, ...]:
        moments = [one for programme in self.programmes.values() for one in programme.moments if one.before is before]
        return tuple(sorted({offset for one in moments for offset in one.offsets}))

    @cached_property
    def weekly_slots(self) -> tuple[WeeklySlot, ...]:
        """The hours at which any programme sends its weekly messages, each once."""
        return tuple(dict.fromkeys(one.weekly.slot for one in self._weekly))

    @cached_property
    def weeks(self) -> tuple[int, ...]:
        """How many weeks after a session any message of the weekly hour comes, each once."""
        thoughts = [thought for one in self._weekly for thought in (*one.weekly_message, *one.follow_up)]
        return tuple(sorted({one.weeks_after for one in thoughts}))

    @cached_property
    def before_groups(self) -> tuple[str, ...]:
        """The slugs of programmes after which people are asked about self-help groups."""
        return tuple(slug for slug, one in self.programmes.items() if one.asks_about_groups)

    @cached_property
    def question_slots(self) -> tuple[WeeklySlot, ...]:
        """The hour of the question of the week in groups' chats: that of the first programme's weekly messages."""
        return self.weekly_slots[:1] or (USUAL,)

    @cached_property
    def _weekly(self) -> list[Programme]:
        """Those with messages of the weekly hour, by slug."""
        return [one for _, one in sorted(self.programmes.items()) if one.weekly_message or one.follow_up]

    def groups_of(self, centre: str) -> GroupContent:
        """What a centre, named by its slug, offers those who look for a group."""
        return self.own_groups.get(centre, self.groups)

    def questionnaire(self, moment: Moment) -> Questionnaire:
        return self.questionnaires[moment.questionnaire]


def read_library(folder: Path = CONTENT) -> Library:
    """Everything below `folder`, read and checked; as it was kept, if nothing has changed since. Raises ContentFault."""
    try:
        name = kept.fingerprint(folder, CONTENT)
    except OSError:
        return _read(folder)  # which says what is wrong with which file
    library: Library | None = kept.find(name)
    if library is None:
        library = _read(folder)
        library.danger.seen_in("")  # what it makes for the first text is kept too
        with suppress(OSError):  # nobody has written there meanwhile, nor taken anything away
            if kept.fingerprint(folder, CONTENT) == name:
                kept.keep(name, library)
    return library


def _read(folder: Path) -> Library:
    programmes = {path: read(path, Programme, amended) for path in files(folder, "programmes")}
    questionnaires = {path: read(path, Questionnaire) for path in files(folder, "questionnaires")}
    groups = read_groups(folder / "groups")
    library = Library(
        _by_slug(programmes),
        _by_slug(questionnaires),
        groups.pop(DEFAULT),
        groups,
        read_danger(folder),
        read_own_words(folder),
        read_helplines(folder),
        find_guides(folder),
    )
    for path, questionnaire in questionnaires.items():
        _must_be_right(path, checking.of_questionnaire(questionnaire))
    for path, programme in programmes.items():
        _must_be_right(path, checking.of_programme(programme, library.questionnaires))
    for path, programme in programmes.items():
        _must_be_right(path, checking.of_entry(programme, library.programmes))
    return library


def _by_slug(files: Mapping[Path, Sluggish]) -> dict[str, Sluggish]:
    found: dict[str, Sluggish] = {}
    for path, one in files.items():
        if one.slug in found:
            raise ContentFault(f"{path.name}: slug: another file has {one.slug} already")
        found[one.slug] = one
    return found


def _must_be_right(path: Path, complaints: Iterable[str]) -> None:
    for complaint in complaints:
        raise ContentFault(f"{path.name}: {complaint}")
