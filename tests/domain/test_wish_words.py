"""Every screen of the wish for a group, in each language, at its longest: whole, short enough, and with buttons that work."""

import html
import re
from datetime import UTC, datetime
from itertools import product
from zoneinfo import ZoneInfo

import pytest
from msgspec.structs import replace

from domain import errors
from domain.buttons import unpack
from domain.groups import HOLDING, GroupState, WishState
from domain.groups.wishes import MOST_NAMED, SPOKEN, Answers, Step
from domain.people import LANGUAGES
from services.courses import CentreView
from services.groups.pairs import Codes, Named
from services.groups.places import PlaceView
from services.groups.views import GroupView
from services.groups.wishes import Held, Invitation, WishView
from services.programmes import read_library
from texts import errors as error_words
from texts.catalog import Catalog, Texts
from texts.groups import codes
from texts.groups import wishes as words
from texts.screen import Screen

LIBRARY, CATALOG = read_library(), Catalog()
CENTRE = CentreView(2**31 - 1, "s" * 60, "Læring & mestring " * 6, "", ZoneInfo("Europe/Oslo"), "nb", "NO")
PLACES = tuple(PlaceView(f"{number:030}", f"Sted <{number}>") for number in range(10))
FULL = Answers(
    side="relative",
    themes=tuple(one.slug for one in LIBRARY.groups.theme),
    slots=LIBRARY.groups.slots,
    languages=SPOKEN,
    places=tuple(one.slug for one in PLACES),
    age=70,
    age_matters=True,
    mixed_sides=True,
    starter=True,
)
VIEW = WishView(
    2**31 - 1,
    WishState.DRAFT,
    FULL,
    "ABC234",
    datetime(2026, 10, 7, tzinfo=UTC),
    CENTRE,
    LIBRARY.groups,
    (*PLACES, PlaceView("online", "")),
)
GROUP = GroupView(
    2**31 - 1, 1, CENTRE, GroupState.RUNNING, 1, 18, "tue-18", "Sted <1>", "nb", (), 8, VIEW.since, True, True, True
)  # fmt: skip
HELD = [Held(state, GROUP, (2**31 - 1, 2**31 - 1), VIEW.since) for state in HOLDING]


def screens(t: Texts) -> list[Screen]:
    """All there are, full and empty."""
    found = [words.invite(t, Invitation(CENTRE, 4, 8)), words.declined(t), words.choose_centre(t, [CENTRE] * 30)]
    for answers, seen, step in product((FULL, Answers(side="self")), (False, True), Step):
        found.append(words.form(t, replace(VIEW, answers=replace(answers, step=step, seen=seen))))
    for answers, state in product((FULL, Answers(side="self", same_situation=True)), WishState):
        if state is not WishState.WITHDRAWN:
            found.append(words.card(t, replace(VIEW, answers=answers, state=state), elsewhere=True))
    named = tuple(Named(2**31 - 1, "XYZ789", bool(number % 2)) for number in range(MOST_NAMED))
    found += [words.finished(t, VIEW), words.ask_withdraw(t, VIEW), words.withdrawn(t, VIEW)]
    for held in HELD:
        placed = replace(VIEW, state=WishState.PLACED, held=held)
        found += [words.summary(t, placed), words.ask_withdraw(t, placed), words.withdrawn(t, placed)]
    found.append(words.in_group(t, HELD[-1]))
    found += [codes.codes(t, Codes(1, "ABC234", (), CENTRE)), codes.codes(t, Codes(1, "ABC234", named, CENTRE))]
    return [*found, codes.ask_code(t, True), codes.ask_code(t, False)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_screen(language: str) -> None:
    for screen in screens(CATALOG.of(language)):
        plain = html.unescape(re.sub(r"</?(b|i|code)>", "", screen.text))
        assert len(plain.encode("utf-16-le")) // 2 <= 4096
        assert not re.search(r"groups\.\w", plain)
        assert not re.search(r"[{}]|<(?!\d)", plain)
        buttons = [button for row in screen.rows for button in row]
        assert len(buttons) <= 100
        assert all(0 < len(row) <= 8 for row in screen.rows)
        for button in buttons:
            assert button.press is not None
            assert unpack(button.press.pack()) == button.press
            assert 0 < len(button.label) <= 120


@pytest.mark.parametrize("language", LANGUAGES)
def test_labels_fit_beside_each_other(language: str) -> None:
    """On a small telephone about 36 signs fit into a row of buttons."""
    t = CATALOG.of(language)
    for step in (Step.THEMES, Step.SLOTS, Step.AGE):
        screen = words.form(t, replace(VIEW, answers=replace(FULL, step=step)))
        for row in screen.rows:
            assert max(len(button.label) for button in row) <= 36 // len(row) + (8 if len(row) == 2 else 4)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["UnknownCode", "OwnCode", "EnoughNamed", "InGroup"])
def test_refusals(language: str, name: str) -> None:
    kind = getattr(errors, name)
    screen = error_words.say(CATALOG.of(language), kind(12) if name == "EnoughNamed" else kind())
    assert screen.text
    assert "error." not in screen.text


def test_no_two_languages_say_the_same() -> None:
    said = {language: words.finished(CATALOG.of(language), VIEW).text for language in LANGUAGES}
    assert len(set(said.values())) == len(LANGUAGES)
