"""Wording of whom the bot does not reach. For coordinators only: it names people and their telephones."""

from services.people import Reach, ToRing
from texts.catalog import Html, Texts

_NAME_SHOWN = 40
"""Characters, as in the list of participants."""


def to_ring(t: Texts, reach: Reach) -> Html:
    """How many are not reached, and a line for each; empty when everybody is."""
    if not reach.ring:
        return Html("")
    lines = [t.many("reach.ring", len(reach.ring) + reach.more), *(_line(t, one) for one in reach.ring)]
    if reach.more:
        lines.append(t.many("reach.more", reach.more))
    return Html("\n".join(lines))


def _line(t: Texts, one: ToRing) -> Html:
    name = one.name or "–"
    name = name if len(name) <= _NAME_SHOWN else f"{name[: _NAME_SHOWN - 1]}…"
    return t("reach.phone", name=name, phone=one.phone) if one.phone else t("reach.no_phone", name=name)
