"""What becomes of a group, and of what one looks for, when somebody changes their mind: asked, on the way, and inside."""

from datetime import timedelta

from sqlalchemy import select

from db.models import GroupMember, Person, WishPair
from domain.groups import GroupState, MemberState, WishState
from domain.groups import buttons as g
from domain.groups.messages import GroupInvite
from domain.groups.wishes import Answers
from services.groups import seeking, wishes
from tests.flows.groups import Play, look_for_group, play
from tests.loading import looked_up
from tests.stage import Phone, Stage


async def withdraw(phone: Phone) -> None:
    await phone.say("/groups")
    await phone.press("Slutt å lete")
    await phone.press("Ja, slutt og slett")


async def to_summary(it: Play, phone: Phone) -> None:
    await phone.forge(g.ShowStep(await it.wish_id(phone), "summary").pack())


async def looks(it: Play, name: str) -> Phone:
    """Somebody else looks for a group, and the running ones are asked."""
    phone = await it.stage.participant(name)
    await look_for_group(it.stage, phone, 10 + len(it.people))
    it.people.append(phone)
    wish_id = await it.wish_id(phone)
    async with it.stage.app.database.begin() as session:
        await seeking.look(session, it.stage.app.library, wish_id, it.stage.now)
    await it.look()
    return phone


async def test_withdrawing_while_asked_is_a_no(any_stage: Stage) -> None:
    it = await play(any_stage, 6)
    await it.propose(it.people)
    asked, said_yes = it.people[4], it.people[5]
    await asked.say("/groups")
    assert "Du har fått et forslag og har ikke svart" in asked.last
    assert "Ta en pause" not in asked.labels()
    await asked.press("Slutt å lete")
    assert "sagt nei til gruppa" in asked.last
    await asked.press("Ja, slutt og slett")
    assert "sagt nei til gruppa" in asked.last
    assert (await it.row(asked)).state == MemberState.NO
    await said_yes.tap(g.AnswerProposal, answer="yes")
    await said_yes.say("/groups")
    assert "Du har sagt ja til en gruppe" in said_yes.last
    await withdraw(said_yes)
    assert (await it.row(said_yes)).state == MemberState.NO
    for phone in (asked, said_yes):
        wish = await it.wish(phone)
        assert (wish.state, wish.answers, wish.consent_version) == (WishState.WITHDRAWN, "{}", None)
    for one in it.people[:4]:
        await one.tap(g.AnswerProposal, answer="yes")
    await it.look()
    assert (await it.group()).state == GroupState.RUNNING
    await asked.refresh()
    assert not any(words.startswith("Det blir en gruppe") for words in asked.texts)
    it.nobody_was_named()


async def test_a_no_by_withdrawing_dissolves_what_can_no_longer_stand(stage: Stage) -> None:
    it = await play(stage, 4)
    await it.propose(it.people)
    await withdraw(it.people[0])
    await it.look()
    assert (await it.group()).state == GroupState.DISSOLVED
    assert "ble ikke noe av gruppa" in it.people[1].last
    assert (await it.wish(it.people[0])).state == WishState.WITHDRAWN


async def test_who_is_asked_in_the_meantime_is_told_first(stage: Stage) -> None:
    """Between the question and the answer something has come up: nothing is done that one has not been told of."""
    it = await play(stage, 4)
    kari = it.people[3]
    await kari.say("/groups")
    pause = kari.button("Ta en pause")
    await kari.press("Slutt å lete")
    yes = kari.button("Ja, slutt og slett")
    await it.propose(it.people)
    await kari.forge(yes)
    assert "sagt nei til gruppa" in kari.last
    assert (await it.wish(kari)).state == WishState.PLACED
    await kari.forge(pause)
    assert "På startsiden finner du gruppa" in kari.last
    assert (await it.row(kari)).state == MemberState.ASKED
    await kari.press("Ja, slutt og slett")
    assert (await it.row(kari)).state == MemberState.NO


