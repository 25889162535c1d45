"""The polls in the chat: what is left of who answered what, and that the centre's own people are not among the asked."""

import re
import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from db.models import Assignment, Enrolment, EvaluationBox, EvaluationDraft, Inbox, Outbox, Person, TeamMember
from domain.ballots import Box
from domain.courses import Answer
from domain.evaluation import buttons as b
from domain.evaluation.messages import EvaluationReminder
from domain.groups import buttons as g
from domain.people import CONSENT_VERSION
from domain.privacy import buttons as privacy_buttons
from domain.rights import Role
from domain.signup import buttons as signup_buttons
from services import ballots, people, privacy
from services.organisation import roles as organisation_roles
from services.privacy import tidy
from tests.attacker import Copy, fragments, seen
from tests.attacker_on_postgresql import files
from tests.conftest import KEY
from tests.contract.test_seats import consenting_crowd
from tests.domain.polls import QUESTIONS
from tests.flows.groups import play
from tests.flows.test_waiting_list import MakeStage
from tests.stage import FIRST, Phone, Stage

OPENS = FIRST + timedelta(days=14, hours=2, minutes=30)
REMINDED, CLOSED = OPENS + timedelta(days=2, hours=14), OPENS + timedelta(days=14, minutes=1)
MARK = re.compile(rb"mark\d{3}mark")
PRESS = re.compile(rb'"data": ?"(?:ans|esend)\.')
FOR_PARTICIPANTS = "Disse spørsmålene er bare til deltakerne"


async def crowd_on_the_course(stage: Stage, number: int) -> list[Phone]:
    crowd = list(await consenting_crowd(stage, number))
    for phone in crowd:
        await phone.forge(signup_buttons.Join(1).pack())
    await stage.turn(OPENS)
    return crowd


async def answer(phone: Phone, value: int, text: str | None = None) -> None:
    await phone.forge(b.AnswerQuestion(1, "midway", 0, value).pack())
    if text:
        await phone.forge(b.ShowQuestion(1, "midway", QUESTIONS).pack())
        await phone.say(text)


async def send(phone: Phone, value: int, text: str | None = None) -> None:
    await answer(phone, value, text)
    await phone.forge(b.SendEvaluation(1, "midway").pack())
    assert "uten navnet ditt" in phone.last


async def box_of(stage: Stage) -> Box:
    ((content,),) = await stage.rows(select(EvaluationBox.content))
    return Box.of(content)


async def tidy_up(stage: Stage) -> None:
    async with stage.app.database.begin() as session:
        await tidy.tidy(session, stage.app.library, stage.now, stage.now)


async def test_what_is_left_when_some_sent_before_the_reminder_and_some_after(stage: Stage, tmp_path: Path) -> None:
    crowd = await crowd_on_the_course(stage, 6)
    for number, phone in enumerate(crowd[:3], 1):
        await send(phone, number, f"Dette er mark{number:03}mark.")
    await stage.turn(REMINDED)
    for number, phone in enumerate(crowd[3:5], 4):
        await send(phone, number, f"Dette er mark{number:03}mark.")
    await stage.app.intake.flush()
    reminded = await stage.rows(select(Outbox.person_id).where(Outbox.kind == EvaluationReminder.kind))
    assert reminded == []  # neither who was reminded is in it, nor the gap that one row leaves among others
    assert not await stage.rows(select(EvaluationDraft))
    assert set(await stage.rows(select(Inbox.telegram_id))) == {(None,)}
    copy = taken(stage, tmp_path)
    assert max(seen(copy, KEY, MARK).values()) == 1
    assert not [one for one in fragments(copy.everything(), KEY) if PRESS.search(one)]


def taken(stage: Stage, folder: Path) -> Copy:
    database = stage.app.database.file
    shutil.copyfile(database, folder / "taken")
    shutil.copyfile(f"{database}-wal", folder / "taken-wal")
    return Copy(folder / "taken")


@pytest.mark.parametrize("number", [4, 6])
async def test_when_the_poll_has_closed_nobody_is_known_to_have_answered(any_stage: Stage, number: int) -> None:
    stage = any_stage
    berit = await stage.coordinator("Berit")
    crowd = await crowd_on_the_course(stage, 7)
    for phone in crowd[:number]:
        await send(phone, 2, "Det er godt å være her.")
    await answer(crowd[6], 5, "Aldri sendt")
    assert len((await box_of(stage)).roll) == number
    await stage.turn(CLOSED)
    await tidy_up(stage)
    await tidy_up(stage)
    box = await box_of(stage)
    assert (box.polls, box.roll, box.closed) == (number, set(), True)
    assert len(box.texts_shown) == (number if number >= 5 else 0)  # fewer are never shown, and not kept
    assert not await stage.rows(select(EvaluationDraft))
    assert not await stage.rows(select(Outbox.id).where(Outbox.kind == EvaluationReminder.kind))
    await crowd[0].forge(b.SendEvaluation(1, "midway").pack())
    assert "fristen ute" in crowd[0].last
    await berit.forge(b.ShowResults(1, "midway").pack())
    assert f"Har svart: {number}" in berit.last
    assert ("gjennomsnitt 2,0" in berit.last) is (number >= 5)
    await berit.forge(b.ShowWords(1, "midway").pack())
    assert ("Det er godt å være her." in " ".join(berit.texts)) is (number >= 5)


