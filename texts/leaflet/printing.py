"""Draws a leaflet: one layout for A5 and A4, as A4 is A5 made larger. Loads fpdf2 and pdfium; only a worker imports it.

Lengths are millimetres on A5, and sizes of type are points there; `_Page` makes them as much larger as the paper is.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from itertools import groupby
from pathlib import Path

import pypdfium2
import segno
from fpdf import FPDF
from msgspec import Struct
from msgspec.structs import replace

from domain.courses import Paper
from texts.leaflet.paper import KEPT, Fact, Name, Names, Printed, Sheet, When

Colour = tuple[int, int, int]
FONTS = Path(__file__).with_name("fonts")
FONT = "Inter"
"""Cut down to the alphabets of Europe: it has every letter of the North, those of the Sámi languages among them."""
WIDTH, HEIGHT, EDGE = 148.0, 210.0, 13.0
WHITE, BLACK = (255, 255, 255), (0, 0, 0)
INK, SOFT, DEEP, PALE = (24, 34, 38), (66, 80, 86), (14, 66, 74), (233, 241, 241)
QR = 42.0
"""Its side on A5 with the quiet zone: of a link of 100 characters a module is then 0.8 mm wide, twice what phones need."""
DOTS_PER_INCH = 200
SIZES = {Paper.A5: (WIDTH, HEIGHT), Paper.A4: (210.0, 297.0)}
TOGETHER = 3
"""Of the facts with the dates the first on the left, the next two on the right; each further one where there is more room."""
POINT = 25.4 / 72
LINE = 1.3
"""From one line to the next, in sizes of the type."""
_APART = re.compile(rf"[^\S{KEPT}]+")
HAIR = 0.02
"""Rows of the code overlap by this, or a white line would shine through on a screen."""


class Box(Struct, frozen=True):
    """Where something stands: its upper left corner, and how wide it may be."""

    x: float
    y: float
    width: float


def make(sheet: Sheet | Names) -> Printed:
    """PDF with its type embedded, and PNG."""
    pdf = _list(sheet) if isinstance(sheet, Names) else _pdf(sheet)
    return Printed(pdf, _png(pdf))


def code(link: str) -> Sequence[Sequence[bool]]:
    """The modules of the QR code, row by row, without its quiet zone; true is dark. A seventh of it may be covered."""
    return [[bool(one) for one in row] for row in segno.make(link, error="m", micro=False).matrix]


def _png(pdf: bytes) -> bytes:
    document = pypdfium2.PdfDocument(pdf)
    try:
        picture = document[0].render(scale=DOTS_PER_INCH / 72).to_pil()
    finally:
        document.close()
    png = BytesIO()
    picture.quantize(64).save(png, "PNG", dpi=(DOTS_PER_INCH, DOTS_PER_INCH), optimize=True)
    return png.getvalue()


@dataclass
class _Page:
    """A page of `by` times A5. Where it is `blind`, nothing is drawn: that is how one finds out what fits."""

    pdf: FPDF
    by: float
    blind: bool = False

    def box(self, x: float, y: float, width: float, height: float, colour: Colour) -> None:
        if not self.blind:
            self.pdf.set_fill_color(*colour)
            self.pdf.rect(x * self.by, y * self.by, width * self.by, height * self.by, style="F")

    def type(self, size: float, bold: bool = False) -> None:
        self.pdf.set_font(FONT, "B" if bold else "", size * self.by)

    def wide(self, text: str) -> float:
        return float(self.pdf.get_string_width(text.replace(KEPT, " "))) / self.by

    def block(self, at: Box, text: str, size: float, colour: Colour = INK, *, bold: bool = False) -> float:
        """A text in lines from the upper edge of a place down; returns where they end."""
        self.type(size, bold)
        self.pdf.set_text_color(*colour)
        y = at.y
        for line in self.broken(text, at.width):
            if not self.blind:
                self.pdf.text(at.x * self.by, (y + size * POINT) * self.by, line)
            y += size * POINT * LINE
        return y

    def broken(self, text: str, width: float) -> list[str]:
        """A text in lines, in the type that is set; a word that is wider than a line is cut, and none ends at a `KEPT` space."""
        lines = [""]
        for word in _APART.split(text.strip()):
            for piece in self._pieces(word, width):
                longer = f"{lines[-1]} {piece}".strip()
                if self.wide(longer) <= width:
                    lines[-1] = longer
                else:
                    lines.append(piece)
        return [line.replace(KEPT, " ") for line in lines]

    def _pieces(self, word: str, width: float) -> Iterator[str]:
        """The whole word, else after a mark in it, else anywhere."""
        while len(word) > 1 and self.wide(word) > width:
            room = next((end for end in range(len(word) - 1, 1, -1) if self.wide(word[:end]) <= width), 1)
            cut = max((end for end in range(1, room + 1) if word[end - 1] in "-/?=_"), default=room)
            yield word[:cut]
            word = word[cut:]
        yield word


def _pdf(sheet: Sheet) -> bytes:
    width, height = SIZES[sheet.paper]
    by = width / WIDTH
    pdf = _paper(width, height, sheet.language, sheet.title)
    page, blind = _Page(pdf, by), _Page(pdf, by, blind=True)
    top, bottom = _head(page, sheet), _sign_up(page, sheet)
    tries = list(_tries(sheet))
    chosen = next((one for one in tries if _body(blind, sheet, top, one) <= bottom), tries[-1])
    _body(page, sheet, top, chosen)
    return bytes(pdf.output())


def _paper(width: float, height: float, language: str, title: str) -> FPDF:
    """With its first page and our type."""
    pdf = FPDF(unit="mm", format=(width, height))
    pdf.set_auto_page_break(False)
    pdf.set_lang(language)
    pdf.set_title(title)
    for style, name in (("", "Regular"), ("B", "Bold")):
        pdf.add_font(FONT, style, FONTS / f"{FONT}-{name}.ttf")
    pdf.add_page()
    return pdf


def _list(names: Names) -> bytes:
    """Two columns, filled one after the other; a further page where they are full."""
    width, height = SIZES[Paper.A4]
    pdf = _paper(width, height, names.language, names.heading)
    page, blind = (_Page(pdf, width / WIDTH, blind=one) for one in (False, True))
    wide, gap = WIDTH - 2 * EDGE, 8.0
    column = (wide - gap) / 2
    top = page.block(Box(EDGE, 11, wide), names.heading, 18, DEEP, bold=True) + 2
    top = y = page.block(Box(EDGE, top, wide), names.why, 8.5, SOFT) + 5
    side = 0
    for one in names.names:
        if _named(blind, Box(EDGE, y, column), one) > HEIGHT - 6:
            side, y = 1 - side, top
            if not side:
                pdf.add_page()
                y = top = 12.0
        y = _named(page, Box(EDGE + side * (column + gap), y, column), one)
    return bytes(pdf.output())


def _named(page: _Page, at: Box, one: Name) -> float:
    y = page.block(at, one.title, 10, DEEP, bold=True)
    if one.in_chat:
        y = page.block(replace(at, y=y), one.in_chat, 8, bold=True)
    return page.block(replace(at, y=y), one.for_whom, 8) + 3.4


class _Try(Struct, frozen=True):
    """How large the type is, and what stands there besides what must."""

    scale: float
    about: bool = True
    topics: bool = False


def _tries(sheet: Sheet) -> Iterator[_Try]:
    """Type as large as it goes; before it gets too small to be read on a wall, first topics are left out, then what it is."""
    if sheet.when.topics:
        yield from (_Try(one / 100, topics=True) for one in range(115, 75, -5))
    yield from (_Try(one / 100) for one in range(115, 75, -5))
    yield from (_Try(one / 100, about=False) for one in range(95, 50, -5))


def _head(page: _Page, sheet: Sheet) -> float:
    """The coloured field with the title, as large as four lines of it allow; returns its lower edge."""
    at = Box(EDGE, 10, WIDTH - 2 * EDGE)
    size = next((one for one in range(28, 14, -1) if _title_fits(page, sheet.title, one, at.width)), 14)
    title = Box(at.x, at.y + 7, at.width)
    page.type(size, bold=True)
    lower = title.y + len(page.broken(sheet.title, at.width)) * size * POINT * LINE + 4
    page.box(0, 0, WIDTH, lower, DEEP)
    page.block(at, sheet.above, 10.5, PALE)
    page.block(title, sheet.title, size, WHITE, bold=True)
    return lower


def _title_fits(page: _Page, title: str, size: float, width: float) -> bool:
    """At most four lines, and no word cut."""
    page.type(size, bold=True)
    most = 1 if size > 24 else 2 if size > 20 else 3 if size > 16 else 4
    return all(page.wide(one) <= width for one in title.split()) and len(page.broken(title, width)) <= most


def _body(page: _Page, sheet: Sheet, top: float, how: _Try) -> float:
    """What it is and for whom, over the whole width; then the facts in two columns. Returns where the longer one ends."""
    width, gap, scale = WIDTH - 2 * EDGE, 9.0, how.scale
    y = top + 6 * scale
    for text, size, bold in ((sheet.lead, 13.0, True), (sheet.about if how.about else "", 11.0, False)):
        if text:
            y = page.block(Box(EDGE, y, width), text, size * scale, bold=bold) + 2 * scale
    y += 2 * scale
    facts, together = [sheet.when.fact, *sheet.facts], TOGETHER
    if how.topics:
        y = _days(page, Box(EDGE, y, width), sheet.when, scale)
        facts, together = list(sheet.facts), 1
    left = (width - gap) * 0.54
    columns = [Box(EDGE, y, left), Box(EDGE + left + gap, y, width - gap - left)]
    for number, fact in enumerate(facts):
        side = int(number > 0) if number < together else int(columns[1].y < columns[0].y)
        columns[side] = replace(columns[side], y=_fact(page, columns[side], fact, scale))
    y, (heading, sentences) = max(one.y for one in columns), sheet.more
    return _fact(page, Box(EDGE, y, width), (heading, [" ".join(sentences)]), scale) if sentences else y


def _days(page: _Page, at: Box, when: When, scale: float) -> float:
    """Each day with its topic beside it; returns where they end."""
    page.type(11 * scale)
    first = min(max(map(page.wide, when.days)) + 0.1, at.width / 2)
    beside = Box(at.x + first + 5 * scale, at.y, at.width - first - 5 * scale)
    page.block(replace(beside, y=at.y + 0.2 * scale), when.hours, 11 * scale)
    y = page.block(at, when.heading, 11.5 * scale, DEEP, bold=True) + 0.8 * scale
    for day, topic in zip(when.days, when.topics, strict=True):
        lower = page.block(Box(at.x, y, first), day, 11 * scale)
        y = max(lower, page.block(replace(beside, y=y), topic, 11 * scale)) + 0.5 * scale
    return y + 3 * scale


def _fact(page: _Page, at: Box, fact: Fact, scale: float) -> float:
    heading, lines = fact
    y = page.block(at, heading, 11.5 * scale, DEEP, bold=True) + 0.8 * scale
    for line in lines:
        y = page.block(replace(at, y=y), line, 11 * scale) + 0.5 * scale
    return y + 3 * scale


def _sign_up(page: _Page, sheet: Sheet) -> float:
    """The field at the foot with the code; returns its upper edge."""
    upper = HEIGHT - QR - 13
    page.box(0, upper, WIDTH, HEIGHT - upper, PALE)
    _code(page, sheet.link, EDGE, upper + 5)
    at = Box(EDGE + QR + 8, upper + 5, WIDTH - 2 * EDGE - QR - 8)
    heading, lines = sheet.sign_up
    y = page.block(at, heading, 17, DEEP, bold=True) + 1
    for line in lines:
        y = page.block(Box(at.x, y, at.width), line, 10.5) + 1.5
    page.block(Box(at.x, y + 1, at.width), sheet.foot, 8, SOFT)
    return upper - 1


def _code(page: _Page, link: str, x: float, y: float) -> None:
    """Dark on white with its quiet zone of four modules; on a screen it can be pressed, too."""
    modules = code(link)
    side = QR / (len(modules) + 8)
    page.box(x, y, QR, QR, WHITE)
    for row, line in enumerate(modules):
        for first, length in _runs(line):
            page.box(x + (first + 4) * side, y + (row + 4) * side, length * side, side + HAIR, BLACK)
    page.pdf.link(x * page.by, y * page.by, QR * page.by, QR * page.by, link)


def _runs(line: Sequence[bool]) -> Iterator[tuple[int, int]]:
    """Where dark modules begin in a row, and how many stand together."""
    start = 0
    for dark, together in groupby(line):
        length = len(list(together))
        if dark:
            yield start, length
        start += length