async def test_a_member_who_withdraws_stays(any_stage: Stage) -> None:
    it = await play(any_stage, 5)
    group = await it.running(it.people)
    kari = it.people[1]
    await kari.say("/groups")
    assert "Du er med i en gruppe" in kari.last
    assert "Gruppa mi" in kari.labels()
    await kari.press("Slutt å lete")
    assert "det er du fortsatt etterpå" in kari.last
    await kari.press("Ja, slutt og slett")
    assert "Du er fortsatt med i gruppa" in kari.last
    assert (await it.row(kari)).state == MemberState.MEMBER
    wish = await it.wish(kari)
    assert (wish.state, wish.answers) == (WishState.WITHDRAWN, "{}")
    await kari.press("Gruppa mi")
    assert "Dere er 5 i gruppa" in kari.last
    await kari.say("/groups")
    assert "Så lenge leter jeg ikke etter en annen" in kari.last
    await kari.forge(g.Agree(1, 0, "self").pack())
    assert "På startsiden finner du gruppa" in kari.last
    await kari.forge(g.LeaveGroup(group.id, (await it.row(kari)).version).pack())
    await kari.say("/groups")
    assert "Det som lagres" in kari.last
    await kari.press("Jeg er pårørende")
    assert (await it.wish(kari)).state == WishState.DRAFT


async def test_what_a_member_changes_is_kept_and_moves_nobody(stage: Stage) -> None:
    it = await play(stage, 5)
    await it.running(it.people[:4])
    kari = it.people[0]
    await kari.say("/groups")
    await kari.press("Se det jeg har svart")
    await kari.press("Endre svarene")
    await kari.press("Tider")
    await kari.press("✓ ti 18")
    await to_summary(it, kari)
    assert "Det du endrer her, endrer ikke gruppa" in kari.last
    assert (await it.row(kari)).state == MemberState.MEMBER
    assert Answers.of_json((await it.wish(kari)).answers).slots == ()


async def test_a_free_place_is_passed_on_by_withdrawing(stage: Stage) -> None:
    it = await play(stage, 6)
    inside, first, second = it.people[:4], it.people[4], it.people[5]
    await second.say("/groups")
    await second.tap(g.PauseWish)
    await it.running(inside)
    assert "ledig plass" in first.last
    await second.tap(g.ResumeWish)
    await first.say("/groups")
    assert "Jeg holder av plassen" in first.last
    await withdraw(first)
    assert "gått videre" in first.last
    assert (await it.row(first)).state == MemberState.NO
    await it.look()


async def test_the_members_are_asked_about_the_next_one(any_stage: Stage) -> None:
    """Who pauses or withdraws, unknowing that a group thinks of them, keeps nobody else from being asked about."""
    it = await play(any_stage, 4)
    inside = it.people[:4]
    await it.running(inside)
    one = await looks(it, "Gudrun")
    other = await looks(it, "Herdis")
    assert (await it.row(one)).state == MemberState.CONSIDERED
    await one.say("/groups")
    assert "Jeg leter etter en gruppe til deg" in one.last  # nothing tells that they are thought of
    await one.press("Ta en pause")
    await it.turn(timedelta(days=1))
    assert (await it.row(other)).state == MemberState.CONSIDERED
    assert sum("Kan det komme en ny" in words for words in inside[0].texts) == 2
    await withdraw(other)
    await it.look()
    assert await it.stage.rows(select(GroupMember).where(GroupMember.state == MemberState.CONSIDERED)) == []
    assert (await it.group()).open_to_newcomers


async def test_who_can_no_longer_come_is_not_offered_the_place(stage: Stage) -> None:
    it = await play(stage, 4)
    inside = it.people[:4]
    await it.running(inside)
    one = await looks(it, "Gudrun")
    await one.say("/groups")
    await one.press("Endre svarene")
    await one.press("Tider")
    await one.press("✓ ti 18")
    await one.press("ma 10")
    for member in inside:
        await member.tap(g.AnswerNewcomer, yes=1)
    await it.look()
    assert not one.saw("ledig plass")
    assert (await it.wish(one)).state == WishState.ACTIVE
    await one.press("ti 18")
    await to_summary(it, one)  # fits again, and is thought of again
    await it.turn(timedelta(days=1))
    assert (await it.row(one)).state == MemberState.CONSIDERED


async def test_silence_closes_no_door(stage: Stage) -> None:
    it = await play(stage, 4)
    await it.running(it.people)
    one = await looks(it, "Gudrun")
    await it.turn(timedelta(days=3, minutes=1))
    assert await stage.rows(select(GroupMember).where(GroupMember.state == MemberState.CONSIDERED)) == []
    assert (await it.group()).open_to_newcomers
    assert sum("Kan det komme en ny" in words for words in it.people[0].texts) == 1  # and are left in peace
    assert (await it.wish(one)).state == WishState.ACTIVE


