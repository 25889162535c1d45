"""Values are the standard library's dataclasses in everything that can be seen of them, before the first is made and after."""

import copy
import dataclasses
import pickle
from collections.abc import Callable
from dataclasses import field
from typing import Any, ClassVar

import pytest

from domain.values import dataclass

Make = Callable[..., Any]


def kinds(decorate: Make) -> tuple[type, type]:
    @decorate(frozen=True)
    class Base:
        a: int
        b: str = "b"
        other: ClassVar[int] = 7

    @decorate(frozen=True)
    class Kind(Base):
        """With a list of its own."""

        more: tuple[int, ...] = field(default_factory=tuple)
        told: list[str] = field(default_factory=list, compare=False, repr=False)

        def __post_init__(self) -> None:
            self.told.append("made")

    return Base, Kind


FIRST: dict[str, Callable[[type, Any], Any]] = {
    "fields": lambda kind, _: [(one.name, one.type) for one in dataclasses.fields(kind)],
    "made": lambda kind, _: kind(1, more=(2,)).more,
    "shown": lambda _, value: repr(value).partition("(")[2],
    "equal": lambda kind, value: (value == kind(3), value == kind(4), value == 3),
    "hash": lambda _, value: hash(value),
    "replaced": lambda _, value: dataclasses.replace(value, a=5).a,
    "dict": lambda _, value: dataclasses.asdict(value),
    "matched": lambda kind, _: kind.__match_args__,
    "told": lambda _, value: value.told,
    "copied": lambda _, value: copy.copy(value) == value,
    "missing": lambda kind, _: refusal(kind),
    "set": lambda _, value: refusal(setattr, value, "a", 1),
    "constant": lambda kind, _: kind.other,
}


def refusal(call: Make, *arguments: Any) -> type[BaseException]:
    with pytest.raises((TypeError, dataclasses.FrozenInstanceError)) as caught:
        call(*arguments)
    return caught.type


@pytest.mark.parametrize("first", FIRST)
def test_whatever_comes_first(first: str) -> None:
    """The class is new each time, so that it is this that completes it."""
    (_, ours), (_, theirs) = kinds(dataclass), kinds(dataclasses.dataclass)
    look = FIRST[first]
    assert look(ours, ours(3)) == look(theirs, theirs(3))


def test_fields_and_arguments_before_any_value() -> None:
    (base, kind), (their_base, their_kind) = kinds(dataclass), kinds(dataclasses.dataclass)
    assert kind.__match_args__ == their_kind.__match_args__
    assert [one.name for one in dataclasses.fields(base)] == [one.name for one in dataclasses.fields(their_base)]
    assert dataclasses.is_dataclass(kinds(dataclass)[1])


@dataclass(frozen=True)
class Sent:
    """To another process, which has not made one itself."""

    number: int


def test_one_that_comes_from_another_process() -> None:
    fresh = object.__new__(Sent)  # as pickle does, without __init__
    fresh.__dict__["number"] = 1
    other = object.__new__(Sent)
    other.__dict__["number"] = 1
    assert fresh == other
    assert hash(fresh) == hash(Sent(1))
    assert pickle.loads(pickle.dumps(fresh)) == fresh


def test_nothing_but_frozen_ones_is_put_off() -> None:
    @dataclass
    class Plain:
        a: int = 0

    assert "__dataclass_fields__" in Plain.__dict__
    assert Plain.__hash__ is None
