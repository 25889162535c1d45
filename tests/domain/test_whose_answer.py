"""Whoever holds the file, with its log or out of a backup, and even the key, guesses whose an answer is as if by lot."""

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
from tests.attacker import (
    Copy,
    decrypt,
    fragments,
    lengths,
    orders_of_answers,
    orders_of_people,
    same,
    seen,
    ties,
)  # fmt: skip
from tests.domain.polls import KEY, LIBRARY, NOW, acting, answer_all, twelve_people
from tests.domain.sending import MARK, MARK_BYTES, growing, marked, one_sends, played
from tests.lots import most

HOUSES = [(40, 0), (9, 1), (9, 2)]
"""How many people send one after the other, and how lots are drawn for it: each n from 1 to 40, the few ones thrice."""
SPANS = [range(2, 7), range(7, 16), range(16, 41)]
"""Whoever is told apart while they are few shall not be hidden by how many there are later."""
BOX = re.compile(rb'"polls":(\d+)')


async def test_nothing_in_the_file_ties_an_answer_to_a_person(tmp_path: Path) -> None:
    right: dict[range, Counter[object]] = {span: Counter() for span in SPANS}
    trials: Counter[range] = Counter()
    for last, seed in HOUSES:
        folder = tmp_path / str(seed)
        folder.mkdir()
        async with growing(folder, last, seed) as plays:
            async for it in plays:
                number = len(it.senders)
                copies = it.copies()
                assert _left_over(copies["taken"], number) == {"marks": 0, "boxes": 0}
                for span in (one for one in SPANS if number in one):
                    trials[span] += 1
                    for name, copy in copies.items():
                        right[span].update({(name, *way): found for way, found in _guessed(copy, it.senders).items()})
    assert sum(trials.values()) == 39 + 8 + 8
    for span in SPANS:
        assert len(right[span]) > 500  # the attacker has had something to look at
        assert max(right[span].values()) <= most(trials[span]), (span, right[span].most_common(5))


def _guessed(copy: Copy, senders: list[int]) -> Counter[tuple[str, ...]]:
    """By way of guessing, how many it gets right: answers by people, and either by the order in which they have sent."""
    people, answers = orders_of_people(copy, senders, KEY), orders_of_answers(copy, KEY, MARK)
    right: Counter[tuple[str, ...]] = Counter(ties(people, answers))
    for where, order in people.items():
        right[where, "order of sending"] += same(order, senders)
    if len(senders) < SHOWN_FROM or not len(senders) % SHOWN_FROM:  # else it is known which one to four came last
        for where, marks in answers.items():
            right["order of sending", where] += same([*map(int, marks)], senders)
    return right


def _left_over(copy: Copy, number: int) -> dict[str, int]:
    """What is to be read besides the rows that there are; in these each answer stands once, in the box as it is now."""
    values = [decrypt(value, KEY) or str(value) for cells in copy.tables().values() for cell in cells
              for value in cell.values.values()]  # fmt: skip
    assert Counter(found for value in values for found in MARK.findall(value)).most_common(1)[0][1] == 1
    assert [found for value in values for found in BOX.findall(value.encode())] == [str(number).encode()]
    pages = copy.left_over()
    pieces = [*pages, *fragments(pages, KEY)]
    return {"marks": sum(len(MARK_BYTES.findall(one)) for one in pieces),
            "boxes": sum(len(BOX.findall(one)) for one in pieces)}  # fmt: skip


async def test_what_is_left_over_is_found(tmp_path: Path) -> None:
    """The attacker's own test: where somebody's reading held up the wiping, a draft and the box before it are there."""
    async with growing(tmp_path, 2, 0) as plays:
        await anext(plays)
        reader = sqlite3.connect(tmp_path / "test.db", isolation_level=None)
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM people").fetchone()
        it = await anext(plays)
        left = _left_over(it.copies()["taken"], 2)
        reader.close()
    assert left["marks"] >= 2
    assert left["boxes"] >= 1


async def test_one_who_sends_alone_is_known_to_whoever_has_the_key_and_nobody_else(tmp_path: Path) -> None:
    async with played(tmp_path, 1, 0) as it:
        copy = it.copies()["taken"]
        people, answers = orders_of_people(copy, it.senders, KEY), orders_of_answers(copy, KEY, MARK)
        assert set(ties(people, answers).values()) == {1}
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
            box = await ballots.of_round(session, 1, "midway")
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
