"""Counts SQL statements where they are sent, by the turn at the database in which they are."""

from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from contextvars import ContextVar
from typing import Any

from sqlalchemy import Engine, event

from db.session import Database
from db.turns import Turn

WRITES = ("INSERT", "UPDATE", "DELETE")
_ours = ContextVar("_ours", default=False)
_open: ContextVar[list[str] | None] = ContextVar("_open", default=None)


class Statements:
    """What the bot has sent to a database since `forget`: transactions, and the statements in them without BEGIN and COMMIT.

    What the test itself asks does not count. Nor do transactions of the outbox that have only looked: how often it looks
    while nothing is due is a matter of time. Savepoints are statements: each is a trip to the database.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self.statements: Counter[Turn] = Counter()
        self.transactions: Counter[Turn] = Counter()
        self.texts: list[str] = []

    @contextmanager
    def listening(self) -> Iterator[None]:
        """Count within the block; the task that enters it is the test's own."""
        plain = self._database.begin

        @asynccontextmanager
        async def begin(turn: Turn = Turn.PRESS) -> AsyncIterator[Any]:
            if _ours.get():
                async with plain(turn) as session:
                    yield session
                return
            texts: list[str] = []
            token = _open.set(texts)
            try:
                async with plain(turn) as session:
                    yield session
            finally:
                _open.reset(token)
                self._note(turn, texts)

        self._database.begin = begin  # type: ignore[method-assign]
        event.listen(Engine, "before_cursor_execute", _sent)
        token = _ours.set(True)
        try:
            yield
        finally:
            _ours.reset(token)
            event.remove(Engine, "before_cursor_execute", _sent)
            del self._database.begin

    @contextmanager
    def of_the_bot(self) -> Iterator[None]:
        """What the test calls in the bot's stead counts."""
        token = _ours.set(False)
        try:
            yield
        finally:
            _ours.reset(token)

    def forget(self) -> None:
        """Only what is sent from now on is of interest."""
        self.statements.clear()
        self.transactions.clear()
        self.texts.clear()

    def _note(self, turn: Turn, texts: list[str]) -> None:
        if turn is Turn.OUTBOX and not any(one.startswith(WRITES) for one in texts):
            return
        self.transactions[turn] += 1
        self.statements[turn] += len(texts)
        self.texts += texts


def _sent(_connection: object, _cursor: object, statement: str, *_: object) -> None:
    texts = _open.get()
    if texts is not None and not statement.startswith("BEGIN"):
        texts.append(statement)
