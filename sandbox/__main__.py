"""`python -m sandbox`: the stand-in on its own, until interrupted. Its first line of output is its URL."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import signal

from . import ClockFile, Sandbox, SandboxServer


async def _serve(options: argparse.Namespace) -> None:
    clock = ClockFile(options.clock_file) if options.clock_file else None
    sandbox = Sandbox(token=options.token, username=options.username, clock=clock, limits=options.limits)
    server = SandboxServer(sandbox, port=options.port)
    await server.start()
    print(server.url, flush=True)
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        with contextlib.suppress(NotImplementedError):
            asyncio.get_running_loop().add_signal_handler(number, stop.set)
    await stop.wait()
    await server.stop()


def main() -> None:
    """Read the options and serve."""
    parser = argparse.ArgumentParser(prog="python -m sandbox", description="A stand-in for the Telegram Bot API.")
    parser.add_argument("--port", type=int, default=0, help="port on 127.0.0.1 (default: any free one)")
    parser.add_argument("--token", default="1234567890:SANDBOX", help="the only bot token it accepts")
    parser.add_argument("--username", default="mestringsbot", help="the bot's username")
    parser.add_argument("--limits", action="store_true", help="refuse what is faster than Telegram allows")
    parser.add_argument("--clock-file", help="file with an instant or a signed duration, see the time buttons")
    asyncio.run(_serve(parser.parse_args()))


if __name__ == "__main__":
    main()
