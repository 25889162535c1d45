"""Wording for whoever gives roles: who has which, links, taking one away."""

from collections.abc import Sequence

from domain import rights
from domain.organisation import buttons as b
from domain.people.buttons import Home
from domain.rights import Action
from services.organisation.roles import PAGE, Former, Held, Holder, Made, Removed, Taken
from services.people import Actor, Place
from texts.catalog import Html, Texts
from texts.contacts import to_be_rung
from texts.pages import leaf
from texts.people import commands
from texts.room import shorten
from texts.screen import Button, Screen

_LABEL = 24
"""Characters of a button that a telephone shows."""


def role(t: Texts, name: str) -> str:
    """What a role is called, as it stands in a list."""
    return t.plain(f"role.{name}")


def places(t: Texts, found: Sequence[Place], page: int) -> Screen:
    """Networks and centres, each as a button."""
    shown = leaf(found, page, PAGE)
    rows = [[Button(shorten(one.name, _LABEL), b.ShowPlace(*_ids(one), 0))] for one in shown.items]
    text = Html("\n".join([t("organisation.places"), *shown.heading(t)]))
    return Screen(text, [*rows, *shown.turns(t, b.ShowRoles), [_home(t)]])


def _ids(place: Place) -> tuple[int, int]:
    return place.centre_id or 0, place.area_id or 0


def _home(t: Texts) -> Button:
    return Button(t.plain("button.home"), Home())


def held(t: Texts, held: Held, *, several: bool) -> Screen:
    """Who has which role at a place; each is a button. `several`: there are other places to go back to."""
    first = held.page * PAGE + 1
    people = list(enumerate(held.holders, first))
    lines = [t("organisation.roles", place=held.place.name)]
    if held.pages > 1:
        lines.append(t("page.of", page=held.page + 1, pages=held.pages))
    lines += [Html("")]
    lines += [_line(t, number, one) for number, one in people] or [t("organisation.nobody")]
    lines += [Html(""), t("organisation.roles.choose")] if people else []
    rows = [[Button(_label(t, number, one), b.AskRemoveRole(one.number))] for number, one in people]
    return Screen(Html("\n".join(lines)), [*rows, *_turns(t, held), *_links_row(t, held), [_back(t, several=several)]])


def _line(t: Texts, number: int, one: Holder) -> Html:
    return t("organisation.holder", number=number, name=_name(t, one), role=role(t, one.role))


def _name(t: Texts, one: Holder) -> str:
    return one.name or t.plain("organisation.nameless", number=one.telegram_id)


def _label(t: Texts, number: int, one: Holder) -> str:
    return shorten(f"{number}. {one.name or role(t, one.role)}", _LABEL)


def _turns(t: Texts, held: Held) -> list[list[Button]]:
    row = []
    if held.page > 0:
        row.append(Button(t.plain("page.before"), b.ShowPlace(*_ids(held.place), held.page - 1)))
    if held.page + 1 < held.pages:
        row.append(Button(t.plain("page.after"), b.ShowPlace(*_ids(held.place), held.page + 1)))
    return [row] if row else []


def _links_row(t: Texts, held: Held) -> list[list[Button]]:
    new = [Button(t.plain("organisation.new_link"), b.ChooseRole(*_ids(held.place)))]
    if not held.links:
        return [new]
    unused = t.many("organisation.unused", len(held.links))
    return [new, [Button(unused, b.ShowLinks(*_ids(held.place)))]]


def _back(t: Texts, *, several: bool) -> Button:
    return Button(t.plain("button.back"), b.ShowRoles(0)) if several else _home(t)


def choose_role(t: Texts, place: Place) -> Screen:
    rows = [[Button(role(t, one), b.MakeLink(one.value, *_ids(place)))] for one in place.roles]
    return Screen(t("organisation.choose_role", place=place.name), [*rows, [_to_place(t, place)]])


def _to_place(t: Texts, place: Place) -> Button:
    return Button(t.plain("button.back"), b.ShowPlace(*_ids(place), 0))


