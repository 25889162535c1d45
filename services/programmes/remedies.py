"""What is wrong with a file of `content/`, in one sentence that names the key and what should stand there.

What should stand there is what the JSON Schema of the file says of the key (`services/programmes/schemas.py`).
"""

from collections.abc import Iterator
from typing import Any

from pydantic import ValidationError

from services.programmes.plain import Loc, shown, unknown
from services.programmes.schemas import Schema, schema_of


def remedy(error: ValidationError, shape: Any) -> str:
    """Of several faults the first; a misspelt key before all, as it is why another one seems to be missing."""
    faults = sorted(error.errors(), key=lambda one: one["type"] != "unexpected_keyword_argument")
    one = faults[0]
    return f"{where(one['loc'])}: {_what(one, schema_of(shape))}"


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


def _what(one: Any, schema: Schema) -> str:
    *table, key = one["loc"]
    if one["type"] == "unexpected_keyword_argument":
        at = _at(schema, table)
        return unknown(str(key), at.get("properties", ()), section=not table and isinstance(one["input"], dict | list))
    named = [part for part in one["loc"] if isinstance(part, str)]
    said = _said(schema, one["loc"])
    if one["type"] == "missing" and isinstance(key, str):
        return f"is missing; it should be {said}"
    if one["type"] == "value_error":
        return str(one["ctx"]["error"])
    if isinstance(one["input"], dict | list) and named:
        return f"should be {said}"
    return f"should be {said}, not {shown(one['input'])}"


def _said(schema: Schema, loc: Loc) -> str:
    """What the innermost key that is described is said to be."""
    said = [
        at["description"].replace("\n", " ") for at in _along(schema, loc) if isinstance(at.get("description"), str)
    ]
    return said[-1] if said else "something else"


def _at(schema: Schema, loc: Loc) -> Schema:
    """The schema of the table at a place of the file."""
    return [schema, *_along(schema, loc)][-1]


def _along(schema: Schema, loc: Loc) -> Iterator[Schema]:
    """The schema of each step of the way, a key's description beside what it refers to."""
    at = schema
    for name in loc:
        step = at.get("properties", {}).get(name) if isinstance(name, str) else at.get("items")
        if step is None:
            return
        at = {**_target(schema, step), **{key: it for key, it in step.items() if key == "description"}}
        if isinstance(name, int):
            at.pop("description", None)
        yield at


def _target(schema: Schema, step: Schema) -> Schema:
    """What a step refers to; of several that may stand there, the one that is something."""
    for one in step.get("anyOf", ()):
        if one.get("type") != "null":
            return _target(schema, one)
    reference = step.get("$ref")
    found: Schema = schema["$defs"][reference.rpartition("/")[2]] if reference else step
    return found
