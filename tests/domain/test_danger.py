"""Words that point to danger are seen, ordinary ones are not: the lists of `content/danger` against sentences people write."""

import shutil
import tomllib
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.people import LANGUAGES, Asked
from domain.phrases import Phrases, plain
from services.programmes import CONTENT, ContentFault, read_library

SENTENCES = Path(__file__).parents[1] / "danger"
LIBRARY = read_library()
SEEN, FALSE = 57, 4
"""Of sixty alarming sentences so many are seen at least, of two hundred ordinary ones so many at most."""
SECOND_SEEN, SECOND_FALSE = 22, 3
THIRD_SEEN, THIRD_FALSE = 19, 2
FOURTH_SEEN, GAPS_SEEN, ROUNDABOUT_SEEN = 19, 8, 7


def sentences(language: str, name: str) -> list[str]:
    text = tomllib.loads((SENTENCES / f"{language}.toml").read_text(encoding="utf-8"))[name]
    return str(text).strip().splitlines()


def seen(language: str, name: str) -> list[str]:
    return [one for one in sentences(language, name) if LIBRARY.danger.seen_in(one)]


def test_the_lists_of_sentences_are_whole() -> None:
    for language in LANGUAGES:
        assert len(set(sentences(language, "alarming"))) == 60
        assert len(set(sentences(language, "ordinary"))) == 200


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_alarms_is_seen(language: str) -> None:
    for name, least in (
        ("alarming", SEEN),
        ("alarming_later", SECOND_SEEN),
        ("alarming_third", THIRD_SEEN),
        ("alarming_last", THIRD_SEEN),
        ("alarming_fourth", FOURTH_SEEN),
        ("alarming_gaps", GAPS_SEEN),
        ("alarming_roundabout", ROUNDABOUT_SEEN),
    ):
        missed = set(sentences(language, name)) - set(seen(language, name))
        assert len(sentences(language, name)) - len(missed) >= least, missed


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_ordinary_is_left_alone(language: str) -> None:
    for name, most in (
        ("ordinary", FALSE),
        ("ordinary_later", SECOND_FALSE),
        ("ordinary_third", THIRD_FALSE),
        ("ordinary_last", 0),
        ("ordinary_fourth", 0),
        ("ordinary_gaps", 0),
        ("ordinary_roundabout", 0),
    ):
        assert len(seen(language, name)) <= most, seen(language, name)


@pytest.mark.parametrize(
    "written",
    [
        "sønnen min sier hann skal ta livet sit",
        "hann har låst seg inne med kniv hva gjør jeg",
        "jeg får ikke sove, orker snart ikke dette livet lengre",
        "han slor meg når han drikker",
        "jeg er redd han skal gjøre noe med seg selv",
        "datra mi har tatt masse tabeletter",
        "eg er redd sonen min gjer noko dumt i natt",
        "eg orkar snart ikkje meir no",
        "min søn har låst sig inde med en kniv",
        "jeg kan snart ikke holde det her ud mere",
        "my son has locked himself in with a knife",
        "im worried he will do something stupid tonight",
    ],
)
def test_what_relatives_write_in_distress(written: str) -> None:
    assert LIBRARY.danger.seen_in(written)


@pytest.mark.parametrize(
    "written",
    [
        "klarer nesten ikke å vente",
        "orker snart ikke mer snø",
        "han har låst seg inne på badet for å lese",
        "jeg kan næsten ikke vente mere",
        "the door locked and I have no key",
        "I cannot do it by myself",
    ],
)
def test_what_only_sounds_like_it(written: str) -> None:
    assert not LIBRARY.danger.seen_in(written)


@pytest.mark.parametrize(
    "written",
    [
        "JEG VIL DØ",
        "jeg   vil\tdø",
        "…jeg vil dø!!!",
        "jeg viiiil døøøø",
        "jeg vil dö",
        "“Jeg vil dø”, sa hun",
        "jeg\u200b vil dø",
        "ｊｅｇ ｖｉｌ ｄø",
        "Takk for i går.\nJeg vil dø",
        "jeg dør av latter. nei, jeg vil dø",
        "i can’t go on living",
        "I CAN'T GO ON LIVING",
    ],
)
def test_however_it_is_written(written: str) -> None:
    assert LIBRARY.danger.seen_in(written)


@pytest.mark.parametrize(
    "written",
    [
        "Det ville være bedre, hvis jeg var død",
        "Det ville være bedre hvis jeg var død",
        "Jeg er bange for, at han slår mig",
        "Jeg er bange for at han slår mig",
        "Han siger, at han slår mig ihjel, hvis jeg går",
        "Jeg tror, jeg dør",
    ],
)
def test_danish_has_a_comma_before_a_clause(written: str) -> None:
    assert LIBRARY.danger.seen_in(written)


