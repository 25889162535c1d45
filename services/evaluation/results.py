"""What the answers to a poll add up to, for coordinators: without a trace of who, and never so that two looks tell one apart."""

import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from db.models import Enrolment, EvaluationAnswer
from domain import rights
from domain.evaluation import Figure, Round, figure, in_steps
from domain.programmes import Questionnaire
from domain.rights import Action
from domain.signup import Status
from services import Session, courses
from services.courses import CourseView
from services.evaluation import evaluation
from services.people import Actor
from services.programmes import Library


@dataclass(frozen=True)
class Results:
    """What a coordinator may see of a round: figures in the order of the questions, free texts in no order.

    While it is `open`, they grow by five polls at a time. `texts` is None while none of them may be shown.
    """

    course: CourseView
    round: Round
    questionnaire: Questionnaire
    invited: int
    sent: int
    open: bool
    closes_at: datetime
    figures: tuple[Figure, ...]
    texts: tuple[str, ...] | None


async def of_round(
    session: Session, library: Library, actor: Actor, course_id: int, round_: str, now: datetime
) -> Results:
    """What the answers add up to, without a trace of who. Raises Gone, NotYours."""
    course = await courses.load(session, library, course_id)
    rights.must(actor, Action.RESULTS, course.centre.id)
    kind = evaluation.read_round(round_)
    questionnaire = library.questionnaire(course.programme.slug, kind)
    rows = await session.scalars(
        select(EvaluationAnswer).where(EvaluationAnswer.course_id == course_id, EvaluationAnswer.round == kind.value)
    )
    sent, until = rows.all(), evaluation.closes_at(course, kind)
    steps = _in_steps(sent) if now < until else [sent]
    given = [[json.loads(row.answers) for row in step] for step in steps]
    figures = tuple(
        figure(in_steps([[one[str(number)] for one in step if str(number) in one] for step in given]))
        for number in range(len(questionnaire.question))
    )
    shown = in_steps(steps)
    texts = [row.free_text for row in shown if row.free_text]
    secrets.SystemRandom().shuffle(texts)
    return Results(
        course,
        kind,
        questionnaire,
        # Whoever answered and then left the course was invited too.
        max(await _places(session, course_id), len(sent)),
        len(sent),
        now < until,
        until,
        figures,
        tuple(texts) if shown else None,
    )


def _in_steps(sent: Sequence[EvaluationAnswer]) -> list[list[EvaluationAnswer]]:
    """What may be shown before the round is over, in the order of steps."""
    last = max((one.step for one in sent), default=0)
    return [[one for one in sent if one.step == step] for step in range(1, last + 1)]


async def _places(session: Session, course_id: int) -> int:
    statement = select(func.count()).where(Enrolment.course_id == course_id, Enrolment.status == Status.PLACE)
    return int((await session.execute(statement)).scalar_one())
