"""A centre with very many people and groups: lists come in pages, and Telegram takes every screen."""

import json
from collections.abc import Sequence

from db.models import Group, Round, Trouble
from domain.groups import buttons as g
from tests.flows.crowds import crowd
from tests.stage import START, Phone, Stage
from texts.room import MESSAGE_LIMIT, length

WIDE = "Ø{number} 😀" + "😀" * 36
"""A name as long as names may be."""


def groups_listed(phone: Phone) -> list[str]:
    """The labels that stand for groups."""
    return [one for one in phone.labels() if "kl. 18:00" in one]


async def leafed(phone: Phone) -> list[list[str]]:
    """The labels of all pages, from the one that is shown on; each is a screen that Telegram takes."""
    pages = []
    while True:
        fits(phone)
        pages.append(phone.labels())
        if "Neste side" not in phone.labels():
            return pages
        await phone.press("Neste side")


def fits(phone: Phone) -> None:
    assert len(phone.labels()) <= 100
    assert length(phone.last) <= MESSAGE_LIMIT


async def drafted(stage: Stage, groups: Sequence[Sequence[int]], berit: Phone) -> None:
    draft = [{"wishes": one, "slot": "tue-18", "place": "online", "language": "nb", "locked": []} for one in groups]
    async with stage.app.database.begin() as session:
        session.add(Round(centre_id=1, seed=1, draft=json.dumps(draft), created_at=START))
    await berit.forge(g.ShowRound(1).pack())


async def test_a_draft_of_very_many_groups(stage: Stage) -> None:
    ids = await crowd(stage, 4 * 130 + 33, alike=True, name=WIDE)
    berit = await stage.coordinator("Berit")
    await drafted(stage, [ids[start : start + 4] for start in range(0, 4 * 130, 4)], berit)
    assert "Grupper: 130" in berit.last
    assert "Side 1 av 7" in berit.last
    pages = await leafed(berit)
    listed = [label for page in pages for label in page if label.startswith("Gruppe ")]
    assert len(listed) == len(set(listed)) == 130
    assert all("Godkjenn og spør alle" in page for page in pages)
    await berit.press("Forrige side")
    assert "Side 6 av 7" in berit.last
    await berit.press("Uten gruppe")
    left = [label for page in await leafed(berit) for label in page if label.startswith("Ø")]
    assert len(set(left)) == 33
    await berit.press(left[-1])
    moves = [label for page in await leafed(berit) for label in page if label.startswith("Flytt til")]
    assert len(set(moves)) == 130
    await berit.press("Flytt til gruppe 130")
    await berit.press("Ja, gjør det")
    assert "Med plass: 521. Uten gruppe: 32" in berit.last


async def test_what_may_not_be_comes_first(stage: Stage) -> None:
    ids = await crowd(stage, 4 * 30, alike=True)
    berit = await stage.coordinator("Berit")
    await drafted(stage, [*(ids[start : start + 4] for start in range(0, 116, 4)), ids[116:119]], berit)
    assert "for liten eller for stor" in berit.last
    assert berit.labels()[0].startswith("Gruppe 30")


async def test_a_group_takes_no_more_than_a_swap_needs(stage: Stage) -> None:
    """Else its card would come to hold more people than there may be buttons."""
    ids = await crowd(stage, 14, alike=True)
    berit = await stage.coordinator("Berit")
    await drafted(stage, [ids[:10], ids[10:]], berit)
    await berit.forge(g.TryMove(1, ids[10], 1).pack())
    assert "Gruppa ville ha blitt for stor" in berit.last
    await berit.forge(g.ConfirmMovePerson(1, 1, ids[10], 1).pack())
    assert "Utkastet er endret" in berit.last
    await berit.forge(g.TryMove(1, ids[0], 2).pack())
    assert "Ja, gjør det" in berit.labels()


async def test_a_board_of_very_many_groups(stage: Stage) -> None:
    await crowd(stage, 4 * 105, 105, alike=True)
    async with stage.app.database.begin() as session:
        oldest = await session.get_one(Group, 1)
        session.add(
            Trouble(group_id=oldest.id, text="Vi finner ikke tonen", created_at=START, told_at=START, done_at=None)
        )
    berit = await stage.coordinator("Berit")
    await berit.forge(g.ManageGroups(1).pack())
    assert groups_listed(berit)[0].startswith("❗")
    assert len(groups_listed(berit)) == 20
    assert "Side 1 av 6" in berit.last
    pages = await leafed(berit)
    assert sum(len([label for label in page if "kl. 18:00" in label]) for page in pages) == 105
    await berit.forge(g.GroupsPage(1, 2**31 - 1).pack())
    assert "Side 6 av 6" in berit.last