async def test_who_knows_a_group_is_not_offered_it_again(stage: Stage) -> None:
    """Left it, said no to it, or asked for another time: being in the pool again is no yes to that group."""
    it = await play(stage, 7)
    no, other, left = it.people[4], it.people[5], it.people[3]
    await it.propose(it.people)
    await no.tap(g.AnswerProposal, answer="no")
    await other.tap(g.AnswerProposal, answer="other")
    for one in (*it.people[:4], it.people[6]):
        await one.tap(g.AnswerProposal, answer="yes")
    await it.look()
    row = await it.row(left)
    await left.forge(g.LeaveGroup(row.group_id, row.version).pack())
    for one in (no, left):
        await one.say("/groups")
        await one.press("Let videre")
    await it.look()
    for one in (no, other, left):
        assert (await it.wish(one)).state == WishState.ACTIVE
        assert not one.saw("ledig plass")
    assert not it.people[0].saw("Kan det komme en ny")
    stranger = await looks(it, "Gudrun")
    assert (await it.row(stranger)).state == MemberState.CONSIDERED


async def test_those_of_a_proposal_that_fell_may_meet_in_the_next(stage: Stage) -> None:
    it = await play(stage, 5)
    await it.propose(it.people[:4])
    await it.people[0].tap(g.AnswerProposal, answer="no")
    assert (await it.group()).state == GroupState.DISSOLVED
    await it.running(it.people[1:])
    group = await it.group()
    assert group.state == GroupState.RUNNING
    await it.people[0].say("/groups")
    await it.people[0].press("Let videre")
    await it.look()
    assert (await it.row(it.people[0])).state == MemberState.CONSIDERED  # another group, of the same people


async def test_whoever_would_not_be_with_a_member_is_not_asked_about(stage: Stage) -> None:
    """Also when that member looks for nothing any more; what others wish about them stays true."""
    it = await play(stage, 4)
    await it.running(it.people)
    await withdraw(it.people[2])
    wary = await stage.participant("Gudrun")
    await look_for_group(stage, wary, 9)
    it.people.append(wary)
    mine, theirs = await it.wish_id(wary), await it.wish_id(it.people[2])
    async with stage.app.database.begin() as session:
        session.add(WishPair(wish_id=mine, other_wish_id=theirs, apart=True))
        await session.flush()
        await seeking.look(session, stage.app.library, mine, stage.now)
    rows = await stage.rows(select(GroupMember).join(Person).where(Person.telegram_id == wary.id))
    assert rows == []


async def test_a_proposal_frees_the_thoughts_of_a_group(stage: Stage) -> None:
    """Who is asked about a group of their own is no longer thought of in another one, which goes on to the next."""
    it = await play(stage, 4)
    await it.running(it.people[:4])
    new = [await looks(it, name) for name in ("Gudrun", "Herdis", "Jorunn", "Kåre", "Leif")]
    assert (await it.row(new[0])).state == MemberState.CONSIDERED
    await it.propose(new[:4])
    await it.turn(timedelta(days=1))
    assert [(await it.row(one)).state for one in new] == [*[MemberState.ASKED] * 4, MemberState.CONSIDERED]


async def test_nobody_in_a_group_is_invited_to_look_for_one(stage: Stage) -> None:
    """After another course: also not whoever has withdrawn what they looked for."""
    it = await play(stage, 4)
    await it.running(it.people)
    kari = it.people[0]
    await kari.start("c_ta-tak-host")
    await kari.press("Meld meg på")
    await kari.press("Ja, meld meg på")
    await withdraw(kari)
    wish = await it.wish(kari)
    message = GroupInvite(1)

    async def invited() -> bool:
        async with stage.app.database.begin() as session:
            view = await looked_up(wishes.invite_views, session, stage.app.library, message, wish.person_id, stage.now)
        return view is not None

    assert not await invited()
    row = await it.row(kari)
    await kari.forge(g.LeaveGroup(row.group_id, row.version).pack())
    assert await invited()


async def test_erasure_while_thought_of(stage: Stage) -> None:
    it = await play(stage, 4)
    await it.running(it.people)
    one, other = await looks(it, "Gudrun"), await looks(it, "Herdis")
    await one.say("/privacy")
    await one.press("Slett")
    await one.press("Ja")
    await it.turn(timedelta(days=1))
    assert (await it.row(other)).state == MemberState.CONSIDERED
