"""The four languages: sentences from the .po files, dates and times from CLDR (Babel)."""

import html
import io
import os
import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from functools import cache, cached_property
from gettext import GNUTranslations
from hashlib import sha256
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_datetime, format_time, get_day_names
from babel.lists import format_list

from domain.people import LANGUAGES

LOCALES = Path(__file__).with_name("locales")
NAMES = {"nb": "Norsk bokmål", "nn": "Norsk nynorsk", "da": "Dansk", "en": "English"}


_WEEKDAYS_NN = ("mån.", "tys.", "ons.", "tors.", "fre.", "laur.", "søn.")
"""CLDR has two letters only, which are hard to read in a line."""


class Html(str):
    """Text that is markup already and must not be escaped again."""

    __slots__ = ()


@dataclass(frozen=True)
class Texts:
    """One language. Call it with the id of a sentence and the values that go into it."""

    language: str
    sentences: GNUTranslations

    def __call__(self, sentence: str, /, **values: object) -> Html:
        """The sentence with its values escaped. An id that no catalogue knows is a fault of ours: KeyError."""
        text = self.sentences.gettext(sentence)
        if text == sentence:
            raise KeyError(sentence)
        return self._fill(text, values)

    def many(self, sentence: str, count: int, /, **values: object) -> Html:
        """A sentence with a plural, or one that is the same for every number; `{count}` is the number."""
        text = self.sentences.ngettext(sentence, sentence, count)
        if text == sentence:
            return self(sentence, count=count, **values)
        return self._fill(text, {"count": count, **values})

    @staticmethod
    def _fill(text: str, values: Mapping[str, object]) -> Html:
        safe = {
            name: value if isinstance(value, Html) else html.escape(str(value), quote=False)
            for name, value in values.items()
        }
        return Html(text.format_map(safe) if safe else text.format())

    def plain(self, sentence: str, /, **values: object) -> str:
        """The sentence for places without markup: button labels, alerts, file contents."""
        return html.unescape(self(sentence, **values))

    def plain_many(self, sentence: str, count: int, /, **values: object) -> str:
        """As `many`, for places without markup."""
        return html.unescape(self.many(sentence, count, **values))

    def pick(self, words: Mapping[str, str]) -> str:
        """The text of a programme in this language, as it stands (not escaped)."""
        return words[self.language]

    @cached_property
    def _locale(self) -> str:
        return {"en": "en_GB"}.get(self.language, self.language)

    def day(self, moment: datetime, zone: ZoneInfo, beside: datetime | None = None) -> str:
        """`Tuesday 6 October`, in the centre's time; with its year when that is not the year of `beside`."""
        pattern = {"en": "EEEE d MMMM", "da": "EEEE 'den' d. MMMM"}.get(self.language, "EEEE d. MMMM")
        if beside is not None and moment.astimezone(zone).year != beside.astimezone(zone).year:
            pattern += " y"
        return format_date(moment.astimezone(zone).date(), pattern, locale=self._locale)

    def short_day(self, moment: datetime, zone: ZoneInfo, beside: datetime | None = None) -> str:
        """`Tue 6 Oct`; with its year when that is not the year of `beside`."""
        local = moment.astimezone(zone).date()
        pattern = "EEE d MMM" if self.language == "en" else "EEE d. MMM"
        if beside is not None and local.year != beside.astimezone(zone).year:
            pattern += " y"
        if self.language == "nn":
            return f"{_WEEKDAYS_NN[local.weekday()]} {format_date(local, pattern[4:], locale=self._locale)}"
        return format_date(local, pattern, locale=self._locale)

    def days(self, moments: Sequence[datetime], zone: ZoneInfo, beside: datetime) -> str:
        """`4, 11 and 18 Feb`, in the order of time; one alone as in `day`. With its year as in `short_day`."""
        if len(moments) == 1:
            return self.day(moments[0], zone, beside)
        full_stop = "" if self.language == "en" else "."
        months: dict[str, list[str]] = {}
        for local in sorted({one.astimezone(zone).date() for one in moments}):
            pattern = "MMM" if local.year == beside.astimezone(zone).year else "MMM y"
            months.setdefault(format_date(local, pattern, locale=self._locale), []).append(f"{local.day}{full_stop}")
        return ", ".join(f"{self.listed(days)} {month}" for month, days in months.items())

    def weekday(self, number: int) -> str:
        """`Tu`, two letters that the language's calendars use; 0 is Monday."""
        return str(get_day_names("short", locale=self._locale)[number]).rstrip(".")

    def month(self, year: int, number: int) -> str:
        """`September 2026`; 1 is January."""
        return str(format_date(datetime(year, number, 1), "LLLL y", locale=self._locale))  # noqa: DTZ001 - a day

    def spoken(self, language: str) -> str:
        """What a language (ISO 639) is called in this one: `norsk`."""
        return str(Locale.parse(self._locale).languages.get(language, language))

    def date(self, moment: datetime, zone: ZoneInfo) -> str:
        """`6 October`."""
        pattern = "d MMMM" if self.language == "en" else "d. MMMM"
        return format_date(moment.astimezone(zone).date(), pattern, locale=self._locale)

    def month_of(self, moment: datetime, zone: ZoneInfo) -> str:
        """`October`."""
        return format_date(moment.astimezone(zone).date(), "LLLL", locale=self._locale)

    def hour(self, moment: datetime, zone: ZoneInfo) -> str:
        """`18:00`."""
        return format_time(moment.astimezone(zone).time(), "HH:mm", locale=self._locale)

    def moment(self, moment: datetime, zone: ZoneInfo, beside: datetime | None = None) -> str:
        """`Tuesday 6 October at 18:00`; with its year when that is not the year of `beside`."""
        return f"{self.day(moment, zone, beside)} {self.at(moment, zone)}"

    def at(self, moment: datetime, zone: ZoneInfo) -> str:
        """`at 18:00` with the language's own small word."""
        return self.plain("time.at", hour=self.hour(moment, zone))

    def as_written(self, moment: datetime, zone: tzinfo | None) -> str:
        """`6.10. kl. 18`, `6 October 18:00`: as people write a time, and as `domain.sessions.read_time` reads it."""
        local = moment.astimezone(zone)
        if self.language == "en":
            return format_datetime(local, "d MMMM HH:mm", locale=self._locale)
        return format_datetime(local, "d.M. 'kl'. H:mm" if local.minute else "d.M. 'kl'. H", locale=self._locale)

    def listed(self, items: Sequence[str], style: Literal["standard", "or"] = "standard") -> str:
        """`a, b og c`, or `a, b eller c`."""
        return format_list(items, style, self._locale)

    def length(self, minutes: int) -> str:
        """How long something lasts, as people say it: `45 minutes`, `2 hours`, `2½ hours`, `1 hour and 45 minutes`."""
        hours, rest = divmod(minutes, 60)
        if hours and rest == 30:
            return self.plain_many("time.half_hours", hours)
        parts = [self.plain_many("time.hours", hours)] if hours else []
        parts += [self.plain_many("time.minutes", rest)] if rest or not hours else []
        return parts[0] if len(parts) == 1 else self.plain("time.hours_and_minutes", hours=parts[0], minutes=parts[1])


