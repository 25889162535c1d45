"""Somebody walks through the bot and presses what is there: step by step, each looked at before the next."""

import json
from collections import Counter, deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from structlog.testing import capture_logs

from domain.calls.buttons import AskToBeRung
from handlers import TABLE
from sandbox.methods.commands import menu
from sandbox.state import Message
from tests.fuzz.eyes import Eyes, Seen
from tests.fuzz.hands import CONTENTS, LAST, Hands, opened, seen_by
from tests.fuzz.rows import Rows
from tests.fuzz.run import FAULTS
from tests.fuzz.street import Street
from tests.fuzz.tongues import Tongues

STAYS = 0.94
"""How likely it is that whoever has just done something goes on."""
TRAIL = 8
ON_ITS_WAY = ("send", "again")
"""The answer to these changes by itself, until there are buttons."""
SAYS_WHAT_FIRST = (
    ("roleask", "error.last_owner"),
    ("setask", "error.team_asked_already"),
    ("setask", "error.somebody_signed_up"),
)
"""Buttons that are looked for there: the answer says what must be done before, or why it cannot be done."""
SPANS = (
    timedelta(hours=1),
    timedelta(hours=5),
    timedelta(days=1),
    timedelta(days=1),
    timedelta(days=3),
    timedelta(days=7),
)


@dataclass(frozen=True)
class Fault:
    """Something that must not be: what, at which step, and the last that this person did."""

    what: str
    detail: str
    step: int
    who: str
    trail: tuple[str, ...]

    def __str__(self) -> str:
        trail = (f"    {one}" for one in self.trail)
        return "\n".join((f"{self.what}: {self.detail}", f"  step {self.step}, {self.who}", *trail))


@dataclass
class Walk:
    """What came of it."""

    steps: int = 0
    acts: Counter[str] = field(default_factory=Counter)
    pressed: Counter[str] = field(default_factory=Counter)
    messages: int = 0
    faults: dict[str, Fault] = field(default_factory=dict)
    """Each sort once, by its name and what it is about."""
    times: Counter[str] = field(default_factory=Counter)


