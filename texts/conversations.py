"""Wording of conversations: what a participant writes to the team, how it is read, and the answer."""

from collections.abc import Sequence

from domain.conversations import A_DAY, KEPT_FOR, LIMIT
from domain.conversations import buttons as b
from domain.courses import buttons as courses_buttons
from domain.people import buttons as people_buttons
from domain.signup import buttons as signup_buttons
from services.conversations import Answer, Draft, Line, Listed, Talk, Writing
from services.courses import CourseView
from texts.catalog import Html, Texts
from texts.contacts import whom_to_ring
from texts.room import MESSAGE_LIMIT, units
from texts.screen import Button, Screen

_NAME_SHOWN = 40


def _title(t: Texts, course: CourseView) -> str:
    return t.pick(course.programme.chat_title)


def write_button(t: Texts, course_id: int) -> Button:
    """The way to the team: below one's course, on the start page, below a notice."""
    return Button(t.plain("conversations.write"), b.WriteTeam(course_id))


def ask(t: Texts, writing: Writing) -> Screen:
    """The next text goes to the team; or why not now, and whom to ring instead."""
    if not writing.open:
        return _not_now(t, writing)
    ring = whom_to_ring(t, writing.course.centre)
    named = t("conversations.named", name=writing.name) if writing.named else t("conversations.nameless")
    facts = {"title": _title(t, writing.course), "centre": writing.course.centre.name}
    text = t("conversations.ask", **facts, named=named, limit=LIMIT, days=KEPT_FOR.days, ring=ring)
    rows = [[Button(t.plain("button.cancel"), people_buttons.CancelDialog())]]
    if writing.conversation_id is None:
        other = "conversations.without_name" if writing.named else "conversations.with_name"
        rows.insert(0, [Button(t.plain(other), b.NameToTeam(writing.course.id, int(not writing.named)))])
    return Screen(text, rows)


def _not_now(t: Texts, writing: Writing) -> Screen:
    ring = whom_to_ring(t, writing.course.centre)
    if writing.again is None:
        text = t("conversations.nobody", ring=ring)
    else:
        again = t.moment(writing.again, writing.course.zone)
        text = t("conversations.enough", number=A_DAY, again=again, ring=ring)
    return Screen(text, [[_home(t)]])


def sent(t: Texts, writing: Writing) -> Screen:
    if not writing.sent:
        return _not_now(t, writing)
    named = t("conversations.named", name=writing.name) if writing.named else t("conversations.nameless")
    text = t("conversations.sent", title=_title(t, writing.course), named=named)
    return Screen(text, [[Button(t.plain("button.my_course"), signup_buttons.MyCourse(writing.course.id))], [_home(t)]])


def written(t: Texts, waiting: tuple[int, CourseView]) -> Screen:
    """To a coordinator: that there is something to read; what was written stands in no message."""
    conversation_id, course = waiting
    text = t("conversations.written", title=_title(t, course), place=course.place)
    return Screen(text, [[Button(t.plain("conversations.read"), b.ShowConversation(conversation_id))]])


def answer(t: Texts, answer: Answer, *, preview: bool = False) -> Screen:
    """To the participant: what the team has answered; as a `preview`, without anything to press."""
    text = t("conversations.answer", title=_title(t, answer.course), text=answer.text)
    if preview:
        return Screen(text)
    rows = [[Button(t.plain("conversations.reply"), b.WriteOn(answer.conversation_id))]]
    if answer.here:
        rows.append([Button(t.plain("button.my_course"), signup_buttons.MyCourse(answer.course.id))])
    return Screen(text, rows)


def listed(t: Texts, conversations: Sequence[Listed]) -> Screen:
    """Those that wait for an answer, then the others."""
    waiting = sum(one.waiting for one in conversations)
    text = t.many("conversations.list", waiting) if waiting else t("conversations.list.none")
    labels = [_label(t, one) for one in conversations]
    rows = [
        [Button(_label(t, one, hour=labels.count(label) > 1), b.ShowConversation(one.id))]
        for label, one in zip(labels, conversations, strict=True)
    ]
    return Screen(text, [*rows, [_courses(t)]])


