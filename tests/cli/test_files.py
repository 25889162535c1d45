"""The files of the database are for who runs the bot, whatever the umask; what is wider is named and narrowed."""

import os
from pathlib import Path

from tests.faults.conftest import make_place
from tests.faults.process import Place

__all__ = ["make_place"]


def modes(folder: Path) -> dict[str, str]:
    return {one.name: oct(one.stat().st_mode & 0o777) for one in folder.glob("test.db*")}


async def test_what_any_command_makes_is_our_own(make_place: object) -> None:
    place: Place = await make_place()  # type: ignore[operator]
    await place.database.dispose()
    for one in place.folder.glob("test.db*"):
        one.unlink()
    before = os.umask(0)
    try:
        code, said = await place.command("migrate")
        assert code == 0, said
        assert set(modes(place.folder).values()) == {"0o600"}
        bot = await place.run()
        assert modes(place.folder).keys() >= {"test.db", "test.db-wal", "test.db-shm", "test.db.lock"}
        assert set(modes(place.folder).values()) == {"0o600"}
        await bot.stop()
    finally:
        os.umask(before)


async def test_what_is_wider_is_named_and_narrowed(make_place: object) -> None:
    place: Place = await make_place()  # type: ignore[operator]
    await place.database.dispose()
    (place.folder / "bot.env").write_text("TELEGRAM_BOT_TOKEN=1:a\n")
    for name in ("test.db", "bot.env"):
        (place.folder / name).chmod(0o640)
    _, said = await place.command("check")
    assert f"! files: {place.folder}/test.db can be read by others on this machine; chmod 600 test.db" in said
    assert f"! files: {place.folder}/bot.env can be read" in said
    code, said = await place.command("migrate")
    assert code == 0
    assert "Others on this machine could read test.db; they cannot any longer." in said.splitlines()
    (place.folder / "test.db").chmod(0o644)
    bot = await place.run()
    assert bot.said.count('"files_narrowed"') == 1
    await bot.stop()
    assert modes(place.folder)["test.db"] == "0o600"
