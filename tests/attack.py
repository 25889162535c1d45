"""`python -m tests.attack [--postgresql] [--people 1-40] [--seed N]`: whose an answer is, guessed from the raw files.

For each number of people a house of their own, in which they send their polls one after the other. The attacker has the
files and the key, and tries every order in which people stand anywhere against every order in which answers do. Of so many
tries the best gets more right than one; so who is who is drawn by lot a thousand times, and the same tries are made again.
One order they may know from elsewhere: who has sent after whom (but for the one to four whom the box keeps apart, see ADR 16).
"""

import argparse
import asyncio
import logging
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import text

from domain.evaluation import SHOWN_FROM
from tests.attacker import Order, fragments, orders_of_answers, orders_of_people, seen
from tests.attacker_on_postgresql import files_by_the_hour
from tests.attacker_on_postgresql import orders_of_answers as answers_on_postgresql
from tests.attacker_on_postgresql import orders_of_people as people_on_postgresql
from tests.domain.polls import KEY
from tests.domain.sending import MARK, MARK_BYTES, Played, played
from tests.lots import Comparison, compare
from tests.postgres import Postgres

HEAD = "  n   pairs  differ  tied: mean  best  by lot  19 of 20     p  twice"


async def on_sqlite(it: Played) -> tuple[list[Order], list[Order], int]:
    """Orders of people, orders of answers (of the file with its log, and of a backup), answers that are there twice."""
    copies = it.copies().values()
    people = [order for copy in copies for order in orders_of_people(copy, it.senders, KEY).values()]
    answers = [order for copy in copies for order in orders_of_answers(copy, KEY, MARK).values()]
    twice = [sum(times > 1 for times in seen(copy, KEY, MARK_BYTES).values()) for copy in copies]
    return people, answers, max(twice)


async def on_postgresql(it: Played) -> tuple[list[Order], list[Order], int]:
    """The same of PostgreSQL's rows and files."""
    people = await people_on_postgresql(it.database, it.senders)
    answers = await answers_on_postgresql(it.database, KEY, MARK)
    pieces = list(fragments(await files_by_the_hour(it.database), KEY))
    found = [mark for one in pieces for mark in MARK_BYTES.findall(one)]
    return list(people.values()), list(answers.values()), len(found) - len(set(found))


async def attack(numbers: list[int], seed: int, folder: Path, url: str) -> AsyncIterator[tuple[int, Comparison, int]]:
    """By number of people: how the guesses compare with lots, and how many answers are left somewhere a second time."""
    for number in numbers:
        place = folder / str(number)
        place.mkdir()
        async with played(place, number, seed, url=url) as it:
            people, answers, twice = await (on_postgresql if url else on_sqlite)(it)
            if url:
                async with it.database.begin() as session:
                    await session.execute(text("TRUNCATE centres, people, inbox RESTART IDENTITY CASCADE"))
            if number < SHOWN_FROM or not number % SHOWN_FROM:
                people.append(it.senders)
        lines = [list(map(int, one)) for one in answers if len(one) == number]
        yield number, compare(people, lines, seed=seed), twice


async def _tell(numbers: list[int], seed: int, folder: Path, url: str) -> None:
    sys.stdout.write(HEAD + "\n")
    all_of_them: list[Comparison] = []
    async for number, it, twice in attack(numbers, seed, folder, url):
        all_of_them += [it] if number > 1 else []
        sys.stdout.write(
            f"{number:3}  {it.pairs:6}  {it.tries:6}  {it.mean:10.2f}  {it.best:4}  {it.lot:6.1f}  {it.rarely:8}"
            f"  {it.chance:4.2f}  {twice:5}\n"
        )
        sys.stdout.flush()
    if all_of_them:
        tied, lot = sum(one.best for one in all_of_them), sum(one.lot for one in all_of_them)
        above = sum(one.best > one.rarely for one in all_of_them)
        sys.stdout.write(
            f"from 2 on: tied {tied}, by lot {lot:.1f}; above 19 of 20 lots {above} of {len(all_of_them)}\n"
        )


@contextmanager
def _address(folder: Path, on_a_server: bool) -> Iterator[str]:
    if not on_a_server:
        yield ""
        return
    server = Postgres(None, folder)
    try:
        yield from server.migrated_database()
    finally:
        server.close()


def _numbers(said: str) -> list[int]:
    """`1-40`, `1,2,5`, or both."""
    ends = [one.partition("-") for one in said.split(",")]
    return [number for first, _, last in ends for number in range(int(first), int(last or first) + 1)]


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m tests.attack", description="Whose is an answer? From the raw files."
    )
    parser.add_argument("--people", type=_numbers, default=_numbers("1-40"), help="how many; 1-40, or 1,2,5")
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--postgresql", action="store_true", help="instead of SQLite")
    options = parser.parse_args()
    logging.disable(logging.CRITICAL)
    sys.stdout.write(f"{'PostgreSQL' if options.postgresql else 'SQLite'}, seed {options.seed}\n")
    with tempfile.TemporaryDirectory() as folder, _address(Path(folder), options.postgresql) as url:
        asyncio.run(_tell(options.people, options.seed, Path(folder), url))


if __name__ == "__main__":
    main()
