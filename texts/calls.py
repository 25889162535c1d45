"""Wording of the wish to be rung: to whoever has it, and to the coordinators."""

from domain.people import buttons as people_buttons
from services.calls import Wish, Wisher
from texts.catalog import Html, Texts
from texts.contacts import numbers
from texts.screen import Button, Screen


def wished(t: Texts, wish: Wish) -> Screen:
    """The coordinators know; or nobody could be told; and the number to ring oneself."""
    said = (
        t("calls.done", centre=wish.centre.name, phone=wish.phone)
        if wish.told
        else t("calls.nobody", centre=wish.centre.name)
    )
    return Screen(_yourself(t, said, wish), [[Button(t.plain("button.home"), people_buttons.Home())]])


def ask_phone(t: Texts, wish: Wish, example: str) -> Screen:
    """No number is stored: the next text is it."""
    said = t("calls.no_phone", centre=wish.centre.name, example=example)
    return Screen(_yourself(t, said, wish), [[Button(t.plain("button.cancel"), people_buttons.CancelDialog())]])


def _yourself(t: Texts, said: Html, wish: Wish) -> Html:
    rung = numbers([wish.centre])
    return Html(f"{said}\n\n{t('calls.yourself', contacts=rung)}") if rung else said


def to_coordinator(t: Texts, wisher: Wisher) -> Screen:
    return Screen(t("calls.wished", name=wisher.name, phone=wisher.phone or "–", centre=wisher.centre.name))
