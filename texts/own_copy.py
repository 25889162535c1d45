"""The copy of everything as a page that one can read: one file of HTML, in the person's language, which loads nothing.

The JSON beside it is complete; here stands what tells people something, in words.
"""

import html
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from msgspec import Struct

from domain.finding import Search
from domain.groups.content import GroupContent
from domain.programmes import Programme, Questionnaire
from domain.signup import Need, Needs
from texts import needs as need_words
from texts import webpage
from texts.catalog import NAMES, Texts
from texts.finding import what
from texts.groups.wishes import times
from texts.groups.words import language, slot, theme

_LONG_AGO = timedelta(days=800)


class Copy(Struct, frozen=True):
    """`everything` as it is exported; `programmes` by the slug of a course; `contents` of groups by a centre's slug."""

    everything: Mapping[str, Any]
    programmes: Mapping[str, Programme]
    questionnaires: Mapping[str, Questionnaire]
    contents: Mapping[str, GroupContent]
    zone: ZoneInfo
    made_at: datetime


def page(t: Texts, copy: Copy) -> bytes:
    """UTF-8. Everything that anybody has written is escaped."""
    parts = (_you, _courses, _conversations, _polls, _groups, _written, _messages)
    body = "".join(part(t, copy) for part in parts)
    title, made = _say(t, "copy.title"), _say(t, "copy.made", when=_when(t, copy, copy.made_at))
    return webpage.whole(t.language, title, f"<h1>{title}</h1><p>{made}</p>{body}")


def _say(t: Texts, sentence: str, **values: object) -> str:
    return html.escape(t.plain(sentence, **values))


def _when(t: Texts, copy: Copy, at: datetime | None) -> str:
    """With its year; a dash for what has not been."""
    return t.moment(at, copy.zone, beside=at - _LONG_AGO) if at else "–"


def _yes(t: Texts, said: bool) -> str:
    return t.plain("copy.yes" if said else "copy.no")


def _table(rows: Iterable[tuple[str, str]]) -> str:
    cells = "".join(f"<tr><th>{html.escape(label)}</th><td>{html.escape(value)}</td></tr>" for label, value in rows)
    return f"<table>{cells}</table>" if cells else ""


def _list(lines: Iterable[str]) -> str:
    items = "".join(f"<li>{html.escape(one)}</li>" for one in lines)
    return f"<ul>{items}</ul>" if items else ""


def _quotes(texts: Sequence[tuple[str, str]]) -> str:
    """Texts that somebody wrote, each below whose and when it is."""
    return "".join(f"<p>{html.escape(head)}</p><blockquote>{html.escape(text)}</blockquote>" for head, text in texts)


def _section(t: Texts, heading: str, body: str) -> str:
    """Nothing, where there is nothing in it."""
    return f"<h2>{_say(t, heading)}</h2>{body}" if body else ""


def _course(t: Texts, copy: Copy, slug: str) -> str:
    return f"{t.pick(copy.programmes[slug].chat_title)} ({slug})" if slug in copy.programmes else slug


def _you(t: Texts, copy: Copy) -> str:
    it = copy.everything
    rows = [
        ("copy.name", it["name"] or "–"),
        ("copy.phone", it["phone"] or "–"),
        ("copy.language", NAMES.get(it["language"] or "", "–")),
        ("copy.telegram", str(it["telegram_id"])),
        ("copy.first_seen", _when(t, copy, it["first_seen_at"])),
        ("copy.consent", _when(t, copy, it["consent"]["given_at"])),
        ("copy.named", _yes(t, bool(it["coordinators_see_name_at_answers"]))),
        ("copy.paused", _when(t, copy, it["weekly_messages_paused_since"])),
        *((f"role.{one['role']}", one["centre"] or one["network"]) for one in it["roles"]),
    ]
    return _section(t, "copy.you", _table((t.plain(label), value) for label, value in rows))


def _courses(t: Texts, copy: Copy) -> str:
    places = [_place(t, copy, one) for one in copy.everything["courses"]]
    answers = [
        t.plain("copy.evening", course=_course(t, copy, one["course"]), number=one["evening"], answer=_comes(t, one))
        for one in copy.everything["attendance"]
    ]
    waits = [t.plain("find.waits", what=_wished(t, one)) for one in copy.everything["wishes_for_courses"]]
    return _section(t, "copy.courses", _list([*places, *answers, *waits]))


def _wished(t: Texts, wish: Mapping[str, Any]) -> str:
    return what(t, Search(**wish["looks_for"]["search"]), wish["looks_for"]["place"], {})


def _place(t: Texts, copy: Copy, place: Mapping[str, Any]) -> str:
    state, since = t.plain(f"copy.place.{place['status']}"), _when(t, copy, place["since"])
    said = place["needs"]
    needed = f". {need_words.plain(t, Needs(tuple(map(Need, said['ticked'])), said['text']))}" if said else ""
    return f"{_course(t, copy, place['course'])}: {state}, {since}{needed}"


