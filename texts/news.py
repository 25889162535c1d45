"""Wording of what coordinators hear of sign-ups: figures only, as messages show on locked screens."""

from domain.courses import buttons as b
from domain.signup import News, Status
from services.signup.news import Digest, Happened, OneNews
from texts.catalog import Html, Texts
from texts.screen import Button, Screen
from texts.signup import course_title


def choice(t: Texts, chosen: News) -> Screen:
    """How one hears of sign-ups; the chosen way is marked."""
    rows = []
    for how in News:
        label = t.plain(f"news.{how}")
        rows.append([Button(f"✓ {label}" if how is chosen else label, b.ChooseNews(how.value))])
    return Screen(t("news.choice"), [*rows, [Button(t.plain("button.back"), b.ManageCourses())]])


def one(t: Texts, news: OneNews) -> Screen:
    """Somebody has signed up or left, and how the course stands."""
    known = {Status.PLACE: "placed", Status.WAITING: "in_line", Status.OFFERED: "in_line"}
    head = t(f"news.one.{known.get(news.status, 'gone')}", title=course_title(t, news.now.course))
    return Screen(f"{head}\n\n{_stands(t, news.now)}", [_open(t, news.now), _change(t)])


def digest(t: Texts, digest: Digest) -> Screen:
    """Each course of which there is something to tell."""
    parts = [t("news.digest")]
    parts += [Html(f"<b>{_name(t, one)}</b>\n{_happened(t, one)}\n{_stands(t, one)}") for one in digest.courses]
    if digest.more:
        parts.append(t.many("news.more", digest.more))
    rows = [_open(t, one) for one in digest.courses]
    return Screen("\n\n".join(parts), [*rows, _change(t)])


def _name(t: Texts, one: Happened) -> Html:
    course = one.course
    return t(
        "news.course", title=course_title(t, course), place=course.place, day=t.short_day(course.starts_at, course.zone)
    )


def _happened(t: Texts, one: Happened) -> Html:
    counts = {"placed": one.placed, "in_line": one.waiting_new, "gone": one.gone}
    return Html(" · ".join(t.many(f"news.count.{name}", number) for name, number in counts.items() if number))


def _stands(t: Texts, one: Happened) -> Html:
    seats = one.course.seats
    line = t("news.stands.free", taken=one.taken, seats=seats)
    if one.taken == seats:
        line = t.many("news.stands.full", seats)
    return Html(f"{line} {t.many('news.waiting', one.waiting)}") if one.waiting else line


def _open(t: Texts, one: Happened) -> list[Button]:
    course = one.course
    label = f"{t.short_day(course.starts_at, course.zone)} · {course.place}"
    return [Button(label, b.ManageCourse(course.id))]


def _change(t: Texts) -> list[Button]:
    return [Button(t.plain("news.change"), b.ShowNews())]
