"""A course that will not take place, and one whose programme is no longer in content/."""

from datetime import timedelta

from sqlalchemy import select

from db.models import CourseSession, Enrolment, Person
from domain.privacy.buttons import Erase
from domain.running.buttons import CancelSession
from domain.signup import Status
from tests.stage import Stage


async def _cancel_all(stage: Stage) -> None:
    berit = await stage.coordinator()
    for row in await stage.rows(select(CourseSession.id, CourseSession.version).order_by(CourseSession.position)):
        await berit.forge(CancelSession(row.id, row.version).pack())


async def test_whoever_waits_is_told_when_the_whole_course_is_cancelled(stage: Stage) -> None:
    for name in range(18):
        await stage.enrolled(f"Deltaker {name}")
    anne = await stage.enrolled("Anne")
    assert "nummer 1" in anne.last
    await _cancel_all(stage)
    await anne.refresh()
    assert "avlyst denne gangen" in anne.last
    assert (await stage.rows(select(Enrolment.status).order_by(Enrolment.id.desc())))[0].status == Status.CLOSED


async def test_nobody_can_sign_up_for_a_cancelled_course_and_nothing_more_is_sent_of_it(stage: Stage) -> None:
    kari = await stage.enrolled("Kari")
    await _cancel_all(stage)
    ola = await stage.participant("Ola")
    assert "Kurset er avlyst" in ola.last
    await kari.refresh()
    before = len(kari.messages)
    for _ in range(10):
        await stage.turn(timedelta(days=7))
    await kari.refresh()
    assert len(kari.messages) == before


async def test_one_programme_that_is_gone_stops_nobody_else(stage: Stage) -> None:
    for name in range(18):
        await stage.enrolled(f"Deltaker {name}")
    anne = await stage.enrolled("Anne")
    stage.app.library.programmes.clear()
    await stage.turn(timedelta(days=20))
    await anne.forge(Erase().pack())
    assert "slettet" in anne.last
    assert len(await stage.rows(select(Person.id).where(Person.telegram_id == anne.id))) == 0
