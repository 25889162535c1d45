"""The draft as a whole: looked at, approved, thrown away."""

import html
from collections.abc import Iterable

from domain.groups import buttons as g
from services.groups.drafts import CardView, RoundView
from texts.catalog import Texts
from texts.groups import words
from texts.pages import SIZE, leaf
from texts.room import fitting
from texts.screen import Button, Screen


def overview(t: Texts, view: RoundView, before: str = "", page: int = 0) -> Screen:
    """The draft as a whole, first the groups that may not be.

    `before`: `changed` since one last looked, or `already` there when one wanted a new one.
    """
    shown = leaf(sorted(view.cards, key=lambda one: one.fits and view.size_fits(one)), page)
    lines: list[str] = [t(f"groups.round.{before}")] if before else []
    if view.approved:
        return Screen("\n\n".join([*lines, t("groups.round.done")]), [_to_board(t, view)])
    lines += [*_overview_head(t, view), *shown.heading(t)]
    rows = [[Button(_card_label(t, view, one), g.ShowCard(view.id, one.number))] for one in shown.items]
    rows += shown.turns(t, lambda number: g.RoundPage(view.id, number))
    if view.left:
        rows.append([Button(t.plain("groups.round.left", count=len(view.left)), g.ShowLeft(view.id))])
    rows.append([Button(t.plain("groups.round.again"), g.RunAgain(view.id, view.version))])
    if view.ready:
        rows.append([Button(t.plain("groups.round.approve"), g.AskApprove(view.id))])
    rows.append([Button(t.plain("groups.round.discard"), g.AskDiscard(view.id))])
    return Screen(fitting(lines), [*rows, _to_board(t, view)])


def _overview_head(t: Texts, view: RoundView) -> list[str]:
    """How many have a place, who could not be held, and what stands against approving."""
    lines: list[str] = []
    if view.parted:
        lines.append(t("groups.round.parted", names=_several(view.names.get(one, "?") for one in view.parted)))
    if not view.cards:
        return [*lines, t("groups.round.none")]
    lines.append(t("groups.round.overview", groups=len(view.cards), placed=view.placed, left=len(view.left)))
    if not all(view.size_fits(one) for one in view.cards):
        lines.append(t("groups.round.not_ready", least=view.pool.sizes.least, most=view.pool.sizes.most))
    if unfit := [str(one.number) for one in view.cards if not one.fits]:
        lines.append(t("groups.round.unfit", numbers=_several(unfit)))
    return lines


def _several(words: Iterable[str]) -> str:
    """As many as can still be read, and dots for the rest."""
    known = list(words)
    return ", ".join([*known[:SIZE], "…"] if len(known) > SIZE else known)


def ask_discard(t: Texts, view: RoundView) -> Screen:
    return Screen(
        t("groups.round.ask_discard"),
        [[Button(t.plain("groups.round.discard_yes"), g.DiscardRound(view.id, view.version))], [to_round(t, view)]],
    )


def _card_label(t: Texts, view: RoundView, card: CardView) -> str:
    group = card.group
    label = html.unescape(
        t.many(
            "groups.round.card_label",
            len(group.members),
            number=card.number,
            when=words.slot(t, group.slot),
            where=words.place(t, group.place, view.places),
        )
    )
    return label if card.fits else f"⚠️ {label}"


def ask_approve(t: Texts, view: RoundView) -> Screen:
    return Screen(
        t.many("groups.round.ask_approve", len(view.cards), placed=view.placed),
        [[Button(t.plain("groups.round.approve_yes"), g.Approve(view.id, view.version))], [to_round(t, view)]],
    )


def approved(t: Texts, view: RoundView) -> Screen:
    return Screen(t("groups.round.done"), [_to_board(t, view)])


def to_round(t: Texts, view: RoundView) -> Button:
    return Button(t.plain("groups.round.to_draft"), g.ShowRound(view.id))


def _to_board(t: Texts, view: RoundView) -> list[Button]:
    return [Button(t.plain("groups.round.to_board"), g.ManageGroups(view.centre.id))]
