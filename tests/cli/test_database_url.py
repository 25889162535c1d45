"""`DATABASE_URL` as people write it for libpq: understood, or refused in one line that never holds the password."""

from contextlib import suppress
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

import pytest
from click.testing import CliRunner
from cryptography.fernet import Fernet
from hypothesis import example, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from bot.cli import app
from bot.settings import SettingsFault, load_settings
from db.address import AddressFault, read
from db.session import Database
from tests.stage import CENTRE

SECRET = "hemmelig"
COMMANDS = [("run",), ("check",), ("migrate",), ("import", "in.toml"), ("delete", "x"), ("agenda",), ("rotate",)]


@pytest.fixture(autouse=True)
def bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DATABASE_URL", "MESTRINGSBOT_CONFIG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("MESTRINGSBOT_KEY", Fernet.generate_key().decode())
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "1:a")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "in.toml").write_text(CENTRE)
    (tmp_path / "config.toml").write_text('[telegram]\napi_base = "http://127.0.0.1:1"\n')
    (tmp_path / "letter.pem").write_text("Dear Kari")


@pytest.mark.parametrize(
    ("written", "dsn"),
    [
        ("postgres://k:p@h/d", "postgresql://k:p@h/d"),
        ("postgresql+psycopg2://k:p@h:5433/d", "postgresql://k:p@h:5433/d"),
        ("postgresql://k:p@h/d?sslmode=require&application_name=bot", None),
        ("postgresql:///d?host=/run/postgresql", None),
        ("postgresql://%2Frun%2Fpostgresql/d", None),
        ("postgresql://k:p@[::1]:5432/d?target_session_attrs=read-write", None),
        ("postgresql://k:p@h1:5432,h2/d?ssl=require", "postgresql://k:p@h1:5432,h2/d?sslmode=require"),
        ("postgresql://k@server:p@h/d", "postgresql://k%40server:p@h/d"),
        ("postgresql://k:p@s/s#w?rd@h/d?keepalives=1", "postgresql://k:p%40s%2Fs%23w%3Frd@h/d"),
        ("postgresql://k:p@h/d?connect_timeout=3&channel_binding=prefer", "postgresql://k:p@h/d"),
    ],
)
def test_what_is_understood(written: str, dsn: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    assert read(written).dsn == (dsn or written)
    monkeypatch.setenv("DATABASE_URL", written)
    again = load_settings().database_url
    assert read(again) == read(written)
    assert Database(again).address.connect_timeout == (3 if "timeout" in written else None)


@pytest.mark.parametrize(
    ("rest", "said"),
    [
        ("h/d?sslmod=require", "sslmod: is not understood here; did you mean sslmode?"),
        ("h/d?sslmode=yes", "sslmode: should be disable, allow, prefer, require, verify-ca or verify-full"),
        ("h/d?channel_binding=require", "channel_binding: should be disable or prefer"),
        ("h/d?sslrootcert=gone.pem", "sslrootcert: there is no file gone.pem"),
        ("h/d?sslrootcert=letter.pem", "sslrootcert: letter.pem cannot be read as certificates (PEM)"),
        ("h/d?sslcert=letter.pem", "sslcert: cannot be read with its sslkey"),
        ("h/d?sslrootcert=system&sslmode=require", "sslmode: should be verify-full with sslrootcert=system"),
        ("h/d?connect_timeout=soon", "connect_timeout: should be a whole number of seconds"),
        ("h/d?target_session_attrs=write", "target_session_attrs: should be any, "),
        ("h/d?sslmode", "should be of the form postgresql://user:password@host"),
        ("h:99999/d", "should have a number from 1 to 65535 as its port"),
        ("::1/d", "should have "),
    ],
)
def test_what_is_not(rest: str, said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", f"postgresql://kari:{SECRET}@{rest}")
    with pytest.raises(SettingsFault) as caught:
        load_settings()
    assert str(caught.value).startswith(f"DATABASE_URL: {said}")
    assert SECRET not in str(caught.value)


ANY = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=12)


@given(ANY, ANY)
@example("kari", "a@b/c?d=e#f:g%41")
@settings(max_examples=60)
def test_any_password_arrives_as_it_is(user: str, password: str) -> None:
    whole = f"postgresql://{quote(user, safe='')}:{quote(password, safe='')}@h:5432/d?sslmode=require"
    parts = urlsplit(read(whole).dsn)
    assert (unquote(parts.username or ""), unquote(parts.password or "")) == (user, password)
    assert read(whole).shown == f"postgresql://{quote(user, safe='')}@h:5432/d?sslmode=require"


@given(st.text(max_size=40))
@settings(max_examples=100)
def test_whatever_stands_there_is_read_or_refused(rest: str) -> None:
    for scheme in ("postgresql://", "sqlite:///", ""):
        with suppress(AddressFault):
            found = read(scheme + rest)
            assert read(found.text) == found


@pytest.mark.parametrize(
    "written",
    [
        f"postgresql://k:{SECRET}@127.0.0.1:1/k?sslmode=require&connect_timeout=2",
        f"postgresql://k:{SECRET}@{'x' * 70}/k",
        f"postgresql://k:{SECRET}@/k?host=/nowhere",
        f"postgresql://k:{SECRET}@127.0.0.1:1/k?sslmode=no",
        f"mysql://k:{SECRET}@127.0.0.1/k",
        "sqlite:////nowhere/bot.db",
        "sqlite:///a\x01b",
    ],
)
def test_every_command_says_it_in_one_line(written: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", written)
    for command in COMMANDS:
        result = CliRunner().invoke(app, command, catch_exceptions=False)
        said = [one for one in result.output.splitlines() if "atabase" in one or "DATABASE_URL" in one]
        assert (result.exit_code, len(said)) == (2, 1), (command, result.output)
        assert SECRET not in result.output
        if written.startswith("postgresql") or command == ("migrate",):
            assert "DATABASE_URL" in said[0]


@pytest.mark.parametrize("name", ["MESTRINGSBOT_KEYS", "MESTRINGSBOT_CONFG", "MESTRINGSBOT_TOKEN"])
def test_a_misspelt_variable_is_named(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, SECRET)
    with pytest.raises(SettingsFault, match=f"^{name}: there is no such variable") as caught:
        load_settings()
    assert SECRET not in str(caught.value)


@pytest.mark.parametrize(
    "toml",
    [
        "a = " + "[" * 5000,
        "[web]\nport = " + "9" * 5000,
        "[web]\nport = 0x" + "f" * 5000,
        f'[database]\nurl = " postgresql://k:{SECRET}@h/d"',
        f'[database]\nurl = ["postgresql://k:{SECRET}@h/d"]',
        f'[database]\nurl = "postgresql://k@h/d?password={SECRET}"',
        '[telegram]\napi_base = "http://[::1"',
        '[telegram]\napi_base = "http://h:99999"',
        '[telegram]\nlisten_host = "a..b c"',
        '[database]\nurl = "sqlite:///a\\u0000b"',
    ],
)
def test_hard_cases_in_the_file(toml: str) -> None:
    Path("config.toml").write_text(toml)
    with pytest.raises(SettingsFault) as caught:
        load_settings()
    assert str(caught.value).startswith("config.toml: ")
    assert SECRET not in str(caught.value)
    assert len(str(caught.value)) < 300


async def test_the_server_is_reached_by_any_of_these(postgres_url: str) -> None:
    for more in ("", "application_name=bot", "connect_timeout=5&sslmode=disable&target_session_attrs=any"):
        url = postgres_url.replace("postgresql://", "postgres://") + ("&" if "?" in postgres_url else "?") + more
        database = Database(url.rstrip("?&"))
        async with database.begin() as session:
            name = await session.scalar(text("SELECT current_setting('application_name')"))
            assert (name == "bot") == ("application_name" in more)
        await database.dispose()
