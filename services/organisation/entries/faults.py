"""What pydantic finds wrong with an import file, in plain words that name the place and the key."""

from typing import Any, get_args

from pydantic import BaseModel, ValidationError

from services.programmes.plain import Loc, shown, unknown, where


def plain(error: ValidationError, model: type[BaseModel], name: str) -> list[str]:
    """One sentence for each fault, such as `courses.toml: [[courses]] 2: seats: should be a whole number`.

    The description of each field of the model says what it should be; a validator's own ValueError speaks for itself.
    """
    found = []
    # A misspelt key first: it is why another one seems to be missing.
    for one in sorted(error.errors(), key=lambda one: one["type"] != "extra_forbidden"):
        loc = [part for part in one["loc"] if not str(part).startswith("function-")]
        found.append(f"{name}: {where(loc)}: {_what(one, model, loc)}")
    return list(dict.fromkeys(found))


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


def _model_at(model: type[BaseModel], loc: Loc) -> type[BaseModel]:
    """The model of the table at a place of the file."""
    for name in loc:
        if isinstance(name, str):
            annotation = model.model_fields[name].annotation
            inner = [part for part in (annotation, *get_args(annotation)) if isinstance(part, type)]
            model = next((part for part in inner if issubclass(part, BaseModel)), model)
    return model