async def test_erased_people_are_on_no_roll_and_exported_is_the_fact_alone(any_stage: Stage) -> None:
    crowd = await crowd_on_the_course(any_stage, 2)
    await send(crowd[0], 2, "Mine ord")
    async with any_stage.app.database.begin() as session:
        me = await people.arrive(session, crowd[0].id, any_stage.now)
        exported = (await privacy.export(session, me))["evaluations"]
    assert exported == [{"course": "ta-tak-host", "round": "midway", "sent": True}]
    await answer(crowd[1], 3, "Ikke sendt ennå")
    async with any_stage.app.database.begin() as session:
        other = await people.arrive(session, crowd[1].id, any_stage.now)
        (draft,) = (await privacy.export(session, other))["evaluations"]
    assert (draft["text"], draft["answers"]["0"], draft["sent"]) == ("Ikke sendt ennå", 3, False)
    await crowd[0].forge(privacy_buttons.Erase().pack())
    box = await box_of(any_stage)
    assert (box.polls, box.roll, box.texts_waiting) == (1, set(), ["Mine ord"])


async def test_on_postgresql_no_row_from_before_tells_who_sent_when(make_stage: MakeStage, postgres_url: str) -> None:
    """Rows that were deleted or written over lie in the files until their table is written anew."""
    stage = await make_stage(postgres_url)
    crowd = await crowd_on_the_course(stage, 4)
    await stage.turn(REMINDED)
    for number, phone in enumerate(crowd, 1):
        await send(phone, number, "" if number % 2 else f"Dette er mark{number:03}mark.")
    await stage.app.intake.flush()
    await stage.app._tidy()
    held = b"".join(await files(stage.app.database))
    assert b"evaluation_text" not in held
    assert b"evaluation_reminder:" not in held
    assert b"evaluation_invite:" in held  # what stands there still is found


async def test_the_centres_own_people_are_not_asked_and_do_not_count(any_stage: Stage) -> None:
    stage = any_stage
    berit = await stage.coordinator("Berit")
    async with stage.app.database.begin() as session:
        person = (await session.scalars(select(Person).where(Person.telegram_id == berit.id))).one()
        session.add(Enrolment(course_id=1, person_id=person.id, status="place", number=99, since=stage.now))
    crowd = await crowd_on_the_course(stage, 11)
    await stage.turn(REMINDED)
    assert not await stage.rows(select(Outbox.id).where(Outbox.person_id == person.id, Outbox.kind.like("evaluation%")))
    for press in (b.OpenEvaluation(1, "midway"), b.AnswerQuestion(1, "midway", 0, 3), b.SendEvaluation(1, "midway")):
        await berit.forge(press.pack())
        assert FOR_PARTICIPANTS in berit.last
    for phone in crowd[:5]:
        await send(phone, 3)
    await berit.forge(b.ShowResults(1, "midway").pack())
    assert "Invitert: 11\nHar svart: 5" in berit.last
    assert "gjennomsnitt 3,0" in berit.last
    async with stage.app.database.begin() as session:  # one of those who sent comes to work at the centre
        other = await people.arrive(session, crowd[0].id, stage.now)
        await people.assign(session, other.id, 1, Role.COORDINATOR)
    await berit.forge(b.ShowResults(1, "midway").pack())
    assert "gjennomsnitt" not in berit.last
    for phone in crowd[5:10]:
        await send(phone, 3)
    await berit.forge(b.ShowResults(1, "midway").pack())
    assert "gjennomsnitt" not in berit.last  # of the five that could be shown they may know one
    await send(crowd[10], 3)
    await berit.forge(b.ShowResults(1, "midway").pack())
    assert "gjennomsnitt 3,0" in berit.last


async def test_nor_is_who_holds_a_course_of_the_centre_from_another_one(make_stage: MakeStage, sqlite_url: str) -> None:
    """A professional of a centre that the course is shared with, on its team: as one of the centre's own."""
    stage = await make_stage(sqlite_url)
    eivind, asked = await crowd_on_the_course(stage, 2)
    async with stage.app.database.begin() as session:
        for phone, state in ((eivind, Answer.YES), (asked, Answer.ASKED)):
            person = (await session.scalars(select(Person.id).where(Person.telegram_id == phone.id))).one()
            session.add(
                TeamMember(course_id=1, person_id=person, role=Role.PROFESSIONAL, state=state, asked_at=stage.now)
            )
            await session.flush()
    await eivind.forge(b.OpenEvaluation(1, "midway").pack())
    assert FOR_PARTICIPANTS in eivind.last
    await send(asked, 3)


