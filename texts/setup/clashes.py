"""The centre's other courses at the times of a course: those that matter most first, each in one line."""

from collections.abc import Sequence
from datetime import datetime

from services.courses import CourseView
from services.setup.sheet import Odd
from texts.catalog import Html, Texts


def by_video(t: Texts, course: CourseView) -> bool:
    """Whether a course meets nowhere else."""
    return course.online and course.place == t.plain("setup.online")


def clash_lines(t: Texts, course: CourseView, odd: Sequence[Odd]) -> list[Html]:
    """A line a course: where somebody holds both, then those at the same place, then the others.

    Where one of the two meets by video alone, nobody is in anybody's way: all such stand in one line, at the end.
    """
    times: dict[int, list[datetime]] = {}
    firsts: dict[int, tuple[Odd, CourseView]] = {}
    for one in odd:
        if (other := one.clash) is not None:
            times.setdefault(other.id, []).append(one.at)
            firsts.setdefault(other.id, (one, other))
    ranked: list[tuple[int, Html]] = []
    apart: list[str] = []
    for one, other in firsts.values():
        rank, days = _rank(t, course, one, other), t.days(times[other.id], course.zone, course.starts_at)
        if rank == _APART:
            apart.append(f"{t.pick(other.programme.chat_title)}, {other.place} ({days})")
        else:
            ranked.append((rank, _line(t, rank, one, other, days)))
    lines = [line for _, line in sorted(ranked, key=lambda pair: pair[0])]
    return [*lines, *([t("setup.clash.apart", courses=t.listed(apart))] if apart else [])]


_PEOPLE, _PLACE, _OTHER, _APART = range(4)


def _rank(t: Texts, course: CourseView, one: Odd, other: CourseView) -> int:
    if one.both:
        return _PEOPLE
    if by_video(t, course) or by_video(t, other):
        return _APART
    return _PLACE if course.place and course.place == other.place else _OTHER


def _line(t: Texts, rank: int, one: Odd, other: CourseView, days: str) -> Html:
    values = {
        "title": t.pick(other.programme.chat_title),
        "place": other.place,
        "day": days.removesuffix("."),
    }  # the sentence ends with one
    if rank == _PEOPLE:
        names = t.listed([name or t.plain("setup.team.nameless") for name in one.both])
        return t.many("setup.clash.people", len(one.both), names=names, **values)
    return t("setup.clash.place" if rank == _PLACE else "setup.clash", **values)
