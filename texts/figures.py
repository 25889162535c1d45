"""Wording for figures of a year: numbers alone, a few lines a centre."""

from domain.organisation import buttons as b
from domain.people.buttons import Home
from services.organisation.figures import Figures, Numbers
from texts.catalog import Html, Texts
from texts.pages import leaf
from texts.screen import Button, Screen

PAGE = 10
"""Centres on a screen."""


def screen(t: Texts, found: Figures, page: int) -> Screen:
    """Each centre, and all together where there are several."""
    shown = leaf(found.centres, page, PAGE)
    lines = [t("figures.title", year=found.year), *shown.heading(t)]
    if len(found.centres) > 1 and shown.page == 0:
        lines += [Html(""), *_centre(t, t.plain("figures.all"), found.total)]
    for one in shown.items:
        lines += [Html(""), *_centre(t, one.name, one)]
    lines += [Html(""), t("figures.no_names" if found.centres else "figures.no_centres")]
    years = [one for one in (found.year - 1, found.year + 1) if one in found.years]
    turns = shown.turns(t, lambda number: b.ShowFigures(found.year, number))
    beside = [[Button(str(one), b.ShowFigures(one, 0)) for one in years]] if years else []
    return Screen(Html("\n".join(lines)), [*turns, *beside, [Button(t.plain("button.home"), Home())]])


def _centre(t: Texts, name: str, one: Numbers) -> list[Html]:
    lines = [t("figures.centre", name=name)]
    stages = [
        t.many(f"figures.{stage}", count)
        for stage in ("done", "running", "to_come", "cancelled")
        if (count := getattr(one, stage))
    ]
    if not stages:
        lines.append(t("figures.no_courses"))
    else:
        lines += [t("figures.courses", stages=Html(", ".join(stages)))]
        lines.append(
            t(
                "figures.took_part",
                places=t.many("figures.places", one.places),
                sessions=t.many("figures.sessions", one.sessions),
            )
        )
    if one.groups:
        lines.append(t.many("figures.groups", one.groups))
    return lines
