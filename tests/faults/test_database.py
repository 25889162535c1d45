"""The database is locked, away, or already taken by another process."""

import asyncio
import errno
import resource
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import OperationalError

from bot.door import admit
from bot.lanes import Item
from db.leader import Leadership
from db.models import Enrolment, Inbox, Outbox
from db.session import Database
from db.turns import Turn
from domain.delivery import State
from domain.signup import buttons as b
from handlers.parse import parse
from services.mail import inbox, notes
from tests.faults.conftest import MakePlace, locked
from tests.faults.process import STOPS, Place, free_port, until, until_rows
from tests.postgres import Postgres
from tests.stage import FIRST, Stage

HANDLED = select(func.count()).where(Inbox.handled_at.is_(None))
EXCUSE = "Noe gikk galt hos oss"
ASKED_IN_VAIN = """
SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'SELECT pg_try_advisory_lock(%' AND state = 'idle'
AND pid NOT IN (SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND granted)
"""


@pytest.fixture
async def impatient(stage: Stage) -> Stage:
    """The usual stage, whose bot gives up on a locked file after a fifth of a second."""
    assert stage.app.intake is not None
    stage.app.intake.handling.retries, stage.app.intake.handling.patience = (0.1,), 0.3
    assert stage.app.database.short is not None
    stage.app.database.short.patience = 0.2
    async with stage.app.database.begin(Turn.UPKEEP) as session:
        await session.execute(text("PRAGMA busy_timeout=200"))
    return stage


async def excuses(stage: Stage) -> int:
    return sum("error" not in one and EXCUSE in one["params"]["text"] for one in await stage.calls("sendMessage"))


async def eventually(happens: Callable[[], Any], seconds: float = 10) -> None:
    async with asyncio.timeout(seconds):
        while not await happens():
            await asyncio.sleep(0.05)


async def test_locked_before_the_update_is_kept(impatient: Stage) -> None:
    kari = await impatient.participant("Kari")
    async with locked(impatient.url):
        await impatient.post(f"users/{kari.id}/message", text="/help")
        await impatient.post(f"users/{kari.id}/message", text="/help")
        await eventually(lambda: excuses(impatient))
        await asyncio.sleep(0.5)
        assert await excuses(impatient) == 1
    await impatient.settle()
    await kari.refresh()
    assert sum("/mittkurs" in words for words in kari.texts) == 2


async def test_locked_before_the_update_is_handled(impatient: Stage) -> None:
    """And not only the first: everybody is told, and everybody is served."""
    people = [await impatient.participant(f"Person {number}") for number in range(3)]
    presses = [_join(number, one.id) for number, one in enumerate(people, 1)]
    letters = [one.letter for one in admit(presses)]
    async with impatient.app.database.begin() as session:
        await inbox.keep(session, letters, datetime.now(UTC))
    intake = impatient.app.intake
    assert intake is not None
    async with locked(impatient.url):
        for press, one in zip(presses, people, strict=True):
            intake.feed(Item(press["update_id"], one.id, incoming=parse(press)))

        async def all_told() -> bool:
            return await excuses(impatient) == len(people)

        await eventually(all_told)
    await impatient.settle()
    assert await impatient.rows(select(func.count()).select_from(Enrolment)) == [(3,)]
    assert await excuses(impatient) == len(people)


def _join(update_id: int, person: int) -> dict[str, Any]:
    somebody = {"id": person, "is_bot": False, "first_name": "Kari", "language_code": "nb"}
    query = {"id": str(update_id), "from": somebody, "chat_instance": "1", "data": b.Join(1).pack()}
    return {"update_id": update_id, "callback_query": query}


async def test_locked_while_reminders_go_out(impatient: Stage) -> None:
    """What Telegram has taken is written down when the file is free again, and not sent a second time."""
    people = [await impatient.enrolled(f"Person {number}") for number in range(6)]
    seen = len(await impatient.calls("sendMessage"))
    await impatient.post("faults", kind="slow", delay=0.15, method="sendMessage", count=0)
    impatient._write(FIRST.replace(day=25, month=8))
    await impatient.app.plan()
    await asyncio.sleep(0.1)
    async with locked(impatient.url):
        await asyncio.sleep(0.5)  # longer than the call, and than the bot waits for the file
    await impatient.settle()
    assert len(await impatient.calls("sendMessage")) - seen == len(people)
    assert await impatient.rows(select(Outbox.state, func.count()).group_by(Outbox.state)) == [(State.SENT, 6)]


