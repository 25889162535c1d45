"""*I cannot*, of a meeting of a team from one of it: kept for as long as it stands at that time, and told to who coordinates."""

from datetime import datetime, timedelta

from sqlalchemy import func, select

from db.models import Course, Outbox, TeamAbsence
from domain.courses import buttons as b
from domain.courses.messages import TeamMeeting, TeamMeetingAway, TeamMeetingBack
from domain.delivery import State
from domain.running import buttons as running
from domain.running.sessions import in_minutes
from domain.setup import buttons as setup
from services import courses
from services.planning import agenda
from services.setup import meetings
from services.setup.meetings import Meeting
from tests.flows.drafts import MakeStage
from tests.flows.test_roles_told import told
from tests.flows.test_team_meetings_changed import meetings_in_calendar
from tests.flows.test_team_reminders import DAY, sent, team_of
from tests.stage import CENTRE, COURSE, OSLO, Phone, Stage

SECOND = datetime(2026, 8, 25, 18, 0, tzinfo=OSLO)
"""The planning meeting that is still to come, the third that the programme proposes."""
NUMBER = 3
LOOKING_BACK = 4
PLANNING = "tir. 25. aug. 18:00"
CROSS = "✗ Du har sagt at du ikke kan komme"
CANNOT = f"Eivind kan ikke komme til planleggingsmøtet, {PLANNING}."


def no(at: datetime = SECOND, number: int = NUMBER) -> str:
    return b.CannotMeet(1, number, in_minutes(at)).pack()


def yes(at: datetime = SECOND, number: int = NUMBER) -> str:
    return b.CanMeet(1, number, in_minutes(at)).pack()


async def rows(stage: Stage) -> list[tuple[int, int | None, int]]:
    """Number of the meeting, and how often something has been said of it, of whom it is still said that they cannot."""
    found = select(TeamAbsence.member_id, TeamAbsence.meeting, TeamAbsence.changes).order_by(TeamAbsence.id)
    return [tuple(row) for row in await stage.rows(found.where(TeamAbsence.starts_at.is_not(None)))]


async def _evaluation(stage: Stage) -> Meeting:
    async with stage.app.database.begin() as session:
        course = await courses.load(session, stage.app.library, 1)
        return (await meetings.of_course(session, course))[-1]


async def look(phone: Phone) -> str:
    await phone.forge(b.LookAtCourse(1).pack())
    return phone.last


async def card(phone: Phone) -> str:
    await phone.forge(b.ManageCourse(1).pack())
    return phone.last


async def listed(phone: Phone) -> str:
    await phone.forge(setup.ShowMeetings(1).pack())
    return phone.last


async def give(stage: Stage, berit: Phone, at: datetime | None, number: int = NUMBER) -> None:
    """Another time for the meeting, or (None) it is left out; and the team is told."""
    (course,) = await stage.rows(select(Course.edition))
    minutes = setup.LEFT_OUT if at is None else in_minutes(at)
    await berit.forge(setup.ChooseMeeting(1, course.edition, number, minutes).pack())
    await stage.turn(timedelta(minutes=10))


async def test_from_the_reminder_it_is_kept_told_once_and_taken_back(
    make_stage: MakeStage, either_database: str
) -> None:
    stage = await make_stage(either_database)
    berit, eivind, eldbjorg = await team_of(stage)
    await stage.turn(SECOND - DAY)
    for phone in (berit, eivind):
        await phone.refresh()
        assert "Planleggingsmøte for kursteamet" in phone.last
    assert "Jeg kan ikke" not in berit.labels()
    await eivind.press("Jeg kan ikke")
    assert "får vite nå at du ikke kan komme tirsdag 25. august kl. 18:00" in eivind.last
    assert "Du er fortsatt med i kursteamet." in eivind.last
    await berit.refresh()
    assert "Eivind kan ikke komme til planleggingsmøtet tirsdag 25. august kl. 18:00." in berit.last
    assert berit.labels() == ["Teammøter", "Åpne kurset"]
    await eivind.forge(no())
    assert "får vite nå at du ikke kan komme" in eivind.last
    assert await told(stage, TeamMeetingAway.kind) == [berit.id]
    assert await rows(stage) == [(1, NUMBER, 1)]
    assert CROSS not in await look(eldbjorg)
    await eivind.forge(no())
    await eivind.press("Jeg kan likevel")
    assert "får vite nå at du kan komme tirsdag 25. august kl. 18:00" in eivind.last
    await berit.refresh()
    assert "Eivind kan komme likevel til planleggingsmøtet tirsdag 25. august kl. 18:00." in berit.last
    assert await rows(stage) == []
    await eivind.forge(yes())
    assert await told(stage, TeamMeetingBack.kind) == [berit.id]
    await eivind.forge(no())  # and once more
    assert await told(stage, TeamMeetingAway.kind) == [berit.id, berit.id]
    assert await rows(stage) == [(1, NUMBER, 3)]


