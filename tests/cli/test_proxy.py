"""Telegram by way of a proxy: all that is asked and sent goes through it, unless NO_PROXY says otherwise."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner
from cryptography.fernet import Fernet

from bot import proxy
from bot.cli import app
from bot.settings import SettingsFault, load_settings
from bot.transport import AiohttpRequest, NotConnected
from tests.faults.conftest import make_place
from tests.faults.process import Place
from tests.stage import TOKEN

__all__ = ["make_place"]
AT = "http://127.0.0.1:1"
HOST = "https://api.telegram.org"


@pytest.fixture(autouse=True)
def bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http", "https", "all", "no"):
        monkeypatch.delenv(f"{name}_proxy", raising=False)
        monkeypatch.delenv(f"{name}_PROXY".upper(), raising=False)
    for name in ("DATABASE_URL", "MESTRINGSBOT_CONFIG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("MESTRINGSBOT_KEY", Fernet.generate_key().decode())
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", TOKEN)
    monkeypatch.chdir(tmp_path)


class Door:
    """A tiny proxy: forwards plain HTTP, notes what was asked of it, and lets nobody CONNECT but says so."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.headers = ""

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                text = head.decode()
                method, target, _ = text.split("\r\n")[0].split(" ")
                self.asked.append(f"{method} {target}")
                self.headers = text
                if method == "CONNECT":
                    writer.write(b"HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n")
                    await writer.drain()
                    return
                await self._forward(text, target, reader, writer)
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    async def _forward(
        self, text: str, target: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        host, _, path = target.removeprefix("http://").partition("/")
        length = next((int(one[15:]) for one in text.split("\r\n") if one.lower().startswith("content-length:")), 0)
        body = await reader.readexactly(length)
        there, out = await asyncio.open_connection(*host.split(":"))
        lines = [one for one in text.split("\r\n")[1:] if one and not one.lower().startswith("connection")]
        first = f"{text.split(' ')[0]} /{path} HTTP/1.1"
        out.write("\r\n".join([first, *lines, "Connection: close", "", ""]).encode() + body)
        answer = await there.read(-1)
        out.close()
        writer.write(answer)
        await writer.drain()
        writer.close()


@asynccontextmanager
async def proxying() -> AsyncIterator[tuple[str, Door]]:
    door = Door()
    server = await asyncio.start_server(door.serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    try:
        yield f"127.0.0.1:{port}", door
    finally:
        server.close()


@pytest.mark.parametrize("variable", ["HTTP_PROXY", "http_proxy", "ALL_PROXY"])
async def test_a_running_bot_asks_and_sends_through_it(
    make_place: object, monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    async with proxying() as (address, door):
        monkeypatch.setenv(variable, f"http://kari:hem%40melig@{address}")
        place: Place = await make_place()  # type: ignore[operator]
        code, said = await place.command("check")
        assert code == 0, said
        assert f"by the proxy http://{address} (see {variable})" in said
        assert "melig" not in said
        assert "Proxy-Authorization: Basic a2FyaTpoZW1AbWVsaWc=" in door.headers
        if variable != "HTTP_PROXY":
            return
        bot = await place.run()
        [somebody] = await place.crowd(1, enrolled=False)
        place.press(somebody, "home")
        async with asyncio.timeout(20):
            while not place.count("answerCallbackQuery"):
                await asyncio.sleep(0.05)
        await bot.stop()
        through = {one.rpartition("/")[2].partition("?")[0] for one in door.asked}
        assert {"getMe", "getUpdates", "answerCallbackQuery"} <= through
        assert "melig" not in bot.said


async def test_without_a_way_through_nothing_is_called_otherwise(make_place: object) -> None:
    place: Place = await make_place()  # type: ignore[operator]
    code, said = await place.command("check", HTTP_PROXY=AT)
    assert code == 2
    [line] = [one for one in said.splitlines() if "telegram:" in one]
    assert line.startswith("✗ telegram: Telegram cannot be reached: see")
    assert line.endswith(f"by the proxy {AT} (see HTTP_PROXY))")
    assert (await place.command("check", HTTP_PROXY=AT, NO_PROXY="127.0.0.0/8"))[0] == 0
    place.configure(telegram=f'proxy = "{AT}"')
    assert (await place.command("check"))[0] == 2
    place.configure(telegram='proxy = "none"')
    assert (await place.command("check", HTTP_PROXY=AT))[0] == 0


async def test_a_call_that_the_proxy_refuses_was_never_made() -> None:
    async with proxying() as (address, door):
        request = AiohttpRequest(proxy=f"http://{address}")
        await request.initialize()
        with pytest.raises(NotConnected):
            await request.post(f"{HOST}/bot1:a/sendMessage")
        await request.shutdown()
        assert door.asked == ["CONNECT api.telegram.org:443"]


def test_check_names_the_proxy_that_refuses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", AT)
    said = CliRunner().invoke(app, ["check"]).stdout
    assert (
        f"✗ telegram: Telegram cannot be reached: see [telegram] api_base ({HOST} by the proxy {AT} (see HTTPS_PROXY))"
        in said
    )


@pytest.mark.parametrize(
    ("environment", "found"),
    [
        ({"HTTPS_PROXY": AT}, AT),
        ({"https_proxy": AT, "HTTPS_PROXY": "http://other:1"}, AT),
        ({"https_proxy": "", "HTTPS_PROXY": AT}, ""),
        ({"HTTP_PROXY": AT}, ""),
        ({"ALL_PROXY": "proxy.example:3128"}, "http://proxy.example:3128"),
        *(
            ({"HTTPS_PROXY": AT, "no_proxy": no}, "")
            for no in (
                "*",
                "telegram.org",
                ".telegram.org",
                "*.telegram.org",
                "x, API.telegram.org:443",
                "x api.telegram.org",
            )
        ),
        *(
            ({"HTTPS_PROXY": AT, "NO_PROXY": no}, AT)
            for no in ("gram.org", "api.telegram.org:80", "10.0.0.0/8", "", ",", "telegram.org.no", "[::1]")
        ),
    ],
)
def test_which_proxy(environment: dict[str, str], found: str) -> None:
    assert proxy.of_environment(HOST, environment).url == found


@pytest.mark.parametrize("no", ["10.0.0.0/8", "10.1.2.3", "10.1.2.3:8081", "::/0,10.0.0.0/8"])
def test_hosts_by_number_are_spared_by_number_and_net(no: str) -> None:
    assert proxy.of_environment("http://10.1.2.3:8081", {"http_proxy": AT, "NO_PROXY": no}).url == ""
    assert proxy.of_environment("http://11.1.2.3:8081", {"http_proxy": AT, "NO_PROXY": no}).url == AT


@pytest.mark.parametrize(
    "wrong", ["socks5://kari:hemmelig@h:1", "http://kari:hemmelig@h:99999", "http://", "h:x", "http://h/p"]
)
def test_a_proxy_that_is_none_is_named_and_not_repeated(wrong: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", wrong)
    with pytest.raises(SettingsFault, match=r"^HTTPS_PROXY: should be an address such as") as caught:
        load_settings()
    assert "hemmelig" not in str(caught.value)


def test_a_password_in_the_file_is_refused() -> None:
    Path("config.toml").write_text('[telegram]\nproxy = "http://kari:hemmelig@h:1"')
    with pytest.raises(SettingsFault, match=r"^config.toml: \[telegram\] proxy: a password does not belong") as caught:
        load_settings()
    assert "hemmelig" not in str(caught.value)
