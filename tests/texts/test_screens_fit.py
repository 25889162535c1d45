"""The longest that people may write still makes a screen that Telegram takes."""

import pytest

from domain.people import LANGUAGES
from domain.people.buttons import Home
from tests.labels import Seen
from texts.catalog import Catalog
from texts.groups.words import fitted
from texts.room import MESSAGE_LIMIT, fitting, shorten, units
from texts.screen import Button, Screen

LONGEST = "🌿" * 1000


def test_shortening_counts_as_telegram_does() -> None:
    assert units(shorten(LONGEST, 100)) <= 100
    assert shorten("kort", 100) == "kort"


def test_whole_parts_are_kept_as_long_as_they_fit() -> None:
    parts = [f"<b>Del {number}</b> {LONGEST[:600]}" for number in range(9)]
    text = fitting(parts)
    assert units(text) <= MESSAGE_LIMIT
    assert text.count("<b>") == text.count("</b>") > 0


@pytest.mark.parametrize("language", LANGUAGES)
def test_labels_are_watched_on_every_screen(language: str, labels_fit: Seen) -> None:
    """The fixture that watches all tests sees what is too long, in any language, and nothing else."""
    t = Catalog().of(language)
    short, long = Button(t.plain("button.back"), Home()), Button(t.plain("groups.life.take_over"), Home())
    Screen("", [[short], [long]])
    assert labels_fit.too_long == set()
    Screen("", [[short, long]])
    assert {one.partition(" ")[0] for one in labels_fit.too_long} == {"groups.life.take_over"}
    labels_fit.too_long.clear()


@pytest.mark.parametrize(
    ("sizes", "rows"),
    [((5, 5), [2]), ((5, 5, 5), [2, 1]), ((15, 15), [2]), ((16, 5, 5), [1, 2]), ((5, 16, 5), [1, 1, 1])],
)
def test_two_share_a_row_only_when_both_can_be_read(sizes: tuple[int, ...], rows: list[int]) -> None:
    buttons = [Button("x" * size, Home()) for size in sizes]
    assert [len(row) for row in fitted(buttons)] == rows
    ticked = [Button(f"✓ {button.label}", Home()) for button in buttons]
    assert [len(row) for row in fitted(ticked)] == rows
