"""Wording of private codes: one's own, and those that one has entered oneself."""

from domain.groups import buttons as g
from domain.groups.wishes import Step
from domain.people import buttons as b
from services.groups.pairs import Codes, Named
from texts.catalog import Html, Texts
from texts.groups.words import columns
from texts.screen import Button, Screen


def codes(t: Texts, mine: Codes) -> Screen:
    """My own code, and the codes that I have entered myself; each can be forgotten."""
    centre = mine.centre
    without = "groups.codes.no_code" if centre.phone else "groups.codes.no_code.unlisted"
    text = Html(f"{t('groups.codes', code=_spaced(mine.code))}\n\n{t(without, centre=centre.name, phone=centre.phone)}")
    if mine.named:
        lines = [t("groups.codes.named"), *(_named(t, one) for one in mine.named)]
        text = Html(f"{text}\n\n{chr(10).join(lines)}")
    forget = [
        Button(t.plain("groups.codes.forget", code=_spaced(one.code)), g.ForgetPair(one.pair_id)) for one in mine.named
    ]
    add = [
        Button(t.plain("groups.codes.add_with"), g.NamePerson(mine.wish_id, 0)),
        Button(t.plain("groups.codes.add_apart"), g.NamePerson(mine.wish_id, 1)),
    ]
    back = Button(t.plain("button.back"), g.ShowStep(mine.wish_id, Step.SUMMARY.value))
    return Screen(text, [add, *columns(forget, 2), [back]])


def _named(t: Texts, one: Named) -> Html:
    return t("groups.codes.apart" if one.apart else "groups.codes.with", code=_spaced(one.code))


def _spaced(code: str) -> str:
    """`KX7 4QP`, as one reads it out."""
    return f"{code[:3]} {code[3:]}"


def which(t: Texts, wish_id: int, code: str) -> Screen:
    """A code was written before it was said what for."""
    rows = [
        [Button(t.plain("groups.codes.add_with"), g.NameCode(wish_id, code, 0))],
        [Button(t.plain("groups.codes.add_apart"), g.NameCode(wish_id, code, 1))],
        [Button(t.plain("button.cancel"), g.ShowCodes(wish_id))],
    ]
    return Screen(t("groups.codes.which", code=_spaced(code)), rows)


def ask_code(t: Texts, apart: bool) -> Screen:
    sentence = "groups.codes.ask_apart" if apart else "groups.codes.ask_with"
    return Screen(t(sentence), [[Button(t.plain("button.cancel"), b.CancelDialog())]])
