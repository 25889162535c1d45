"""What is wrong with a file of `content/`, in one sentence that names the key and what should stand there.

What should stand there is what the JSON Schema of the file says of the key (`services/programmes/schemas.py`).
"""

from collections.abc import Collection, Iterator
from typing import Any, NamedTuple

from msgspec import convert
from msgspec.structs import fields

from services.programmes import shapes
from services.programmes.plain import Loc, shown, unknown
from services.programmes.schemas import Schema, schema_of


class Fault(NamedTuple):
    """`kind`: `unknown` of a key, with those that are `known`; `missing`; `wrong`."""

    kind: str
    loc: tuple[str | int, ...]
    value: Any = None
    known: Collection[str] = ()


def remedy(data: Any, shape: Any) -> str:
    """Of several faults the first; a misspelt key before all, as it is why another one seems to be missing.

    msgspec names the one that it came upon, and not the key of a table that may have any: so they are looked for here.
    """
    untold = (Fault("missing", loc) for loc in shapes.untold(convert(data, shape))) if shapes.fits(data, shape) else ()
    one = min((*_faults(data, shape), *untold), key=lambda one: one.kind != "unknown")
    return f"{where(one.loc)}: {_what(one, shape)}"


def where(loc: Loc) -> str:
    """`[[session]] 2: [[part]] 1: who`, `[team] planning`, `seats`: as it stands in the file; entries count from 1."""
    names = [str(one) for one in loc if isinstance(one, str)]
    said = []
    for at, name in enumerate(loc):
        following = loc[at + 1] if at + 1 < len(loc) else None
        if isinstance(name, int):
            continue
        if isinstance(following, int) and at + 2 < len(loc):
            said.append(f"[[{name}]] {following + 1}:")
        elif isinstance(following, str) and name == names[0]:
            said.append(f"[{name}]")
        else:
            said.append(name)
    return " ".join(said) or "the file"


def _faults(value: Any, hint: Any, loc: tuple[str | int, ...] = ()) -> Iterator[Fault]:
    """All, in the order of the class."""
    if shapes.is_table(hint) and isinstance(value, dict):
        yield from _of_table(value, hint, loc)
    elif shapes.is_list(hint) and isinstance(value, list) and shapes.holds(hint, len(value)):
        for number, it in enumerate(value):
            yield from _faults(it, shapes.entry_of(hint, number), (*loc, number))
    elif (kinds := shapes.named(hint)) and isinstance(value, dict):
        for key, it in value.items():
            if shapes.fits(key, kinds[0]):
                yield from _faults(it, kinds[1], (*loc, key))
            else:
                yield Fault("unknown", (*loc, key), it, list(kinds[0]))
    elif not shapes.fits(value, hint):
        yield Fault("wrong", loc, value)


def _of_table(value: dict[str, Any], table: Any, loc: tuple[str | int, ...]) -> Iterator[Fault]:
    keys = shapes.keys_of(table)
    if table.__struct_config__.forbid_unknown_fields:
        yield from (Fault("unknown", (*loc, key), it, keys) for key, it in value.items() if key not in keys)
    for field in fields(table):
        if field.name in value:
            yield from _faults(value[field.name], keys[field.name], (*loc, field.name))
        elif field.required:
            yield Fault("missing", (*loc, field.name))


def _what(one: Fault, shape: Any) -> str:
    if one.kind == "unknown":
        *table, key = one.loc
        of_tables = isinstance(one.value, list) and bool(one.value) and isinstance(one.value[0], dict)
        return unknown(str(key), one.known, section=not table and (of_tables or isinstance(one.value, dict)))
    said = _said(schema_of(shape), one.loc)
    if one.kind == "missing":
        return f"is missing; it should be {said}"
    if isinstance(one.value, dict | list):
        return f"should be {said}"
    return f"should be {said}, not {shown(one.value)}"


def _said(schema: Schema, loc: Loc) -> str:
    """What the innermost key that is described is said to be."""
    said = [
        at["description"].replace("\n", " ") for at in _along(schema, loc) if isinstance(at.get("description"), str)
    ]
    return said[-1] if said else "something else"


def _along(schema: Schema, loc: Loc) -> Iterator[Schema]:
    """The schema of each step of the way, a key's description beside what it refers to."""
    at = schema
    for name in loc:
        step = _step(at, name)
        if not isinstance(step, dict):
            return
        described = {key: it for key, it in step.items() if key == "description"}
        at = {key: it for key, it in _target(schema, step).items() if key != "description"} | described
        yield at


def _step(at: Schema, name: str | int) -> Any:
    if isinstance(name, int):
        return at.get("items")
    return at.get("properties", {}).get(name) or at.get("additionalProperties")


def _target(schema: Schema, step: Schema) -> Schema:
    """What a step refers to; of several that may stand there, the one that is something."""
    for one in step.get("anyOf", ()):
        if one.get("type") != "null":
            return _target(schema, one)
    reference = step.get("$ref")
    found: Schema = schema["$defs"][reference.rpartition("/")[2]] if reference else step
    return found
