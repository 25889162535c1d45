"""How Telegram puts the entities of a text in order: what may nest, what is merged, what is cut, what is dropped.

Styles (bold, italic, ...) may overlap anything and are cut to fit; anything else is one stretch, kept or dropped.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from .entities import Entity

STYLES = ("bold", "italic", "underline", "strikethrough", "spoiler")
_QUOTES = frozenset(("blockquote", "expandable_blockquote"))
_CODE = frozenset(("pre", "code"))


def in_order(entities: list[Entity]) -> list[Entity]:
    """Sorted entities of which none intersects another in a way Telegram does not allow."""
    entities = sorted((entity for entity in entities if entity.length > 0), key=Entity.key)
    if all(_end(first) < second.offset for first, second in pairwise(entities)):
        return entities
    styles = [entity for entity in entities if entity.kind in STYLES]
    quotes = _disjoint(entity for entity in entities if entity.kind in _QUOTES)
    others = _disjoint(entity for entity in entities if entity.kind not in STYLES and entity.kind not in _QUOTES)
    others = [entity for entity in others if not any(_breaks(entity, quote) for quote in quotes)]
    solid = sorted(quotes + others, key=Entity.key)
    return sorted(solid + _Cutter(styles).cut(solid), key=Entity.key) if styles else solid


def _end(entity: Entity) -> int:
    return entity.offset + entity.length


def _disjoint(entities: Iterable[Entity]) -> list[Entity]:
    """Those that begin after the one before has ended."""
    kept: list[Entity] = []
    for entity in entities:
        if not kept or entity.offset >= _end(kept[-1]):
            kept.append(entity)
    return kept


def _breaks(entity: Entity, quote: Entity) -> bool:
    """Whether the entity sticks out of the quotation it touches."""
    if entity.offset >= _end(quote) or _end(entity) <= quote.offset:
        return False
    return _end(quote) < _end(entity) or entity.offset < quote.offset


class _Cutter:
    """Cuts styles where a solid entity begins or ends and where another style begins."""

    def __init__(self, styles: list[Entity]) -> None:
        self._waiting = styles[::-1]
        self._open: dict[str, tuple[int, int]] = {}
        self._pieces: list[Entity] = []

    def cut(self, solid: list[Entity]) -> list[Entity]:
        stack: list[Entity] = []
        for entity in solid:
            self._leave(stack, entity.offset)
            self._advance(entity.offset)
            stack.append(entity)
        last = 2**31
        self._leave(stack, last)
        self._advance(last)
        return self._pieces

    def _leave(self, stack: list[Entity], at: int) -> None:
        while stack and at >= _end(stack[-1]):
            before = len(self._pieces)
            self._advance(_end(stack[-1]))
            if stack.pop().kind in _CODE:
                del self._pieces[before:]

    def _advance(self, to: int) -> None:
        """Take in the styles that begin before `to` and write down what is over or cut there."""
        while self._waiting and self._waiting[-1].offset < to:
            entity = self._waiting.pop()
            begin, end = self._open.get(entity.kind, (0, -1))
            if entity.offset <= end:
                self._open[entity.kind] = (begin, max(end, _end(entity)))
            else:
                self._flush(entity.offset)
                self._open[entity.kind] = (entity.offset, _end(entity))
        self._flush(to)

    def _flush(self, at: int) -> None:
        for kind in STYLES:
            begin, end = self._open.get(kind, (at, at))
            if begin < at:
                self._pieces.append(Entity(kind, begin, min(end, at) - begin))
                if end <= at:
                    del self._open[kind]
                else:
                    self._open[kind] = (at, end)
