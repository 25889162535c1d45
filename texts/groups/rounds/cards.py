"""One group of the draft with its reasons, who is left over, and what a move would make better and worse."""

from collections.abc import Sequence

from domain.groups import buttons as g
from domain.groups.matching import Fact, Gain, Help, HelpKind, Left, Note, Rule
from services.groups.drafts import CardView, RoundView
from texts.catalog import Html, Texts
from texts.groups import words
from texts.groups.rounds.draft import to_round
from texts.pages import leaf
from texts.room import fitting
from texts.screen import Button, Screen

LEFT_ON_A_PAGE = 10
NEAR = 0.005
"""Differences smaller than this are not worth a word."""
PARTS = ("themes", "ages", "company", "travel", "starter", "size", "mix", "waited")


def card(t: Texts, view: RoundView, card: CardView) -> Screen:
    """One group with its reasons in words; each person is a button to move or lock."""
    reasons = "\n".join(f"• {fact(t, view, one)}" for one in card.facts)
    if len(card.group.members) < view.pool.sizes.least:
        reasons += f"\n\n{t('groups.round.card.few', least=view.pool.sizes.least)}"
    text = t.many("groups.round.card", len(card.group.members), number=card.number, reasons=Html(reasons))
    if not card.fits:
        text = Html(f"{t('groups.round.card.unfit')}\n\n{text}")
    people = [[_person_button(view, wish, wish in card.locked)] for wish in card.group.members]
    return Screen(text, [*people, [to_round(t, view)]])


def _person_button(view: RoundView, wish_id: int, locked: bool) -> Button:
    name = view.names.get(wish_id, "?")
    return Button(f"🔒 {name}" if locked else name, g.PickPerson(view.id, wish_id))


def fact(t: Texts, view: RoundView, one: Fact) -> Html:
    """One reason in words."""
    what: str = one.what
    match one.note:
        case Note.TIME:
            what = words.slot(t, one.what)
        case Note.PLACE:
            what = words.place(t, one.what, view.places)
        case Note.LANGUAGE:
            what = words.language(one.what)
        case Note.THEME:
            what = words.theme(t, view.content, one.what)
        case Note.SIDE:
            what = t.plain(f"groups.round.side.{one.what}")
    return t.many(f"groups.round.fact.{one.note.value}", one.count, what=what)


def left_over(t: Texts, view: RoundView, page: int = 0) -> Screen:
    """Who is left over, why, and what would help; so many on a page that what is said of them fits into a message."""
    shown = leaf(view.left, page, LEFT_ON_A_PAGE)
    lines = [_left_line(t, view, one) for one in shown.items]
    rows = [[_person_button(view, one.id, locked=False)] for one in shown.items]
    rows += shown.turns(t, lambda number: g.LeftPage(view.id, number))
    text = fitting([t("groups.round.left_head", count=len(view.left)), *shown.heading(t), *lines])
    return Screen(text, [*rows, [to_round(t, view)]])


def _left_line(t: Texts, view: RoundView, one: Left) -> str:
    why = t.many(f"groups.round.why.{one.reason.value}", one.count)
    helps = " ".join(help_(t, view, it) for it in one.help)
    name = t("groups.round.name", name=view.names.get(one.id, "?"))
    return f"{name} {why}" + (f" {t('groups.round.would_help')} {helps}" if helps else "")


def help_(t: Texts, view: RoundView, one: Help) -> Html:
    """What would help, in words."""
    what = one.what
    if one.kind is HelpKind.SLOT:
        what = words.slot(t, one.what)
    elif one.kind is HelpKind.PLACE:
        what = words.place(t, one.what, view.places)
    elif one.kind is HelpKind.LANGUAGE:
        what = words.language(one.what)
    return t.many(f"groups.round.help.{one.kind.value}", one.count, what=what)


def person(t: Texts, view: RoundView, wish_id: int, number: int, page: int = 0) -> Screen:
    """One person of the draft: where else, and lock."""
    name = view.names.get(wish_id, "?")
    head = t("groups.round.person", name=name, number=number) if number else t("groups.round.person_left", name=name)
    shown = leaf([one for one in view.cards if one.number != number], page)
    rows = [
        [Button(t.plain("groups.round.move_to", number=one.number), g.TryMove(view.id, wish_id, one.number))]
        for one in shown.items
    ]
    rows += shown.turns(t, lambda turned: g.PersonPage(view.id, wish_id, turned))
    if number:
        rows.append([Button(t.plain("groups.round.take_out"), g.TryMove(view.id, wish_id, 0))])
        locked = wish_id in view.card(number).locked
        label = t.plain("groups.round.unlock" if locked else "groups.round.lock")
        rows.append([Button(label, g.LockPerson(view.id, wish_id, int(not locked)))])
        rows.append([Button(t.plain("button.back"), g.ShowCard(view.id, number))])
    return Screen(head, [*rows, [to_round(t, view)]])


def weighed(t: Texts, view: RoundView, wish_id: int, to: int, gain: Gain) -> Screen:
    """What gets better and worse by a move. Where a rule stands against it, only that it does not fit."""
    name = view.names.get(wish_id, "?")
    back = [Button(t.plain("button.back"), g.PickPerson(view.id, wish_id))]
    if gain.after is None:
        plain = {rule for rules in gain.broken.values() for rule in rules} - {Rule.WISHES}
        why = [t(f"groups.round.broken.{rule.value}") for rule in sorted(plain)]
        return Screen("\n".join([t("groups.round.does_not_fit", name=name), *why]), [back])
    better = [t.plain(f"groups.round.part.{one}") for one in PARTS if getattr(gain.parts, one) > NEAR]
    worse = [t.plain(f"groups.round.part.{one}") for one in PARTS if getattr(gain.parts, one) < -NEAR]
    lines: list[str] = [t("groups.round.weigh", name=name, number=to) if to else t("groups.round.weigh_out", name=name)]
    if not view.tells(wish_id, to):
        lines.append(t("groups.round.card.few", least=view.pool.sizes.least))
    elif better or worse:
        lines += _listed(t, "groups.round.better", better) + _listed(t, "groups.round.worse", worse)
    else:
        lines.append(t("groups.round.the_same"))
    confirm = Button(t.plain("groups.round.confirm_move"), g.ConfirmMovePerson(view.id, view.version, wish_id, to))
    return Screen("\n".join(lines), [[confirm], back])


def _listed(t: Texts, sentence: str, parts: Sequence[str]) -> list[str]:
    return [t(sentence, parts=", ".join(parts))] if parts else []
