"""Looks at what the bot has written in one step: whether it can be read, and whether it leads on."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from typing import Any

from domain.buttons import unpack
from domain.errors import Gone
from domain.people import LANGUAGES
from handlers import TABLE
from sandbox.state import Message
from tests.fuzz.hands import START
from tests.fuzz.street import Street
from tests.telling import NEVER
from texts.catalog import Catalog

UNFILLED = re.compile(r"\{(?!oops)\w*\}")
MARKUP = re.compile(r"</?(b|i|u|s|a|code|pre|blockquote|tg-spoiler)\b[^<]*>|&(amp|lt|gt|quot|#\d+);")
SLIPS = re.compile(
    r"\bNone\b|\bnan\b|<[a-z]+\.[A-Z]|datetime\(|\n\n\n|[^\d\s]  +[^\d\s▇]| [.,;:](?!-|\))(\s|$)|\.\.(?!\.)(\s|$)|,,|\(\)"
    r"|(^|\n)[,;:]\s"
)
"""What no sentence of ours has."""
COMMAND = re.compile(r"(?<![\w/.:])/([a-zæøå_]{3,})\b")
NUMBER = re.compile(r"\+\d[\d ]{6,}|\b116 ?\d{3}\b|\b11[0-9]\b")
"""Whom to ring leads on, too."""
KNOWN = ("message is not modified", "there is no text in the message to edit", "can't remove chat owner")
"""What Telegram says to what the bot tries on purpose: the answer is then a message of its own."""
TAGS = re.compile(r"<[^>]+>")
WARNED_OF = ("sykdom", "sjukdom", "sygdom", "illness")
"""Whoever writes something is asked to leave this out."""
ALIKE = re.compile(r"·|.*\d\d:\d\d.*")
"""What may stand on two buttons: where a calendar has no day, and what is of one minute."""


@dataclass
class Letter:
    """What somebody was shown: a new message, or one that was changed."""

    to: int
    text: str
    file: str = ""
    new: str = ""
    labels: tuple[str, ...] = ()


@dataclass
class Seen:
    """What one step has brought."""

    count: int = 0
    letters: list[Letter] = field(default_factory=list)
    faults: list[tuple[str, str]] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    touched: bool = False
    leads_on: bool = False
    alerts: int = 0
    refused: str = ""
    answer: str = ""


class Eyes:
    """Remembers how far it has looked."""

    def __init__(self, street: Street) -> None:
        self._box = street.stage.server.sandbox
        self._calls, self._newest = 0, dict.fromkeys((one.id for one in street.phones), 0)
        self._before: dict[int, int] = {}
        self._twice = 0
        self._shown: dict[tuple[int, int], int] = {}
        self.step = 0
        catalog = Catalog()
        self.ids = set(catalog.of("nb").sentences._catalog)  # type: ignore[attr-defined]
        self.refusals = dict(_refusals(catalog))
        self.again = tuple(catalog.of(one).plain("coordination.refresh") for one in LANGUAGES)

    def begin(self) -> None:
        """What there is already is not looked at."""
        calls = self._box.calls.since(0)
        self._calls = calls[-1]["n"] if calls else 0
        for chat, messages in self._box.state.messages.items():
            self._newest[chat] = max(messages, default=0)

    def shown_at(self, chat: int, message_id: int) -> int:
        """The step at which a message came, or was last changed."""
        return self._shown.get((chat, message_id), 0)

    def look(self, who: int, twice: bool = False) -> Seen:
        """At all that has been written since the last look; `who` has acted, or has done the same `twice`."""
        seen, self._before, self._twice = Seen(), dict(self._newest), who if twice else 0
        calls = self._box.calls.since(self._calls)
        for one in calls:
            self._call(one, seen)
        self._calls = calls[-1]["n"] if calls else self._calls
        edited = [one["params"] for one in calls if one["ok"] and one["method"] == "editMessageText"]
        changed = {(one["chat_id"], one["message_id"]) for one in edited}
        for chat, messages in self._box.state.messages.items():
            self._chat(chat, messages, changed, seen, who)
        return seen

    def _call(self, call: dict[str, Any], seen: Seen) -> None:
        said = call["description"] or ""
        blocked = call["error_code"] == 403
        if not call["ok"] and not blocked and not any(one in said for one in KNOWN):
            seen.faults.append(("refused by Telegram", f"{call['method']} {call['error_code']} {said[:120]}"))

    def _chat(
        self, chat: int, messages: dict[int, Message], changed: set[tuple[int, int]], seen: Seen, who: int
    ) -> None:
        start, mine = self._newest.get(chat, 0), []
        for number in reversed(messages):
            one = messages[number]
            if one.from_bot and not one.deleted and (number > start or (chat, number) in changed):
                mine.append(one)
            if number <= start and not any(place == chat for place, _ in changed):
                break
        self._newest[chat] = max(messages, default=0)
        for one in reversed(mine):
            self._shown[chat, one.message_id] = self.step
            self._message(chat, one, seen)
        if chat == who and mine:
            self._answer([*reversed(mine)], seen)

    def _answer(self, mine: list[Message], seen: Seen) -> None:
        seen.touched = True
        texts = [_text(one) for one in mine]
        seen.leads_on = any(one.inline for one in mine) or any(
            COMMAND.search(one) or NUMBER.search(one) for one in texts
        )
        seen.answer = " | ".join(one[:70].replace("\n", " ") for one in texts)
        for text in texts:
            for sentence, pattern in self.refusals.items():
                if pattern.match(text):
                    seen.refused = sentence

    def _message(self, chat: int, message: Message, seen: Seen) -> None:
        seen.count += 1
        text = _text(message)
        file = message.content.get("document")
        content = self._box.state.files[file["file_id"]].content if file else b""
        new = message.message_id > self._before.get(chat, 0) and chat != self._twice
        if new and any(one.to == chat and one.new == text for one in seen.letters):
            seen.faults.append(("told twice", text[:60]))
        buttons = [one for row in (message.inline or {}).get("inline_keyboard", ()) for one in row]
        labels = tuple(one["text"] for one in buttons)
        seen.letters.append(Letter(chat, text, content.decode("utf-8", "ignore"), text or "-", labels))
        addresses = (text, *(one.get("url", "") for one in buttons))
        seen.links += [found[1] for one in addresses for found in START.finditer(unescape(one))]
        for words in (text, *(one["text"] for one in buttons)):
            seen.faults += [(what, repr(words[:300])) for what in self._slips(words)]
        seen.faults += [("button nobody answers", one["callback_data"]) for one in buttons if not _known(one)]
        twice = sorted({one for one in labels if labels.count(one) > 1 and not ALIKE.fullmatch(one)})
        if twice:
            seen.faults.append(("two buttons of one label", f"{twice} under {text[:60]!r}"))

    def _slips(self, words: str) -> Iterator[str]:
        if UNFILLED.search(words):
            yield "unfilled"
        if MARKUP.search(words):
            yield "markup shown"
        if (found := NEVER.search(words)) and found[0].lower() not in WARNED_OF:
            yield f"an illness is named: {found[0]}"
        if found := SLIPS.search(words):
            yield f"slip {found[0]!r}"
        if any(one in self.ids for one in re.findall(r"\b[a-z_]+(?:\.[a-z_0-9]+)+\b", words)):
            yield "raw id"
        for command in COMMAND.findall(words):
            if TABLE.named.get(command, command) not in TABLE.commands:
                yield f"no such command /{command}"


def _text(message: Message) -> str:
    return str(message.content.get("text") or message.content.get("caption") or "")


def _known(button: dict[str, Any]) -> bool:
    if "callback_data" not in button:
        return True
    try:
        return type(unpack(button["callback_data"])) in TABLE.buttons
    except Gone:
        return False


def _refusals(catalog: Catalog) -> Iterator[tuple[str, re.Pattern[str]]]:
    """How each refusal begins, in all languages."""
    ids = [one for one in catalog.of("nb").sentences._catalog if isinstance(one, str) and one.startswith("error.")]  # type: ignore[attr-defined]
    for one in ids:
        texts = [TAGS.sub("", unescape(catalog.of(language).sentences.gettext(one))) for language in LANGUAGES]
        yield one, re.compile("|".join(re.sub(r"\\\{\w+\\\}", ".*", re.escape(text)) for text in texts))
