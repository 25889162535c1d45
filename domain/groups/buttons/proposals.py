"""Buttons of proposals, promises and free places."""

from dataclasses import dataclass

from domain.buttons import Payload


@dataclass(frozen=True)
class AnswerProposal(Payload, code="gans"):
    """`yes`, `no` or `other`."""

    member_id: int
    version: int
    answer: str


@dataclass(frozen=True)
class ShowProposal(Payload, code="gprop"):
    """A proposal, or a free place, that one has been asked about, as it stands."""

    member_id: int


@dataclass(frozen=True)
class PromiseSilence(Payload, code="gprom"):
    """The confidentiality promise."""

    member_id: int


@dataclass(frozen=True)
class AnswerNewcomer(Payload, code="gnew"):
    """A member's answer to whether somebody new may come."""

    member_id: int
    version: int
    yes: int


@dataclass(frozen=True)
class AnswerFreePlace(Payload, code="gfree"):
    member_id: int
    version: int
    yes: int
