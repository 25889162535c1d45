"""Wording of the life of a group: its start, `/mygroup`, the starter, leaving, closing, and what coordinators are told."""

from collections.abc import Sequence

from domain.groups import GroupState
from domain.groups import buttons as g
from domain.people import buttons as b
from domain.programmes import Words
from services.groups.feedback import HELPS
from services.groups.homes import Home
from services.groups.life import Told
from services.groups.views import GroupView
from texts.catalog import Html, Texts
from texts.groups import chat, meetings, words
from texts.groups.proposals import place
from texts.screen import Button, Screen


def starts(t: Texts, home: Home) -> Screen:
    """The group stands: first meeting with the calendar file, the promise, and what the starter does."""
    lines: list[str] = [t("groups.life.starts"), t.many("groups.life.you_are", home.group.people)]
    if home.next:
        lines.append(meetings.facts(t, home, home.next, "groups.life.first"))
    rows = [[meetings.open_(t, home), _rules(t, home)]]
    if home.starter:
        lines.append(t("groups.life.starter.you"))
        rows.insert(0, [chat.open_(t, home.group.id)])
    elif not home.group.has_starter:
        lines.append(t("groups.life.starter.none"))
        rows.insert(0, [_take_over(t, home)])
    if not home.promised:
        lines.append(t("groups.life.promise"))
        rows.insert(0, [meetings.promise(t, home)])
    return Screen("\n\n".join(lines), rows, meetings.calendar(t, home))


def group(t: Texts, home: Home, head: str = "") -> Screen:
    """`/mygroup`: the next meeting and all that one can do; `head` says what has just happened."""
    lines = [head] if head else []
    lines.append(
        t(
            "groups.life.card",
            people=t.many("groups.life.you_are", home.group.people),
            slot=words.slot(t, home.group.slot),
            place=place(t, home.group),
        )
    )
    lines.append(_next(t, home))
    lines.append(_role(t, home))
    if not home.promised:
        lines.append(t("groups.life.promise"))
    return Screen("\n\n".join(lines), _buttons(t, home))


def _next(t: Texts, home: Home) -> Html:
    if home.next is None:
        return t("groups.life.next.none")
    lines = [meetings.facts(t, home, home.next, "groups.life.next"), meetings.answer(t, home)]
    if home.comers:
        lines.append(t.many("groups.life.comers", home.comers))
    return Html("\n".join(lines))


def _role(t: Texts, home: Home) -> Html:
    """Who looks after the practical things, and whether somebody new may come."""
    who = "you" if home.starter else "other" if home.group.has_starter else "none"
    lines = [t(f"groups.life.role.{who}")]
    if home.group.has_starter and home.group.anyone_plans:
        lines.append(t("groups.life.role.anyone"))
    if not home.group.open_to_newcomers:
        lines.append(t("groups.life.closed_door"))
    return Html(" ".join(lines))


def _buttons(t: Texts, home: Home) -> list[list[Button]]:
    group_id = home.group.id
    rows = [] if home.promised else [[meetings.promise(t, home)]]
    rows += _meeting_buttons(t, home)
    if home.starter:
        rows.append([Button(t.plain("groups.life.organiser"), g.OrganiserTools(group_id))])
    elif not home.group.has_starter:
        rows += [[_take_over(t, home)], [_door(t, home)]]
    tell = Button(t.plain("groups.life.tell"), g.TellTrouble(group_id))
    rows.append([chat.open_(t, group_id), tell])
    rows.append([_rules(t, home), Button(t.plain("groups.life.leave"), g.AskLeaveGroup(group_id))])
    rows.append([_home(t)])
    return rows


def rules(t: Texts, home: Home, ground_rules: Sequence[Words]) -> Screen:
    """What the members keep to."""
    lines = "\n".join(t("groups.chat.rule", rule=t.pick(one)) for one in ground_rules)
    return Screen(
        t("groups.life.rules", rules=Html(lines)), [[Button(t.plain("button.back"), g.ShowGroup(home.group.id))]]
    )


def _rules(t: Texts, home: Home) -> Button:
    return Button(t.plain("groups.life.rules.show"), g.GroupRules(home.group.id))


def _meeting_buttons(t: Texts, home: Home) -> list[list[Button]]:
    coming = home.next
    if coming is None:
        return [[meetings.plan(t, home)]] if home.plans else []
    rows = [meetings.attend(t, home, coming)]
    calendar = Button(t.plain("groups.meeting.calendar.get"), g.MeetingFile(home.group.id))
    if not home.plans:
        return [*rows, [calendar]]
    ids = coming.id, coming.version
    move = Button(t.plain("groups.meeting.move"), g.MoveMeeting(*ids))
    cancel = Button(t.plain("groups.meeting.cancel"), g.AskCancelMeeting(*ids))
    place = Button(t.plain("groups.meeting.place"), g.ChangePlace(*ids))
    return [*rows, [move, cancel], [place, calendar]]


def _door(t: Texts, home: Home) -> Button:
    """Whether somebody new may come."""
    door = "groups.life.close_door" if home.group.open_to_newcomers else "groups.life.open_door"
    return Button(t.plain(door), g.OpenToNewcomers(home.group.id, int(not home.group.open_to_newcomers)))


