"""Somebody new sends and presses everything at once: one row, one consent, the card that was read last, nothing lost."""

from sqlalchemy import func, select

from db.models import Dialog, Enrolment, Inbox, Person
from domain.people import CONSENT_VERSION
from domain.people import buttons as b
from domain.signup.buttons import Join, JoinFrom
from services.people import dialogs
from tests.flows.seekers import AUTUMN, MakeStage


async def test_links_languages_and_consents_at_the_same_moment(make_stage: MakeStage, either_database: str) -> None:
    stage = await make_stage(either_database, batch=AUTUMN)
    phones = [await stage.person(f"Kari {number}") for number in range(5)]
    await stage.together(
        *(one.start(link) for one in phones for link in ("c_ta__r_gp", "c_hav", "")),
        *(one.say("hei") for one in phones),
    )
    pressed = (
        b.ChooseLanguage("nb", 3),
        b.GiveConsent(3),
        b.ChooseLanguage("en", 3),
        b.GiveConsent(3),
        b.GiveConsent(1),
    )
    await stage.together(*(one.forge(payload.pack()) for one in phones for payload in pressed))
    rows = await stage.rows(select(Person.language, Person.consent_version, Person.name, Person.shows_name))
    assert {row.language for row in rows} <= {"nb", "en"}
    assert {(row.consent_version, row.shows_name) for row in rows} == {(CONSENT_VERSION, True)}
    assert sorted(row.name for row in rows) == sorted(one.name for one in phones)
    assert {row.step for row in await stage.rows(select(Dialog.step))} == {dialogs.READ}
    await stage.together(
        *(
            one.forge(payload.pack())
            for one in phones
            for payload in (Join(3), JoinFrom(3, "gp"), b.ChooseLanguage("nn", 0))
        )
    )
    assert (await stage.rows(select(func.count()).select_from(Enrolment)))[0][0] == len(phones)
    assert {row.language for row in await stage.rows(select(Person.language))} == {"nn"}
    assert await stage.rows(select(Inbox.update_id).where(Inbox.handled_at.is_(None))) == []
