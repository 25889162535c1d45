"""The conversation a person is in the middle of: a row, so that a restart loses nothing. And what was last answered in it."""

import json
import secrets
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from msgspec import Struct
from sqlalchemy import bindparam, delete, update

from db.models import Dialog, Instant, TakenAnswer, columns, table
from db.session import InDialect
from domain.ballots import padded
from domain.errors import EditedPart, EditedTooLate
from services import Session
from services.people.people import Actor

LASTS = timedelta(hours=24)
LINKED = "linked"
"""The step of whoever has come by a course's link and has yet to agree: of what they write nothing is an answer."""
READ = "card_read"
"""The step of whoever has read the card of a course that they can sign up for: nothing is awaited from them."""
REST_SECONDS = 10
"""Nobody has read an answer and written another text by then."""
EDITED_WITHIN = timedelta(days=2)
"""So long Telegram lets people edit what they have written."""
TAKEN_SIZE = 512
"""Bytes of what is noted of an answer, whatever it answers."""
_CUT = "cut"
"""In a draft: number and time of a text that may have been cut."""
_ASKED = "asked"
"""In a draft: which time of asking it is."""


class Open(Struct, frozen=True):
    """Which step awaits text, and what it needs to know (ids only: what people write goes into encrypted columns).

    `rest`: what has just come is most likely the end of a text that was cut.
    """

    step: str
    draft: dict[str, Any]
    rest: bool = False


async def ask(session: Session, actor: Actor, step: str, now: datetime, **draft: int | str) -> None:
    """From now on the person's next text belongs to `step`; a dialogue that was open before is over."""
    await _open(session, actor, step, now, draft, keep=(_CUT,))


def _offering(insert: Any) -> Any:
    row = insert(table(Dialog))
    new = {name: row.excluded[name] for name in ("step", "draft", "expires_at")}
    return row.on_conflict_do_update(index_elements=["person_id"], set_=new)


_OFFERING = InDialect(_offering)


async def offer(session: Session, actor: Actor, step: str, now: datetime, **ids: int | str) -> None:
    """As `ask`, for a step at which nothing need be written: in one statement, as it stands in many people's way."""
    draft = {_ASKED: secrets.token_hex(4), **ids}
    row = {"person_id": actor.id, "step": step, "draft": draft, "expires_at": now + LASTS}
    await session.execute(_OFFERING.of(session), row)


def _noting(insert: Any) -> Any:
    row = insert(table(Dialog))
    new = {name: row.excluded[name] for name in ("step", "draft", "expires_at")}
    held = columns(Dialog)
    free = (held.step == READ) | (held.expires_at <= bindparam("now", type_=Instant))
    return row.on_conflict_do_update(index_elements=["person_id"], set_=new, where=free)


_NOTING = InDialect(_noting)


async def note(session: Session, actor: Actor, step: str, now: datetime, **ids: int | str) -> None:
    """As `offer`, but what is awaited from the person stays so."""
    row = {"person_id": actor.id, "step": step, "draft": ids, "expires_at": now + LASTS, "now": now}
    await session.execute(_NOTING.of(session), row)


async def go_on(session: Session, actor: Actor, step: str, now: datetime, **draft: int | str) -> None:
    """As `ask`, where the same question is still open after an answer: another text, or an edited one, replaces it."""
    await _open(session, actor, step, now, draft, keep=(_CUT, _ASKED))


async def _open(
    session: Session, actor: Actor, step: str, now: datetime, draft: dict[str, int | str], keep: Collection[str]
) -> None:
    before = await session.get(Dialog, actor.id)
    same = before.draft if before is not None and before.step == step else {}
    kept = {name: same[name] for name in keep if name in same}
    whole = {_ASKED: secrets.token_hex(4), **kept, **draft}
    await session.merge(Dialog(person_id=actor.id, step=step, draft=whole, expires_at=now + LASTS))


async def is_rest(session: Session, actor: Actor, message_id: int, sent_at: int, long: bool) -> bool:
    """Whether a text is most likely the rest of a long one that the app cut; `sent_at` in seconds since 1970.

    One that is `long` itself is remembered for those that follow. Asked again of the same text, the answer is the same.
    """
    row = await session.get(Dialog, actor.id)
    if row is None:
        return False
    first, at = row.draft.get(_CUT, (message_id, 0))
    rest = bool(first < message_id and 0 <= sent_at - at <= REST_SECONDS)
    if long and not rest:
        row.draft = {**row.draft, _CUT: [message_id, sent_at]}
    return rest


