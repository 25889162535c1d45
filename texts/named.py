"""Wording of asking whoever has a role whether their name may be shown: what it is for, and who sees it."""

from collections.abc import Sequence

from domain.people import buttons as b
from services.courses import CentreView
from services.people import Actor
from texts.catalog import Html, Texts
from texts.contacts import many, names_and_numbers
from texts.screen import Button, Screen


def show_button(t: Texts) -> list[Button]:
    """The way to the question."""
    return [Button(t.plain("people.show_who"), b.AskMyName())]


def asked(t: Texts, telegram: str, centres: Sequence[CentreView], before: Screen | None = None) -> Screen:
    """The question. `telegram`: the name there, empty for none; `centres`: who answers for what is stored.

    `before`: what is said first, where it is asked with something else; its buttons are the way on without an answer.
    """
    lines = [t("people.role_name")]
    if centres:
        responsible = (
            t("people.role_name.of_many")
            if many(centres)
            else t("people.role_name.responsible", centres=names_and_numbers(t, centres))
        )
        lines[0] = Html(f"{lines[0]} {responsible}")
    lines += [t("people.role_name.telegram", name=telegram)] if telegram else []
    lines.append(t("people.role_name.later"))
    text = "\n\n".join(lines)
    if before is None:
        return Screen(text, [_answers(t, telegram), [Button(t.plain("button.home"), b.Home())]])
    return Screen(f"{before.text}\n\n{text}", [_answers(t, telegram), *before.rows])


def _answers(t: Texts, telegram: str) -> list[Button]:
    if not telegram:
        return [Button(t.plain("people.show_who"), b.ChangeName())]
    take = Button(t.plain("people.role_name.take"), b.TakeMyName())
    return [take, Button(t.plain("people.role_name.other"), b.ChangeName())]


def offered(t: Texts, screen: Screen, actor: Actor) -> Screen:
    """A list of somebody with a role; whoever has no name has the way to the question on it, above the way back."""
    if actor.name is not None or not actor.has_role:
        return screen
    return Screen(screen.text, [*screen.rows[:-1], show_button(t), *screen.rows[-1:]], screen.document)
