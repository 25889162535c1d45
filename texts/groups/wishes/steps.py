"""The form by buttons, a step a screen."""

from domain.groups import WishState, read_slot
from domain.groups import buttons as g
from domain.groups.wishes import SPOKEN, Step
from services.groups.wishes import WishView
from texts.catalog import Html, Texts
from texts.groups.wishes.answers import change, in_short, summary, times
from texts.groups.wishes.pieces import Rows, band, choice, ticked
from texts.groups.words import columns, fitted, language, place
from texts.screen import Button, Screen

STEPS = (Step.THEMES, Step.SLOTS, Step.PLACES, Step.AGE)
"""Those that are counted for the person; the first answer comes with the consent."""


def form(t: Texts, view: WishView) -> Screen:
    """The step at which the form stands."""
    screens = {
        Step.SIDE: _side,
        Step.THEMES: _themes,
        Step.SLOTS: _slots,
        Step.PLACES: _places,
        Step.AGE: _age,
        Step.SUMMARY: summary,
        Step.CHANGE: change,
    }
    return screens[view.answers.step](t, view)


def _side(t: Texts, view: WishView) -> Screen:
    chosen = view.answers.side
    rows = [
        [Button(ticked(t.plain(f"groups.wish.side.{side}"), side == chosen), g.ChooseSide(view.id, side))]
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
            several.append(Button(ticked(label, on), g.Toggle(view.id, "slots", name, int(not on))))
    rows = [*fitted(several), *columns(buttons, len(view.content.hours)), *_ways(t, view)]
    return Screen(f"{text}\n\n{times_line}", rows)


def _short(t: Texts, slot: str) -> str:
    """`Tu 18`."""
    weekday, hour = read_slot(slot)
    return f"{t.weekday(weekday)} {hour}"


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
        Button(ticked(band(view, start), start == answers.age), g.ChooseAge(view.id, start))
        for start in view.content.ages
    ]
    matters = choice(t, view, "age_matters", "groups.wish.age.matters")
    unsaid = Button(t.plain("groups.wish.age.unsaid"), g.ChooseAge(view.id, 0))
    rows = [[matters], *columns(bands, 3), [unsaid], *_ways(t, view, done=True)]
    return Screen(_titled(t, view, "groups.wish.age"), rows)


def card(t: Texts, view: WishView, elsewhere: bool) -> Screen:
    """`/groups`: where the form stands, or what one looks for; and the way to another centre, if there is one."""
    if view.state is WishState.DRAFT:
        return form(t, view)
    screen = in_short(t, view, view.held) if view.held else summary(t, view)
    if not elsewhere:
        return screen
    other = Button(t.plain("groups.wish.elsewhere"), g.ChooseCentre())
    return Screen(screen.text, [*screen.rows[:-1], [other], *screen.rows[-1:]])


def _titled(t: Texts, view: WishView, sentence: str) -> Html:
    """The question, under its number while the form is filled in for the first time."""
    if view.answers.seen:
        return t(sentence)
    number = STEPS.index(view.answers.step) + 1
    return Html(f"<i>{t('groups.wish.step', number=number, count=len(STEPS))}</i>\n{t(sentence)}")


def _tick(view: WishView, field: str, value: str, label: str) -> Button:
    on = value in getattr(view.answers, field)
    return Button(ticked(label, on), g.Toggle(view.id, field, value, int(not on)))


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
