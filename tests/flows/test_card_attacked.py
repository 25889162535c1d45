"""Two coordinators at the same card at the same moment, and a team of which somebody goes: one of both is done, and told once."""

from datetime import datetime, timedelta

from sqlalchemy import func, select

from db.models import ChosenMeeting, Course, CourseDraft, CourseShare, Outbox, Person, TeamMember
from domain.courses import buttons as courses
from domain.courses.messages import TeamMeeting, TeamMemberLost, TeamNews
from domain.delivery import State
from domain.rights import Role
from domain.setup import buttons as b
from services import people
from services.setup.sharing import mark
from tests.flows.drafts import Counted, MakeStage, drafted, known, newest, published, team_of, with_team
from tests.flows.test_team_meetings_changed import meetings_in_calendar
from tests.stage import CENTRE, OSLO, Phone, Stage

AUTUMN = 'school_holidays = [{name = "høstferie", from = 2026-10-05, to = 2026-10-09}]\n'
SOON = timedelta(minutes=11)


def minutes(day: int, hour: int, month: int = 8) -> int:
    return int(datetime(2026, month, day, hour, tzinfo=OSLO).timestamp()) // 60


async def told(stage: Stage, phone: Phone, kind: str) -> int:
    mine = select(func.count()).select_from(Outbox).join(Person).where(Person.telegram_id == phone.id)
    sent = mine.where(Outbox.kind == kind, Outbox.state == State.SENT)
    return int((await stage.rows(sent))[0][0])


async def test_two_skip_and_change_a_meeting_at_once(make_stage: MakeStage, either_database: str) -> None:
    """All from the same card: one press is done, the others see what has become of it; the team hears of it once."""
    stage = await make_stage(either_database, batch=CENTRE + AUTUMN)
    nora = await stage.coordinator("Nora")
    berit = Counted(await stage.coordinator("Berit"))
    eivind, eldbjorg = await team_of(stage)
    await drafted(stage, berit)
    await with_team(berit, eivind, eldbjorg)
    edition = (await newest(stage)).edition
    await stage.together(
        berit.phone.forge(b.SkipFreeDays(1, edition).pack()),
        nora.forge(b.SkipFreeDays(1, edition).pack()),
        nora.forge(b.ChooseMeeting(1, edition, 2, minutes(26, 13)).pack()),
        berit.phone.forge(b.ChooseMeeting(1, edition, 2, minutes(27, 13)).pack()),
        nora.forge(b.ChooseMeeting(1, edition, 2, b.LEFT_OUT).pack()),
    )
    assert (await newest(stage)).edition == edition + 1
    skipped = (await stage.rows(select(CourseDraft.dates)))[0].dates[4].startswith("2026-10-13")
    chosen = len(await stage.rows(select(ChosenMeeting.course_id)))
    assert skipped + chosen == 1
    await stage.turn(SOON)
    assert [await told(stage, one, TeamNews.kind) for one in (eivind, eldbjorg)] == [1, 1]
    await berit.phone.forge(b.SkipFreeDays(1, edition + 1).pack())
    await nora.forge(b.SkipFreeDays(1, edition + 1).pack())
    dates = [one[5:10] for one in (await stage.rows(select(CourseDraft.dates)))[0].dates]
    assert dates == ["09-08", "09-15", "09-22", "09-29", "10-13", "10-20"]


