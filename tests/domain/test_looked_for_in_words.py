"""Of what people write when they look for a course: for whom, where and about what, in four languages (`content/own_words`)."""

import pytest

from domain.people import Wanted
from services.programmes import read_library

OWN_WORDS = read_library().own_words
PLACES = ("Tromsø", "Bømlo", "Nordre Follo", "Follo", "Aurskog-Høland", "Køge", "Møre", "Time")
NEARBY = Wanted(nearby=True)
CHILDREN, RELATIVES, ONLINE, TROMSO = (
    Wanted("parent"),
    Wanted("relative"),
    Wanted(online=True),
    Wanted(place="Tromsø"),
)
UNDERSTOOD = {
    "finnes det en gruppe for barn": CHILDREN,
    "er det noe for barn": CHILDREN,
    "har dere kurs for ungdom?": CHILDREN,
    "er det noko for barn": CHILDREN,
    "finst det ei gruppe for born": CHILDREN,
    "er der en gruppe for børn": CHILDREN,
    "findes der noget for mit barn": CHILDREN,
    "is there anything for children?": CHILDREN,
    "is there a group for my son": CHILDREN,
    "noe for pårørende": RELATIVES,
    "Hei! Finnes det kurs for pårørende?": RELATIVES,
    "noe for oss som er pårørende": RELATIVES,
    "pårørende": RELATIVES,
    "noko for oss som er pårørande": RELATIVES,
    "noget for os, der er pårørende": RELATIVES,
    "something for those of us who are carers": RELATIVES,
    "noko for pårørande": RELATIVES,
    "finst det eit kurs for oss som er pårørande": RELATIVES,
    "noget for pårørende": RELATIVES,
    "findes der kurser for pårørende": RELATIVES,
    "anything for relatives?": RELATIVES,
    "are there courses for carers": RELATIVES,
    "noe på video for pårørende": Wanted("relative", online=True),
    "noko på nett for pårørande": Wanted("relative", online=True),
    "er der noget på video for pårørende": Wanted("relative", online=True),
    "is there anything on video for carers": Wanted("relative", online=True),
    "finnes det noe i Tromsø for barn": Wanted("parent", place="Tromsø"),
    "finst det noko i Tromsø for pårørande": Wanted("relative", place="Tromsø"),
    "kurs på video": ONLINE,
    "har dere noe på nett": ONLINE,
    "nettkurs": ONLINE,
    "på video": ONLINE,
    "på nettet": ONLINE,
    "by video": ONLINE,
    "finst det noko på video": ONLINE,
    "kursus på nettet": ONLINE,
    "er der onlinekursus": ONLINE,
    "a course by video": ONLINE,
    "is there anything online": ONLINE,
    "noe i Tromsø": TROMSO,
    "er det kurs i tromso?": TROMSO,
    "finnes det noe i nærheten, jeg bor i Tromsø": TROMSO,
    "noko i Tromsø": TROMSO,
    "eg bur i Tromsø, finst det noko kurs nær meg": TROMSO,
    "noget i Tromsø": TROMSO,
    "findes der kurser i Køge": Wanted(place="Køge"),
    "anything in Tromsø": TROMSO,
    "is there a course near Tromso": TROMSO,
    "kurs i Nordre Follo": Wanted(place="Nordre Follo"),
    "er det kurs i Aurskog-Høland": Wanted(place="Aurskog-Høland"),
    "kurs på Bomlo": Wanted(place="Bømlo"),
    "kurs for pårørende i Tromsø": Wanted("relative", place="Tromsø"),
    "gruppe for barn på video": Wanted("parent", online=True),
    "kurs for helsepersonell": Wanted("staff"),
    "kursus for sygeplejersker": Wanted("staff"),
    "a course for nurses": Wanted("staff"),
    "I want to join the course for relatives": RELATIVES,
    "thanks! is there a group for my son": CHILDREN,
    "er det noe for oss som lever med sykdom selv": Wanted("self"),
    "er det noko for oss som lever med sjukdom": Wanted("self"),
    "noget for mig selv": Wanted("self"),
    "something for people living with illness": Wanted("self"),
    "kurs om stress": Wanted(theme="mind"),
    "kurs om søvn for pårørende": Wanted("relative", theme="body"),
    "kurs om kjensler": Wanted(theme="mind"),
    "kursus om hverdagen": Wanted(theme="everyday"),
    "a course about everyday life": Wanted(theme="everyday"),
    "kurs i nærheten": NEARBY,
    "Finnes det noen kurs i nærheten av meg?": NEARBY,
    "noe i nærheten": NEARBY,
    "er det kurs der jeg bor": NEARBY,
    "nærmeste kurs": NEARBY,
    "kurs i nærleiken": NEARBY,
    "finst det noko nær meg": NEARBY,
    "har de kurs der eg bur?": NEARBY,
    "kurser i nærheden": NEARBY,
    "findes der et kursus tæt på mig": NEARBY,
    "er der noget i nærheden": NEARBY,
    "courses near me": NEARBY,
    "is there a course nearby?": NEARBY,
    "any groups where I live": NEARBY,
    "anything near me": NEARBY,
    "kurs for pårørende i nærheten": Wanted("relative", nearby=True),
    "noe for barn, gjerne kurs i nærheten": Wanted("parent", nearby=True),
    "courses for relatives near me": Wanted("relative", nearby=True),
    "kurs om stress i nærheten": Wanted(theme="mind", nearby=True),
    "kurs i nærheten av Tromsø": TROMSO,
    "kurs på nett eller i nærheten": ONLINE,
}
ORDINARY = [
    "jeg har barn hjemme på tirsdag",
    "barnet mitt er sykt i dag",
    "kan jeg ta med barnet mitt",
    "jeg er pårørende",
    "det er noe i Tromsø jeg må rekke",
    "det er vanskelig for pårørende",
    "vi ses på video på tirsdag",
    "jeg er her som pårørende",
    "jeg er pårørende, når begynner kurset",
    "hvor er kurset på tirsdag",
    "jeg kommer fra Tromsø",
    "jeg bor i Tromsø",
    "er kurset i Tromsø avlyst",
    "bussen fra Tromsø er forsinket",
    "jeg kan ikke komme på kurs i Tromsø",
    "meld meg av kurset på video",
    "videoen virker ikke",
    "det er noe på nettet som ikke virker",
    "jeg får ikke til lenken på video",
    "jeg er stresset",
    "slett alt om meg i Tromsø",
    "ring meg om kurs for pårørende",
    "eg har born heime",
    "eg er pårørande",
    "eg bur i Tromsø",
    "eg kan ikkje kome på kurs i Tromsø",
    "videoen verkar ikkje",
    "mit barn er sygt",
    "jeg har børn",
    "jeg er pårørende og træt",
    "jeg bor i Køge",
    "videoen virker ikke hos mig",
    "my children are ill",
    "I am a relative",
    "I live in Tromsø",
    "the video does not work",
    "I am online now",
    "there is something on my mind",
    "meld meg på",
    "finnes det kurs",
    "takk",
    "blomkål",
    "ord " * 30 + "kurs på video",
    "det skjedde noe i Tromsø i går",
    "vi ses en annen time",
    "I'm late for the course in Tromsø",
    "when does the course online start",
    "the link to the group online does not work",
    "thanks for the course for relatives",
    "is our class in Tromsø cancelled?",
    "er det parkering i nærheten",
    "jeg bor i nærheten",
    "jeg er i nærheten nå",
    "det er noe i nærheten som bråker",
    "er kurset i nærheten av stasjonen",
    "kan jeg parkere nær kurset",
    "eg bur i nærleiken",
    "er der parkering i nærheden",
    "jeg bor i nærheden",
    "is there parking near the centre",
    "I live near the station",
    "is there a bus stop nearby",
]


