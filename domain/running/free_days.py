"""Days on which hardly anybody can come: a country's public holidays, and the eves that are kept like one."""

from datetime import date
from functools import lru_cache

from msgspec import Struct

_ALSO = {"DK": ("public", "optional")}
"""Where more is closed than the law says: Constitution Day, for one."""
_EVES = {
    (12, 24): {"no": "julaften", "da": "juleaften", "sv": "julafton"},
    (12, 31): {"no": "nyttårsaften", "da": "nytårsaften", "sv": "nyårsafton"},
}
_EVES_ELSEWHERE = {(12, 24): "Christmas Eve", (12, 31): "New Year's Eve"}
_ENGLISH = "en_US"
"""The language that the library has of nearly every country."""


class FreeDay(Struct, frozen=True):
    """`own`: the day's name in the country's own language. `english`: each of its names in English, by which wording finds it."""

    own: str
    english: tuple[str, ...]


def free_day(day: date, country: str) -> FreeDay | None:
    """What the country (ISO 3166) keeps on this day; None on an ordinary one, Sundays included."""
    names, language = _year(country, day.year)
    if (name := names.get(day)) is not None:
        own = ", ".join(_in_a_sentence(one, language) for one in name.split("; "))
        english, _ = _year(country, day.year, _ENGLISH)
        return FreeDay(own, tuple(english.get(day, name).split("; ")))
    eve = (day.month, day.day)
    if eve not in _EVES:
        return None
    return FreeDay(_EVES[eve].get(language, _EVES_ELSEWHERE[eve]), (_EVES_ELSEWHERE[eve],))


def _in_a_sentence(name: str, language: str) -> str:
    """The Scandinavian languages write days small, but for a name in them: `skjærtorsdag`, `Kristi himmelfartsdag`."""
    small = language in ("no", "da", "sv") and not name.startswith("Krist")
    return name[:1].lower() + name[1:] if small else name


@lru_cache(maxsize=64)
def _year(country: str, year: int, language: str | None = None) -> tuple[dict[date, str], str]:
    """The holidays of a year and the language of their names, the country's own unless another is named.

    None of a country that the library does not know.
    """
    import holidays  # when first asked, by whoever moves an evening

    try:
        language = language or holidays.country_holidays(country).default_language
        categories = _ALSO.get(country, ("public",))
        found = holidays.country_holidays(country, years=year, language=language, categories=categories)
    except NotImplementedError:
        return {}, ""
    return dict(found), language or ""


def between_the_years(day: date) -> bool:
    """From Christmas to New Year, whatever the calendar says of each day: hardly anybody comes to a course."""
    return (day.month, day.day) in _BETWEEN


_BETWEEN = frozenset((12, day) for day in range(24, 32))
