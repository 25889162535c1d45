"""Wording of notices: writing one, how it looks, and how it is getting on."""

from collections.abc import Sequence

from domain.courses import buttons as courses_buttons
from domain.notices import Audience
from domain.notices import buttons as b
from services.courses import CourseView
from services.notices import LIMIT, Copy, Draft, Progress, Target
from services.people import Reach
from texts.catalog import Html, Texts
from texts.marked import markup
from texts.reach import to_ring
from texts.screen import Button, Screen
from texts.signup import course_named

_BAR = 10


def ask(t: Texts, target: Target) -> Screen:
    """Ask for the text; below it the ways to others than those who have a place."""
    course = target.course
    rows = []
    if target.to is Audience.PLACES:
        if target.waiting:
            rows.append([Button(t.plain("notices.to_line", count=target.waiting), b.WriteToLine(course.id))])
        if target.reach.anybody or target.waiting:
            rows.append([Button(t.plain("notices.to_one"), courses_buttons.PickPerson(course.id, 0))])
    return _ask(t, course, target.to, target.reach, target.name, rows)


def ask_again(t: Texts, draft: Draft) -> Screen:
    """Ask for another text to the same people."""
    return _ask(t, draft.copy.course, draft.copy.to, draft.reach, draft.name, [])


def _ask(
    t: Texts, course: CourseView, to: Audience, reach: Reach, name: str | None, rows: list[list[Button]]
) -> Screen:
    title = t.pick(course.programme.chat_title)
    text = t(f"notices.ask.{to}" if to is not Audience.PLACES else "notices.ask", title=title, limit=LIMIT, name=name)
    if not reach.anybody:
        text = t("notices.ask.nobody" if to is Audience.PLACES else "notices.ask.gone", ask=text)
    elif to is Audience.PLACES:
        text = Html(f"{text}{_by_phone(t, course)}")
    return Screen(text, [*rows, [Button(t.plain("button.cancel"), courses_buttons.ManageCourse(course.id))]])


def copy(t: Texts, copy: Copy) -> Screen:
    """The notice as its receivers see it: from whom, about what, and the text as it was written, with its formatting."""
    course, text, title = copy.course, markup(copy.text), course_named(t, copy.course)
    sentence = "notices.copy" if copy.to is Audience.PLACES else f"notices.copy.{copy.to}"
    return Screen(t(sentence, centre=course.centre.name, title=title, text=text))


def question(t: Texts, draft: Draft) -> Screen:
    """Stands below the preview: how many get it, and send, change or discard."""
    reach, to = draft.reach, draft.copy.to
    if reach.told and to is Audience.ONE:
        text = t("notices.question.one", name=draft.name or "–")
    elif reach.told:
        text = t.many("notices.question", reach.told)
    elif reach.ring:
        text = t("notices.question.unreached" if to is Audience.PLACES else "notices.question.unreached_others")
    else:
        text = t("notices.question.nobody" if to is Audience.PLACES else "notices.question.gone")
    by_phone = _by_phone(t, draft.copy.course) if to is Audience.PLACES else ""
    text = Html(f"{text}{by_phone}{_unreached(t, reach)}")
    return Screen(
        text,
        [
            [Button(t.plain("notices.send"), b.SendNotice(draft.id))],
            [
                Button(t.plain("notices.change"), b.RewriteNotice(draft.id)),
                Button(t.plain("notices.discard"), b.DiscardNotice(draft.id)),
            ],
        ],
    )


def _by_phone(t: Texts, course: CourseView) -> str:
    """A paragraph on those whom no notice reaches."""
    return f"\n\n{t.many('notices.by_phone', course.by_phone)}" if course.by_phone else ""


def _unreached(t: Texts, reach: Reach) -> str:
    """A paragraph on those whom the bot cannot write to, by name."""
    return f"\n\n{to_ring(t, reach)}" if reach.ring else ""


def discarded(t: Texts, course: CourseView) -> Screen:
    return Screen(t("notices.discarded"), [[_back(t, course.id)]])


def progress(t: Texts, progress: Progress) -> Screen:
    """How the notice is getting on. While it is on its way there are no buttons: the message changes by itself."""
    lines = [
        f"<b>{t('notices.done' if progress.done else 'notices.going')}</b>",
        t(
            "notices.progress",
            delivered=progress.delivered,
            total=progress.total,
            blocked=progress.blocked,
            failed=progress.failed,
        ),
        _bar(progress),
    ]
    if progress.held_until:
        lines.append(t("notices.held", when=t.moment(*progress.held_until)))
    if progress.waiting:
        lines.append(t.many("notices.waiting", progress.waiting))
    if progress.blocked:
        lines.append(t.many("notices.blocked", progress.blocked))
    if progress.unknown:
        lines.append(t.many("notices.unknown", progress.unknown))
    text = "\n".join(lines)
    return Screen(f"{text}{_unreached(t, progress.ring)}", _buttons(t, progress))


def _buttons(t: Texts, progress: Progress) -> Sequence[Sequence[Button]]:
    resend = [[Button(t.plain("notices.resend"), b.ResendUnknown(progress.notice_id))]] if progress.unknown else []
    return [*resend, [_back(t, progress.course_id)]] if progress.done else resend


def _bar(progress: Progress) -> str:
    """What has been dealt with of all, in ten steps; full only when nothing waits."""
    settled = progress.total - progress.waiting
    full = _BAR * settled // progress.total if progress.total else _BAR
    return "▓" * full + "░" * (_BAR - full)


def _back(t: Texts, course_id: int) -> Button:
    return Button(t.plain("button.back"), courses_buttons.ManageCourse(course_id))