class Catalog:
    """All languages, each read once in a process, when somebody first needs it."""

    def __init__(self, folder: Path = LOCALES) -> None:
        self._folder = folder
        self._texts: dict[str, Texts] = {}

    def of(self, language: str | None) -> Texts:
        """English for a language that we do not speak."""
        name = language if language in LANGUAGES else "en"
        if name not in self._texts:
            self._texts[name] = Texts(name, _compile(self._folder / f"{name}.po"))
        return self._texts[name]


@cache
def _compile(path: Path) -> GNUTranslations:
    """The sentences of a .po file, which a start would take long to read: kept beside it as Python keeps modules."""
    source = path.read_bytes()
    kept = path.parent / "__pycache__" / f"{path.stem}.{sha256(source).hexdigest()[:20]}.mo"
    try:
        return GNUTranslations(io.BytesIO(kept.read_bytes()))
    except (OSError, ValueError, EOFError, struct.error):
        compiled = _compiled(source, path.stem)
    _keep(kept, path.stem, compiled)
    return GNUTranslations(io.BytesIO(compiled))


def _compiled(source: bytes, language: str) -> bytes:
    from babel.messages.mofile import write_mo  # most starts find the result
    from babel.messages.pofile import read_po

    compiled = io.BytesIO()
    write_mo(compiled, read_po(io.BytesIO(source), locale=language, abort_invalid=True))
    return compiled.getvalue()


def _keep(file: Path, language: str, compiled: bytes) -> None:
    """Whole or not at all, and only where one may write."""
    try:
        file.parent.mkdir(exist_ok=True)
        new = file.with_suffix(f".{os.getpid()}")
        new.write_bytes(compiled)
        for old in file.parent.glob(f"{language}.*.mo"):
            old.unlink(missing_ok=True)
        new.replace(file)
    except OSError:
        return
