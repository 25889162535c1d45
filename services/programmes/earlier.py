"""Programmes as earlier versions wrote them, which centres have in their own folders: made into what is written today."""

import re
from datetime import date, datetime, time, timedelta
from typing import Any

import isodate

from services.programmes import shapes

_TWO_POLLS = ("midway_after", "final_after", "midway", "final")
_HOUR = re.compile(r"\d\d:\d\d")
_NUMBER = re.compile(r"\s*([+-]?\d{1,18})(?:\.0*)?\s*")
_LENGTH = re.compile(r"[+-]?P\d.*|[+-]?PT\d.*")
_SAID = {"true": True, "false": False}
MONTH, YEAR = timedelta(days=30), timedelta(days=365)
"""What P1M and P1Y have always meant here."""


def amended(data: dict[str, Any]) -> dict[str, Any]:
    """`sessions` was counted by hand, and `[evaluation]` was one table for two polls. Raises ValueError."""
    found = dict(data)
    counted, topics = found.pop("sessions", None), found.get("session", [])
    if counted is not None and isinstance(topics, list) and counted != len(topics):
        raise ValueError(f"sessions: says {counted}, and there are {len(topics)} [[session]]; the line can be left out")
    plan = found.get("evaluation")
    if isinstance(plan, dict):
        if not all(key in plan for key in _TWO_POLLS):
            raise ValueError("evaluation: should be written [[evaluation]], with two brackets, once for each poll")
        found["evaluation"] = _polls(plan)
    return found


def _polls(plan: dict[str, Any]) -> list[dict[str, Any]]:
    rest = {key: it for key, it in plan.items() if key not in _TWO_POLLS}
    return [
        {**rest, "key": key, "when": "after", "session": plan[f"{key}_after"], "questionnaire": plan[key]}
        for key in ("midway", "final")
    ]


def eased(value: Any, hint: Any) -> Any:
    """What stands in a file, written as its class wants it: whatever was taken before is still, such as `minutes = "90"`.

    What cannot be understood stays as it is.
    """
    if isinstance(value, dict):
        if shapes.is_table(hint):
            keys = shapes.keys_of(hint)
            return {key: eased(it, keys[key]) if key in keys else it for key, it in value.items()}
        kinds = shapes.named(hint)
        return {key: eased(it, kinds[1]) for key, it in value.items()} if kinds else value
    if isinstance(value, list):
        fits = shapes.is_list(hint) and shapes.holds(hint, len(value))
        return [eased(it, shapes.entry_of(hint, number)) for number, it in enumerate(value)] if fits else value
    ease = _EASED.get(hint) if isinstance(hint, type) else None
    return value if ease is None else ease(value)


def _number(value: Any) -> Any:
    if isinstance(value, float) and value.is_integer() and abs(value) < 10**15:
        return int(value)
    found = _NUMBER.fullmatch(value) if isinstance(value, str) else None
    return int(found[1]) if found else value


def _flag(value: Any) -> Any:
    if isinstance(value, str):
        return _SAID.get(value.lower(), value)
    return bool(value) if value in (0, 1) else value


def _hour(value: Any) -> Any:
    return (
        time.fromisoformat(value) if isinstance(value, str) and _HOUR.fullmatch(value) and _in_a_day(value) else value
    )


def _in_a_day(hour: str) -> bool:
    return hour < "24:00" and hour[3] < "6"


def _length(value: Any) -> Any:
    """A number is one of seconds: 0 is `P0D`."""
    try:
        if isinstance(value, int | float) and not isinstance(value, bool):
            return timedelta(seconds=value)
        if not isinstance(value, str) or not _LENGTH.fullmatch(value.upper()):
            return value
        span = isodate.parse_duration(value.upper())
        if isinstance(span, timedelta):
            return span
        return span.tdelta + int(span.months) * MONTH + int(span.years) * YEAR
    except (ValueError, OverflowError):  # what isodate cannot read is a ValueError
        return value


def _day(value: Any) -> Any:
    return value.date() if isinstance(value, datetime) and value.time() == time() else value


_EASED = {int: _number, bool: _flag, time: _hour, timedelta: _length, date: _day}
