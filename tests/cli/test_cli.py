"""The command line: what it prints, what it refuses in one line, and its exit codes."""

import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from cryptography.fernet import Fernet

from bot.cli import COMMANDS, app
from bot.commands.ahead import WHAT
from domain.groups import messages as group_messages
from domain.messages import KINDS

ROOT = Path(__file__).parents[2]
TOKEN = "1234567890:SANDBOX"
FILE = """
[[centres]]
slug = "sandefjord"
name = "LMS-Sandefjord"
country = "NO"
time_zone = "Europe/Oslo"
language = "nb"
phone = "+47 00 00 00 00"
[[people]]
telegram_id = 123456
role = "coordinator"
centre = "sandefjord"
[[courses]]
slug = "autumn"
programme = "ta-tak"
centre = "sandefjord"
first_session = 2026-10-06T18:00:00
seats = 16
place = "Hvitgården"
"""
VARIABLES = ("TELEGRAM_BOT_TOKEN", "TELEGRAM_WEBHOOK_SECRET", "DATABASE_URL", "MESTRINGSBOT_CONFIG")


@dataclass
class Line:
    """A folder of one's own to run commands in."""

    folder: Path
    monkeypatch: pytest.MonkeyPatch

    def __call__(self, *arguments: str) -> Result:
        return CliRunner().invoke(app, arguments, catch_exceptions=False)

    def well(self, *arguments: str) -> str:
        result = self(*arguments)
        assert result.exit_code == 0, result.output
        assert result.stderr == ""
        return result.stdout

    def refused(self, *arguments: str) -> str:
        """The one line that is said; nothing on standard output."""
        result = self(*arguments)
        assert result.exit_code == 2
        assert result.stdout == ""
        assert result.stderr.startswith("mestringsbot: ")
        assert result.stderr.count("\n") == 1
        return result.stderr.removeprefix("mestringsbot: ").strip()

    def write(self, name: str, text: str) -> str:
        (self.folder / name).write_text(text, encoding="utf-8")
        return name

    def set(self, name: str, value: str) -> None:
        self.monkeypatch.setenv(name, value)


@pytest.fixture
def line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Line:
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("MESTRINGSBOT_KEY", Fernet.generate_key().decode())
    monkeypatch.chdir(tmp_path)
    return Line(tmp_path, monkeypatch)


@pytest.fixture
def ready(line: Line, made: Path) -> Line:
    """A migrated database with a centre, a coordinator and a course; the clock stands at 1 October 2026."""
    line.write("in.toml", FILE)
    line.write("clock", "2026-10-01T12:00:00+02:00")
    line.well("import", "in.toml", "--clock-file", "clock")
    return line


@pytest.fixture(scope="module")
def telegram() -> Iterator[str]:
    """The address of a stand-in for Telegram, in a process of its own."""
    command = [sys.executable, "-m", "sandbox", "--port", "0", "--token", TOKEN]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield process.stdout.readline().strip()
        process.terminate()
        process.wait(10)


