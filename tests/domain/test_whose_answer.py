"""Whoever holds the file, with its log or out of a backup, and even the key, guesses whose an answer is as if by lot."""

import math
import re
import sqlite3
from collections import Counter
from pathlib import Path

from cryptography.fernet import Fernet

from db import rotation
from db.crypto import KEYS
from domain.evaluation import SHOWN_FROM
from services import ballots, evaluation
from services.mail import inbox
from tests.attacker import Copy, fragments, lengths, orders_of_answers, orders_of_people, seen, ties
from tests.domain.polls import KEY, LIBRARY, NOW, acting, answer_all, twelve_people
from tests.domain.sending import MARK, MARK_BYTES, Played, marked, one_sends, played

TRIALS = [*((n, 0) for n in (2, 3, 4, 5, 6, 7, 9, 10, 40)), (5, 1), (5, 2), (10, 1)]
BOX = re.compile(rb'"polls":(\d+)')


def by_lot(trials: int) -> float:
    """Whoever draws lots gets one right in each trial on the average, however many people; this many, once in 10^10 times."""
    return trials + 8 * math.sqrt(trials)


async def test_nothing_in_the_file_ties_an_answer_to_a_person(tmp_path: Path) -> None:
    right: Counter[object] = Counter()
    for number, seed in TRIALS:
        folder = tmp_path / f"{number}-{seed}"
        folder.mkdir()
        async with played(folder, number, seed) as it:
            for name, copy in it.copies().items():
                right.update({(name, *pair): found for pair, found in ties(copy, KEY, it.senders, MARK).items()})
                for where, order in orders_of_people(copy, it.senders, KEY).items():
                    right[name, where, "order of sending"] += _same(order, it.senders)
                if number < SHOWN_FROM or not number % SHOWN_FROM:  # else it is known which one to four came last
                    for where, marks in orders_of_answers(copy, KEY, MARK).items():
                        right[name, "order of sending", where] += _same([int(one) for one in marks], it.senders)
            _nothing_is_left(it)
    assert len(right) > 500  # the attacker has had something to look at
    assert max(right.values()) <= by_lot(len(TRIALS)), right.most_common(5)


def _same(one: list[int], other: list[int]) -> int:
    return sum(a == b for a, b in zip(one, other, strict=True))


def _nothing_is_left(it: Played) -> None:
    """What is to be read anywhere in the bytes is the box as it is now: no draft, no update, no box before it."""
    copy = it.copies()["taken"]
    pieces = list(fragments(copy.everything(), KEY))
    assert max(Counter(found for piece in pieces for found in MARK_BYTES.findall(piece)).values(), default=0) <= 1
    assert {found for piece in pieces for found in BOX.findall(piece)} == {str(len(it.senders)).encode()}


async def test_one_who_sends_alone_is_known_to_whoever_has_the_key_and_nobody_else(tmp_path: Path) -> None:
    async with played(tmp_path, 1, 0) as it:
        copy = it.copies()["taken"]
        assert set(ties(copy, KEY, it.senders, MARK).values()) == {1}
        assert not MARK_BYTES.search(b"".join(copy.everything()))


async def test_nothing_tells_who_has_written_a_text(tmp_path: Path) -> None:
    found = []
    for writers in ((), (2,), (5,), range(1, 7)):
        folder = tmp_path / str(len(found))
        folder.mkdir()
        async with played(folder, 6, 0, writers) as it:
            found.append([(lengths(copy), len(copy.pages)) for copy in it.copies().values()])
    assert all(one == found[0] for one in found)


async def test_nothing_tells_who_is_writing_one(tmp_path: Path) -> None:
    async with twelve_people(tmp_path) as database:
        async with database.begin() as session:
            for person, text in ((1, None), (2, "x"), (3, "æ" * 2000), (4, "🙂" * 2000)):
                await answer_all(session, person, 3, text)
        drafts = Copy(tmp_path / "test.db").tables()["evaluation_drafts"]
        assert len({len(cell.values["content"]) for cell in drafts}) == 1
        assert len(drafts) == 4


async def test_another_key_leaves_nothing_under_the_first(tmp_path: Path) -> None:
    async with played(tmp_path, 6, 0) as it:
        second = Fernet.generate_key().decode()
        KEYS.open(f"{second},{KEY}")
        await rotation.rotate(it.database)
        KEYS.open(second)
        assert not seen(it.copies()["taken"], KEY, MARK_BYTES)
        async with it.database.begin() as session:
            box = await ballots.of_round(session, 1, evaluation.read_round("midway"))
            assert (box.polls, len(box.texts_shown), len(box.texts_waiting)) == (6, 5, 1)


async def test_who_declines_leaves_nothing_behind(tmp_path: Path) -> None:
    async with twelve_people(tmp_path) as database:
        async with database.begin() as session:
            await answer_all(session, 1, 3, "mark001mark")
        async with database.begin() as session:
            await evaluation.skip(session, LIBRARY, await acting(session, 1), 1, "midway", NOW)
        assert not seen(Copy(tmp_path / "test.db"), KEY, MARK_BYTES)


async def test_what_somebody_elses_reading_held_up_is_wiped_the_next_time(tmp_path: Path) -> None:
    async with twelve_people(tmp_path) as database:
        reader = sqlite3.connect(tmp_path / "test.db", isolation_level=None)
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM people").fetchone()
        await one_sends(database, 1, [3], marked(1), 1)
        assert seen(Copy(tmp_path / "test.db"), KEY, MARK_BYTES)[b"mark001mark"] > 1
        reader.execute("COMMIT")
        reader.close()
        async with database.begin() as session:
            await inbox.mark_answered(session, [1], NOW)
        assert seen(Copy(tmp_path / "test.db"), KEY, MARK_BYTES)[b"mark001mark"] == 1


async def test_answers_after_six_weeks_are_kept_alike(tmp_path: Path) -> None:
    people = [3, 1, 4, 2, 5, 9, 6, 8, 7]
    async with twelve_people(tmp_path) as database:
        sizes = []
        for number, person in enumerate(people):
            async with database.begin() as session:
                box = await ballots.of_centre(session, 1)
                box.put(ballots.member(1, person), {"running": "yes", "helps": "no" if number % 2 else "partly"})
                await ballots.put_back_pulses(session, 1, box)
            copy = Copy(tmp_path / "test.db")
            sizes.append(
                lengths(copy)["pulse_boxes", "content", len(KEYS.encrypt(" " * ballots.PULSES.size(number + 1)))]
            )
            boxes = {found for piece in fragments(copy.everything(), KEY) for found in BOX.findall(piece)}
            assert boxes == {str(number + 1).encode()}
        assert sizes == [1] * len(people)
        orders = orders_of_people(copy, people, KEY)
        assert orders.pop("pulse_boxes.content, roll") == sorted(people)
        assert people not in orders.values()
