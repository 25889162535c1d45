"""The course database as JSON and CSV: field by field, all four languages side by side."""

import csv
import io
import json
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from domain.people import LANGUAGES
from services.courses import SessionView
from services.signup.directory import Entry

Record = Mapping[str, Any]
COLUMNS = (
    *(f"title_{one}" for one in LANGUAGES),
    *(f"chat_title_{one}" for one in LANGUAGES),
    *("audience", "centre", "network", "municipalities", "place", "address", "online", "dates", "places_left"),
    *("waiting_list", "languages", "interpreter", "free_of_charge", "referral", "link", "phone", "topic"),
    *(f"{name}_{one}" for name in ("for_whom", "summary", "topics") for one in LANGUAGES),
    *("theme", "phase"),
)
"""New ones are added at the end: others may read them by their number."""
_WORDS = ("title", "chat_title", "for_whom", "summary")
_FORMULA = re.compile(r"[=@\t\r]|[+-](?![\d ()-]*$)")
"""How a text begins that a spreadsheet would work out rather than show. A telephone number is none."""


def record(entry: Entry, link: str) -> Record:
    """Times in the centre's zone (ISO 8601). `places_left` is null where one comes without signing up.

    `municipalities`: from where one can sign up. `free_of_charge`, `phase`: null where the programme says nothing. `topic`: of a
    course that meets but once, in the words of its centre; perhaps empty. What each of `dates` is about stands with it.
    """
    course, programme, zone = entry.course, entry.course.programme, entry.course.zone
    return {
        "title": {one: programme.title[one] for one in LANGUAGES},
        "chat_title": {one: programme.chat_title[one] for one in LANGUAGES},
        "for_whom": {one: programme.for_whom[one] for one in LANGUAGES},
        "summary": {one: programme.summary[one] for one in LANGUAGES},
        "audience": programme.audience,
        "theme": programme.theme,
        "phase": programme.phase,
        "centre": course.centre.name,
        "network": entry.network,
        "municipalities": list(entry.municipalities),
        "place": course.place,
        "address": course.address,
        "online": course.online,
        "dates": [_date(one, zone) for one in entry.dates],
        "places_left": entry.free,
        "waiting_list": entry.free == 0,
        "languages": list(course.languages),
        "interpreter": course.interpreter,
        "free_of_charge": programme.free or None,
        "referral": course.referral,
        "link": link,
        "phone": course.centre.phone,
        "topic": course.topic,
    }


def _date(evening: SessionView, zone: ZoneInfo) -> Record:
    return {
        "starts_at": evening.starts_at.astimezone(zone).isoformat(),
        "ends_at": evening.ends_at.astimezone(zone).isoformat(),
        "topic": {one: evening.topic.title[one] for one in LANGUAGES},
    }


def as_json(records: Sequence[Record], made_at: datetime) -> bytes:
    """UTF-8: an object with `made_at` and `courses`."""
    whole = {"made_at": made_at.isoformat(timespec="seconds"), "courses": records}
    return json.dumps(whole, ensure_ascii=False, indent=1).encode()


def as_csv(records: Sequence[Record]) -> bytes:
    """UTF-8 with its mark and semicolons, as spreadsheets in the North take it: a course a line, lists with commas.

    Topics, which may have commas themselves, have a line between them: one for each of the dates.
    """
    made = io.StringIO()
    writer = csv.writer(made, delimiter=";", lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for one in records:
        flat = _flat(one)
        writer.writerow([_cell(flat[name]) for name in COLUMNS])
    return made.getvalue().encode("utf-8-sig")


def _flat(one: Record) -> Record:
    words = {f"{name}_{language}": one[name][language] for name in _WORDS for language in LANGUAGES}
    words |= {f"topics_{each}": " | ".join(day["topic"][each] for day in one["dates"]) for each in LANGUAGES}
    lists = {name: ", ".join(one[name]) for name in ("municipalities", "languages")}
    return {**one, **words, **lists, "dates": ", ".join(day["starts_at"][:16] for day in one["dates"])}


def _cell(value: object) -> str:
    if value is None or isinstance(value, bool):
        return {None: "", True: "yes", False: "no"}[value]
    text = str(value)
    return f"'{text}" if _FORMULA.match(text) else text
