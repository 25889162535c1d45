"""Wording of a group's own chat: its page in private, what is told of it, and the little that is said in it."""

from collections.abc import Sequence

from domain.delivery import Why
from domain.groups import buttons as g
from domain.groups.chats import Action, Told
from domain.people import buttons as b
from domain.programmes import Words
from services.groups.chat.door import Refusal, TurnedAway
from services.groups.chat.unnamed import Unnamed
from services.groups.chat.views import ChatView
from services.groups.chat.work import ChatMeeting, Work
from services.groups.views import GroupView
from texts.catalog import Html, Texts
from texts.groups.proposals import place
from texts.groups.words import slot
from texts.screen import Button, Screen


def page(t: Texts, view: ChatView, *, checked: bool = False) -> Screen:
    """The chat as it stands: how to make one, what the bot lacks, or what can be done. `checked`: it was just looked at."""
    if view.two:
        return _two(t, view)
    if not view.connected:
        return _none(t, view)
    if not view.ready:
        return _lacking(t, view, checked)
    weekly = "on" if view.weekly else "off"
    text = f"{t('groups.chat.ready')}\n\n{t(f'groups.chat.weekly.{weekly}')}"
    rows = [[_get_link(t, view.group.id)]] if view.member else []
    if view.plans:
        label = t.plain("groups.chat.weekly.stop" if view.weekly else "groups.chat.weekly.start")
        rows.append([Button(label, g.WeeklyQuestion(view.group.id, int(not view.weekly)))])
    return Screen(text, [*rows, [_back(t, view)]])


def _none(t: Texts, view: ChatView) -> Screen:
    rows, lines = _add(t, view), [t("groups.chat.without" if view.no_chat else "groups.chat.how")]
    if view.must_promise:
        lines.append(t("groups.chat.promise_first.maker"))
    if view.leads and not view.no_chat:
        rows.append([Button(t.plain("groups.chat.none"), g.NoChat(view.group.id))])
    return Screen("\n\n".join(lines), [*rows, [_back(t, view)]])


def _lacking(t: Texts, view: ChatView, checked: bool) -> Screen:
    check = Button(t.plain("groups.chat.check"), g.CheckChat(view.group.id))
    if not view.missing:
        return Screen(t("groups.chat.looking"), [[check], [_back(t, view)]])
    rights = Html("\n".join(t(f"groups.chat.missing.{one}") for one in view.missing))
    lines = [t("groups.chat.still_missing")] if checked else []
    lines += [t("groups.chat.missing", rights=rights), t("groups.chat.mend")]
    return Screen("\n\n".join(lines), [[check], *_add(t, view), [_back(t, view)]])


def _two(t: Texts, view: ChatView) -> Screen:
    if not view.leads:
        return Screen(t("groups.chat.two.waits"), [[_back(t, view)]])
    ids = view.group.id, view.version
    rows = [
        [Button(t.plain("groups.chat.two.new"), g.SwitchChat(*ids, 1))],
        [Button(t.plain("groups.chat.two.old"), g.SwitchChat(*ids, 0))],
    ]
    return Screen(t("groups.chat.two"), [*rows, [_back(t, view)]])


def switched(t: Texts, view: ChatView, new: bool) -> Screen:
    if new:
        return page(t, view)
    return Screen(t("groups.chat.two.kept"), [[open_(t, view.group.id)], [_back(t, view)]])


def _add(t: Texts, view: ChatView) -> list[list[Button]]:
    """Adds the bot to a chat; the promise comes before."""
    if view.must_promise:
        return [[_promise(t, view.member_id)]]
    return [[Button(t.plain("groups.chat.add"), url=view.add_url)]] if view.add_url else []


def _back(t: Texts, view: ChatView) -> Button:
    group_id = view.group.id
    return Button(t.plain("button.back"), g.ShowGroup(group_id) if view.member else g.ManageGroup(group_id))


def open_(t: Texts, group_id: int) -> Button:
    """To the chat's page."""
    return Button(t.plain("groups.chat.open"), g.ChatHelp(group_id))


def _get_link(t: Texts, group_id: int) -> Button:
    return Button(t.plain("groups.chat.get_link"), g.GetChatLink(group_id))


def own_link(t: Texts, view: ChatView) -> Screen:
    """Answer to whoever asks for their link."""
    if not view.promised:
        return Screen(t("groups.chat.promise_first"), [[_promise(t, view.member_id)], [_back(t, view)]])
    if not view.ready:
        return page(t, view)
    if view.link:
        return link(t, view)
    return Screen(t("groups.chat.link.coming"), [[_back(t, view)]])


def link(t: Texts, view: ChatView) -> Screen:
    """One's own way in. The link opens Telegram, which asks to join."""
    return Screen(t("groups.chat.link"), [[Button(t.plain("groups.chat.link.open"), url=view.link)], [_back(t, view)]])


def _promise(t: Texts, member_id: int) -> Button:
    return Button(t.plain("groups.life.promise.yes"), g.PromiseSilence(member_id))


def turned_away(t: Texts, told: TurnedAway) -> Screen:
    """To somebody who asked to join and was not let in. A stranger learns nothing of the group."""
    home = Button(t.plain("button.home"), b.Home())
    if told.why is Refusal.PROMISE:
        return Screen(t("groups.chat.promise_first"), [[_promise(t, told.member_id)]])
    if told.why is Refusal.OWN_LINK:
        return Screen(t("groups.chat.turned_away.own_link"), [[_get_link(t, told.group_id)]])
    return Screen(t("groups.chat.turned_away"), [[home]])


