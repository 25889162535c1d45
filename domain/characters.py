"""Characters as they come from telephones, made alike before anything reads them.

`tidy` keeps all that a reader sees, in its one composed form (NFC), and nothing that is not seen: control characters, the
direction of writing turned by hand, fillers, and whatever Unicode calls default-ignorable, except where it joins something
(an emoji, a flag, letters of a script that joins). Done twice it changes nothing more.
"""

import re
import unicodedata

MOST_MARKS = 6
"""Marks upon one letter. No language needs more; a hundred of them cover the lines above and below."""
_LINES = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_SPACES = re.compile("[\t\x1f\xa0\u1680\u2000-\u200a\u202f\u205f\u2800\u3000]")
_JOINER, _NON_JOINER, _AS_EMOJI = "\u200d", "\u200c", "\ufe0f"
_TAGS = "\U000e0020-\U000e007f"
_UNSEEN = (
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164"
    "\ud800-\udfff\ufdd0-\ufdef\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffc\ufffe\uffff"
    "\U0001bca0-\U0001bca3\U0001d159\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
    + "".join(f"{chr(plane << 16 | 0xFFFE)}{chr(plane << 16 | 0xFFFF)}" for plane in range(1, 17))
    + "]"
)
_PICTURE = "[©®‼⁉™ℹ\u2190-\u2bff〰〽㊗㊙\U0001f000-\U0001fbff]"
_JOINING = "[\u0620-\u109f\u1780-\u17b3\u17b6-\u17d3\u1820-\u18aa\ua840-\ua873\ua8e0-\ua8ff]"
_IDEOGRAPH = "[\u3400-\u9fff\uf900-\ufaff\U00020000-\U000323af]"
_MEANT = "|".join(
    (
        f"(?<=\U0001f3f4)[{_TAGS}]{{1,6}}\U000e007f",  # the flags of England, Scotland and Wales
        f"(?:(?<={_PICTURE})|(?<={_PICTURE}{_AS_EMOJI})){_JOINER}(?={_PICTURE})",
        f"(?<={_PICTURE})[\ufe0e{_AS_EMOJI}]|(?<=[0-9#*]){_AS_EMOJI}(?=\u20e3)",
        f"(?<={_JOINING})[{_NON_JOINER}{_JOINER}](?={_JOINING})",
        f"(?<={_IDEOGRAPH})[\ufe00-\ufe02\U000e0100-\U000e01ef]",
    )
)
_LOOKED_AT = re.compile(f"(?P<meant>{_MEANT})|{_UNSEEN}")
_DASHES = re.compile("[\u2010-\u2015\u2212\ufe58\ufe63\uff0d]")


def tidy(text: str) -> str:
    """All that is seen of a text, lines and spaces kept, without blank edges; empty when nothing is."""
    return trimmed(clean(text))[0]


def clean(text: str) -> str:
    """As `tidy`, with its edges as they are. At most three times as long as what it was made of."""
    if text.isascii() and text.isprintable():
        return text
    text = _SPACES.sub(" ", _LINES.sub("\n", unicodedata.normalize("NFC", text)))
    text = unicodedata.normalize("NFC", _LOOKED_AT.sub(lambda found: found["meant"] or "", text))
    return text if text.isascii() else _without_piles(text)


def trimmed(text: str) -> tuple[str, int]:
    """A clean text without its edges, and how many characters are gone from its beginning; nothing of one without visible ones.

    Marks without a letter to stand on go with the edge: they would stand on what is written before them.
    """
    start = next((at for at, one in enumerate(text) if not (one.isspace() or _is_mark(one))), len(text))
    text = text[start:].rstrip()
    return (text, start) if has_visible(text) else ("", 0)


def one_line(text: str) -> str:
    """As `tidy`, for what stands on a line of its own: a name, a place."""
    return " ".join(tidy(text).split())


def folded(text: str) -> str:
    """For what a program reads: one line, with the digits, letters and dashes that a keyboard has."""
    text = _DASHES.sub("-", unicodedata.normalize("NFKC", one_line(text)))
    return one_line("".join(map(_digit, text)))


def has_visible(text: str) -> bool:
    """Whether anything of it is seen; a mark alone, or a joiner, is not."""
    return any(not one.isspace() and not _is_mark(one) and one not in _JOINER + _NON_JOINER for one in text)


def units(text: str) -> int:
    """Its length as Telegram counts: in UTF-16 code units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _is_mark(character: str) -> bool:
    return unicodedata.category(character) in ("Mn", "Me")


def _digit(character: str) -> str:
    return str(unicodedata.decimal(character, None) or 0) if character.isdecimal() else character


def _without_piles(text: str) -> str:
    """A letter with the first few of its marks. A joiner counts as nothing, and goes with the mark that it would have joined."""
    if not any(map(_is_mark, set(text))):
        return text
    kept: list[str] = []
    marks = 0
    for one in text:
        if _is_mark(one):
            marks += 1
        elif one not in (_JOINER, _NON_JOINER):
            marks = 0
        if marks <= MOST_MARKS:
            kept.append(one)
        elif kept[-1] in (_JOINER, _NON_JOINER):
            kept.pop()
    return "".join(kept)
