"""`mestringsbot try`: a process of its own, played as the page plays it."""

import json
import re
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
PATIENCE = 40


class Rehearsal:
    """A running `try`."""

    def __init__(self, *arguments: str) -> None:
        command = [sys.executable, "-m", "bot", "try", "--no-open", "--port", "0", *arguments]
        self.process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
        assert self.process.stdout is not None
        lines = iter(self.process.stdout.readline, "")
        self.url = next(found[0] for line in lines if (found := re.findall(r"http://\S+", line)))

    def ask(self, path: str, body: dict[str, Any] | None = None) -> Any:
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{self.url}/{path}", data=data, headers={"Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=10) as answer:
            return json.loads(answer.read())

    def until(self, true: Callable[[], bool]) -> None:
        """Watch until something is true; the process beside us cannot tell."""
        ends = time.monotonic() + PATIENCE
        while not true():
            assert time.monotonic() < ends
            time.sleep(0.1)

    def texts(self, user: int) -> str:
        messages = self.ask(f"sandbox/users/{user}/chat")["messages"]
        return "\n".join(one.get("text") or "" for one in messages if one["from_bot"])

    def stop(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(30)


@pytest.fixture
def rehearse() -> Iterator[Callable[..., Rehearsal]]:
    running: list[Rehearsal] = []

    def start(*arguments: str) -> Rehearsal:
        running.append(Rehearsal(*arguments))
        return running[-1]

    yield start
    for one in running:
        if one.process.poll() is None:
            one.process.kill()
            one.process.wait(10)
        if one.process.stdout is not None:
            one.process.stdout.close()


def test_a_phone_for_each_role_a_course_and_a_page(rehearse: Callable[..., Rehearsal]) -> None:
    one = rehearse()
    listed = one.ask("sandbox/users")
    users = {user["first_name"]: user["id"] for user in listed}
    phones = [user["first_name"] for user in listed if not user["aside"]]
    assert phones == ["Kari", "Ola", "Berit", "Turid", "Arne", "Solveig", "Grete"]
    with urllib.request.urlopen(one.url, timeout=10) as page:
        assert b"<html" in page.read()
    one.until(lambda: "koordinerer" in one.texts(users["Berit"]))
    one.ask(f"sandbox/users/{users['Kari']}/start", {})
    one.until(lambda: "språk" in one.texts(users["Kari"]))
    assert one.stop() == 0


def test_a_course_has_just_ended(rehearse: Callable[..., Rehearsal]) -> None:
    one = rehearse("--scenario", "groups")
    users = {user["first_name"]: user["id"] for user in one.ask("sandbox/users")}
    one.until(lambda: "Hei, Kari" in one.texts(users["Kari"]))
    for _ in range(2):
        one.until(lambda: one.ask("sandbox/plan")["next_due"] is not None)
        one.ask("sandbox/clock", {"to": "next"})
        one.until(lambda: one.ask("sandbox/plan").get("waiting", 0) == 0)
    one.until(lambda: "selvhjelpsgruppe" in one.texts(users["Kari"]))
    assert one.stop() == 0


def test_a_scenario_that_there_is_not_is_named() -> None:
    command = [sys.executable, "-m", "bot", "try", "--no-open", "--scenario", "winter"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 2
    assert done.stderr == "mestringsbot: there is no scenario winter: choose start or groups\n"
