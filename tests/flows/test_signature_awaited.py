"""A peer supporter is told that their promise of confidentiality is awaited, who sees to it, and when it is in order."""

from datetime import timedelta

import pytest

from domain.organisation import buttons as o
from domain.rights import Role
from domain.setup import buttons as b
from tests.flows.drafts import MakeStage
from tests.flows.test_roles import invited, link_in
from tests.flows.test_roles_told import role_of
from tests.stage import CENTRE, COURSE, Phone, Stage

TWO = COURSE + COURSE.replace("ta-tak-host", "neste").replace("2026-09-01", "2026-10-20")
IN_ORDER = "Taushetserklæringen din er i orden."
AWAITED = {
    "Norsk bokmål": "Koordinatoren ved LMS-Sandefjord ordner det med deg.",
    "Norsk nynorsk": "Koordinatoren ved LMS-Sandefjord ordnar det med deg.",
    "Dansk": "Koordinatoren hos LMS-Sandefjord sørger for det sammen med dig.",
    "English": "The coordinator at LMS-Sandefjord will arrange it with you.",
}


async def asks(berit: Phone, course_id: int, role: Role, name: str) -> None:
    await berit.forge(b.ShowCandidates(course_id, role.value).pack())
    await berit.press(name)


async def test_from_the_role_to_the_first_question(make_stage: MakeStage, either_database: str) -> None:
    stage = await make_stage(either_database, batch=CENTRE + TWO)
    berit = await stage.coordinator("Berit")
    eldbjorg = await invited(stage, "Eldbjørg", Role.EXPERIENCED_USER)
    assert "Velkommen som erfaren bruker ved LMS-Sandefjord." in eldbjorg.last
    assert AWAITED["Norsk bokmål"] in eldbjorg.last
    await stage.turn(timedelta(days=1))
    await asks(berit, 1, Role.EXPERIENCED_USER, "Eldbjørg")
    await berit.press("Underskrevet i dag")
    await eldbjorg.refresh()
    assert "Vil du være med i kursteamet?" in eldbjorg.last
    assert eldbjorg.last.endswith(IN_ORDER)
    await stage.turn(timedelta(days=1))
    await asks(berit, 2, Role.EXPERIENCED_USER, "Eldbjørg")
    await eldbjorg.refresh()
    assert "Vil du være med i kursteamet?" in eldbjorg.last
    assert IN_ORDER not in eldbjorg.last, "it was said before"


async def test_who_has_signed_already_and_who_need_not_are_told_nothing_of_it(stage: Stage) -> None:
    berit, owner = await stage.coordinator("Berit"), await invited(stage, "Astrid", Role.OWNER)
    eldbjorg = await invited(stage, "Eldbjørg", Role.EXPERIENCED_USER)
    await asks(berit, 1, Role.EXPERIENCED_USER, "Eldbjørg")
    await berit.press("Underskrevet i dag")
    await owner.forge(o.RemoveRole(await role_of(stage, eldbjorg, Role.EXPERIENCED_USER)).pack())
    await owner.forge(o.MakeLink("experienced_user", 1, 0).pack())
    await eldbjorg.start(link_in(owner))
    assert "Velkommen som erfaren bruker" in eldbjorg.last
    assert "taushetserklæring" not in eldbjorg.last
    eivind = await invited(stage, "Eivind", Role.PROFESSIONAL)
    assert "taushetserklæring" not in eivind.last
    await asks(berit, 1, Role.PROFESSIONAL, "Eivind")
    await eivind.refresh()
    assert "som fagperson" in eivind.last
    assert IN_ORDER not in eivind.last


@pytest.mark.parametrize("language", AWAITED)
async def test_in_each_language(stage: Stage, language: str) -> None:
    owner, gunnvor = await invited(stage, "Astrid", Role.OWNER), await stage.participant("Gunnvor")
    await gunnvor.say("/language")
    await gunnvor.press(language)
    await owner.forge(o.MakeLink("experienced_user", 1, 0).pack())
    await gunnvor.start(link_in(owner))
    assert AWAITED[language] in gunnvor.last
