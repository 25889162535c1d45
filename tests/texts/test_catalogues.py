"""Every sentence stands in all four languages, is used, and is one that Telegram can show."""

import ast
import re
import string
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from babel.messages.catalog import Message
from babel.messages.pofile import read_po
from msgspec import to_builtins

from domain.people import LANGUAGES
from domain.rights import Role
from services.programmes import CONTENT, read_library
from tests.sandbox.tdlib import parse_html
from tests.telling import NEVER
from texts import people as people_words
from texts.catalog import LOCALES, Catalog
from texts.commands import OF_THE_HOUSE

ROOT = Path(__file__).parents[2]
WARNS = frozenset({"setup.ask.topic", "notices.ask", "conversations.ask_answer"})
"""Sentences that ask a coordinator to leave such things out."""


def read(language: str) -> dict[str, Message]:
    with (LOCALES / f"{language}.po").open("rb") as source:
        catalogue = read_po(source, locale=language, abort_invalid=True)
    return {_id(message): message for message in catalogue if message.id}


def _id(message: Message) -> str:
    return str(message.id[0] if isinstance(message.id, tuple | list) else message.id)


def forms(message: Message) -> list[str]:
    return list(message.string) if isinstance(message.string, tuple | list) else [str(message.string)]


CATALOGUES = {language: read(language) for language in LANGUAGES}
ALL = sorted(set().union(*CATALOGUES.values()))


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def _constants() -> Iterator[str]:
    """Every piece of text in the code: ids stand there whole, or as the beginning of an f-string."""
    for package in ("texts", "handlers", "bot", "scheduler", "services", "domain"):
        for path in (ROOT / package).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Constant) and isinstance(node.value, str):
                    yield node.value


def _asked_for() -> Iterator[str]:
    """Ids with which the catalogue is called: t("..."), t.plain("..."), t.many("...")."""
    for path in (ROOT / "texts").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and node.args and _is_catalogue(node.func):
                for one in ast.walk(node.args[0]):
                    if isinstance(one, ast.Constant) and isinstance(one.value, str) and "." in one.value:
                        yield one.value


def _is_catalogue(function: ast.expr) -> bool:
    if isinstance(function, ast.Attribute):
        return function.attr in ("plain", "many") and isinstance(function.value, ast.Name) and function.value.id == "t"
    return isinstance(function, ast.Name) and function.id == "t"


def _formatted() -> list[re.Pattern[str]]:
    """Ids that are put together: f"button.{name}" stands for every id of that shape."""
    patterns = []
    for path in (ROOT / "texts").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.JoinedStr):
                parts = [re.escape(p.value) if isinstance(p, ast.Constant) else r"[\w.]+" for p in node.values]
                if any("." in p for p in parts[:1]) and parts[0] != r"[\w.]+":
                    patterns.append(re.compile("".join(parts)))
    return patterns


def test_every_id_that_is_asked_for_is_there() -> None:
    # A prefix of an f-string ends with its dot.
    missing = {one for one in _asked_for() if one not in ALL and not any(known.startswith(one) for known in ALL)}
    assert missing == set()


def test_no_id_is_unused() -> None:
    constants, patterns = set(_constants()), _formatted()
    unused = [one for one in ALL if one not in constants and not any(p.fullmatch(one) for p in patterns)]
    assert unused == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_every_sentence(language: str) -> None:
    catalogue = CATALOGUES[language]
    assert sorted(catalogue) == ALL
    empty = [one for one, message in catalogue.items() if message.fuzzy or not all(forms(message))]
    assert empty == []


def test_the_same_values_go_into_every_language() -> None:
    for sentence in ALL:
        _same_values(sentence)


def _same_values(sentence: str) -> None:
    found = {language: CATALOGUES[language][sentence] for language in LANGUAGES}
    counted = {isinstance(message.id, tuple | list) for message in found.values()}
    assert len(counted) == 1, "a plural in one language and not in another"
    assert {len(forms(message)) for message in found.values()} == ({2} if counted == {True} else {1})
    # The singular may leave out its number ("one evening"), the plural may not.
    values = {language: placeholders(forms(message)[-1]) for language, message in found.items()}
    assert len(set(map(frozenset, values.values()))) == 1, values
    for message in found.values():
        assert placeholders(forms(message)[0]) >= placeholders(forms(message)[-1]) - {"count"}


