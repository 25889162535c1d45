"""What somebody may do whose role ends, or never was theirs. Everybody × everything: `test_rights_of_everybody.py`."""

from collections.abc import Awaitable, Callable
from typing import Any, get_type_hints

import pytest
from sqlalchemy import delete

from db.models import Assignment
from domain import buttons as all_buttons
from domain.notices import buttons as notices_buttons
from domain.rights import Action
from domain.running.sessions import in_minutes
from handlers import TABLE
from tests.stage import CENTRE, COURSE, FIRST, Phone, Stage

MakeStage = Callable[..., Awaitable[Stage]]
COORDINATORS = sorted(
    (
        kind
        for kind, entry in TABLE.buttons.items()
        if entry.action in (Action.SEE, Action.PEOPLE, Action.RUN, Action.RESULTS)
    ),
    key=lambda kind: kind.code,
)
VALUES: dict[str, Any] = {"session_id": 4, "at": in_minutes(FIRST) + 60 * 24 * 30, "round": "midway", "page": 0}
"""What would do harm if it were let through; every other field is 1."""
OTHER_CENTRE = CENTRE.replace("sandefjord", "tromso").replace("LMS-Sandefjord", "LMS-Tromsø")
REFUSED = ("Dette er for dem som koordinerer kurset", "virker ikke lenger")
NOT_COMPARED = ("inbox", "dialogs", "taken_answers", "notes", "people.blocked_at")


def harmful(kind: type[all_buttons.Payload]) -> str:
    """The callback data of a button that names things that exist."""
    hints = get_type_hints(kind)
    values = {name: VALUES.get(name, hints[name](1)) for name in kind.__struct_fields__}  # type: ignore[arg-type]
    return kind(**values).pack()


async def played(make_stage: MakeStage, url: str) -> tuple[Stage, Phone, Phone]:
    """A stage with a participant, and a coordinator who has written a notice and not sent it."""
    stage = await make_stage(url, batch=CENTRE + OTHER_CENTRE + COURSE)
    kari, berit = await stage.enrolled("Kari"), await stage.coordinator("Berit")
    await berit.forge("write.1")
    await berit.say("Vi sees på tirsdag.")
    return stage, kari, berit


async def test_the_same_buttons_work_for_the_coordinator(make_stage: MakeStage, sqlite_url: str) -> None:
    stage, _, berit = await played(make_stage, sqlite_url)
    before = await stage.dump(without=NOT_COMPARED)
    for kind in COORDINATORS:
        await berit.forge(harmful(kind))
        assert REFUSED[0] not in berit.last, kind
    assert await stage.dump(without=NOT_COMPARED) != before


async def test_courses_of_another_centre_are_not_listed(make_stage: MakeStage, sqlite_url: str) -> None:
    stage, _, _ = await played(make_stage, sqlite_url)
    turid = await stage.coordinator("Turid", "tromso")
    await turid.say("/courses")
    assert "har ingen kurs her ennå" in turid.last
    assert not [label for label in turid.labels() if "Hvitgården" in label]


@pytest.mark.parametrize(("button", "written"), [("write.1", "Hei alle"), ("move.4.1", "2026-10-06 18:00")])
async def test_role_that_ends_in_the_middle_of_a_dialogue(stage: Stage, button: str, written: str) -> None:
    berit = await stage.coordinator("Berit")
    await berit.forge(button)
    async with stage.app.database.begin() as session:
        await session.execute(delete(Assignment))
    before = await stage.dump(without=NOT_COMPARED)
    await berit.say(written)
    assert REFUSED[0] in berit.last
    assert await stage.dump(without=NOT_COMPARED) == before
    await berit.say(written)
    assert REFUSED[0] not in berit.last  # the dialogue is over


async def test_notice_is_sent_only_by_its_author(make_stage: MakeStage, sqlite_url: str) -> None:
    stage, kari, berit = await played(make_stage, sqlite_url)
    arne = await stage.coordinator("Arne")
    for data in ("send.1", "redo.1", "drop.1"):
        await arne.forge(data)
        assert REFUSED[0] in arne.last, data
    await kari.refresh()
    assert not kari.saw("Vi sees på tirsdag")
    await berit.tap(notices_buttons.SendNotice)
    await kari.refresh()
    assert kari.saw("Vi sees på tirsdag")


@pytest.mark.parametrize("payload", ["i_", "i_forged", "i_" + "x" * 60])
async def test_forged_invitation_gives_no_role(stage: Stage, payload: str) -> None:
    kari = await stage.participant("Kari")
    await kari.start(payload)
    assert "Denne lenken er allerede brukt" in kari.last
    await kari.say("/courses")
    assert REFUSED[0] in kari.last


async def test_invitation_works_once(stage: Stage) -> None:
    berit = await stage.coordinator("Berit")
    link = next(one["text"] for one in berit.chat if "/start i_" in (one["text"] or "")).split()[1]
    kari = await stage.participant("Kari")
    await kari.start(link)
    assert "Denne lenken er allerede brukt" in kari.last


def test_every_button_has_a_handler() -> None:
    assert set(TABLE.buttons) == set(all_buttons.CODES.values())
