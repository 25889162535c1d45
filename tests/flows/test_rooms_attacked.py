"""Two who act at once, and buttons that name what is not there (any more), on the card of a course, its team, roles, links."""

from datetime import timedelta

import pytest
from sqlalchemy import delete, func, select, update

from db.models import Assignment, Course, CourseDraft, CourseSession, Invite, Outbox, Person, TeamMember
from domain.courses import buttons as c
from domain.finding import buttons as f
from domain.organisation import buttons as o
from domain.privacy import buttons as privacy_buttons
from domain.rights import Role
from domain.setup import Act, number_of
from domain.setup import buttons as b
from services import people
from tests.flows.drafts import Counted, MakeStage, drafted, newest, team_of, with_team
from tests.stage import CENTRE, Phone, Stage

WENT_WRONG = "feilen er vår"
GONE = "virker ikke lenger"
SPENT = "Denne lenken er allerede brukt, trukket tilbake eller for gammel"
DAY = 739_870


async def a_draft(stage: Stage) -> tuple[Phone, Phone, Course]:
    berit, turid = await stage.coordinator("Berit"), await stage.coordinator("Turid")
    return berit, turid, await drafted(stage, Counted(berit))


@pytest.mark.parametrize("dates", [0, 1])
async def test_a_date_that_the_draft_does_not_have(make_stage: MakeStage, sqlite_url: str, dates: int) -> None:
    """Forged, or of a programme that has got more sessions since: nothing is broken, and the first date can be chosen."""
    stage = await make_stage(sqlite_url, batch=CENTRE)
    berit, _, course = await a_draft(stage)
    async with stage.app.database.begin() as session:
        draft = await session.get_one(CourseDraft, course.id)
        draft.dates = draft.dates[:dates]
    for position in (dates + 1, 6, 7, 2**31 - 1):
        for day in (1, DAY, 3_652_059, 3_652_060):
            await berit.forge(b.ChooseDay(course.id, position, day).pack())
            assert GONE in berit.last
        for month in (0, number_of(stage.now.date()), 2**31 - 1):
            await berit.forge(b.ShowMonth(course.id, position, month).pack())
            assert GONE in berit.last
        at = int((stage.now + timedelta(days=20)).timestamp()) // 60
        await berit.forge(b.ChooseHour(course.id, course.edition, position, at).pack())
        assert GONE in berit.last
    await berit.forge(b.ShowMonth(course.id, 0, 0).pack())
    assert WENT_WRONG not in berit.last
    assert len((await stage.rows(select(CourseDraft.dates)))[0].dates) == dates


async def test_what_is_written_for_a_draft_that_a_colleague_has_thrown_away(
    either_database: str, make_stage: MakeStage
) -> None:
    stage = await make_stage(either_database, batch=CENTRE)
    berit, turid, course = await a_draft(stage)
    for ask in (b.WriteLine(course.id, "place"), b.ChooseDay(course.id, 0, DAY)):
        await turid.forge(ask.pack())
    await berit.forge(b.DoWhole(course.id, course.edition, Act.DISCARD).pack())
    assert not await stage.rows(select(Course.id))
    await turid.say("kl. 18")
    assert GONE in turid.last
    await turid.say("kl. 18")
    assert GONE not in turid.last  # it is awaited no longer
    for late in (b.Publish(course.id, course.edition), b.SetUp(course.id), b.ChooseSeats(course.id, course.edition, 9)):
        await turid.forge(late.pack())
        assert GONE in turid.last
    assert not await stage.rows(select(CourseSession.id))


async def test_published_while_a_colleague_changes_it(either_database: str, make_stage: MakeStage) -> None:
    """Both at once: either the change comes first and nothing is published, or it waits to be confirmed."""
    stage = await make_stage(either_database, batch=CENTRE)
    berit, turid, course = await a_draft(stage)
    professional, experienced = await team_of(stage)
    await with_team(Counted(berit), professional, experienced)
    await berit.forge(b.SetUp(course.id).pack())
    edition = (await newest(stage)).edition
    await turid.forge(b.ShowSeats(course.id).pack())
    await stage.together(
        berit.forge(b.Publish(course.id, edition).pack()), turid.forge(b.ChooseSeats(course.id, edition, 9).pack())
    )
    row = await newest(stage)
    published = row.state == "published"
    assert (row.seats, row.edition) == (14 if published else 9, edition + 1)
    assert len(await stage.rows(select(CourseSession.id))) == (6 if published else 0)
    assert not {WENT_WRONG} & {phone.last for phone in (berit, turid)}