def _label(t: Texts, one: Listed, *, hour: bool = False) -> str:
    """`hour`: it says when on that day, as it would read like another one."""
    when = t.short_day(one.at, one.course.zone)
    when = f"{when} {t.hour(one.at, one.course.zone)}" if hour else when
    label = f"{when} · {_who(t, one.name)} · {_title(t, one.course)}"
    return f"❗ {label}" if one.waiting else label


def _who(t: Texts, name: str | None) -> str:
    if name is None:
        return t.plain("conversations.somebody")
    return name if len(name) <= _NAME_SHOWN else f"{name[: _NAME_SHOWN - 1]}…"


def talk(t: Texts, talk: Talk) -> Screen:
    """One conversation as a coordinator reads it: as many of the newest texts as fit."""
    rows = [[Button(t.plain("conversations.reply"), b.AnswerPerson(talk.id))]]
    if talk.waiting and talk.lines:
        rows.append([Button(t.plain("conversations.done"), b.NoAnswerNeeded(talk.id, talk.lines[-1].id))])
    return Screen(_conversation(t, talk), [*rows, *_onward(t, talk)])


def _conversation(t: Texts, talk: Talk) -> Html:
    who = _who(t, talk.name)
    head = t("conversations.head", title=_title(t, talk.course), place=talk.course.place)
    if talk.phone:
        head = Html(f"{head}\n{t('conversations.phone', name=who, phone=talk.phone)}")
    shown = ""
    for one in reversed(talk.lines):
        longer = f"\n\n{_line(t, talk, one, who)}{shown}"
        if shown and units(head + longer) > MESSAGE_LIMIT:
            break
        shown = longer
    return Html(f"{head}{shown}")


def _line(t: Texts, talk: Talk, one: Line, who: str) -> Html:
    day = f"{t.short_day(one.at, talk.course.zone)} {t.hour(one.at, talk.course.zone)}"
    return t("conversations.line", day=day, name=t("conversations.team") if one.from_team else who, text=one.text)


def _onward(t: Texts, talk: Talk) -> list[list[Button]]:
    onward = [[Button(t.plain("conversations.all"), b.ListConversations())]]
    if talk.following:
        onward.insert(0, [Button(t.plain("conversations.next"), b.ShowConversation(talk.following))])
    return onward


def ask_answer(t: Texts, talk: Talk) -> Screen:
    text = t("conversations.ask_answer", name=_to_whom(t, talk), limit=LIMIT)
    return Screen(text, [[Button(t.plain("button.cancel"), b.ShowConversation(talk.id))]])


def ask_send(t: Texts, draft: Draft) -> Screen:
    """Stands below the preview; another text replaces what is above."""
    return Screen(
        t("conversations.ask_send", name=_to_whom(t, draft.talk)),
        [
            [Button(t.plain("conversations.send"), b.SendAnswer(draft.id))],
            [Button(t.plain("conversations.discard"), b.DiscardAnswer(draft.id))],
        ],
    )


def answered(t: Texts, talk: Talk) -> Screen:
    """The answer is on its way; or the person can be reached by telephone only, or not at all."""
    who = _to_whom(t, talk)
    text = t("conversations.answered" if talk.reached else "conversations.unreached", name=who)
    if talk.phone and not talk.reached:
        text = Html(f"{text}\n{t('conversations.phone', name=who, phone=talk.phone)}")
    return Screen(text, _onward(t, talk))


def _to_whom(t: Texts, talk: Talk) -> str:
    return t.plain("conversations.to_somebody") if talk.name is None else _who(t, talk.name)


def unanswered_button(t: Texts, count: int) -> Button:
    """For coordinators, where something waits."""
    return Button(f"❗ {t.many('conversations.unanswered', count)}", b.ListConversations())


def all_button(t: Texts) -> Button:
    return Button(t.plain("conversations.all"), b.ListConversations())


def _courses(t: Texts) -> Button:
    return Button(t.plain("button.manage_courses"), courses_buttons.ManageCourses())


def _home(t: Texts) -> Button:
    return Button(t.plain("button.home"), people_buttons.Home())
