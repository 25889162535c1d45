"""Somebody's words with their formatting: bold, links, quotations, as they wrote them and as others are to read them.

Formatting is kept as stretches of the text, counted in UTF-16 code units as Telegram counts. What would spread more than was
meant is not kept: whom a name stands for (a number), and pictures that only some may send (their text stays).
"""

import json
import re
from collections.abc import Iterable

from msgspec import Struct
from msgspec.structs import replace

from domain.characters import clean, one_line, trimmed, units

STYLES = ("bold", "italic", "underline", "strikethrough", "spoiler")
QUOTES = ("blockquote", "expandable_blockquote")
CODES = ("pre", "code")
LINK = "text_link"
KINDS = frozenset((*STYLES, *QUOTES, *CODES, LINK))
MOST = 100
"""So many stretches a message of Telegram's holds."""
LONGEST_ADDRESS, ADDRESSES = 1000, 8000
"""Characters of one link's address, and of all in one text."""
_WEB = re.compile(r"https?://[^\s/]+\S*", re.IGNORECASE)
_LANGUAGE = re.compile(r"[\w+#.-]{1,30}", re.ASCII)
_PLAIN = re.compile(".*[A-Za-z ]", re.DOTALL)
_SPOKEN = re.compile(r"(?:mailto|tel):(\S+)", re.IGNORECASE)


class Stretch(Struct, frozen=True):
    """A formatted part of a text, in UTF-16 units; `argument` is a link's address or a block of code's language."""

    kind: str
    start: int
    length: int
    argument: str = ""

    @property
    def end(self) -> int:
        return self.start + self.length


class Marked(Struct, frozen=True):
    """A text and its stretches, which may nest and overlap."""

    text: str
    stretches: tuple[Stretch, ...] = ()

    @property
    def links(self) -> tuple[Stretch, ...]:
        return tuple(one for one in self.stretches if one.kind == LINK)

    @property
    def with_addresses(self) -> str:
        """For where no formatting goes: the text, each link followed by its address."""
        return _spelled_out(self, self.links).text

    def formatting(self) -> str | None:
        """The stretches as JSON, to be stored beside the text; None when there are none."""
        rows = [[one.kind, one.start, one.length, one.argument] for one in self.stretches]
        return json.dumps(rows, ensure_ascii=False) if rows else None


def restored(text: str, formatting: str | None) -> Marked:
    """As it was stored."""
    return Marked(text, tuple(Stretch(*row) for row in json.loads(formatting or "[]")))


def read(text: str, stretches: Iterable[Stretch] = ()) -> Marked:
    """Words as they come in, tidied; their stretches are moved along, and those that are not kept are left out.

    Links to a mail address or a telephone number, which Telegram makes no links of, become text with the address after it.
    """
    whole = clean(text)
    tidy, gone = trimmed(whole)
    lead = units(whole[:gone])
    some = list(stretches)[:MOST]
    places = _places(text, {at for one in some for at in (one.start, one.end)})
    kept: list[Stretch] = []
    for one in some:
        start = _whole(tidy, places[one.start] - lead, -1)
        end = _whole(tidy, places[one.end] - lead, 1)
        start = _past_blanks(tidy, start) if one.kind in QUOTES else start
        argument = _argument(one, ADDRESSES - sum(len(other.argument) for other in kept))
        if one.kind in KINDS and argument is not None and start < end:
            kept.append(Stretch(one.kind, start, end - start, argument))
    words = Marked(tidy, tuple(kept))
    return _spelled_out(words, [one for one in words.links if not _WEB.fullmatch(one.argument)])


def _argument(stretch: Stretch, room: int) -> str | None:
    """A link's address or a language, as far as it is one; None for a link that cannot be kept."""
    given = stretch.argument
    if stretch.kind == LINK:
        known = _WEB.fullmatch(given) or _SPOKEN.fullmatch(given)
        return given if known and len(given) <= min(LONGEST_ADDRESS, room) else None
    return given if stretch.kind == "pre" and _LANGUAGE.fullmatch(given) else ""


def _places(text: str, wanted: Iterable[int]) -> dict[int, int]:
    """Where places of a text, in units, are in the clean one: as far in as what stands before them is long.

    What stands before a plain letter or a blank is as long whatever follows, and so is measured once.
    """
    if clean(text) == text:
        return {at: at for at in wanted}
    encoded = text.encode("utf-16-le", "surrogatepass")
    places: dict[int, int] = {}
    measured, length = 0, 0
    for at in sorted(wanted):
        piece = encoded[2 * measured : max(0, 2 * at)].decode("utf-16-le", "surrogatepass")
        plain = _PLAIN.match(piece)
        head = piece[: plain.end() - 1] if plain else ""
        measured, length = measured + units(head), length + units(clean(head))
        places[at] = length + units(clean(piece[len(head) :]))
    return places


def _whole(text: str, at: int, way: int) -> int:
    """A place within the text, moved out of the middle of a character."""
    at = min(max(0, at), units(text))
    unit = text.encode("utf-16-le")[2 * at : 2 * at + 2]
    return at + way if len(unit) == 2 and 0xDC <= unit[1] <= 0xDF else at


def _past_blanks(text: str, at: int) -> int:
    """Where a quotation begins: Telegram lets it begin with no blank or end of a line, and lets go of a link that did."""
    rest = text.encode("utf-16-le")[2 * at :].decode("utf-16-le")
    return at + len(rest) - len(rest.lstrip())


def _spelled_out(words: Marked, links: Iterable[Stretch]) -> Marked:
    """The addresses of some links after their words, and those no links any more."""
    text, stretches = words.text, list(words.stretches)
    for link in sorted(links, key=lambda one: -one.end):
        stretches.remove(link)
        encoded = text.encode("utf-16-le")
        shown = encoded[2 * link.start : 2 * link.end].decode("utf-16-le")
        spoken = _SPOKEN.fullmatch(link.argument)
        address = one_line(spoken[1] if spoken else link.argument)
        if _bare(shown) == _bare(address):
            continue
        added = f" ({address})"
        text = encoded[: 2 * link.end].decode("utf-16-le") + added + encoded[2 * link.end :].decode("utf-16-le")
        stretches = [_pushed(one, link.end, units(added)) for one in stretches]
    return Marked(text, tuple(stretches))


def _pushed(stretch: Stretch, at: int, by: int) -> Stretch:
    """A stretch after `by` units were put in at `at`: behind its end they are not part of it."""
    if stretch.start >= at:
        return replace(stretch, start=stretch.start + by)
    return replace(stretch, length=stretch.length + by) if stretch.end > at else stretch


def _bare(address: str) -> str:
    """An address as people write it."""
    return re.sub(r"^https?://(?:www\.)?", "", address.strip().lower()).rstrip("/")
