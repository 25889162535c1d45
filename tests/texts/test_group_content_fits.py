"""The most that a centre may write for its groups still makes screens that Telegram takes, in every language."""

import html
import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from msgspec.structs import replace

from domain.groups import GroupState, MemberState, WishState
from domain.groups.content import GroupContent, Theme
from domain.groups.wishes import Answers, Step
from domain.people import LANGUAGES
from domain.programmes import Words
from services.courses import CentreView
from services.groups.newcomers import Offer
from services.groups.places import MOST_PLACES, NAME, PlaceView
from services.groups.proposals import Proposal
from services.groups.views import GroupView
from services.groups.wishes import WishView
from services.programmes import groups as limits
from texts.catalog import Catalog, Texts
from texts.groups import chat, proposals, wishes
from texts.room import length
from texts.screen import Screen

NOW = datetime(2026, 10, 7, 16, tzinfo=UTC)
CENTRE = CentreView(2**31 - 1, "s" * 60, "&" * 120, "+47 00 00 00 00", ZoneInfo("Europe/Oslo"), "nb", "NO")


def words(size: int) -> Words:
    """The longest there may be, of signs that stand for something else in Telegram's HTML."""
    return dict.fromkeys(LANGUAGES, "<&>" * (size // 3) + "x" * (size % 3))


RULES = limits.RULES // limits.MOST_RULES
LONGEST = GroupContent(
    least=4,
    most=limits.LARGEST,
    aim=(5, 7),
    hours=(10, 11, 13, 16, 18, 19),
    ages=(18, 25, 30, 40, 50, 60, 70, 80),
    theme=tuple(Theme(f"{number:030}", words(limits.THEME)) for number in range(limits.MOST_THEMES)),
    weekly_question=(words(limits.QUESTION),),
    ground_rule=(words(RULES),) * limits.MOST_RULES,
)
PLACES = (*(PlaceView(f"{number:030}", "<" * NAME) for number in range(MOST_PLACES)), PlaceView("online", ""))
FULL = Answers(
    side="relative",
    themes=tuple(one.slug for one in LONGEST.theme),
    slots=LONGEST.slots,
    languages=LANGUAGES,
    places=tuple(one.slug for one in PLACES),
    age=80,
    age_matters=True,
    mixed_sides=True,
    seen=True,
)
GROUP = GroupView(
    2**31 - 1, 1, CENTRE, GroupState.RUNNING, 1, 18, "tue-18", "<" * NAME, "nb", (words(limits.THEME),) * 3, 12, NOW,
    True, True, True,
)  # fmt: skip


def screens(t: Texts) -> list[Screen]:
    view = WishView(2**31 - 1, WishState.DRAFT, FULL, "ABC234", NOW, CENTRE, LONGEST, PLACES)
    found = [wishes.form(t, replace(view, answers=FULL.at(step))) for step in Step]
    found += [wishes.card(t, replace(view, state=WishState.PAUSED), elsewhere=True)]
    asked = Proposal(2**31 - 1, 9, MemberState.ASKED, GROUP, 1, NOW)
    found += [proposals.proposal(t, asked), proposals.offer(t, Offer(2**31 - 1, 9, GROUP, NOW + timedelta(days=3)))]
    found += [chat.rules(t, LONGEST.ground_rule)]
    return [*found, Screen(t("groups.chat.question", question=t.pick(LONGEST.weekly_question[0])))]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_longest_fits(language: str) -> None:
    for screen in screens(Catalog().of(language)):
        plain = html.unescape(re.sub(r"</?(b|i|code)>", "", screen.text))
        assert length(plain) <= 4096, (length(plain), plain[:80])
        buttons = [button for row in screen.rows for button in row]
        assert len(buttons) <= 100
        assert all(0 < len(row) <= 8 for row in screen.rows)
        for button in buttons:
            assert button.press is not None
            assert len(button.press.pack().encode()) <= 64
            assert length(button.label) <= 64
