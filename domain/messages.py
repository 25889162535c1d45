"""Every kind of message that others are told, or later: its parameters (ids only) and how urgent it is.

The text is made when it is sent, in the recipient's language, from what is true then. To add a kind: a class here, what
it needs to know in `services/`, its wording in `texts/`, and one line in `scheduler/kinds.py`.
"""

from typing import Any, ClassVar, Self

from msgspec import Struct
from msgspec.structs import asdict, astuple

ANSWER, NOW, PLANNED, BULK = 0, 1, 10, 20
"""Priorities: the answer to the person who acted, what others must know at once, what was planned, what goes to many."""


KINDS: dict[str, type["Message"]] = {}
"""Every kind by its name; a subclass enters itself."""


class Message(Struct, frozen=True):
    """A message kind. `repeatable`: may be sent again when a crash leaves it unknown whether it went out."""

    kind: ClassVar[str]
    priority: ClassVar[int] = PLANNED
    repeatable: ClassVar[bool] = True

    def __init_subclass__(cls) -> None:
        KINDS[cls.kind] = cls

    def params(self) -> dict[str, Any]:
        return asdict(self)

    def key(self, person_id: int) -> str:
        """The unique key: the same message never enters the outbox twice for one person."""
        ids = ":".join(map(str, astuple(self)))
        return f"{self.kind}:{ids}:{person_id}"

    @classmethod
    def of(cls, params: dict[str, Any]) -> Self:
        return cls(**params)
