"""How many SQL statements everything takes, as a table: `python -m tests.contract.statements --write` writes it anew."""

import argparse
import asyncio
import sys
import tempfile
import tomllib
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any, get_type_hints

from cryptography.fernet import Fernet
from msgspec import structs
from sqlalchemy import delete, select

from db.migrate import upgrade
from db.models import Outbox, Person
from db.turns import Turn
from domain.errors import Expected
from domain.messages import Message
from domain.rights import Action
from handlers import TABLE
from scheduler.kinds import KINDS
from services.mail import outbox
from tests.contract.counting import Statements
from tests.contract.full_house import FullHouse, Scene, full_house
from tests.contract.scenes import BUTTONS, COMMANDS, MESSAGES, OF_GROUPS, OWNERS, STEPS, VALUES
from tests.stage import Stage, StageOptions
from texts import errors

FILE = Path(__file__).with_name("statements.toml")
Line = dict[str, int | str]
Table = dict[str, dict[str, Line]]


async def count(house: FullHouse) -> Table:
    """Everything, one after the other."""
    with playing(house) as play:
        return {
            "button": {room(kind): await play.button(kind, one.action) for kind, one in TABLE.buttons.items()},
            "command": {name: await play.command(name, one.action) for name, one in TABLE.commands.items()},
            "message": {room(kind): await play.message(kind, one.action) for kind, one in KINDS.items()},
            "step": {name: await play.step(name) for name in [*TABLE.steps, *TABLE.listeners]},
            "tick": {f"{number} programmes": await play.tick(number) for number in (1, 30)},
        }


@contextmanager
def playing(house: FullHouse) -> Iterator["Player"]:
    """Somebody who plays one thing after the other, while it is counted."""
    statements = Statements(house.stage.app.database)
    with statements.listening(), refusals() as refused:
        yield Player(house, statements, refused)


def room(kind: type[Any]) -> str:
    """`groups.ShowGroup`: room and class."""
    return f"{kind.__module__.split('.')[1]}.{kind.__name__}"


def values_of(kind: type[Any], scene: Scene) -> dict[str, Any]:
    """Field by field: the scene's value, else the usual one, else 1."""
    hints = get_type_hints(kind)
    usual = {**VALUES, **scene.values}
    return {name: hints[name](usual.get(name, 1)) for name in kind.__struct_fields__}


@contextmanager
def refusals() -> Iterator[list[str]]:
    """The names of what was refused."""
    heard: list[str] = []
    plain = errors.say

    def say(t: Any, refusal: Expected) -> Any:
        heard.append(type(refusal).__name__)
        return plain(t, refusal)

    errors.say = say
    try:
        yield heard
    finally:
        errors.say = plain


