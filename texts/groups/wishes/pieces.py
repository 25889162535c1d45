"""What stands in several of these screens."""

from domain.groups import MemberState
from domain.groups import buttons as g
from domain.people import buttons as b
from services.groups.wishes import Held, WishView
from texts.catalog import Texts
from texts.groups.proposals import place as group_place
from texts.groups.words import slot
from texts.screen import Button

Rows = list[list[Button]]


def group_values(t: Texts, held: Held) -> dict[str, str]:
    """What a group is called towards those who are in it: when and where."""
    zone = held.group.zone
    return {"slot": slot(t, held.group.slot), "place": group_place(t, held.group), "until": t.moment(held.until, zone)}


def to_held(t: Texts, held: Held) -> Button:
    """The group, or what one has been asked about."""
    if held.state is MemberState.MEMBER:
        return to_group(t, held)
    return Button(t.plain("groups.proposal.show"), g.ShowProposal(held.key[0]))


def to_group(t: Texts, held: Held) -> Button:
    return Button(t.plain("groups.life.open"), g.ShowGroup(held.group.id))


def band(view: WishView, age: int) -> str:
    """`30–39`, and `70+` for the last."""
    ages = view.content.ages
    number = view.content.band_of(age) or 0
    start, end = view.content.age_bands[number]
    return f"{start}+" if start == ages[-1] else f"{start}–{end}"


def choice(t: Texts, view: WishView, field: str, sentence: str) -> Button:
    on = getattr(view.answers, field)
    return Button(ticked(t.plain(sentence), on), g.Toggle(view.id, field, "1", int(not on)))


def ticked(label: str, on: bool) -> str:
    return f"✓ {label}" if on else label


def home(t: Texts) -> Button:
    return Button(t.plain("button.home"), b.Home())
