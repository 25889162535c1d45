"""What is wrong with a TOML file that somebody wrote, in plain words that name the place and the key."""

import re
from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from typing import Any, get_args

from pydantic import BaseModel, ValidationError

Loc = Sequence[int | str]


def plain(error: ValidationError, model: type[BaseModel], name: str) -> list[str]:
    """One sentence for each fault, such as `config.toml: [pacing] per_second: should be a number, 0 or greater`.

    The description of each field of the model says what it should be; a validator's own ValueError speaks for itself.
    """
    found = []
    # A misspelt key first: it is why another one seems to be missing.
    for one in sorted(error.errors(), key=lambda one: one["type"] != "extra_forbidden"):
        loc = [part for part in one["loc"] if not str(part).startswith("function-")]
        found.append(f"{name}: {where(loc)}: {_what(one, model, loc)}")
    return list(dict.fromkeys(found))


def where(loc: Loc) -> str:
    """`[pacing] per_second`, or `[[courses]] 2: seats`, as it stands in the file; entries count from 1."""
    match list(loc):
        case [str(table), int(number), *rest]:
            return ": ".join((f"[[{table}]] {number + 1}", *map(str, rest)))
        case [table, *rest] if rest:
            return f"[{table}] {'.'.join(map(str, rest))}"
        case _:
            return str(loc[0]) if loc else "the file"


def unknown(key: str, known: Iterable[str], *, section: bool = False) -> str:
    """What to say about a key that nobody knows."""
    names = list(known)
    near = get_close_matches(key, names, n=1, cutoff=0.5)
    kind = "section" if section else "key"
    return f"there is no such {kind}; " + (f"did you mean {near[0]}?" if near else f"known are {', '.join(names)}")


def at_line(error: Exception, text: str) -> str:
    """The parser's own word with the line, also where it only says that the end came too early."""
    lines = text.splitlines() or [""]
    said = str(error).replace("at end of document", f"at line {len(lines)}, the end of the file")
    number = re.search(r"at line (\d+)", said)
    line = lines[min(int(number[1]), len(lines)) - 1] if number else ""
    if re.search(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d\s*(#|$)", line):
        said += "; a time needs its seconds: 18:00:00"
    return said


def _what(one: Any, model: type[BaseModel], loc: Loc) -> str:
    kind, value, key = one["type"], one["input"], str(loc[-1])
    if kind == "extra_forbidden":
        return unknown(key, _model_at(model, loc[:-1]).model_fields, section=len(loc) == 1)
    if kind in ("model_type", "model_attributes_type"):
        return f"should be a section: [{key}] on a line of its own, its keys below"
    if kind == "tuple_type":
        return f"should be written [[{key}]], with two brackets, once for each entry"
    if kind == "value_error":
        return str(one["ctx"]["error"])
    field = _model_at(model, loc[:-1]).model_fields[key]
    description = field.description
    if kind == "missing":
        return f"is missing; it should be {description}"
    if value in ("", [], {}):
        return f"is empty; it should be {description}"
    return f"should be {description}" + (f", not {shown(value)}" if field.repr else "")


def shown(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    try:
        text = f'"{value}"' if isinstance(value, str) else str(value)
    except ValueError:  # Python writes no number of more than some thousand digits
        return "a number of thousands of digits"
    text = " ".join(text.split())
    return text if len(text) <= 60 else f"{text[:57]}..."


def _model_at(model: type[BaseModel], loc: Loc) -> type[BaseModel]:
    """The model of the table at a place of the file."""
    for name in loc:
        if isinstance(name, str):
            annotation = model.model_fields[name].annotation
            inner = [part for part in (annotation, *get_args(annotation)) if isinstance(part, type)]
            model = next((part for part in inner if issubclass(part, BaseModel)), model)
    return model
