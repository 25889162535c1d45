"""Buttons of proposals, promises and free places."""

from domain.buttons import Payload


class AnswerProposal(Payload, code="gans", frozen=True):
    """`yes`, `no` or `other`."""

    member_id: int
    version: int
    answer: str


class ShowProposal(Payload, code="gprop", frozen=True):
    """A proposal, or a free place, that one has been asked about, as it stands."""

    member_id: int


class PromiseSilence(Payload, code="gprom", frozen=True):
    """The confidentiality promise."""

    member_id: int


class AnswerNewcomer(Payload, code="gnew", frozen=True):
    """A member's answer to whether somebody new may come."""

    member_id: int
    version: int
    yes: int


class AnswerFreePlace(Payload, code="gfree", frozen=True):
    member_id: int
    version: int
    yes: int
