"""What people ask for in their own words, in four languages: `content/own_words`."""

import pytest

from domain.people import Asked
from services.programmes import read_library

OWN_WORDS = read_library().own_words
UNDERSTOOD = {
    Asked.ABSENT: [
        "kan desverre ikke komme den 22. desembr",
        "Eg kan diverre ikkje kome",
        "jeg kan desværre ikke komme på torsdag",
        "I can't unfortunately come",
        "Eg kan ikkje kome på tysdag",
        "jeg kan ikke komme på tirsdag",
        "I can't come on Tuesday",
        "er syk i dag",
        "melder afbud",
        "won't be there tonight",
    ],
    Asked.LEAVE: [
        "meld meg av",
        "Eg vil melde meg av",
        "meld mig fra",
        "sign me off",
        "jeg vil slutte på kurset",
        "jeg vil gerne framelde mig",
        "unsubscribe",
    ],
    Asked.STOP: [
        "stopp",
        "STOPP!!",
        "stop",
        "/stopp",
        "for mange meldinger",
        "hold op med at skrive",
        "stop sending me messages",
    ],
    Asked.HELP: [
        "hjelp",
        "Hjelp!",
        "hjælp",
        "help",
        "jeg skjønner ikke dette",
        "det virker ikke",
        "who are you",
    ],
    Asked.WHEN: [
        "Hei, når begynner kurset?",
        "når byrjar det",
        "hvornår starter kurset",
        "when does it start",
        "når er neste kveld",
        "når er neste samling",
        "hvor mange samlinger er det",
        "kor mange samlingar er det",
        "hvor mange mødegange er der",
        "how many sessions are there",
    ],
    Asked.WHERE: [
        "hvor er det",
        "kvar er det",
        "hvor er det henne",
        "where is it",
        "adressen",
    ],
    Asked.NAME: [
        "jeg vil byte navn",
        "endre navn",
        "endre namn",
        "ændre navn",
        "change my name",
        "navnet mitt er feil",
    ],
    Asked.PHONE: [
        "endre telefonnummer",
        "nytt nummer",
        "jeg har fået nyt nummer",
        "change my number",
    ],
    Asked.COURSE: [
        "kurset mitt",
        "kurs",
        "mit kursus",
        "my course",
        "mine kurs",
    ],
    Asked.CENTRE: [
        "Kan jeg ta med mannen min?",
        "kan eg ta med meg mannen",
        "må jeg tage min mand med?",
        "can I bring my husband",
        "hva koster det",
        "er der parkering",
    ],
    Asked.ERASE: [
        "slett meg",
        "slett alt om meg",
        "slet mig",
        "delete me",
        "vil slettes",
    ],
    Asked.STORED: [
        "hva vet du om meg",
        "personvern",
        "privatliv",
        "what do you know about me",
    ],
    Asked.LANGUAGE: [
        "nynorsk",
        "bokmål",
        "dansk",
        "english",
        "bytte språk",
        "på engelsk takk",
    ],
    Asked.GROUPS: [
        "selvhjelpsgruppe",
        "sjølvhjelpsgruppe",
        "selvhjælpsgruppe",
        "support group",
    ],
    Asked.RING: [
        "ring meg",
        "kan noen ringe meg",
        "kan i ringe til mig",
        "please call me",
        "jeg vil snakke med noen",
        "vil snake med et meneske",
    ],
    Asked.JOIN: [
        "ja takk",
        "eg bur i Larvik, finst det noko kurs nær meg",
        "korleis finn eg kurs",
        "findes der et kursus i nærheden",
        "Is there a group for children? My son is 9",
        "jeg vil melde meg på",
        "jeg vil gjerne være med på dette",
        "kan jeg bli med",
        "eg melder meg på",
        "kan eg vere med",
        "jeg vil gerne være med",
        "jeg tilmelder mig",
        "I want to join",
        "can I take part",
        "tilmeld mig",
        "sign up",
        "er det ledige plasser",
    ],
    Asked.THANKS: [
        "takk",
        "tusen takk for hjelpen",
        "tak",
        "thank you",
    ],
    Asked.HELLO: [
        "hei",
        "hej",
        "hello",
        "god morgen",
    ],
    Asked.FINE: [
        "ok",
        "ja",
        "nei",
        "greit",
        "fint",
        "yes",
    ],
}
NOT = [
    "jeg vil ikke være med",
    "eg vil ikkje vere med",
    "I do not want to join",
    "blomkål",
    "hvorfor er himmelen blå",
    "42",
    "🌿",
    "",
    "?" * 40,
    "ord " * 30,
]


@pytest.mark.parametrize(("asked", "written"), [(one, each) for one, many in UNDERSTOOD.items() for each in many])
def test_it_is_understood(asked: Asked, written: str) -> None:
    assert OWN_WORDS.asked_in(written) is asked


@pytest.mark.parametrize("written", NOT)
def test_nobody_knows_what_is_meant(written: str) -> None:
    assert OWN_WORDS.asked_in(written) is None


def test_a_long_text_is_about_more_than_one_thing() -> None:
    assert OWN_WORDS.asked_in("meld meg av") is Asked.LEAVE
    assert OWN_WORDS.asked_in("jeg lurte litt på " * 6 + "meld meg av") is None


def test_each_is_understood_by_some_sentence() -> None:
    assert set(UNDERSTOOD) | {Asked.RESUME} == set(Asked)
    assert OWN_WORDS.asked_in("få meldingene igjen") is Asked.RESUME