def taken(t: Texts) -> Screen:
    return Screen(t("groups.chat.taken"), [[Button(t.plain("button.home"), b.Home())]])


def unnamed(t: Texts, told: Unnamed) -> Screen:
    """To whoever added the bot without saying for which group: whose chat is it, or why the bot cannot stay."""
    if not told.groups:
        return Screen(t("groups.chat.unnamed.none"), [[Button(t.plain("button.home"), b.Home())]])
    named = [
        (one, t.plain("groups.chat.unnamed.group", slot=slot(t, one.slot), place=place(t, one))) for one in told.groups
    ]
    if len(named) == 1:
        text = t("groups.chat.unnamed.one", group=named[0][1])
        return Screen(text, [[Button(t.plain("groups.chat.unnamed.yes"), g.ConnectChat(told.task_id, named[0][0].id))]])
    rows = [[Button(label, g.ConnectChat(told.task_id, one.id))] for one, label in named]
    return Screen(t("groups.chat.unnamed.several"), rows)


def lost(t: Texts, view: ChatView) -> Screen:
    return Screen(t("groups.chat.lost"), [*_add(t, view), [_back(t, view)]])


def stranger(t: Texts, view: ChatView) -> Screen:
    """To whoever looks after the chat; who it was stands in no message."""
    may = "cannot" if "restrict" in view.missing or not view.ready else "removed"
    return Screen(t(f"groups.chat.stranger.{may}"), [[open_(t, view.group.id)]])


def must_promise(t: Texts, view: ChatView) -> Screen:
    """To a member who would make a chat the group's before they have promised."""
    return Screen(t("groups.chat.promise_first.maker"), [[_promise(t, view.member_id)], [open_(t, view.group.id)]])


def promise_first(t: Texts, view: ChatView) -> Screen:
    """To a member who was added to the chat by hand."""
    return Screen(t("groups.chat.promise_first.added"), [[_promise(t, view.member_id)], [open_(t, view.group.id)]])


def not_removed(t: Texts, told: tuple[ChatView, bool]) -> Screen:
    """Somebody is still in the chat; who it is stands in no message."""
    view, again = told
    rows = [[open_(t, view.group.id)]]
    if again:
        rows.insert(0, [Button(t.plain("groups.chat.check"), g.CheckChat(view.group.id))])
    return Screen(t("groups.chat.not_removed.again" if again else "groups.chat.not_removed"), rows)


_HINTS = {Why.RIGHTS_MISSING: "rights", Why.CHAT_FULL: "full", Why.TOO_MANY_LINKS: "links"}
_MINE = {Why.TOO_MANY_CHATS: "too_many", Why.PRIVACY: "privacy", Why.NOT_ASKING: "gone", Why.LINK_EXPIRED: "gone"}


def refused(t: Texts, told: tuple[ChatView, Told, Why]) -> Screen:
    """To whoever looks after the chat: what does not work there, why as far as it is known, and what they can do."""
    view, what, why = told
    hint = t(f"groups.chat.refused.why.{_HINTS.get(why, 'unknown')}")
    if why is Why.RIGHTS_MISSING:
        hint = Html(f"{hint}\n\n{t('groups.chat.mend')}")
    check = Button(t.plain("groups.chat.check"), g.CheckChat(view.group.id))
    return Screen(f"{t(f'groups.chat.refused.{what}')}\n\n{hint}", [[check], [open_(t, view.group.id)]])


def not_let_in(t: Texts, told: tuple[ChatView, Why]) -> Screen:
    """To a member whom Telegram did not have let in."""
    view, why = told
    text = t(f"groups.chat.not_let_in.{_MINE.get(why, 'other')}")
    return Screen(text, [[_get_link(t, view.group.id)], [_back(t, view)]])


def remains(t: Texts, told: tuple[GroupView, ChatView | None]) -> Screen:
    """Somebody who has left runs the chat: to them, or to whoever looks after it."""
    _, view = told
    if view is None:
        return Screen(t("groups.chat.remains.own"), [[Button(t.plain("button.home"), b.Home())]])
    return Screen(t("groups.chat.remains"), [*_add(t, view), [open_(t, view.group.id)]])


def said(t: Texts, work: Work) -> Screen:
    """What the bot says in the chat itself."""
    action, view = work.claim.action, work.view
    if action is Action.RULES:
        return rules(t, view)
    if action is Action.MEETING:
        return meeting(t, view)
    if action is Action.QUESTION:
        return Screen(t("groups.chat.question", question=t.pick(view)))
    goes = {Action.GOODBYE: "groups.chat.goodbye", Action.NAMELESS: "groups.chat.nameless"}
    return Screen(t(goes.get(action, "groups.chat.not_ours")))


def rules(t: Texts, ground_rules: Sequence[Words]) -> Screen:
    lines = [t("groups.chat.rule", rule=t.pick(one)) for one in ground_rules]
    return Screen(t("groups.chat.rules", rules=Html("\n".join(lines))))


def meeting(t: Texts, told: ChatMeeting) -> Screen:
    where = told.meeting.place or place(t, told.group)
    text = t("groups.chat.meeting", when=t.moment(told.meeting.starts_at, told.group.zone), place=where)
    answer = Button(t.plain("groups.chat.meeting.answer"), url=told.answer_url)
    return Screen(text, [[answer]] if told.answer_url else [])
