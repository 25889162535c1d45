"""What stands on a leaflet, in the four languages. On paper a course may say its whole title; in the chat it never does."""

import html
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from domain.courses import Paper, Referrer, spoken_by
from domain.programmes import Programme
from services.courses import CourseView
from services.courses.leaflets import LeafletView
from texts.catalog import Html, Texts
from texts.entry import age_lines, companions
from texts.leaflet.paper import KEPT, Fact, Name, Names, Sheet, When

MOST_DATES, MOST_TOPICS = 14, 10


def sheet(t: Texts, view: LeafletView, paper: Paper, link: str) -> Sheet:
    """The leaflet of a course; `link` is its deep link."""
    course = view.course
    return Sheet(
        paper,
        t.language,
        above=course.centre.name,
        title=t.pick(course.programme.title),
        lead=t.pick(course.programme.for_whom_on_paper),
        about=t.pick(course.programme.summary),
        when=_when(t, view),
        facts=[one for one in _facts(t, view) if one[1]],
        more=(t.plain("leaflet.good_to_know"), _more(t, course)),
        sign_up=(t.plain("leaflet.come" if course.programme.drop_in else "leaflet.sign_up"), _how(t, view)),
        link=link,
        foot=link.removeprefix("https://"),
    )


def _facts(t: Texts, view: LeafletView) -> list[Fact]:
    course = view.course
    video = t.plain("leaflet.online" if course.place else "leaflet.online_only") if course.online else ""
    contact = t.plain("leaflet.contact", contact=course.centre.contact) if course.centre.contact else ""
    return [
        (t.plain("leaflet.topic"), _said(course.topic)),
        (t.plain("leaflet.where"), _said(course.place, course.address, course.directions, video)),
        (t.plain("leaflet.who"), _said(course.centre.name, view.network, contact)),
    ]


def _leaders(t: Texts, course: CourseView) -> str:
    """That a professional and somebody with experience of their own hold it together, where the programme asks for both."""
    team, relatives = course.programme.team, course.programme.audience == "relatives"
    if not team.professional or not team.experienced_user:
        return ""
    kind = "relatives" if relatives else "others"
    return t.plain_many(f"leaflet.leaders.{kind}", course.programme.sessions)


def _more(t: Texts, course: CourseView) -> list[str]:
    """Whole sentences: who leads it, what comes before it, who can come, in which languages, what it costs."""
    referral = "" if course.referral == "none" else t.plain(f"leaflet.referral.{course.referral}")
    talk = t.plain("leaflet.talk") if course.programme.entry.talk else ""
    cost = t.plain("leaflet.free") if course.programme.free else ""
    who = (*_plainly(age_lines(t, course)), *_plainly(companions(t, course)))
    return _said(_leaders(t, course), referral, talk, *who, *_languages(t, course), cost)


def names(t: Texts, programmes: Iterable[Programme]) -> Names:
    """What courses of these are called on paper and in the chat, in the order of the chat's list."""
    found = sorted(programmes, key=lambda one: t.pick(one.chat_title).casefold())
    return Names(t.language, t.plain("leaflet.names"), t.plain("leaflet.names.why"), [_name(t, one) for one in found])


def _name(t: Texts, one: Programme) -> Name:
    title, in_chat = t.pick(one.title), t.pick(one.chat_title)
    line = t.plain("leaflet.names.chat", title=in_chat) if title != in_chat else ""
    return Name(title, line, t.pick(one.for_whom_on_paper))


def _plainly(sentences: Sequence[Html]) -> list[str]:
    return [html.unescape(one) for one in sentences]


def _said(*lines: str) -> list[str]:
    return [one for one in lines if one]


def _languages(t: Texts, course: CourseView) -> list[str]:
    """Only where it is not simply the language of the leaflet."""
    same = course.languages == (spoken_by(t.language),)
    spoken = "" if same else t.plain("leaflet.spoken", languages=t.listed([t.spoken(one) for one in course.languages]))
    return _said(spoken, t.plain("leaflet.interpreter") if course.interpreter else "")


def _when(t: Texts, view: LeafletView) -> When:
    """The hours once, where they are always the same, and every date; the year where it is not that of the one before.

    `kl. 17:00–19:00` is never broken.
    """
    zone, held = view.course.zone, view.dates
    spans = ((t.hour(one.starts_at, zone), t.hour(one.ends_at, zone)) for one in held)
    hours = [t.plain("leaflet.hours", start=start, end=end).replace(" ", KEPT) for start, end in spans]
    same = len(set(hours)) == 1
    before = [None, *(one.starts_at for one in held)]
    days = [_day(t, one.starts_at, last, zone) for one, last in zip(held, before, strict=False)]
    lines = days if same else [f"{day} {hour}" for day, hour in zip(days, hours, strict=True)]
    left = len(lines) - MOST_DATES
    topics = [t.pick(one.topic.title) for one in held] if 1 < len(held) <= MOST_TOPICS else []
    more = t.plain_many("leaflet.more_dates", left) if left > 0 else ""
    return When(t.plain("leaflet.when"), hours[0] if same else "", lines[:MOST_DATES], topics, more)


def _day(t: Texts, day: datetime, before: datetime | None, zone: ZoneInfo) -> str:
    """`Tuesday 6 October`, with its year where nothing above tells it."""
    return t.day(day, zone, beside=before or day - timedelta(days=366))


def _how(t: Texts, view: LeafletView) -> list[str]:
    """How one signs up: by the code, or by telephone for whoever is not on Telegram."""
    phone, scan = view.course.centre.phone, "leaflet.come.how" if view.course.programme.drop_in else "leaflet.scan"
    return [t.plain(scan), *([t.plain("leaflet.ring", phone=phone)] if phone else [])]


def file_name(t: Texts, view: LeafletView, made: Sheet, referrer: Referrer | None) -> str:
    """Without its ending: from it nothing follows but when the course begins."""
    first = view.course.starts_at.astimezone(view.course.zone)
    kind = t.plain(f"file.leaflet.{made.paper}")
    return "-".join(filter(None, (kind, f"{first:%Y-%m-%d}", made.language, referrer)))
