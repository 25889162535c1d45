"""Wording of the evaluation: the invitation, the steps of the poll, and the results for coordinators."""

import html
from collections.abc import Iterator, Sequence
from datetime import datetime

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
from texts.signup import course_named

BAR = 10
HEIGHTS = "▁▂▃▄▅▆▇"
"""A step that nobody chose is lowest, the one that most chose is highest."""
IN_A_ROW = 5
MOST_SCREENS = 3
"""Free texts that need more messages than this come as a file."""


def invite(t: Texts, view: InviteView) -> Screen:
    """The poll is open: what it is for, how long it takes, until when."""
    return _invitation(t, "evaluation.invite", view)


def reminder(t: Texts, view: InviteView) -> Screen:
    """The poll is open still; said once."""
    return _invitation(t, "evaluation.reminder", view)


def _invitation(t: Texts, sentence: str, view: InviteView) -> Screen:
    text = t.many(
        sentence,
        len(view.questionnaire.question),
        title=t.pick(view.questionnaire.title),
        course=course_named(t, view.course),
        intro=t.pick(view.questionnaire.intro),
        until=t.moment(view.closes_at, view.course.zone),
    )
    if view.cut_short:
        text = Html(f"{text}\n\n{t('evaluation.cut_short')}")
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


def results(t: Texts, found: Results) -> Screen:
    """How it went, in a line for each question; how often each step was chosen, and people's own words, are a press away."""
    if found.opens_at is not None or not found.asked:
        return Screen(_not_sent(t, found), _result_buttons(t, found))
    ids = found.course.id, found.round
    shown = [number for number, one in enumerate(found.figures) if one.mean is not None]
    each = [Button(str(number + 1), b.ShowFigure(*ids, number)) for number in shown]
    rows = [each[start : start + IN_A_ROW] for start in range(0, len(each), IN_A_ROW)]
    if found.texts:
        rows.append([Button(t.plain("evaluation.results.own_words", count=len(found.texts)), b.ShowWords(*ids))])
    return Screen(_figures(t, found, bool(each)), [*rows, *_result_buttons(t, found)])


def one_figure(t: Texts, found: Results, number: int) -> Screen:
    """How often each step was chosen at one question, as bars; the one before, and the next."""
    words, one = found.questionnaire, found.figures[number]
    head = t("evaluation.results.question", number=number + 1, question=t.pick(words.question[number].text))
    scale = t("evaluation.results.scale", lowest=t.pick(words.scale.lowest), highest=t.pick(words.scale.highest))
    shown = [at for at, it in enumerate(found.figures) if it.mean is not None]
    beside = [
        max((at for at in shown if at < number), default=None),
        min((at for at in shown if at > number), default=None),
    ]
    ids = found.course.id, found.round
    labels = ("evaluation.results.previous", "evaluation.results.next")
    turns = [
        Button(t.plain(label), b.ShowFigure(*ids, at))
        for label, at in zip(labels, beside, strict=True)
        if at is not None
    ]
    rows = [turns] if turns else []
    return Screen(f"{head}\n{scale}\n\n{_figure(t, one, found)}", [*rows, _to_results(t, found)])


def in_own_words(t: Texts, found: Results) -> list[Screen]:
    """What people wrote, in no order: in a few messages, or in a file, by how long it is."""
    if not found.texts:
        return [results(t, found)]
    back = [_to_results(t, found)]
    pages = list(_pages([t("evaluation.results.texts"), *(_quote(one) for one in found.texts)]))
    if len(pages) > MOST_SCREENS:
        return [Screen(t("evaluation.results.file"), back, _file(t, found))]
    *before, last = pages
    return [*(Screen(page) for page in before), Screen(last, back)]


def _to_results(t: Texts, found: Results) -> list[Button]:
    return [Button(t.plain("evaluation.results.all"), b.ShowResults(found.course.id, found.round))]


def _not_sent(t: Texts, found: Results) -> Html:
    """Before the poll goes out there is nothing to count."""
    title, course = t.pick(found.questionnaire.title), t.pick(found.course.programme.chat_title)
    if not found.asked:
        return t("evaluation.results.not_asked", title=title, course=course)
    when = t.moment(found.opens_at or found.closes_at, found.course.zone)
    return t("evaluation.results.not_sent", title=title, course=course, when=when)


def _figures(t: Texts, found: Results, more: bool) -> str:
    """`more`: of some question there is more to see."""
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
        parts.append(f"{head}\n{_in_short(t, one, found)}")
    if more:
        parts.append(t("evaluation.results.more"))
    if found.open:
        parts.append(t("evaluation.results.steps", until=t.moment(found.closes_at, found.course.zone)))
    elif found.texts is None or any(one.mean is None for one in found.figures):
        parts.append(t("evaluation.results.few"))
    if found.alone:
        parts.append(t("evaluation.results.alone"))
    if found.texts == ():
        parts.append(t("evaluation.results.no_texts"))
    return "\n\n".join(parts)


def _in_short(t: Texts, one: Figure, found: Results) -> str:
    """How many answered, the average, and a small picture of the steps from 1 to 5; nothing of fewer than five."""
    if one.mean is None or one.counts is None:
        return t("evaluation.results.later" if found.open else "evaluation.results.too_few")
    count = t.many("evaluation.results.answers", one.answers)
    mean = t("evaluation.results.mean", mean=format_decimal(one.mean, "0.0", locale=t.language))
    most = max(one.counts)
    picture = "".join(HEIGHTS[-(-(len(HEIGHTS) - 1) * number // most)] for number in one.counts)
    return f"{mean} · {count} · {picture}"


def _figure(t: Texts, one: Figure, found: Results) -> str:
    """The same, with one line of blocks and a number for each step from 5 down to 1."""
    if one.mean is None or one.counts is None:
        return t("evaluation.results.later" if found.open else "evaluation.results.too_few")
    count = t.many("evaluation.results.answers", one.answers)
    mean = t("evaluation.results.mean", mean=format_decimal(one.mean, "0.0", locale=t.language))
    most = max(one.counts)
    bars = [f"{step}  {'▇' * _blocks(number, most)} {number}" for step, number in zip(SCALE, one.counts, strict=True)]
    return f"{count} · {mean}\n\n<pre>{chr(10).join(reversed(bars))}</pre>"


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


def result_buttons(t: Texts, course: CourseView, now: datetime) -> list[list[Button]]:
    """The way to the answers, on the course's card: a button for each of two polls, else one from which all are reached.

    It opens at the poll that was asked last by `now`.
    """
    polls = course.programme.moments
    keys = {one.key for one in polls}
    if keys == {"midway", "final"}:
        return [[Button(t.plain(f"coordination.{one.key}"), b.ShowResults(course.id, one.key)) for one in polls]]
    asked = [one for one in polls if _asked(course, one, now)]
    return (
        [[Button(t.plain("coordination.polls"), b.ShowResults(course.id, (asked or polls[:1])[-1].key))]]
        if polls
        else []
    )


def _asked(course: CourseView, poll: Moment, now: datetime) -> bool:
    evening = next((one for one in course.sessions if one.position == poll.position), None)
    return evening is not None and poll.opens(evening.starts_at, course.ended(evening), course.zone) <= now


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
