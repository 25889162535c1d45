"""What a log, a figure, a file name or the database file itself tells about people: nothing."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import aiohttp
from sqlalchemy import func, select, text

from db.models import Assignment, Inbox, Outbox, Person
from domain.delivery import State
from domain.notices import buttons as b
from domain.people import buttons as people_buttons
from domain.rights import Role
from domain.signup import buttons as signup_buttons
from tests.faults.conftest import MakePlace, locked
from tests.faults.process import ANSWERS, STOPS, Bot, Place, free_port, until_rows
from tests.stage import FIRST, TOKEN, Phone

FIRST_NAME, LAST_NAME = "Xylofonia", "Trekkspillsen"
NAME, PHONE = "Munnspillhilde", "+47 998 87 766"
TEXT, NOTICE = "Kontrabassen min er blå", "Pikkolofløyta er glemt igjen"
MARKS = (FIRST_NAME, LAST_NAME, NAME, TEXT, "Kontrabassen", NOTICE, "Pikkolo", "99887766", "998 87 766", "998 87")
UNHANDLED = select(func.count()).where(Inbox.handled_at.is_(None))


class Remote:
    """The part of the stage that phones need, for a bot in a process of its own."""

    def __init__(self, place: Place) -> None:
        self.place, self.server = place, place.server
        self.answered: Counter[int] = Counter()
        """How many answers each person had when something was last done."""

    async def post(self, path: str, **body: Any) -> Any:
        self.answered = self.place.per_chat(*ANSWERS)
        async with (
            aiohttp.ClientSession(self.place.server.url) as http,
            http.post(f"/sandbox/{path}", json=body) as answer,
        ):
            return await answer.json()

    async def done(self, phone: Phone) -> None:
        async with asyncio.timeout(20):
            while self.place.per_chat(*ANSWERS)[phone.id] == self.answered[phone.id]:
                await asyncio.sleep(0.02)
        await until_rows(self.place, UNHANDLED, 0)
        await phone.refresh()

    async def person(self, **names: str) -> Phone:
        user = await self.post("users", **names)
        return Phone(self, int(user["id"]), names["first_name"])  # type: ignore[arg-type]


@asynccontextmanager
async def without(place: Place, table: str) -> AsyncIterator[None]:
    """A table is gone, and then the file is locked: our own queries fail, with what somebody wrote among their values."""
    async with place.database.begin() as session:
        await session.execute(text(f"ALTER TABLE {table} RENAME TO gone"))
    yield
    await asyncio.sleep(0.7)
    async with locked(place.url):
        await asyncio.sleep(0.3)
    async with place.database.begin() as session:
        await session.execute(text(f"ALTER TABLE gone RENAME TO {table}"))


async def sign_up(place: Place, remote: Remote) -> tuple[Phone, Phone]:
    """A participant with name and phone, and a coordinator."""
    kari = await remote.person(first_name=FIRST_NAME, last_name=LAST_NAME, language_code="nb")
    await kari.start("c_ta-tak-host")
    await kari.press("Norsk bokmål")
    place.sandbox.faults.add({"kind": "500", "method": "editMessageText", "count": 2})
    await kari.press("Ja, og jeg har fylt 18")
    await kari.forge(people_buttons.ChangeName().pack())
    await kari.say(NAME)
    await kari.forge(people_buttons.ChangePhone().pack())
    await kari.say(PHONE)
    await kari.say("/privacy")
    assert NAME in kari.last
    await kari.forge(signup_buttons.Join(1).pack())
    place.sandbox.faults.add({"kind": "429", "method": "sendMessage", "retry_after": 1})
    await kari.say(TEXT)
    berit = await remote.person(first_name=FIRST_NAME, language_code="nb")
    await berit.start()
    await berit.press("Norsk bokmål")
    await berit.press("Ja, og jeg har fylt 18")
    async with place.database.begin() as session:
        author = await session.scalar(select(Person.id).where(Person.telegram_id == berit.id))
        session.add(Assignment(person_id=author, centre_id=1, role=Role.COORDINATOR))
    return kari, berit


async def seen(phone: Phone, words: str) -> None:
    """After the excuse that it takes a while comes the answer."""
    async with asyncio.timeout(20):
        while not any(words in text_ for text_ in phone.texts):
            await phone.stage.done(phone)
            await asyncio.sleep(0.1)


async def write_notice(place: Place, berit: Phone) -> None:
    await berit.forge(b.WriteNotice(1).pack())
    async with without(place, "notices"):
        await berit.stage.post(f"users/{berit.id}/message", text=NOTICE)
    await seen(berit, NOTICE)
    place.sandbox.faults.add({"kind": "lost_answer", "method": "sendMessage"})
    await berit.forge(b.SendNotice(1).pack())
    await _all_sent(place)


async def evaluate(place: Place, kari: Phone) -> None:
    place.turn(FIRST + timedelta(days=14, hours=3))
    await _all_sent(place, "evaluation_invite")
    place.sandbox.faults.add({"kind": "no_answer", "method": "editMessageText"})
    await kari.press("Svar nå")
    for _ in range(20):
        if "egne ord" in kari.last:
            break
        await kari.press("Hopp over")
    place.sandbox.faults.add({"kind": "429", "method": "sendMessage", "retry_after": 1})
    async with without(place, "evaluation_drafts"):
        await kari.stage.post(f"users/{kari.id}/message", text=TEXT)
    await seen(kari, TEXT)


async def _all_sent(place: Place, kind: str | None = None) -> None:
    async with asyncio.timeout(15):
        while True:
            rows = await place.rows(select(Outbox.kind, Outbox.state))
            if (kind is None or any(one == kind for one, _ in rows)) and not any(
                state in (State.QUEUED, State.SENDING) for _, state in rows
            ):
                return
            await asyncio.sleep(0.1)


async def test_nothing_about_anybody_is_written_anywhere(make_place: MakePlace) -> None:
    """First with logs for machines, then with those for people."""
    port = free_port()
    more = f"level = 'debug'\n[web]\nenabled = true\nport = {port}\n[quiet_hours]\nstart = '08:00'\nend = '08:00'"
    place = await make_place(more=more)
    bot = await place.run()
    people = await sign_up(place, Remote(place))
    await write_notice(place, people[1])
    metrics = await _metrics(port)
    await _stopped(bot)
    place.configure(more=more, style="console")
    bot = await place.run(wait=False)
    await bot.says("running")
    await evaluate(place, people[0])
    metrics += await _metrics(port)
    stored = _files(place)
    assert {"test.db", "test.db-wal", "log-0", "log-1"} <= set(stored)
    await _stopped(bot)
    stored |= {f"{name} (after)": content for name, content in _files(place).items()}
    for name, content in stored.items():
        assert not [mark for mark in MARKS if mark.encode() in content or mark in name], name
        assert b"SANDBOX" not in content, name
    log = "".join(one.said for one in place.bots)
    for words in (*MARKS, TOKEN, place.key, *(str(one.id) for one in people)):
        assert words not in log
        assert words not in metrics


async def _stopped(bot: Bot) -> None:
    assert await bot.stop() < STOPS
    assert "database_not_reachable" in bot.said, "the faults that were ordered must have been met"


async def _metrics(port: int) -> str:
    async with aiohttp.ClientSession() as http, http.get(f"http://127.0.0.1:{port}/metrics") as answer:
        return await answer.text()


def _files(place: Place) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in place.folder.iterdir() if path.is_file()}
