"""`python -m tests.pictures`: takes all pictures of the guides and of the README anew; `nb da` only those of a language.

With the same programme, browser and fonts the same pictures come out: the clock is turned, and everybody is made up.
"""

import argparse
import asyncio
import tempfile
from pathlib import Path

from cryptography.fernet import Fernet
from playwright.async_api import Browser

from bot import logs
from db.migrate import upgrade
from domain.people import LANGUAGES
from services.programmes import CONTENT
from tests.pictures import camera, readme
from tests.pictures.scenes import options, scenes
from tests.stage import Stage

GUIDES = CONTENT / "guides" / "pictures"
README = "readme"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", nargs="*", choices=[*LANGUAGES, README, []], help="all, if none is named")
    logs.set_up("warning")
    asyncio.run(_take(parser.parse_args().what or [*LANGUAGES, README]))


async def _take(what: list[str]) -> None:
    async with camera.browser() as opened:
        for one in what:
            pictures = await (readme.pictures(opened) if one == README else guide(opened, one))
            folder = readme.FOLDER if one == README else GUIDES / one
            for name, png in pictures.items():
                camera.keep(folder / f"{name}.png", png)
            sizes = [len(png) for png in pictures.values()]
            print(f"{one}: {len(sizes)} pictures, {sum(sizes) // 1000} kB, the largest {max(sizes) // 1000} kB")  # noqa: T201


async def guide(opened: Browser, language: str) -> dict[str, bytes]:
    """All pictures of one language's guide, by name."""
    taken: dict[str, bytes] = {}
    with tempfile.TemporaryDirectory(prefix="mestringsbot-") as folder:
        url = f"sqlite:///{folder}/pictures.db"
        await upgrade(url)
        stage = Stage(Path(folder), url, Fernet.generate_key().decode(), options(language))
        await stage.open()
        try:
            async with camera.camera(opened, stage.server.url) as eye:
                async for shot in scenes(stage, language):
                    await shot.phone.refresh()
                    newest = shot.phone.last.split("\n")[0]
                    taken[shot.name] = await eye.phone(shot.phone.name, shot.last, newest)
        finally:
            await stage.close()
    return taken


if __name__ == "__main__":
    main()
