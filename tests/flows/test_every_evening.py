"""What one has said of every evening, and saying otherwise of any that is to come."""

from datetime import timedelta

from sqlalchemy import select

from db.models import Attendance, CourseSession
from domain.running import buttons as b
from tests.stage import FIRST, Phone, Stage

WEEK = timedelta(weeks=1)


async def said(stage: Stage) -> dict[int, bool]:
    """Answers by the position of the evening."""
    rows = await stage.rows(
        select(CourseSession.position, Attendance.coming).join(Attendance, Attendance.session_id == CourseSession.id)
    )
    return dict(map(tuple, rows))


def line(phone: Phone, number: int) -> str:
    return next(one for one in phone.last.split("\n") if one.startswith(f"{number}. "))


async def test_each_evening_can_be_answered_from_my_course(any_stage: Stage) -> None:
    stage = any_stage
    kari = await stage.enrolled("Kari")
    await kari.say("/mycourse")
    assert all("ikke svart ennå" in line(kari, number) for number in range(1, 7))
    await kari.press("tir. 29. sep.")
    assert "Kommer du?" in kari.last
    await kari.press("Jeg kan ikke")
    assert await said(stage) == {5: False}
    await kari.press("Kurset mitt")
    assert "✗ du kan ikke komme" in line(kari, 5)
    assert "ikke svart ennå" in line(kari, 4)
    assert "✗ tir. 29. sep." in kari.labels()
    await kari.press("tir. 29. sep.")
    await kari.press("Jeg kommer")
    await kari.press("Kurset mitt")
    assert "✓ du kommer" in line(kari, 5)
    assert "✓ tir. 29. sep." in kari.labels()
    assert await said(stage) == {5: True}


async def test_the_next_evening_has_its_two_buttons_and_those_over_have_none(stage: Stage) -> None:
    kari = await stage.enrolled("Kari")
    await kari.say("/mycourse")
    assert kari.labels()[:2] == ["Jeg kommer", "Jeg kan ikke"]
    assert kari.labels()[2:7] == [f"tir. {day}" for day in ("8. sep.", "15. sep.", "22. sep.", "29. sep.", "6. okt.")]
    await kari.press("Jeg kommer")
    await kari.press("Kurset mitt")
    assert kari.labels()[:2] == ["✓ Jeg kommer", "Jeg kan ikke"]
    await stage.turn(FIRST + 4 * WEEK + timedelta(hours=4))
    await kari.say("/mycourse")
    assert not any(label.startswith(("tir.", "✓ tir.")) for label in kari.labels())
    assert "under" not in kari.last.split("Neste samling")[1]


async def test_evenings_that_are_not_asked_about(stage: Stage) -> None:
    """Cancelled, moved, begun or somebody else's: an old button is answered with what is true."""
    kari, berit, stranger = (
        await stage.enrolled("Kari"),
        await stage.coordinator("Berit"),
        await stage.participant("Ola"),
    )
    evening = b.ShowEvening(2).pack()
    await stranger.forge(evening)
    assert "virker ikke lenger" in stranger.last
    await berit.forge(b.CancelSession(2, 1).pack())
    await kari.forge(evening)
    assert "Noe er endret" in kari.last
    await kari.say("/mycourse")
    assert "tir. 8. sep." not in kari.labels()
    await stage.turn(FIRST + timedelta(minutes=5))
    await kari.forge(b.ShowEvening(1).pack())
    assert "har begynt" in kari.last
    assert await said(stage) == {}


async def test_leaving_is_called_by_its_name(stage: Stage) -> None:
    kari = await stage.enrolled("Kari")
    await kari.say("/mycourse")
    assert "Meld meg av kurset" in kari.labels()
    await kari.press("Meld meg av kurset")
    assert "Vil du gi fra deg plassen" in kari.last
