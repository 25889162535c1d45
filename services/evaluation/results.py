"""What the answers to a poll add up to, for coordinators: without a trace of who, and never so that two looks tell one apart."""

import secrets
from collections.abc import Collection
from datetime import datetime

from msgspec import Struct
from sqlalchemy import func, select

from db.models import Enrolment
from domain import rights
from domain.evaluation import Figure, figure
from domain.programmes import Questionnaire
from domain.rights import Action
from domain.signup import Status
from services import Session, ballots, courses
from services.courses import CourseView
from services.evaluation import evaluation
from services.people import Actor
from services.programmes import Library


class Results(Struct, frozen=True):
    """What a coordinator may see of a round: figures in the order of the questions, free texts in no order.

    While it is `open`, they grow by five polls at a time. `texts` is None while none of them may be shown. `alone`: of some
    question one answer was left out when it closed, as it would have stood by itself. `opens_at`: when it is sent, None once
    that has been. `asked`: whether it is sent at all.
    """

    course: CourseView
    round: str
    questionnaire: Questionnaire
    invited: int
    sent: int
    open: bool
    closes_at: datetime
    figures: tuple[Figure, ...]
    texts: tuple[str, ...] | None
    alone: bool
    opens_at: datetime | None = None
    asked: bool = True


async def of_round(
    session: Session, library: Library, actor: Actor, course_id: int, round_: str, now: datetime
) -> Results:
    """What the answers add up to, without a trace of who. Raises Gone, NotYours."""
    course = await courses.load(session, library, course_id)
    rights.must(actor, Action.RESULTS, course.centre.id)
    questionnaire = library.questionnaire(evaluation.moment_of(course, round_))
    box, team = await ballots.of_round(session, course_id, round_), await ballots.team(session, course.centre.id)
    opens, until = evaluation.opens_at(course, round_), evaluation.closes_at(course, round_)
    if now >= until and box.polls and not box.closed:
        # What is shown from now on must not grow again, even if the session moves and with it the end of the round.
        await courses.lock(session, course_id)
        await ballots.close_round(session, course.centre.id, course_id, round_)
        box = await ballots.of_round(session, course_id, round_)
    known = ballots.names(team)
    shown = box.enough(known)
    sums = [box.of_question(str(number), known) for number in range(len(questionnaire.question))]
    texts = list(box.texts_shown)
    secrets.SystemRandom().shuffle(texts)
    return Results(
        course,
        round_,
        questionnaire,
        # Whoever answered and then left the course was invited too.
        max(await _places(session, course_id, team), box.polls),
        box.polls,
        now < until and not box.closed,
        until,
        tuple(figure({int(value): times for value, times in one.items()}) for one in sums),
        tuple(texts) if shown else None,
        box.alone,
        opens if now < opens else None,
        bool(box.polls) or evaluation.is_asked(course, round_),
    )


async def _places(session: Session, course_id: int, team: Collection[int]) -> int:
    """How many are asked: those who have a place, without the team."""
    statement = select(func.count()).where(
        Enrolment.course_id == course_id, Enrolment.status == Status.PLACE, Enrolment.person_id.not_in(team)
    )
    return int((await session.execute(statement)).scalar_one())
