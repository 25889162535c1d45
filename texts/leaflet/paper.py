"""A leaflet before and after it is drawn: plain values, which the process that draws can read without loading the bot."""

from collections.abc import Sequence

from msgspec import Struct

from domain.courses import Paper

Fact = tuple[str, Sequence[str]]
"""A heading with the lines below it."""


KEPT = "\xa0"
"""A space at which no line ends."""


class When(Struct, frozen=True):
    """The dates below their heading. `hours` where they are the same on all `days`, else empty: then each day says its own.

    `topics`: what each of the days is about; none where they are not to be said. `more`: that there are further dates.
    """

    heading: str
    hours: str
    days: Sequence[str]
    topics: Sequence[str]
    more: str

    @property
    def fact(self) -> Fact:
        """The same without the topics."""
        return self.heading, [one for one in (self.hours, *self.days, self.more) if one]


class Sheet(Struct, frozen=True):
    """What stands on a leaflet, in the words of its language.

    `lead` is for whom it is; `about`, what it is, and the topics are left out where there is no room. The `facts` stand in two
    columns, `more` below them as one paragraph. `sign_up` stands beside the code of `link`, and `foot` below it.
    """

    paper: Paper
    language: str
    above: str
    title: str
    lead: str
    about: str
    when: When
    facts: Sequence[Fact]
    more: Fact
    sign_up: Fact
    link: str
    foot: str


class Name(Struct, frozen=True):
    """What courses of a programme are called. `in_chat`: a line on what they are called there, empty where it is the same."""

    title: str
    in_chat: str
    for_whom: str


class Names(Struct, frozen=True):
    """A list on A4 of what courses are called, on as many pages as it takes."""

    language: str
    heading: str
    why: str
    names: Sequence[Name]


class Printed(Struct, frozen=True):
    """The same page twice; of several pages `png` is the first."""

    pdf: bytes
    png: bytes