async def test_a_link_to_a_role_that_is_used_and_withdrawn_at_once(either_database: str, make_stage: MakeStage) -> None:
    stage = await make_stage(either_database, batch=CENTRE)
    first, second, astrid = await stage.acquainted("Eldbjørg", "Gunnvor", "Astrid")
    async with stage.app.database.begin() as session:
        owner = (await session.scalars(select(Person.id).where(Person.telegram_id == astrid.id))).one()
        await people.assign(session, owner, 1, Role.OWNER)
        place = await people.place_of(session, "sandefjord")
        made = {"lasts": timedelta(days=7), "by": owner}
        token = await people.make_link(session, Role.COORDINATOR, place, stage.now, **made)
        other = await people.make_link(session, Role.COORDINATOR, place, stage.now, **made)
        links = list(await session.scalars(select(Invite.id).order_by(Invite.id)))
    await stage.together(
        first.start(f"i_{token}"), second.start(f"i_{token}"), astrid.forge(o.WithdrawLink(links[0]).pack())
    )
    used, revoked = (await stage.rows(select(Invite.used_at, Invite.revoked_at).where(Invite.id == links[0])))[0]
    assert (used is None) != (revoked is None)
    coordinators = select(func.count()).where(Assignment.role == Role.COORDINATOR)
    assert (await stage.rows(coordinators))[0][0] == (used is not None)
    assert sum(SPENT in phone.last for phone in (first, second)) == (1 if used is not None else 2)
    async with stage.app.database.begin() as session:  # whoever has made the other one gives no roles any more
        await session.execute(delete(Assignment).where(Assignment.role == Role.OWNER))
    await second.start(f"i_{other}")
    assert SPENT in second.last


async def test_somebody_erases_themselves_while_they_are_asked(either_database: str, make_stage: MakeStage) -> None:
    stage = await make_stage(either_database, batch=CENTRE)
    berit, _, course = await a_draft(stage)
    professional, experienced = await team_of(stage)
    await with_team(Counted(berit), professional, experienced)
    (member,) = await stage.rows(select(TeamMember.id, TeamMember.person_id).where(TeamMember.role == "professional"))
    await professional.forge(privacy_buttons.Erase().pack())
    for late in (
        *(
            b.ManageMember(member.id),
            b.RemoveMember(member.id),
            b.AskMember(course.id, member.person_id, "professional"),
        ),
        b.WriteConfidentiality(course.id, member.person_id, 739_500),
    ):
        await berit.forge(late.pack())
        assert WENT_WRONG not in berit.last
    await professional.forge(c.DeclineTeam(member.id, 1).pack())
    assert not await stage.rows(select(TeamMember.id).where(TeamMember.role == "professional"))
    assert not await stage.rows(select(Outbox.id).where(Outbox.person_id == member.person_id))
    await berit.forge(b.Publish(course.id, (await newest(stage)).edition).pack())
    assert (await newest(stage)).state == "draft"


async def test_what_is_written_by_whoever_has_just_lost_the_role(either_database: str, make_stage: MakeStage) -> None:
    stage = await make_stage(either_database, batch=CENTRE)
    _, turid, course = await a_draft(stage)
    await turid.forge(b.WriteLine(course.id, "place").pack())
    async with stage.app.database.begin() as session:
        person = (await session.scalars(select(Person.id).where(Person.telegram_id == turid.id))).one()
        await session.execute(delete(Assignment).where(Assignment.person_id == person))
    await turid.say("Et helt annet sted")
    for late in (b.SetUp(course.id), b.ChooseSeats(course.id, course.edition, 9), b.Publish(course.id, course.edition)):
        await turid.forge(late.pack())
    row = await newest(stage)
    assert (row.place, row.seats, row.edition, row.state) == ("Hvitgården", course.seats, course.edition, "draft")


async def test_words_that_are_no_words_of_ours_in_what_is_looked_for(stage: Stage) -> None:
    kari = await stage.participant("Kari")
    for theme, language in (("<b>&", "zz"), ("x" * 30, ""), ("", "\u202enb"), ("body", "<i>")):
        for press in (
            *(f.FindCourses("self", 7, theme, language, 2**31 - 1), f.AskAgain("near", "self", 7, theme, language)),
            f.WishCourse("self", 7, theme, language),
        ):
            await kari.forge(press.pack())
            assert WENT_WRONG not in kari.last
            assert "<b>&" not in kari.last
    await kari.say("/find")
    assert WENT_WRONG not in kari.last
    await kari.forge(privacy_buttons.ExportMe().pack())
    assert WENT_WRONG not in kari.last


async def test_a_course_with_the_longest_name_in_links_has_a_leaflet_of_whoever_passes_it_on(stage: Stage) -> None:
    slug = "a-" * 30
    async with stage.app.database.begin() as session:
        await session.execute(update(Course).values(slug=slug))
    kari = await stage.participant("Kari", course=f"cg_{slug}")
    assert "TA TAK" in kari.last
    await kari.press("Meld meg på")
    await kari.press("Ja, meld meg på")
    assert (await stage.enrolment(kari)).referred_by == "gp"
    ola = await stage.participant("Ola", course=f"c_{slug}")
    await ola.start("cx_" + slug)
    assert WENT_WRONG not in ola.last
