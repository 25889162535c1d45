"""A whole course sends its poll at the same moment: every answer is kept, and counted into one step of five."""

import asyncio
from collections import Counter

from sqlalchemy import func, select

from db.models import EvaluationAnswer, EvaluationDraft
from domain.evaluation import buttons as b
from domain.signup import buttons as signup_buttons
from tests.contract.test_seats import consenting_crowd
from tests.stage import FIRST, Phone, Stage


async def test_all_send_at_once(any_stage: Stage) -> None:
    stage = any_stage
    crowd = await consenting_crowd(stage, 13)
    await everybody(stage, crowd, signup_buttons.Join(1).pack())
    await stage.turn(FIRST.replace(day=15, hour=20, minute=30))
    await everybody(stage, crowd, b.AnswerQuestion(1, "midway", 0, 4).pack())
    await everybody(stage, crowd, b.SendEvaluation(1, "midway").pack())
    rows = await stage.rows(select(EvaluationAnswer.step))
    assert Counter(step for (step,) in rows) == {1: 5, 2: 5, 0: 3}
    ((sent,),) = await stage.rows(select(func.count()).where(EvaluationDraft.sent_at.is_not(None)))
    assert sent == 13


async def everybody(stage: Stage, crowd: dict[Phone, int], data: str) -> None:
    presses = (stage.post(f"users/{one.id}/press", message_id=at, data=data) for one, at in crowd.items())
    await asyncio.gather(*presses)
    await stage.settle(60)
