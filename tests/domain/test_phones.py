"""Telephone numbers, typed and out of a contact."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from domain.phones import read_phone

TAKEN = "+47 22 22 55 55"


SPELLINGS = [
    "22225555", "22 22 55 55", "4722225555", "+4722225555", "004722225555", "tel:+47-22-22-55-55", "２２２２５５５５",
    "\u200e+47 22 22 55 55\u200e", "22\xa022\u202f55\u200955", "(+47) 22.22.55.55", "\u202a22225555\u202c", "22‑22‑55‑55",
]  # fmt: skip


@pytest.mark.parametrize("written", SPELLINGS)
def test_a_number_of_the_centre_s_country(written: str) -> None:
    assert read_phone(written, "NO") == TAKEN
    assert read_phone(written, "NO", contact=True) == TAKEN


@pytest.mark.parametrize(
    ("written", "country", "read"),
    [
        ("46701234567", "NO", "+46 70 123 45 67"),
        ("4521345678", "NO", "+45 21 34 56 78"),
        ("0046 (0)70 123 45 67", "NO", "+46 70 123 45 67"),
        ("070-123 45 67", "SE", "+46 70 123 45 67"),
        ("4741234567", "DK", "+47 412 34 567"),
        ("447400123456", "NO", "+44 7400 123456"),
    ],
)
@pytest.mark.parametrize("contact", [False, True])
def test_another_country_s(written: str, country: str, read: str, contact: bool) -> None:
    assert read_phone(written, country, contact=contact) == read


@pytest.mark.parametrize("written", ["", "nei", "123", "+", "22 22", "+999 12345678", "1" * 4000, "📞", "\u3164"])
@pytest.mark.parametrize("contact", [False, True])
def test_no_number(written: str, contact: bool) -> None:
    with pytest.raises(ValueError, match="no telephone number"):
        read_phone(written, "NO", contact=contact)


@example("200000000000")
@given(st.text(max_size=20) | st.from_regex(r"\+?[0-9 ()-]{3,20}", fullmatch=True))
def test_read_again_it_is_the_same(written: str) -> None:
    try:
        once = read_phone(written, "NO")
    except ValueError:
        return
    assert read_phone(once, "DK", contact=True) == once
