"""What is wrong with a TOML file, in plain words that name the key."""

from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel, ValidationError


def plain(error: ValidationError, model: type[BaseModel], name: str) -> list[str]:
    """One sentence for each fault, such as `config.toml: [pacing] per_second: should be a number, 0 or greater`."""
    return list(dict.fromkeys(_sentences(error, model, name)))


def _sentences(error: ValidationError, model: type[BaseModel], name: str) -> Iterator[str]:
    for one in error.errors():
        loc = [str(part) for part in one["loc"] if not str(part).startswith("function-")]
        yield f"{name}: {where(loc)}: {_what(one, model, loc)}"


def where(loc: Sequence[str]) -> str:
    """`[pacing] per_second`, as it stands in the file."""
    return f"[{loc[0]}] {'.'.join(loc[1:])}".strip() if len(loc) > 1 else loc[0]


def _what(one: Any, model: type[BaseModel], loc: Sequence[str]) -> str:
    parent = _model_at(model, loc[:-1])
    if one["type"] == "extra_forbidden":
        return unknown(loc[-1], parent.model_fields, section=len(loc) == 1)
    if one["type"] in ("model_type", "model_attributes_type", "dict_type"):
        return f"should be a section: [{loc[-1]}] on a line of its own, its keys below"
    description = parent.model_fields[loc[-1]].description
    value = one["input"]
    if value in ("", [], {}):
        return f"is empty; it should be {description}"
    return f"should be {description}, not {_shown(value)}"


def unknown(key: str, known: Any, *, section: bool = False) -> str:
    """What to say about a key that nobody knows."""
    near = get_close_matches(key, list(known), n=1, cutoff=0.5)
    kind = "section" if section else "key"
    if near:
        return f"there is no such {kind}; did you mean {near[0]}?"
    return f"there is no such {kind}; known are {', '.join(known)}"


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    text = f'"{value}"' if isinstance(value, str) else str(value)
    return text if len(text) <= 60 else f"{text[:57]}..."


def _model_at(model: type[BaseModel], loc: Sequence[str]) -> type[BaseModel]:
    for name in loc:
        annotation = model.model_fields[name].annotation
        inner = [part for part in (annotation, *get_args(annotation)) if isinstance(part, type)]
        model = next((part for part in inner if issubclass(part, BaseModel)), model)
    return model


def at_line(error: Exception, file: Path) -> str:
    """The parser's own word with the line, also where it only says that the end came too early."""
    lines = len(file.read_text(encoding="utf-8-sig").splitlines())
    return str(error).replace("at end of document", f"at line {lines}, the end of the file")