def _comes(t: Texts, answer: Mapping[str, Any]) -> str:
    return t.plain("copy.coming" if answer["coming"] else "copy.absent")


def _conversations(t: Texts, copy: Copy) -> str:
    texts = [
        (
            f"{_course(t, copy, talk['course'])}, {_when(t, copy, one['written_at'])}, {_whose(t, talk, one)}",
            one["text"],
        )
        for talk in copy.everything["written_to_team"]
        for one in talk["texts"]
    ]
    return _section(t, "copy.conversations", _quotes(texts))


def _whose(t: Texts, talk: Mapping[str, Any], line: Mapping[str, Any]) -> str:
    if line["from_team"]:
        return t.plain("conversations.team")
    return t.plain("copy.me" if talk["with_name"] else "copy.me.nameless")


def _polls(t: Texts, copy: Copy) -> str:
    parts = []
    for one in copy.everything["evaluations"]:
        state = "sent" if one["sent"] else "skipped" if one["skipped_at"] else "begun"
        poll = f"{_course(t, copy, one['course'])}. {_poll(t, copy, one['course'], one['round'])}"
        marks = [f"{int(number) + 1}: {mark}" for number, mark in sorted(one.get("answers", {}).items())]
        parts.append(_list([f"{poll}: {', '.join((t.plain(f'copy.poll.{state}'), *marks))}"]))
        if one.get("text"):
            parts.append(_quotes([(t.plain("copy.me"), one["text"])]))
    return _section(t, "copy.polls", "".join(parts))


def _poll(t: Texts, copy: Copy, slug: str, key: str) -> str:
    """What stands above its questions, and after which session if they are asked after each; of one that is gone its key."""
    moment = copy.programmes[slug].moment(key) if slug in copy.programmes else None
    if moment is None:
        return key
    title = t.pick(copy.questionnaires[moment.questionnaire].title)
    return f"{title}. {t.plain('evaluation.results.each', number=moment.position)}" if moment.when == "each" else title


def _groups(t: Texts, copy: Copy) -> str:
    it = copy.everything
    wishes = "".join(_wish(t, copy, one) for one in it["group_wishes"])
    groups = [_group(t, copy, one) for one in it["groups"]]
    meetings = [f"{_when(t, copy, one['starts_at'])}: {_comes(t, one)}" for one in it["group_meetings"]]
    told = [(_when(t, copy, one["created_at"]), one["text"]) for one in it["told_coordinator"]]
    return _section(t, "copy.groups", wishes + _list([*groups, *meetings]) + _quotes(told))


def _wish(t: Texts, copy: Copy, wish: Mapping[str, Any]) -> str:
    answers, content = wish["answers"], copy.contents.get(wish["centre"])
    state = t.plain(f"copy.wish.{wish['state']}")
    themes = [theme(t, content, one) if content else one for one in answers["themes"]]
    rows = [
        ("copy.wish", f"{wish['centre']}, {state}"),
        ("copy.wish.side", t.plain(f"groups.wish.side.{answers['side']}") if answers["side"] else "–"),
        ("copy.wish.themes", ", ".join(themes) or "–"),
        ("copy.wish.times", times(t, answers["slots"]) or "–"),
        ("copy.wish.languages", ", ".join(map(language, answers["languages"])) or "–"),
        ("copy.wish.places", ", ".join(answers["places"]) or "–"),
        ("copy.wish.age", str(answers["age"] or "–")),
        ("copy.wish.starter", _yes(t, answers["starter"])),
        ("copy.wish.code", wish["code"]),
    ]
    return _table((t.plain(label), value) for label, value in rows)


def _group(t: Texts, copy: Copy, group: Mapping[str, Any]) -> str:
    when = slot(t, group["time"])
    state, since = t.plain(f"copy.member.{group['membership']}"), _when(t, copy, group["asked_at"])
    return t.plain("copy.group", number=group["number"], when=when, place=group["place"], state=state, since=since)


def _written(t: Texts, copy: Copy) -> str:
    """What somebody has written as a coordinator."""
    notices = [
        (f"{_course(t, copy, one['course'])}, {_when(t, copy, one['created_at'])}", one["text"])
        for one in copy.everything["notices_written"]
    ]
    written = [*copy.everything["answered_for_team"], *copy.everything["answers_not_sent"]]
    answers = [(_when(t, copy, one["written_at"]), one["text"]) for one in written]
    return _section(t, "copy.written", _quotes([*notices, *answers]))


def _messages(t: Texts, copy: Copy) -> str:
    count = len(copy.everything["messages"])
    return _section(t, "copy.messages", f"<p>{html.escape(t.plain('copy.messages.count', count=count))}</p>")
