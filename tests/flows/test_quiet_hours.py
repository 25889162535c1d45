"""Quiet hours of a centre's own: what is planned and what goes to many waits; what must be known at once does not."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from domain.notices import buttons as notice_buttons
from domain.running import buttons as running_buttons
from domain.running.sessions import in_minutes
from tests.stage import CENTRE, COURSE, FIRST, OSLO, Stage

MakeStage = Callable[..., Awaitable[Stage]]
EARLY = 'quiet = ["19:00", "09:30"]\n'
NIGHT = datetime(2026, 8, 26, 20, tzinfo=OSLO)
"""A Wednesday evening in the quiet hours of this centre, not in those of all."""
MORNING = datetime(2026, 8, 27, 9, 30, tzinfo=OSLO)


async def begun(make_stage: MakeStage, url: str, quiet: str) -> Stage:
    return await make_stage(url, batch=CENTRE + quiet + COURSE)


async def test_a_notice_waits_until_they_are_over_and_says_so(make_stage: MakeStage, sqlite_url: str) -> None:
    stage = await begun(make_stage, sqlite_url, EARLY)
    kari, berit = await stage.enrolled("Kari"), await stage.coordinator("Berit")
    await stage.turn(NIGHT)
    await berit.forge(notice_buttons.WriteNotice(1).pack())
    await berit.say("Vi sees på tirsdag.")
    await berit.tap(notice_buttons.SendNotice)
    assert "Beskjeden går ut torsdag 27. august kl. 09:30" in berit.last
    await stage.turn(MORNING - timedelta(minutes=1))
    await kari.refresh()
    assert not kari.saw("Vi sees på tirsdag")
    await stage.turn(MORNING)
    await kari.refresh()
    assert kari.saw("Vi sees på tirsdag")
    await stage.show_progress()
    await berit.refresh()
    assert "stille tid" not in berit.last


async def test_a_notice_shortly_before_an_evening_goes_out_at_once(make_stage: MakeStage, sqlite_url: str) -> None:
    stage = await begun(make_stage, sqlite_url, 'quiet = ["07:00", "19:00"]\n')
    kari, berit = await stage.enrolled("Kari"), await stage.coordinator("Berit")
    await stage.turn(FIRST - timedelta(hours=1))
    await berit.forge(notice_buttons.WriteNotice(1).pack())
    await berit.say("Døra på baksiden er åpen.")
    await berit.tap(notice_buttons.SendNotice)
    await kari.refresh()
    assert kari.saw("Døra på baksiden er åpen.")


async def test_what_must_be_known_at_once_does_not_wait(make_stage: MakeStage, sqlite_url: str) -> None:
    stage = await begun(make_stage, sqlite_url, EARLY)
    kari, berit = await stage.enrolled("Kari"), await stage.coordinator("Berit")
    await stage.turn(NIGHT)
    to = in_minutes(FIRST + timedelta(days=1))
    await berit.forge(running_buttons.ConfirmMove(1, 1, to).pack())
    await kari.refresh()
    assert kari.saw("onsdag 2. september")


async def test_reminders_wait_by_the_centres_own_hours(make_stage: MakeStage, sqlite_url: str) -> None:
    """A week before at 18:00 lies in hours that begin at 17:00; the others' begin later."""
    stage = await begun(make_stage, sqlite_url, 'quiet = ["17:00", "10:00"]\n')
    kari = await stage.enrolled("Kari")
    due = FIRST - timedelta(days=7)
    await stage.turn(due + timedelta(minutes=5))
    await kari.refresh()
    before = len(kari.messages)
    await stage.turn(due.replace(hour=10) + timedelta(days=1))
    await kari.refresh()
    assert len(kari.messages) == before + 1


async def test_the_same_hour_twice_is_no_quiet_hours(make_stage: MakeStage, sqlite_url: str) -> None:
    stage = await begun(make_stage, sqlite_url, 'quiet = ["00:00", "00:00"]\n')
    kari, berit = await stage.enrolled("Kari"), await stage.coordinator("Berit")
    await stage.turn(NIGHT.replace(hour=23))
    await berit.forge(notice_buttons.WriteNotice(1).pack())
    await berit.say("Vi sees på tirsdag.")
    await berit.tap(notice_buttons.SendNotice)
    await kari.refresh()
    assert kari.saw("Vi sees på tirsdag")


