"""A whole course sends its poll at the same moment: every answer is kept, and counted into one step of five."""

import asyncio

from sqlalchemy import select

from db.models import EvaluationBox, EvaluationDraft
from domain.ballots import Box
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
    ((content,),) = await stage.rows(select(EvaluationBox.content))
    box = Box.of(content)
    assert (box.polls, box.fresh, len(box.roll)) == (13, 3, 13)
    assert (box.sums["0"].shown, box.sums["0"].waiting) == ({"4": 10}, {"4": 3})
    assert not await stage.rows(select(EvaluationDraft))


async def everybody(stage: Stage, crowd: dict[Phone, int], data: str) -> None:
    presses = (stage.post(f"users/{one.id}/press", message_id=at, data=data) for one, at in crowd.items())
    await asyncio.gather(*presses)
    await stage.settle(60)
