"""Wording of the evaluation: the invitation, the steps of the poll, and the results for coordinators."""

import html
from collections.abc import Iterator, Sequence

from babel.numbers import format_decimal

from domain.courses import buttons as courses_buttons
from domain.evaluation import FREE_TEXT_LIMIT, SCALE, Figure
from domain.evaluation import buttons as b
from domain.people import buttons as people_buttons
from domain.programmes import Moment
from services.courses import CentreView, CourseView
from services.evaluation import InviteView, Poll, closes_at
from services.evaluation.results import Results
from texts.catalog import Html, Texts
from texts.contacts import whom_to_ring
from texts.room import MESSAGE_LIMIT, shorten, units
from texts.screen import Button, Document, Screen

BAR = 10
MOST_SCREENS = 3
"""Free texts that need more messages than this come as a file."""


def invite(t: Texts, view: InviteView) -> Screen:
    """The poll is open: what it is for, how long it takes, until when."""
    return _invitation(t, "evaluation.invite", view)


def reminder(t: Texts, view: InviteView) -> Screen:
    """The poll is open still; said once."""
    return _invitation(t, "evaluation.reminder", view)


def _invitation(t: Texts, sentence: str, view: InviteView) -> Screen:
    text = t(
        sentence,
        title=t.pick(view.questionnaire.title),
        course=t.pick(view.course.programme.chat_title),
        intro=t.pick(view.questionnaire.intro),
        count=len(view.questionnaire.question),
        until=t.moment(view.closes_at, view.course.zone),
    )
    ids = (view.course.id, view.round)
    start = "evaluation.go_on" if view.begun else "evaluation.start"
    return Screen(
        text,
        [
            [Button(t.plain(start), b.OpenEvaluation(*ids))],
            [Button(t.plain("evaluation.no_thanks"), b.SkipEvaluation(*ids))],
        ],
    )


def poll(t: Texts, poll: Poll) -> Screen:
    """The step that the poll is at: a question, the free text, or the summary."""
    if poll.at < poll.text_step:
        return _question(t, poll)
    return _free_text(t, poll) if poll.at == poll.text_step else _summary(t, poll)


def _question(t: Texts, poll: Poll) -> Screen:
    words, step = poll.questionnaire, poll.at
    text = t(
        "evaluation.question",
        number=step + 1,
        count=poll.text_step,
        question=t.pick(words.question[step].text),
        lowest=t.pick(words.scale.lowest),
        highest=t.pick(words.scale.highest),
    )
    ids, given = (poll.course.id, poll.round), poll.answers.get(step)
    if given:
        text = Html(f"{text}\n\n{t('evaluation.given', value=given)}")
    numbers = [
        Button(f"✓ {value}" if value == given else str(value), b.AnswerQuestion(*ids, step, value)) for value in SCALE
    ]
    skip = Button(t.plain("evaluation.skip"), b.AnswerQuestion(*ids, step, 0))
    return Screen(text, [numbers, *_ways(t, poll, skip, done=step in poll.answers)])


def _free_text(t: Texts, poll: Poll) -> Screen:
    text = t("evaluation.free_text", question=t.pick(poll.questionnaire.free_text))
    if poll.free_text:
        before = Html(f"{text}\n\n{t('evaluation.free_text.written')}")
        text = _with_quote(before, t("evaluation.free_text.rewrite"), poll.free_text)
    else:
        ring = whom_to_ring(t, poll.course.centre)
        text = Html(f"{text}\n\n{t('evaluation.free_text.write', limit=FREE_TEXT_LIMIT, ring=ring)}")
    skip = Button(t.plain("evaluation.skip"), b.SkipFreeText(poll.course.id, poll.round))
    return Screen(text, _ways(t, poll, skip, done=poll.free_text is not None or poll.text_skipped))


def _ways(t: Texts, poll: Poll, skip: Button, *, done: bool) -> list[list[Button]]:
    """Back, skip, and on past a step that is done; straight to the summary once every step is."""

    def go(label: str, step: int) -> Button:
        return Button(t.plain(label), b.ShowQuestion(poll.course.id, poll.round, step))

    row = [go("button.back", poll.at - 1)] if poll.at else []
    row.append(skip)
    if done and poll.at < poll.text_step:
        row.append(go("evaluation.next", poll.at + 1))
    return [row, [go("evaluation.to_summary", poll.text_step + 1)]] if poll.complete else [row]


