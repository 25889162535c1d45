"""What is played for the guides, in one language: each scene acts, and says whose phone is taken with how many messages."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta

from domain.buttons import Payload
from domain.conversations import buttons as c
from domain.courses import buttons as course_buttons
from domain.evaluation import buttons as e
from domain.groups import buttons as g
from domain.notices import buttons as n
from domain.people import buttons as people_buttons
from domain.running import buttons as b
from domain.signup import buttons as s
from services import people
from services.groups import form
from tests.pictures.words import CASTS, Cast
from tests.stage import FIRST, Phone, Stage, StageOptions

SEATS = 8


@dataclass(frozen=True)
class Shot:
    """A picture to be taken now: the newest `last` messages of this phone."""

    name: str
    phone: Phone
    last: int = 1


@dataclass
class Play:
    """One language's stage, coordinator and people."""

    stage: Stage
    cast: Cast
    lead: Phone
    people: list[Phone]

    async def shows(self, press: Payload) -> None:
        """The coordinator presses a button, wherever it stands."""
        await self.lead.forge(press.pack())


def options(language: str) -> StageOptions:
    return StageOptions(seats=SEATS, batch=CASTS[language].course(language))


async def scenes(stage: Stage, language: str) -> AsyncIterator[Shot]:
    """In the order in which they are played; the stage has been opened with `options`."""
    cast = CASTS[language]
    lead = await stage.coordinator(cast.coordinator, "centre", language)
    yield Shot("welcome", lead)
    await lead.tap(people_buttons.TakeMyName)
    await lead.tap(people_buttons.Home)
    play = Play(stage, cast, lead, await stage.acquainted(*cast.people, language=language))
    await _signed_up(play)
    for part in (_course, _evenings, _writing, _results, _groups):
        async for shot in part(play):
            yield shot


async def _signed_up(play: Play) -> None:
    for at, one in enumerate(play.people):
        await one.forge(s.Join(1).pack())
        if at < len(play.cast.phones):
            await one.say(play.cast.phones[at])
    for at, coming in enumerate((1, 1, 0, 1)):
        await play.people[at].forge(b.Attend(1, 1, coming).pack())
    await play.people[2].block()
    await play.stage.settle()


async def _course(play: Play) -> AsyncIterator[Shot]:
    await play.lead.tap(course_buttons.ManageCourses)
    await play.lead.tap(course_buttons.ManageCourse)
    yield Shot("card", play.lead)
    await play.lead.tap(course_buttons.ListPeople)
    yield Shot("people", play.lead)
    await play.lead.tap(course_buttons.PickPerson)
    await play.lead.tap(course_buttons.ManagePerson, enrolment_id=len(play.people))
    yield Shot("person", play.lead)
    await play.shows(b.WhoComes(1))
    yield Shot("who-comes", play.lead)


async def _evenings(play: Play) -> AsyncIterator[Shot]:
    await play.shows(b.ListSessions(1))
    yield Shot("evenings", play.lead)
    await play.lead.tap(b.ManageSession, session_id=2)
    await play.lead.tap(b.MoveSession)
    await play.lead.say(play.cast.new_time)
    yield Shot("move", play.lead, 2)
    await play.lead.tap(b.ConfirmMove)
    await play.shows(b.ManageSession(4))
    await play.lead.tap(b.AskCancelSession)
    await play.lead.tap(b.AskReason)
    await play.lead.say(play.cast.cancel_reason)
    await play.lead.tap(b.CancelSessionWhy)
    yield Shot("cancelled", play.lead)
    await play.lead.tap(b.TakeBackCancel)
    await play.shows(b.ListSessions(1))
    await play.lead.tap(b.AskCancelCourse)
    yield Shot("call-off", play.lead)


async def _writing(play: Play) -> AsyncIterator[Shot]:
    await play.shows(course_buttons.ManageCourse(1))
    await play.lead.tap(n.WriteNotice)
    await play.lead.say(play.cast.notice)
    yield Shot("notice", play.lead, 2)
    await play.lead.tap(n.DiscardNotice)
    asking = play.people[3]
    await asking.forge(c.WriteTeam(1).pack())
    await asking.say(play.cast.question)
    await play.lead.tap(c.ShowConversation)
    yield Shot("question", play.lead)
    await play.lead.tap(c.NoAnswerNeeded)


async def _results(play: Play) -> AsyncIterator[Shot]:
    await play.stage.turn(FIRST + timedelta(days=15))
    for at, one in enumerate(play.people[3:8]):
        for question in range(_questions(play)):
            await one.forge(e.AnswerQuestion(1, "midway", question, 3 + (at + question) % 3).pack())
        if at < len(play.cast.poll):
            await one.forge(e.ShowQuestion(1, "midway", _questions(play)).pack())
            await one.say(play.cast.poll[at])
        await one.forge(e.SendEvaluation(1, "midway").pack())
    await play.shows(e.ShowResults(1, "midway"))
    await play.lead.tap(e.ShowFigure, question=0)
    yield Shot("results", play.lead)


def _questions(play: Play) -> int:
    return len(play.stage.app.library.questionnaires["midway"].question)


async def _groups(play: Play) -> AsyncIterator[Shot]:
    await play.stage.turn(FIRST + timedelta(days=36))
    for at, one in enumerate(play.people[3:8]):
        await _looks_for_group(play, one, starts=at == 1)
    await play.shows(g.ManageGroups(1))
    await play.lead.tap(g.FindGroups)
    await play.lead.tap(g.ShowCard)
    yield Shot("group", play.lead)


async def _looks_for_group(play: Play, phone: Phone, *, starts: bool) -> None:
    library, now = play.stage.app.library, play.stage.now
    async with play.stage.app.database.begin() as session:
        actor = await people.arrive(session, phone.id, now)
        wish = await form.begin(session, library, actor, 1, 1, "relative", now)
        ticks = (("slots", "evenings"), ("themes", wish.content.theme[0].slug), *([("starter", "1")] if starts else []))
        for field, value in ticks:
            await form.tick(session, library, actor, wish.id, field, value, True)
        await form.finish(session, library, actor, wish.id, now)