@pytest.mark.parametrize(("written", "wanted"), UNDERSTOOD.items())
def test_what_is_looked_for(written: str, wanted: Wanted) -> None:
    """Also by whoever is on a course already."""
    assert OWN_WORDS.wanted_in(written, PLACES) == wanted
    assert OWN_WORDS.wanted_in(written, PLACES, enrolled=True) == wanted


@pytest.mark.parametrize("written", ORDINARY)
def test_ordinary_sentences_are_no_search(written: str) -> None:
    assert OWN_WORDS.wanted_in(written, PLACES, enrolled=True) is None


def test_who_is_on_no_course_may_look_for_the_one_they_have_heard_of() -> None:
    written = "tell me about the course for carers"
    assert OWN_WORDS.wanted_in(written, PLACES) == RELATIVES
    assert OWN_WORDS.wanted_in(written, PLACES, enrolled=True) is None


def test_a_place_that_no_centre_serves_is_none() -> None:
    assert OWN_WORDS.wanted_in("noe i Tromsø", ()) is None
    assert OWN_WORDS.wanted_in("kurs for pårørende i Tromsø", ()) == RELATIVES


def test_nobody_can_write_what_stands_for_a_place() -> None:
    assert OWN_WORDS.wanted_in("noe i _place_", PLACES) is None
