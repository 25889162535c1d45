"""Days on which hardly anybody can come: a country's public holidays, and the eves that are kept like one."""

from datetime import date
from functools import lru_cache

_ALSO = {"DK": ("public", "optional")}
"""Where more is closed than the law says: Constitution Day, for one."""
_EVES = {
    (12, 24): {"no": "julaften", "da": "juleaften", "sv": "julafton"},
    (12, 31): {"no": "nyttårsaften", "da": "nytårsaften", "sv": "nyårsafton"},
}
_EVES_ELSEWHERE = {(12, 24): "Christmas Eve", (12, 31): "New Year's Eve"}


def free_day(day: date, country: str) -> str | None:
    """The day's name in the country's (ISO 3166) own language, or None on an ordinary day, Sundays included."""
    names, language = _year(country, day.year)
    if (name := names.get(day)) is not None:
        return ", ".join(_in_a_sentence(one, language) for one in name.split("; "))
    eve = (day.month, day.day)
    return _EVES[eve].get(language, _EVES_ELSEWHERE[eve]) if eve in _EVES else None


def _in_a_sentence(name: str, language: str) -> str:
    """The Scandinavian languages write days small, but for a name in them: `skjærtorsdag`, `Kristi himmelfartsdag`."""
    small = language in ("no", "da", "sv") and not name.startswith("Krist")
    return name[:1].lower() + name[1:] if small else name


@lru_cache(maxsize=64)
def _year(country: str, year: int) -> tuple[dict[date, str], str]:
    """The holidays of a year and the language of their names; none of a country that the library does not know."""
    import holidays  # when first asked, by whoever moves an evening

    try:
        language = holidays.country_holidays(country).default_language
        categories = _ALSO.get(country, ("public",))
        found = holidays.country_holidays(country, years=year, language=language, categories=categories)
    except NotImplementedError:
        return {}, ""
    return dict(found), language or ""


def between_the_years(day: date) -> bool:
    """From Christmas to New Year, whatever the calendar says of each day: hardly anybody comes to a course."""
    return (day.month, day.day) in _BETWEEN


_BETWEEN = frozenset((12, day) for day in range(24, 32))
