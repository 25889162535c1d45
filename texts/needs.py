"""Wording of what people need to be able to take part: for themselves, for the team without names, for coordinators."""

import html

from domain.people.buttons import CancelDialog
from domain.signup import Need, Needs
from domain.signup import buttons as b
from domain.signup.needs import LIMIT, Summary
from services.signup.needs import OwnNeeds
from texts.catalog import Html, Texts
from texts.room import shorten
from texts.screen import Button, Screen

_LINE = 90
"""Characters of somebody's own words in a list."""


def own(t: Texts, it: OwnNeeds) -> Screen:
    """What one has said; each tick is a button that takes it back."""
    course, said = it.course, it.needs
    lines = [t("needs.ask", title=t.pick(course.programme.chat_title))]
    lines += [t("needs.own_words", text=said.text)] if said.text else []
    rows = [[_tick(t, course.id, need, need in said.ticked)] for need in Need]
    rows.append([Button(t.plain("needs.write"), b.WriteNeeds(course.id))])
    rows += [[Button(t.plain("needs.clear"), b.ClearNeeds(course.id))]] if said else []
    return Screen("\n\n".join(lines), [*rows, [Button(t.plain("needs.done"), b.MyCourse(course.id))]])


def _tick(t: Texts, course_id: int, need: Need, ticked: bool) -> Button:
    label = t.plain(f"needs.tick.{need}")
    return Button(f"✓ {label}" if ticked else label, b.TickNeed(course_id, need.value, int(not ticked)))


def ask_text(t: Texts) -> Screen:
    return Screen(t("needs.ask_text", limit=LIMIT), [[Button(t.plain("button.cancel"), CancelDialog())]])


def summary(t: Texts, it: Summary) -> Html:
    """To those who hold the course: how many need what, and what was written; nobody's name."""
    counts = ", ".join(f"{_named(t, need)} {count}" for need, count in it.counts.items())
    lines: list[str] = [t("needs.summary", what=counts or t.plain("needs.only_words"))]
    lines += [t("needs.quoted", text=shorten(one, _LINE)) for one in it.texts]
    return Html("\n".join(lines))


def of_one(t: Texts, said: Needs) -> Html:
    """To the coordinators: what one person needs."""
    parts = [html.escape(_named(t, need), quote=False) for need in said.ticked]
    parts += [t("needs.quoted", text=said.text)] if said.text else []
    return t("needs.summary", what=Html(", ".join(parts)))


def plain(t: Texts, said: Needs) -> str:
    """In one's own copy: what one has ticked, and what one wrote."""
    parts = [
        *(_named(t, need) for need in said.ticked),
        *([t.plain("needs.quoted", text=said.text)] if said.text else []),
    ]
    return t.plain("needs.summary.plain", what=", ".join(parts))


def in_list(t: Texts, said: Needs) -> str:
    """In a few words: what is written stands on the person's own card."""
    return ", ".join(
        [*(_named(t, need) for need in said.ticked), *([t.plain("needs.only_words")] if said.text else [])]
    )


def _named(t: Texts, need: Need) -> str:
    return t.plain(f"needs.named.{need}")
