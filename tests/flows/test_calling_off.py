"""A reason with a move or a cancellation, a whole course called off at once, and ten minutes to take it back."""

import re
from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from db.models import Attendance, CourseSession, Enrolment, Outbox, Reason
from domain.delivery import State
from domain.evaluation import buttons as evaluation_buttons
from domain.running import buttons as b
from domain.running.messages import CourseBack, CourseCalledOff, SessionBack, SessionCancelled
from domain.signup import Status
from domain.signup.messages import LineReopened, WaitingListClosed
from tests.stage import FIRST, OSLO, Phone, Stage

MakeStage = Callable[..., Awaitable[Stage]]
WHY = "Kursleder er syk & borte"
OVER = FIRST + timedelta(days=50)


async def evening(phone: Phone, *way: str) -> None:
    await phone.say("/courses")
    for label in ("Hvitgården", "Samlinger", "Mestring og verdighet", *way):
        await phone.press(label)


async def kinds(stage: Stage) -> dict[str, int]:
    rows = await stage.rows(select(Outbox.kind).where(Outbox.state == State.SENT))
    found = [row.kind for row in rows]
    return {kind: found.count(kind) for kind in set(found)}


@pytest.mark.parametrize(
    ("way", "yes", "news"),
    [
        (("Flytt", "En dag senere"), "Ja, flytt", "En samling har fått ny tid"),
        (("Flytt", "Flytt resten en uke"), "Ja, flytt alle", "Flere samlinger har fått ny tid"),
        (("Avlys",), "Ja, avlys", "En samling er avlyst"),
    ],
)
async def test_a_reason_goes_into_the_message(stage: Stage, way: tuple[str, ...], yes: str, news: str) -> None:
    kari, berit = await stage.enrolled("Kari"), await stage.coordinator()
    await evening(berit, *way, "Skriv en grunn")
    await berit.say("Kursleder\ner bortreist")
    assert "Grunn: Kursleder er bortreist" in berit.last
    await berit.say(WHY)
    assert "Grunn: Kursleder er syk &amp; borte" not in berit.last, "as Telegram shows it"
    assert f"Grunn: {WHY}" in berit.last, "another text replaces it"
    await berit.press(yes)
    await kari.refresh()
    assert news in kari.last
    assert f"Grunn: {WHY}" in kari.last
    kept = await stage.rows(select(Reason.text).join(CourseSession, CourseSession.reason_id == Reason.id).distinct())
    assert kept == [(WHY,)]


async def test_without_a_reason_nothing_of_one_is_said(stage: Stage) -> None:
    kari, berit = await stage.enrolled("Kari"), await stage.coordinator()
    await evening(berit, "Avlys", "Ja, avlys")
    await kari.refresh()
    assert "er avlyst" in kari.last
    assert "Grunn" not in kari.last


async def test_a_reason_is_one_line_of_some_length_and_of_this_course(stage: Stage) -> None:
    berit = await stage.coordinator()
    await evening(berit, "Avlys", "Skriv en grunn")
    await berit.say("x" * 201)
    assert "201 tegn" in berit.last
    await berit.say("Storm")
    assert "Grunn: Storm" in berit.last
    await berit.forge(b.CancelSessionWhy(2, 1, 77).pack())
    assert "virker ikke lenger" in berit.last
    assert await stage.rows(select(CourseSession.id).where(CourseSession.cancelled_at.is_not(None))) == []


async def test_those_in_line_are_told_the_reason_too(make_stage: MakeStage, sqlite_url: str) -> None:
    stage = await make_stage(sqlite_url, seats=1)
    await stage.enrolled("Kari")
    ola, berit = await stage.enrolled("Ola"), await stage.coordinator()
    await evening(berit, "Avlys", "Skriv en grunn")
    await berit.say(WHY)
    await berit.press("Ja, avlys")
    await ola.refresh()
    assert f"Grunn: {WHY}" in ola.last


