"""Telegram's HTML and its rules for entities, compared with Telegram's own library."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox.entities import Entity
from sandbox.errors import ApiError
from sandbox.formatted import formatted, tidied
from sandbox.html import EntityError, parse_html
from tests.sandbox import tdlib

TAGS = (
    *("b", "strong", "i", "em", "u", "ins", "s", "strike", "del", "code", "pre", "tg-spoiler", "blockquote", "a", "B"),
    *(
        'span class="tg-spoiler"',
        "span",
        'code class="language-py"',
        "code class='language-py'",
        "blockquote expandable",
    ),
    *('a href="http://Ex.com"', "a href='tg://user?id=12'", "a href=q.no/x", "b x", "b x/", "i \n", "br", "p", "b/"),
    *(
        'tg-emoji emoji-id="5368324170671202286"',
        "tg-emoji",
        'tg-time unix="1"',
        "tg-time unix=3 format=r",
        "u x='&amp;'",
    ),
)
TEXTS = (
    *(
        "a",
        "æøå",
        "😀",
        " ",
        "\n",
        "\t",
        "\r",
        "\x0b",
        "&amp;",
        "&lt;",
        "&gt",
        "&quot;",
        "&nbsp;",
        "&",
        "&#65;",
        "&#x1F600;",
    ),
    *(
        "&#xD83D;",
        "&#0;",
        "&#x;",
        "&#12345678;",
        "<",
        ">",
        "</",
        "</>",
        "=",
        "'",
        '"',
        "/",
        "text.no",
        "\u200b",
        "\u2028",
    ),
)
LINK_PARTS = (
    *(
        "http://",
        "https://",
        "HTTP://",
        "ftp://",
        "tg://",
        "tg:",
        "ton://",
        "tonsite://",
        "mailto:",
        "//",
        "/",
        "?",
        "#",
    ),
    *(
        "a.b",
        "Ex.NO",
        "x",
        "@",
        ":",
        "80",
        ":0",
        ":65536",
        ":080",
        "[::1]",
        "[",
        "]",
        ".",
        "..",
        "%20",
        "%zz",
        "%4",
        " ",
    ),
    *(
        "\t",
        "æ",
        "😀",
        "user?id=12",
        "user?id=",
        "user?id=0",
        "user?id=12x",
        "_",
        "-",
        "~",
        "|",
        "\\",
        "^",
        "{",
        "&amp;",
    ),
    *("+", "=", "*", ";", ",", "(", "!", "$", "tg://user?id=5", "Tg://User?id=7", "&id=3", "?x=1", "resolve?domain=x"),
)


@st.composite
def balanced(draw: st.DrawFn) -> str:
    """HTML whose tags are mostly closed in order."""
    out, stack = "", []
    for _ in range(draw(st.integers(1, 14))):
        kind = draw(st.integers(0, 2))
        if kind == 0:
            tag = draw(st.sampled_from(TAGS))
            out += f"<{tag}>"
            stack.append(tag.split()[0])
        elif kind == 1 and stack:
            out += f"</{stack.pop()}>"
        else:
            out += draw(st.sampled_from(TEXTS[:24]))
    return out + "".join(f"</{tag}>" for tag in reversed(stack))


pieces = st.sampled_from([f"<{tag}>" for tag in TAGS] + [f"</{tag.split()[0]}>" for tag in TAGS] + list(TEXTS))
wild = st.lists(pieces, max_size=9).map("".join)
characters = st.text(st.sampled_from("<>/&;#= \n\"'abi😀æ\t-"), max_size=30)
links = st.lists(st.sampled_from(LINK_PARTS), max_size=6).map(lambda parts: f'<a href="{"".join(parts)}">x</a>')


def ours(source: str) -> tuple[str, list[tuple[str, int, int, str]]] | str:
    try:
        text, entities = parse_html(source)
    except EntityError as error:
        return f"Can't parse entities: {error}"
    return text, [_flat(entity) for entity in entities]


def _flat(entity: Entity) -> tuple[str, int, int, str]:
    argument = str(entity.to_json()["unix_time"]) if entity.kind == "date_time" else entity.argument
    return entity.kind, entity.offset, entity.length, argument


@settings(max_examples=1000, deadline=None)
@given(st.one_of(balanced(), wild, characters))
def test_html_is_read_as_telegram_reads_it(source: str) -> None:
    assert ours(source) == tdlib.parse_html(source)


@settings(max_examples=600, deadline=None)
@given(links)
def test_links_are_taken_and_written_as_telegram_does(source: str) -> None:
    assert ours(source) == tdlib.parse_html(source)


@pytest.mark.parametrize(
    ("source", "refusal"),
    [
        ("<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
        ("æ<p>x</p>", 'Unsupported start tag "p" at byte offset 2'),
        ("😀</b>", "Unexpected end tag at byte offset 4"),
        ("<b>x</i>", 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'),
        ("a < b", 'Unsupported start tag "" at byte offset 2'),
    ],
)
def test_refusals_keep_their_words(source: str, refusal: str) -> None:
    assert ours(source) == f"Can't parse entities: {refusal}" == tdlib.parse_html(source)


KINDS = (
    *(
        ("bold", ""),
        ("italic", ""),
        ("underline", ""),
        ("strikethrough", ""),
        ("spoiler", ""),
        ("code", ""),
        ("pre", ""),
    ),
    *(("blockquote", ""), ("expandable_blockquote", ""), ("text_link", "http://x.no/"), ("text_mention", "5")),
)


@st.composite
def marked(draw: st.DrawFn) -> tuple[str, list[tuple[str, int, int, str]]]:
    """A text with entities anywhere, some of them out of bounds or across half a character."""
    alphabet = draw(st.sampled_from(("abcd", "ab \n\t\ræ😀\u2028\u030a\u200e\u200f")))
    text = draw(st.text(st.sampled_from(alphabet), min_size=1, max_size=10)) + "z"
    size = len(text.encode("utf-16-le")) // 2
    entities = []
    for kind, argument in draw(st.lists(st.sampled_from(KINDS), min_size=1, max_size=5)):
        offset = draw(st.integers(0, size))
        entities.append((kind, offset, draw(st.integers(0, size - offset + (draw(st.integers(0, 40)) == 0))), argument))
    return text, entities


@settings(max_examples=1000, deadline=None)
@given(marked())
def test_entities_are_put_in_order_as_telegram_does(case: tuple[str, list[tuple[str, int, int, str]]]) -> None:
    text, given_entities = case
    theirs = tdlib.put_in_order(text, given_entities)
    try:
        plain, entities = tidied(text, [Entity(*entity) for entity in given_entities])
    except ApiError:
        assert isinstance(theirs, str)
        return
    assert (plain, [_flat(entity) for entity in entities]) == theirs


def test_blanks_around_a_text_go_and_entities_shrink() -> None:
    text, entities = formatted("\n <b> hei </b> du \n", "HTML", None, None)
    assert text == "hei  du"
    assert [(e.kind, e.offset, e.length) for e in entities] == [("bold", 0, 4)]


def test_commands_and_links_in_a_text_are_found() -> None:
    text, entities = formatted("😀 /hjelp, se https://lms.no/kurs. Skriv til a@b.no", None, None, None)
    found = {
        e.kind: text.encode("utf-16-le")[2 * e.offset : 2 * (e.offset + e.length)].decode("utf-16-le") for e in entities
    }
    assert found == {"bot_command": "/hjelp", "url": "https://lms.no/kurs", "email": "a@b.no"}


@pytest.mark.parametrize(
    "text",
    [
        *(
            "/start@mestringsbot x",
            "(/help)",
            "/help.",
            "/help/",
            "//help",
            "</start",
            "og/eller 1/2",
            "/hjælp",
            "/a\n/b",
        ),
        *("se https://lms.no/kurs.", "https://lms.no", "www.lms.no/x?y=1", "t.me/bot?start=x", "http://localhost/x"),
        *(
            "a@b.no",
            "a@b",
            "@kari",
            "x@kari",
            "@ab",
            "#tag #1 #1a #æø",
            "kl. 10.30 i morgen",
            "http://x.no:80/a?b=c#d, e",
        ),
    ],
)
def test_what_is_found_is_what_telegram_finds(text: str) -> None:
    assert [_flat(entity)[:3] for entity in formatted(text, None, None, None)[1]] == tdlib.found_in(text)
