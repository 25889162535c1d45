"""Formatting goes through the bot as it was: what Telegram would read of the markup is what somebody wrote."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.characters import clean, tidy, units
from domain.marked import KINDS, LINK, MOST, STYLES, Marked, Stretch, _places, read, restored
from sandbox.formatted import formatted
from tests.sandbox import tdlib
from texts.marked import markup

WEB = "https://example.org/a?b=1&c=%22#d"
WORDS = st.lists(st.sampled_from([*'ab<>&"\n', " ", "å", "🙂", "👩‍🌾", "\u200e", "o\u0308", "\xa0"]), max_size=30).map(
    "".join
)
PLACES = st.builds(
    Stretch,
    st.sampled_from(sorted(KINDS)),
    st.integers(-2, 40),
    st.integers(-2, 40),
    st.sampled_from(["", WEB, "https://example.org/'\"<>", "python", "javascript:alert(1)", "tg://user?id=7"]),
)


def shown(words: Marked) -> tuple[str, list[Any]]:
    """What a message would hold, in Telegram's reading."""
    text, entities = formatted(markup(words), "HTML", None, None)
    return text, [one.to_json() for one in entities]


def covered(kind: str, words: Marked) -> set[int]:
    """Units of the text that are no blanks and stand within a stretch of the kind."""
    blank = {at for at, one in enumerate(words.text.encode("utf-16-le")[::2]) if one in (0x20, 0x0A)}
    return {at for one in words.stretches if one.kind == kind for at in range(one.start, one.end)} - blank


@given(WORDS, st.lists(PLACES, max_size=6))
@settings(max_examples=200, deadline=None)
def test_whatever_is_written_is_read_the_same(text: str, stretches: list[Stretch]) -> None:
    words = read(text, stretches)
    assert words.text == tidy(text)
    assert restored(words.text, words.formatting()) == words
    assert read(words.text, words.stretches) == words
    for one in words.stretches:
        assert 0 <= one.start < one.end <= units(words.text)
        words.text.encode("utf-16-le")[2 * one.start : 2 * one.end].decode("utf-16-le")  # no half of a character
    parsed, entities = shown(words)
    assert parsed == words.text == tdlib.parse_html(markup(words))[0]
    again = Marked(parsed, tuple(Stretch(one["type"], one["offset"], one["length"]) for one in entities))
    if not any(one.kind in ("code", "pre") for one in words.stretches):
        for kind in (*STYLES, LINK):
            assert covered(kind, again) == covered(kind, words), kind


def test_nested_and_overlapping() -> None:
    words = Marked("Kartet 🗺 ligger her", (Stretch("bold", 0, 16), Stretch("italic", 7, 13), Stretch(LINK, 17, 3, WEB)))
    text, entities = shown(words)
    assert text == words.text
    again = Marked(text, tuple(Stretch(one["type"], one["offset"], one["length"]) for one in entities))
    assert all(covered(kind, again) == covered(kind, words) for kind in ("bold", "italic", LINK))
    assert [one["url"] for one in entities if one["type"] == LINK] == [WEB]


def test_a_quotation_begins_with_no_blank() -> None:
    words = read("her:\n\nsitat", [Stretch("blockquote", 4, 7), Stretch(LINK, 0, 11, WEB)])
    assert words.stretches[0] == Stretch("blockquote", 6, 5)
    links = [(one["offset"], one["length"]) for one in shown(words)[1] if one["type"] == LINK]
    assert links == [(0, 6), (6, 5)]


@pytest.mark.parametrize("kind", sorted(KINDS - {LINK}))
def test_every_kind(kind: str) -> None:
    argument = "python" if kind == "pre" else ""
    (entity,) = shown(read("Les: <dette> & mer", [Stretch(kind, 5, 7, argument)]))[1]
    assert (entity["type"], entity["offset"], entity["length"], entity.get("language", "")) == (kind, 5, 7, argument)


def test_the_text_moves_and_its_stretches_with_it() -> None:
    words = read(" \n\u200eo\u0308 her\u200e ", [Stretch(LINK, 6, 4, WEB)])
    assert words == Marked("ö her", (Stretch(LINK, 2, 3, WEB),))


@pytest.mark.parametrize(
    "address", ["tg://user?id=7", "javascript:alert(1)", "ftp://example.org", "https://", "x" * 2000, ""]
)
def test_no_link_is_made_of_it(address: str) -> None:
    assert read("Kari", [Stretch(LINK, 0, 4, address)]) == Marked("Kari")


def test_whom_a_name_stands_for_is_not_spread() -> None:
    kinds = ("text_mention", "mention", "custom_emoji", "url", "bot_command", "date_time", "unheard_of")
    assert read("Kari 🙂", [Stretch(kind, 0, 4) for kind in kinds]) == Marked("Kari 🙂")


def test_addresses_where_no_formatting_goes() -> None:
    words = read("Kart her, og her.", [Stretch(LINK, 5, 3, WEB), Stretch(LINK, 13, 3, "mailto:post@example.org")])
    assert words.text == "Kart her, og her (post@example.org)."
    assert words.with_addresses == f"Kart her ({WEB}), og her (post@example.org)."
    assert read("example.org", [Stretch(LINK, 0, 11, "https://www.example.org/")]).with_addresses == "example.org"
    bold = read("Ring oss nå", [Stretch("bold", 0, 11), Stretch(LINK, 5, 3, "tel:+4722225555")])
    assert bold == Marked("Ring oss (+4722225555) nå", (Stretch("bold", 0, 25),))


def test_no_more_than_telegram_takes() -> None:
    assert len(read("x" * 300, [Stretch("bold", at, 1) for at in range(300)]).stretches) == MOST


def test_places_are_those_of_what_stands_before() -> None:
    """The quick way to measure gives what the slow one does, and where the text is clean already nothing moves."""
    text = "Blåba\u030ar \u200e🗺\u200d og e\u0301 \u3164her\r\n👩\u200d🌾!"
    encoded = text.encode("utf-16-le")
    wanted = range(len(encoded) // 2 + 1)
    assert _places(text, wanted) == {
        at: units(clean(encoded[: 2 * at].decode("utf-16-le", "surrogatepass"))) for at in wanted
    }
    assert _places(tidy(text), wanted) == {at: at for at in wanted}
