"""Wording of the wish for a group: the invitation, the form by buttons, what one looks for, private codes."""

from collections.abc import Iterable, Sequence

from domain import buttons as b
from domain import group_buttons as g
from domain.groups import WishState, read_slot
from domain.people import LANGUAGES
from domain.timing import WEEKDAYS
from domain.wishes import Answers, Step
from services.courses import CentreView
from services.groups.pairs import Codes, Named
from services.groups.wishes import Invitation, WishView
from texts.catalog import NAMES, Html, Texts
from texts.groups.words import place
from texts.screen import Button, Screen

STEPS = (Step.THEMES, Step.SLOTS, Step.PLACES, Step.AGE)
"""Those that are counted for the person; the first answer comes with the consent."""
Rows = list[list[Button]]


def invite(t: Texts, asked: Invitation) -> Screen:
    """What a group is, what is kept, and the first question, with which one agrees."""
    sizes = {"least": asked.least, "most": asked.most}
    if asked.course:
        head = t("groups.wish.invite", course=t.pick(asked.course.programme.title), **sizes)
    else:
        head = t("groups.wish.start", **sizes)
    text = f"{head}\n\n{t('groups.wish.kept', centre=asked.centre.name)}\n\n{t('groups.wish.agree')}"
    ids = (asked.centre.id, asked.course.id if asked.course else 0)
    rows = [[Button(t.plain(f"groups.wish.side.{side}"), g.Agree(*ids, side))] for side in ("self", "relative")]
    return Screen(text, [*rows, [Button(t.plain("groups.wish.no_thanks"), g.DeclineGroup())]])


def declined(t: Texts) -> Screen:
    return Screen(t("groups.wish.declined"), [[_home(t)]])


def choose_centre(t: Texts, centres: Sequence[CentreView]) -> Screen:
    rows = [[Button(one.name, g.StartWish(one.id, 0))] for one in centres]
    return Screen(t("groups.wish.centre"), [*rows, [_home(t)]])


def form(t: Texts, view: WishView) -> Screen:
    """The step at which the form stands."""
    screens = {
        Step.SIDE: _side,
        Step.THEMES: _themes,
        Step.SLOTS: _slots,
        Step.PLACES: _places,
        Step.AGE: _age,
        Step.SUMMARY: summary,
    }
    return screens[view.answers.step](t, view)


def _side(t: Texts, view: WishView) -> Screen:
    chosen = view.answers.side
    rows = [
        [Button(_ticked(t.plain(f"groups.wish.side.{side}"), side == chosen), g.ChooseSide(view.id, side))]
        for side in ("self", "relative")
    ]
    return Screen(t("groups.wish.side"), [*rows, *_ways(t, view, done=True)])


def _themes(t: Texts, view: WishView) -> Screen:
    buttons = [_tick(view, "themes", one.slug, t.pick(one.name)) for one in view.content.theme]
    return Screen(_titled(t, view, "groups.wish.themes"), [*_columns(buttons, 2), *_ways(t, view)])


def _slots(t: Texts, view: WishView) -> Screen:
    """The grid: a row for each day, a column for each hour; and several at once below."""
    chosen = view.answers.slots
    text = _titled(t, view, "groups.wish.slots")
    times_line = t("groups.wish.slots.chosen", times=times(t, chosen)) if chosen else t("groups.wish.slots.none")
    buttons = [_tick(view, "slots", slot, _short(t, slot)) for slot in view.content.slots]
    several = []
    for name in ("evenings", "daytimes", "weekends"):
        slots = view.content.many_slots(name)
        if slots:
            label, on = t.plain(f"groups.wish.slots.{name}"), set(slots) <= set(chosen)
            several.append(Button(_ticked(label, on), g.Toggle(view.id, "slots", name, int(not on))))
    rows = [*_columns(buttons, len(view.content.hours)), several, *_ways(t, view)]
    return Screen(f"{text}\n\n{times_line}", rows)


def _short(t: Texts, slot: str) -> str:
    """`Tu 18`."""
    weekday, hour = read_slot(slot)
    return f"{t.weekday(weekday)} {hour}"


def times(t: Texts, slots: Iterable[str]) -> str:
    """`Mondays 18, 19 · Tuesdays 10`."""
    by_day: dict[int, list[str]] = {}
    for weekday, hour in sorted(map(read_slot, slots)):
        by_day.setdefault(weekday, []).append(str(hour))
    return " · ".join(
        f"{t.plain(f'groups.days.{WEEKDAYS[day][:3]}')} {', '.join(hours)}" for day, hours in by_day.items()
    )


