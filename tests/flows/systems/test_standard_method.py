"""The standard method: a professional and an experienced user plan a course together, hold it, and look back together."""

from datetime import datetime, timedelta

from domain.courses import buttons as c
from domain.evaluation import buttons as e
from domain.setup import buttons as b
from tests.flows.drafts import MakeStage
from tests.flows.systems.office import (
    ONE_OF_EACH,
    answer,
    asked_and_willing,
    card,
    centre,
    draft,
    publish,
    sees,
    sign_up,
    with_roles,
)
from tests.flows.systems.told import Diary, as_told, nothing_tells
from tests.stage import OSLO

FIRST = datetime(2026, 10, 6, 17, 0, tzinfo=OSLO)
LAST = FIRST + timedelta(weeks=5)
ALL = "Kari, Ola, Aud, Per, Liv"


async def test_planned_held_and_evaluated_together(make_stage: MakeStage, sqlite_url: str) -> None:
    stage = await make_stage(sqlite_url, batch=centre("stavern", "LMS Stavern", "Larvik"))
    berit = await stage.coordinator("Berit", "stavern")
    eivind, eldbjorg = team = await with_roles(stage, "stavern", ONE_OF_EACH)

    # One of each has said yes before anybody can publish.
    course = await draft(berit, "kols", FIRST, "Hvitgården")
    await asked_and_willing(berit, course, [eivind], ONE_OF_EACH[:1])
    shown = await card(berit, course)
    assert "Eivind, fagperson: blir med" in shown
    assert "En erfaren bruker som har sagt ja." in shown
    assert not sees(berit, b.PreviewCourse) or "Publiser kurset" not in berit.labels()
    await asked_and_willing(berit, course, [eldbjorg], ONE_OF_EACH[1:])
    preview = await publish(berit, course)
    assert "9. mai 2027 19:00" in preview, "half a year later, at the same hour"

    # They plan twice before it, and look back once after it; each has a part of each session.
    together = (
        "Planleggingsmøte: tir. 25. aug. 17:00, 2 timer\n"
        "Planleggingsmøte: tir. 22. sep. 17:00, 2 timer\n"
        "Evalueringsmøte: tir. 24. nov. 17:00, 2 timer"
    )
    assert together in preview
    for one in team:
        await one.say("/courses")
        await one.tap(c.LookAtCourse)
        assert together in one.last
        assert "Erfaren bruker, 30 min" in one.last
        assert "Fagperson, 45 min" in one.last

    people = await sign_up(stage, course, *ALL.split(", "))
    stage.without_ticks()
    diary = Diary(stage, [*people, berit], team)
    as_told(
        await diary.until(FIRST - timedelta(days=3)),
        f"""
        18.08. 08:00  Berit  5 nye har fått plass
        29.09. 17:00  {ALL}  Når hverdagen er blitt annerledes
        03.10. 17:00  {ALL}  Før kurset
        """,
    )
    await stage.together(*(one.tap(e.SkipEvaluation) for one in people))
    as_told(
        await diary.until(LAST + timedelta(hours=2)),
        f"""
        05.10. 17:00  {ALL}  Når hverdagen er blitt annerledes
        06.10. 15:00  {ALL}  Sted: Hvitgården
        10.10. 10:00  {ALL}  Krefter er som penger
        12.10. 17:00  {ALL}  Bevegelse som passer deg
        13.10. 15:00  {ALL}  Bevegelse som passer deg
        17.10. 10:00  {ALL}  Litt bevegelse hver dag
        19.10. 17:00  {ALL}  Å bruke kreftene klokt
        20.10. 15:00  {ALL}  Å bruke kreftene klokt
        24.10. 10:00  {ALL}  En pause midt i noe
        26.10. 17:00  {ALL}  Mat, søvn og ro
        27.10. 15:00  {ALL}  Mat, søvn og ro
        31.10. 10:00  {ALL}  blir kroppen lett anspent
        02.11. 17:00  {ALL}  Dårlige dager
        03.11. 15:00  {ALL}  Dårlige dager
        07.11. 10:00  {ALL}  lettere å be om hjelp
        09.11. 17:00  {ALL}  Veien videre
        10.11. 15:00  {ALL}  Veien videre
        10.11. 19:00  {ALL}  Etter kurset
        """,
    )
    await answer(people, "final", 4)
    as_told(
        await diary.until(LAST + timedelta(days=13)),
        f"""
        11.11. 09:00  {ALL}  Vil du fortsette å møte andre?
        """,
    )

    # At the evaluation meeting all three have the course before them, and Berit what people have answered.
    for one in team:
        await one.say("/courses")
        await one.tap(c.LookAtCourse)
        assert "tir. 24. nov. 17:00" in one.last
    await berit.forge(e.ShowResults(course.id, "final").pack())
    assert "Har svart: 5" in berit.last
    assert "gjennomsnitt 4" in berit.last
    as_told(
        await diary.until(LAST + timedelta(days=22)),
        f"""
        28.11. 10:00  {ALL}  En hilsen etter kurset
        01.12. 19:00  {ALL}  Noe som kan passe videre
        """,
    )
    await nothing_tells(stage, "kols", coordinators=[berit])