def organiser(t: Texts, home: Home) -> Screen:
    """What only the starter decides, and how things stand."""
    group = home.group
    who = "groups.life.starter_plans" if group.anyone_plans else "groups.life.anyone_plans"
    return Screen(
        f"{t('groups.life.organiser.about')}\n\n{_role(t, home)}",
        [
            [Button(t.plain(who), g.SetWhoPlans(group.id, int(not group.anyone_plans))), _door(t, home)],
            [Button(t.plain("groups.life.withdraw"), g.WithdrawAsStarter(group.id))],
            [Button(t.plain("groups.life.close"), g.AskClose(group.id))],
            [Button(t.plain("button.back"), g.ShowGroup(group.id))],
        ],
    )


def _take_over(t: Texts, home: Home) -> Button:
    return Button(t.plain("groups.life.take_over"), g.TakeOver(home.group.id, home.group.version))


def no_group(t: Texts) -> Screen:
    return Screen(t("groups.life.none"), [[Button(t.plain("groups.proposal.my_wish"), g.ShowGroups())], [_home(t)]])


def may_go(t: Texts, home: Home) -> Screen:
    """To the starter, when the agreed number of meetings has been held."""
    go = Button(t.plain("groups.life.withdraw"), g.WithdrawAsStarter(home.group.id))
    return Screen(t.many("groups.life.may_go", len(home.held)), [[go], [meetings.open_(t, home)]])


def hand_over(t: Texts, home: Home) -> Screen:
    return Screen(t("groups.life.hand_over"), [[_take_over(t, home)], [meetings.open_(t, home)]])


def handed_over(t: Texts, home: Home) -> Screen:
    return Screen(t("groups.life.handed_over"), [[meetings.open_(t, home)]])


def ask_leave(t: Texts, home: Home) -> Screen:
    return Screen(
        t("groups.life.ask_leave"),
        [
            [Button(t.plain("groups.life.leave.yes"), g.LeaveGroup(home.group.id, home.member_version))],
            [Button(t.plain("button.back"), g.ShowGroup(home.group.id))],
        ],
    )


def left(t: Texts, group: GroupView) -> Screen:
    return Screen(
        t("groups.life.left"),
        [
            [Button(t.plain("groups.life.tell"), g.TellTrouble(group.id))],
            [Button(t.plain("groups.proposal.my_wish"), g.ShowGroups())],
            [_home(t)],
        ],
    )


def pulse(t: Texts, home: Home) -> Screen:
    """The first of two taps."""
    rows = [
        [Button(t.plain(f"groups.life.pulse.{word}"), g.AnswerPulse(home.group.id, running, "-"))]
        for word, running in (("running", 1), ("stopped", 0))
    ]
    return Screen(t("groups.life.pulse"), rows)


def pulse_helps(t: Texts, home: Home, running: bool) -> Screen:
    """The second."""
    buttons = [
        Button(t.plain(f"groups.life.pulse.helps.{one}"), g.AnswerPulse(home.group.id, int(running), one))
        for one in HELPS
    ]
    return Screen(t("groups.life.pulse.helps"), [buttons])


def pulse_thanks(t: Texts, home: Home) -> Screen:
    return Screen(t("groups.life.pulse.thanks"), [[meetings.open_(t, home)]])


def ask_close(t: Texts, home: Home) -> Screen:
    return Screen(
        t("groups.life.ask_close"),
        [
            [Button(t.plain("groups.life.close.yes"), g.CloseGroup(home.group.id, home.group.version))],
            [Button(t.plain("button.back"), g.OrganiserTools(home.group.id))],
        ],
    )


def closed(t: Texts, _group: GroupView) -> Screen:
    look = Button(t.plain("groups.proposal.my_wish"), g.ShowGroups())
    return Screen(t("groups.life.closed"), [[look], [_home(t)]])


def small(t: Texts, told: Told) -> Screen:
    """To a coordinator: fewer members than may be."""
    group = told.group
    text = t.many("groups.life.small", told.members, slot=words.slot(t, group.slot), place=place(t, group))
    return Screen(text, [[_manage(t, group)]])


def without_starter(t: Texts, told: Told) -> Screen:
    return _to_coordinator(t, told, "groups.life.without_starter")


def news(t: Texts, told: Told) -> Screen:
    """To a coordinator: a group goes ahead, came to nothing, or is over. How many are in it, and nobody's name."""
    group = told.group
    values = {"slot": words.slot(t, group.slot), "place": place(t, group)}
    if group.state is GroupState.RUNNING:
        return Screen(t.many("groups.life.news.running", told.members, **values), [[_manage(t, group)]])
    board = Button(t.plain("groups.life.board"), g.ManageGroups(group.centre.id))
    return Screen(t(f"groups.life.news.{group.state}", **values), [[board]])


def _to_coordinator(t: Texts, told: Told, sentence: str) -> Screen:
    slot = words.slot(t, told.group.slot)
    return Screen(t(sentence, slot=slot, place=place(t, told.group)), [[_manage(t, told.group)]])


def _manage(t: Texts, group: GroupView) -> Button:
    return Button(t.plain("groups.life.manage"), g.ManageGroup(group.id))


def _home(t: Texts) -> Button:
    return Button(t.plain("button.home"), b.Home())
