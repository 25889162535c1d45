"""Wording of notices: writing one, how it looks, and how it is getting on."""

from collections.abc import Sequence

from domain.courses import buttons as courses_buttons
from domain.notices import buttons as b
from services.courses import CourseView
from services.notices import LIMIT, Copy, Draft, Progress
from services.people import Reach
from texts.catalog import Html, Texts
from texts.conversations import write_button
from texts.marked import markup
from texts.reach import to_ring
from texts.screen import Button, Screen

_BAR = 10


def ask(t: Texts, course: CourseView, reach: Reach) -> Screen:
    """Ask for the text."""
    text = t("notices.ask", title=t.pick(course.programme.title), limit=LIMIT)
    if not reach.anybody:
        text = t("notices.ask.nobody", ask=text)
    text = Html(f"{text}{_by_phone(t, course)}")
    return Screen(text, [[Button(t.plain("button.cancel"), courses_buttons.ManageCourse(course.id))]])


def copy(t: Texts, copy: Copy) -> Screen:
    """The notice as its receivers see it: from whom, about what, and the text as it was written, with its formatting."""
    course, text = copy.course, markup(copy.text)
    text = t("notices.copy", centre=course.centre.name, title=t.pick(course.programme.title), text=text)
    return Screen(text, [[write_button(t, course.id)]])


def question(t: Texts, draft: Draft) -> Screen:
    """Stands below the preview: how many get it, and send, change or discard."""
    reach = draft.reach
    if reach.told:
        text = t.many("notices.question", reach.told)
    else:
        text = t("notices.question.unreached" if reach.ring else "notices.question.nobody")
    text = Html(f"{text}{_by_phone(t, draft.copy.course)}{_unreached(t, reach)}")
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