def outside(folder: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """A real process, as people start it."""
    clean = {name: value for name, value in os.environ.items() if name not in (*VARIABLES, "MESTRINGSBOT_KEY")}
    return subprocess.run(
        [sys.executable, "-m", "bot", *arguments],
        cwd=folder,
        env={**clean, "PYTHONPATH": str(ROOT), **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_ctrl_c_is_told_by_the_exit_code_alone(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:  # a database that never answers
        url = f"postgresql://somebody@127.0.0.1:{silent.getsockname()[1]}/none"
        given = {**os.environ, "PYTHONPATH": str(ROOT), "DATABASE_URL": url}
        command = [sys.executable, "-m", "bot", "roles"]
        given["MESTRINGSBOT_KEY"] = Fernet.generate_key().decode()
        silent.settimeout(30)
        with subprocess.Popen(
            command, cwd=tmp_path, env=given, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
        ) as process:
            connection, _ = silent.accept()
            with connection:
                assert connection.recv(1)  # the driver waits for an answer now
                process.send_signal(signal.SIGINT)
                assert b"Abort" not in process.communicate(timeout=30)[0]  # the driver may have its say
    assert process.returncode == 130


def test_every_command_has_help(line: Line) -> None:
    overview = line.well("--help")
    for name in COMMANDS:
        assert re.search(rf"^  {name} ", overview, re.MULTILINE)
        assert "Usage: " in line.well(name, "--help")


def test_a_key_that_can_be_used(line: Line) -> None:
    Fernet(line.well("key").strip())


def test_migrate_twice(line: Line) -> None:
    assert "ready (new → " in line.well("migrate")
    assert "up to date" in line.well("migrate")
    with closing(sqlite3.connect("mestringsbot.db")) as database:
        assert database.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_import_twice(ready: Line) -> None:
    assert "Nothing has changed." in ready.well("import", "in.toml")
    ready.write("in.toml", FILE.replace("Hvitgården", "Rådhuset"))
    told = ready.well("import", "in.toml")
    assert "place: Hvitgården → Rådhuset" in told
    assert "0 new, 1 changed, 2 unchanged." in told


def test_import_names_every_mistake_on_a_line(ready: Line) -> None:
    ready.write("in.toml", FILE.replace("seats = 16", "seats = 0").replace('"NO"', '"no"'))
    result = ready("import", "in.toml")
    assert result.exit_code == 2
    assert result.stderr.splitlines() == [
        'mestringsbot: in.toml: [[centres]] 1 (sandefjord): country: should be two capital letters, such as NO or DK, not "no"',
        "mestringsbot: in.toml: [[courses]] 1 (autumn): seats: should be a whole number from 1 to 1000, not 0",
    ]


def test_agenda(ready: Line) -> None:
    told = ready.well("agenda", "--clock-file", "clock").splitlines()
    assert told[0].split() == ["Day", "Time", "What", "Course", "or", "group", "To"]
    assert re.match(r"Mon 5 Oct 2026 +18:00 +reminder of evening 1 \(Coping and dignity\) +autumn +0$", told[1])
    assert len(ready.well("agenda", "--clock-file", "clock", "--days", "60").splitlines()) > 20
    assert ready.well("agenda", "--clock-file", "clock", "--days", "2") == "Nothing goes out in the next 2 days.\n"


def test_every_kind_has_a_name_in_the_agenda() -> None:
    of_groups = {kind for kind, one in KINDS.items() if one.__module__.startswith(group_messages.__name__)}
    by_themselves = {
        "group_invite", "proposal_reminder", "group_starts", "group_not_formed", "proposal_lapsed", "newcomer_asked",
        "free_place_offered",
        "meeting_reminder", "next_meeting_asked", "starter_may_go", "pulse_asked", "trouble_told",
    }  # fmt: skip
    at_once = {
        "session_moved", "sessions_moved", "session_cancelled", "seat_offered", "notice_copy", "course_changed",
        "back_in_line", "session_back", "course_called_off", "course_back", "line_reopened", "taken_off", "moved_up",
        "sign_up_news", "phone_turn", "team_written", "team_answered", "call_wished",
        "team_asked", "team_member_answered", "team_left", "team_course_changed", "course_opened",
        "team_member_away", "team_member_back", "team_member_lost", "role_removed", "language_gone", "refill",
        "role_taken", "team_published", "team_taken_back", "course_shared", "team_meeting_away", "team_meeting_back",
    }  # fmt: skip
    at_once |= of_groups - by_themselves
    assert set(WHAT) == set(KINDS) - at_once | {"chat_meeting", "chat_question"}


def test_links_by_what_telegram_says(ready: Line, telegram: str) -> None:
    ready.write("config.toml", f'[telegram]\napi_base = "{telegram}/"\n')
    ready.set("TELEGRAM_BOT_TOKEN", TOKEN)
    assert ready.well("link", "autumn") == "https://t.me/mestringsbot?start=c_autumn\n"
    invite = ready.well("invite", "coordinator", "--centre", "sandefjord")
    assert re.fullmatch(r"https://t\.me/mestringsbot\?start=i_[A-Za-z0-9_-]{20,62}\n", invite)


def test_links_by_what_the_running_bot_has_noted(ready: Line) -> None:
    assert "the bot's name is not known yet" in ready.refused("link", "autumn")
    with sqlite3.connect("mestringsbot.db") as database:
        database.execute("INSERT INTO notes VALUES ('username', 'mestring_bot')")
    database.close()
    assert ready.well("link", "autumn") == "https://t.me/mestring_bot?start=c_autumn\n"


def test_check_when_all_is_well(ready: Line, telegram: str) -> None:
    ready.write("config.toml", f'[telegram]\napi_base = "{telegram}"\n')
    ready.set("TELEGRAM_BOT_TOKEN", TOKEN)
    told = ready.well("check", "--clock-file", "clock").splitlines()
    assert [one[0] for one in told] == ["✓"] * 5
    assert told[-1] == f"✓ telegram: @mestringsbot at {telegram}"


def test_check_warns(ready: Line, telegram: str) -> None:
    ready.write("config.toml", f'[telegram]\napi_base = "{telegram}"\n[quiet_hours]\nstart = "20:00"\nend = "08:00"\n')
    ready.set("TELEGRAM_BOT_TOKEN", TOKEN)
    ready.write("in.toml", FILE.replace("seats = 16", "seats = 9"))
    ready.well("import", "in.toml", "--clock-file", "clock")
    told = ready.well("check", "--clock-file", "clock")
    assert "! course autumn: 9 seats; the programme works with 15 to 20" in told
    assert "! centre" not in told
    ready.write("in.toml", FILE.replace("+47 00 00 00 00", ""))
    ready.well("import", "in.toml", "--clock-file", "clock")
    without = ready.well("check", "--clock-file", "clock")
    assert (
        "! centre sandefjord: it has no phone, so nobody is told whom to ring; see phone in the import file" in without
    )
    assert "! course autumn: evening 6 (2026-11-10 18:00–20:30) lies in [quiet_hours]" in told


def test_check_says_what_is_wrong(line: Line, telegram: str) -> None:
    line.write("config.toml", f'[telegram]\napi_base = "{telegram}"\n[content]\ndirectory = "own"\n')
    line.set("TELEGRAM_BOT_TOKEN", "1:wrong")
    line.monkeypatch.delenv("MESTRINGSBOT_KEY")
    result = line("check")
    assert result.exit_code == 2
    told = result.stdout
    assert f"✗ content: [content] directory: there is no folder {line.folder}/own" in told
    assert "✗ key: MESTRINGSBOT_KEY is not set" in told
    assert "✗ database: not up to date: run `mestringsbot migrate`" in told
    assert "✗ telegram: Telegram refuses the token: see TELEGRAM_BOT_TOKEN" in told
    assert not Path("mestringsbot.db").exists()


def test_check_lists_every_fault_of_the_settings(line: Line) -> None:
    line.write("config.toml", '[log]\nlevel = "loud"\n[pacing]\nper_second = -1\n')
    assert len(line("check").stdout.splitlines()) == 2


def test_rotate_and_a_key_that_does_not_fit(ready: Line) -> None:
    first, second = Fernet.generate_key().decode(), Fernet.generate_key().decode()
    rows = [(n, n, Fernet(first).encrypt(f"Kari {n}".encode()).decode(), "2026-01-01") for n in range(2, 1203)]
    database = sqlite3.connect("mestringsbot.db")
    database.executemany("INSERT INTO people (id, telegram_id, name, created_at) VALUES (?, ?, ?, ?)", rows)
    database.execute("DELETE FROM notes WHERE name LIKE 'key:%'")  # as an earlier version left it
    database.commit()
    ready.set("MESTRINGSBOT_KEY", second)
    assert "MESTRINGSBOT_KEY does not fit this database" in ready.refused("rotate")
    assert "✗ key: MESTRINGSBOT_KEY does not fit this database" in ready("check").stdout
    ready.set("MESTRINGSBOT_KEY", f"{second},{first}")
    assert "1201 values" in ready.well("rotate")
    names = [row[0] for row in database.execute("SELECT name FROM people WHERE name IS NOT NULL ORDER BY id")]
    database.close()
    assert Fernet(second).decrypt(names[0]) == b"Kari 2"
    assert Fernet(second).decrypt(names[-1]) == b"Kari 1202"


@pytest.mark.parametrize("before", [True, False])
def test_the_settings_may_stand_before_or_after(line: Line, before: bool) -> None:
    line.write("other.toml", '[database]\nurl = "sqlite:///other.db"\n')
    option = ("--config", "other.toml")
    line.well(*((*option, "migrate") if before else ("migrate", *option)))
    assert Path("other.db").exists()


NEED_DATABASE = [
    ("run",),
    ("import", "in.toml"),
    ("invite", "coordinator", "--centre", "x"),
    ("link", "x"),
    ("agenda",),
    ("rotate",),
]


@pytest.mark.parametrize("command", NEED_DATABASE, ids=lambda it: it[0])
def test_a_database_that_is_not_migrated(line: Line, command: tuple[str, ...]) -> None:
    line.write("in.toml", FILE)
    line.set("TELEGRAM_BOT_TOKEN", TOKEN)
    assert line.refused(*command) == "the database is not up to date: run `mestringsbot migrate` first"


@pytest.mark.parametrize("command", [*NEED_DATABASE, ("migrate",)], ids=lambda it: it[0])
def test_a_database_out_of_reach(line: Line, command: tuple[str, ...]) -> None:
    line.write("in.toml", FILE)
    line.set("TELEGRAM_BOT_TOKEN", TOKEN)
    line.set("DATABASE_URL", "postgresql://kari:hemmelig@127.0.0.1:1/bot")
    told = line.refused(*command)
    assert told.startswith("the database cannot be reached: ")
    assert "hemmelig" not in told


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (("invite", "coordinator", "--centre", "oslo"), "there is no centre oslo; "),
        (("invite", "network_lead", "--network", "west"), "there is no network west; "),
        (("invite", "network_lead", "--centre", "sandefjord"), "one is network_lead of a network"),
        (("invite", "professional", "--network", "west"), "one is professional at a centre"),
        (("invite", "owner"), "give either --centre SLUG or --network SLUG"),
        (("link", "spring"), "there is no course spring; "),
        (("import", "gone.toml"), "gone.toml: there is no such file"),
        (("import", "."), ".: cannot be read (Is a directory)"),
        (("agenda", "--config", "gone.toml"), "gone.toml: there is no such file"),
        (("agenda", "--clock-file", "gone"), "gone: No such file or directory"),
        (("agenda", "--clock-file", "in.toml"), "in.toml: '[[centres]]"),
    ],
)
def test_refused_in_one_line(ready: Line, command: tuple[str, ...], said: str) -> None:
    assert ready.refused(*command).startswith(said)


def test_a_file_that_is_no_database(line: Line) -> None:
    line.write("mestringsbot.db", "This is a letter, not a database. " * 100)
    assert "file is not a database" in line.refused("agenda")


@pytest.mark.parametrize("command", ["run", "rotate"])
def test_a_missing_or_unusable_key(ready: Line, command: str) -> None:
    ready.set("TELEGRAM_BOT_TOKEN", TOKEN)
    ready.set("MESTRINGSBOT_KEY", "short")
    assert ready.refused(command).startswith("MESTRINGSBOT_KEY is not a Fernet key: make one with `mestringsbot key`")
    ready.set("MESTRINGSBOT_KEY", "")
    assert ready.refused(command).startswith("MESTRINGSBOT_KEY is not set: ")


def test_run_needs_a_token(ready: Line) -> None:
    assert ready.refused("run").startswith("TELEGRAM_BOT_TOKEN is not set: ")


def test_as_a_process(tmp_path: Path) -> None:
    made = outside(tmp_path, "migrate")
    assert (made.returncode, made.stderr) == (0, "")
    refused = outside(tmp_path, "run", TELEGRAM_BOT_TOKEN=TOKEN)
    assert refused.returncode == 2
    assert refused.stderr.startswith("mestringsbot: MESTRINGSBOT_KEY is not set")
    assert refused.stderr.count("\n") == 1
    (tmp_path / "in.toml").write_text(FILE, encoding="utf-8")
    told = outside(tmp_path, "import", "in.toml", MESTRINGSBOT_KEY=Fernet.generate_key().decode(), TERM="xterm")
    assert "Hvitgården" not in told.stderr
    assert "\x1b" not in told.stdout
    ascii_only = outside(tmp_path, "check", PYTHONIOENCODING="ascii")
    assert ascii_only.returncode == 2
    assert "Traceback" not in ascii_only.stderr


def test_run_refuses_a_wrong_token_in_one_line(tmp_path: Path, telegram: str) -> None:
    (tmp_path / "config.toml").write_text(f'[telegram]\napi_base = "{telegram}"\n', encoding="utf-8")
    outside(tmp_path, "migrate")
    told = outside(tmp_path, "run", TELEGRAM_BOT_TOKEN="1:wrong", MESTRINGSBOT_KEY=Fernet.generate_key().decode())
    assert told.returncode == 2
    last = told.stderr.splitlines()[-1]
    assert last == "mestringsbot: Telegram refuses the token: see TELEGRAM_BOT_TOKEN"
    assert "Traceback" not in told.stderr


def test_an_invitation_lasts_by_the_clock_file(ready: Line, telegram: str) -> None:
    ready.write("config.toml", f'[telegram]\napi_base = "{telegram}"\n')
    ready.set("TELEGRAM_BOT_TOKEN", TOKEN)
    ready.well("invite", "coordinator", "--centre", "sandefjord", "--clock-file", "clock")
    database = sqlite3.connect("mestringsbot.db")
    [expires] = database.execute("SELECT expires_at FROM invites").fetchone()
    database.close()
    assert datetime.fromisoformat(expires) == datetime(2026, 10, 2, 10)


def test_a_role_is_shown_and_taken_away(ready: Line) -> None:
    assert "(Telegram 123456)" in ready.well("roles")
    assert ready.well("revoke", "1") == "The role has been taken away.\n"
    assert ready.well("roles").startswith("Nobody has a role yet")
    assert "there is no role number 1" in ready.refused("revoke", "1")
    far = ready("revoke", "9" * 20)
    assert (far.exit_code, far.stderr.count("Invalid value for 'NUMBER'")) == (2, 1)
