"""One message to one person, looked up as the sender looks up a whole batch."""

from datetime import datetime

from services import Session
from services.mail.batches import Addressed, Load, M, V
from services.programmes import Library


async def looked_up(
    load: Load[M, V], session: Session, library: Library, message: M, person_id: int, now: datetime
) -> V | None:
    """What the wording needs, or None when the message is no longer wanted."""
    return (await load(session, library, [Addressed(7, message, person_id)], now)).get(7)
