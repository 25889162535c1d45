"""A day and an hour as people write them in four languages: `6.10. kl. 18`, `i morgen halv sju`, `Wednesday 6:30 pm`.

All of it is in the local time of whoever writes. What is ambiguous is read in one way, and shown before anything is done.
"""

import re
from calendar import isleap
from datetime import date, datetime, time, timedelta
from functools import cache

from msgspec import Struct

from domain.characters import folded
from domain.running.spoken_hours import TWELVE, of_day, without_part_of_day, written_out

LONGEST = 60
YEARS_AHEAD = 2
"""What is further away is a slip of the pen."""
_MONTHS = ("jan", "feb", "mar", "apr", "ma[ijy]", "jun", "jul", "aug", "sep", "o[ck]t", "nov", "de[cs]")
_NAMED = (
    "january?|february?|march|mars|marts|april|mai|maj|may|june|juni|july|juli|august|september|sept|o[ck]tober"
    f"|november|de[cs]ember|{'|'.join(_MONTHS)}"
)
_WEEKDAYS = (
    "mandag|måndag|monday|man|mån|mon",
    "tirsdag|tysdag|tuesday|tirs|tir|tys|tues|tue",
    "onsdag|wednesday|ons|wed",
    "torsdag|thursday|tors|tor|thurs|thur|thu",
    "fredag|friday|fre|fri",
    "lørdag|laurdag|saturday|lør|laur|lau|sat",
    "søndag|sundag|sunday|søn|sun",
)
_RELATIVE = {
    0: r"i ?dag|i ?kveld|i aften|i ettermiddag|i eftermiddag|today|tonight|this (?:evening|afternoon)",
    1: r"i ?(?:morgen|morgon)|tomorrow",
    2: r"(?:i ?)?over(?:morgen|morgon)|i ?over ?i ?morgen|(?:the )?day after tomorrow",
}
_AROUND = (
    r"^(?:(?:flytt|flyt|move)\s+(?:(?:den|han|det|it|kvelden|aftenen)\s+)?)?(?:til|to|hellere|heller|helst|gjerne|rather)\s+"
    r"|\s+(?:i\s+stedet|i\s+staden|i\s+stedet\s+for|instead|takk|tak|please)$"
)
"""What stands around a time in a whole sentence."""
_COUNTED = {"en|én|ei|éi|ein|a|one": 1, "to|two": 2, "tre|three": 3, "fire|four": 4, "fem|five": 5, "seks|six": 6}
_AMOUNT = rf"(?P<amount>\d{{1,2}}|{'|'.join(_COUNTED)})"
_WEEK = r"(?:uker?|uka|veker?|veka|uger?|weeks?)"
_NEXT_WEEK = r"(?:i\s+)?(?:neste|næste|next)\s+(?:uke|veke|uge|week)"
_PART_OF_DAY = r"(?:(?:\s|-|s)?(?:kveld(?:en)?|aften|ettermiddag|eftermiddag|evening|night|afternoon))?"
_HOUR = (
    r"(?:(?P<kl>kl|klokken|klokka|klokkja|at)\.?\s*)?(?P<hour>\d{1,2})(?:[:.]?(?P<minute>\d{2}))?"
    rf"(?P<either>{TWELVE})?(?:\s?(?P<half>[ap])\.?m\.?)?"
)
_YEAR = r"(?:(?:\s*[./-]\s*|,?\s+)(?P<year>\d{4})|\s*[./-]\s*(?P<short>\d{2}))?"
_ORDINAL = r"(?:st|nd|rd|th)?"
_WEEKDAY = rf"(?P<weekday>{'|'.join(_WEEKDAYS)})\.?{_PART_OF_DAY}"
_DATES = (
    r"(?P<iso>\d{4})-(?P<iso_month>\d{1,2})-(?P<iso_day>\d{1,2})",
    rf"(?P<day>\d{{1,2}})(?:\s*[./-]\s*(?P<month>\d{{1,2}})|{_ORDINAL}\.?\s*(?:of\s+)?(?P<named>{_NAMED})){_YEAR}\.?",
    rf"(?P<named>{_NAMED})\.?\s+(?P<day>\d{{1,2}}){_ORDINAL}{_YEAR}",
)
_LEAD = rf"(?:(?:på|on)\s+)?(?:(?P<weekday>{'|'.join(_WEEKDAYS)})\.?,?\s+)?(?:(?:den|the|d\.)\s+)?"
_DAYS = (
    *(f"{_LEAD}{one}" for one in _DATES),
    rf"(?:(?P<weekday>{'|'.join(_WEEKDAYS)})\.?,?\s+(?:(?:den|the|d\.)\s+)?|(?:den|the)\s+)(?P<only_day>\d{{1,2}})(?:\.|{_ORDINAL})",
    *(rf"(?P<in_{days}>{words}){_PART_OF_DAY}" for days, words in _RELATIVE.items()),
    rf"(?:(?:på|on)\s+)?(?P<next>neste|næste|next)\s+{_WEEKDAY}",
    rf"(?:(?:på|on)\s+)?{_WEEKDAY},?\s+(?P<next>{_NEXT_WEEK})",
    rf"(?P<next>{_NEXT_WEEK}),?\s+(?:(?:på|on)\s+)?{_WEEKDAY}",
    rf"(?:om|in)\s+{_AMOUNT}\s+(?:(?P<weeks>{_WEEK})|dag(?:er|ar|e)?|days?)",
    rf"(?:(?:på|on)\s+)?(?:(?P<first>førstkommende|førstkomande|kommende|komande|this|coming)\s+)?{_WEEKDAY}",
)


