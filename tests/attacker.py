"""Somebody who holds a copy of the database's file, and perhaps the key, and wants to know whose an answer is.

Reads SQLite's pages by themselves (https://www.sqlite.org/fileformat.html), as the order of cells in them, the space
between them and the frames of the write-ahead log are just what no query shows. Knows nothing of the house but which
columns stand for people.
"""

import base64
import re
import sqlite3
import struct
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import lru_cache, partial
from operator import eq
from pathlib import Path
from typing import Any

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

PERSON = ("person_id", "author_id", "telegram_id")
RUN = re.compile(rb"[A-Za-z0-9_-]{64,}")
BLOCK = 16


@dataclass(frozen=True)
class Cell:
    """A row where it lies: page, offset within it, and its values by column."""

    page: int
    offset: int
    values: dict[str, Any]


class Copy:
    """A copy of an SQLite database: the file, and the write-ahead log beside it if there is one."""

    def __init__(self, file: Path) -> None:
        self.file = file
        data, log = file.read_bytes(), Path(f"{file}-wal")
        self.size = struct.unpack(">H", data[16:18])[0] or 65536
        self.pages = [data[at : at + self.size] for at in range(0, len(data), self.size)]
        self.frames: list[bytes] = []
        self._image = dict(enumerate(self.pages, 1))
        self._tables: dict[str, list[Cell]] = {}
        self._values: list[tuple[int, int, int]] = []  # where they lie: page, from, to
        if log.exists():
            self._replay(log.read_bytes())

    def _replay(self, log: bytes) -> None:
        """Every frame there is, also of earlier rounds; the newest committed ones make up the database as it stands."""
        salt, waiting = log[16:24], {}
        for at in range(32, len(log) - self.size - 23, self.size + 24):
            number, committed = struct.unpack(">II", log[at : at + 8])
            self.frames.append(log[at + 24 : at + 24 + self.size])
            if log[at + 8 : at + 16] == salt:
                waiting[number] = self.frames[-1]
                if committed:
                    self._image |= waiting

    def tables(self) -> dict[str, list[Cell]]:
        """Every table's rows, in no special order."""
        if not self._tables:
            self._tables = self._read()
        return self._tables

    def _read(self) -> dict[str, list[Cell]]:
        found = {}
        for cell in self._cells(1, ["type", "name", "tbl_name", "rootpage", "sql"]):
            if cell.values["type"] == "table" and not cell.values["name"].startswith("sqlite_"):
                columns = _columns(cell.values["name"], cell.values["sql"])
                found[cell.values["name"]] = list(self._cells(cell.values["rootpage"], columns))
        return found

    def _cells(self, root: int, columns: Sequence[str]) -> Iterator[Cell]:
        page = self._image[root]
        head = 100 if root == 1 else 0
        kind, count = page[head], struct.unpack(">H", page[head + 3 : head + 5])[0]
        inner = kind in (2, 5)
        start = head + (12 if inner else 8)
        for number in range(count):
            at = struct.unpack(">H", page[start + 2 * number : start + 2 * number + 2])[0]
            if inner:
                yield from self._cells(struct.unpack(">I", page[at : at + 4])[0], columns)
            if kind != 5:
                yield Cell(root, at, self._row(root, at + 4 * inner, columns, rows=kind == 13))
        if inner:
            yield from self._cells(struct.unpack(">I", page[head + 8 : head + 12])[0], columns)

    def _row(self, number: int, at: int, columns: Sequence[str], *, rows: bool) -> dict[str, Any]:
        page = self._image[number]
        length, at = _number(page, at)
        row_id = None
        if rows:
            row_id, at = _number(page, at)
        values = _record(self._payload(number, at, length, rows=rows))
        named = dict(zip(columns, values, strict=False))
        if rows and columns and named[columns[0]] is None:
            named[columns[0]] = row_id
        return named

    def _payload(self, number: int, at: int, length: int, *, rows: bool) -> bytes:
        page = self._image[number]
        least = (self.size - 12) * 32 // 255 - 23
        most = self.size - 35 if rows else (self.size - 12) * 64 // 255 - 23
        if length <= most:
            self._values.append((number, at, at + length))
            return page[at : at + length]
        here = least + (length - least) % (self.size - 4)
        here = here if here <= most else least
        self._values.append((number, at, at + here))
        parts, left = [page[at : at + here]], length - here
        following = struct.unpack(">I", page[at + here : at + here + 4])[0]
        while following and left > 0:
            more = self._image[following]
            self._values.append((following, 4, min(self.size, 4 + left)))
            parts.append(more[4 : 4 + left])
            following, left = struct.unpack(">I", more[:4])[0], left - len(parts[-1])
        return b"".join(parts)

    def everything(self) -> list[bytes]:
        """Each page as it lies in the file and in the log, older ones, freed ones and the space between cells included."""
        return [*self.pages, *self.frames]

    def left_over(self) -> list[bytes]:
        """The same without the rows that there are: what was before them, if anything of it is left."""
        self.tables()
        image = {id(page): number for number, page in self._image.items()}
        pages = {number: bytearray(page) for number, page in self._image.items()}
        for number, start, end in self._values:
            pages[number][start:end] = bytes(end - start)
        return [bytes(pages[image[id(one)]]) if id(one) in image else one for one in self.everything()]