async def test_a_meeting_there_and_back_many_times(make_stage: MakeStage, either_database: str) -> None:
    """The sequence never falls, the UID stays; whoever has left the team reads nothing of it and is not reminded."""
    stage = await make_stage(either_database, batch=CENTRE)
    nora = await stage.coordinator("Nora")
    berit = Counted(await stage.coordinator("Berit"))
    await published(stage, berit)
    eivind, eldbjorg = await known(stage, "Eivind"), await known(stage, "Eldbjørg")
    seen = [await meetings_in_calendar(eivind)]
    for at in (minutes(26, 13), b.LEFT_OUT, b.AS_PROPOSED, b.LEFT_OUT, minutes(26, 13), minutes(28, 10)):
        edition = (await newest(stage)).edition
        await berit.phone.forge(b.ChooseMeeting(1, edition, 2, at).pack())
        await berit.phone.forge(b.ChooseMeeting(1, edition, 2, at).pack())
        await nora.forge(b.ChooseMeeting(1, edition, 2, minutes(30, 9)).pack())
        seen.append(await meetings_in_calendar(eivind))
    assert len({tuple(one) for one in seen}) == 1, "the same UIDs"
    uid = next(iter(seen[0]))  # the one before it was over when they were asked
    sequences = [one[uid][0] for one in seen]
    assert sequences == sorted(set(sequences)), sequences
    assert seen[-1][uid][1:] == ("CONFIRMED", "28.08. 10:00")
    await eldbjorg.forge(courses.DeclineTeam(2, 1).pack())
    await stage.turn(SOON)
    assert [await told(stage, one, TeamNews.kind) for one in (eivind, eldbjorg, nora)] == [1, 0, 1]
    await stage.turn(datetime(2026, 8, 27, 9, 59, tzinfo=OSLO))
    assert [await told(stage, one, TeamMeeting.kind) for one in (eivind, eldbjorg)] == [0, 0]
    await stage.turn(datetime(2026, 8, 27, 10, 0, tzinfo=OSLO))
    assert [await told(stage, one, TeamMeeting.kind) for one in (eivind, eldbjorg)] == [1, 0]


OTHER = CENTRE.replace("sandefjord", "larvik").replace("LMS-Sandefjord", "LMS-Larvik")


async def test_a_share_that_ends_twice_at_once_while_the_role_goes_too(
    make_stage: MakeStage, either_database: str
) -> None:
    """Whoever falls off falls off once, and each coordinator is told at most once; the share is there or not."""
    network = '[[networks]]\nslug = "sorost"\nname = "Sørøst"\n'
    own = (CENTRE + OTHER).replace('language = "nb"', 'language = "nb"\nnetwork = "sorost"')
    stage = await make_stage(either_database, batch=network + own)
    nora = await stage.coordinator("Nora")
    berit = Counted(await stage.coordinator("Berit"))
    await published(stage, berit)
    edition = (await newest(stage)).edition
    await berit.phone.forge(b.ShareNow(1, edition, 2, 0).pack())
    assert await stage.rows(select(CourseShare.centre_id)) == [(2,)]
    (siri,) = await stage.acquainted("Siri")
    async with stage.app.database.begin() as session:
        number = (await session.scalars(select(Person.id).where(Person.telegram_id == siri.id))).one()
        await people.assign(session, number, 2, Role.PROFESSIONAL)
    await berit.phone.forge(b.AskMember(1, number, Role.PROFESSIONAL).pack())
    await siri.press("Ja, det vil jeg")
    edition = (await newest(stage)).edition
    await stage.together(
        berit.phone.forge(b.StopSharing(1, edition, 2, 0, mark([3])).pack()),
        nora.forge(b.StopSharing(1, edition, 2, 0, mark([3])).pack()),
        siri.forge(courses.DeclineTeam(3, 1).pack()),
    )
    assert await stage.rows(select(CourseShare.centre_id)) == []
    left = await stage.rows(select(TeamMember.person_id, TeamMember.state).where(TeamMember.person_id == number))
    assert all(row.state == "no" for row in left)
    rows = await stage.rows(select(Outbox.person_id).where(Outbox.kind == TeamMemberLost.kind))
    assert len(rows) == len(set(rows)) <= 1
    version = (await stage.rows(select(Course.version)))[0].version
    await siri.forge(courses.JoinTeam(3, 1, version).pack())
    assert "virker ikke lenger" in siri.last or "Rollen som trengs til dette" in siri.last
