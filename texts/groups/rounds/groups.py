"""The pool and the groups there are, for the coordinator; one of them."""

import html

from domain.buttons import Payload
from domain.courses import buttons as b
from domain.groups import GroupState
from domain.groups import buttons as g
from services.groups.board import Board, GroupBoard, Line, MemberLine
from texts.catalog import Texts
from texts.groups import chat, words
from texts.pages import leaf
from texts.room import fitting
from texts.screen import Button, Screen


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
