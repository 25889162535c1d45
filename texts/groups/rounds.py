"""Wording of the coordinator's round: the board, cards with reasons, changes, approval, one group."""

import html
from collections.abc import Iterable, Sequence

from domain.buttons import Payload
from domain.courses import buttons as b
from domain.groups import GroupState
from domain.groups import buttons as g
from domain.groups.matching import Fact, Gain, Help, HelpKind, Left, Note, Rule
from services.groups.board import Board, GroupBoard, Line, MemberLine
from services.groups.drafts import CardView, RoundView
from texts.catalog import Html, Texts
from texts.groups import chat, words
from texts.pages import SIZE, leaf
from texts.room import fitting
from texts.screen import Button, Screen

LEFT_ON_A_PAGE = 10
NEAR = 0.005
"""Differences smaller than this are not worth a word."""
PARTS = ("themes", "ages", "company", "travel", "starter", "size", "mix", "waited")


def board(t: Texts, view: Board, before: str = "", page: int = 0) -> Screen:
    """The pool, the groups there are, and what may be done; `before` is the id of a sentence that comes first."""
    shown = leaf(view.groups, page)
    lines: list[str] = [t(before)] if before else []
    lines += [t("groups.round.board", centre=view.centre.name), t.many("groups.round.looking", view.looking)]
    if view.groups:
        lines.append(t("groups.round.list"))
        lines += shown.heading(t)
    if view.pulses.running is not None:
        lines.append(t.many("groups.round.pulse", view.pulses.running, answered=view.pulses.answered))
    if view.totals:
        counted = {name: view.totals.get(name, 0) for name in ("groups_started", "groups_closed", "members_joined")}
        lines.append(t("groups.round.totals", **counted))
    rows = [[Button(_line(t, view, one), _opens(one))] for one in shown.items]
    rows += shown.turns(t, lambda number: g.GroupsPage(view.centre.id, number))
    if view.draft:
        rows.append([Button(t.plain("groups.round.open_draft"), g.ShowRound(view.draft))])
    elif view.looking:
        rows.append([Button(t.plain("groups.round.find"), g.FindGroups(view.centre.id))])
    return Screen("\n\n".join(lines), [*rows, [Button(t.plain("button.back"), b.ManageCourses())]])


def _line(t: Texts, view: Board, one: Line) -> str:
    told = "❗ " if one.troubles else ""
    where = words.place(t, one.place, view.places)
    line = t.many(f"groups.round.line.{one.state}", one.people, when=words.slot(t, one.slot), where=where)
    return told + html.unescape(line)


def _opens(one: Line) -> Payload:
    """A group; of one that is over there is only what its members told."""
    return g.ShowTroubles(one.id, 0) if one.state is GroupState.CLOSED else g.ManageGroup(one.id)


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
        [[Button(t.plain("groups.round.discard_yes"), g.DiscardRound(view.id, view.version))], [_to_round(t, view)]],
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


def card(t: Texts, view: RoundView, card: CardView) -> Screen:
    """One group with its reasons in words; each person is a button to move or lock."""
    reasons = "\n".join(f"• {fact(t, view, one)}" for one in card.facts)
    if len(card.group.members) < view.pool.sizes.least:
        reasons += f"\n\n{t('groups.round.card.few', least=view.pool.sizes.least)}"
    text = t.many("groups.round.card", len(card.group.members), number=card.number, reasons=Html(reasons))
    if not card.fits:
        text = Html(f"{t('groups.round.card.unfit')}\n\n{text}")
    people = [[_person_button(view, wish, wish in card.locked)] for wish in card.group.members]
    return Screen(text, [*people, [_to_round(t, view)]])


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
    return Screen(text, [*rows, [_to_round(t, view)]])


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
    return Screen(head, [*rows, [_to_round(t, view)]])


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


def ask_approve(t: Texts, view: RoundView) -> Screen:
    return Screen(
        t.many("groups.round.ask_approve", len(view.cards), placed=view.placed),
        [[Button(t.plain("groups.round.approve_yes"), g.Approve(view.id, view.version))], [_to_round(t, view)]],
    )


def approved(t: Texts, view: RoundView) -> Screen:
    return Screen(t("groups.round.done"), [_to_board(t, view)])


def group(t: Texts, view: GroupBoard) -> Screen:
    """One group, for the coordinator."""
    where = view.view.place or t.plain("groups.online")
    lines: list[str] = [t("groups.round.group", when=words.slot(t, view.view.slot), where=where)]
    if view.view.state is GroupState.PROPOSED:
        lines.append(t("groups.round.until", until=t.moment(view.view.answer_until, view.view.zone)))
        lines.append(t("groups.round.answers", yes=view.yes, waiting=view.waiting))
    elif view.next_at:
        lines.append(t("groups.round.next", when=t.moment(view.next_at, view.view.zone)))
    else:
        lines.append(t("groups.round.no_next"))
    if view.members:
        names = "\n".join(_member(t, one) for one in view.members)
        lines.append(t("groups.round.members", names=names))
    if view.offered:
        lines.append(t.many("groups.round.offered", view.offered))
    rows = []
    if view.told:
        if view.troubles:
            lines.append(t.many("groups.round.unread", view.troubles))
        rows.append([Button(t.plain("groups.round.read"), g.ShowTroubles(view.view.id, 0))])
    if view.view.state is GroupState.RUNNING:
        rows.append([chat.open_(t, view.view.id)])
        rows.append([Button(t.plain("groups.round.close"), g.AskCoordinatorClose(view.view.id))])
    rows.append([Button(t.plain("button.back"), g.ManageGroups(view.view.centre.id))])
    return Screen(fitting(lines), rows)


def _member(t: Texts, one: MemberLine) -> str:
    return t.plain("groups.round.starts", name=one.name) if one.starter else one.name


def ask_close(t: Texts, view: GroupBoard) -> Screen:
    return Screen(
        t.many("groups.round.ask_close", view.view.people),
        [
            [Button(t.plain("groups.round.close_yes"), g.CoordinatorClose(view.view.id, view.view.version))],
            [Button(t.plain("button.back"), g.ManageGroup(view.view.id))],
        ],
    )


def _to_round(t: Texts, view: RoundView) -> Button:
    return Button(t.plain("groups.round.to_draft"), g.ShowRound(view.id))


def _to_board(t: Texts, view: RoundView) -> list[Button]:
    return [Button(t.plain("groups.round.to_board"), g.ManageGroups(view.centre.id))]
