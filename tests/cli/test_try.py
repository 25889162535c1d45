"""`mestringsbot try`: a process of its own, played as the page plays it."""

import json
import re
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from services.programmes import CONTENT

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


OWN = """#:schema ../schemas/programme.json
slug = "sov-godt"
audience = "both"
form = "open"
title = { nb = "Om søvnvansker", nn = "Om søvnvanskar", da = "Om søvnbesvær", en = "Living with insomnia" }
chat_title = { nb = "Gode netter", nn = "Gode netter", da = "Gode nætter", en = "Good nights" }
summary = { nb = "En kveld.", nn = "Ein kveld.", da = "En aften.", en = "An evening." }
for_whom = { nb = "Alle.", nn = "Alle.", da = "Alle.", en = "Anyone." }
[[session]]
title = { nb = "Ro", nn = "Ro", da = "Ro", en = "Calm" }
"""


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """The settings of somebody with programmes of their own, and a database that nobody may touch."""
    shutil.copytree(CONTENT, tmp_path / "own")
    (tmp_path / "own" / "programmes" / "sov-godt.toml").write_text(OWN, encoding="utf-8")
    settings = '[content]\ndirectory = "own"\n[database]\nurl = "sqlite:///mine.db"\n[telegram]\nmode = "webhook"\n'
    (tmp_path / "mine.toml").write_text(settings)
    return tmp_path / "mine.toml"


def new_course(one: Rehearsal) -> list[str]:
    """The programmes that Berit is offered for a new course."""
    users = {user["first_name"]: user["id"] for user in one.ask("sandbox/users")}
    berit = f"sandbox/users/{users['Berit']}"
    one.until(lambda: "koordinerer" in one.texts(users["Berit"]))
    one.ask(f"{berit}/message", {"text": "/courses"})
    one.until(lambda: "Nytt kurs" in labels(one, berit))
    press(one, berit, "Nytt kurs")
    one.until(lambda: "Gode netter" in labels(one, berit))
    return labels(one, berit)


def labels(one: Rehearsal, user: str) -> list[str]:
    last = one.ask(f"{user}/chat")["messages"][-1]
    return [key["text"] for row in last.get("buttons") or [] for key in row]


def press(one: Rehearsal, user: str, label: str) -> None:
    last = one.ask(f"{user}/chat")["messages"][-1]
    (where,) = [
        {"message_id": last["message_id"], "row": row, "column": column}
        for row, keys in enumerate(last["buttons"])
        for column, key in enumerate(keys)
        if key["text"] == label
    ]
    one.ask(f"{user}/press", where)


def test_programmes_of_ones_own_are_played_and_nothing_else_is_taken(
    rehearse: Callable[..., Rehearsal], own: Path
) -> None:
    one = rehearse("--config", str(own))
    offered = new_course(one)
    assert {"Gode netter", "Mestringstreff"} <= set(offered)
    assert one.stop() == 0
    assert not own.with_name("mine.db").exists()


def test_where_ours_are_gone_there_is_no_course_yet(rehearse: Callable[..., Rehearsal], own: Path) -> None:
    for path in own.with_name("own").glob("programmes/*.toml"):
        if path.name != "sov-godt.toml":
            path.unlink()
    one = rehearse("--config", str(own))
    assert new_course(one) == ["Gode netter", "Se de fulle navnene", "Tilbake"]
    users = {user["first_name"]: user["id"] for user in one.ask("sandbox/users")}
    assert {"Kari", "Ola", "Berit", "Turid", "Arne", "Solveig", "Grete"} <= set(users)
    assert one.stop() == 0
    command = [sys.executable, "-m", "bot", "try", "--no-open", "--scenario", "groups", "--config", str(own)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert done.stderr == "mestringsbot: the scenario groups needs ta-tak as it comes with the bot\n"
