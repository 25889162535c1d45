"""Who plays in the guides' pictures, and what they write: in each language people and a centre of its own, all made up."""

from collections.abc import Mapping
from dataclasses import dataclass

COURSE = """
[[centres]]
slug = "centre"
name = "{centre}"
country = "{country}"
time_zone = "{zone}"
language = "{language}"
phone = "{phone}"

[[courses]]
slug = "ta-tak"
programme = "ta-tak"
centre = "centre"
first_session = 2026-09-01T18:00:00
seats = 8
place = "{place}"
address = "{address}"
"""


@dataclass(frozen=True)
class Cast:
    """`people`: the first eight have a place, the others wait. `phones`: of the first people, in order."""

    centre: str
    country: str
    zone: str
    phone: str
    place: str
    address: str
    coordinator: str
    people: tuple[str, ...]
    phones: tuple[str, ...]
    new_time: str
    move_reason: str
    cancel_reason: str
    notice: str
    question: str
    answer: str
    poll: tuple[str, ...]

    def course(self, language: str) -> str:
        """As an import file."""
        return COURSE.format(language=language, **vars(self))


_NORWAY = {"country": "NO", "zone": "Europe/Oslo", "phone": "+47 00 00 00 00"}
CASTS: Mapping[str, Cast] = {
    "nb": Cast(
        **_NORWAY,
        centre="LMS-Sandefjord",
        place="Hvitgården",
        address="Hageveien 1, 3210 Sandefjord",
        coordinator="Berit",
        people=("Kari", "Ola", "Liv", "Per", "Siri", "Nina", "Jon", "Eva", "Turid", "Arne"),
        phones=("+47 22 22 55 55", "+47 22 22 55 56", "+47 22 22 55 57"),
        new_time="onsdag halv sju",
        move_reason="Lokalet er opptatt.",
        cancel_reason="Den som skulle komme, er forhindret.",
        notice="Hei. På tirsdag møtes vi i andre etasje. Døra er åpen fra halv seks, og det er kaffe.",
        question="Kan jeg ta med søsteren min på tirsdag?",
        answer="Ja, hun er velkommen.",
        poll=("Fint å høre at andre har det som oss.", "Gjerne lengre pause."),
    ),
    "nn": Cast(
        **_NORWAY,
        centre="Meistringssenteret Indre Fjord",
        place="Gamlebanken",
        address="Fjordvegen 1, 6800 Førde",
        coordinator="Gunnhild",
        people=("Marit", "Leiv", "Synnøve", "Odd", "Ragna", "Jorunn", "Arve", "Bodil", "Solfrid", "Magne"),
        phones=("+47 22 22 55 55", "+47 22 22 55 56", "+47 22 22 55 57"),
        new_time="onsdag halv sju",
        move_reason="Lokalet er oppteke.",
        cancel_reason="Den som skulle kome, er forhindra.",
        notice="Hei. På tysdag møtest vi i andre høgda. Døra er open frå halv seks, og det er kaffi.",
        question="Kan eg ta med syster mi på tysdag?",
        answer="Ja, ho er velkomen.",
        poll=("Fint å høyre at andre har det som oss.", "Gjerne lengre pause."),
    ),
    "da": Cast(
        country="DK",
        zone="Europe/Copenhagen",
        phone="+45 00 00 00 00",
        centre="Sundhedscenter Ådal",
        place="Det Gule Hus",
        address="Havevej 1, 7100 Vejle",
        coordinator="Birgit",
        people=("Karen", "Jens", "Lise", "Peter", "Mette", "Hanne", "Søren", "Inger", "Grethe", "Erik"),
        phones=("+45 32 12 34 56", "+45 32 12 34 57", "+45 32 12 34 58"),
        new_time="onsdag halv syv",
        move_reason="Lokalet er optaget.",
        cancel_reason="Den, der skulle komme, er forhindret.",
        notice="Hej. På tirsdag mødes vi på første sal. Døren er åben fra halv seks, og der er kaffe.",
        question="Må jeg tage min søster med på tirsdag?",
        answer="Ja, hun er velkommen.",
        poll=("Godt at høre, at andre har det som os.", "Gerne en længere pause."),
    ),
    "en": Cast(
        **_NORWAY,
        centre="LMS-Sandefjord",
        place="Hvitgården",
        address="Hageveien 1, 3210 Sandefjord",
        coordinator="Ruth",
        people=("Anna", "Tom", "Grace", "Peter", "Maria", "Helen", "John", "Eve", "Nora", "Paul"),
        phones=("+47 22 22 55 55", "+47 22 22 55 56", "+47 22 22 55 57"),
        new_time="Wednesday half past six",
        move_reason="The room is taken.",
        cancel_reason="Our guest cannot come.",
        notice="Hello. On Tuesday we meet on the first floor. The door is open from half past five, and there is coffee.",
        question="May I bring my sister on Tuesday?",
        answer="Yes, she is welcome.",
        poll=("Good to hear that others feel as we do.", "A longer break, please."),
    ),
}
