"""Wording of what has become new about a course: what it is now, and below it, smaller, what it was."""

from collections.abc import Mapping
from datetime import datetime

from domain.signup import buttons as b
from services.courses import CourseView, SessionView
from services.courses.changes import FACTS, News
from services.courses.spoken import Gone
from texts.catalog import Html, Texts
from texts.contacts import human
from texts.entry import languages
from texts.screen import Button, Screen
from texts.signup import evening_line, why


def changed(t: Texts, news: News) -> Screen:
    """All that is new to this person, in one message."""
    course = news.course
    lines: list[str] = [f"<b>{t('changes.head', title=t.pick(course.programme.chat_title))}</b>"]
    lines += what_is_new(t, course, news.facts)
    lines += [t("changes.link")] if news.link else []
    lines += [_evening(t, news, *one) for one in news.evenings]
    mine = [Button(t.plain("button.my_course"), b.MyCourse(course.id))]
    if not news.has_place:
        return Screen("\n\n".join(lines), [mine])
    lines.append(t("changes.calendar"))
    return Screen("\n\n".join(lines), [[Button(t.plain("signup.get_calendar"), b.GetCalendar(course.id))], mine])


def what_is_new(t: Texts, course: CourseView, was: Mapping[str, str]) -> list[Html]:
    """What is new of `FACTS`, each as it is now and as it was.

    Of a new place whose address nobody has said, it is not told that there is none: the one before was the old place's.
    """
    said = {name: str(getattr(course, name)) for name in FACTS if name in was}
    silent = [name for name in ("address", "directions") if "place" in was and not said.get(name)]
    return [_fact(t, name, now, was[name]) for name, now in said.items() if name not in silent]


def _fact(t: Texts, name: str, now: str, was: str) -> Html:
    """One of them, and below it what it was."""
    line = t(f"changes.{name}", now=now or t.plain("changes.none"))
    return Html(f"{line}\n{t('changes.before', was=was)}") if was else line


def _evening(t: Texts, news: News, one: SessionView, was: datetime | None) -> Html:
    line = evening_line(t, news.course, one)
    if was is None:
        line = Html(f"{line}\n{t('changes.takes_place')}")
    elif not one.cancelled:
        line = Html(f"{line}\n{t('sessions.moved.before', when=t.moment(was, news.course.zone))}")
    return Html(f"{line}\n{why(t, one.reason)}") if one.reason else line


def language_gone(t: Texts, it: Gone) -> Screen:
    """A language that one may have come for is not spoken any more: what is spoken, and whom to ask."""
    course = it.course
    text = t(
        "changes.language_gone",
        title=t.pick(course.programme.chat_title),
        language=t.spoken(it.language),
        spoken=languages(t, course.languages, interpreter=course.interpreter),
        ring=human(t, [course.centre]),
    )
    return Screen(text, [[Button(t.plain("button.my_course"), b.MyCourse(course.id))]])
