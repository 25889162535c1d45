"""Our own reading of `.po` files gives what Babel's gives, for whatever a person or an editor writes into one."""

from pathlib import Path
from typing import Any

import pytest
from babel.messages.catalog import Catalog as Written
from babel.messages.pofile import read_po, write_po
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.people import LANGUAGES
from texts import po
from texts.catalog import LOCALES


def by_babel(path: Path) -> dict[str, tuple[str, ...]]:
    with path.open("rb") as source:
        catalogue = read_po(source, locale="nb", abort_invalid=True)
    found: dict[str, Any] = {}
    for one in catalogue:
        texts = one.string if isinstance(one.string, tuple | list) else (one.string,)
        if one.id and not one.fuzzy and all(texts):
            found[one.id if isinstance(one.id, str) else one.id[0]] = tuple(texts)
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_ours_are_read_as_babel_reads_them(language: str) -> None:
    path = LOCALES / f"{language}.po"
    assert len(po.read(path)) > 600
    assert po.read(path) == by_babel(path)


texts = st.text(st.characters(exclude_categories=("Cs", "Cc"), include_characters='\n\t"\\'), max_size=200)
ids = st.text(st.characters(codec="ascii", categories=("Ll", "Nd")), min_size=1, max_size=30)
entries = st.dictionaries(ids, st.tuples(texts, st.none() | texts, st.booleans()), max_size=6)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(entries=entries, width=st.sampled_from((0, 20, 76)))
def test_so_is_whatever_an_editor_writes(tmp_path: Path, entries: dict[str, Any], width: int) -> None:
    catalogue = Written(locale="nb", fuzzy=False)
    for name, (one, many, fuzzy) in entries.items():
        flags = ("fuzzy",) if fuzzy else ()
        catalogue.add(name if many is None else (name, name), one if many is None else (one, many), flags=flags)
    path = tmp_path / "nb.po"
    with path.open("wb") as target:
        write_po(target, catalogue, width=width)
    assert po.read(path) == by_babel(path)


@pytest.mark.parametrize("line", ['msgid "a', "msgid a", '"a"', 'msgctxt "a"', 'msgstr[2] "a"', 'msgid "a" "b"'])
def test_what_cannot_be_read_is_named_with_its_line(tmp_path: Path, line: str) -> None:
    path = tmp_path / "nb.po"
    path.write_text(f"\n{line}\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"nb\.po: line 2 cannot be read"):
        po.read(path)


def test_another_rule_for_plurals_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "fr.po"
    path.write_text('msgid ""\nmsgstr "Plural-Forms: nplurals=2; plural=(n > 1);\\n"\n', encoding="utf-8")
    with pytest.raises(ValueError, match="Plural-Forms"):
        po.read(path)
