"""The coordinator's side of a leaflet: what it is to be, that it is being made, and here it is."""

from collections.abc import Mapping

from msgspec.structs import replace

from domain.courses import Paper, Referrer
from domain.courses import buttons as b
from domain.people import LANGUAGES
from domain.setup import buttons as setup_buttons
from services.courses.leaflets import LeafletView
from texts.catalog import NAMES, Html, Texts
from texts.leaflet.paper import Printed
from texts.screen import Button, Document, Screen


def choose(t: Texts, view: LeafletView, chosen: b.ChooseLeaflet, passed_on: Mapping[Referrer, int]) -> Screen:
    """Paper, language, and who passes it on, with a tick at what is chosen.

    `passed_on`: how many have signed up by whose leaflet.
    """
    text = t("leaflet.choose", title=t.pick(view.course.programme.chat_title), centre=view.course.centre.name)
    papers = [_choice(t.plain(f"leaflet.paper.{one}"), chosen, replace(chosen, paper=one.value)) for one in Paper]
    spoken = [_choice(NAMES[one], chosen, replace(chosen, language=one)) for one in LANGUAGES]
    rows = [papers, spoken[:2], spoken[2:]]
    text = Html(f"{text}\n\n{t('leaflet.choose.referrer')}")
    if passed_on:
        text = Html(f"{text}\n\n{t('leaflet.counted', numbers=_numbers(t, passed_on))}")
    anybody = _choice(t.plain("leaflet.from.anybody"), chosen, replace(chosen, referrer=""))
    passed = [
        _choice(t.plain(f"leaflet.from.{one.name.lower()}"), chosen, replace(chosen, referrer=one.value))
        for one in Referrer
    ]
    rows += [[anybody, passed[0]], passed[1:]]
    made = b.MakeLeaflet(chosen.course_id, chosen.paper, chosen.language, chosen.referrer)
    return Screen(text, [*rows, [Button(t.plain("leaflet.make"), made)], [_back(t, chosen.course_id)]])


def _numbers(t: Texts, passed_on: Mapping[Referrer, int]) -> str:
    return ", ".join(f"{t.plain(f'leaflet.from.{one.name.lower()}')} {count}" for one, count in passed_on.items())


def _choice(label: str, chosen: b.ChooseLeaflet, press: b.ChooseLeaflet) -> Button:
    return Button(f"✓ {label}" if press == chosen else label, press)


def _back(t: Texts, course_id: int) -> Button:
    return Button(t.plain("leaflet.card"), b.ManageCourse(course_id))


def names(t: Texts, centre_id: int, printed: Printed) -> Screen:
    """The list of what courses are called, with the way back to choosing one."""
    back = [Button(t.plain("button.back"), setup_buttons.NewCourse(centre_id, 0))]
    name = f"{t.plain('file.names')}-{t.language}.pdf"
    return Screen(t("setup.names.sent"), [back], Document(name, printed.pdf), as_caption=True)


def making(t: Texts) -> Screen:
    return Screen(t("leaflet.making"))


def making_names(t: Texts) -> Screen:
    return Screen(t("setup.names.making"))


def made(t: Texts, course_id: int, name: str, printed: Printed) -> tuple[Screen, Screen]:
    """The file to print, and the picture."""
    return (
        Screen(t("leaflet.pdf"), (), Document(f"{name}.pdf", printed.pdf), as_caption=True),
        Screen(t("leaflet.png"), [[_back(t, course_id)]], Document(f"{name}.png", printed.png), as_caption=True),
    )
