"""Somebody's words with their formatting, as markup."""

import html
from itertools import pairwise

from domain.marked import CODES, KINDS, LINK, QUOTES, STYLES, Marked, Stretch
from texts.catalog import Html

_RANK = {kind: rank for rank, kind in enumerate((*QUOTES, *CODES, LINK, *STYLES))}
"""What stands around what; what is further out is never broken by what is within."""
_TAGS = {"bold": "b", "italic": "i", "underline": "u", "strikethrough": "s", "spoiler": "tg-spoiler", "code": "code"}
assert set(_RANK) == KINDS


def markup(words: Marked) -> Html:
    """Everything else escaped. Stretches that overlap are cut so that tags nest; within code there is nothing else."""
    encoded = words.text.encode("utf-16-le")
    end = len(encoded) // 2
    edges = sorted({0, end, *(at for one in words.stretches for at in (one.start, one.end) if 0 <= at <= end)})
    pieces: list[str] = []
    opened: list[Stretch] = []
    for start, stop in pairwise(edges):
        wanted = _around(words, start)
        same = next((n for n, pair in enumerate(zip(opened, wanted, strict=False)) if pair[0] != pair[1]), None)
        kept = min(len(opened), len(wanted)) if same is None else same
        pieces += [_closing(one) for one in reversed(opened[kept:])]
        pieces += [_opening(one) for one in wanted[kept:]]
        pieces.append(html.escape(encoded[2 * start : 2 * stop].decode("utf-16-le"), quote=False))
        opened = wanted
    pieces += [_closing(one) for one in reversed(opened)]
    return Html("".join(pieces))


def _around(words: Marked, at: int) -> list[Stretch]:
    """The stretches that hold here, outermost first; of those that cannot stand within each other the first."""
    found: list[Stretch] = []
    for one in sorted(words.stretches, key=lambda one: (_RANK[one.kind], one.start, -one.length)):
        if one.start <= at < one.end and not any(_excludes(other, one) for other in found):
            found.append(one)
    return found


def _excludes(outer: Stretch, inner: Stretch) -> bool:
    quotes = outer.kind in QUOTES and inner.kind in QUOTES
    return outer.kind in CODES or outer.kind == inner.kind or quotes


def _opening(one: Stretch) -> str:
    if one.kind == LINK:
        return f'<a href="{html.escape(one.argument)}">'
    if one.kind == "pre":
        return f'<pre><code class="language-{html.escape(one.argument)}">' if one.argument else "<pre>"
    if one.kind in QUOTES:
        return "<blockquote expandable>" if one.kind == "expandable_blockquote" else "<blockquote>"
    return f"<{_TAGS[one.kind]}>"


def _closing(one: Stretch) -> str:
    if one.kind == LINK:
        return "</a>"
    if one.kind == "pre":
        return "</code></pre>" if one.argument else "</pre>"
    return "</blockquote>" if one.kind in QUOTES else f"</{_TAGS[one.kind]}>"