def link(t: Texts, made: Made, link: str) -> Screen:
    """A message of its own, to be passed on: the place, the role, how long it can be used."""
    text = t("organisation.link", role=role(t, made.role), place=made.place.name, link=link, days=_days(t, made.days))
    return Screen(text, [[Button(t.plain("button.back"), b.LeaveLink(*_ids(made.place)))]])


def _days(t: Texts, days: int) -> Html:
    return t.many("organisation.days", days)


def links(t: Texts, held: Held, *, withdrawn: bool | None = None) -> Screen:
    """Those that nobody has used, the newest first; each is a button that makes it useless.

    `withdrawn`: one has just been; False: somebody has used it just before.
    """
    numbered = list(enumerate(held.links, 1))
    lines = [] if withdrawn is None else [t(f"organisation.link_{'withdrawn' if withdrawn else 'used'}"), Html("")]
    lines.append(t("organisation.links", place=held.place.name))
    lines += [
        t("organisation.unused_link", number=number, role=role(t, one.role), days=_days(t, one.days))
        for number, one in numbered
    ] or [t("organisation.no_links")]
    rows = [
        [Button(t.plain("organisation.withdraw", number=number), b.WithdrawLink(one.number))]
        for number, one in numbered
    ]
    return Screen(Html("\n".join(lines)), [*rows, [_to_place(t, held.place)]])


def ask_remove(t: Texts, holder: Holder, place: Place) -> Screen:
    """Before a role is taken away: whose, which, where."""
    told = {"name": _name(t, holder), "role": role(t, holder.role), "place": place.name}
    return Screen(
        t("organisation.ask_remove", **told),
        [
            [Button(t.plain("organisation.remove.no"), b.ShowPlace(*_ids(place), 0))],
            [Button(t.plain("organisation.remove.yes"), b.RemoveRole(holder.number))],
        ],
    )


def removed(t: Texts, it: Removed, actor: Actor) -> Screen:
    """What became of it, in one line. `actor` as they are now: who has taken away their own role has nothing to go back to."""
    holder, place = it.holder, it.place
    text = t("organisation.removed", name=_name(t, holder), role=role(t, holder.role), place=place.name)
    own = holder.telegram_id == actor.telegram_id
    told = [] if own else [t("organisation.removed.told" if it.reached else "organisation.removed.unreached")]
    told += [t.many("organisation.removed.teams", it.teams)] if it.teams else []
    still = rights.may(actor, Action.ROLES, place.row)
    lines = [text, Html(" ".join(told))] if told else [text]
    return Screen("\n\n".join(lines), [[_to_place(t, place) if still else _home(t)]])


def removed_before(t: Texts, screen: Screen) -> Screen:
    """Above the list as it is: the role is gone already."""
    return Screen(f"{t('organisation.removed_before')}\n\n{screen.text}", screen.rows)


def role_taken(t: Texts, it: Taken) -> Screen:
    """To the owner whose link it was."""
    name = _name(t, it.holder)
    text = t("organisation.role_taken", name=name, role=role(t, it.holder.role), place=it.place.name)
    return Screen(text, [[Button(t.plain("button.roles"), b.ShowPlace(*_ids(it.place), 0))]])


def role_removed(t: Texts, it: Former) -> Screen:
    """To whoever had the role: what it means, and whom to ask."""
    lines = [t("organisation.role_removed", role=role(t, it.role), place=it.place.name)]
    lines += [t.many("organisation.role_removed.teams", it.teams)] if it.teams else []
    lines.append(t("organisation.role_removed.thanks"))
    if it.centre is None:
        lines.append(t("organisation.role_removed.ask", centres=it.place.name))
    else:
        keys = "organisation.role_removed.ring", "organisation.role_removed.ask"
        lines.append(to_be_rung(t, *keys, [it.centre]))
    return Screen("\n\n".join(lines), [[_home(t)]], menu=commands(t, it.left))
