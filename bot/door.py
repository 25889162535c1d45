"""What comes in, whatever it is: to be handled, to be noted, or nothing. Nothing that can be sent may raise here."""

import json
from collections.abc import Iterable, Sequence
from typing import Any

import structlog
from msgspec import Struct
from msgspec.structs import replace

from bot.lanes import Item
from bot.logs import Seldom
from domain.whole import LARGEST, whole
from handlers import together
from handlers.context import Incoming
from handlers.odd import understand
from handlers.parse import kept
from handlers.together import Update
from services.mail.inbox import Letter

log = structlog.get_logger()
_seldom = Seldom()


class Arrival(Struct, frozen=True):
    """An update that is to be stored; with `incoming` None it is only noted, as there is nothing to be done about it."""

    letter: Letter
    update: Update | None
    incoming: Incoming | None


def admit(updates: Iterable[object]) -> list[Arrival]:
    """What is to be stored of a batch, each number once. Of what is said in groups there is nothing."""
    found: dict[int, Arrival] = {}
    for update in updates:
        arrival = _admit(update)
        if arrival is not None:
            found.setdefault(arrival.letter.update_id, arrival)
    return list(found.values())


def _admit(update: object) -> Arrival | None:
    number = number_of(update)
    if number is None or not isinstance(update, dict):
        _not_understood("no update")
        return None
    try:
        wanted = kept(update)
        if wanted is None:
            return None
        wanted, written = _storable(wanted)
        incoming = understand(wanted)
    except Exception as error:
        _not_understood(type(error).__name__)
        return Arrival(Letter(number, None, None), None, None)
    if incoming is None:
        return Arrival(Letter(number, None, None), None, None)
    return Arrival(Letter(number, lane_of(incoming), written), wanted, incoming)


def lane_of(incoming: Incoming) -> int:
    """Whose updates wait for each other: those of one person, or of one group chat (a number below 0)."""
    return incoming.chat.chat_id if incoming.chat else incoming.telegram_id


def reread(payload: str | None) -> tuple[Update | None, Incoming | None]:
    """An update as it was stored, maybe by an earlier version. None: there is nothing to be done about it."""
    if payload is None:
        return None, None
    try:
        update = json.loads(payload)
        return update, understand(update)
    except Exception as error:
        _not_understood(type(error).__name__)
        return None, None


def join(parts: Sequence[Item]) -> Item:
    """One update in place of several that belong together."""
    first = parts[0]
    updates = [one.update for one in parts if one.update is not None]
    if len(parts) == 1 or len(updates) < len(parts):
        return first
    also = tuple(one.update_id for one in parts[1:])
    whole_ = together.joined(updates)
    incoming = understand(whole_)
    return replace(first, update=whole_, incoming=incoming and replace(incoming, also=also), also=also)


def number_of(update: object) -> int | None:
    """The update's number, if it is one that can be stored."""
    try:
        return whole(update["update_id"], least=0) if isinstance(update, dict) else None
    except (KeyError, ValueError):
        return None


def offset_after(updates: Sequence[object], offset: int) -> int:
    """From where to ask Telegram on after a batch that was asked for from `offset`.

    Numbers that cannot be are passed over with the others; where they alone stand in the way, by themselves.
    """
    numbers = [one.get("update_id") for one in updates if isinstance(one, dict)]
    whole_ones = [one for one in numbers if type(one) is int]
    possible = [one for one in whole_ones if 0 <= one <= LARGEST]
    if possible and possible[-1] + 1 != offset:
        return possible[-1] + 1
    return max([*(one + 1 for one in whole_ones), offset])


def _not_understood(fault: str) -> None:
    if times := _seldom.times(fault):
        log.warning("update_not_understood", fault=fault, times=times)


def _storable(update: dict[str, Any]) -> tuple[dict[str, Any], str]:
    """The update and its JSON, without what no database takes: NUL, and halves of pairs of surrogates."""
    text = json.dumps(update, ensure_ascii=False)
    if text.isascii() and "\\u0000" not in text:
        return update, text
    clean = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if "\\u0000" in clean:
        clean = json.dumps(_without_nul(json.loads(clean)), ensure_ascii=False)
    return (update, text) if clean == text else (json.loads(clean), clean)


def _without_nul(value: Any) -> Any:
    if isinstance(value, str):
        return value.replace("\0", "\ufffd")
    if isinstance(value, list):
        return [_without_nul(one) for one in value]
    if isinstance(value, dict):
        return {_without_nul(key): _without_nul(one) for key, one in value.items()}
    return value