class Player:
    """Plays one entry after the other, each on the house as it was."""

    def __init__(self, house: FullHouse, statements: Statements, refused: list[str]) -> None:
        self._house, self._stage = house, house.stage
        self._statements, self._refused = statements, refused

    async def button(self, kind: type[Any], action: Action) -> Line:
        scene = _owned(kind, action, BUTTONS.get(kind, Scene()))
        data = kind(**values_of(kind, scene)).pack()
        phone = await self._ready(scene)
        await phone.forge(data)
        return await self._line()

    async def command(self, name: str, action: Action) -> Line:
        scene = COMMANDS.get(name, Scene())
        phone = await self._ready(replace(scene, who=scene.who or OWNERS[action]))
        await phone.say(f"/{name}")
        return await self._line()

    async def step(self, name: str) -> Line:
        """The text that is awaited, or may come, at a step."""
        assert name in STEPS, f"{name}: scenes.py is to say what is written there, and after which button"
        scene = STEPS[name]
        phone = await self._ready(scene)
        await phone.say(scene.words)
        return await self._line()

    async def message(self, kind: type[Message], action: Action) -> Line:
        """From being claimed to being settled: one person, one message."""
        scene = _owned(kind, action, MESSAGES.get(kind, Scene()))
        phone = await self._ready(scene)
        message = kind(**values_of(kind, scene))
        person = select(Person.id).where(Person.telegram_id == phone.id)
        async with self._stage.app.database.begin() as session:
            await session.execute(delete(Outbox))
            await outbox.put(session, message, person, due_at=self._stage.now)
        self._stage.app.sender.wake()
        await self._stage.settle()
        (row,) = await self._stage.rows(select(Outbox.state, Outbox.reason).order_by(Outbox.id.desc()).limit(1))
        line: Line = {"statements": self._count(Turn.OUTBOX), "transactions": self._turns(Turn.OUTBOX)}
        return line if row.state == "sent" else {**line, "ended": str(row.state)}

    async def tick(self, programmes: int) -> Line:
        """A look at what has come due, with nothing due; the one before has noted how far it came."""
        app = self._stage.app
        library, one = app.library, app.library.programmes["ta-tak"]
        await self._house.set(Scene(who="participant"))
        more = {
            f"{one.slug}-{number}": structs.replace(one, slug=f"{one.slug}-{number}") for number in range(1, programmes)
        }
        app.library = structs.replace(library, programmes={one.slug: one, **more})
        try:
            with self._statements.of_the_bot():
                await app.plan()
                self._stage._write(self._stage.now + timedelta(seconds=1))
                self._statements.forget()
                await app.plan()
        finally:
            app.library = library
        return {"statements": self._count(Turn.LOOK), "transactions": self._turns(Turn.LOOK)}

    async def _ready(self, scene: Scene) -> Any:
        phone = await self._house.set(scene)
        await self._flushed()
        self._refused.clear()
        self._statements.forget()
        return phone

    async def _flushed(self) -> None:
        """A tick of the bot's, when it is to be."""
        assert self._stage.app.intake is not None
        with self._statements.of_the_bot():
            await self._stage.app.intake.flush()

    async def _line(self) -> Line:
        await self._flushed()
        line: Line = {
            "intake": self._count(Turn.DOOR),
            "handler": self._count(Turn.PRESS),
            "after": self._count(Turn.UPKEEP),
            "transactions": self._turns(Turn.DOOR, Turn.PRESS, Turn.UPKEEP),
        }
        return {**line, "refused": self._refused[0]} if self._refused else line

    def _count(self, *turns: Turn) -> int:
        return sum(self._statements.statements[turn] for turn in turns)

    def _turns(self, *turns: Turn) -> int:
        return sum(self._statements.transactions[turn] for turn in turns)


def _owned(kind: type[Any], action: Action, scene: Scene) -> Scene:
    usual = {**OWNERS, **OF_GROUPS} if ".groups." in kind.__module__ else OWNERS
    return replace(scene, who=scene.who or usual[action])


def read() -> Table:
    """The table as it stands in the repository."""
    return tomllib.loads(FILE.read_text(encoding="utf-8"))


def written(table: Table) -> str:
    """The table as a file: sorted, a line each."""
    parts = [HEAD]
    for section, lines in sorted(table.items()):
        parts += ["", f"[{section}]", *(f'"{name}" = {_inline(line)}' for name, line in sorted(lines.items()))]
    return "\n".join(parts) + "\n"


HEAD = """\
# SQL statements of everything on SQLite, without BEGIN and COMMIT, each played by whoever may (scenes.py, full_house.py).
# intake: storing the update; handler: until the answer; after: noting that it was answered. A message: claim to settling.
# Written by `python -m tests.contract.statements --write`. A number that rises wants a reason in review."""


def _inline(line: Mapping[str, int | str]) -> str:
    return "{ " + ", ".join(f"{name} = {_value(value)}" for name, value in line.items()) + " }"


def _value(value: int | str) -> str:
    return str(value) if isinstance(value, int) else f'"{value}"'


def changes(before: Table, now: Table) -> Sequence[str]:
    """Line by line what is not as it was."""
    told = []
    for section in sorted({*before, *now}):
        was, is_ = before.get(section, {}), now.get(section, {})
        told += [
            f"{section} {name}: {was.get(name)} -> {is_.get(name)}"
            for name in sorted({*was, *is_})
            if was.get(name) != is_.get(name)
        ]
    return told


@asynccontextmanager
async def standing() -> AsyncIterator[FullHouse]:
    """A full house on a stage of its own."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        url = f"sqlite:///{folder}/statements.db"
        await upgrade(url)
        stage = Stage(folder, url, Fernet.generate_key().decode(), StageOptions())
        await stage.open()
        try:
            yield await full_house(stage, folder)
        finally:
            await stage.close()


async def fresh() -> Table:
    """The table as the code makes it now."""
    async with standing() as house:
        return await count(house)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.contract.statements", description=__doc__)
    parser.add_argument("--write", action="store_true", help=f"write {FILE.name} anew")
    options = parser.parse_args()
    table = asyncio.run(fresh())
    sys.stdout.write(("\n".join(changes(read() if FILE.exists() else {}, table)) or "as it was") + "\n")
    if options.write:
        FILE.write_text(written(table), encoding="utf-8")


if __name__ == "__main__":
    main()
