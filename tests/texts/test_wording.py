"""The rules of docs/wording.md that a machine can keep, over every sentence of the catalogues and of content/."""

import re

import pytest

from domain.people import LANGUAGES
from tests.texts import reading
from tests.texts.reading import Sentence, Word

PARTICIPANTS_LIX = 22
MOST_WORDS = 24
"""In one sentence; some evenings, times and places stand in the middle of it."""
TELEGRAMS = {
    "nb": "Ny gruppe|Neste|Opprett|Rediger|Administratorer|Legg til administrator|Forbli anonym|Innstillinger"
    "|Personvern og sikkerhet|Grupper og kanaler|Fest|Invitasjonslenker",
    "da": "Ny gruppe|Næste|Opret|Rediger|Administratorer|Tilføj administrator|Forbliv anonym|Indstillinger"
    "|Privatliv og sikkerhed|Grupper og kanaler|Fastgør|Invitationslinks",
    "en": "New Group|Next|Create|Edit|Administrators|Add Admin|Remain anonymous|Settings|Privacy and Security"
    "|Groups & Channels|Pin|Invite links",
}
TELEGRAMS["nn"] = TELEGRAMS["nb"]
"""Labels of Telegram's own, as it shows them; it has no nynorsk."""
EVES = {"holiday.christmas_eve", "holiday.new_years_eve"}
"""Days that are called so."""
NO_LABELS = re.compile(r"groups\.life\.promise|sessions\.ask_move|ta-tak\.toml\.weekly_message.*")
"""Sentences that quote what somebody says or writes."""


def everything(language: str) -> list[Sentence]:
    return reading.catalogue(language) + reading.content(language)


def test_there_is_something_to_read() -> None:
    assert all(len(reading.catalogue(one)) > 600 and len(reading.content(one)) > 70 for one in LANGUAGES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_one_word_for_one_thing(language: str) -> None:
    known = reading.glossary(language)
    assert len(known) > 20
    missed = [
        (one.where, word.thing, found)
        for one in everything(language)
        for word in known
        if (found := word.missed_in(one.text))
    ]
    assert missed == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_sent_of_every_course_speaks_of_no_evening(language: str) -> None:
    """Many courses meet by day. What else is in the evening may say so."""
    word = re.compile(r"kveld|aften|evening(?!s?\})", re.IGNORECASE)
    found = {one.where for one in reading.catalogue(language) if word.search(one.text)}
    assert found - EVES == {"calls.done", "groups.wish.slots.evenings"}


def test_the_glossary_finds_whole_words_only() -> None:
    word = Word("waiting list", re.compile(r"(?<!\w)(?:køen?)(?!\w)", re.IGNORECASE))
    assert word.missed_in("Du står i <b>køen</b> til {title}.") == "køen"
    assert not word.missed_in("Køyr forsiktig i {køen}.")


@pytest.mark.parametrize("language", reading.SCANDINAVIAN)
def test_a_condition_begins_with_if(language: str) -> None:
    found = [(one.where, part) for one in everything(language) for part in reading.verb_first(one.text, language)]
    assert found == []


@pytest.mark.parametrize(
    ("language", "text", "found"),
    [
        ("nb", "Ombestemmer du deg, kan du svare.", True),
        ("nb", "Takk. Blir det en ledig plass, skriver jeg til deg.", True),
        ("nn", "Kjem du ikkje vidare, vel du ein annan.", True),
        ("da", "Er der noget, koordinatoren bør vide, kan du sige det her.", True),
        ("nb", "Vil du slutte i gruppa, eller ta en pause?", False),
        ("nb", "Skriv det på en lapp, og legg lappen bort.", False),
        ("nb", "Hvis du vil, kan en annen ta over.", False),
        ("nn", "Evalueringar du har sendt inn, er utan namn.", False),
        ("da", "Vælg alle de sprog, du kan klare dig på.", False),
        ("en", "Had you told me, I would have come.", False),
    ],
)
def test_how_a_verb_first_condition_is_told(language: str, text: str, found: bool) -> None:
    assert bool(reading.verb_first(text, language)) is found


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_button_and_no_command_is_named_in_a_sentence(language: str) -> None:
    found = [(one.where, command) for one in everything(language) for command in reading.slash_commands(one.text)]
    assert found == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_shouts_or_hangs(language: str) -> None:
    found = [(one.where, one.text) for one in everything(language) if re.search(r"!|;(?!\))", one.text)]
    assert found == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_is_long(language: str) -> None:
    found = [
        (one.where, part)
        for one in everything(language)
        for part in reading.sentences(reading.plain(one.text))
        if len(reading.words(part)) > MOST_WORDS
    ]
    assert found == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_participants_read_is_easy(language: str) -> None:
    texts = [one.text for one in reading.catalogue(language) if not one.for_coordinators]
    assert reading.lix(texts) < PARTICIPANTS_LIX


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_label_that_is_quoted_is_there(language: str) -> None:
    """A sentence that says which button to press names one that there is, ours or Telegram's."""
    labels = {reading.plain(one.text) for one in reading.catalogue(language)} | set(TELEGRAMS[language].split("|"))
    labels |= {label.partition(" (")[0] for label in labels}
    found = [
        (one.where, label)
        for one in everything(language)
        for label in reading.quoted(one.text, language)
        if "{" not in label and label not in labels and not NO_LABELS.fullmatch(one.where)
    ]
    assert found == []