async def test_a_cancellation_is_taken_back_within_ten_minutes(stage: Stage) -> None:
    kari, berit = await stage.enrolled("Kari"), await stage.coordinator()
    await kari.say("/mycourse")
    await kari.tap(b.Attend, coming=1)
    await evening(berit, "Avlys", "Ja, avlys")
    assert "Angre avlysningen" in berit.labels()
    data = berit.button("Angre avlysningen")
    await stage.turn(timedelta(minutes=10))
    await berit.press("Angre avlysningen")
    assert berit.last.startswith("Avlysningen er angret.")
    assert "Kommer: 1" in berit.last, "what was answered counts as before"
    await kari.refresh()
    assert "Samlingen blir likevel som planlagt" in kari.last
    assert "Du har svart at du kommer" in kari.last
    await berit.forge(data)
    assert "allerede angret" in berit.last
    assert (await kinds(stage))[SessionBack.kind] == 1
    assert await stage.rows(select(Attendance.session_version)) == [(3,)]


async def test_what_another_session_has_taken_the_time_of_stays_cancelled(stage: Stage) -> None:
    await stage.enrolled("Kari")
    berit = await stage.coordinator()
    await evening(berit, "Avlys", "Ja, avlys")
    back = berit.button("Angre avlysningen")
    second = (await stage.rows(select(CourseSession).where(CourseSession.position == 2)))[0][0]
    await berit.forge(b.MoveSession(second.id, second.version).pack())
    await berit.say("1.9. kl. 19")
    await berit.press("Ja, flytt")
    await berit.forge(back)
    assert "en annen samling på det tidspunktet, så avlysningen gjelder fortsatt" in berit.last
    assert berit.labels() == ["Samlinger", "Til start"], "where the other one can be moved"
    first = (await stage.rows(select(CourseSession).where(CourseSession.position == 1)))[0][0]
    assert first.cancelled_at is not None
    assert SessionBack.kind not in await kinds(stage)
    await berit.press("Samlinger")
    await berit.press("2 · tir. 1. sep. 19:00")
    assert "Flytt" in berit.labels()


async def test_after_ten_minutes_it_stays_cancelled(stage: Stage) -> None:
    kari, berit = await stage.enrolled("Kari"), await stage.coordinator()
    await evening(berit, "Avlys", "Ja, avlys")
    await stage.turn(timedelta(minutes=10, seconds=1))
    await berit.press("Angre avlysningen")
    assert "Ti minutter er gått" in berit.last
    await berit.press("Samlinger")
    assert "Mestring og verdighet" in " ".join(berit.labels())
    await evening(berit)
    assert "Angre avlysningen" not in berit.labels()
    await kari.refresh()
    assert "er avlyst" in kari.last


async def test_who_had_not_been_told_is_not_told_at_all(stage: Stage) -> None:
    kari, ola, berit = await stage.enrolled("Kari"), await stage.enrolled("Ola"), await stage.coordinator()
    await ola.block()
    await stage.settle()
    await evening(berit, "Avlys", "Ja, avlys")
    await berit.press("Angre avlysningen")
    await kari.refresh()
    assert "likevel" in kari.last
    await ola.unblock()
    await stage.turn(timedelta(minutes=1))
    await ola.refresh()
    assert not ola.saw("er avlyst|blir likevel")
    assert (await kinds(stage))[SessionCancelled.kind] == 1


