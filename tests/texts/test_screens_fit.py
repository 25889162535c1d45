"""The longest that people may write still makes a screen that Telegram takes."""

from texts.room import MESSAGE_LIMIT, fitting, shorten, units

LONGEST = "🌿" * 1000


def test_shortening_counts_as_telegram_does() -> None:
    assert units(shorten(LONGEST, 100)) <= 100
    assert shorten("kort", 100) == "kort"


def test_whole_parts_are_kept_as_long_as_they_fit() -> None:
    parts = [f"<b>Del {number}</b> {LONGEST[:600]}" for number in range(9)]
    text = fitting(parts)
    assert units(text) <= MESSAGE_LIMIT
    assert text.count("<b>") == text.count("</b>") > 0
