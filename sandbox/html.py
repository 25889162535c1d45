"""Telegram's HTML: text with tags in, plain text and entities out, or the refusal Telegram would give.

Offsets and lengths of entities count UTF-16 code units; byte offsets in refusals count UTF-8 bytes of the source.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from .entities import Entity, unix_time, utf16_length
from .links import LinkError, check_link, user_of_link

_SPACE = " \t\r\n\0\x0b"
_INTERESTING = re.compile("[<&]")
_REFERENCE = re.compile(r"&(?:#x([0-9a-fA-F]*)|#([0-9]*)|([A-Za-z]*));?")
_NAME = re.compile(rf"[^>{_SPACE}]*")
_ATTRIBUTE = re.compile(rf"[^=>/\"'{_SPACE}]*")
_TOKEN = re.compile(r"[A-Za-z0-9.\-]*")
_SPACES = re.compile(f"[{_SPACE}]*")
_LOWER = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz")
_TIME_STYLE = re.compile("r|[wdDtT]*")
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_STYLES = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
}
_TAGS = frozenset(_STYLES) | {"a", "pre", "code", "blockquote", "tg-emoji", "tg-time"}


class EntityError(ValueError):
    """Why Telegram cannot parse the entities, in its words, without the leading "can't parse entities: "."""


def parse_html(source: str) -> tuple[str, list[Entity]]:
    """Plain text and sorted entities of Telegram HTML. Raises EntityError."""
    if "<" not in source and "&" not in source:
        return source, []
    return _Parser(source).run()


@dataclass(slots=True)
class _Open:
    tag: str
    argument: str
    offset: int
    pieces: int


@dataclass(slots=True)
class _Parser:
    source: str
    at: int = 0
    utf16: int = 0
    surrogate: bool = False
    pieces: list[str] = field(default_factory=list)
    entities: list[Entity] = field(default_factory=list)
    stack: list[_Open] = field(default_factory=list)

    def run(self) -> tuple[str, list[Entity]]:
        source = self.source
        while found := _INTERESTING.search(source, self.at):
            self.emit(source[self.at : found.start()])
            self.at = found.start()
            if found[0] == "&":
                self.emit(self.reference() or self.literal())
            elif source.startswith("</", self.at):
                self.end_tag()
            else:
                self.start_tag()
        self.emit(source[self.at :])
        if self.stack:
            raise EntityError(f'Can\'t find end tag corresponding to start tag "{self.stack[-1].tag}"')
        if self.surrogate:
            raise EntityError(
                "Text contains invalid Unicode characters after decoding HTML entities, "
                "check for unmatched surrogate code units"
            )
        for entity in self.entities:
            if entity.kind == "code":
                entity.argument = ""
        self.entities.sort(key=Entity.key)
        return "".join(self.pieces), self.entities

    def emit(self, piece: str) -> None:
        if piece:
            self.pieces.append(piece)
            self.utf16 += utf16_length(piece)

    def literal(self) -> str:
        self.at += 1
        return "&"

    def reference(self) -> str:
        """Decode the character reference here and pass it; "" (and stay) when it is none that Telegram knows."""
        found = _REFERENCE.match(self.source, self.at)
        if found is None:
            return ""
        hexadecimal, decimal, name = found.groups()
        if name is not None:
            character = _NAMED.get(name, "")
        else:
            digits, base = (hexadecimal, 16) if hexadecimal is not None else (decimal, 10)
            code = int(digits or "0", base)
            too_long = len(found[0].rstrip(";")) >= 10
            character = chr(code) if 0 < code < 0x10FFFF and not too_long else ""
            self.surrogate = self.surrogate or (0xD800 <= code <= 0xDFFF and character != "")
        if character:
            self.at = found.end()
        return character

    def byte(self, at: int) -> int:
        return len(self.source[:at].encode("utf-8", "surrogatepass"))

    def peek(self) -> str:
        return self.source[self.at] if self.at < len(self.source) else "\0"

    def take(self, pattern: re.Pattern[str]) -> str:
        found = pattern.match(self.source, self.at)
        text = found[0] if found else ""
        self.at += len(text)
        return text

    def start_tag(self) -> None:
        begin = self.at
        self.at += 1
        tag = self.take(_NAME).translate(_LOWER)
        if self.at >= len(self.source):
            raise EntityError(f"Unclosed start tag at byte offset {self.byte(begin)}")
        if tag not in _TAGS:
            raise EntityError(f'Unsupported start tag "{tag}" at byte offset {self.byte(begin)}')
        argument = self.attributes(tag, begin)
        if tag == "span" and argument != "spoiler":
            raise EntityError(f'Tag "span" must have class "tg-spoiler" at byte offset {self.byte(begin)}')
        self.stack.append(_Open(tag, argument, self.utf16, len(self.pieces)))

    def attributes(self, tag: str, begin: int) -> str:
        argument = ""
        while True:
            self.take(_SPACES)
            if self.peek() == ">":
                self.at += 1
                return argument
            name = self.take(_ATTRIBUTE)
            if not name:
                raise EntityError(f'Empty attribute name in the tag "{tag}" at byte offset {self.byte(begin)}')
            value = self.value(tag, begin)
            argument = _argument(tag, name, value, argument)

    def value(self, tag: str, begin: int) -> str:
        self.take(_SPACES)
        if self.peek() != "=":
            if self.at >= len(self.source):
                raise EntityError(f'Unclosed start tag "{tag}" at byte offset {self.byte(begin)}')
            return ""
        self.at += 1
        self.take(_SPACES)
        if self.at >= len(self.source):
            raise EntityError(f'Unclosed start tag "{tag}" at byte offset {self.byte(begin)}')
        if self.peek() in "'\"":
            value = self.quoted()
        else:
            token = self.at
            value = self.take(_TOKEN).translate(_LOWER)
            if self.peek() not in _SPACE + ">":
                raise EntityError(f"Unexpected end of name token at byte offset {self.byte(token)}")
        if self.at >= len(self.source):
            raise EntityError(f"Unclosed start tag at byte offset {self.byte(begin)}")
        return value

    def quoted(self) -> str:
        quote, value = self.peek(), []
        surrogate = self.surrogate
        self.at += 1
        while self.at < len(self.source) and self.peek() != quote:
            character = self.reference() if self.peek() == "&" else ""
            if not character:
                character = self.peek()
                self.at += 1
            value.append(character)
        self.at = min(self.at + 1, len(self.source))
        self.surrogate = surrogate
        return "".join(value)

    def end_tag(self) -> None:
        begin = self.at
        if not self.stack:
            raise EntityError(f"Unexpected end tag at byte offset {self.byte(begin)}")
        self.at += 2
        tag = self.take(_NAME).translate(_LOWER)
        self.take(_SPACES)
        if self.peek() != ">":
            raise EntityError(f"Unclosed end tag at byte offset {self.byte(begin)}")
        self.at += 1
        opened = self.stack.pop()
        if tag not in ("", opened.tag):
            raise EntityError(
                f'Unmatched end tag at byte offset {self.byte(begin)}, expected "</{opened.tag}>", found "</{tag}>"'
            )
        if self.utf16 > opened.offset:
            self.close(opened)

    def close(self, opened: _Open) -> None:
        tag, entity = opened.tag, Entity("bold", opened.offset, self.utf16 - opened.offset, opened.argument)
        if tag in _STYLES:
            entity.kind, entity.argument = _STYLES[tag], ""
        elif tag == "blockquote":
            entity.kind, entity.argument = ("expandable_" if opened.argument else "") + "blockquote", ""
        elif tag == "tg-emoji":
            entity.kind = "custom_emoji"
            if not re.fullmatch(r"-?[0-9]+", entity.argument) or int(entity.argument) == 0:
                raise EntityError("Invalid custom emoji identifier specified")
        elif tag == "tg-time":
            entity.kind = "date_time"
            if not _TIME_STYLE.fullmatch(entity.argument.partition(" ")[2]):
                raise EntityError("Invalid date format used")
            if unix_time(entity.argument) <= 0:
                return None
        elif tag == "a":
            return self.close_link(entity, "".join(self.pieces[opened.pieces :]))
        else:
            return self.close_code(tag, entity)
        self.entities.append(entity)
        return None

    def close_link(self, entity: Entity, inner: str) -> None:
        link = entity.argument or inner
        user_id = user_of_link(link)
        if user_id:
            entity.kind, entity.argument = "text_mention", str(user_id)
        else:
            try:
                entity.kind, entity.argument = "text_link", check_link(link)
            except LinkError:
                return
        self.entities.append(entity)

    def close_code(self, tag: str, entity: Entity) -> None:
        """<pre> and <code class="language-x"> around the same text make one block with a language."""
        entity.kind = tag
        last = self.entities[-1] if self.entities else None
        if last and (last.offset, last.length) == (entity.offset, entity.length):
            if tag == "pre" and last.kind == "code" and last.argument:
                last.kind = "pre"
                return
            if tag == "code" and last.kind == "pre" and not last.argument and entity.argument:
                last.argument = entity.argument
                return
        self.entities.append(entity)


def _argument(tag: str, name: str, value: str, previous: str) -> str:
    """What the tag keeps of its attributes: the last one that counts wins."""
    if tag == "a" and name == "href":
        return value
    if tag == "code" and name == "class" and value.startswith("language-"):
        return value[len("language-") :]
    if tag == "span" and name == "class" and value.startswith("tg-"):
        return value[len("tg-") :]
    if tag == "tg-emoji" and name == "emoji-id":
        return value
    if tag == "blockquote" and name == "expandable":
        return "1"
    if tag == "tg-time" and name in ("unix", "format"):
        unix, _, style = previous.partition(" ")
        return f"{value} {style}" if name == "unix" else f"{unix} {value}"
    return previous
