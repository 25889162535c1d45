"""Typed payloads of buttons. A payload is `code.field.field`, at most 64 bytes (Bot API, `callback_data`).

Buttons live for ever and can be forged, so a payload only names things: right, state and owner are checked on each press.
"""

from collections.abc import Callable
from dataclasses import dataclass, fields
from functools import cache
from typing import ClassVar, Self, get_type_hints

from domain.errors import Gone

LIMIT = 64
CODES: dict[str, type["Payload"]] = {}


@dataclass(frozen=True)
class Payload:
    """The family. A subclass gives its short `code` and its fields (int, or str without a dot)."""

    code: ClassVar[str]

    def __init_subclass__(cls, code: str = "") -> None:
        if code in CODES:
            raise TypeError(f"two payloads share the code {code!r}")
        cls.code = code
        CODES[code] = cls

    def pack(self) -> str:
        """The callback data. Raises ValueError when it would not fit or could not be read back."""
        parts = [self.code, *(str(getattr(self, field.name)) for field in fields(self))]
        data = ".".join(parts)
        if len(data.encode()) > LIMIT or data.count(".") != len(parts) - 1:
            raise ValueError(f"not a payload: {data!r}")
        return data

    @classmethod
    def build(cls, parts: list[str]) -> Self:
        types = _types(cls.code)
        if len(parts) != len(types):
            raise Gone
        return cls(**{name: made(part) for (name, made), part in zip(types.items(), parts, strict=True)})


@cache
def _types(code: str) -> dict[str, Callable[[str], object]]:
    """The fields of a payload in their order, and of which type each is: looked up once, as it costs more than all the rest."""
    hints = get_type_hints(CODES[code])
    return {field.name: hints[field.name] for field in fields(CODES[code])}


def unpack(data: str) -> Payload:
    """Read callback data. Raises Gone for whatever this version never made: forged, cut off, or from a removed feature."""
    code, *parts = data.split(".")
    kind = CODES.get(code)
    if kind is None or len(data.encode()) > LIMIT:
        raise Gone
    try:
        payload = kind.build(parts)
    except ValueError as error:
        raise Gone from error
    if any(isinstance(value, int) and not 0 <= value < 2**31 for value in vars(payload).values()):
        raise Gone
    return payload