async def test_a_whole_course_is_called_off_at_once_and_back(make_stage: MakeStage, either_database: str) -> None:
    stage = await make_stage(either_database, seats=2)
    kari, ola = await stage.enrolled("Kari"), await stage.enrolled("Ola")
    anne, berit = await stage.enrolled("Anne"), await stage.coordinator()
    for label in ("Kurs jeg koordinerer", "Hvitgården", "Samlinger", "Avlys resten av kurset"):
        await berit.press(label)
    assert "6 samlinger" in berit.last
    assert "2 personer på kurset får beskjed med en gang. Én på ventelista får også beskjed." in berit.last
    await berit.press("Skriv en grunn")
    await berit.say(WHY)
    await berit.press("Ja, avlys alt")
    for phone in (kari, ola):
        await phone.refresh()
        assert "Kurset er avlyst" in phone.last
        assert f"Grunn: {WHY}" in phone.last
    await anne.refresh()
    assert "avlyst denne gangen" in anne.last
    sent = await kinds(stage)
    assert (sent[CourseCalledOff.kind], sent.get(SessionCancelled.kind), sent[WaitingListClosed.kind]) == (2, None, 1)
    await berit.press("Angre avlysningen")
    for phone in (kari, ola):
        await phone.refresh()
        assert "Kurset blir likevel noe av" in phone.last
    await anne.refresh()
    assert "Du står på ventelista som før, som nummer 1" in anne.last
    sent = await kinds(stage)
    assert (sent[CourseBack.kind], sent[LineReopened.kind]) == (2, 1)
    assert [row.status for row in await stage.rows(select(Enrolment.status).order_by(Enrolment.id))] == [
        *(Status.PLACE, Status.PLACE),
        Status.WAITING,
    ]
    assert await stage.rows(select(CourseSession.id).where(CourseSession.cancelled_at.is_not(None))) == []
    # Called off once more, everybody hears of it once more.
    for label in ("Tilbake", "Avlys resten av kurset", "Ja, avlys alt"):
        await berit.press(label)
    sent = await kinds(stage)
    assert sent[CourseCalledOff.kind] == 4
    await anne.refresh()
    assert "avlyst denne gangen" in anne.last


async def test_what_is_left_of_a_course_is_called_off(stage: Stage) -> None:
    kari, berit = await stage.enrolled("Kari"), await stage.coordinator()
    await stage.turn(timedelta(days=17))
    for label in ("Kurs jeg koordinerer", "Hvitgården", "Samlinger", "Avlys resten av kurset"):
        await berit.press(label)
    assert "5 samlinger" in berit.last
    data = berit.button("Ja, avlys alt")
    await berit.press("Ja, avlys alt")
    await kari.refresh()
    assert "Resten av kurset er avlyst" in kari.last
    await berit.forge(data)
    assert "ingen samling igjen å avlyse" in berit.last
    assert (await kinds(stage))[CourseCalledOff.kind] == 1


async def test_after_the_rest_is_called_off_only_what_was_held_is_asked_about(stage: Stage) -> None:
    """No thought of the week any more and no poll halfway; what people were told is what then happens."""
    kari, berit = await stage.enrolled("Kari"), await stage.coordinator()
    await stage.turn(FIRST + timedelta(days=1))
    for label in ("Kurs jeg koordinerer", "Hvitgården", "Samlinger", "Avlys resten av kurset", "Ja, avlys alt"):
        await berit.press(label)
    await kari.refresh()
    assert "ingen flere påminnelser eller ukemeldinger" in kari.last
    assert "spør jeg deg om samlingene som ble holdt" in kari.last
    before = len(kari.messages)
    await stage.turn(timedelta(hours=5))
    await kari.forge(evaluation_buttons.OpenEvaluation(1, "midway").pack())
    assert "virker ikke lenger" in kari.last
    await kari.refresh()
    assert len(kari.messages) == before + 1, "the answer to the press alone"
    await berit.forge(evaluation_buttons.ShowResults(1, "midway").pack())
    assert "blir ikke sendt, for kurset ble avlyst" in berit.last
    await berit.forge(evaluation_buttons.ShowResults(1, "final").pack())
    assert "Sendes" in berit.last
    await stage.turn(timedelta(days=1))
    await kari.refresh()
    assert kari.saw("Spørsmålene gjelder samlingene som ble holdt")
    assert not kari.saw("En tanke for uka")
    await kari.forge(evaluation_buttons.OpenEvaluation(1, "final").pack())
    assert "Spørsmål 1 av 5" in kari.last