@pytest.mark.parametrize(
    ("threat", "joke"),
    [
        ("Han dreper meg hvis jeg går fra ham", "Kona dreper meg hvis jeg glemmer å melde oss på"),
        ("Han drep meg om eg går", "Kona drep meg om eg gløymer å melde oss på"),
        ("Han slår mig ihjel, hvis jeg går", "Min kone slår mig ihjel, hvis jeg glemmer at tilmelde os"),
        ("He will kill me if I leave", "My wife will kill me if I forget to sign us up"),
    ],
)
def test_what_is_harmless_hides_no_threat(threat: str, joke: str) -> None:
    assert LIBRARY.danger.seen_in(threat)
    assert not LIBRARY.danger.seen_in(joke)


@pytest.mark.parametrize("written", ["", "   ", "!?", "jeg vil dødsgjerne", "Vil, dø", "/start c_ta-tak", "☎" * 50])
def test_whole_words_of_one_sentence(written: str) -> None:
    assert not LIBRARY.danger.seen_in(written)


WORDS = st.lists(st.text(alphabet="abcdefghijklmnoprstuvyæøå", min_size=1, max_size=6), min_size=1, max_size=5)


@given(WORDS, WORDS, WORDS)
def test_a_phrase_is_found_wherever_it_stands(before: list[str], phrase: list[str], after: list[str]) -> None:
    looked_for = Phrases((" ".join(phrase),))
    text = " ".join((*before, *phrase, *after))
    assert plain(text) in looked_for
    assert plain(text.upper()) in looked_for
    assert plain(" ,".join((" ".join(before), " ".join(phrase), " ".join(after)))) in looked_for
    assert looked_for.without(plain(text)) not in looked_for


@given(st.text(max_size=300))
def test_a_plain_text_is_plain(text: str) -> None:
    words = plain(text)
    assert words.startswith(" . ") or words == " . "
    assert "  " not in words
    assert words.endswith(" . ")


def test_how_a_phrase_is_written() -> None:
    for phrase, found, missed in [
        ("vil|vill bare? dø", "jeg vill dø", "vil ikke dø"),
        ("selvmord*", "selvmordstanker", "uselvmord"),
        ("orker ikke ... leve", "orker ikke lenger å få leve", "orker ikke en to tre fire fem leve"),
        ("på alt|det+hele", "slutt på det hele", "slutt på det"),
        ("mer .", "orker ikke mer, da", "mer kake"),
    ]:
        assert plain(found) in Phrases((phrase,))
        assert plain(missed) not in Phrases((phrase,))
    assert plain("mer . takk") in Phrases((". takk",))
    assert plain("eg vil dø") in Phrases(("jeg vil dø",), ("jeg eg",))


@pytest.mark.parametrize(("room", "key"), [("danger/nb.toml", "alarming"), ("own_words/da.toml", "alike")])
@pytest.mark.parametrize("phrase", ["... dø", "dø ...", "bare? dø", "(dø)", ""])
def test_a_phrase_that_cannot_be_looked_for_is_named(tmp_path: Path, room: str, key: str, phrase: str) -> None:
    shutil.copytree(CONTENT, tmp_path / "own")
    file = tmp_path / "own" / room
    text = file.read_text(encoding="utf-8")
    where = "alarming = [" if key == "alarming" else "help = ["
    file.write_text(text.replace(where, f'{where}"{phrase}", ', 1), encoding="utf-8")
    with pytest.raises(ContentFault, match=room):
        read_library(tmp_path / "own")


def test_ones_own_content_without_lists_has_ours(tmp_path: Path) -> None:
    for name in ("programmes", "questionnaires", "groups"):
        shutil.copytree(CONTENT / name, tmp_path / name)
    library = read_library(tmp_path)
    assert library.danger.seen_in("jeg vil dø")
    assert library.own_words.asked_in("meld meg av") is Asked.LEAVE
    assert library.helplines.of("NO").life == "113"


def test_numbers_by_country() -> None:
    lines = LIBRARY.helplines
    assert (lines.of("NO").life, lines.of("NO").police, lines.of("NO").doctor) == ("113", "112", "116 117")
    assert (lines.of("DK").life, lines.of("DK").police) == ("112", "")
    assert lines.of("DE").life == "112"
    assert not lines.overdue(lines.checked + timedelta(days=365))
    assert lines.overdue(lines.checked + timedelta(days=366))
    assert lines.checked >= date(2026, 11, 28)
