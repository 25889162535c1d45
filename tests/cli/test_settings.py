"""Settings: what is said about each mistake, and where values come from."""

from datetime import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from bot.settings import Settings, SettingsFault, load_settings, tables
from domain.timing import QuietHours

HERE = Path(__file__).parents[2]
VARIABLES = ("TELEGRAM_BOT_TOKEN", "TELEGRAM_WEBHOOK_SECRET", "MESTRINGSBOT_KEY", "DATABASE_URL", "MESTRINGSBOT_CONFIG")


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """An environment and a folder in which nothing is set."""
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)


def load(folder: Path, text: str) -> Settings:
    file = folder / "config.toml"
    file.write_text(text, encoding="utf-8")
    return load_settings(file)


def test_the_file_in_the_repository_is_the_defaults() -> None:
    from_file = load_settings(HERE / "config.toml")
    assert replace(from_file, database=Settings().database) == Settings()
    assert from_file.database_url == f"sqlite:///{HERE}/mestringsbot.db"


def test_the_file_in_the_repository_has_every_key() -> None:
    text = (HERE / "config.toml").read_text(encoding="utf-8")
    for title, section in tables.sections().items():
        for key in tables.keys(section):
            assert f"\n{key} = " in text.partition(f"\n[{title}]")[2], key


def test_defaults_without_a_file(tmp_path: Path) -> None:
    found = load_settings()
    assert found.database_url == f"sqlite:///{tmp_path}/mestringsbot.db"
    assert found.quiet == QuietHours(time(21, 30), time(8, 0))
    assert found.content_directory is None
    assert (found.telegram.token, found.keys) == ("", "")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[pacing]\nper_second = "x"', '[pacing] per_second: should be a number, 0 or greater, not "x"'),
        ("[pacing]\nper_second = -1", "[pacing] per_second: should be a number, 0 or greater, not -1"),
        ("[pacing]\nper_second = nan", "[pacing] per_second: should be a number, 0 or greater, not nan"),
        ("[pacing]\nper_second = 1e400", "[pacing] per_second: should be a number, 0 or greater, not inf"),
        ("[pacing]\nper_second = true", "[pacing] per_second: should be a number, 0 or greater, not true"),
        ("[pacing]\nper_secnd = 1", "[pacing] per_secnd: there is no such key; did you mean per_second?"),
        ("[pacng]\nper_second = 1", "pacng: there is no such section; did you mean pacing?"),
        ("pacing = 1", "pacing: should be a section: [pacing] on a line of its own, its keys below"),
        ('[log]\nlevel = ""', '[log] level: is empty; it should be "debug", "info", "warning" or "error"'),
        ('[quiet_hours]\nstart = "25:00"', '[quiet_hours] start: should be a time of day such as "21:30", not "25:00"'),
        (
            '[quiet_hours]\nstart = "21:30:00"',
            '[quiet_hours] start: should be a time of day such as "21:30", not "21:30:00"',
        ),
        (
            "[quiet_hours]\nstart = 2026-11-29",
            '[quiet_hours] start: should be a time of day such as "21:30", not 2026-11-29',
        ),
        ("[telegram]\nproxy_named = 'x'", "[telegram] proxy_named: there is no such key; did you mean proxy?"),
        (
            '[telegram]\nlisten_host = "h\\n"',
            "[telegram] listen_host: should be the address to listen on, such as 127.0.0.1",
        ),
        ('[telegram]\napi_base = "ftp://x"', "[telegram] api_base: should be an address that begins with https://"),
        ('[telegram]\nmode = "webhook"', '[telegram] webhook_url: is needed when mode is "webhook"'),
        ('[database]\nurl = "mysql://h/d"', "[database] url: should begin with sqlite:/// or postgresql://"),
        ('[database]\nurl = "sqlite://"', "[database] url: should name a file, such as sqlite:///mestringsbot.db"),
        ("[web]\nport = 8081.0", "[web] port: should be a whole number from 0 to 65535, not 8081.0"),
        ("[web]\nport = true", "[web] port: should be a whole number from 0 to 65535, not true"),
        ("[log]\nlevel = = 1", "is not TOML: Invalid value (at line 2, column 9)"),
        ("[log", "is not TOML: Expected ']' at the end of a table declaration (at line 1, the end of the file)"),
    ],
)
def test_a_mistake_names_the_key(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(SettingsFault) as caught:
        load(tmp_path, text)
    assert str(caught.value).startswith(f"config.toml: {said}")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("text", "variable"),
    [
        ('[telegram]\ntoken = "1:abc"', "TELEGRAM_BOT_TOKEN"),
        ('[telegram]\nwebhook_secret = "abc"', "TELEGRAM_WEBHOOK_SECRET"),
        ('keys = "abc"', "MESTRINGSBOT_KEY"),
        ('[database]\nurl = "postgresql://u:hemmelig@h/d"', "DATABASE_URL"),
    ],
)
def test_a_secret_in_the_file_is_refused_and_not_repeated(tmp_path: Path, text: str, variable: str) -> None:
    with pytest.raises(SettingsFault, match=f"does not belong in a file; set {variable}") as caught:
        load(tmp_path, text)
    assert "abc" not in str(caught.value)
    assert "hemmelig" not in str(caught.value)


def test_every_fault_is_found(tmp_path: Path) -> None:
    with pytest.raises(SettingsFault) as caught:
        load(tmp_path, '[log]\nlevel = "loud"\n[pacing]\nper_second = -1\n')
    assert len(caught.value.faults) == 2


