"""Encryption of columns with Fernet keys that stand apart from the database (environment, `MESTRINGSBOT_KEY`).

Several keys, separated by commas, may be given while rotating: the first encrypts, all decrypt.
"""

import base64
import hashlib
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from sqlalchemy import Text
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

_MAKE = "make one with `mestringsbot key`, or copy the whole of the one that you have"


class KeyMissing(Exception):  # noqa: N818 - told in a sentence
    """No usable key: what is wrong, in one sentence."""


class KeyRing:
    """The keys of this process. One ring serves all columns, as SQLAlchemy's column types know no connection."""

    def __init__(self) -> None:
        self._fernet: MultiFernet | None = None
        self.fingerprints: tuple[str, ...] = ()
        """By which the keys are told apart in the database, in their order; nothing about a key follows from it."""

    def open(self, keys: str) -> None:
        """Take the keys into use. Raises KeyMissing when there is none or one is not a Fernet key."""
        parts = [part.strip() for part in keys.split(",") if part.strip()]
        if not parts:
            raise KeyMissing(f"MESTRINGSBOT_KEY is empty: {_MAKE}")
        try:
            self._fernet = MultiFernet([Fernet(part) for part in parts])
        except ValueError as error:
            raise KeyMissing(f"MESTRINGSBOT_KEY is not a Fernet key: {_MAKE}") from error
        self.fingerprints = tuple(map(_fingerprint, parts))

    def encrypt(self, text: str) -> str:
        if self._fernet is None:
            raise KeyMissing("MESTRINGSBOT_KEY has not been read")
        # A Fernet token carries the second of its making in the clear; that would tell whose an evaluation is.
        return self._fernet.encrypt_at_time(text.encode(), 0).decode()

    def decrypt(self, token: str) -> str:
        if self._fernet is None:
            raise KeyMissing("MESTRINGSBOT_KEY has not been read")
        try:
            return self._fernet.decrypt(token.encode()).decode()
        except InvalidToken as error:
            raise KeyMissing("MESTRINGSBOT_KEY does not fit this database") from error

    def renew(self, token: str) -> str:
        """The same text under the first key."""
        if self._fernet is None:
            raise KeyMissing("MESTRINGSBOT_KEY has not been read")
        return self._fernet.rotate(token.encode()).decode()


def _fingerprint(key: str) -> str:
    return hashlib.sha256(b"mestringsbot " + base64.urlsafe_b64decode(key)).hexdigest()[:24]


KEYS = KeyRing()


class Encrypted(TypeDecorator[str]):
    """Text that is unreadable in the database file and its copies."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        return None if value is None else KEYS.encrypt(value)

    def process_result_value(self, value: Any | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        return None if value is None else KEYS.decrypt(value)
