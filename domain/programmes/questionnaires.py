"""What a poll asks: questions from 1 to 5, and one in free text."""

from msgspec import Struct

from domain.programmes.pieces import Words


class Question(Struct, frozen=True, forbid_unknown_fields=True):
    text: Words
    """a question that can be answered with a number from 1 to 5, in nb, nn, da and en"""


class Scale(Struct, frozen=True, forbid_unknown_fields=True):
    lowest: Words
    """what 1 means, in nb, nn, da and en"""
    highest: Words
    """what 5 means, in nb, nn, da and en"""


class Questionnaire(Struct, frozen=True, forbid_unknown_fields=True):
    """Questions answered from 1 to 5, and one in free text."""

    slug: str
    """what programmes call it by"""
    title: Words
    """what stands above it, in nb, nn, da and en"""
    intro: Words
    """one line on what it is for, in nb, nn, da and en"""
    scale: Scale
    """[scale], with lowest and highest"""
    question: tuple[Question, ...]
    """[[question]], once for each question"""
    free_text: Words
    """one open question, in nb, nn, da and en"""
