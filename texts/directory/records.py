"""The course database as JSON and CSV: field by field, all four languages side by side."""

import csv
import io
import json
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from domain.people import LANGUAGES
from services.signup.directory import Entry

Record = Mapping[str, Any]
COLUMNS = (
    *(f"title_{one}" for one in LANGUAGES),
    *(f"chat_title_{one}" for one in LANGUAGES),
    *("audience", "centre", "network", "municipalities", "place", "address", "online", "dates", "places_left"),
    *("waiting_list", "languages", "interpreter", "free_of_charge", "referral", "link", "phone", "topic"),
)
_FORMULA = re.compile(r"[=@\t\r]|[+-](?![\d ()-]*$)")
"""How a text begins that a spreadsheet would work out rather than show. A telephone number is none."""


def record(entry: Entry, link: str) -> Record:
    """Times in the centre's zone (ISO 8601). `places_left` is null where one comes without signing up.

    `topic`: of a course that meets but once, in the words of its centre; perhaps empty.
    """
    course, programme, zone = entry.course, entry.course.programme, entry.course.zone
    dates = [(one.starts_at.astimezone(zone), one.ends_at.astimezone(zone)) for one in entry.dates]
    return {
        "title": {one: programme.title[one] for one in LANGUAGES},
        "chat_title": {one: programme.chat_title[one] for one in LANGUAGES},
        "for_whom": {one: programme.for_whom[one] for one in LANGUAGES},
        "audience": programme.audience,
        "centre": course.centre.name,
        "network": entry.network,
        "municipalities": list(entry.municipalities),
        "place": course.place,
        "address": course.address,
        "online": course.online,
        "dates": [{"starts_at": start.isoformat(), "ends_at": end.isoformat()} for start, end in dates],
        "places_left": entry.free,
        "waiting_list": entry.free == 0,
        "languages": list(course.languages),
        "interpreter": course.interpreter,
        "free_of_charge": programme.free,
        "referral": course.referral,
        "link": link,
        "phone": course.centre.phone,
        "topic": course.topic,
    }


def as_json(records: Sequence[Record], made_at: datetime) -> bytes:
    """UTF-8: an object with `made_at` and `courses`."""
    whole = {"made_at": made_at.isoformat(timespec="seconds"), "courses": records}
    return json.dumps(whole, ensure_ascii=False, indent=1).encode()


def as_csv(records: Sequence[Record]) -> bytes:
    """UTF-8 with its mark and semicolons, as spreadsheets in the North take it: a course a line, lists with commas."""
    made = io.StringIO()
    writer = csv.writer(made, delimiter=";", lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for one in records:
        flat = _flat(one)
        writer.writerow([_cell(flat[name]) for name in COLUMNS])
    return made.getvalue().encode("utf-8-sig")


def _flat(one: Record) -> Record:
    words = {f"{name}_{language}": one[name][language] for name in ("title", "chat_title") for language in LANGUAGES}
    lists = {name: ", ".join(one[name]) for name in ("municipalities", "languages")}
    return {**one, **words, **lists, "dates": ", ".join(day["starts_at"][:16] for day in one["dates"])}


def _cell(value: object) -> str:
    if value is None or isinstance(value, bool):
        return {None: "", True: "yes", False: "no"}[value]
    text = str(value)
    return f"'{text}" if _FORMULA.match(text) else text
