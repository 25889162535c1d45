"""Long lists in pages: which part is shown, and the buttons that turn it."""

from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from msgspec import Struct

from domain.buttons import Payload
from texts.catalog import Html, Texts
from texts.screen import Button

SIZE = 20
"""So many rows of buttons can still be overlooked; Telegram takes 100 buttons."""
Item = TypeVar("Item")


class Leaf(Struct, Generic[Item], frozen=True):
    """One page of a list; `page` counts from 0."""

    items: Sequence[Item]
    page: int
    pages: int

    def heading(self, t: Texts) -> list[Html]:
        """`Page 2 of 5`, where there are several."""
        return [t("page.of", page=self.page + 1, pages=self.pages)] if self.pages > 1 else []

    def turns(self, t: Texts, to: Callable[[int], Payload]) -> list[list[Button]]:
        """A row with back and forth, where there is a page."""
        row = []
        if self.page > 0:
            row.append(Button(t.plain("page.before"), to(self.page - 1)))
        if self.page + 1 < self.pages:
            row.append(Button(t.plain("page.after"), to(self.page + 1)))
        return [row] if row else []


def leaf(items: Sequence[Item], page: int, size: int = SIZE) -> Leaf[Item]:
    """The page with that number, or the nearest that there is."""
    pages = max(1, -(-len(items) // size))
    page = min(max(page, 0), pages - 1)
    return Leaf(items[page * size : (page + 1) * size], page, pages)
