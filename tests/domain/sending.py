"""People who send their polls one after the other, and what lies in the files then: for the attacker."""

import json
import random
import re
import shutil
import sqlite3
from collections.abc import AsyncIterator, Collection, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from sqlalchemy import select

from db.models import EvaluationDraft
from db.session import Database
from domain.ballots import padded
from services import Session, evaluation
from services.mail import inbox
from tests.attacker import Copy
from tests.domain.polls import LIBRARY, NOW, QUESTIONS, acting, twelve_people

MARK, MARK_BYTES = re.compile(r"mark(\d{3})mark"), re.compile(rb"mark\d{3}mark")


def marked(person: int) -> str:
    return f"What I think stands here, and it is mark{person:03}mark."


@dataclass(frozen=True)
class Played:
    """`senders` in the order in which they have sent; `folder` holds what an attacker may have."""

    database: Database
    senders: list[int]
    folder: Path

    def copies(self) -> dict[str, Copy]:
        """The file with its log as they lie there, and what `.backup` makes of them."""
        (self.folder / "backup").mkdir(exist_ok=True)
        shutil.copyfile(self.folder / "test.db", self.folder / "backup" / "taken.db")
        if (self.folder / "test.db-wal").exists():
            shutil.copyfile(self.folder / "test.db-wal", self.folder / "backup" / "taken.db-wal")
        source, target = (sqlite3.connect(self.folder / name) for name in ("test.db", "backup/backup.db"))
        source.backup(target)
        source.close()
        target.close()
        return {name: Copy(self.folder / "backup" / f"{name}.db") for name in ("taken", "backup")}


@asynccontextmanager
async def played(
    folder: Path, number: int, seed: int, writers: Collection[int] | None = None, url: str = ""
) -> AsyncIterator[Played]:
    """`number` people answer and send, each in updates of their own; all write a text, or only these `writers`."""
    async with growing(folder, number, seed, writers, url) as plays:
        it = [one async for one in plays][-1]
        yield it


@asynccontextmanager
async def growing(
    folder: Path, number: int, seed: int, writers: Collection[int] | None = None, url: str = ""
) -> AsyncIterator[AsyncIterator[Played]]:
    """As `played`, to be looked at after each of them: what one, two, three ... leave behind."""
    chance = random.Random(1000 * number + seed)
    people = list(range(1, number + 1))
    chance.shuffle(people)

    async def one_by_one(database: Database) -> AsyncIterator[Played]:
        for before, person in enumerate(people):
            text = marked(person) if writers is None or person in writers else None
            await one_sends(database, person, [chance.randint(1, 5) for _ in range(QUESTIONS)], text, 10 * before)
            yield Played(database, people[: before + 1], folder)

    async with twelve_people(folder, number, url) as database:
        yield one_by_one(database)


async def one_sends(database: Database, person: int, values: Sequence[int], text: str | None, update: int) -> None:
    await _arrive(database, person, update, {"values": values, "text": text})
    async with database.begin() as session:
        await _answers(session, person, values, text)
        await inbox.mark_handled(session, [update], NOW + timedelta(seconds=update))
    await _arrive(database, person, update + 1, {"send": True})
    async with database.begin() as session:
        assert (await evaluation.send(session, LIBRARY, await acting(session, person), 1, "midway", NOW)).sent
        await inbox.mark_handled(session, [update + 1], NOW + timedelta(seconds=update + 1))
    async with database.begin() as session:
        await inbox.mark_answered(session, [update, update + 1], NOW + timedelta(seconds=update + 2))


async def _answers(session: Session, person: int, values: Sequence[int], text: str | None) -> None:
    """The draft as the presses leave it, in one go: of what it was in between nothing comes into the file here."""
    me = await acting(session, person)
    await evaluation.answer(session, LIBRARY, me, 1, "midway", 0, values[0], NOW)
    draft = (await session.scalars(select(EvaluationDraft).where(EvaluationDraft.person_id == person))).one()
    given = {str(question): value for question, value in enumerate(values)}
    draft.content = padded(given, evaluation.DRAFT_SIZE)
    if text is None:
        await evaluation.skip_text(session, LIBRARY, me, 1, "midway", NOW)
    else:
        await evaluation.write_text(session, LIBRARY, me, 1, "midway", text, NOW)


async def _arrive(database: Database, person: int, update: int, payload: object) -> None:
    at = NOW + timedelta(seconds=update)
    async with database.begin() as session:
        await inbox.keep(session, [inbox.Letter(update, 1000 + person, json.dumps(payload))], at)
