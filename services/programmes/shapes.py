"""What a class says may stand in a file, gone through beside what does stand there."""

from collections.abc import Iterator, Mapping
from functools import cache
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from msgspec import Struct, ValidationError, convert
from msgspec.structs import fields


def is_table(hint: Any) -> bool:
    """Whether it is a class with a key for each of its fields."""
    return isinstance(hint, type) and issubclass(hint, Struct)


@cache
def keys_of(table: type[Struct]) -> Mapping[str, Any]:
    """What may stand below each key, in the order of the class."""
    hints = get_type_hints(table)
    return {name: given(hints[name]) for name in table.__struct_fields__}


def given(hint: Any) -> Any:
    """Of `X | None` the X: TOML has nothing that is nothing."""
    if get_origin(hint) in (Union, UnionType):
        return next(one for one in get_args(hint) if one is not type(None))
    return hint


def is_list(hint: Any) -> bool:
    return get_origin(hint) is tuple


def entry_of(hint: Any, number: int) -> Any:
    """What may stand at a place (from 0) of a list."""
    kinds = get_args(hint)
    return kinds[0] if kinds[-1] is Ellipsis else kinds[number]


def holds(hint: Any, count: int) -> bool:
    """Whether a list may be so long."""
    kinds = get_args(hint)
    return kinds[-1] is Ellipsis or len(kinds) == count


def named(hint: Any) -> tuple[Any, Any] | None:
    """Of a table whose keys are not known beforehand what each key and each value is; None for anything else."""
    origin = get_origin(hint)
    if isinstance(origin, type) and issubclass(origin, Mapping):
        key, value = get_args(hint)
        return key, value
    return None


def fits(value: Any, hint: Any) -> bool:
    try:
        convert(value, hint)
    except ValidationError:
        return False
    return True


def untold(value: Any, loc: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Where in a value an empty table stands for a text that is needed."""
    inner: list[tuple[str | int, Any, bool]]
    if isinstance(value, Struct):
        inner = [(one.name, getattr(value, one.name), one.required) for one in fields(value)]
    elif isinstance(value, tuple):
        inner = [(number, it, True) for number, it in enumerate(value)]
    else:
        return
    for name, it, needed in inner:
        if needed and it == {}:
            yield *loc, name
        yield from untold(it, (*loc, name))
