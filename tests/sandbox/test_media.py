"""Photos and documents that the bot sends."""

from __future__ import annotations

import pytest
import telegram

from sandbox.pictures import square

from .conftest import TOKEN, World


async def test_a_photo(world: World, user: int, bot: telegram.Bot) -> None:
    sent = await bot.send_photo(user, square(), caption="<b>QR</b>", parse_mode="HTML")
    assert (sent.photo[-1].width, sent.caption, sent.caption_entities[0].type) == (64, "QR", "bold")
    again = await bot.send_photo(user, sent.photo[-1].file_id)
    assert again.photo[-1].file_unique_id == sent.photo[-1].file_unique_id
    [*_, view] = await world.chat(user)
    async with world.http.get(world.server.url + view["photo"]["url"]) as answer:
        assert await answer.read() == square()
        assert answer.content_type == "image/png"


async def test_a_document(user: int, bot: telegram.Bot) -> None:
    sent = await bot.send_document(user, b"BEGIN:VCALENDAR", filename="møte.ics", caption="Kalender")
    assert sent.document is not None
    assert (sent.document.file_name, sent.document.mime_type, sent.document.file_size) == (
        "møte.ics",
        "text/calendar",
        15,
    )
    file = await sent.document.get_file()
    assert bytes(await file.download_as_bytearray()) == b"BEGIN:VCALENDAR"
    edited = await sent.edit_caption("Ny")
    assert isinstance(edited, telegram.Message)
    assert (edited.caption, edited.document) == ("Ny", sent.document)


async def test_a_large_document(user: int, bot: telegram.Bot) -> None:
    sent = await bot.send_document(user, b"x" * 5_000_000, filename="stor.pdf")
    assert sent.document is not None
    assert sent.document.file_size == 5_000_000


@pytest.mark.parametrize(
    ("content", "description"),
    [(b"no picture", "Image_process_failed"), (b"", "File must be non-empty")],
)
async def test_refused_photos(user: int, bot: telegram.Bot, content: bytes, description: str) -> None:
    with pytest.raises(telegram.error.BadRequest, match=description):
        await bot.send_photo(user, content)


async def test_refusals(world: World, user: int) -> None:
    assert await world.refused("sendDocument", chat_id=user) == "Bad Request: there is no document in the request"
    assert await world.refused("sendDocument", chat_id=user, document="x") == (
        "Bad Request: wrong file identifier/HTTP URL specified"
    )
    assert await world.refused("getFile", file_id="x") == (
        "Bad Request: wrong file_id or the file is temporarily unavailable"
    )
    async with world.http.get(f"{world.server.url}/file/bot{TOKEN}/nothing") as answer:
        assert answer.status == 404


async def test_a_caption_has_1024_characters(user: int, bot: telegram.Bot) -> None:
    await bot.send_photo(user, square(), caption="x" * 1024)
    with pytest.raises(telegram.error.BadRequest, match="Message caption is too long"):
        await bot.send_photo(user, square(), caption="x" * 1025)
