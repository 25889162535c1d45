"""SMIL's set-up: a small group of children near in age, whose parents sign up; known dates, a line, two family gatherings."""

from datetime import datetime, timedelta

from domain.finding import Looker
from domain.finding import buttons as f
from domain.rights import Role
from domain.setup import buttons as b
from domain.signup import buttons as s
from tests.flows.drafts import MakeStage
from tests.flows.systems.office import asked_and_willing, card, centre, come_to, draft, publish, sees, with_roles
from tests.flows.systems.told import Diary, as_told, nothing_tells
from tests.stage import OSLO

TEAM = (("Eivind", Role.PROFESSIONAL), ("Sigrid", Role.PROFESSIONAL), ("Eldbjørg", Role.EXPERIENCED_USER))
FIRST = datetime(2026, 9, 9, 16, 0, tzinfo=OSLO)
LAST = FIRST + timedelta(weeks=7)


async def test_parents_sign_up_for_a_small_group(make_stage: MakeStage, sqlite_url: str) -> None:
    stage = await make_stage(sqlite_url, batch=centre("kristiansand", "Kristiansand kommune", "Kristiansand"))
    berit = await stage.coordinator("Berit", "kristiansand")
    team = await with_roles(stage, "kristiansand", TEAM)
    course = await draft(berit, "smil", FIRST, "Familiens hus")

    # Two professionals are asked for: with one of them the card still says so.
    await asked_and_willing(berit, course, [team[0], team[2]], [TEAM[0], TEAM[2]])
    shown = await card(berit, course)
    assert "Plasser: 8" in shown
    assert "Én fagperson til som sier ja." in shown
    await asked_and_willing(berit, course, [team[1]], [TEAM[1]])
    await card(berit, course)
    await berit.tap(b.ShowSeats)
    await berit.tap(b.ChooseSeats, seats=6)
    await publish(berit, course)

    # A parent finds it as a parent, reads what happens each time, and how near in age the children are.
    parents = await stage.acquainted(*(f"Forelder {number}" for number in range(1, 8)))
    await parents[0].say("/find")
    if not sees(parents[0], s.AskJoin):
        await parents[0].tap(f.FindCourses, who=Looker.PARENT.value)
    for words in (
        "En forelder melder på",
        "fra 8 til 12 år",
        "høyst 3 år",
        "har Kristiansand kommune en samtale med deg",
        "Familiesamling: bli kjent",
        "En som har vært der",
    ):
        assert words in parents[0].last
    await come_to(course, parents)
    assert "nummer 1" in parents[6].last

    # One gives the place back, and the next in line gets it.
    await parents[2].leave()
    await parents[6].refresh()
    await parents[6].tap(s.AcceptSeat)

    stage.without_ticks()
    diary = Diary(stage, [*parents, berit], team)
    six = ", ".join(f"Forelder {number}" for number in (1, 2, 4, 5, 6, 7))
    as_told(
        await diary.until(LAST + timedelta(days=22)),
        f"""
        18.08. 08:00  Berit  6 nye har fått plass
        02.09. 16:00  {six}  Familiesamling: bli kjent
        08.09. 16:00  {six}  Familiesamling: bli kjent
        09.09. 14:00  {six}  Sted: Familiens hus
        15.09. 16:00  {six}  Gruppa vår
        16.09. 14:00  {six}  Gruppa vår
        22.09. 16:00  {six}  Alt vi kan kjenne på
        23.09. 14:00  {six}  Alt vi kan kjenne på
        29.09. 16:00  {six}  Når voksne har det vanskelig
        30.09. 14:00  {six}  Når voksne har det vanskelig
        06.10. 16:00  {six}  Hvem kan jeg snakke med?
        07.10. 14:00  {six}  Hvem kan jeg snakke med?
        13.10. 16:00  {six}  En som har vært der selv
        14.10. 14:00  {six}  En som har vært der selv
        20.10. 16:00  {six}  Det jeg er god til
        21.10. 14:00  {six}  Det jeg er god til
        27.10. 16:00  {six}  Familiesamling: veien videre
        28.10. 14:00  {six}  Familiesamling: veien videre
        28.10. 17:30  {six}  Spør gjerne barnet før du svarer
        30.10. 17:30  {six}  Etter gruppa
        18.11. 17:30  {six}  Åpen temakveld
        """,
    )
    await nothing_tells(stage, "smil", coordinators=[berit])
