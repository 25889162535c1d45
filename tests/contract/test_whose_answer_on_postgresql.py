"""Whoever holds PostgreSQL's files and the key guesses whose an answer is as if by lot, too: no row ids, no dead rows."""

import re
from collections import Counter
from pathlib import Path

from sqlalchemy import text

from tests.attacker import fragments, same, ties
from tests.attacker_on_postgresql import files_by_the_hour, orders_of_answers, orders_of_people
from tests.domain.polls import KEY
from tests.domain.sending import MARK, MARK_BYTES, Played, growing
from tests.lots import most

BOX = re.compile(rb'"polls":(\d+)')
HOUSES = {0: [1, 2, 5, 9, 20, 40], 1: [2, 3, 5, 7, 9], 2: [2, 3, 5, 7, 9]}
"""After how many who have sent it is looked at, by how lots are drawn."""


async def test_neither_rows_nor_what_they_were_before_tell(postgres_url: str, tmp_path: Path) -> None:
    few: Counter[object] = Counter()
    many: Counter[object] = Counter()
    for seed, numbers in HOUSES.items():
        async with growing(tmp_path, max(numbers), seed, url=postgres_url) as plays:
            async for it in plays:
                number = len(it.senders)
                if number in numbers:
                    found = await _guessed(it)
                    few.update(found if 1 < number < 10 else {})
                    many.update(found if number >= 10 else {})
                    await _nothing_is_left(it)
            async with it.database.begin() as session:
                await session.execute(text("TRUNCATE centres, people, inbox RESTART IDENTITY CASCADE"))
    assert len(few) > 30
    assert max(few.values()) <= most(3 + 5 + 5), few.most_common(5)
    assert max(many.values()) <= most(2), many.most_common(5)


async def _guessed(it: Played) -> Counter[object]:
    """By way of guessing, how many it gets right."""
    people = await orders_of_people(it.database, it.senders)
    found: Counter[object] = Counter({where: same(order, it.senders) for where, order in people.items()})
    found.update(ties(people, await orders_of_answers(it.database, KEY, MARK)))
    return found


async def _nothing_is_left(it: Played) -> None:
    """Anywhere in the files there is one box, as it is now, and each answer once at most."""
    pieces = list(fragments(await files_by_the_hour(it.database), KEY))
    assert max(Counter(found for one in pieces for found in MARK_BYTES.findall(one)).values(), default=0) <= 1
    assert {found for one in pieces for found in BOX.findall(one)} == {str(len(it.senders)).encode()}
