"""Before the form and after it: the invitation, that one is looked for, withdrawal."""

from collections.abc import Sequence

from domain.buttons import Payload
from domain.groups import MemberState
from domain.groups import buttons as g
from domain.groups.wishes import Step
from services.courses import CentreView
from services.groups.wishes import Held, Invitation, WishView
from texts.catalog import Html, Texts
from texts.groups.wishes.pieces import group_values, home, to_group, to_held
from texts.screen import Button, Screen


def invite(t: Texts, asked: Invitation) -> Screen:
    """What a group is, what is kept, and the first question, with which one agrees."""
    sizes = {"least": asked.least, "most": asked.most}
    if asked.course:
        head = t("groups.wish.invite", course=t.pick(asked.course.programme.chat_title), **sizes)
    else:
        head = t("groups.wish.start", **sizes)
    text = f"{head}\n\n{t('groups.wish.kept', centre=asked.centre.name)}\n\n{t('groups.wish.agree')}"
    ids = (asked.centre.id, asked.course.id if asked.course else 0)
    rows = [[Button(t.plain(f"groups.wish.side.{side}"), g.Agree(*ids, side))] for side in ("self", "relative")]
    return Screen(text, [*rows, [Button(t.plain("groups.wish.no_thanks"), g.DeclineGroup())]])


def declined(t: Texts) -> Screen:
    after_all = Button(t.plain("groups.proposal.my_wish"), g.ShowGroups())
    return Screen(t("groups.wish.declined"), [[after_all], [home(t)]])


def in_group(t: Texts, held: Held) -> Screen:
    """To whoever has withdrawn what they looked for, and is in a group: no other is looked for meanwhile."""
    return Screen(t("groups.wish.in_group", **group_values(t, held)), [[to_held(t, held)], [home(t)]])


def choose_centre(t: Texts, centres: Sequence[CentreView]) -> Screen:
    rows = [[Button(one.name, g.StartWish(one.id, 0))] for one in centres]
    return Screen(t("groups.wish.centre"), [*rows, [home(t)]])


def finished(t: Texts, view: WishView) -> Screen:
    """Looked for from now on."""
    return Screen(
        t("groups.wish.finished"),
        [
            [Button(t.plain("groups.wish.codes"), g.ShowCodes(view.id))],
            [Button(t.plain("groups.wish.show"), g.ShowStep(view.id, Step.SUMMARY.value))],
            [home(t)],
        ],
    )


def ask_withdraw(t: Texts, view: WishView) -> Screen:
    """What is deleted and what stays, before it is done; and what becomes of a group that one has, or has been asked about."""
    text, rows = t("groups.wish.ask_withdraw", centre=view.centre.name), list[list[Button]]()
    yes: Payload = g.WithdrawWish(view.id)
    if view.held:
        becomes = t(f"groups.wish.ask_withdraw.{view.held.state}", **group_values(t, view.held))
        text, yes = Html(f"{text}\n\n{becomes}"), g.WithdrawHolding(view.id, *view.held.key)
        rows = [[to_group(t, view.held)]] if view.held.state is MemberState.MEMBER else []
    return Screen(
        text,
        [
            [Button(t.plain("groups.wish.withdraw.yes"), yes)],
            *rows,
            [Button(t.plain("button.back"), g.ShowStep(view.id, Step.SUMMARY.value))],
        ],
    )


def withdrawn(t: Texts, view: WishView) -> Screen:
    """`view`: as it was before."""
    text = t("groups.wish.withdrawn")
    if view.held is None:
        return Screen(text, [[home(t)]])
    text = Html(f"{text}\n\n{t(f'groups.wish.withdrawn.{view.held.state}', **group_values(t, view.held))}")
    rows = [[to_group(t, view.held)]] if view.held.state is MemberState.MEMBER else []
    return Screen(text, [*rows, [home(t)]])
