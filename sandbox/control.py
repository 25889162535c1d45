"""The control API under /sandbox/: what the page and the tests may do to the stand-in. JSON in, JSON out."""

from __future__ import annotations

import inspect
import json
import re
from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import Any

from .app import Sandbox
from .chatview import chat_view
from .clock import ClockFile, parse_duration, parse_instant
from .errors import ControlError
from .groupcontrol import GroupControl
from .methods.commands import menu

Body = dict[str, Any]
_DETAILS = ("last_name", "username", "language_code", "role_hint", "about", "link")
_FACTS = ("started", "aside")


class Control:
    """Routes of the control API. `handle` finds one and carries it out."""

    def __init__(self, box: Sandbox) -> None:
        self._box = box
        self._routes: list[tuple[str, re.Pattern[str], Callable[..., Any]]] = []
        for line, function in self._table():
            verb, pattern = line.split()
            self._routes.append((verb, re.compile(pattern.replace("ID", r"(-?\d+)")), function))

    def _table(self) -> list[tuple[str, Callable[..., Any]]]:
        box = self._box
        return [
            ("GET users", lambda _: [person.to_json() for person in box.state.people.values()]),
            ("POST users", self._add_user),
            ("POST users/ID/(start|message|edit|press|block|unblock|vote)", self._act),
            ("GET users/ID/chat", self._chat),
            *GroupControl(box).table(),
            ("GET presses/(\\d+)", self._press),
            ("POST updates", self._inject),
            ("GET calls", lambda body: {"calls": box.calls.since(_whole(body.get("since", 0), "since"))}),
            ("DELETE calls", lambda _: box.calls.clear()),
            ("GET commands", self._commands),
            ("POST faults", self._add_fault),
            ("GET faults", lambda _: {"faults": box.faults.to_json()}),
            ("DELETE faults", self._clear_faults),
            ("GET clock", lambda _: self._clock()),
            ("POST clock", self._turn),
            ("GET plan", lambda _: self._plan()),
            ("GET pending", self._pending),
        ]

    async def handle(self, verb: str, path: str, query: dict[str, str], raw: bytes) -> Any:
        """The JSON value to answer. `path` without the leading /sandbox/. Raises ControlError."""
        allowed = False
        for method, pattern, function in self._routes:
            found = pattern.fullmatch(path)
            if found and method == verb:
                body = _object(raw) if raw else dict(query)
                result = function(body, *found.groups())
                result = await result if inspect.isawaitable(result) else result
                return {} if result is None else result
            allowed = allowed or bool(found)
        raise ControlError("no such method here" if allowed else "no such thing here", 405 if allowed else 404)

    def _add_user(self, body: Body) -> Body:
        name = str(body.get("first_name") or "").strip()
        if not name:
            raise ControlError("first_name is missing")
        details = {field: str(body[field]) for field in _DETAILS if body.get(field)}
        facts = {field: body[field] is True for field in _FACTS if field in body}
        person = self._box.state.add_person(name, **details, **facts)
        self._box.events.publish("user", person.id)
        return person.to_json()

    def _act(self, body: Body, user: str, action: str) -> Body:
        person, people = int(user), self._box.people
        if action == "start":
            return people.start(person, str(body.get("payload") or ""))
        if action == "message":
            return people.message(person, body)
        if action in ("block", "unblock"):
            return people.block(person) if action == "block" else people.unblock(person)
        message_id = _whole(body.get("message_id"), "message_id")
        if action == "edit":
            return people.edit(person, message_id, str(body.get("text") or ""))
        if action == "vote":
            return people.vote(person, message_id, _wholes(body.get("option_ids"), "option_ids"))
        if "data" in body:
            return people.press(person, message_id, str(body["data"]))
        return people.press_at(person, message_id, _whole(body.get("row"), "row"), _whole(body.get("column"), "column"))

    def _chat(self, _: Body, user: str) -> Body:
        return chat_view(self._box.state, self._box.people.find(int(user)).id)

    def _inject(self, body: Body) -> Body:
        """Updates as the body gives them, to be delivered with the next numbers: also such as Telegram would never send."""
        updates = body.get("updates")
        if not isinstance(updates, list) or not all(isinstance(one, dict) for one in updates):
            raise ControlError("updates must be a list of objects")
        return {"update_ids": [self._box.updates.inject(one) for one in updates]}

    def _press(self, _: Body, number: str) -> Body:
        press = self._box.state.presses.get(number)
        if press is None:
            raise ControlError("there was no such press", 404)
        return {
            name: value for name, value in asdict(press).items() if name in ("answered", "text", "show_alert", "url")
        }

    def _commands(self, body: Body) -> Body:
        chat_id = _whole(body.get("chat_id", 1), "chat_id")
        person = self._box.state.people.get(_whole(body.get("user_id", chat_id), "user_id"))
        language = body.get("language_code")
        if language is None:
            language = person.language_code if person else ""
        user_id = _whole(body.get("user_id", 0), "user_id")
        group = self._box.state.groups.get(chat_id)
        leads = group is not None and group.member(user_id, self._box.now()).leads
        return {"commands": menu(self._box.state, chat_id, str(language)[:2], user_id, leads)}

    def _add_fault(self, body: Body) -> Body:
        fault = self._box.faults.add(body)
        self._box.events.publish("faults")
        return fault

    def _clear_faults(self, _: Body) -> None:
        self._box.faults.clear()
        self._box.events.publish("faults")

    def _clock(self) -> Body:
        clock = self._box.clock
        try:
            now = clock.now()
        except ValueError as error:
            raise ControlError(f"the clock file cannot be read: {error}", 409) from None
        return {"now": now.isoformat(), "real": datetime.now(UTC).isoformat(), "file": clock.has_file}

    async def _turn(self, body: Body) -> Body:
        clock = self._box.clock
        if not isinstance(clock, ClockFile):
            raise ControlError("this sandbox runs on real time: start it with a clock file to turn the clock", 409)
        before = _read(clock)
        try:
            if "instant" in body:
                clock.set_line(parse_instant(str(body["instant"])).isoformat())
            elif "add" in body:
                clock.move(parse_duration(str(body["add"])))
            elif "set" in body:
                clock.set_line(str(body["set"]))
            elif body.get("to") == "next":
                await self._turn_to_next(clock)
            else:
                raise ControlError('say one of instant, add, set, or to: "next"')
        except ValueError as error:
            raise ControlError(str(error)) from None
        self._box.turned_from = before
        self._box.events.publish("clock")
        return self._clock()

    async def _turn_to_next(self, clock: ClockFile) -> None:
        due = (await self._plan()).get("next_due")
        if not due:
            raise ControlError("nothing is planned", 409)
        ahead = parse_instant(str(due)) - clock.now()
        # What is overdue needs no turning: time never runs backwards by this button.
        if ahead > timedelta(0):
            clock.move(ahead)

    async def _plan(self) -> Body:
        return await self._box.plan() if self._box.plan else {}

    def _pending(self, _: Body) -> Body:
        updates = self._box.updates
        return {
            "pending_update_count": len(updates.pending),
            "delivered_not_confirmed": updates.delivered_not_confirmed(),
        }


def _read(clock: ClockFile) -> datetime | None:
    """What the clock says; None while nobody can read it."""
    try:
        return clock.now()
    except ValueError:
        return None


def _object(raw: bytes) -> Body:
    try:
        body = json.loads(raw)
    except ValueError:
        raise ControlError("the body is not JSON") from None
    if not isinstance(body, dict):
        raise ControlError("the body must be a JSON object")
    return body


def _whole(value: Any, name: str) -> int:
    try:
        return int(str(value))
    except ValueError:
        raise ControlError(f"{name} must be a whole number") from None


def _wholes(value: Any, name: str) -> list[int]:
    if not isinstance(value, list):
        raise ControlError(f"{name} must be a list of whole numbers")
    return [_whole(item, name) for item in value]
