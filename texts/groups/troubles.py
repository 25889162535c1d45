"""Wording of problems: what a member may tell the coordinators, and how these read it."""

from domain.groups import TROUBLES_A_DAY, GroupState
from domain.groups import buttons as g
from domain.people import buttons as b
from services.groups.troubles import LIMIT, Report, Reports, Telling, Waiting
from texts.catalog import Html, Texts
from texts.contacts import whom_to_ring
from texts.groups import words
from texts.groups.proposals import place
from texts.room import MESSAGE_LIMIT, units
from texts.screen import Button, Screen


def ask(t: Texts, telling: Telling) -> Screen:
    """The next text goes to the coordinators of the centre; or why not, and whom to ring instead."""
    if not telling.open:
        return _not_now(t, telling)
    centre = telling.group.centre
    text = t("groups.life.ask_tell", limit=LIMIT, centre=centre.name, ring=whom_to_ring(t, centre))
    return Screen(text, [[Button(t.plain("button.cancel"), b.CancelDialog())]])


def _not_now(t: Texts, telling: Telling) -> Screen:
    group, ring = telling.group, whom_to_ring(t, telling.group.centre)
    if telling.again is None:
        text = t("groups.life.tell.nobody", ring=ring)
    else:
        again = t.moment(telling.again, group.zone)
        text = t("groups.life.tell.enough", number=TROUBLES_A_DAY, again=again, ring=ring)
    return Screen(text, [*_to_group(t, telling), [_home(t)]])


def told(t: Texts, telling: Telling) -> Screen:
    """That it is kept, and when the coordinators hear of it."""
    if telling.told_at is None:
        return _not_now(t, telling)
    ring = whom_to_ring(t, telling.group.centre)
    if telling.told_at <= telling.now:
        text = t("groups.life.told", ring=ring)
    else:
        text = t("groups.life.told.later", when=t.moment(telling.told_at, telling.group.zone), ring=ring)
    return Screen(text, [*_to_group(t, telling), [_home(t)]])


def _to_group(t: Texts, telling: Telling) -> list[list[Button]]:
    """Back to where one came from, as long as there is such a place."""
    if telling.group.state is not GroupState.RUNNING or not telling.member:
        return []
    return [[Button(t.plain("groups.life.open"), g.ShowGroup(telling.group.id))]]


def waiting(t: Texts, told: Waiting) -> Screen:
    """To a coordinator: that there is something to read; what was written stands in no message."""
    group = told.group
    text = t.many("groups.life.trouble", told.count, slot=words.slot(t, group.slot), place=place(t, group))
    return Screen(text, [[Button(t.plain("groups.round.read"), g.ShowTroubles(group.id, 0))]])


def reports(t: Texts, view: Reports) -> Screen:
    """As many whole ones as fit, the newest first; those not seen to are marked."""
    group = view.group
    text = t("groups.round.reports", when=words.slot(t, group.slot), where=place(t, group))
    if not view.reports:
        text = Html(f"{text}\n\n{t('groups.round.reports.none')}")
    shown: list[Report] = []
    for one in view.reports:
        longer = Html(f"{text}\n\n{_report(t, view, one)}")
        if shown and units(longer) > MESSAGE_LIMIT:
            break
        text, shown = longer, [*shown, one]
    rows = []
    if any(not one.done for one in shown):
        rows.append([Button(t.plain("groups.round.reports.done"), g.TroublesDone(group.id, shown[0].id))])
    if view.more or len(shown) < len(view.reports):
        rows.append([Button(t.plain("groups.round.reports.older"), g.ShowTroubles(group.id, shown[-1].id))])
    if not view.newest:
        rows.append([Button(t.plain("groups.round.reports.newest"), g.ShowTroubles(group.id, 0))])
    back = g.ManageGroup(group.id) if group.state is GroupState.RUNNING else g.ManageGroups(group.centre.id)
    return Screen(text, [*rows, [Button(t.plain("button.back"), back)]])


def _report(t: Texts, view: Reports, one: Report) -> Html:
    day = f"{t.short_day(one.at, view.group.zone)} {t.hour(one.at, view.group.zone)}"
    said = t("groups.round.report", day=day, name=one.name, text=one.text)
    return said if one.done else Html(f"❗ {said}")


def _home(t: Texts) -> Button:
    return Button(t.plain("button.home"), b.Home())
