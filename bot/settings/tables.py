"""The tables of the file become sections, and each fault a sentence that names the key and says what it should be."""

from collections.abc import Callable
from datetime import time
from typing import Any, get_type_hints

from msgspec import Meta, Struct, ValidationError, convert

from bot.settings.sections import UNSHOWN, Section, Settings, SettingsFault
from services.programmes.plain import shown, unknown


class Key(Struct, frozen=True):
    """A key that may stand in the file. `kind`: its type, with the limits that msgspec checks."""

    kind: Any
    should_be: str
    shown: bool
    before: Callable[[object], object] | None = None
    after: Callable[[Any], object] | None = None

    def read(self, value: object) -> object:
        """The value as the section keeps it. Raises ValueError with what there is to say."""
        try:
            # builtin_types: a time is one of TOML's; msgspec would also take text for it
            found = convert(self.before(value) if self.before else value, self.kind, builtin_types=(time,))
        except (ValidationError, ValueError):  # ValueError: half a character, which msgspec cannot write
            raise ValueError(self._instead_of(value)) from None
        return self.after(found) if self.after else found

    def _instead_of(self, value: object) -> str:
        if value in ("", [], {}):
            return f"is empty; it should be {self.should_be}"
        return f"should be {self.should_be}" + (f", not {shown(value)}" if self.shown else "")


def sections() -> dict[str, type[Section]]:
    """The tables that there are."""
    hints = get_type_hints(Settings)
    return {name: kind for name, kind in hints.items() if issubclass(kind, Section)}


def keys(section: type[Section]) -> dict[str, Key]:
    """Those that may stand in the table: the fields that say what they should be."""
    found = {}
    for name, kind in get_type_hints(section, include_extras=True).items():
        limits: list[Meta] = [one for one in getattr(kind, "__metadata__", ()) if isinstance(one, Meta)]
        if should_be := next((one.description for one in limits if one.description), None):
            calls = {when: call for one in limits for when, call in (one.extra or {}).items()}
            found[name] = Key(kind, should_be, name not in UNSHOWN, **calls)
    return found


def read(data: dict[str, Any], name: str) -> Settings:
    """What the file of that name says. Raises SettingsFault with a sentence for each fault."""
    misspelt, wrong = [], []
    made: dict[str, Any] = {}
    known_sections = sections()
    for title, section in known_sections.items():
        table = data.get(title, {})
        if not isinstance(table, dict):
            wrong.append(f"{title}: should be a section: [{title}] on a line of its own, its keys below")
            continue
        known, values = keys(section), {}
        for key, value in table.items():
            if key not in known:
                misspelt.append(f"[{title}] {key}: {unknown(key, known)}")
                continue
            try:
                values[key] = known[key].read(value)
            except ValueError as error:
                wrong.append(f"[{title}] {key}: {error}")
        made[title] = section(**values)
    misspelt += [f"{key}: {unknown(key, known_sections, section=True)}" for key in data if key not in known_sections]
    if misspelt or wrong:
        raise SettingsFault(*(f"{name}: {one}" for one in misspelt + wrong))
    return Settings(**made)