@cache
def _shapes() -> tuple[re.Pattern[str], ...]:
    """Compiled when the first time is written: a fiftieth of the start is too much for whoever never writes one."""
    shapes = (shape for day in _DAYS for shape in (rf"{day}(?:T|,?\s){{1}}\s*{_HOUR}", rf"{_HOUR},?\s+{day}"))
    return tuple(re.compile(shape, re.IGNORECASE) for shape in shapes)


@cache
def _days_alone() -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(day, re.IGNORECASE) for day in _DAYS)


class Written(Struct, frozen=True):
    """What was meant, in local time. `fits` is False when a weekday was written that is not that of the date."""

    at: datetime
    fits: bool = True


def read(written: str, now: datetime, near: datetime | None = None, *, same_hour: bool = False) -> Written:
    """What is meant at the local time `now`; `near` is the time that is to be replaced. Raises ValueError.

    A date without a year is the next such date, today included. A weekday is that of the week of `near`, or the first to
    come when that is over. An hour alone is on the day of `near`; with `same_hour` a day alone is at its hour.
    """
    whole, text = _tidied(written)
    for shape in _shapes():
        if (match := shape.fullmatch(text)) and (hour := _hour(match, text, whole, near)) is not None:
            return _on(match, hour, now, near)
    match = re.fullmatch(_HOUR, text, re.IGNORECASE)
    hour = _hour(match, text, whole, near) if match else None
    if near is not None and match and hour is not None and _is_hour(match):
        return Written(datetime.combine(near.date(), hour))
    day = _day_alone(text) if same_hour else None
    if near is None or day is None:
        raise ValueError("no day and hour")
    return _on(day, near.time(), now, near)


def read_day(written: str, now: datetime, near: datetime | None = None) -> Written:
    """A day without an hour, as in `read`; at the last minute of it, so that today is still to come. Raises ValueError."""
    day = _day_alone(_tidied(written)[1])
    if day is None:
        raise ValueError("no day alone")
    return _on(day, time(23, 59), now, near)


def _tidied(written: str) -> tuple[str, str]:
    """What was written, and the same without what stands around a time, its hours in figures."""
    whole = folded(written).rstrip(".!?") if len(written) <= LONGEST else ""
    return whole, written_out(without_part_of_day(re.sub(_AROUND, "", whole, flags=re.IGNORECASE)))


def _day_alone(text: str) -> re.Match[str] | None:
    return next((found for one in _days_alone() if (found := one.fullmatch(text))), None)


def names(text: str, day: date) -> bool:
    """Whether a text names a day, however loosely: `22. desembr`, `22/12`, `den 22.`, `December 22nd`."""
    return any(
        int(found["day"] or found["after"] or found["alone"]) == day.day and _month_of(found, day.month) == day.month
        for found in _mentions().finditer(folded(text).casefold())
    )


@cache
def _mentions() -> re.Pattern[str]:
    """A day and a month in either order, or a day that is shown to be one."""
    month, day, ending = rf"(?:{'|'.join(_MONTHS)})[a-zæøå]*", r"[0-3]?\d", r"(?:st|nd|rd|th)"
    return re.compile(
        rf"(?<![\d:.,/])(?P<day>{day})(?:\s*[./]\s*(?P<number>1[0-2]|0?[1-9])(?![\d:])"
        rf"|(?:\.|{ending})?\s*(?:of\s+)?(?P<name>{month}))"
        rf"|\b(?P<before>{month})\s+(?:the\s+)?(?P<after>{day})(?!\d)"
        rf"|(?<![\d:.,/])(?P<alone>(?<=\bden ){day}|(?<=\bthe ){day}|{day}(?={ending}\b))(?!\d)"
    )


