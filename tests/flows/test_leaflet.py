"""A leaflet of a course, from its card: on two papers, in four languages, with a code that leads to signing up."""

import io
from datetime import timedelta

import pypdfium2
import pytest
import zxingcpp
from PIL import Image

from domain.courses import Paper
from domain.courses import buttons as b
from domain.people import LANGUAGES
from handlers import leaflets as handler
from tests.flows.test_title_on_paper import ON_PAPER, give_two_titles
from tests.stage import FIRST, Phone, Stage

LINK = "https://t.me/mestring_test_bot?start=c_ta-tak-host"
A5, A4 = (148, 210), (210, 297)


async def files(stage: Stage, phone: Phone) -> list[tuple[str, bytes]]:
    """Names and contents of the documents that somebody has got, in order."""
    found = []
    for message in phone.messages:
        if document := message.get("document"):
            found.append((document["file_name"], await stage.file(document["file_id"])))
    return found


def said(pdf: bytes) -> str:
    return pypdfium2.PdfDocument(pdf)[0].get_textpage().get_text_bounded().replace("\r\n", "\n")


def led_to(png: bytes) -> str:
    """Where the code on a picture leads."""
    (read,) = zxingcpp.read_barcodes(Image.open(io.BytesIO(png)))
    return str(read.text)
