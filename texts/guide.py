"""The guide for whoever coordinates, as a page with its pictures in it that can be read without a network."""

import html
import re
from base64 import b64encode
from collections.abc import Mapping

from domain.people import buttons as people_buttons
from services.programmes import Guide
from texts import webpage
from texts.catalog import Texts
from texts.screen import Button, Document, Screen

LARGEST = 1_000_000
"""Bytes of all pictures; a page with more of them goes out without any."""


def screen(t: Texts, guide: Guide) -> Screen:
    home = [[Button(t.plain("button.home"), people_buttons.Home())]]
    return Screen(t("guide.sent"), home, Document(f"{t.plain('file.guide')}.html", page(t, guide)), as_caption=True)


def page(t: Texts, guide: Guide) -> bytes:
    """UTF-8; markup in the text itself is shown, not obeyed."""
    from markdown_it import MarkdownIt  # few ever ask for it

    made = MarkdownIt("commonmark", {"html": False}).enable("table").render(guide.text)
    fits = sum(map(len, guide.pictures.values())) <= LARGEST
    body = _IMAGE.sub(lambda found: _picture(found, guide.pictures if fits else {}), made)
    heading = re.search(r"<h1>(.*?)</h1>", body)
    return webpage.whole(t.language, heading[1] if heading else t.plain("guide.button"), body)


_IMAGE = re.compile(r'<img src="([^"]*)" alt="([^"]*)" />')


def _picture(found: re.Match[str], pictures: Mapping[str, bytes]) -> str:
    """The picture itself in place of its name; nothing where it is not shown."""
    content = pictures.get(html.unescape(found[1]))
    if content is None:
        return ""
    return f'<img src="data:image/png;base64,{b64encode(content).decode()}" alt="{found[2]}">'
