"""The JSON Schemas of what is written in `content/`, for editors: made from the classes that the files are read into.

`python -m services.programmes.schemas` writes them anew; a test tells when they are not what they should be.
"""

import ast
import inspect
import json
import textwrap
from pathlib import Path
from typing import Any, Literal, get_args, get_origin, get_type_hints

from msgspec import Struct
from msgspec.json import schema as json_schema

from domain.groups.content import GroupContent
from domain.people import LANGUAGES
from domain.programmes import Programme, Questionnaire

Schema = dict[str, Any]
SHAPES = {"programme": Programme, "questionnaire": Questionnaire, "groups": GroupContent}
FOLDER = Path(__file__).parents[2] / "content" / "schemas"


def schema_of(shape: type[Any]) -> Schema:
    """The JSON Schema (draft 2020-12) of a class, each key with the sentence that stands below its field."""
    made = json_schema(shape)
    tables = _tables(shape)
    for name, of in tables.items():
        _describe(made["$defs"][name], of)
    own = made["$defs"].pop(shape.__name__)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **own, "$defs": made["$defs"]}


def _tables(hint: Any) -> dict[str, type[Any]]:
    """The classes of the tables that a class, or what is said of its field, is made of, by name."""
    found = {hint.__name__: hint} if isinstance(hint, type) and issubclass(hint, Struct) else {}
    inner = get_type_hints(hint).values() if found else get_args(hint)
    for one in inner:
        found |= _tables(one)
    return found


def _describe(table: Schema, of: type[Any]) -> None:
    _tidy(table)
    sentences, hints = _sentences(of), get_type_hints(of)
    for name, step in table["properties"].items():
        if name in sentences:
            step["description"] = sentences[name]
        for one in (step, step.get("items", {}), *step.get("anyOf", ())):
            if one.get("additionalProperties") == {"type": "string"}:
                one |= _words()
            if "enum" in one:
                one |= {"type": "string", "enum": _choices(hints[name])}


def _tidy(table: Schema) -> None:
    """Without what says nothing, or what an editor would take for an example of what may stand there."""
    if "description" in table:
        table["description"] = inspect.cleandoc(table["description"])
    if not table["required"]:
        del table["required"]
    for step in table["properties"].values():
        if step.get("default") == {}:
            del step["default"]
        for one in (step, *step.get("anyOf", ())):
            if one.get("items") is False:  # how many entries a pair has is said beside it
                del one["items"]


def _choices(hint: Any) -> list[str]:
    """What may stand there, in the order in which the class names it."""
    if get_origin(hint) is Literal:
        return list(get_args(hint))
    return [choice for one in get_args(hint) for choice in _choices(one)]


def _words() -> Schema:
    """A text in each language."""
    each = {language: {"type": "string", "minLength": 1} for language in LANGUAGES}
    return {"properties": each, "required": list(LANGUAGES), "additionalProperties": False}


def _sentences(of: type[Any]) -> dict[str, str]:
    """By field: the string below it."""
    (body,) = ast.parse(textwrap.dedent(inspect.getsource(of))).body
    assert isinstance(body, ast.ClassDef)
    found = {}
    for field, below in zip(body.body, body.body[1:], strict=False):
        if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name) and isinstance(below, ast.Expr):
            found[field.target.id] = inspect.cleandoc(ast.literal_eval(below.value))
    return found


def written(shape: type[Any]) -> str:
    return json.dumps(schema_of(shape), indent=2, ensure_ascii=False) + "\n"


def write(folder: Path = FOLDER) -> None:
    folder.mkdir(exist_ok=True)
    for name, shape in SHAPES.items():
        (folder / f"{name}.json").write_text(written(shape), encoding="utf-8")


if __name__ == "__main__":
    write()
