"""Typed payloads of buttons. A payload is `code.field.field`, at most 64 bytes (Bot API, `callback_data`).

Buttons live for ever and can be forged, so a payload only names things: right, state and owner are checked on each press.
"""

from functools import cache
from typing import Any, ClassVar, Self, get_type_hints

from msgspec import Struct, StructMeta
from msgspec.structs import astuple

from domain.errors import Gone

LIMIT = 64
CODES: dict[str, type["Payload"]] = {}


class Coded(StructMeta):
    """Makes the classes of the family, each with the `code` that stands beside its name."""

    def __new__(
        mcs, name: str, bases: tuple[type, ...], namespace: dict[str, Any], *, code: str = "", **config: Any
    ) -> "Coded":
        if code in CODES:
            raise TypeError(f"two payloads share the code {code!r}")
        made: Any = super().__new__(mcs, name, bases, namespace, **config)
        made.code = code
        if code:
            CODES[code] = made
        return made  # type: ignore[no-any-return]


class Payload(Struct, frozen=True, metaclass=Coded):
    """The family. A subclass gives its short `code` and its fields (int, or str without a dot)."""

    code: ClassVar[str]

    def pack(self) -> str:
        """The callback data. Raises ValueError when it would not fit or could not be read back."""
        parts = [self.code, *map(str, astuple(self))]
        data = ".".join(parts)
        if len(data.encode()) > LIMIT or data.count(".") != len(parts) - 1:
            raise ValueError(f"not a payload: {data!r}")
        return data

    @classmethod
    def build(cls, parts: list[str]) -> Self:
        types = _types(cls)
        if len(parts) != len(types):
            raise Gone
        return cls(*(read(part) for read, part in zip(types, parts, strict=True)))


@cache
def _types(kind: type[Payload]) -> tuple[Any, ...]:
    """Of its fields, in order."""
    hints = get_type_hints(kind)
    return tuple(hints[name] for name in kind.__struct_fields__)


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
    if any(isinstance(value, int) and not 0 <= value < 2**31 for value in astuple(payload)):
        raise Gone
    return payload
