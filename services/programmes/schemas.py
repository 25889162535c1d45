"""The JSON Schemas of what is written in `content/`, for editors: made from the classes that the files are read into.

`python -m services.programmes.schemas` writes them anew; a test tells when they are not what they should be.
"""

import ast
import inspect
import json
import textwrap
from dataclasses import is_dataclass
from pathlib import Path
from typing import Any, get_args, get_type_hints

from pydantic import TypeAdapter

from domain.groups.content import GroupContent
from domain.people import LANGUAGES
from domain.programmes import Programme, Questionnaire

Schema = dict[str, Any]
SHAPES = {"programme": Programme, "questionnaire": Questionnaire, "groups": GroupContent}
FOLDER = Path(__file__).parents[2] / "content" / "schemas"


def schema_of(shape: type[Any]) -> Schema:
    """The JSON Schema (draft 2020-12) of a class, each key with the sentence that stands below its field."""
    schema = TypeAdapter(shape).json_schema()
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    _describe(schema, shape)
    tables = _tables(shape)
    for name, table in schema.get("$defs", {}).items():
        _describe(table, tables[name])
    return schema


def _tables(hint: Any) -> dict[str, type[Any]]:
    """The classes of the tables that a class, or what is said of its field, is made of, by name."""
    found = {hint.__name__: hint} if is_dataclass(hint) and isinstance(hint, type) else {}
    inner = get_type_hints(hint).values() if found else get_args(hint)
    for one in inner:
        found |= _tables(one)
    return found


def _describe(table: Schema, of: type[Any]) -> None:
    table["additionalProperties"] = False
    sentences = _sentences(of)
    for name, step in table["properties"].items():
        step.pop("title", None)
        if name in sentences:
            step["description"] = sentences[name]
        for one in (step, step.get("items", {}), *step.get("anyOf", ())):
            if one.get("additionalProperties") == {"type": "string"}:
                one |= _words()


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
