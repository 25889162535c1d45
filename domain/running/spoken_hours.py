"""An hour as people say it, in four languages: `halv sju`, `kvart på sju`, `fem i halv syv`, `half past six`, `seven o'clock`.

What is said is written out as digits, which `written_time` reads. Said like that, seven may be in the morning or in the
evening: such an hour is marked with `TWELVE`, and `of_day` decides.
"""

import re
from datetime import datetime, time
from functools import cache

TWELVE = "~"
AWAKE = (8, 22)
"""From which hour to which an evening or a meeting may be meant, when an hour could be in either half of the day."""
USUAL = time(18)
"""Around which hour it is most likely meant, where nothing else is known."""
_HOURS = (
    "ett|eitt|ein|én|one",
    "to|two",
    "tre|three",
    "fire|four",
    "fem|five",
    "seks|six",
    "sju|syv|seven",
    "åtte|otte|eight",
    "ni|nine",
    "ti|ten",
    "elleve|eleven",
    "tolv|twelve",
)
_SHORT = ("ett", "eitt", "ein", "én", "one", "to", "two")
"""These are other words, too: an hour only where a clock is named, or minutes are counted from it."""
_MINUTES = {
    r"(?:et |a |ett )?(?:kvarter|kvart|quarter)": 15,
    "fem|five": 5,
    "ti|ten": 10,
    "tjue|tyve|twenty": 20,
    "fem og tjue|femogtyve|twenty[- ]five": 25,
}
_NUMBER = "|".join(_HOURS)
_WORD = "|".join(name for names in _HOURS for name in names.split("|") if name not in _SHORT)
_CLOCK = r"(?:(?:kl|klokken|klokka|klokkja|at)\b\.?\s*)?"
_COUNT = rf"(?P<count>{'|'.join(sorted(_MINUTES, key=len, reverse=True))}|\d{{1,2}})(?:\s+(?:minutter|minutt|minutes|min)\.?)?"
_BASE = rf"(?P<halv>halv\s+)?(?P<hour>{_NUMBER}|\d{{1,2}})\b(?!\s*[:.]\d)"
_PAST = r"(?:\s+(?P<minute>thirty|fifteen|forty[- ]five))?"
_SAID = (
    rf"\b{_CLOCK}{_COUNT}\s+(?P<way>over|past|after|på|før|i|to|before)\s+{_BASE}",
    rf"\b{_CLOCK}(?P<past>half)\s+(?:past\s+)?(?P<hour>{_NUMBER}|\d{{1,2}})\b(?!\s*[:.]\d)",
    rf"\b{_CLOCK}(?P<halv>halv)\s+(?P<hour>{_NUMBER}|\d{{1,2}})\b(?!\s*[:.]\d)",
    rf"\b(?:kl|klokken|klokka|klokkja|at)\b\.?\s*(?P<hour>{_NUMBER})\b{_PAST}(?!\s+o'?clock)",
    rf"\b{_CLOCK}(?P<hour>{_NUMBER}|\d{{1,2}})\s+o'?clock\b",
    rf"\b(?P<hour>{_WORD})\b{_PAST}(?!\s+(?:dag|uk|vek|uge|day|week))",
)
_AFTER = {"thirty": 30, "fifteen": 15, "forty-five": 45, "forty five": 45}
_LATE = r"kveld|aften|ettermiddag|eftermiddag|evening|night|afternoon"
_EARLY = r"(?:om|på)\s+(?:morgenen|morgonen|formiddagen|føremiddagen)|f[oø]re?middag|\bmorning\b"
_OF_DAY = (
    r"\s+(?:(?:om|på)\s+(?:kvelden|aftenen|ettermiddagen|eftermiddagen|morgenen|morgonen|formiddagen|føremiddagen)"
    r"|in\s+the\s+(?:evening|afternoon|morning)|at\s+night)"
)


@cache
def _read_as(shape: str) -> re.Pattern[str]:
    """Compiled when the first time is written, as in `written_time`."""
    return re.compile(shape, re.IGNORECASE)


def written_out(text: str) -> str:
    """The same with spoken hours in digits: `onsdag halv sju` is `onsdag kl 06:30~`. What is not said so stays as it is."""
    if re.search(r"\b(?:noon|midday)\b", text, re.IGNORECASE):
        return re.sub(r"\b(?:at\s+)?(?:noon|midday)\b", "kl 12:00", text, count=1, flags=re.IGNORECASE)
    for shape in _SAID:
        found = _read_as(shape).search(text)
        minutes = _minutes(found.groupdict()) if found else None
        if found and minutes is not None:
            hour, minute = divmod(minutes % (12 * 60), 60)
            return f"{text[: found.start()]}kl {hour:02}:{minute:02}{TWELVE}{text[found.end() :]}"
    return text


def without_part_of_day(text: str) -> str:
    """`seks om kvelden` without when in the day that is; `of_day` is asked of the whole."""
    return _read_as(_OF_DAY).sub("", text)


def _minutes(said: dict[str, str | None]) -> int | None:
    """Minutes since twelve; None for what is no hour of a clock with hands."""
    hour = _number(said["hour"])
    if hour is None or not 1 <= hour <= 12:
        return None
    minutes = hour * 60
    if said.get("halv"):
        minutes -= 30
    if said.get("past"):
        minutes += 30
    if after := said.get("minute"):
        minutes += _AFTER[after.lower()]
    if count := said.get("count"):
        by = _count(count)
        if by is None:
            return None
        minutes += by if (said["way"] or "").lower() in ("over", "past", "after") else -by
    return minutes


def _number(word: str | None) -> int | None:
    word = (word or "").lower()
    if word.isdigit():
        return int(word)
    return next((number for number, names in enumerate(_HOURS, 1) if word in names.split("|")), None)


def _count(word: str) -> int | None:
    if word.isdigit():
        return int(word) if 1 <= int(word) < 60 else None
    return next((by for names, by in _MINUTES.items() if re.fullmatch(names, word, re.IGNORECASE)), None)


def of_day(hour: int, minute: int, text: str, near: datetime | None, *, either: bool) -> int:
    """The hour of the day, 0 to 23, that is meant in the whole text. `either`: it may be in either half of the day.

    What is said of the day decides; else that of the two which is nearer to the hour of `near`, and when people are awake.
    """
    if _read_as(_LATE).search(text) and 1 <= hour < 12:
        return hour + 12
    if not either or _read_as(_EARLY).search(text):
        return hour
    usual = near.time() if near else USUAL
    aim = usual.hour * 60 + usual.minute
    halves = [hour % 12, hour % 12 + 12]
    awake = [one for one in halves if AWAKE[0] <= one < AWAKE[1]] or halves
    return min(awake, key=lambda one: abs(one * 60 + minute - aim))