async def test_the_last_poll_comes_the_day_after_calling_off_and_not_at_night(stage: Stage) -> None:
    """Not while it can be taken back, nor five weeks later when nobody remembers; and once."""
    kari, berit = await stage.enrolled("Kari"), await stage.coordinator()
    await stage.turn(FIRST + timedelta(days=1, hours=5))
    for label in ("Kurs jeg koordinerer", "Hvitgården", "Samlinger", "Avlys resten av kurset", "Ja, avlys alt"):
        await berit.press(label)
    await kari.refresh()
    assert "I løpet av et par dager" in kari.last
    asked = re.compile("Spørsmålene gjelder samlingene som ble holdt")
    await stage.turn(timedelta(days=1, minutes=1))  # 23:01, in the quiet hours
    await kari.refresh()
    assert not kari.saw(asked.pattern)
    await stage.turn(stage.now.astimezone(OSLO).replace(hour=8, minute=1) + timedelta(days=1))
    await kari.refresh()
    assert asked.search(kari.last)
    await kari.tap(evaluation_buttons.OpenEvaluation)
    assert "Spørsmål 1 av 5" in kari.last
    await stage.turn(timedelta(days=60))
    await kari.refresh()
    assert len([one for one in kari.texts if asked.search(one)]) <= 2, "the invitation, and its reminder"
    await kari.forge(evaluation_buttons.OpenEvaluation(1, "final").pack())
    assert "Spørsmål 1 av 5" not in kari.last, "closed two weeks after it was opened"


async def test_where_the_last_evenings_are_called_off_ahead_the_poll_comes_after_the_last_that_is_held(
    stage: Stage,
) -> None:
    kari = await stage.enrolled("Kari")
    async with stage.app.database.begin() as session:
        last = update(CourseSession).where(CourseSession.position.in_((5, 6)))
        await session.execute(last.values(cancelled_at=stage.now, version=2))
    fourth = FIRST + timedelta(weeks=3, hours=2, minutes=30)
    await stage.turn(fourth - timedelta(minutes=1))
    await kari.refresh()
    assert not kari.saw("Spørsmålene gjelder")
    await stage.turn(timedelta(minutes=2))
    await kari.refresh()
    assert "Spørsmålene gjelder samlingene som ble holdt" in kari.last


async def test_a_course_of_which_nothing_was_held_asks_nothing(stage: Stage) -> None:
    kari, berit = await stage.enrolled("Kari"), await stage.coordinator()
    for label in ("Kurs jeg koordinerer", "Hvitgården", "Samlinger", "Avlys resten av kurset", "Ja, avlys alt"):
        await berit.press(label)
    await kari.refresh()
    assert "ble holdt" not in kari.last
    before = len(kari.messages)
    await stage.turn(OVER)
    await kari.refresh()
    assert len(kari.messages) == before
    await berit.forge(evaluation_buttons.ShowResults(1, "final").pack())
    assert "blir ikke sendt" in berit.last


async def test_one_of_several_is_not_taken_back_alone(stage: Stage) -> None:
    berit = await stage.coordinator()
    for label in ("Kurs jeg koordinerer", "Hvitgården", "Samlinger", "Avlys resten av kurset", "Ja, avlys alt"):
        await berit.press(label)
    await berit.forge(b.ManageSession(2).pack())
    assert "Angre avlysningen" not in berit.labels()


async def test_what_has_begun_meanwhile_is_not_taken_back(stage: Stage) -> None:
    berit = await stage.coordinator()
    async with stage.app.database.begin() as session:
        await session.execute(
            update(CourseSession).where(CourseSession.id == 1).values(starts_at=stage.now + timedelta(minutes=5))
        )
    await berit.forge(b.CancelSession(1, 1).pack())
    await stage.turn(timedelta(minutes=6))
    await berit.forge(b.TakeBackCancel(1, 2).pack())
    assert "har begynt" in berit.last