def _places(t: Texts, view: WishView) -> Screen:
    languages = [_tick(view, "languages", one, NAMES[one]) for one in LANGUAGES]
    places = [_tick(view, "places", one.slug, place(t, one.slug, view.places)) for one in view.places]
    text = _titled(t, view, "groups.wish.places")
    if not (view.answers.languages and view.answers.places):
        text = Html(f"{text}\n\n{t('groups.wish.places.none')}")
    return Screen(text, [*_columns(languages, 2), *([one] for one in places), *_ways(t, view)])


def _age(t: Texts, view: WishView) -> Screen:
    """One tap settles it; whether it matters comes first."""
    answers = view.answers
    bands = [
        Button(_ticked(_band(view, start), start == answers.age), g.ChooseAge(view.id, start))
        for start in view.content.ages
    ]
    matters = _choice(t, view, "age_matters", "groups.wish.age.matters")
    unsaid = Button(t.plain("groups.wish.age.unsaid"), g.ChooseAge(view.id, 0))
    rows = [[matters], *_columns(bands, 3), [unsaid], *_ways(t, view, done=True)]
    return Screen(_titled(t, view, "groups.wish.age"), rows)


def _band(view: WishView, age: int) -> str:
    """`30–39`, and `70+` for the last."""
    ages = view.content.ages
    number = view.content.band_of(age) or 0
    start, end = view.content.age_bands[number]
    return f"{start}+" if start == ages[-1] else f"{start}–{end}"


def summary(t: Texts, view: WishView) -> Screen:
    """All that one has answered, as it stands, and what one can do with it."""
    parts: list[str] = [_head(t, view), _answers(t, view), t("groups.wish.starter.about")]
    if not view.answers.complete:
        what = t(f"groups.wish.missing.{view.answers.missing}")
        parts.insert(1, t("groups.wish.missing", what=what))
    return Screen("\n\n".join(parts), _summary_rows(t, view))


def _head(t: Texts, view: WishView) -> Html:
    since = t.date(view.since, view.centre.zone)
    return t(f"groups.wish.{view.state}", centre=view.centre.name, since=since)


def _answers(t: Texts, view: WishView) -> Html:
    answers, none = view.answers, t.plain("groups.wish.none")
    themes = [t.pick(one.name) for one in view.content.theme if one.slug in answers.themes]
    return t(
        "groups.wish.answers",
        side=t.plain(f"groups.wish.side.{answers.side}"),
        themes=", ".join(themes) or none,
        times=times(t, answers.slots) or none,
        languages=", ".join(NAMES[one] for one in answers.languages) or none,
        places=", ".join(place(t, one, view.places) for one in answers.places) or none,
        age=_age_line(t, view),
        situation=t.plain(f"groups.wish.situation.{_situation(answers)}"),
        starter=t.plain("groups.wish.starter.yes" if answers.starter else "groups.wish.starter.no"),
    )


def _age_line(t: Texts, view: WishView) -> str:
    if not view.answers.age:
        return t.plain("groups.wish.none")
    age = _band(view, view.answers.age)
    return t.plain("groups.wish.age.near", age=age) if view.answers.age_matters else age


def _situation(answers: Answers) -> str:
    if answers.same_situation:
        return "same"
    return "mixed" if answers.mixed_sides else "own_side"


def _summary_rows(t: Texts, view: WishView) -> Rows:
    def edit(step: Step) -> Button:
        return Button(t.plain(f"groups.wish.edit.{step}"), g.ShowStep(view.id, step.value))

    rows: Rows = []
    if view.state is WishState.DRAFT:
        find = Button(t.plain("groups.wish.find"), g.FinishWish(view.id))
        rows.append([find] if view.answers.complete else [edit(view.answers.missing)])
    if view.state is WishState.PAUSED:
        rows.append([Button(t.plain("groups.wish.resume"), g.ResumeWish(view.id))])
    if view.state is WishState.PLACED:
        rows += [[Button(t.plain("groups.wish.resume"), g.ResumeWish(view.id))]] if view.group_id is None else []
    rows += [
        [edit(Step.THEMES), edit(Step.SLOTS)],
        [edit(Step.PLACES), edit(Step.AGE)],
        [_choice(t, view, "starter", "groups.wish.option.starter")],
        [_choice(t, view, "same_situation", "groups.wish.option.same_situation")],
        [_choice(t, view, "mixed_sides", "groups.wish.option.mixed_sides")],
        [edit(Step.SIDE), Button(t.plain("groups.wish.codes"), g.ShowCodes(view.id))],
    ]
    last = [Button(t.plain("groups.wish.withdraw"), g.AskWithdraw(view.id))]
    if view.state is WishState.ACTIVE:
        last.insert(0, Button(t.plain("groups.wish.pause"), g.PauseWish(view.id)))
    return [*rows, last, [_home(t)]]


