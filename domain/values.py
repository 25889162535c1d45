"""`dataclass` for values, of which there are hundreds of kinds: the standard library's, at work when the first value is made.

It writes and compiles six methods for each class, which takes a millisecond. For all our kinds of buttons, messages and views
that would be a sixth of the start, and most of them a process never sees. So a frozen class gets four small methods that have
the real ones made when one of them is first called, and its fields are found when somebody first asks for them. From then on
there is no difference.
"""

import dataclasses
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

METHODS = ("__init__", "__eq__", "__hash__", "__repr__")
ASKED_FOR = ("__dataclass_fields__", "__dataclass_params__", "__match_args__")


class _Asked:
    """An attribute of a class that is not complete yet: asking for it completes the class."""

    def __init__(self, name: str, complete: Callable[[], type]) -> None:
        self._name, self._complete = name, complete

    def __get__(self, _value: object, _kind: type) -> Any:
        return getattr(self._complete(), self._name)


def _method(name: str, complete: Callable[[], type]) -> Callable[..., Any]:
    def first(*arguments: Any, **named: Any) -> Any:
        return getattr(complete(), name)(*arguments, **named)

    return first


def _later(kind: type) -> type:
    put: dict[str, Any] = {}

    def complete() -> type:
        for name, one in put.items():
            if kind.__dict__.get(name) is one:
                delattr(kind, name)
        put.clear()
        if "__dataclass_fields__" not in kind.__dict__:
            dataclasses.dataclass(frozen=True)(kind)
        return kind

    put |= {name: _method(name, complete) for name in METHODS if name not in kind.__dict__}
    put |= {name: _Asked(name, complete) for name in ASKED_FOR}
    for name, one in put.items():
        setattr(kind, name, one)
    return kind


if TYPE_CHECKING:
    from dataclasses import dataclass as dataclass
else:

    def dataclass(kind: type | None = None, /, **options: Any) -> Any:
        """As the standard library's; what is not simply `frozen=True` is made at once."""
        if kind is not None or options != {"frozen": True}:
            return dataclasses.dataclass(kind, **options)
        return _later
