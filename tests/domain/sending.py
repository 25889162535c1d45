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

from db.session import Database
from services import evaluation
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
    chance = random.Random(1000 * number + seed)
    senders = list(range(1, number + 1))
    chance.shuffle(senders)
    async with twelve_people(folder, number, url) as database:
        for update, person in enumerate(senders):
            text = marked(person) if writers is None or person in writers else None
            await one_sends(database, person, [chance.randint(1, 5) for _ in range(QUESTIONS)], text, 10 * update)
        yield Played(database, senders, folder)


async def one_sends(database: Database, person: int, values: Sequence[int], text: str | None, update: int) -> None:
    await _arrive(database, person, update, {"values": values, "text": text})
    async with database.begin() as session:
        me = await acting(session, person)
        for question, value in enumerate(values):
            await evaluation.answer(session, LIBRARY, me, 1, "midway", question, value, NOW)
        if text is None:
            await evaluation.skip_text(session, LIBRARY, me, 1, "midway", NOW)
        else:
            await evaluation.write_text(session, LIBRARY, me, 1, "midway", text, NOW)
        await inbox.mark_handled(session, [update], NOW + timedelta(seconds=update))
    await _arrive(database, person, update + 1, {"send": True})
    async with database.begin() as session:
        assert (await evaluation.send(session, LIBRARY, await acting(session, person), 1, "midway", NOW)).sent
        await inbox.mark_handled(session, [update + 1], NOW + timedelta(seconds=update + 1))
    async with database.begin() as session:
        await inbox.mark_answered(session, [update, update + 1], NOW + timedelta(seconds=update + 2))


async def _arrive(database: Database, person: int, update: int, payload: object) -> None:
    at = NOW + timedelta(seconds=update)
    async with database.begin() as session:
        await inbox.keep(session, [inbox.Letter(update, 1000 + person, json.dumps(payload))], at)