def card(t: Texts, view: WishView, elsewhere: bool) -> Screen:
    """`/groups`: where the form stands, or what one looks for; and the way to another centre, if there is one."""
    screen = form(t, view) if view.state is WishState.DRAFT else summary(t, view)
    if not elsewhere or view.state is WishState.DRAFT:
        return screen
    other = Button(t.plain("groups.wish.elsewhere"), g.ChooseCentre())
    return Screen(screen.text, [*screen.rows[:-1], [other], *screen.rows[-1:]])


def finished(t: Texts, view: WishView) -> Screen:
    """Looked for from now on."""
    return Screen(
        t("groups.wish.finished"),
        [
            [Button(t.plain("groups.wish.codes"), g.ShowCodes(view.id))],
            [Button(t.plain("groups.wish.show"), g.ShowStep(view.id, Step.SUMMARY.value))],
            [_home(t)],
        ],
    )


def ask_withdraw(t: Texts, view: WishView) -> Screen:
    """What is deleted and what stays, before it is done."""
    return Screen(
        t("groups.wish.ask_withdraw", centre=view.centre.name),
        [
            [Button(t.plain("groups.wish.withdraw.yes"), g.WithdrawWish(view.id))],
            [Button(t.plain("button.back"), g.ShowStep(view.id, Step.SUMMARY.value))],
        ],
    )


def withdrawn(t: Texts) -> Screen:
    return Screen(t("groups.wish.withdrawn"), [[_home(t)]])


def codes(t: Texts, mine: Codes) -> Screen:
    """My own code, and the codes that I have entered myself; each can be forgotten."""
    text = t("groups.codes", code=_spaced(mine.code))
    if mine.named:
        lines = [t("groups.codes.named"), *(_named(t, one) for one in mine.named)]
        text = Html(f"{text}\n\n{chr(10).join(lines)}")
    forget = [
        Button(t.plain("groups.codes.forget", code=_spaced(one.code)), g.ForgetPair(one.pair_id)) for one in mine.named
    ]
    add = [
        Button(t.plain("groups.codes.add_with"), g.NamePerson(mine.wish_id, 0)),
        Button(t.plain("groups.codes.add_apart"), g.NamePerson(mine.wish_id, 1)),
    ]
    back = Button(t.plain("button.back"), g.ShowStep(mine.wish_id, Step.SUMMARY.value))
    return Screen(text, [add, *_columns(forget, 2), [back]])


def _named(t: Texts, one: Named) -> Html:
    return t("groups.codes.apart" if one.apart else "groups.codes.with", code=_spaced(one.code))


def _spaced(code: str) -> str:
    """`KX7 4QP`, as one reads it out."""
    return f"{code[:3]} {code[3:]}"


def ask_code(t: Texts, apart: bool) -> Screen:
    sentence = "groups.codes.ask_apart" if apart else "groups.codes.ask_with"
    return Screen(t(sentence), [[Button(t.plain("button.cancel"), b.CancelDialog())]])


def _titled(t: Texts, view: WishView, sentence: str) -> Html:
    """The question, under its number while the form is filled in for the first time."""
    if view.answers.seen:
        return t(sentence)
    number = STEPS.index(view.answers.step) + 1
    return Html(f"<i>{t('groups.wish.step', number=number, count=len(STEPS))}</i>\n{t(sentence)}")


def _tick(view: WishView, field: str, value: str, label: str) -> Button:
    on = value in getattr(view.answers, field)
    return Button(_ticked(label, on), g.Toggle(view.id, field, value, int(not on)))


def _choice(t: Texts, view: WishView, field: str, sentence: str) -> Button:
    on = getattr(view.answers, field)
    return Button(_ticked(t.plain(sentence), on), g.Toggle(view.id, field, "1", int(not on)))


def _ticked(label: str, on: bool) -> str:
    return f"✓ {label}" if on else label


def _ways(t: Texts, view: WishView, done: bool | None = None) -> Rows:
    """Back, and on; straight to the summary once one has seen it. On is called skip where nothing is answered."""
    step, answers = view.answers.step, view.answers
    if answers.seen:
        return [[Button(t.plain("groups.wish.to_summary"), g.ShowStep(view.id, Step.SUMMARY.value))]]
    given = {Step.THEMES: answers.themes, Step.SLOTS: answers.slots, Step.PLACES: answers.places}
    answered = bool(given.get(step, answers.age if step is Step.AGE else answers.side)) if done is None else done
    on = Button(t.plain("groups.wish.next" if answered else "groups.wish.skip"), g.ShowStep(view.id, step.after.value))
    if step is Step.SIDE:
        return [[on]]
    return [[Button(t.plain("button.back"), g.ShowStep(view.id, step.before.value)), on]]


def _columns(buttons: Sequence[Button], width: int) -> Rows:
    return [list(buttons[start : start + width]) for start in range(0, len(buttons), width)]


def _home(t: Texts) -> Button:
    return Button(t.plain("button.home"), b.Home())
