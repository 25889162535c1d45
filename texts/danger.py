"""Wording of what is said, besides the ordinary answer, to somebody whose words point to danger: whom to ring."""

from collections.abc import Sequence

from domain.calls import buttons as b
from domain.danger import Helplines, Lines
from services.courses import CentreView
from services.people import Actor
from texts.catalog import Html, Texts
from texts.contacts import countries, many, numbers
from texts.screen import Button, Screen


def message(t: Texts, actor: Actor | None, centres: Sequence[CentreView], helplines: Helplines) -> Screen:
    """Begins with nothing that tells, as it may show on a locked screen. Of a centre nothing to whoever works there."""
    found = countries(t, centres)
    blocks = [_numbers(t, helplines.of(one), one if len(found) > 1 else "") for one in found]
    own = [] if actor is None or actor.has_role else centres
    rung = [t("danger.centre", contacts=numbers(own))] if numbers(own) else []
    text = "\n\n".join((t("danger.opening"), *blocks, *rung, t("danger.closing")))
    return Screen(text, ask_to_be_rung(t, actor, own))


def _numbers(t: Texts, lines: Lines, country: str) -> Html:
    rows = [t("danger.life", number=lines.life)]
    rows += [t("danger.police", number=lines.police)] if lines.police else []
    rows += [t("danger.doctor", number=lines.doctor)] if lines.doctor else []
    rows += [t("danger.talk", numbers=", ".join(lines.talk))] if lines.talk else []
    return Html("\n".join((country, *rows) if country else rows))


def ask_to_be_rung(t: Texts, actor: Actor | None, centres: Sequence[CentreView]) -> list[list[Button]]:
    """For each centre a button; none for somebody of whom neither name nor number may be stored yet, or who works there.

    Nor where there are too many: nobody there would know of them.
    """
    if actor is None or not actor.consented or actor.has_role or many(centres):
        return []
    label = t.plain("calls.ask")
    return [[Button(f"{one.name} · {label}" if len(centres) > 1 else label, b.AskToBeRung(one.id))] for one in centres]