async def current(session: Session, actor: Actor, now: datetime) -> Open | None:
    """What is awaited from this person, if anything."""
    row = await session.get(Dialog, actor.id)
    return Open(row.step, row.draft) if row and row.expires_at > now else None


async def linked(session: Session, actor: Actor, now: datetime) -> int:
    """The course by whose link somebody came who has yet to agree; 0 for none."""
    awaited = await current(session, actor, now)
    return int(awaited.draft["course_id"]) if awaited is not None and awaited.step == LINKED else 0


_D = columns(Dialog)
_END = delete(table(Dialog)).where(_D.person_id == bindparam("person"))
_LEAD_OUT = _END.where(_D.step != LINKED)
_UNREAD = _END.where(_D.step == READ)
_AGREED = (
    update(table(Dialog))
    .where(_D.person_id == bindparam("person"), _D.step == LINKED)
    .values(step=READ)
    .returning(_D.draft, _D.expires_at)
)


async def end(session: Session, actor: Actor) -> None:
    """Nothing is awaited any more."""
    await session.execute(_END, {"person": actor.id})


async def agreed(session: Session, actor: Actor, now: datetime) -> Open | None:
    """Whoever came by a course's link has agreed, and is about to read its card: what was kept of the link, if it was."""
    row = (await session.execute(_AGREED, {"person": actor.id})).one_or_none()
    return Open(LINKED, row.draft) if row is not None and row.expires_at > now else None


async def unread(session: Session, actor: Actor) -> None:
    """The card that they have read last is none that they can sign up for."""
    await session.execute(_UNREAD, {"person": actor.id})


async def lead_out(session: Session, actor: Actor) -> None:
    """A command leads out of whatever one is in the middle of. By which link one came is not such a thing."""
    await session.execute(_LEAD_OUT, {"person": actor.id})


async def taken(
    session: Session, actor: Actor, message_id: int, awaited: Open, now: datetime, *, more: int = 0
) -> None:
    """This message is now taken for the answer that is awaited; with `more` that follow it, of which none can be edited alone."""
    until = (now + EDITED_WITHIN).date()
    content = padded([message_id, awaited.step, awaited.draft, more], TAKEN_SIZE)
    await session.merge(TakenAnswer(person_id=actor.id, content=content, kept_until=until))


def read_taken(row: TakenAnswer) -> tuple[int, str, dict[str, Any], int]:
    """Number of the message, the step that it answered, what that needed to know, and how many more belong to it."""
    message_id, step, draft, more = json.loads(row.content)
    return message_id, step, draft, more


async def forget_taken(session: Session, person_id: int) -> None:
    """No message of this person's can be edited any more: what it went into is handed over."""
    await session.execute(delete(TakenAnswer).where(TakenAnswer.person_id == person_id))


async def taken_back(
    session: Session, actor: Actor, message_id: int, now: datetime, reopened: Collection[str]
) -> Open | None:
    """What a message that has been edited is to answer anew; None for one that was no answer, or is not the last.

    The question is open still, or it is one of the steps that are `reopened`, unless the person is in the middle of
    something else. Raises EditedTooLate, EditedPart.
    """
    row = await session.get(TakenAnswer, actor.id)
    number, step, draft, more = (0, "", {}, 0) if row is None else read_taken(row)
    if row is None or not number <= message_id <= number + more:
        return None
    if more:
        raise EditedPart
    awaited = await current(session, actor, now)
    if awaited is not None and awaited.step == step and awaited.draft.get(_ASKED) == draft.get(_ASKED):
        return awaited
    if (awaited is None or awaited.step == READ) and step in reopened:
        await session.merge(Dialog(person_id=actor.id, step=step, draft=draft, expires_at=now + LASTS))
        return Open(step, draft)
    raise EditedTooLate


async def end_about(session: Session, person_id: int, *steps: str, **ids: int) -> None:
    """None of these steps is awaited any more where it carries these ids: what it is about has ended for this person."""
    row = await session.get(Dialog, person_id)
    if row is not None and row.step in steps and ids.items() <= row.draft.items():
        await session.delete(row)
        await session.flush()