def _summary(t: Texts, poll: Poll) -> Screen:
    """All my answers before they are sent; without any there is nothing to send."""
    ids = (poll.course.id, poll.round)
    change = [Button(t.plain("evaluation.change"), b.ShowQuestion(*ids, 0))]
    if poll.empty:
        decline = [Button(t.plain("evaluation.no_thanks"), b.SkipEvaluation(*ids))]
        return Screen(t("evaluation.empty"), [change, decline])
    lines = [t("evaluation.summary")]
    for step, question in enumerate(poll.questionnaire.question):
        value = poll.answers.get(step) or t("evaluation.not_answered")
        lines.append(t("evaluation.summary.line", number=step + 1, question=t.pick(question.text), value=value))
    text, after = Html("\n\n".join(lines)), t("evaluation.summary.end")
    question_text = t.pick(poll.questionnaire.free_text)
    if poll.free_text:
        head = Html(f"{text}\n\n{t('evaluation.summary.text', question=question_text)}")
        text = _with_quote(head, Html(f"{after}\n\n{whom_to_ring(t, poll.course.centre)}"), poll.free_text)
    else:
        nothing = t("evaluation.not_answered")
        text = Html(f"{text}\n\n{t('evaluation.summary.text', question=question_text)}\n<b>{nothing}</b>\n\n{after}")
    return Screen(text, [[Button(t.plain("evaluation.send"), b.SendEvaluation(*ids))], change])


def sent(t: Texts, centre: CentreView) -> Screen:
    """Handed over; nothing of it is left in this message. As nobody can answer it, it says whom to ring."""
    return Screen(
        t("evaluation.sent", ring=whom_to_ring(t, centre)), [[Button(t.plain("button.home"), people_buttons.Home())]]
    )


def skipped(t: Texts, poll: Poll) -> Screen:
    """Declined, which is quite all right; and the way back while there is one."""
    text = t("evaluation.skipped", until=t.moment(closes_at(poll.course, poll.round), poll.course.zone))
    again = Button(t.plain("evaluation.after_all"), b.OpenEvaluation(poll.course.id, poll.round))
    return Screen(text, [[again], [Button(t.plain("button.home"), people_buttons.Home())]])


def results(t: Texts, found: Results) -> list[Screen]:
    """The figures, and the free texts: in the same message, in a few more, or in a file, by how long they are."""
    rows = _result_buttons(t, found)
    if found.opens_at is not None:
        return [Screen(_not_sent(t, found), rows)]
    figures = _figures(t, found)
    if not found.texts:
        return [Screen(figures, rows)]
    heading = t("evaluation.results.texts")
    quotes = [_quote(one) for one in found.texts]
    together = "\n\n".join([figures, heading, *quotes])
    if units(together) <= MESSAGE_LIMIT:
        return [Screen(together, rows)]
    pages = list(_pages([heading, *quotes]))
    if len(pages) > MOST_SCREENS:
        return [Screen(f"{figures}\n\n{t('evaluation.results.file')}", rows, _file(t, found))]
    *middle, last = pages
    back = [[Button(t.plain("button.back"), courses_buttons.ManageCourse(found.course.id))]]
    return [Screen(figures, rows), *(Screen(page) for page in middle), Screen(last, back)]


def _not_sent(t: Texts, found: Results) -> Html:
    """Before the poll goes out there is nothing to count."""
    title, course = t.pick(found.questionnaire.title), t.pick(found.course.programme.chat_title)
    when = t.moment(found.opens_at or found.closes_at, found.course.zone)
    return t("evaluation.results.not_sent", title=title, course=course, when=when)