@contextmanager
def full_disk() -> Iterator[None]:
    """No file of this process can grow: what a disk that is full says, and for as long as it is."""
    usual = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1024, usual[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, usual)


async def test_a_full_disk_is_got_over_without_a_restart(impatient: Stage) -> None:
    """A commit that fails leaves nothing open: when there is room again, everybody is served, and each once."""
    people = [await impatient.participant(f"Person {number}") for number in range(3)]
    seen = [len(one.texts) for one in people]
    with full_disk():
        for one in people:
            await impatient.post(f"users/{one.id}/message", text="/help")
        await eventually(lambda: excuses(impatient))
        with pytest.raises((OperationalError, sqlite3.OperationalError)):
            async with impatient.app.database.begin() as session:
                await notes.write(session, "anything", "at all")
    async with impatient.app.database.begin() as session:
        assert await notes.read(session, "anything") is None
    await impatient.settle()
    for one, before in zip(people, seen, strict=True):
        await one.refresh()
        assert sum("/mittkurs" in words for words in one.texts[before:]) == 1


async def test_a_second_process_on_the_same_file(make_place: MakePlace) -> None:
    """It is refused before it has a say at Telegram, which would make the first one deaf, and whatever ports they share."""
    place = await make_place()
    web = f"[web]\nenabled = true\nport = {free_port()}"
    place.configure(telegram=_webhook(free_port()), more=web)
    first = await place.run()
    place.configure(more=web)
    code, said = await place.command("run")
    assert code == 2
    assert said.splitlines()[-1] == "mestringsbot: another mestringsbot already runs on this database"
    assert "Traceback" not in said
    assert place.count("deleteWebhook") == 0
    assert await first.stop() < STOPS


async def test_a_second_process_that_reaches_the_file_by_a_link(make_place: MakePlace) -> None:
    place = await make_place()
    first = await place.run()
    link = place.folder / "link.db"
    link.symlink_to(place.url.removeprefix("sqlite:///"))
    code, said = await place.command("run", DATABASE_URL=f"sqlite:///{link}")
    assert code == 2
    assert said.splitlines()[-1] == "mestringsbot: another mestringsbot already runs on this database"
    assert await first.stop() < STOPS


async def test_a_lock_that_is_not_ours_to_open_is_named(make_place: MakePlace) -> None:
    """Made by another user, say; whoever runs the tests may be root, who may open any file, but no folder as one."""
    place = await make_place()
    lock = Path(f"{place.url.removeprefix('sqlite:///')}.lock")
    await asyncio.to_thread(lock.mkdir)
    code, said = await place.command("run")
    assert code == 2
    assert (
        said.splitlines()[-1] == f"mestringsbot: config.toml: [database] url: {lock} cannot be locked (Is a directory)"
    )
    assert "Traceback" not in said


