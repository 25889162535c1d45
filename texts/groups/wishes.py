"""Wording of the wish for a group: the invitation, the form by buttons, what one looks for, pause and withdrawal."""

from collections.abc import Iterable, Sequence

from domain.buttons import Payload
from domain.groups import MemberState, WishState, read_slot
from domain.groups import buttons as g
from domain.groups.wishes import SPOKEN, Answers, Step
from domain.people import buttons as b
from domain.timing import WEEKDAYS
from services.courses import CentreView
from services.groups.wishes import Held, Invitation, WishView
from texts.catalog import Html, Texts
from texts.groups.proposals import place as group_place
from texts.groups.words import columns, fitted, language, place, slot
from texts.screen import Button, Screen

STEPS = (Step.THEMES, Step.SLOTS, Step.PLACES, Step.AGE)
"""Those that are counted for the person; the first answer comes with the consent."""
Rows = list[list[Button]]


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
    return Screen(t("groups.wish.declined"), [[after_all], [_home(t)]])


def in_group(t: Texts, held: Held) -> Screen:
    """To whoever has withdrawn what they looked for, and is in a group: no other is looked for meanwhile."""
    return Screen(t("groups.wish.in_group", **_group(t, held)), [[_to_held(t, held)], [_home(t)]])


def _group(t: Texts, held: Held) -> dict[str, str]:
    """What a group is called towards those who are in it: when and where."""
    zone = held.group.zone
    return {"slot": slot(t, held.group.slot), "place": group_place(t, held.group), "until": t.moment(held.until, zone)}


def _to_held(t: Texts, held: Held) -> Button:
    """The group, or what one has been asked about."""
    if held.state is MemberState.MEMBER:
        return _to_group(t, held)
    return Button(t.plain("groups.proposal.show"), g.ShowProposal(held.key[0]))


def _to_group(t: Texts, held: Held) -> Button:
    return Button(t.plain("groups.life.open"), g.ShowGroup(held.group.id))


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
        Step.CHANGE: _change,
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
    return Screen(_titled(t, view, "groups.wish.themes"), [*fitted(buttons), *_ways(t, view)])


def _slots(t: Texts, view: WishView) -> Screen:
    """Several at once, which most people want; below them the grid: a row for each day, a column for each hour."""
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
    rows = [*fitted(several), *columns(buttons, len(view.content.hours)), *_ways(t, view)]
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
    languages = [_tick(view, "languages", one, language(one)) for one in SPOKEN]
    places = [_tick(view, "places", one.slug, place(t, one.slug, view.places)) for one in view.places]
    text = _titled(t, view, "groups.wish.places")
    if not (view.answers.languages and view.answers.places):
        text = Html(f"{text}\n\n{t('groups.wish.places.none')}")
    return Screen(text, [languages, *([one] for one in places), *_ways(t, view)])


def _age(t: Texts, view: WishView) -> Screen:
    """One tap settles it; whether it matters comes first."""
    answers = view.answers
    bands = [
        Button(_ticked(_band(view, start), start == answers.age), g.ChooseAge(view.id, start))
        for start in view.content.ages
    ]
    matters = _choice(t, view, "age_matters", "groups.wish.age.matters")
    unsaid = Button(t.plain("groups.wish.age.unsaid"), g.ChooseAge(view.id, 0))
    rows = [[matters], *columns(bands, 3), [unsaid], *_ways(t, view, done=True)]
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
    if view.held:
        parts.insert(1, t(f"groups.wish.change.{view.held.state}"))
    if not view.answers.complete:
        what = t(f"groups.wish.missing.{view.answers.missing}")
        parts.insert(1, t("groups.wish.missing", what=what))
    return Screen("\n\n".join(parts), _summary_rows(t, view))


def _change(t: Texts, view: WishView) -> Screen:
    """All answers, each to be given anew; with whom is settled here."""

    rows = [
        [_edit(t, view, Step.THEMES), _edit(t, view, Step.SLOTS)],
        [_edit(t, view, Step.PLACES), _edit(t, view, Step.AGE)],
        [_choice(t, view, "same_situation", "groups.wish.option.same_situation")],
        [_choice(t, view, "mixed_sides", "groups.wish.option.mixed_sides")],
        [_edit(t, view, Step.SIDE)],
        [Button(t.plain("groups.wish.to_summary"), g.ShowStep(view.id, Step.SUMMARY.value))],
    ]
    return Screen(f"{_answers(t, view)}\n\n{t('groups.wish.change_which')}", rows)