def test_a_secret_hides_no_other_fault(tmp_path: Path) -> None:
    with pytest.raises(SettingsFault) as caught:
        load(tmp_path, '[telegram]\ntoken = "1:abc"\nmode = "pull"\n[database]\npassword = "abc"\n')
    keys = [one.split(": ")[1] for one in caught.value.faults]
    assert keys == ["[telegram] token", "[database] password", "[telegram] mode"]


def test_what_the_environment_lacks_is_named_beside_a_secret_and_a_wrong_address(tmp_path: Path) -> None:
    with pytest.raises(SettingsFault) as caught:
        load(
            tmp_path,
            'keys = "abc"\n[telegram]\nmode = "webhook"\nproxy = "http://u:p@h"\n[database]\nurl = "mysql://x"\n',
        )
    named = ("keys", "[telegram] proxy", "[telegram] webhook_url", "TELEGRAM_WEBHOOK_SECRET", "[database] url")
    assert len(caught.value.faults) == len(named)
    for fault, key in zip(caught.value.faults, named, strict=True):
        assert fault.removeprefix("config.toml: ").startswith(f"{key}: ")


def test_telegram_calls_no_http_address(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A Bot API server of one's own does."""
    monkeypatch.setenv("TELEGRAM_WEBHOOK_SECRET", "right-secret")
    text = '[telegram]\nmode = "webhook"\nwebhook_url = "http://bot.example"\n'
    with pytest.raises(SettingsFault, match=r"^config.toml: \[telegram\] webhook_url: should begin with https://"):
        load(tmp_path, text)
    own = load(tmp_path, f'{text}api_base = "http://127.0.0.1:8081"\n')
    assert own.telegram.webhook_url == "http://bot.example"


def test_all_that_a_webhook_lacks_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = '[telegram]\nmode = "webhook"\n'
    with pytest.raises(SettingsFault) as caught:
        load(tmp_path, text)
    assert [one.partition(": is needed")[0] for one in caught.value.faults] == [
        "config.toml: [telegram] webhook_url",
        "TELEGRAM_WEBHOOK_SECRET",
    ]
    monkeypatch.setenv("TELEGRAM_WEBHOOK_SECRET", "blåbær")
    with pytest.raises(SettingsFault, match=r"^TELEGRAM_WEBHOOK_SECRET: should be 1 to 256 of the char") as wrong:
        load(tmp_path, f'{text}webhook_url = "https://bot.example"\n')
    assert "blåbær" not in str(wrong.value)


def test_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", " 123:AB-c_d \n")
    monkeypatch.setenv("MESTRINGSBOT_KEY", "one,two")
    monkeypatch.setenv("DATABASE_URL", "postgresql://u:p@h/d")
    found = load(tmp_path, '[telegram]\napi_base = "http://127.0.0.1:1/"\n')
    assert found.telegram.token == "123:AB-c_d"
    assert found.keys == "one,two"
    assert found.database_url == "postgresql://u:p@h/d"
    assert found.telegram.api_base == "http://127.0.0.1:1"
    assert "AB-c_d" not in repr(found)
    assert "u:p" not in repr(found)
    monkeypatch.setenv("DATABASE_URL", "")
    assert load(tmp_path, "").database_url == f"sqlite:///{tmp_path}/mestringsbot.db"


def test_a_token_of_the_wrong_form_is_not_repeated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "my secret")
    with pytest.raises(SettingsFault, match=r"^TELEGRAM_BOT_TOKEN: should look like") as caught:
        load_settings()
    assert "my secret" not in str(caught.value)


def test_which_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "config.toml").write_text("[sending]\nin_flight = 1\n")
    (tmp_path / "other.toml").write_text("[sending]\nin_flight = 2\n")
    (tmp_path / "third.toml").write_text("[sending]\nin_flight = 3\n")
    assert load_settings().sending.in_flight == 1
    monkeypatch.setenv("MESTRINGSBOT_CONFIG", "other.toml")
    assert load_settings().sending.in_flight == 2
    assert load_settings(Path("third.toml")).sending.in_flight == 3
    with pytest.raises(SettingsFault, match=r"gone\.toml: there is no such file"):
        load_settings(Path("gone.toml"))


def test_a_byte_order_mark_and_relative_paths(tmp_path: Path) -> None:
    folder = tmp_path / "deep"
    folder.mkdir()
    file = folder / "config.toml"
    file.write_bytes(b"\xef\xbb\xbf[content]\ndirectory = 'own'\n")
    found = load_settings(file)
    assert found.content_directory == folder / "own"
    assert found.database_url == f"sqlite:///{folder}/mestringsbot.db"


VALUES = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=20), st.lists(st.integers(), max_size=2)
)


@given(st.sampled_from([*tables.sections()]), st.text(max_size=12), VALUES)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200)
def test_whatever_stands_there_gets_one_line(section: str, key: str, value: object) -> None:
    """Any value in any place is either taken or refused in one sentence."""
    for name in [key, *tables.keys(tables.sections()[section])]:
        try:
            found = tables.read({section: {name: value}}, "config.toml")
        except SettingsFault as fault:
            [sentence] = fault.faults
            assert sentence.startswith(f"config.toml: [{section}] {name}: ")
        else:
            assert getattr(getattr(found, section), name) == value