async def test_a_disk_on_which_nothing_can_be_locked_is_no_second_process(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = Database(sqlite_url)
    lead = Leadership(database)

    def refused(*_: object) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr("fcntl.flock", refused)
    with pytest.raises(OSError, match="No locks available") as caught:
        lead.take_file()
    assert caught.value.filename == f"{database.file}.lock"
    await lead.release()
    await database.dispose()


async def test_connections_dropped_in_the_middle(make_stage: Any, postgres_url: str) -> None:
    """Every connection, several times, while people sign up: each has one place, and knows it."""
    stage: Stage = await make_stage(postgres_url, seats=40)
    stage.app.intake.handling.retries = (0.05, 0.1)  # type: ignore[union-attr]
    people = [await stage.participant(f"Person {number}") for number in range(12)]
    shown = {one.id: one.messages[-1]["message_id"] for one in people}
    for number, one in enumerate(people):
        await stage.post(f"users/{one.id}/press", message_id=shown[one.id], data=b.Join(1).pack())
        if number % 3 == 1:
            await drop_connections(postgres_url)
    await stage.settle()
    places = await stage.rows(select(Enrolment.person_id, Enrolment.version))
    assert len(places) == len(people)
    assert {version for _, version in places} == {1}
    await stage.app.intake.catch_up()  # type: ignore[union-attr]
    await stage.settle()
    for one in people:
        await one.refresh()
        assert one.saw("plass")
    await asyncio.sleep(2.2)  # the lead is looked after every other second
    assert not stage.app.failed.done()


async def test_the_lead_is_kept_when_the_next_connection_is_dropped_too(
    postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = Database(postgres_url)
    lead = Leadership(database)
    await lead.acquire(1)
    ask, dropped = lead._ask, [1]

    async def dropped_first() -> bool:
        return not dropped.pop() if dropped else await ask()

    monkeypatch.setattr(lead, "_ask", dropped_first)
    await drop_connections(postgres_url)
    assert await lead.held()
    await lead.release()
    await database.dispose()


async def drop_connections(url: str) -> None:
    import asyncpg

    connection = await asyncpg.connect(url)
    await connection.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        "WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    await connection.close()


async def asks_for_the_lead(url: str) -> bool:
    """Whether a process has asked for the lock that another one holds: it may ask again and again."""
    import asyncpg

    connection = await asyncpg.connect(url)
    try:
        asked: int = await connection.fetchval(ASKED_IN_VAIN)
        return asked > 0
    finally:
        await connection.close()


@pytest.fixture
def empty_postgres_url(postgres: Postgres) -> Iterator[str]:
    yield from postgres.empty_database()


async def test_two_that_poll_on_postgresql(make_place: MakePlace, empty_postgres_url: str) -> None:
    """One leads, the other stands by without touching the first one's polling, and takes over when it dies."""
    place = await make_place(empty_postgres_url)
    first = await place.run()
    second = await place.run(wait=False)
    await eventually(lambda: asks_for_the_lead(empty_postgres_url), 40)
    assert '"running"' not in second.said
    assert second.said.count('"event": "stands_by"') == 1
    await first.kill()
    (one,) = await place.crowd(1, enrolled=False)
    place.press(one, b.Join(1).pack())
    await second.says('"running"')
    await until(lambda: place.count("editMessageText"))
    assert await second.stop() < STOPS


async def test_two_behind_one_webhook_on_postgresql(make_place: MakePlace, postgres_url: str) -> None:
    """Both take updates; reminders go out once, and still do when the leader is gone."""
    place = await make_place(postgres_url, seats=40)
    crowd = await place.crowd(20, enrolled=True)
    ports = [free_port(), free_port()]
    bots = []
    for port in ports:
        place.configure(telegram=_webhook(port))
        bots.append(await place.run())
    await _press_both(place, crowd, ports)
    place.turn(FIRST.replace(day=25, month=8))
    sent = select(func.count()).where(Outbox.state == State.SENT)
    await until_rows(place, sent, 20)
    assert set(place.per_chat("sendMessage").values()) == {1}
    await bots[0].kill()
    place.turn(FIRST.replace(day=31, month=8))
    await until_rows(place, sent, 40)
    assert set(place.per_chat("sendMessage").values()) == {2}
    assert await bots[1].stop() < STOPS


def _webhook(port: int) -> str:
    return f'mode = "webhook"\nwebhook_url = "http://127.0.0.1:{port}"\nlisten_port = {port}'


async def _press_both(place: Place, crowd: list[Any], ports: list[int]) -> None:
    headers = {"X-Telegram-Bot-Api-Secret-Token": "right-secret"}
    async with aiohttp.ClientSession(headers=headers) as http:
        for number, (person, _) in enumerate(crowd[:6]):
            update = _join(number + 1, person.id)
            # Telegram may deliver an update twice, here to another process than the first time.
            for port in ports:
                async with http.post(f"http://127.0.0.1:{port}/telegram", json=update) as answer:
                    assert answer.status == 200
    await until_rows(place, HANDLED, 0)
    rows = await place.rows(select(Enrolment.version))
    assert len(rows) == 20
    open_letters = select(func.count()).where(Inbox.answered_at.is_(None))
    await until_rows(place, open_letters, 0, 5)
    place.sandbox.calls.clear()