BEFORE_A_WORD = re.compile(r"\{(\w+)\}(?:</b>)? ([^\W\d_]+)")
NUMBERS = frozenset(
    (
        *("absent", "answered", "asked", "coming", "count", "delivered", "failed", "free", "groups", "groups_closed"),
        *("groups_started", "invited", "left", "length", "members_joined", "offered", "placed", "running", "seats"),
        *("sent", "silent", "taken", "total", "waiting", "yes"),
    )
)
"""Values that may be 0, 1 or more; bounds such as {limit} and {least} are never one."""
NEVER_ONE = frozenset({"error.too_long", "groups.round.ask_approve", "groups.round.fact.large"})
NO_NOUN = frozenset({"av", "af", "of", "km", "deler", "share", "person", "personar", "personer", "people"})
"""What follows a number in a sentence without a plural: nothing that would have to agree with it."""
SAME = frozenset(
    (
        *("svar", "kurs", "år", "til", "more", "mere", "now", "new", "free", "unused", "igjen", "att", "tilbage"),
        *("har", "av", "venter", "ventar", "leter", "leitar", "søker", "søger", "gjenstår", "står", "mangler"),
        *("med", "uten", "utan", "uden", "without", "i", "kommer", "kjem", "på", "under", "to"),
        *("avlyst", "aflyst", "cancelled", "finished", "self"),
    )
)
"""Words that are the same after one as after several."""


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_number_before_a_word_agrees_with_it(language: str) -> None:
    """`Alle 1 plassene`: what stands behind a number that may be one has two forms, unless it is the same in both."""
    wrong = []
    for sentence, message in CATALOGUES[language].items():
        one, several = forms(message)[0], forms(message)[-1]
        plural = len(forms(message)) > 1
        for name, word in BEFORE_A_WORD.findall(one):
            if plural and name == "count" and word not in SAME and (name, word) in BEFORE_A_WORD.findall(several):
                wrong.append((sentence, one))
            if not plural and name in NUMBERS and word not in NO_NOUN and sentence not in NEVER_ONE:
                wrong.append((sentence, one))
    assert wrong == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_telegram_can_read_every_sentence(language: str) -> None:
    """TDLib parses what people would get; values are put in as they come, escaped."""
    for sentence, message in CATALOGUES[language].items():
        for text in forms(message):
            filled = text.format_map(dict.fromkeys(placeholders(text), "5 &lt;3 &amp; mer"))
            parsed = parse_html(filled)
            assert not isinstance(parsed, str), f"{sentence}: {parsed}"
            assert parsed[0].strip(), sentence
            assert len(parsed[0].encode("utf-16-le")) // 2 <= 4096, sentence


def _labels() -> set[str]:
    """Ids of button labels: those that are made into a Button, or named so."""
    labels = {one for one in ALL if one.startswith("button.")}
    for path in (ROOT / "texts").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Button":
                labels |= {
                    str(one.value)
                    for part in node.args[:1]
                    for one in ast.walk(part)
                    if isinstance(one, ast.Constant) and one.value in ALL
                }
    return labels


@pytest.mark.parametrize("language", LANGUAGES)
def test_labels_fit_on_a_button(language: str) -> None:
    labels = _labels()
    assert len(labels) > 20
    for one in labels:
        for text in forms(CATALOGUES[language][one]):
            filled = text.format_map(dict.fromkeys(placeholders(text), "12"))
            assert 1 <= len(filled) <= 64, (one, filled)
            assert "<" not in filled, one


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("roles", [(), (Role.COORDINATOR,), (Role.PROFESSIONAL,), (Role.NETWORK_LEAD,)])
def test_the_command_menu_is_one_that_telegram_takes(language: str, roles: tuple[Role, ...]) -> None:
    menu = people_words.commands(Catalog().of(language), roles)
    assert 0 < len(menu) <= 100
    assert len({name for name, _ in menu}) == len(menu)
    for name, description in menu:
        assert re.fullmatch(r"[a-z0-9_]{1,32}", name)
        assert 1 <= len(description) <= 256
        assert "<" not in description


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_names_an_illness(language: str) -> None:
    named = [
        (sentence, text)
        for sentence, message in CATALOGUES[language].items()
        for text in forms(message)
        if NEVER.search(text) and sentence not in WARNS
    ]
    assert named == []


SHOWN = sorted(path for path in CONTENT.rglob("*.toml") if path.parent.name not in ("danger", "own_words", "places"))
"""The first two of the others hold what people write, the third names of towns."""


@pytest.mark.parametrize("path", SHOWN, ids=lambda path: path.name)
def test_no_content_names_an_illness(path: Path) -> None:
    """But for what stands on paper alone: a title, where another one goes into the chat, and for whom it is."""
    content = tomllib.loads(path.read_text(encoding="utf-8"))
    if "chat_title" in content:
        del content["title"]
    content.pop("for_whom_on_paper", None)
    texts = [text for one in _worded(content) for text in one.values()]
    assert texts
    assert not [text for text in texts if NEVER.search(text)]


def _worded(value: Any) -> Iterator[dict[str, str]]:
    """Every text of a programme in its languages."""
    if isinstance(value, dict) and set(value) == set(LANGUAGES):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from _worded(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _worded(one)


def test_every_text_of_the_programmes_is_there_in_every_language() -> None:
    texts = [one for programme in read_library(CONTENT).programmes.values() for one in _worded(to_builtins(programme))]
    assert texts
    assert all(words.strip() for one in texts for words in one.values())


@pytest.mark.parametrize("language", LANGUAGES)
def test_help_names_each_command_as_the_menu_does(language: str) -> None:
    """What is no command of the menu is at least one that somebody may write by hand."""
    t = Catalog().of(language)
    commands = people_words.commands(t, [Role.COORDINATOR])
    menu = {name for name, _ in commands if OF_THE_HOUSE.get(name, name) != "help"}
    for more in ("people.help.coordinator", "people.help.role"):
        named = set(re.findall(r"(?<!<)/([a-z0-9_]+)", t.plain("people.help") + t.plain(more)))
        assert menu <= named
    assert {OF_THE_HOUSE.get(one, one) for one in named - menu} == {"cancel"}
