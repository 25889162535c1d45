"""Ten people answer a poll before their course through the chat, with all that people do besides: what the file tells of them."""

import random
import re
import shutil
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path

from sqlalchemy import select

from db.models import Person
from domain.calls.buttons import AskToBeRung
from domain.evaluation import buttons as b
from domain.privacy import buttons as privacy_buttons
from domain.signup import buttons as signup_buttons
from tests.attacker import Copy, orders_of_answers, orders_of_people, same, seen
from tests.conftest import KEY
from tests.stage import CENTRE, COURSE, FIRST, Phone, Stage

MakeStage = Callable[..., Awaitable[Stage]]
MARK, MARK_BYTES = re.compile(r"mark(\d{3})mark"), re.compile(rb"mark\d{3}mark")
PEOPLE, BY_CHANCE = 10, 7
"""Of ten places two orders agree in seven or more once in 10,000 times."""


async def sends(phone: Phone, person: int, chance: random.Random) -> None:
    """In words that point to danger; some wish to be rung; afterwards they look around, and take their copy."""
    await phone.forge(b.OpenEvaluation(1, "before").pack())
    question = 0
    while "5" in phone.labels():
        await phone.forge(b.AnswerQuestion(1, "before", question, chance.randint(1, 5)).pack())
        question += 1
    await phone.say(f"Jeg orker ikke mer og vil dø. mark{person:03}mark")
    if chance.random() < 0.4:
        await phone.forge(AskToBeRung(1).pack())
    await phone.forge(b.SendEvaluation(1, "before").pack())
    assert "uten navnet ditt" in phone.last
    await phone.say("/start")
    await phone.forge(privacy_buttons.ExportMe().pack())


async def test_neither_order_nor_what_is_left_ties_an_answer_to_a_person(
    make_stage: MakeStage, sqlite_url: str, tmp_path: Path
) -> None:
    stage = await make_stage(sqlite_url, batch=CENTRE + COURSE.replace('"ta-tak"', '"depresjon"'))
    berit, crowd = await stage.coordinator("Berit"), await stage.acquainted(*(f"Ola {one}" for one in range(PEOPLE)))
    for phone in crowd:
        await phone.forge(signup_buttons.Join(1).pack())
    await stage.turn(FIRST - timedelta(days=2))
    ids = {row.telegram_id: row.id for row in await stage.rows(select(Person.id, Person.telegram_id))}
    chance = random.Random(3)
    chance.shuffle(crowd)
    for phone in crowd:
        await sends(phone, ids[phone.id], chance)
        await berit.forge(b.ShowResults(1, "before").pack())
    await stage.app.intake.flush()
    copy = taken(stage, tmp_path)
    senders = [ids[phone.id] for phone in crowd]
    people, answers = orders_of_people(copy, senders, KEY), orders_of_answers(copy, KEY, MARK)
    assert len(people) > 50
    assert {len(order) for order in answers.values()} == {PEOPLE}
    assert sorted(seen(copy, KEY, MARK_BYTES).values()) == [1] * PEOPLE
    for name, order in people.items():
        assert same(order, senders) < BY_CHANCE, name
    for name, order in answers.items():
        assert same([*map(int, order)], senders) < BY_CHANCE, name


def taken(stage: Stage, folder: Path) -> Copy:
    database = stage.app.database.file
    assert database is not None
    shutil.copyfile(database, folder / "taken")
    if (log := Path(f"{database}-wal")).exists():
        shutil.copyfile(log, folder / "taken-wal")
    return Copy(folder / "taken")
