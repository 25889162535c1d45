"""What one has said of the evenings is shown, and ends with leaving: whoever signs up again starts afresh."""

from datetime import timedelta

from sqlalchemy import func, select

from db.models import Attendance, Dialog, EvaluationDraft, NewcomerVote, Outbox, Person
from domain.groups import buttons as g
from domain.running.messages import SessionReminder
from services import signup
from services.people import Actor
from tests.flows.groups import DAY, play
from tests.stage import FIRST, Phone, Stage


async def count(stage: Stage, table: type, phone: Phone) -> int:
    statement = select(func.count()).select_from(table).join(Person, Person.id == table.person_id)
    return int((await stage.rows(statement.where(Person.telegram_id == phone.id)))[0][0])


async def sign_up(phone: Phone) -> None:
    await phone.start("c_ta-tak-host")
    await phone.press("Meld meg på")
    await phone.press("Ja, meld meg på")


async def test_answer_ends_with_leaving_and_all_reminders_come_after_signing_up_again(any_stage: Stage) -> None:
    kari, berit = await any_stage.enrolled("Kari"), await any_stage.coordinator("Berit")
    await kari.say("/mycourse")
    assert len([one for one in kari.last.splitlines() if "ikke svart ennå" in one]) == 6
    await kari.press("Jeg kan ikke")
    await kari.say("/mycourse")
    lines = [one for one in kari.last.splitlines() if one[:2] in [f"{number}." for number in range(1, 7)]]
    assert [one.partition(" – ")[2] for one in lines] == ["✗ du kan ikke komme", *["ikke svart ennå"] * 5]
    assert [one for one in kari.labels() if "✓" in one] == ["✓ Jeg kan ikke"]
    await kari.press("Meld meg av kurset")
    await kari.press("Ja, meld meg av")
    assert await count(any_stage, Attendance, kari) == 0
    await sign_up(kari)
    await kari.say("/mycourse")
    assert "du kan ikke komme" not in kari.last
    await berit.say("/courses")
    await berit.press("Hvitgården")
    assert "kan ikke komme: 0" in berit.last.lower()
    for before in (timedelta(days=7), timedelta(days=1), timedelta(hours=2)):
        await any_stage.turn(FIRST - before)
    told = await any_stage.rows(select(Outbox.state).where(Outbox.kind == SessionReminder.kind))
    assert [state for (state,) in told] == ["sent"] * 3


async def test_answers_to_evenings_that_were_stay_and_those_to_come_go(stage: Stage) -> None:
    kari = await stage.enrolled("Kari")
    await kari.say("/mycourse")
    await kari.press("Jeg kommer")
    await stage.turn(FIRST + timedelta(days=1))
    await kari.say("/mycourse")
    assert "1. tir. 1. sep. 18:00–20:30 · Mestring og verdighet – ✓ du kommer" in kari.last
    await kari.press("Jeg kan ikke")
    assert await count(stage, Attendance, kari) == 2
    await kari.leave()
    assert await count(stage, Attendance, kari) == 1


async def test_what_was_awaited_of_the_course_and_a_poll_that_was_not_sent_end_too(stage: Stage) -> None:
    kari, ola = await stage.enrolled("Kari"), await stage.enrolled("Ola")
    for phone, step in (
        (kari, "evaluation_text"),
        (ola, "notice"),
    ):  # Ola is a coordinator, too, and writes to them all
        person_id = (await stage.enrolment(phone)).person_id
        async with stage.app.database.begin() as session:
            session.add(EvaluationDraft(course_id=1, round="midway", person_id=person_id, content="{}"))
            expires = stage.now + timedelta(days=1)
            await session.merge(Dialog(person_id=person_id, step=step, draft={"course_id": 1}, expires_at=expires))
            await signup.leave(session, stage.app.library, actor(person_id, phone), 1, 1, stage.now)
    assert [await count(stage, EvaluationDraft, one) for one in (kari, ola)] == [0, 0]
    assert [await count(stage, Dialog, one) for one in (kari, ola)] == [0, 1]


async def test_leaving_a_group_ends_votes_and_what_was_awaited(stage: Stage) -> None:
    it = await play(stage, 6)
    people, newcomer = it.people[:5], it.people[5]
    await newcomer.say("/groups")
    await newcomer.tap(g.PauseWish)
    await it.running(people)
    await newcomer.tap(g.ResumeWish)
    await it.look()
    await people[1].tap(g.AnswerNewcomer, yes=1)
    assert len(await stage.rows(select(NewcomerVote))) == 1
    row = await it.row(people[1])
    draft = {"group_id": row.group_id}
    async with stage.app.database.begin() as session:
        session.add(Dialog(person_id=row.person_id, step="meeting", draft=draft, expires_at=stage.now + DAY))
    await it.leaves(people[1])
    assert await stage.rows(select(NewcomerVote)) == []
    assert await count(stage, Dialog, people[1]) == 0


def actor(person_id: int, phone: Phone) -> Actor:
    return Actor(person_id, phone.id, "nb", phone.name, None, True, False, frozenset())