def _figures(t: Texts, found: Results) -> str:
    words = found.questionnaire
    parts: list[str] = [
        t(
            "evaluation.results",
            title=t.pick(words.title),
            course=t.pick(found.course.programme.chat_title),
            invited=found.invited,
            sent=found.sent,
            lowest=t.pick(words.scale.lowest),
            highest=t.pick(words.scale.highest),
        )
    ]
    for number, (question, one) in enumerate(zip(words.question, found.figures, strict=True), 1):
        head = t("evaluation.results.question", number=number, question=t.pick(question.text))
        parts.append(f"{head}\n{_figure(t, one, found)}")
    if found.open:
        parts.append(t("evaluation.results.steps", until=t.moment(found.closes_at, found.course.zone)))
    elif found.texts is None or any(one.mean is None for one in found.figures):
        parts.append(t("evaluation.results.few"))
    if found.alone:
        parts.append(t("evaluation.results.alone"))
    if found.texts == ():
        parts.append(t("evaluation.results.no_texts"))
    return "\n\n".join(parts)


def _figure(t: Texts, one: Figure, found: Results) -> str:
    """How many answered, the average, and one line of blocks for each step from 5 down to 1; nothing of fewer than five."""
    if one.mean is None or one.counts is None:
        return t("evaluation.results.later" if found.open else "evaluation.results.too_few")
    count = t.many("evaluation.results.answers", one.answers)
    mean = t("evaluation.results.mean", mean=format_decimal(one.mean, "0.0", locale=t.language))
    most = max(one.counts)
    bars = [f"{step}  {'▇' * _blocks(number, most)} {number}" for step, number in zip(SCALE, one.counts, strict=True)]
    return f"{count} · {mean}\n<code>{chr(10).join(reversed(bars))}</code>"


def _blocks(number: int, most: int) -> int:
    """The longest bar has ten blocks; nothing that was chosen at all has none."""
    return max(1, round(BAR * number / most)) if number else 0


def _result_buttons(t: Texts, found: Results) -> list[list[Button]]:
    """The course's other polls, two in a row, in the order in which they come."""
    others = [one for one in found.course.programme.moments if one.key != found.round]
    buttons = [Button(results_label(t, one), b.ShowResults(found.course.id, one.key)) for one in others]
    rows = [buttons[at : at + 2] for at in range(0, len(buttons), 2)]
    return [*rows, [Button(t.plain("button.back"), courses_buttons.ManageCourse(found.course.id))]]


def results_label(t: Texts, moment: Moment) -> str:
    """When a poll is asked, on a button of coordinators."""
    if moment.key in ("midway", "final"):
        return t.plain(f"evaluation.results.{moment.key}")
    when = "much_later" if moment.when == "later" else moment.when
    return t.plain(f"evaluation.results.{when}", number=moment.position)


def result_buttons(t: Texts, course: CourseView) -> list[list[Button]]:
    """The way to the answers, on the course's card: a button for each of two polls, else one from which all are reached."""
    polls = course.programme.moments
    keys = {one.key for one in polls}
    if keys == {"midway", "final"}:
        return [[Button(t.plain(f"coordination.{one.key}"), b.ShowResults(course.id, one.key)) for one in polls]]
    return [[Button(t.plain("coordination.polls"), b.ShowResults(course.id, polls[0].key))]] if polls else []


def _file(t: Texts, found: Results) -> Document:
    lines = [
        t.pick(found.course.programme.chat_title),
        t.pick(found.questionnaire.title),
        t.pick(found.questionnaire.free_text),
        *(found.texts or ()),
    ]
    return Document(f"{found.course.slug}-{found.round}.txt", "\n\n---\n\n".join(lines).encode())


def _pages(parts: Sequence[str]) -> Iterator[str]:
    """Put the parts, in their order, into as few messages as hold them. A part alone never exceeds a message."""
    page = ""
    for part in parts:
        longer = f"{page}\n\n{part}" if page else part
        if page and units(longer) > MESSAGE_LIMIT:
            yield page
            longer = part
        page = longer
    yield page


def _with_quote(before: str, after: str, written: str) -> Html:
    """What somebody wrote between two texts, shortened to the room that they leave."""
    room = MESSAGE_LIMIT - units(before) - units(after) - 4
    return Html(f"{before}\n{_quote(shorten(written, room))}\n\n{after}")


def _quote(written: str) -> str:
    return f"<blockquote>{html.escape(written, quote=False)}</blockquote>"