def _month_of(found: re.Match[str], otherwise: int) -> int:
    if number := found["number"]:
        return int(number)
    name = found["name"] or found["before"]
    return _month(name) if name else otherwise


def _is_hour(match: re.Match[str]) -> bool:
    """A number alone might be a day as well."""
    return bool(match["kl"] or match["half"] or match["minute"])


def _hour(match: re.Match[str], text: str, whole: str, near: datetime | None) -> time | None:
    """None for what is no hour. Four digits together are a year, unless `kl` or a word for the day stands beside them."""
    hour, minute, half = int(match["hour"]), int(match["minute"] or 0), (match["half"] or "").lower()
    together = match["minute"] and text[match.start("minute") - 1].isdigit()
    if together and not match["kl"] and match.groupdict().get("day"):
        return None
    if half and not 1 <= hour <= 12:
        return None
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    elif hour < 24:
        hour = of_day(hour, minute, whole, near, either=bool(match["either"]))
    return time(hour, minute) if hour < 24 and minute < 60 else None


def _on(match: re.Match[str], hour: time, now: datetime, near: datetime | None) -> Written:
    parts = match.groupdict()
    today = now.date()
    for days in _RELATIVE:
        if parts.get(f"in_{days}"):
            return Written(datetime.combine(today + timedelta(days=days), hour))
    if amount := parts.get("amount"):
        days = _amount(amount) * (7 if parts.get("weeks") else 1)
        return Written(datetime.combine(today + timedelta(days=days), hour))
    weekday = _weekday(parts.get("weekday"))
    if weekday is not None and not (parts.get("iso") or parts.get("day") or parts.get("only_day")):
        return Written(_on_weekday(weekday, hour, now, near, parts))
    day = _day(parts, today)
    return Written(datetime.combine(day, hour), weekday in (None, day.weekday()))


def _amount(word: str) -> int:
    if word.isdigit():
        return int(word)
    return next(number for names, number in _COUNTED.items() if word.lower() in names.split("|"))


def _on_weekday(
    weekday: int, hour: time, now: datetime, near: datetime | None, parts: dict[str, str | None]
) -> datetime:
    monday = now.date() - timedelta(days=now.weekday())
    if parts.get("next"):
        return datetime.combine(monday + timedelta(days=7 + weekday), hour)
    if near is not None and not parts.get("first"):
        meant = datetime.combine(near.date() + timedelta(days=weekday - near.weekday()), hour)
        if meant > now:
            return meant
    meant = datetime.combine(monday + timedelta(days=weekday), hour)
    return meant if meant > now else meant + timedelta(days=7)


def _day(parts: dict[str, str | None], today: date) -> date:
    """The date of what was written. Raises ValueError."""
    if iso := parts.get("iso"):
        return date(int(iso), int(parts["iso_month"] or 0), int(parts["iso_day"] or 0))
    if only := parts.get("only_day"):
        return _day_of_month(int(only), today)
    number = parts.get("month")
    day, month = int(parts["day"] or 0), _month(parts["named"]) if number is None else int(number)
    if year := parts.get("year"):
        return date(int(year), month, day)
    if short := parts.get("short"):
        return date(2000 + int(short), month, day)
    for ahead in range(today.year, today.year + YEARS_AHEAD + 1):
        if (month, day) == (2, 29) and not isleap(ahead):
            continue
        if (found := date(ahead, month, day)) >= today:
            return found
    raise ValueError(f"no such date: {day}.{month}.")


def _day_of_month(number: int, today: date) -> date:
    """The next such day, today included."""
    day = next((one for n in range(62) if (one := today + timedelta(days=n)).day == number), None)
    if day is None:
        raise ValueError(f"no such day: {number}")
    return day


def _month(name: str | None) -> int:
    start = (name or "").lower()[:3]
    return 1 + next(number for number, month in enumerate(_MONTHS) if re.fullmatch(month, start))


def _weekday(name: str | None) -> int | None:
    return next((n for n, names in enumerate(_WEEKDAYS) if (name or "").lower() in names.split("|")), None)
