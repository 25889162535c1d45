"""The sandbox as a process of its own, and the hands that drive it."""

import asyncio
import sys
from collections.abc import Awaitable, Callable, Iterable
from types import TracebackType
from typing import Any, Self, TypeVar

import aiohttp

TOKEN = "1234567890:SANDBOX"  # opens nothing
FIRST_ID = 7_000_000_001
"""The sandbox counts people from here, so that a database can be filled before or after."""
LOOK_EVERY = 0.01
T = TypeVar("T")


class Server:
    """`python -m sandbox`, started and stopped with the block. `url` is where it listens."""

    def __init__(self, *, limits: bool = False) -> None:
        self._limits = limits
        self._people: list[int] = []

    async def __aenter__(self) -> Self:
        options = ["--limits"] if self._limits else []
        self._process = await asyncio.create_subprocess_exec(
            sys.executable,
            *("-m", "sandbox", "--port", "0", "--token", TOKEN, *options),
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,  # it complains of clients that hang up, as one does when its time is over
        )
        assert self._process.stdout is not None
        self.url = (await self._process.stdout.readline()).decode().strip()
        self._http = aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=16))
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._http.close()
        self._process.terminate()
        await self._process.wait()

    async def people(self, count: int) -> list[int]:
        """The Telegram ids of `count` people who have pressed Start; the same ones each time."""
        missing = await self.strangers(max(0, count - len(self._people)))
        await at_once(16, (self._starter(one) for one in missing))
        self._people += missing
        await self.drop_updates()
        assert self._people == list(range(FIRST_ID, FIRST_ID + len(self._people)))
        return self._people[:count]

    async def strangers(self, count: int) -> list[int]:
        """The Telegram ids of `count` new people who have done nothing yet."""
        wishes = [self._adder() for _ in range(count)]
        return sorted([int(user["id"]) for user in await at_once(16, wishes)])

    async def drop_updates(self) -> None:
        """Forget whatever no bot has fetched."""
        await self.api("deleteWebhook", drop_pending_updates=True)

    async def api(self, method: str, **params: Any) -> Any:
        """Call the Bot API."""
        async with self._http.post(f"{self.url}/bot{TOKEN}/{method}", json=params) as response:
            return await response.json()

    async def get(self, path: str, **params: Any) -> Any:
        """Ask the control API."""
        async with self._http.get(f"{self.url}/sandbox/{path}", params=params) as response:
            return await response.json()

    async def post(self, path: str, **body: Any) -> Any:
        """Tell the control API. Raises ClientResponseError."""
        async with self._http.post(f"{self.url}/sandbox/{path}", json=body, raise_for_status=True) as response:
            return await response.json()

    async def newest(self, person: int) -> int:
        """The number of the newest message that the bot has written to somebody."""
        chat = (await self.get(f"users/{person}/chat"))["messages"]
        return int(next(one["message_id"] for one in reversed(chat) if one["from_bot"]))

    async def forget_calls(self) -> None:
        """Empty the record of calls."""
        async with self._http.delete(f"{self.url}/sandbox/calls"):
            pass

    async def calls(self, since: int = 0) -> list[dict[str, Any]]:
        """The Bot API calls numbered above `since` (`n`), oldest first, with when they came (`at`, seconds since 1970)."""
        found: list[dict[str, Any]] = (await self.get("calls", since=since))["calls"]
        return found

    async def calls_until(
        self, enough: Callable[[list[dict[str, Any]]], bool], seconds: float = 120
    ) -> list[dict[str, Any]]:
        """The calls from the last `forget_calls` on, as soon as they are enough. Raises TimeoutError."""
        calls: list[dict[str, Any]] = []
        async with asyncio.timeout(seconds):
            while not enough(calls):
                await asyncio.sleep(LOOK_EVERY)
                calls += await self.calls(calls[-1]["n"] if calls else 0)
        return calls

    def _adder(self) -> Callable[[], Awaitable[Any]]:
        return lambda: self.post("users", first_name="Kari", language_code="nb")

    def _starter(self, telegram_id: int) -> Callable[[], Awaitable[Any]]:
        return lambda: self.post(f"users/{telegram_id}/start")


async def at_once(width: int, work: Iterable[Callable[[], Awaitable[T]]]) -> list[T]:
    """Do everything, at most `width` at a time, taken up in order; results in order of completion."""
    results: list[T] = []
    waiting = iter(work)

    async def hand() -> None:
        for one in waiting:
            results.append(await one())

    await asyncio.gather(*(hand() for _ in range(width)))
    return results
