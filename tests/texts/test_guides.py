"""The guides for coordinators: what they quote is there, their pictures are, and they keep the rules of docs/wording.md."""

import re
from pathlib import Path

import pytest

from domain.people import LANGUAGES
from services.programmes import CONTENT, read_guide, read_library
from tests.texts import reading
from tests.texts.reading import Sentence
from texts import guide as guides
from texts.catalog import Catalog

FOLDER = CONTENT / "guides"
PICTURE = re.compile(r"!\[([^\]]+)\]\(([^)]+)\)")
LABEL = re.compile(r"\*\*(.+?)\*\*", re.DOTALL)
LARGEST, LARGEST_OF_ALL = 60_000, 4_000_000
HARD, MOST_WORDS = 30, 24
NEVER_SAID = {"nb": "[Kk]veld", "nn": "[Kk]veld", "da": "[Aa]ften", "en": "[Ee]vening|[Ss]eat"}
"""Courses are held by day, too; and what people have is a place."""


def source(language: str) -> str:
    return (FOLDER / f"coordinator.{language}.md").read_text(encoding="utf-8")


def labels(text: str) -> list[str]:
    return [re.sub(r"\s+", " ", found) for found in LABEL.findall(text)]


def width(png: Path) -> int:
    """As its head says."""
    return int.from_bytes(png.read_bytes()[16:20])


def paragraphs(language: str) -> list[Sentence]:
    """What is read in one go, as it is seen."""
    text = LABEL.sub(lambda found: found[1], PICTURE.sub("", source(language)))
    parts = re.split(r"\n\s*\n|\n(?=- )|\n(?=#)", text)
    return [Sentence("guide", language, " ".join(one.lstrip("#- ").split())) for one in parts if one.strip()]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_label_that_a_guide_quotes_is_in_the_catalogue(language: str) -> None:
    known = {reading.plain(one.text) for one in reading.catalogue(language)}
    known |= {label.partition(" (")[0] for label in known}
    quoted = labels(source(language))
    assert len(quoted) > 40
    assert [one for one in quoted if one not in known] == []


def test_the_guides_tell_the_same_in_the_same_order() -> None:
    """As many chapters, pictures and labels in each language."""
    shapes = {
        language: (
            len(re.findall(r"^## ", source(language), re.MULTILINE)),
            [Path(name).name for _, name in PICTURE.findall(source(language))],
            len(labels(source(language))),
        )
        for language in LANGUAGES
    }
    assert shapes == dict.fromkeys(LANGUAGES, shapes["nb"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_picture_is_there_and_is_used(language: str) -> None:
    named = PICTURE.findall(source(language))
    there = {f"pictures/{language}/{one.name}" for one in (FOLDER / "pictures" / language).iterdir()}
    assert {name for _, name in named} == there
    assert len(named) == len(there) > 10
    assert all(len(words) > 10 for words, _ in named)


def test_pictures_are_small_and_of_a_phone() -> None:
    files = sorted((FOLDER / "pictures").rglob("*.png"))
    assert sum(one.stat().st_size for one in files) < LARGEST_OF_ALL
    assert [one.name for one in files if one.stat().st_size > LARGEST] == []
    assert {width(one) for one in files} == {780}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_guide_keeps_our_wording(language: str) -> None:
    read = paragraphs(language)
    parts = [part for one in read for part in reading.sentences(one.text)]
    assert [part for part in parts if len(reading.words(part)) > MOST_WORDS] == []
    assert [found for one in read if (found := reading.verb_first(one.text, language))] == []
    assert [found for one in read for word in reading.glossary(language) if (found := word.missed_in(one.text))] == []
    assert [found for one in read if (found := reading.slash_commands(one.text))] == []
    assert re.findall(r"(?<!\])!(?!\[)|;", source(language)) == []
    assert re.findall(NEVER_SAID[language], PICTURE.sub(r"\1", source(language))) == []
    assert reading.lix([one.text for one in read]) < HARD


@pytest.mark.parametrize("language", LANGUAGES)
def test_as_a_page_it_has_all_its_pictures_in_it_and_loads_nothing(language: str) -> None:
    guide = read_guide(read_library().guides[language])
    page = guides.page(Catalog().of(language), guide).decode()
    assert page.count('<img src="data:image/png;base64,') == len(PICTURE.findall(source(language)))
    assert f'<html lang="{language}">' in page
    assert "default-src 'none'" in page
    assert not re.search(r"https?://|<script|src=\"(?!data:)", page)
    assert len(page) < 1_000_000


def test_markup_in_a_guide_stays_text_and_what_lies_elsewhere_stays_there(tmp_path: Path) -> None:
    beside = tmp_path / "guides"
    beside.mkdir()
    (tmp_path / "secret.png").write_bytes(b"secret")
    (beside / "coordinator.en.md").write_text("# A & B\n\n<script>x</script> ![a](../secret.png) ![b](none.png)\n")
    found = read_guide(read_library(_with(tmp_path)).guides["en"])
    assert found.pictures == {}
    page = guides.page(Catalog().of("en"), found).decode()
    assert "<title>A &amp; B</title>" in page
    assert "&lt;script&gt;" in page
    assert "<img" not in page


def test_a_centres_own_guide_wins_and_ours_stands_in_for_the_others(tmp_path: Path) -> None:
    (tmp_path / "guides").mkdir()
    (tmp_path / "guides" / "coordinator.da.md").write_text("# Vores egen\n")
    found = read_library(_with(tmp_path)).guides
    assert read_guide(found["da"]).text == "# Vores egen\n"
    assert found["nb"].parent == FOLDER


def test_too_many_pictures_are_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guides, "LARGEST", 1000)
    page = guides.page(Catalog().of("nb"), read_guide(FOLDER / "coordinator.nb.md")).decode()
    assert "<img" not in page
    assert "Kurskortet" in page


def _with(folder: Path) -> Path:
    """A folder with what every folder of content must have."""
    for room in ("programmes", "questionnaires", "groups"):
        (folder / room).symlink_to(CONTENT / room)
    return folder


def test_the_readmes_pictures_are_there() -> None:
    root = CONTENT.parent
    named = set(re.findall(r"\]\((docs/images/[^)]+)\)", (root / "README.md").read_text(encoding="utf-8")))
    there = {f"docs/images/{one.name}" for one in (root / "docs" / "images").glob("*.png")}
    assert named == there
    assert all(width(root / one) >= 1280 for one in named)
