"""What all screens of the groups share: times of the week, places, themes, languages in words; buttons in columns."""

from collections.abc import Iterable, Sequence

from domain.groups import read_slot
from domain.groups.content import GroupContent
from domain.groups.wishes import ONLINE
from domain.timing import WEEKDAYS
from services.groups.places import PlaceView
from texts.catalog import Texts
from texts.screen import Button


def slot(t: Texts, slot: str) -> str:
    """`Tuesdays at 18:00`."""
    weekday, hour = read_slot(slot)
    day = t.plain(f"groups.days.{WEEKDAYS[weekday][:3]}")
    return f"{day} {t.plain('time.at', hour=f'{hour:02}:00')}"


def place(t: Texts, slug: str, places: Iterable[PlaceView]) -> str:
    """The place's name as the centre wrote it, or `online`; its slug when the centre no longer names it."""
    if slug == ONLINE:
        return t.plain("groups.online")
    return next((one.name for one in places if one.slug == slug), slug)


def theme(t: Texts, content: GroupContent, slug: str) -> str:
    """The theme in words; its slug when the centre has taken it away since."""
    found = content.find_theme(slug)
    return t.pick(found.name) if found else slug


_SPOKEN = {"nb": "Norsk", "da": "Dansk", "en": "English"}
"""Each in itself, as whoever speaks it looks for it."""


def language(code: str) -> str:
    """A language that people speak: Norwegian is one, in whatever form somebody writes it."""
    return _SPOKEN.get(code, code)


HALF = 17
"""Characters of a label that half the width of a telephone shows."""
TICK = "✓ "


def fitted(buttons: Sequence[Button]) -> list[list[Button]]:
    """Rows of two where both labels can be read, ticked or not; what is longer has a row of its own."""
    rows: list[list[Button]] = []
    for button in buttons:
        short = len(button.label.removeprefix(TICK)) + len(TICK) <= HALF
        if short and rows and len(rows[-1]) == 1 and len(rows[-1][0].label.removeprefix(TICK)) + len(TICK) <= HALF:
            rows[-1].append(button)
        else:
            rows.append([button])
    return rows


def columns(buttons: Sequence[Button], width: int) -> list[list[Button]]:
    """Rows of so many buttons each."""
    return [list(buttons[start : start + width]) for start in range(0, len(buttons), width)]
