"""What a centre may write in `content/groups`, and what the answers of the form do."""

import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.groups.wishes import CODE_LENGTH, Answers, Step, new_code, read_code
from domain.people import LANGUAGES
from services.programmes import CONTENT, ContentFault, read_library
from services.programmes.groups import read_groups

FILE = CONTENT / "groups" / "default.toml"
OURS = read_library().groups


def changed(folder: Path, old: str, new: str) -> Path:
    """A folder with our file, in which something is written otherwise."""
    text = FILE.read_text()
    assert old in text
    (folder / "default.toml").write_text(text.replace(old, new, 1))
    return folder


def test_ours_is_complete() -> None:
    assert len(OURS.weekly_question) == 12
    assert (OURS.least, OURS.most, OURS.aim) == (4, 8, (5, 7))
    assert len({one.slug for one in OURS.theme}) == len(OURS.theme) >= 10
    for words in (*(one.name for one in OURS.theme), *OURS.weekly_question, *OURS.ground_rule):
        assert set(words) == set(LANGUAGES)
        assert all(0 < len(text) < 200 for text in words.values())
    assert all(len(text) <= 24 for one in OURS.theme for text in one.name.values())  # they stand two abreast


def test_the_grid() -> None:
    assert len(OURS.slots) == len(set(OURS.slots)) == 7 * len(OURS.hours)
    parts = [set(OURS.many_slots(name)) for name in ("evenings", "daytimes", "weekends")]
    assert set.union(*parts) == set(OURS.slots)
    assert sum(map(len, parts)) == len(OURS.slots)
    assert "tue-18" in OURS.many_slots("evenings")
    assert OURS.many_slots("nights") == ()


def test_age_bands() -> None:
    assert OURS.age_bands[0] == (18, 29)
    assert all(end + 1 == start for (_, end), (start, _) in zip(OURS.age_bands, OURS.age_bands[1:], strict=False))
    assert [OURS.band_of(age) for age in (0, 17, 18, 29, 30, 99)] == [None, None, 0, 0, 1, len(OURS.ages) - 1]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("least = 4", "least = 2", "least, aim, most"),
        ("aim = [5, 7]", "aim = [5, 9]", "least, aim, most"),
        ("hours = [10, 13, 16, 18, 19]", "hours = [10, 10]", "hours"),
        ("hours = [10, 13, 16, 18, 19]", "hours = [18, 24]", "hours"),
        ("hours = [10, 13, 16, 18, 19]", "hours = []", "hours"),
        ("ages = [18,", "ages = [16,", "ages"),
        ('slug = "sleep"', 'slug = "work"', "no two alike"),
        ('slug = "sleep"', 'slug = "sleep.well"', "theme slug"),
        ('name.nn = "Søvn og kvile"', "", "no text in nn"),
        ("most = 8", "mots = 8", "most"),
        ('slug = "sleep"', 'slug = "sleep', "default.toml"),
    ],
)
def test_a_mistake_is_named(tmp_path: Path, old: str, new: str, said: str) -> None:
    with pytest.raises(ContentFault, match=said) as fault:
        read_groups(changed(tmp_path, old, new))
    assert str(fault.value).startswith("default.toml: ")


def test_a_centre_of_its_own(tmp_path: Path) -> None:
    shutil.copytree(CONTENT, tmp_path, dirs_exist_ok=True)
    (tmp_path / "groups" / "tromso.toml").write_text(FILE.read_text().replace("most = 8", "most = 7"))
    library = read_library(tmp_path)
    assert library.groups_of("tromso").most == 7
    assert library.groups_of("sandefjord").most == 8


def test_a_folder_without_groups_has_ours(tmp_path: Path) -> None:
    shutil.copytree(CONTENT, tmp_path, dirs_exist_ok=True)
    shutil.rmtree(tmp_path / "groups")
    assert read_library(tmp_path).groups == OURS


@given(st.lists(st.tuples(st.sampled_from(OURS.slots), st.booleans())))
def test_ticking(ticks: list[tuple[str, bool]]) -> None:
    answers, expected = Answers(), dict.fromkeys(OURS.slots, False)
    for slot, on in ticks:
        answers = answers.tick("slots", [slot], on)
        expected[slot] = on
        assert answers.tick("slots", [slot], on) == answers  # the second press changes nothing
    assert set(answers.slots) == {slot for slot, on in expected.items() if on}
    assert len(answers.slots) == len(set(answers.slots))
    assert Answers.of_json(answers.to_json()) == answers


def test_the_nearest_place_stays_first() -> None:
    answers = Answers().tick("places", ["torp"], True).tick("places", ["online"], True).tick("places", ["torp"], True)
    assert answers.places == ("torp", "online")


def test_answers_of_another_version() -> None:
    assert Answers.of_json('{"side": "self", "favourite_colour": "red"}') == Answers(side="self")


def test_what_is_missing() -> None:
    assert Answers().missing is Step.SLOTS
    assert Answers(slots=("tue-18",), places=("online",)).missing is Step.PLACES
    full = Answers(slots=("tue-18",), places=("online",), languages=("nb",))
    assert full.complete
    assert full.missing is Step.SUMMARY


def test_codes() -> None:
    code = new_code()
    assert len(code) == CODE_LENGTH
    assert read_code(code) == code
    assert read_code(f" {code[:3].lower()}-{code[3:].lower()} ") == code
    assert [read_code(text) for text in ("", "ABC", "ABC1O0", "ÆØÅ234", "ABCDEFG")] == [None] * 5
    assert len({new_code() for _ in range(1000)}) > 990
