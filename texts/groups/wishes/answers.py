"""What one looks for, in words, and what one can do with it."""

from collections.abc import Iterable

from domain.groups import WishState, read_slot
from domain.groups import buttons as g
from domain.groups.wishes import Answers, Step
from domain.timing import WEEKDAYS
from services.groups.wishes import Held, WishView
from texts.catalog import Html, Texts
from texts.groups.wishes.pieces import Rows, band, choice, group_values, home, to_held
from texts.groups.words import language, place
from texts.screen import Button, Screen


def times(t: Texts, slots: Iterable[str]) -> str:
    """`Mondays 18, 19 · Tuesdays 10`."""
    by_day: dict[int, list[str]] = {}
    for weekday, hour in sorted(map(read_slot, slots)):
        by_day.setdefault(weekday, []).append(str(hour))
    return " · ".join(
        f"{t.plain(f'groups.days.{WEEKDAYS[day][:3]}')} {', '.join(hours)}" for day, hours in by_day.items()
    )


def summary(t: Texts, view: WishView) -> Screen:
    """All that one has answered, as it stands, and what one can do with it."""
    parts: list[str] = [_head(t, view), _answers(t, view), t("groups.wish.starter.about")]
    if view.held:
        parts.insert(1, t(f"groups.wish.change.{view.held.state}"))
    if not view.answers.complete:
        what = t(f"groups.wish.missing.{view.answers.missing}")
        parts.insert(1, t("groups.wish.missing", what=what))
    return Screen("\n\n".join(parts), _summary_rows(t, view))


def change(t: Texts, view: WishView) -> Screen:
    """All answers, each to be given anew; with whom is settled here."""

    rows = [
        [_edit(t, view, Step.THEMES), _edit(t, view, Step.SLOTS)],
        [_edit(t, view, Step.PLACES), _edit(t, view, Step.AGE)],
        [choice(t, view, "same_situation", "groups.wish.option.same_situation")],
        [choice(t, view, "mixed_sides", "groups.wish.option.mixed_sides")],
        [_edit(t, view, Step.SIDE)],
        [Button(t.plain("groups.wish.to_summary"), g.ShowStep(view.id, Step.SUMMARY.value))],
    ]
    return Screen(f"{_answers(t, view)}\n\n{t('groups.wish.change_which')}", rows)


def _edit(t: Texts, view: WishView, step: Step) -> Button:
    return Button(t.plain(f"groups.wish.edit.{step}"), g.ShowStep(view.id, step.value))


def _head(t: Texts, view: WishView) -> Html:
    """How it stands. What the state alone cannot tell: whether one is in a group, or has yet to answer."""
    if view.held:
        return t(f"groups.wish.held.{view.held.state}", centre=view.centre.name, **group_values(t, view.held))
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
    age = band(view, view.answers.age)
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
        rows.append([to_held(t, view.held)])
    elif view.state is WishState.PLACED and not view.held:
        rows.append([Button(t.plain("groups.wish.resume"), g.ResumeWish(view.id))])
    rows += [
        [choice(t, view, "starter", "groups.wish.option.starter")],
        [Button(t.plain("groups.wish.change_answers"), g.ShowStep(view.id, Step.CHANGE.value))],
        [Button(t.plain("groups.wish.codes"), g.ShowCodes(view.id))],
    ]
    last = [Button(t.plain("groups.wish.withdraw"), g.AskWithdraw(view.id))]
    if view.state is WishState.ACTIVE:
        last.insert(0, Button(t.plain("groups.wish.pause"), g.PauseWish(view.id)))
    return [*rows, last, [home(t)]]


def in_short(t: Texts, view: WishView, held: Held) -> Screen:
    """To whoever is in a group, or has been asked about one: that comes first, and what they look for is behind a button."""
    return Screen(
        _head(t, view),
        [
            [to_held(t, held)],
            [Button(t.plain("groups.wish.show"), g.ShowStep(view.id, Step.SUMMARY.value))],
            [Button(t.plain("groups.wish.withdraw"), g.AskWithdraw(view.id))],
            [home(t)],
        ],
    )
