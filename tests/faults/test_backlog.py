"""What a process that died has left in the inbox comes before whatever comes in afterwards, however much it is."""

import json
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

from sqlalchemy import func, select, update

from db.models import Enrolment, Inbox, Person
from db.session import Database
from domain.signup import buttons as b
from services.mail import inbox
from services.mail.inbox import Letter
from tests.stage import Phone, Stage

OTHERS = inbox.PAGE + 1


def _press(number: int, who: Phone, data: str) -> Letter:
    sender = {"id": who.id, "is_bot": False, "first_name": who.name}
    press = {"id": str(number), "from": sender, "chat_instance": "1", "data": data}
    return Letter(number, who.id, json.dumps({"update_id": number, "callback_query": press}))


async def _leave_in_the_inbox(stage: Stage, *presses: tuple[Phone, str], others: int = 0) -> None:
    """Updates of a process that died: one person's `others`, handled but not answered, then presses that were only stored."""
    database = Database(stage.url)
    async with database.begin() as session:
        last = (await session.execute(select(func.max(Inbox.update_id)))).scalar_one()
        first = presses[0][0]
        letters = [_press(last + n, first, b.MyCourse(1).pack()) for n in range(1, others + 1)]
        letters += [_press(last + others + n, who, data) for n, (who, data) in enumerate(presses, 1)]
        for start in range(0, len(letters), 500):
            await inbox.keep(session, letters[start : start + 500], datetime.now(UTC))
        handled = (Inbox.update_id > last) & (Inbox.update_id <= last + others)
        await session.execute(update(Inbox).where(handled).values(handled_at=stage.options.now))
    await database.dispose()
    stage.server.sandbox.updates._next = last + len(letters) + 1


async def test_nobody_is_overtaken_after_a_crash(make_stage: Callable[..., Awaitable[Stage]], sqlite_url: str) -> None:
    """The last seat goes to whoever pressed before the crash, with more than a page of updates before that press."""
    stage = await make_stage(sqlite_url, seats=1)
    kari, ola = await stage.participant("Kari"), await stage.participant("Ola")
    await stage.app.stop()
    await _leave_in_the_inbox(stage, (kari, b.Join(1).pack()), others=OTHERS)
    await stage.start_bot()
    await ola.press("Meld meg på")
    await ola.press("Ja, sett meg på lista")
    rows = select(Person.telegram_id).join(Enrolment, Enrolment.person_id == Person.id).order_by(Enrolment.number)
    assert [row.telegram_id for row in await stage.rows(rows)] == [kari.id, ola.id]


async def test_what_somebody_is_owed_is_handled_before_their_next_update(stage: Stage) -> None:
    """As when a second process has taken over what another one was handling."""
    kari = await stage.participant("Kari")
    await _leave_in_the_inbox(stage, (kari, b.Join(1).pack()), (kari, b.Leave(1, 1).pack()))
    await kari.press("Meld meg på")
    (row,) = await stage.rows(select(Enrolment.status, Enrolment.version))
    assert (row.status, row.version) == ("left", 2)