@lru_cache
def _columns(table: str, sql: str) -> list[str]:
    with closing(sqlite3.connect(":memory:")) as scratch:
        scratch.execute(sql)
        return [row[1] for row in scratch.execute(f"PRAGMA table_info({table})")]


def _number(data: bytes, at: int) -> tuple[int, int]:
    value = 0
    for step in range(9):
        byte = data[at + step]
        if step == 8:
            return (value << 8) | byte, at + 9
        value = (value << 7) | (byte & 127)
        if byte < 128:
            return value, at + step + 1
    raise AssertionError


def _record(data: bytes) -> list[Any]:
    end, at = _number(data, 0)
    kinds = []
    while at < end:
        kind, at = _number(data, at)
        kinds.append(kind)
    values: list[Any] = []
    for kind in kinds:
        size = (0, 1, 2, 3, 4, 6, 8, 8, 0, 0)[kind] if kind < 12 else (kind - 12) // 2
        raw, at = data[at : at + size], at + size
        if kind < 12:
            fixed = {0: None, 8: 0, 9: 1, 7: struct.unpack(">d", raw)[0] if size == 8 else None}
            values.append(fixed[kind] if kind in fixed else int.from_bytes(raw, "big", signed=True))
        else:
            values.append(raw.decode(errors="replace") if kind % 2 else raw)
    return values


@lru_cache(maxsize=128)
def decrypt(value: Any, key: str) -> str:
    """What an encrypted value says; empty for anything else."""
    try:
        return Fernet(key).decrypt(value).decode() if isinstance(value, str) and value.startswith("gAAAA") else ""
    except InvalidToken:
        return ""


def fragments(pages: Sequence[bytes], key: str) -> Iterator[bytes]:
    """Whatever can be decrypted in these bytes: whole tokens, their beginnings, and pieces from their middle."""
    secret = base64.urlsafe_b64decode(key)[16:]

    def clear(data: bytes) -> bytes:
        whole = len(data) // BLOCK * BLOCK
        if whole < 2 * BLOCK:
            return b""
        reader = Cipher(algorithms.AES(secret), modes.CBC(data[:BLOCK])).decryptor()
        return reader.update(data[BLOCK:whole])

    for page in pages:
        for run in RUN.findall(page):
            for token in re.split(rb"(?=gAAAAA)", run):
                if token.startswith(b"gAAAAA"):
                    yield clear(_decoded(token)[9:])
                    continue
                for shift in range(4):
                    data = _decoded(token[shift:])
                    for phase in range(BLOCK):
                        yield clear(data[phase:])


