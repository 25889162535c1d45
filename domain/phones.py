"""Telephone numbers as people write them, and as Telegram's contacts carry them."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from domain.characters import folded

if TYPE_CHECKING:
    from phonenumbers import PhoneNumber

LONGEST = 60


def read_phone(written: str, country: str, *, contact: bool = False) -> str:
    """In international form. Raises ValueError.

    What begins with neither + nor 00 is read as a number of `country` (ISO 3166), and if it is none there as one that lacks
    its plus; of a contact the other way round, as Telegram leaves the plus out.
    """
    # Loaded when somebody first gives a number: few ever do, and it is a fiftieth of the start.
    import phonenumbers

    number = " ".join(folded(written).removeprefix("tel:").replace("(0)", "").split())
    if not 0 < len(number) <= LONGEST:
        raise ValueError("no telephone number")
    readings = list(_readings(number, country, contact))
    found = next((one for one in readings if phonenumbers.is_valid_number(one)), None)
    found = found or next((one for one in readings if _is_possible(one)), None)
    if found is None:
        raise ValueError("no telephone number")
    return _as_written(found)


def looks_like_phone(written: str) -> bool:
    """Whether somebody who has not been asked for it just now can mean nothing but a telephone number."""
    number = "".join(folded(written).split())
    return sum(one.isdigit() for one in number) >= 8 and all(one.isdigit() or one in "+()-./" for one in number)


def _is_possible(number: "PhoneNumber") -> bool:
    """Perhaps one that the library's lists do not know yet; not one of nothing but zeros, which read again is another."""
    import phonenumbers

    return phonenumbers.is_possible_number(number) and phonenumbers.parse(_as_written(number)) == number


def _as_written(number: "PhoneNumber") -> str:
    """International; a Norwegian mobile number in groups of 3-2-3, as people there write and say it."""
    import phonenumbers

    national = str(number.national_number)
    if number.country_code == 47 and len(national) == 8 and national[0] in "49":
        return f"+47 {national[:3]} {national[3:5]} {national[5:]}"
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


def _readings(number: str, country: str, contact: bool) -> "Iterator[PhoneNumber]":
    """The likelier first."""
    import phonenumbers

    if number.startswith("+"):
        ways = [number]
    elif number.startswith("00"):
        ways = [f"+{number[2:]}", number]
    else:
        ways = [f"+{number}", number] if contact else [number, f"+{number}"]
    for one in ways:
        try:
            yield phonenumbers.parse(one, country)
        except phonenumbers.NumberParseException:
            continue
