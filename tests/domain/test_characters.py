"""What is made of characters as telephones send them: all that is seen stays, and nothing that is not."""

import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from domain.characters import MOST_MARKS, folded, has_visible, one_line, tidy, units
from domain.people import NAME_LIMIT, clean_name

TELLING = [
    *"aå1 \n\t🏴👩🌾❤#می한ᄒ漢", "\u030a", "\u0301", "\u200b", "\u200c", "\u200d", "\u200e", "\u202e", "\u2066", "\u3164",
    "\ufe0f", "\u20e3", "\U000e0067", "\U000e007f", "\u1161", "\u11ab", "\ud800", "\x00", "\xa0",
    "\u2028", "\u0958", "\U0001f3fb", "\u06dd",
    "\u17b6", "\U000e0100", "\U0002f800", "\U00011099", "\U000110ba", "\u034f", "\u0591",
]  # fmt: skip
ANY = st.text(max_size=40) | st.text(st.sampled_from(TELLING), max_size=20)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("a\u030alesund", "ålesund"),
        ("9.9. kl. 18\u200e", "9.9. kl. 18"),
        ("\u2068Kari\u2069 \u202eN\u202c", "Kari N"),
        ("Kari\xa0Nordmann", "Kari Nordmann"),
        ("med\xadvirke", "medvirke"),
        ("en\r\nto\u2028tre\x0bfire", "en\nto\ntre\nfire"),
        ("\ufeff  Hei\x00 du\x07  ", "Hei du"),
        ("«Hei» – “du” ‘der’ …", "«Hei» – “du” ‘der’ …"),
        ("\u0301Kari", "Kari"),
        ("Hei \ufffc", "Hei"),
        ("H\U000e0041ei\ufe0f", "Hei"),
        ("1８", "1８"),
    ],
)
def test_what_is_seen_stays_and_nothing_else(written: str, read: str) -> None:
    assert tidy(written) == read


@pytest.mark.parametrize(
    "written",
    [
        "👩‍🌾 og 🧑🏽‍🤝‍🧑🏻, ❤️‍🔥 og 🏳️‍🌈",
        "1️⃣ ☎️ ©️ ✔︎",
        "🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f 🇳🇴",
        "می‌خواهم",
        "क्‍ष ශ්‍රී",
        "葛\U000e0100城",
        "한국어 ภาษาไทย Tiếng Việt ქართული",
    ],
)
def test_what_joins_something_is_kept(written: str) -> None:
    assert tidy(written) == written
    assert one_line(written) == written


UNSEEN = [
    "\u3164", "\u115f\u1160", "\uffa0", "\u2800", "\u200b\u200d", "\ufeff", "\xad", "\U000e0041", "\u202e\u2066", "\u0301\u0301",
    "\ufe0f", "\u034f", "\u180e", "\u17b4", "\ud800", "\xa0\u3000", " \u0301 ", "\x00\x1b", "\ufffc", "\u2061",
]  # fmt: skip


@pytest.mark.parametrize("written", UNSEEN)
def test_nothing_that_is_seen_is_nothing(written: str) -> None:
    assert tidy(written) == one_line(written) == folded(written) == clean_name(written) == ""


@given(ANY)
@settings(max_examples=150, deadline=None)
@example("a\ufe0f\u200d👩")
@example("می" + "\u0591" * MOST_MARKS + "\u200d\u0591ی")
@example("\u1100" + "\u0301" * 9 + "\u1161")
@example("\u0e32\u0301\n\u0301 \u0301")
def test_the_rule(written: str) -> None:
    for make in (tidy, one_line, folded):
        once = make(written)
        assert make(once) == once
        assert once == once.strip()
        assert once == "" or has_visible(once)
        once.encode()  # no half of a pair of surrogates
    once = tidy(written)
    assert unicodedata.is_normalized("NFC", once)
    assert units(once) <= 3 * units(written)
    assert "\n" not in one_line(written)
    assert len(clean_name(written * 9)) <= NAME_LIMIT


@given(st.text(st.characters(categories=["L", "N", "P", "S"]), max_size=30))
@settings(max_examples=100, deadline=None)
@example("0\u28000")
def test_letters_are_never_lost(written: str) -> None:
    unseen = "\u115f\u1160\u3164\uffa0\u2800\ufffc\U0001d159"
    seen = "".join(one for one in unicodedata.normalize("NFC", written) if one not in unseen)
    kept = tidy(written)
    # What is a blank in an alphabet's sign (a Braille cell without dots) may stay as a space between others.
    assert [one for one in kept if not unicodedata.combining(one) and not one.isspace()] == [
        one for one in seen if not unicodedata.combining(one) and not one.isspace()
    ]


def test_a_pile_of_marks_is_bounded() -> None:
    kept = tidy("X" + "\u0336\u0301" * 2000 + "ari")
    assert (kept[0], kept[-3:]) == ("X", "ari")
    assert len(kept) <= 4 + MOST_MARKS + 1


def test_what_a_program_reads() -> None:
    assert folded("１８：３０ − ２０") == "18:30 - 20"
    assert folded("\u0661\u0662. kl.\n18") == "12. kl. 18"