def _decoded(run: bytes) -> bytes:
    run = run.rstrip(b"=")
    return base64.urlsafe_b64decode(run[: len(run) // 4 * 4])


def seen(copy: Copy, key: str, mark: re.Pattern[bytes]) -> Counter[bytes]:
    """How often each mark stands anywhere in the bytes, encrypted or not."""
    pages = copy.everything()
    plain = Counter(found for page in pages for found in mark.findall(page))
    return plain + Counter(found for piece in fragments(pages, key) for found in mark.findall(piece))


Order = list[Any]


def orders_of_people(copy: Copy, people: Sequence[int], key: str) -> dict[str, Order]:
    """Every order in which these people stand anywhere: where their rows lie, and by each column of these.

    Their numbers at Telegram are a thousand more than their ids.
    """
    found: dict[str, Order] = {}
    for table, cells in copy.tables().items():
        for column in (*PERSON, *(["id"] if table == "people" else [])):
            more = 1000 if column == "telegram_id" else 0
            theirs = [cell for cell in cells if (cell.values.get(column) or 0) - more in people]
            for name, key_of in _ways(theirs):
                lined_up = [cell.values[column] - more for cell in sorted(theirs, key=key_of)]
                found[f"{table}.{name}, first of {column}"] = list(dict.fromkeys(lined_up))
                found[f"{table}.{name}, last of {column}"] = list(dict.fromkeys(lined_up[::-1]))[::-1]
        for cell in cells:
            for name, value in cell.values.items():
                for roll in re.findall(r'"roll":\[([^]]*)\]', decrypt(value, key)):
                    found[f"{table}.{name}, roll"] = [
                        int(one.rpartition(".")[2]) for one in re.findall(r"[\d.]+", roll)
                    ]
    return {name: order for name, order in found.items() if sorted(order) == sorted(people)}


def orders_of_answers(copy: Copy, key: str, mark: re.Pattern[str]) -> dict[str, Order]:
    """Every order in which marks stand in encrypted values: within one of them, or by where and in what row they lie."""
    found: dict[str, Order] = {}
    for table, cells in copy.tables().items():
        marks = {
            id(cell): [one for value in cell.values.values() for one in mark.findall(decrypt(value, key))]
            for cell in cells
        }
        theirs = [cell for cell in cells if marks[id(cell)]]
        for name, key_of in _ways(theirs):
            found[f"{table}.{name}"] = [one for cell in sorted(theirs, key=key_of) for one in marks[id(cell)]]
    return found


def _ways(cells: Sequence[Cell]) -> Iterator[tuple[str, Callable[[Cell], Any]]]:
    """A new cell lies before the one before it."""
    if cells:
        yield "place", lambda cell: (cell.page, -cell.offset)
    for column in cells[0].values if cells else ():
        yield column, partial(_value, column)


def _value(column: str, cell: Cell) -> Any:
    value = cell.values[column]
    return value is not None, str(type(value)), value


def lengths(copy: Copy) -> Counter[tuple[str, str, int]]:
    """How long every value is, by table and column: for whoever has no key."""
    return Counter(
        (table, column, len(value))
        for table, cells in copy.tables().items()
        for cell in cells
        for column, value in cell.values.items()
        if isinstance(value, str | bytes)
    )


def ties(people: Mapping[str, Order], answers: Mapping[str, Order]) -> dict[tuple[str, str], int]:
    """By pair of orders, of people and of answers: for how many the answer is that of the person in the same place."""
    right, known = {}, {}
    lines = {name: tuple(map(int, marks)) for name, marks in answers.items()}
    lines |= {f"{name}, turned": line[::-1] for name, line in lines.items()}
    for one, persons in ((name, tuple(order)) for name, order in people.items()):
        for other, line in lines.items():
            if len(line) == len(persons):
                if (persons, line) not in known:  # many orders are the same
                    known[persons, line] = same(persons, line)
                right[one, other] = known[persons, line]
    return right


def same(one: Sequence[int], other: Sequence[int]) -> int:
    """In how many places two orders agree."""
    return sum(map(eq, one, other))