@pytest.mark.parametrize("how", ["taken away", "erased"])
async def test_who_had_a_role_goes_on_knowing_their_own_answer(any_stage: Stage, how: str) -> None:
    """Four come to work at the centre after they have sent, and do no longer: the fifth is not shown for that."""
    stage = any_stage
    berit = await stage.coordinator("Berit")
    crowd = await crowd_on_the_course(stage, 9)
    for phone in crowd[:4]:
        await send(phone, 1)
        async with stage.app.database.begin() as session:
            other = await people.arrive(session, phone.id, stage.now)
            await people.assign(session, other.id, 1, Role.COORDINATOR)
    await send(crowd[4], 5)
    for number, phone in enumerate(crowd[:4]):
        if how == "erased" and number % 2:
            await phone.forge(privacy_buttons.Erase().pack())
        async with stage.app.database.begin() as session:
            known = await people.known(session, phone.id, stage.now)
            for one in await people.roles(session):
                if known and one.telegram_id == phone.id:
                    await organisation_roles.take_away(session, one.number, stage.now)
        if how == "erased" and not number % 2:
            await phone.forge(privacy_buttons.Erase().pack())
    assert len(await stage.rows(select(Assignment.id))) == 1
    assert len((await box_of(stage)).roll) == (1 if how == "erased" else 5)
    await berit.forge(b.ShowResults(1, "midway").pack())
    assert "gjennomsnitt" not in berit.last
    for number, phone in enumerate(crowd[5:], 6):
        await send(phone, 3)
        await berit.forge(b.ShowResults(1, "midway").pack())
        assert ("gjennomsnitt" in berit.last) is (number == 9), number  # then five are of people who never had a role


async def test_one_who_erases_themselves_and_comes_back_does_not_fill_the_five(any_stage: Stage) -> None:
    """Four times one account, under a new number each time: the fifth is not shown for that."""
    stage = any_stage
    berit = await stage.coordinator("Berit")
    (kari,) = await crowd_on_the_course(stage, 1)
    for number in range(4):
        if number:
            await kari.forge(privacy_buttons.Erase().pack())
            async with stage.app.database.begin() as session:
                again = await people.arrive(session, kari.id, stage.now)
                (await session.get_one(Person, again.id)).consent_version = CONSENT_VERSION
                session.add(Enrolment(course_id=1, person_id=again.id, status="place", number=9, since=stage.now))
        await send(kari, 1)
    (ola,) = await stage.acquainted("Ola")
    async with stage.app.database.begin() as session:
        other = await people.arrive(session, ola.id, stage.now)
        session.add(Enrolment(course_id=1, person_id=other.id, status="place", number=10, since=stage.now))
    await send(ola, 5)
    assert (await box_of(stage)).polls == 5
    await berit.forge(b.ShowResults(1, "midway").pack())
    assert "gjennomsnitt" not in berit.last
    await stage.turn(CLOSED)
    await tidy_up(stage)
    await berit.forge(b.ShowResults(1, "midway").pack())
    assert "gjennomsnitt" not in berit.last


async def test_the_centres_own_people_are_not_asked_how_the_group_gets_on(any_stage: Stage) -> None:
    it = await play(any_stage, 4)
    await it.running(it.people)
    group = await it.group()
    async with any_stage.app.database.begin() as session:
        worker = await people.arrive(session, it.people[1].id, any_stage.now)
        await people.assign(session, worker.id, 1, Role.COORDINATOR)
    await it.turn(timedelta(weeks=6, hours=12))
    assert "Hvordan går det med gruppa" in it.people[0].last
    assert "Hvordan går det med gruppa" not in it.people[1].last
    await it.people[1].forge(g.AnswerPulse(group.id, 1, "yes").pack())
    assert FOR_PARTICIPANTS in it.people[1].last
    await it.people[0].forge(g.AnswerPulse(group.id, 1, "yes").pack())
    async with any_stage.app.database.begin() as session:
        box = await ballots.of_centre(session, 1)
        assert box.polls == 1
        assert await ballots.groups_answered(session, int(next(iter(box.roll)).partition(".")[2])) == {group.id}
    await it.turn(timedelta(days=16))
    await tidy_up(any_stage)
    async with any_stage.app.database.begin() as session:
        box = await ballots.of_centre(session, 1)
    assert (box.polls, len(box.roll)) == (1, 1)  # alone it would name whoever answers next
