"""The course database as one page of HTML for any web site. It loads nothing; without JavaScript it is a plain list."""

import html
from base64 import b64encode
from collections.abc import Iterable, Sequence
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import get_args
from zoneinfo import ZoneInfo

from domain.courses import spoken_by
from domain.programmes import Theme
from services.signup.directory import Entry
from texts.catalog import Texts

ROLES = {
    "participants": ("participants",),
    "relatives": ("relatives",),
    "both": ("participants", "relatives"),
    "children": ("children",),
    "professionals": ("professionals",),
}
"""By the audience of a programme, who finds a course of it."""
THEMES: Sequence[str] = get_args(Theme)
_STYLE = Path(__file__).with_name("page.css").read_text(encoding="utf-8")
_SCRIPT = Path(__file__).with_name("page.js").read_text(encoding="utf-8")
_HASH = b64encode(sha256(_SCRIPT.encode()).digest()).decode()


def page(t: Texts, entries: Sequence[tuple[Entry, str]], made_at: datetime) -> bytes:
    """UTF-8. With each course its deep link; whatever somebody has written is escaped."""
    title = html.escape(t.plain("directory.title"))
    courses = "".join(_course(t, entry, link, made_at) for entry, link in entries)
    zone = entries[0][0].course.zone if entries else ZoneInfo("UTC")
    made = t("directory.made", when=t.moment(made_at, zone, beside=None))
    found = f'<ul id="courses">{courses}</ul>' if entries else f"<p>{t('directory.empty')}</p>"
    chosen = _form(t, [entry for entry, _ in entries]) if entries else ""
    script = f"<script>{_SCRIPT}</script>" if entries else ""
    return (
        f'<!doctype html>\n<html lang="{t.language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; "
        f"script-src 'sha256-{_HASH}'\">"
        f"<title>{title}</title><style>{_STYLE}</style></head><body><main><h1>{title}</h1>"
        f'<p class="soft">{made}</p>{chosen}{found}</main>{script}</body></html>\n'
    ).encode()


def places_of(entry: Entry) -> Sequence[str]:
    """Where somebody who looks would say that they are: the municipalities from where one can sign up, else the centre."""
    return [*entry.municipalities, *entry.centres]


def _form(t: Texts, entries: Sequence[Entry]) -> str:
    """Shown by the script alone, as nothing would come of it without."""
    places = sorted({one for entry in entries for one in places_of(entry)})
    roles = dict.fromkeys(role for roles in ROLES.values() for role in roles)
    tongues = sorted({one for entry in entries for one in entry.course.languages}, key=t.spoken)
    fields = (
        _select(t, "place", ((one, one) for one in places)),
        _select(t, "role", ((one, t.plain(f"directory.role.{one}")) for one in roles if _any(entries, one))),
        _select(t, "theme", ((one, t.plain(f"find.theme.{one}")) for one in THEMES if _about(entries, one))),
        _select(t, "language", ((one, _upper(t.spoken(one))) for one in tongues)),
    )
    counted = f'<p class="soft" role="status">{t("directory.shown")} <span id="count"></span></p>'
    none = f'<p id="none" hidden>{t("directory.none")}</p>'
    return f"<form hidden>{''.join(fields)}{counted}</form>{none}"


def _any(entries: Iterable[Entry], role: str) -> bool:
    return any(role in ROLES[one.course.programme.audience] for one in entries)


def _about(entries: Iterable[Entry], theme: str) -> bool:
    return any(one.course.programme.theme == theme for one in entries)


def _select(t: Texts, name: str, options: Iterable[tuple[str, str]]) -> str:
    made = "".join(f'<option value="{html.escape(value)}">{html.escape(label)}</option>' for value, label in options)
    return (
        f"<label>{html.escape(t.plain(f'directory.filter.{name}'))}"
        f'<select name="{name}"><option value="">{html.escape(t.plain(f"directory.any.{name}"))}</option>{made}</select></label>'
    )


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]


def _course(t: Texts, entry: Entry, link: str, made_at: datetime) -> str:
    course, programme = entry.course, entry.course.programme
    found = {"place": places_of(entry), "role": ROLES[programme.audience], "language": course.languages}
    found["theme"] = (programme.theme,)
    data = " ".join(f'data-{name}="{html.escape("|".join(values))}"' for name, values in found.items())
    where = ", ".join(
        filter(None, (course.place, course.address, t.plain("directory.online") if course.online else ""))
    )
    spoken = ", ".join(map(t.spoken, course.languages)) if course.languages != (spoken_by(t.language),) else ""
    facts = (
        ("leaflet.topic", html.escape(course.topic, quote=False)),
        ("directory.theme", t(f"find.theme.{programme.theme}")),
        ("directory.phase", t(f"directory.phase.{programme.phase}") if programme.phase else ""),
        ("leaflet.when", _when(t, entry, made_at)),
        ("leaflet.where", html.escape(where, quote=False)),
        ("leaflet.who", html.escape(", ".join(filter(None, (course.centre.name, entry.network))), quote=False)),
        ("leaflet.languages", html.escape(_upper(spoken), quote=False)),
        ("directory.places", _places(t, entry)),
    )
    rows = "".join(f"<dt>{t(name)}</dt><dd>{value}</dd>" for name, value in facts if value)
    return (
        f'<li class="course" {data}><h2>{html.escape(t.pick(programme.title), quote=False)}</h2>'
        f"<p>{html.escape(t.pick(programme.for_whom_on_paper), quote=False)}</p>"
        f"<p>{html.escape(t.pick(programme.summary), quote=False)}</p><dl>{rows}</dl>{_go(t, entry, link)}</li>"
    )


def _when(t: Texts, entry: Entry, made_at: datetime) -> str:
    """The first date, and behind it all of them with their topics."""
    zone, days = entry.course.zone, entry.dates
    lines = [
        f"{t.day(one.starts_at, zone, beside=made_at)} {_hours(t, one.starts_at, one.ends_at, zone)}" for one in days
    ]
    if len(lines) == 1:
        return html.escape(lines[0], quote=False)
    topics = [t.pick(one.topic.title) for one in days]
    items = "".join(
        f"<li>{html.escape(line, quote=False)}<br>{html.escape(topic, quote=False)}</li>"
        for line, topic in zip(lines, topics, strict=True)
    )
    count = t.many("directory.dates", len(lines))
    return f"{html.escape(lines[0], quote=False)}<details><summary>{count}</summary><ol>{items}</ol></details>"


def _hours(t: Texts, starts: datetime, ends: datetime, zone: ZoneInfo) -> str:
    return t.plain("leaflet.hours", start=t.hour(starts, zone), end=t.hour(ends, zone))


def _places(t: Texts, entry: Entry) -> str:
    if entry.free is None:
        return t("directory.drop_in")
    return t.many("directory.free", entry.free) if entry.free else t("directory.waiting")


def _go(t: Texts, entry: Entry, link: str) -> str:
    """To sign up, or to ring; the name of the course goes with the link for whoever hears one link after the other."""
    title, phone = html.escape(t.pick(entry.course.programme.title)), entry.course.centre.phone
    label = t("directory.sign_up" if entry.free else "directory.look")
    join = f'<a class="join" href="{html.escape(link)}" aria-label="{label}: {title}">{label}</a>'
    number = "".join(one for one in phone if one in "+0123456789")
    ring = f'<a href="tel:{number}">{t("directory.ring", phone=phone)}</a>' if phone else ""
    return f'<div class="go">{join}{ring}</div>'
