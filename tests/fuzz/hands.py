"""What people write, press and send when nobody tells them what to do. The same seed gives the same."""

import random
import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import parse_qs, urlsplit

from sandbox.state import Message
from tests.stage import Phone, Stage

NEW, AHEAD, DEPTH = 6, 0.75, 4
"""How much more likely a button is pressed of whose kind none has been; and how much of it a button has that leads to one."""
LAST = 12
"""So many of their messages people still scroll back to."""
RARE = {
    "erase": 0.03,
    "roleoff": 0.05,
    "alloffok": 0.2,
    "offok": 0.4,
    "home": 0.3,
    "gclok": 0.4,
    "gshut": 0.4,
    "lang": 0.3,
}
"""How often these are pressed when it is their turn: after most of them the world is smaller."""
CRY = "Jeg orker ikke mer, og vil ikke leve lenger."
WORDS = (
    "ja", "nei", "hei", "avbryt", "hjelp", "takk", "hvordan melder jeg meg av?", "kurs på kveldstid i Larvik", "12", "3", "0",
    "999", "i morgen kl. 18", "fredag kl 19.30", "neste tirsdag", "31.12.", "12.10.2026 kl. 17", "5. september", "https://example.org/rom",
    "Larvik", "3210", "asdfgh jkl", "🌻", ":-)", "{oops} %s", "5 < 6 & 7 > 3", "kan noen ringe meg?", "jeg vil slette alt om meg",
    "språk", "når er neste samling?", "-1", "ABC123", "?", CRY,
)  # fmt: skip
LONG = "Det er mye jeg gjerne vil fortelle om. " * 140
"""More than one message holds: an app cuts it."""
MIDDLING = "Litt mer enn det er plass til her. " * 16
CONTENTS = (
    {"photo": True}, {"photo": True, "caption": "Se her"}, {"photo": True, "album": 3}, {"sticker": True}, {"voice": True},
    {"location": True}, {"contact": {"phone_number": "+4790000000"}}, {"document": {"name": "x.txt", "content_base64": "eA=="}},
)  # fmt: skip
START = re.compile(r"https://t\.me/\w+\?start=([\w-]+)")


@dataclass(frozen=True)
class Shown:
    """A button that somebody sees."""

    message_id: int
    label: str
    data: str
    url: str

    @property
    def kind(self) -> str:
        """The code of its payload."""
        return self.data.partition(".")[0]


def seen_by(messages: Sequence[Message]) -> list[Shown]:
    """The buttons under these messages."""
    found = []
    for message in messages:
        for row in (message.inline or {}).get("inline_keyboard", ()):
            for one in row:
                data, url = one.get("callback_data", ""), one.get("url", "")
                found.append(Shown(message.message_id, one["text"], data, url))
    return found


class Hands:
    """Draws what somebody does next."""

    def __init__(self, stage: Stage, seed: int) -> None:
        self.chance = random.Random(seed)
        self.stage = stage
        self.pressed: Counter[str] = Counter()
        self._written = 0
        self._leads: dict[str, dict[str, None]] = defaultdict(dict)

    def button(self, shown: Sequence[Shown]) -> Shown:
        """Those of a kind that few have pressed yet come first."""
        found = self._of(shown)
        others = [one for one in shown if one.kind != found.kind]
        if others and self.chance.random() > RARE.get(found.kind, 1):
            found = self._of(others)
        self.pressed[found.kind] += 1
        return found

    def _of(self, shown: Sequence[Shown]) -> Shown:
        worth: dict[tuple[str, int], float] = {}
        weights = [self._worth(one.kind, DEPTH, worth) for one in shown]
        return self.chance.choices(shown, weights)[0]

    def learn(self, kind: str, shown: Sequence[Shown]) -> None:
        """What a button of this kind has led to."""
        self._leads[kind].update({one.kind: None for one in shown})

    def _worth(self, kind: str, depth: int, known: dict[tuple[str, int], float]) -> float:
        if (kind, depth) not in known:
            count = self.pressed[kind]
            own = 1 / count**0.5 if count else NEW
            behind = self._leads[kind] if depth else ()
            known[kind, depth] = max([own, *(AHEAD * self._worth(one, depth - 1, known) for one in behind)])
        return known[kind, depth]

    def words(self, phone: Phone, step: str, now: datetime) -> str:
        """Names and numbers are of this person alone, so that they are known again wherever they turn up."""
        self._written += 1
        sort = self.chance.random()
        if step == "name" and sort < 0.8:
            return f"{self.chance.choice(('Wilhelmine', 'Zacharias'))} Quist{self._written}"
        if step in ("phone", "ring_phone", "phone_offered") and sort < 0.8:
            return f"4{phone.id % 1000:03}{self._written % 10_000:04}"
        if step in ("move", "meeting", "team_meeting", "course_day", "signed_on") and sort < 0.7:
            past = step == "signed_on"
            day = now + timedelta(days=self.chance.randint(-5, 0) if past else self.chance.randint(1, 60))
            return f"{day.day}.{day.month}.{day.year}" + ("" if past else f" kl. {self.chance.choice((10, 17, 19))}")
        if sort > 0.97:
            return LONG
        if sort > 0.93:
            return MIDDLING
        return self.chance.choice(WORDS)


def opened(url: str) -> tuple[str, dict[str, str]]:
    """What Telegram makes of an address: start, startgroup, join, or nothing of ours; and what goes with it."""
    query = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
    if "startgroup" in query:
        return "startgroup", query
    if found := START.match(url):
        return "start", {"payload": found[1]}
    if "t.me/+" in url:
        return "join", {"invite_link": url}
    return "", {}
