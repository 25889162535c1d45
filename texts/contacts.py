"""Wording of what must not be mistaken: nobody reads here, and whom to ring instead."""

from collections.abc import Sequence
from typing import Literal

from services.courses import CentreView
from services.courses.contacts import MOST
from texts.catalog import Html, Texts

_URGENT = {"NO": "113", "DK": "112"}
"""Numbers for medical help at once, by the centre's country; elsewhere in Europe it is 112."""


def nobody_reads(t: Texts, centres: Sequence[CentreView]) -> Html:
    """The whole of it, with the number to ring when it is urgent."""
    return Html(f"{in_short(t, centres)} {t('contacts.urgent', number=_urgent(t, centres))}")


def in_short(t: Texts, centres: Sequence[CentreView]) -> Html:
    """Nobody reads, and the centres' numbers."""
    return Html(f"{t('contacts.nobody_reads')} {_ring(t, centres)}".rstrip())


def whom_to_ring(t: Texts, centre: CentreView) -> Html:
    """For those who cannot wait until what they write is read."""
    return Html(f"{_ring(t, [centre])} {t('contacts.urgent', number=_urgent(t, [centre]))}".lstrip())


def human(t: Texts, centres: Sequence[CentreView]) -> Html:
    """Where a person answers, for whoever gets no further here; says so when no number is known."""
    if many(centres):
        return t("contacts.human.many")
    found = numbers(centres)
    return t("contacts.human", contacts=found) if found else t("contacts.no_number")


def many(centres: Sequence[CentreView]) -> bool:
    """Whether they are too many to be named: none of them is meant more than the others that there are."""
    return len(centres) > MOST


def numbers(centres: Sequence[CentreView]) -> str:
    """Name and number of each; a centre without a number is left out, and all where they are too many."""
    return "" if many(centres) else ", ".join(f"{one.name}: {one.phone}" for one in centres if one.phone)


def phone(t: Texts, centre: CentreView) -> str:
    """For a sentence that ends in the number: it, or that there is none."""
    return centre.phone or t.plain("contacts.none")


def _ring(t: Texts, centres: Sequence[CentreView]) -> Html:
    """Nothing when none has a number."""
    if many(centres):
        return t("contacts.human.many")
    found = numbers(centres)
    return t("contacts.ring", contacts=found) if found else Html("")


def countries(t: Texts, centres: Sequence[CentreView]) -> list[str]:
    """Those of the centres, each once; of somebody without a centre the one that their language is spoken in."""
    return sorted({one.country for one in centres}, reverse=True) or ["DK" if t.language == "da" else "NO"]


def names(t: Texts, centres: Sequence[CentreView]) -> str:
    """The centres by name, as in a sentence."""
    return t.listed([one.name for one in centres])


def names_and_numbers(t: Texts, centres: Sequence[CentreView], style: Literal["standard", "or"] = "standard") -> str:
    """The centres, each with the number that it has, as in a sentence."""
    return t.listed([f"{one.name} ({one.phone})" if one.phone else one.name for one in centres], style)


def to_be_rung(t: Texts, sentence: str, no_number: str, centres: Sequence[CentreView]) -> Html:
    """A sentence by which one may ring `{centres}`, those with a number; another that says plainly that none has one.

    Of too many nobody is named: one rings where one lives.
    """
    if many(centres):
        return t(sentence, centres=t.plain("contacts.where_you_live"))
    if rung := [one for one in centres if one.phone]:
        return t(sentence, centres=names_and_numbers(t, rung, "or"))
    return t(no_number, centres=names(t, centres) or t.plain("contacts.the_centre"))


def watched_by_datatilsynet(centres: Sequence[CentreView]) -> bool:
    """Whether the authority to complain to has that name: in Norway as in Denmark."""
    return bool(centres) and {one.country for one in centres} <= {"NO", "DK"}


def _urgent(t: Texts, centres: Sequence[CentreView]) -> str:
    found = {country: _URGENT.get(country, "112") for country in countries(t, centres)}
    if len(set(found.values())) == 1:
        return next(iter(found.values()))
    return ", ".join(f"{number} ({country})" for country, number in found.items())
