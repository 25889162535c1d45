"""Wording of what must not be mistaken: nobody reads here, and whom to ring instead."""

from collections.abc import Sequence

from services.courses import CentreView
from texts.catalog import Html, Texts

_URGENT = {"NO": "113", "DK": "112"}
"""Numbers for medical help at once, by the centre's country; elsewhere in Europe it is 112."""


def nobody_reads(t: Texts, centres: Sequence[CentreView]) -> Html:
    """The whole of it, with the number to ring when it is urgent."""
    return Html(f"{in_short(t, centres)} {t('contacts.urgent', number=_urgent(t, centres))}")


def in_short(t: Texts, centres: Sequence[CentreView]) -> Html:
    """Nobody reads, and the centres' numbers."""
    return Html(f"{t('contacts.nobody_reads')} {_numbers(t, centres)}".rstrip())


def whom_to_ring(t: Texts, centre: CentreView) -> Html:
    """For those who cannot wait until what they write is read."""
    return Html(f"{_numbers(t, [centre])} {t('contacts.urgent', number=_urgent(t, [centre]))}".lstrip())


def names(centres: Sequence[CentreView]) -> str:
    """The centres by name."""
    return ", ".join(one.name for one in centres)


def names_and_numbers(t: Texts, centres: Sequence[CentreView]) -> str:
    """The centres, each with the number that it has; without any, only what such a place is called."""
    return ", ".join(f"{one.name} ({one.phone})" if one.phone else one.name for one in centres) or t.plain(
        "contacts.the_centre"
    )


def watched_by_datatilsynet(centres: Sequence[CentreView]) -> bool:
    """Whether the authority to complain to has that name: in Norway as in Denmark."""
    return bool(centres) and {one.country for one in centres} <= {"NO", "DK"}


def _numbers(t: Texts, centres: Sequence[CentreView]) -> Html:
    """A centre without a number is left out; nothing when none has one."""
    numbers = ", ".join(f"{one.name}: {one.phone}" for one in centres if one.phone)
    return t("contacts.ring", contacts=numbers) if numbers else Html("")


def _urgent(t: Texts, centres: Sequence[CentreView]) -> str:
    countries = sorted({one.country for one in centres}, reverse=True) or ["DK" if t.language == "da" else "NO"]
    numbers = {country: _URGENT.get(country, "112") for country in countries}
    if len(set(numbers.values())) == 1:
        return numbers[countries[0]]
    return ", ".join(f"{number} ({country})" for country, number in numbers.items())
