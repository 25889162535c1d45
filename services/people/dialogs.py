"""The conversation a person is in the middle of: a row, so that a restart loses nothing."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete

from db.models import Dialog
from services import Session
from services.people.people import Actor

LASTS = timedelta(hours=24)
REST_SECONDS = 10
"""Nobody has read an answer and written another text by then."""
_CUT = "cut"
"""In a draft: number and time of a text that may have been cut."""


@dataclass(frozen=True)
class Open:
    """Which step awaits text, and what it needs to know (ids only: what people write goes into encrypted columns).

    `rest`: what has just come is most likely the end of a text that was cut.
    """

    step: str
    draft: dict[str, Any]
    rest: bool = False


async def ask(session: Session, actor: Actor, step: str, now: datetime, **draft: int | str) -> None:
    """From now on the person's next text belongs to `step`; a dialogue that was open before is over."""
    before = await session.get(Dialog, actor.id)
    same = before.draft if before is not None and before.step == step else {}
    kept = {_CUT: same[_CUT]} if _CUT in same else {}
    await session.merge(Dialog(person_id=actor.id, step=step, draft={**kept, **draft}, expires_at=now + LASTS))


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


async def end(session: Session, actor: Actor) -> None:
    """Nothing is awaited any more."""
    await session.execute(delete(Dialog).where(Dialog.person_id == actor.id))
