"""How long something lasts is said as people say it, in each language."""

import pytest

from texts.catalog import Catalog

LENGTHS = {
    "nb": ("45 minutter", "1 time", "1½ time", "2 timer", "2½ time", "1 time og 45 minutter"),
    "nn": ("45 minutt", "1 time", "1½ time", "2 timar", "2½ time", "1 time og 45 minutt"),
    "da": ("45 minutter", "1 time", "1½ time", "2 timer", "2½ time", "1 time og 45 minutter"),
    "en": ("45 minutes", "1 hour", "1½ hours", "2 hours", "2½ hours", "1 hour and 45 minutes"),
}


@pytest.mark.parametrize("language", LENGTHS)
def test_lengths(language: str) -> None:
    t = Catalog().of(language)
    assert tuple(map(t.length, (45, 60, 90, 120, 150, 105))) == LENGTHS[language]