async def test_from_the_card_and_on_all_cards_it_stands(make_stage: MakeStage, either_database: str) -> None:
    stage = await make_stage(either_database)
    berit, eivind, _ = await team_of(stage)
    assert CROSS not in await look(eivind)
    await eivind.press("Jeg kan ikke")
    labels = eivind.labels()
    assert labels.index(f"{PLANNING} · Planleggingsmøte") < labels.index("1: tir. 1. sep. 18:00")
    assert labels.index("6: tir. 6. okt. 18:00") < next(n for n, it in enumerate(labels) if "Evalueringsmøte" in it)
    await eivind.press(f"{PLANNING} · Planleggingsmøte")
    theirs = await look(eivind)
    assert theirs.count(CROSS) == 1
    assert f"Planleggingsmøte: {PLANNING}, 3 timer\n    {CROSS}\nEvalueringsmøte" in theirs
    await eivind.press("Jeg kan ikke")
    assert f"✗ {PLANNING} · Planleggingsmøte" in eivind.labels()
    assert "✗ betyr at du har sagt" in eivind.last
    assert CANNOT in await card(berit)
    await berit.forge(setup.SetUp(1).pack())
    assert CANNOT in berit.last
    await berit.press("Kursteam")
    assert CANNOT in berit.last
    assert f"Planleggingsmøte: {PLANNING}, 3 timer\n    Kan ikke komme: Eivind\n" in await listed(berit)
    await eivind.press("✗")
    await eivind.press("Jeg kan likevel")
    assert CROSS not in await look(eivind)
    for shown in (await card(berit), await listed(berit)):
        assert "Eivind" not in shown


async def test_whoever_has_not_heard_of_it_hears_nothing(make_stage: MakeStage, sqlite_url: str) -> None:
    stage = await make_stage(sqlite_url)
    berit, eivind, _ = await team_of(stage)
    await berit.block()
    await eivind.forge(no())
    await eivind.forge(yes())
    await berit.unblock()
    await berit.say("/start")
    await stage.turn(timedelta(minutes=1))
    assert (await told(stage, TeamMeetingAway.kind), await told(stage, TeamMeetingBack.kind)) == ([], [])


async def test_nobody_is_reminded_of_what_they_cannot_come_to(make_stage: MakeStage, either_database: str) -> None:
    stage = await make_stage(either_database)
    berit, eivind, eldbjorg = await team_of(stage)
    await eivind.forge(no())
    async with stage.app.database.begin() as session:
        ahead = await agenda.coming(session, stage.app.library, stage.now, SECOND, stage.app.settings.quiet)
    assert [one.count for one in ahead if one.kind == TeamMeeting.kind and one.due == SECOND - DAY] == [2]
    before = [await sent(stage, TeamMeeting.kind, one) for one in (eivind, eldbjorg, berit)]
    await stage.turn(SECOND - DAY)
    after = [await sent(stage, TeamMeeting.kind, one) for one in (eivind, eldbjorg, berit)]
    assert [new - old for new, old in zip(after, before, strict=True)] == [0, 1, 1]
    await stage.turn((await _evaluation(stage)).at - DAY)
    evaluation = [await sent(stage, TeamMeeting.kind, one) for one in (eivind, eldbjorg, berit)]
    assert [new - old for new, old in zip(evaluation, after, strict=True)] == [1, 1, 1]


async def test_a_reminder_that_waits_for_the_morning_is_not_sent_after_all(
    make_stage: MakeStage, sqlite_url: str
) -> None:
    stage = await make_stage(sqlite_url, batch=CENTRE + COURSE.replace("18:00", "07:00"))
    _, eivind, eldbjorg = await team_of(stage)
    early = SECOND.replace(hour=7)
    await stage.turn(early - DAY)
    queued = select(func.count()).where(Outbox.kind == TeamMeeting.kind, Outbox.state == State.QUEUED)
    assert await stage.rows(queued) == [(3,)]
    before = [await sent(stage, TeamMeeting.kind, one) for one in (eivind, eldbjorg)]
    await eivind.forge(no(early))
    await stage.turn(timedelta(hours=1))
    after = [await sent(stage, TeamMeeting.kind, one) for one in (eivind, eldbjorg)]
    assert [new - old for new, old in zip(after, before, strict=True)] == [0, 1]


