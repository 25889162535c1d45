"""A leaflet before and after it is drawn: plain values, which the process that draws can read without loading the bot."""

from collections.abc import Sequence

from msgspec import Struct

from domain.courses import Paper

Fact = tuple[str, Sequence[str]]
"""A heading with the lines below it."""


KEPT = "\xa0"
"""A space at which no line ends."""


class Sheet(Struct, frozen=True):
    """What stands on a leaflet, in the words of its language.

    `lead` is for whom it is, `about` what it is, left out where there is no room. The `facts` stand in two columns.
    `sign_up` stands beside the code of `link`.
    """

    paper: Paper
    language: str
    above: str
    title: str
    lead: str
    about: str
    facts: Sequence[Fact]
    sign_up: Fact
    link: str
    foot: str


class Printed(Struct, frozen=True):
    """The same page twice."""

    pdf: bytes
    png: bytes
