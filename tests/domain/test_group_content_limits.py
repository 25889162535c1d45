"""What a centre writes for its groups must fit where it stands: each refusal names the text, the language and the limit."""

from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from db.crypto import KEYS
from db.migrate import upgrade
from db.session import Database
from services.groups.places import MOST_PLACES
from services.organisation.importing import ImportFault, parse
from services.programmes.content import ContentFault
from services.programmes.groups import MOST_RULES, QUESTION, RULE, THEME, read_groups
from tests.domain.test_group_content import changed
from tests.domain.test_importing import CENTRE, bring

RULES = """
[[ground_rule]]
nb = "{text}"
nn = "{text}"
da = "{text}"
en = "{text}"
"""
LAST = 'en = "The group is not a helpline. When a life is in danger, we ring 113 in Norway and 112 in Denmark."'


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('name.da = "Søvn og hvile"', f'name.da = "{"s" * (THEME + 1)}"', "theme 1 (sleep): name.da: 41 characters; at most 40"),
        ('name.en = "Energy"', f'name.en = "{"🌿" * 21}"', "theme 2 (energy): name.en: 42 characters; at most 40"),
        ('name.en = "Energy"', 'name.en = "Ener\\ngy"', "theme 2 (energy): name: one line"),
        ('nn = "Kva gler du deg til?"', f'nn = "{"k" * (QUESTION + 1)}"', "weekly_question 12.nn: 501 characters; at most 500"),
        (LAST, f'en = "{"r" * (RULE + 1)}"', "ground_rule 8.en: 301 characters; at most 300"),
        (LAST, LAST + RULES.format(text="r" * 300) * 9, "characters in all in nb; at most 3000"),
        (LAST, LAST + RULES.format(text="r") * (MOST_RULES - 7), "ground_rule: from 1 to 20"),
        ("least = 4", "least = 3", "from 4 to 12"),
        ("most = 8", "most = 13", "from 4 to 12"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_named(tmp_path: Path, old: str, new: str, said: str) -> None:
    with pytest.raises(ContentFault) as fault:
        read_groups(changed(tmp_path, old, new))
    assert str(fault.value).startswith("default.toml: ")
    assert said in str(fault.value)


def test_what_just_fits(tmp_path: Path) -> None:
    content = read_groups(changed(tmp_path, 'name.da = "Søvn og hvile"', f'name.da = "{"s" * THEME}"'))
    assert len(content["default"].theme[0].name["da"]) == THEME


@pytest.mark.parametrize(
    ("name", "said"),
    [("x" * 61, "one line of at most 60 characters"), ("🌿" * 31, "counts as 62 characters in Telegram; at most 60")],
)
def test_a_place_fits_on_a_button(name: str, said: str) -> None:
    with pytest.raises(ImportFault, match=said):
        parse(f'[[places]]\ncentre = "c"\nslug = "torp"\nname = "{name}"\n', "in.toml")


async def test_no_more_places_than_fit_on_a_screen(sqlite_url: str) -> None:
    KEYS.open(Fernet.generate_key().decode())
    await upgrade(sqlite_url)
    database = Database(sqlite_url)
    place = '[[places]]\ncentre = "sandefjord"\nslug = "p{0}"\nname = "Sted {0}"\n'
    await bring(database, CENTRE + "".join(place.format(number) for number in range(MOST_PLACES)))
    await bring(database, place.format(0))
    with pytest.raises(ImportFault, match="sandefjord would have 21; at most 20 fit on a screen"):
        await bring(database, place.format(MOST_PLACES))
    await database.dispose()