AT_ONCE = (
    "Det er stille tid til kl. 09:30, men denne beskjeden går ut med en gang. Hvis det kan vente, kan du gjøre det da."
)


async def test_calling_off_in_them_says_that_the_news_does_not_wait(make_stage: MakeStage, sqlite_url: str) -> None:
    """Of one session and of a whole course; and so it is."""
    stage = await begun(make_stage, sqlite_url, EARLY)
    kari, berit = await stage.enrolled("Kari"), await stage.coordinator("Berit")
    one, whole = running_buttons.AskCancelSession(1, 1).pack(), running_buttons.AskCancelCourse(1).pack()
    await stage.turn(timedelta(hours=1))
    for data in (one, whole):
        await berit.forge(data)
        assert "1 person på kurset får beskjed med en gang." in berit.last
        assert "stille tid" not in berit.last, "by day"
    await stage.turn(NIGHT)
    await berit.forge(whole)
    assert AT_ONCE in berit.last
    await berit.press("Skriv en grunn")
    await berit.say("Kurslederen er bortreist")
    assert AT_ONCE in berit.last
    await berit.forge(one)
    assert AT_ONCE in berit.last
    await berit.press("Skriv en grunn")
    await berit.say("Kurslederen er bortreist")
    assert AT_ONCE in berit.last
    await berit.press("Ja, avlys samlingen")
    assert "1 person får beskjed nå." in berit.last
    await kari.refresh()
    assert kari.saw("En samling er avlyst")


async def test_so_does_moving(make_stage: MakeStage, sqlite_url: str) -> None:
    """One session, or it and all later ones; with a reason, too."""
    stage = await begun(make_stage, sqlite_url, EARLY)
    kari, berit = await stage.enrolled("Kari"), await stage.coordinator("Berit")
    for at, said in ((stage.now + timedelta(hours=1), False), (NIGHT, True)):
        await stage.turn(at)
        await berit.forge(running_buttons.MoveAllLater(1, 1).pack())
        assert (AT_ONCE in berit.last) is said
        await berit.forge(running_buttons.MoveSession(1, 1).pack())
        await berit.say("2.9. kl. 18")
        assert "får beskjed med en gang" in berit.last
        assert (AT_ONCE in berit.last) is said
    await berit.press("Skriv en grunn")
    await berit.say("Kurslederen er bortreist")
    assert AT_ONCE in berit.last
    await berit.press("Ja, flytt samlingen")
    await kari.refresh()
    assert kari.saw("Kurslederen er bortreist")


async def test_where_it_cannot_wait_or_nobody_is_told_nothing_is_said_of_them(
    make_stage: MakeStage, sqlite_url: str
) -> None:
    stage = await begun(make_stage, sqlite_url, 'quiet = ["07:00", "19:00"]\n')
    berit = await stage.coordinator("Berit")
    await stage.turn(FIRST - timedelta(days=1))
    await berit.forge(running_buttons.AskCancelSession(1, 1).pack())
    assert "stille tid" not in berit.last, "nobody has a place"
    await stage.enrolled("Kari")
    await berit.forge(running_buttons.AskCancelSession(1, 1).pack())
    assert "stille tid til kl. 19:00" in berit.last
    await stage.turn(FIRST - timedelta(hours=2))
    await berit.forge(running_buttons.AskCancelSession(1, 1).pack())
    assert "stille tid" not in berit.last, "it begins before they are over"


async def test_the_hours_of_all_hold_where_a_centre_has_none(stage: Stage) -> None:
    await stage.enrolled("Kari")
    berit = await stage.coordinator("Berit")
    await stage.turn(NIGHT.replace(hour=23))
    await berit.forge(running_buttons.AskCancelSession(1, 1).pack())
    assert "Det er stille tid til kl. 08:00" in berit.last