def _edit(t: Texts, view: WishView, step: Step) -> Button:
    return Button(t.plain(f"groups.wish.edit.{step}"), g.ShowStep(view.id, step.value))


def _head(t: Texts, view: WishView) -> Html:
    """How it stands. What the state alone cannot tell: whether one is in a group, or has yet to answer."""
    if view.held:
        return t(f"groups.wish.held.{view.held.state}", centre=view.centre.name, **_group(t, view.held))
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
        languages=", ".join(map(language, answers.languages)) or none,
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
    """With whom, said from the person's own side."""
    if answers.same_situation:
        return "same"
    return "mixed" if answers.mixed_sides else answers.side or "mixed"


def _summary_rows(t: Texts, view: WishView) -> Rows:
    rows: Rows = []
    if view.state is WishState.DRAFT:
        find = Button(t.plain("groups.wish.find"), g.FinishWish(view.id))
        rows.append([find] if view.answers.complete else [_edit(t, view, view.answers.missing)])
    if view.state is WishState.PAUSED:
        rows.append([Button(t.plain("groups.wish.resume"), g.ResumeWish(view.id))])
    if view.held:
        rows.append([_to_held(t, view.held)])
    elif view.state is WishState.PLACED and not view.held:
        rows.append([Button(t.plain("groups.wish.resume"), g.ResumeWish(view.id))])
    rows += [
        [_choice(t, view, "starter", "groups.wish.option.starter")],
        [Button(t.plain("groups.wish.change_answers"), g.ShowStep(view.id, Step.CHANGE.value))],
        [Button(t.plain("groups.wish.codes"), g.ShowCodes(view.id))],
    ]
    last = [Button(t.plain("groups.wish.withdraw"), g.AskWithdraw(view.id))]
    if view.state is WishState.ACTIVE:
        last.insert(0, Button(t.plain("groups.wish.pause"), g.PauseWish(view.id)))
    return [*rows, last, [_home(t)]]


def card(t: Texts, view: WishView, elsewhere: bool) -> Screen:
    """`/groups`: where the form stands, or what one looks for; and the way to another centre, if there is one."""
    if view.state is WishState.DRAFT:
        return form(t, view)
    screen = _in_short(t, view, view.held) if view.held else summary(t, view)
    if not elsewhere:
        return screen
    other = Button(t.plain("groups.wish.elsewhere"), g.ChooseCentre())
    return Screen(screen.text, [*screen.rows[:-1], [other], *screen.rows[-1:]])


def _in_short(t: Texts, view: WishView, held: Held) -> Screen:
    """To whoever is in a group, or has been asked about one: that comes first, and what they look for is behind a button."""
    return Screen(
        _head(t, view),
        [
            [_to_held(t, held)],
            [Button(t.plain("groups.wish.show"), g.ShowStep(view.id, Step.SUMMARY.value))],
            [Button(t.plain("groups.wish.withdraw"), g.AskWithdraw(view.id))],
            [_home(t)],
        ],
    )


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
    """What is deleted and what stays, before it is done; and what becomes of a group that one has, or has been asked about."""
    text, rows = t("groups.wish.ask_withdraw", centre=view.centre.name), list[list[Button]]()
    yes: Payload = g.WithdrawWish(view.id)
    if view.held:
        becomes = t(f"groups.wish.ask_withdraw.{view.held.state}", **_group(t, view.held))
        text, yes = Html(f"{text}\n\n{becomes}"), g.WithdrawHolding(view.id, *view.held.key)
        rows = [[_to_group(t, view.held)]] if view.held.state is MemberState.MEMBER else []
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
        return Screen(text, [[_home(t)]])
    text = Html(f"{text}\n\n{t(f'groups.wish.withdrawn.{view.held.state}', **_group(t, view.held))}")
    rows = [[_to_group(t, view.held)]] if view.held.state is MemberState.MEMBER else []
    return Screen(text, [*rows, [_home(t)]])


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


def _home(t: Texts) -> Button:
    return Button(t.plain("button.home"), b.Home())