class Walker:
    """Goes on from step to step."""

    def __init__(self, street: Street, seed: int) -> None:
        self.street, self.stage = street, street.stage
        self.hands, self.walk = Hands(street.stage, seed), Walk()
        self.eyes, self.rows, self.tongues = Eyes(street), Rows(street), Tongues()
        self.trails: dict[int, deque[str]] = {one.id: deque(maxlen=TRAIL) for one in street.phones}
        self.who = street.phones[0]
        self.links: list[str] = []

    @property
    def state(self) -> Any:
        return self.stage.server.sandbox.state

    async def go(self, steps: int) -> Walk:
        """So many steps; whatever is logged meanwhile is looked at, too."""
        self.stage.without_ticks()
        await self.rows.read(self.stage)
        self.eyes.begin()
        with capture_logs() as logs:
            for _ in range(steps):
                logs.clear()
                await self._step(logs)
        self.walk.pressed = self.hands.pressed
        return self.walk

    async def _step(self, logs: list[Any]) -> None:
        self.walk.steps += 1
        chance = self.hands.chance
        if chance.random() > STAYS:
            (self.who,) = chance.choices(self.street.phones, self.street.busy)
        awaited = self.rows.awaited.get(self.who.id) in TABLE.steps
        (act,) = chance.choices(list(ACTS), [WRITES[awaited] if one == "write" else ACTS[one][0] for one in ACTS])
        self.eyes.step = self.walk.steps
        name, did = act, await ACTS[act][1](self)
        self.walk.acts[name] += 1
        await self._look(did, logs)

    async def _look(self, did: "Did", logs: list[Any]) -> None:
        if did.kind in ON_ITS_WAY:
            await self.stage.show_progress()
        seen = self.eyes.look(self.who.id, len(did.presses) > 1)
        self.walk.messages += seen.count
        self.trails[self.who.id].append(f"{self.walk.steps:5} {did.what}  →  {seen.answer}")
        self._logged(logs)
        await self.rows.read(self.stage)
        found = [*seen.faults, *self.rows.faults()]
        found += [("sees who they must not", one) for one in self.rows.strangers(seen.letters)]
        found += self._answered(did, seen)
        for one in seen.letters:
            if one.to in self.rows.languages and did.kind not in ("lang", "tongue", "/språk"):
                foreign = self.tongues.foreign(one.text, one.labels, self.rows.languages[one.to])
                found += [("in another language", words) for words in foreign]
        self.links += [one for one in seen.links if one not in self.links]
        for what, detail in found:
            self._note(what, detail)

    def _logged(self, logs: list[Any]) -> None:
        for one in logs:
            if one["event"] in FAULTS or one["log_level"] in ("error", "critical"):
                self._note("logged", f"{one['event']} {one.get('reason', '')} {str(one.get('exc_info', ''))[:80]}")

    def _answered(self, did: "Did", seen: Seen) -> list[tuple[str, str]]:
        """Whether whoever acted has got an answer, one, and one that leads on."""
        if not did.owed:
            return []
        found = []
        for number in did.presses:
            press = self.state.presses[number]
            if not press.answered:
                found.append(("press not answered", did.kind))
            seen.alerts += bool(press.text)
        if not seen.touched and not seen.alerts and not did.stays:
            found.append(("nothing came", did.kind) if not did.presses else ("nothing changes", did.kind))
        if seen.touched and not seen.leads_on and self.who.id not in self.rows.awaited:
            found.append(("dead end", f"{did.kind}: {seen.answer[:90]}"))
        if did.fresh and seen.refused and (did.kind, seen.refused) not in SAYS_WHAT_FIRST:
            found.append(("shown only to refuse", f"{did.kind}: {seen.refused}"))
        return found

    def _note(self, what: str, detail: str) -> None:
        key = f"{what}: {detail}"
        self.walk.times[key] += 1
        trail = tuple(self.trails[self.who.id])
        self.walk.faults.setdefault(key, Fault(what, detail, self.walk.steps, self.who.name, trail))

    def messages(self) -> list[Message]:
        """What the bot has written to whoever it is, the newest last."""
        chat = self.state.messages.get(self.who.id, {}).values()
        return [one for one in chat if one.from_bot and not one.deleted][-LAST:]

    # What somebody does; each gives what was done, and what is owed for it.

    async def press(self, *, old: bool = False, twice: bool = False) -> "Did":
        messages = self.messages()
        if self._blocked():
            return await self.start()
        with_buttons = [one for one in messages if one.inline]
        if not with_buttons:
            return await self.start()
        message = self.hands.chance.choice(with_buttons) if old else with_buttons[-1]
        found = self.hands.button(seen_by([message]))
        if not found.data:
            return await self._open(found.url, found.label)
        calm = self.eyes.shown_at(self.who.id, message.message_id) == self.walk.steps - 1
        fresh = calm and message is messages[-1] and not twice
        kind = found.kind
        if kind == AskToBeRung.code:
            self.rows.belongs(self.who.id, int(found.data.split(".")[1]))
        before = set(self.state.presses)
        if twice:
            # As somebody does whose telephone is slow: the second press is under way before the first is answered.
            await self.stage.post(f"users/{self.who.id}/press", message_id=found.message_id, data=found.data)
        await self.who._do("press", message_id=found.message_id, data=found.data)
        presses = [one for one in self.state.presses if one not in before]
        self.hands.learn(kind, seen_by(self.messages()[-1:]))
        what = f"[{found.label}] {found.data}{' twice' * twice}{' (old)' * old}"
        return Did(
            what,
            kind,
            True,
            presses,
            fresh,
            stays=kind == "setmonth" or found.label.startswith(("✓", *self.eyes.again)),
        )

    async def _open(self, url: str, label: str) -> "Did":
        what, with_it = opened(url)
        if what == "start":
            return await self._start(with_it["payload"])
        if what == "startgroup":
            body = {"title": "Tirsdag", "owner_id": self.who.id, "type": "group", "member_ids": []}
            chat = (await self.stage.post("groups", **body))["id"]
            rights = with_it.get("admin", "").split()
            await self._try(
                f"groups/{chat}/add_bot", by=self.who.id, payload=with_it["startgroup"], admin_rights=rights
            )
        elif what == "join":
            await self._try("groups/join", user_id=self.who.id, **with_it)
        return Did(f"[{label}] {what or 'elsewhere'}", "url", False)

    async def _try(self, path: str, **body: Any) -> None:
        """What Telegram itself may refuse."""
        async with self.stage.http.post(f"/sandbox/{path}", json=body) as response:
            await response.read()
        await self.stage.settle()

    async def press_twice(self) -> "Did":
        return await self.press(twice=True)

    async def press_old(self) -> "Did":
        return await self.press(old=True)

    async def write(self) -> "Did":
        if self._blocked():
            return await self.start()
        words = self.hands.words(self.who, self.rows.awaited.get(self.who.id, ""), self.stage.now)
        await self.who.say(words)
        step = self.rows.awaited.get(self.who.id, "nothing")
        return Did(f"writes {words[:40]!r} ({step})", f"text at {step}", True)

    async def send(self) -> "Did":
        if self._blocked():
            return await self.start()
        what = self.hands.chance.choice(CONTENTS)
        await self.who.send(**what)
        step = self.rows.awaited.get(self.who.id, "nothing")
        return Did(f"sends {json.dumps(what)[:40]}", f"{next(iter(what))} at {step}", True)

    async def edit(self) -> "Did":
        own = [
            one
            for one in self.state.messages.get(self.who.id, {}).values()
            if not one.from_bot and "text" in one.content
        ]
        own = [one for one in own if not one.content["text"].startswith("/")][-3:]
        if not own or self._blocked():
            return await self.write()
        words = self.hands.words(self.who, self.rows.awaited.get(self.who.id, ""), self.stage.now)[:3000]
        await self.who._do("edit", message_id=self.hands.chance.choice(own).message_id, text=words)
        return Did(f"edits to {words[:40]!r}", "edit", False)

    async def command(self) -> "Did":
        if self._blocked():
            return await self.start()
        person = self.state.people[self.who.id]
        commands = [one["command"] for one in menu(self.state, self.who.id, person.language_code[:2], self.who.id)]
        name = self.hands.chance.choice([*commands, "cancel", "start"])
        await self.who.say(f"/{name}")
        return Did(f"/{name}", f"/{name}", True, fresh=name in commands)

    async def start(self) -> "Did":
        return await self._start("")

    async def link(self) -> "Did":
        """Follows a link that somebody has been shown, and has sent on."""
        if not self.links:
            return await self.command()
        return await self._start(self.hands.chance.choice(self.links[-20:]))

    async def _start(self, payload: str) -> "Did":
        await self.who.start(payload)
        return Did(f"/start {payload[:2]}", f"/start {payload[:2]}", True)

    async def block(self) -> "Did":
        await self.who.block()
        return Did("blocks the bot", "block", False)

    async def clock(self) -> "Did":
        span = self.hands.chance.choice(SPANS)
        await self.stage.turn(span)
        await self.stage.app._tidy()
        await self.stage.show_progress()
        return Did(f"the clock goes on by {span}", "clock", False)

    def _blocked(self) -> bool:
        return bool(self.state.people[self.who.id].blocked)


@dataclass(frozen=True)
class Did:
    """What somebody has done: in words, of which kind, and whether they are owed an answer.

    `fresh`: by a button of their newest message, since when nothing has happened; `stays`: it says what is so already.
    """

    what: str
    kind: str
    owed: bool
    presses: list[str] = field(default_factory=list)
    fresh: bool = False
    stays: bool = False


ACTS: dict[str, tuple[float, Callable[[Walker], Awaitable[Did]]]] = {
    "press": (62, Walker.press),
    "old": (5, Walker.press_old),
    "twice": (3, Walker.press_twice),
    "write": (0, Walker.write),
    "send": (2, Walker.send),
    "edit": (2, Walker.edit),
    "command": (4, Walker.command),
    "link": (1, Walker.link),
    "block": (0.3, Walker.block),
    "clock": (1.2, Walker.clock),
}
"""What is done, and how often."""
WRITES = {True: 45, False: 3}
"""By whether a text is awaited."""