async def test_moved_it_is_asked_anew_and_back_again_it_counts(make_stage: MakeStage, either_database: str) -> None:
    stage = await make_stage(either_database)
    berit, eivind, eldbjorg = await team_of(stage)
    await eivind.forge(no())
    await give(stage, berit, SECOND + DAY)
    for phone in (eivind, eldbjorg):
        await phone.refresh()
        assert f"Planleggingsmøte: {PLANNING} → ons. 26. aug. 18:00" in phone.last
    lapsed = "Du sa at du ikke kunne komme til teammøtet. Det gjelder ikke den nye tida, ons. 26. aug. 18:00"
    assert lapsed in eivind.last
    assert lapsed not in eldbjorg.last
    assert CROSS not in await look(eivind)
    assert "Eivind" not in await listed(berit)
    for press in (no(), yes()):
        await eivind.forge(press)
        assert "Noe er endret" in eivind.last
    await stage.turn(SECOND)
    await eivind.refresh()
    assert "onsdag 26. august kl. 18:00, 3 timer" in eivind.last
    assert "Jeg kan ikke" in eivind.labels()


async def test_back_at_the_time_at_which_they_cannot_it_counts_again(make_stage: MakeStage, sqlite_url: str) -> None:
    stage = await make_stage(sqlite_url)
    berit, eivind, _ = await team_of(stage)
    await eivind.forge(no())
    await give(stage, berit, SECOND + DAY)
    await give(stage, berit, SECOND)
    await eivind.refresh()
    assert f"Du har sagt at du ikke kan komme til teammøtet {PLANNING}. Det gjelder fortsatt." in eivind.last
    assert CANNOT in await card(berit)


async def test_with_the_course_it_moves_and_lapses(make_stage: MakeStage, sqlite_url: str) -> None:
    """Nobody has chosen when it is: it hangs on the first evening."""
    stage = await make_stage(sqlite_url)
    berit, eivind, _ = await team_of(stage)
    await eivind.forge(no())
    await berit.forge(running.MoveSession(1, 1).pack())
    for label in ("En dag senere", "Ja, flytt"):
        await berit.press(label)
    await eivind.refresh()
    assert "Det gjelder ikke den nye tida, ons. 26. aug. 18:00" in eivind.last
    assert CROSS not in await look(eivind)


async def test_left_out_over_or_of_a_course_that_is_off_there_is_nothing_to_say(
    make_stage: MakeStage, sqlite_url: str
) -> None:
    stage = await make_stage(sqlite_url)
    berit, eivind, _ = await team_of(stage)
    at = (await _evaluation(stage)).at
    await give(stage, berit, None)
    await eivind.forge(no())
    assert "Noe er endret" in eivind.last
    await eivind.forge(no(number=77))
    assert "virker ikke lenger" in eivind.last
    await stage.turn(SECOND + DAY)
    await give(stage, berit, SECOND + 2 * DAY)
    await stage.turn(SECOND + 2 * DAY)
    await eivind.forge(no(SECOND + 2 * DAY))
    assert "Teammøtet har begynt eller er over, så du trenger ikke å svare." in eivind.last
    await eivind.forge(no(at, LOOKING_BACK))
    assert await rows(stage) == [(1, LOOKING_BACK, 1)]
    await berit.forge(running.CancelCourse(1, 0).pack())
    for press in (no(at, LOOKING_BACK), yes(at, LOOKING_BACK)):
        await eivind.forge(press)
        assert "virker ikke lenger" in eivind.last
    assert "Eivind kan ikke komme" not in await card(berit)


async def test_after_the_last_evening_it_is_still_on_the_card(make_stage: MakeStage, sqlite_url: str) -> None:
    stage = await make_stage(sqlite_url)
    berit, eivind, _ = await team_of(stage)
    at = (await _evaluation(stage)).at
    await stage.turn(at - DAY)
    await eivind.refresh()
    assert "Evalueringsmøte for kursteamet" in eivind.last
    await eivind.press("Jeg kan ikke")
    await berit.refresh()
    assert "Eivind kan ikke komme til evalueringsmøtet tirsdag 20. oktober kl. 18:00." in berit.last
    assert "Eivind kan ikke komme til evalueringsmøtet, tir. 20. okt. 18:00." in await card(berit)
    await eivind.press("Jeg kan likevel")
    assert "Eivind kan ikke komme" not in await card(berit)


async def test_in_their_calendar_it_is_cancelled_and_comes_back_each_with_a_higher_number(
    make_stage: MakeStage, either_database: str
) -> None:
    stage = await make_stage(either_database)
    _, eivind, eldbjorg = await team_of(stage)
    seen = [await meetings_in_calendar(eivind)]
    for press in (no(), yes()):
        await eivind.forge(press)
        seen.append(await meetings_in_calendar(eivind))
    (uid,) = [one for one, it in seen[0].items() if it[2] == "25.08. 18:00"]
    assert [one[uid][1] for one in seen] == ["CONFIRMED", "CANCELLED", "CONFIRMED"]
    assert seen[0][uid][0] < seen[1][uid][0] < seen[2][uid][0]
    assert all(one[other] == seen[0][other] for one in seen for other in one if other != uid)
    assert (await meetings_in_calendar(eldbjorg))[uid] == seen[0][uid]
