"""What a coordinator sees of a draft tells nothing of a single person, and nothing of who would rather not be with whom."""

from typing import Any

from db.models import Wish, WishPair
from domain.groups import buttons as g
from domain.groups.wishes import Answers
from tests.flows.groups import Play, look_for_group, play
from tests.stage import Stage

FEW = "når de er minst 4"
TELLING = ("pårørende", "er her for egen del", "Alder", "igangsetter", "i en gruppe før", "ventet", "deler", "veien")
"""Words in what is said of sides, ages, starting, experience, waiting, themes and ways."""


async def change(it: Play, number: int, **answers: Any) -> None:
    wish_id = await it.wish_id(it.people[number])
    async with it.stage.app.database.begin() as session:
        row = await session.get_one(Wish, wish_id)
        row.answers = Answers.of_json(row.answers).having(**answers).to_json()


async def take_out(it: Play, number: int) -> None:
    await it.berit.forge(g.PickPerson(1, await it.wish_id(it.people[number])).pack())
    await it.berit.press("Ta ut av gruppa")
    await it.berit.press("Ja, gjør det")


async def test_a_card_of_one_person(stage: Stage) -> None:
    it = await play(stage, 5)
    for number in range(5):
        await change(it, number, mixed_sides=True, age=40)
    await change(it, 3, side="relative", mixed_sides=True, themes=("sleep",), age=40, starter=True)
    await it.berit.forge(g.FindGroups(1).pack())
    await it.berit.press("Gruppe 1")
    assert all(word in it.berit.last for word in ("pårørende", "Alder", "ventet"))
    for number in (0, 1):
        await take_out(it, number)
    for number in (2, 4):
        await it.berit.forge(g.ShowCard(1, 1).pack())
        assert FEW in it.berit.last
        assert not [word for word in TELLING if word in it.berit.last]
        await take_out(it, number)
    await it.berit.forge(g.ShowCard(1, 1).pack())
    assert it.people[3].name in it.berit.labels()
    assert FEW in it.berit.last
    assert "Alle kan tirsdager" in it.berit.last
    assert not [word for word in TELLING if word in it.berit.last]


async def test_weighing_a_move_into_or_out_of_a_few(stage: Stage) -> None:
    """With one person alone in a group, better and worse would compare two people."""
    it = await play(stage, 5)
    await change(it, 3, themes=("work",))
    await it.berit.forge(g.FindGroups(1).pack())
    await it.berit.forge(g.TryMove(1, await it.wish_id(it.people[0]), 0).pack())
    assert FEW not in it.berit.last  # four are left
    assert "Dårligere" in it.berit.last
    for number in (0, 1, 2):
        await take_out(it, number)
    for button in (
        g.TryMove(1, await it.wish_id(it.people[0]), 1),
        g.TryMove(1, await it.wish_id(it.people[4]), 0),
    ):
        await it.berit.forge(button.pack())
        assert FEW in it.berit.last
        assert "Bedre" not in it.berit.last
        assert "Dårligere" not in it.berit.last


async def test_who_is_left_over_for_a_pair(stage: Stage) -> None:
    """The same is said of whoever is left because of a pair and of whoever is left for what they ask, whatever they ticked."""
    it = await play(stage, 7)
    for number in range(7):
        await change(it, number, mixed_sides=True)
    await change(it, 6, age=18, age_matters=True)
    ids = [await it.wish_id(one) for one in it.people]
    async with stage.app.database.begin() as session:
        for other in ids[1:5]:
            session.add(WishPair(wish_id=ids[0], other_wish_id=other, apart=True))
    newcomer = await stage.participant("Gudrun")
    await look_for_group(stage, newcomer, 8)
    await it.berit.forge(g.FindGroups(1).pack())
    await it.berit.press("Uten gruppe")
    lines = {
        name: line.split(":", 1)[1]
        for line in it.berit.last.splitlines()
        for name in (it.people[0].name, it.people[6].name)
        if line.startswith(name)
    }
    assert len(lines) == 2
    assert len(set(lines.values())) == 1
    assert "svarene deres passet ikke sammen" in lines[it.people[0].name]
