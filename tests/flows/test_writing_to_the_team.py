"""A participant writes to the team of their course, by name or not; a coordinator answers; and so on."""

import json
from datetime import timedelta

from sqlalchemy import delete, select, text

from db.models import AnswerDraft, Assignment, Conversation, ConversationLine, Outbox
from domain.conversations import A_DAY, KEPT_FOR, LIMIT
from domain.conversations import buttons as b
from domain.privacy import buttons as privacy_buttons
from services import people, privacy
from services.privacy import tidy
from tests.stage import Phone, Stage

ASKED = "Kan jeg ta med søsteren min på tirsdag?"
GONE = "virker ikke lenger"


async def ask(phone: Phone, words: str = ASKED, *, named: bool = True) -> None:
    await phone.forge(b.WriteTeam(1).pack())
    if not named:
        await phone.press("Skriv uten navn")
    await phone.say(words)


async def answer(phone: Phone, conversation: int, words: str) -> None:
    await phone.forge(b.AnswerPerson(conversation).pack())
    await phone.say(words)
    await phone.press("Send svaret")


async def kept(stage: Stage) -> list[str]:
    return [row[0] for row in await stage.rows(select(ConversationLine.text).order_by(ConversationLine.id))]


async def test_from_question_to_answer_and_back_again(any_stage: Stage) -> None:
    stage = any_stage
    kari, berit = await stage.enrolled("Kari"), await stage.coordinator("Berit")
    await kari.say("/mycourse")
    await kari.press("Skriv til kursteamet")
    assert "De ser at det er fra Kari." in kari.last
    assert "LMS-Sandefjord: +47 00 00 00 00" in kari.last
    assert "90 dager" in kari.last
    await kari.say(ASKED)
    assert "Det er sendt til kursteamet" in kari.last
    await berit.refresh()
    assert "har skrevet til kursteamet" in berit.last
    assert not berit.saw("søsteren"), "what somebody wrote stands in no message that comes by itself"
    await berit.press("Les og svar")
    assert "Kari" in berit.last
    assert ASKED in berit.last
    await berit.press("Svar")
    await berit.say("Så hyggelig. Ta henne gjerne med.")
    assert "Ta henne gjerne med." in berit.texts[-2], "as Kari will see it"
    await kari.refresh()
    assert not kari.saw("Ta henne")
    await berit.press("Send svaret")
    assert "Svaret er på vei til Kari." in berit.last
    await kari.refresh()
    assert "Svar fra kursteamet" in kari.last
    assert "Ta henne gjerne med." in kari.last
    await kari.press("Svar")
    await kari.say("Tusen takk <3")
    await berit.refresh()
    await berit.press("Les og svar")
    assert [berit.last.index(words) for words in (ASKED, "Ta henne", "Tusen takk <3")] == sorted(
        berit.last.index(words) for words in (ASKED, "Ta henne", "Tusen takk <3")
    )
    await berit.press("Trenger ikke svar")
    assert "Trenger ikke svar" not in berit.labels()
    await berit.press("Meldinger fra deltakere")
    assert "Ingen venter på svar" in berit.last


async def test_without_a_name(stage: Stage) -> None:
    """They see nowhere who it is, and can answer all the same."""
    kari, berit = await stage.enrolled("Kari"), await stage.coordinator("Berit")
    await kari.forge(b.WriteTeam(1).pack())
    await kari.press("Skriv uten navn")
    assert "De ser ikke hvem det er fra." in kari.last
    await kari.say(ASKED)
    assert "De ser ikke hvem det er fra." in kari.last
    await berit.refresh()
    await berit.press("Les og svar")
    assert "Uten navn" in berit.last
    await berit.press("Svar")
    assert "til den som skrev" in berit.last
    await berit.say("Ja, det går fint.")
    await berit.press("Send svaret")
    await berit.press("Meldinger fra deltakere")
    assert any("Uten navn" in label for label in berit.labels())
    await kari.refresh()
    assert "Ja, det går fint." in kari.last
    assert not berit.saw("Kari")
    assert not any("Kari" in button["text"] for one in berit.messages for row in one["buttons"] or [] for button in row)


async def test_the_name_may_be_shown_after_all(stage: Stage) -> None:
    kari, berit = await stage.enrolled("Kari"), await stage.coordinator("Berit")
    before = len(kari.messages)
    await kari.forge(b.WriteTeam(1).pack())
    await kari.press("Skriv uten navn")
    await kari.press("Skriv med navn")
    assert len(kari.messages) == before + 1, "one question, changed in place"
    await kari.say(ASKED)
    await berit.forge(b.ShowConversation(1).pack())
    assert "Kari" in berit.last


async def test_what_waits_stands_on_the_coordinators_pages(stage: Stage) -> None:
    kari, ola, berit = await stage.enrolled("Kari"), await stage.enrolled("Ola"), await stage.coordinator("Berit")
    await berit.say("/courses")
    assert "Meldinger fra deltakere" in berit.labels()
    await ask(kari)
    await stage.turn(timedelta(minutes=5))
    await ask(ola, "Er det parkering?", named=False)
    for page in ("/start", "/courses"):
        await berit.say(page)
        assert "❗ 2 venter på svar" in berit.labels()
    await berit.press("❗ 2 venter")
    assert "2 venter på svar" in berit.last
    first, second = berit.labels()[:2]
    assert first.startswith("❗")
    assert "Kari" in first
    assert "Uten navn" in second
    await berit.press("Kari")
    await berit.press("Neste ubesvarte")
    assert "parkering" in berit.last
    await answer(berit, 2, "Ja, bak huset.")
    await berit.say("/start")
    assert "❗ 1 venter på svar" in berit.labels()


async def test_an_answer_is_looked_at_written_anew_and_sent_once(stage: Stage) -> None:
    kari, berit, siv = await stage.enrolled("Kari"), await stage.coordinator("Berit"), await stage.coordinator("Siv")
    await ask(kari)
    await berit.forge(b.AnswerPerson(1).pack())
    for words in ("Ja, ta med sønnen.", "Ja, ta med søsteren."):
        await berit.say(words)
        assert words in berit.texts[-2]
        assert "Bare Kari får det. Skal jeg sende det?" in berit.last
    assert await stage.rows(select(AnswerDraft.text)) == [("Ja, ta med søsteren.",)]
    data = berit.button("Send svaret")
    await siv.forge(data)
    assert GONE in siv.last, "it is Berit's to send"
    await berit.press("Send svaret")
    await berit.forge(data)
    assert GONE in berit.last
    await kari.refresh()
    assert [words for words in kari.texts if "Svar fra kursteamet" in words] == [kari.last]
    assert "søsteren" in kari.last
    assert await stage.rows(select(AnswerDraft.id)) == []


async def test_what_is_not_sent_goes_to_nobody_and_is_let_go(stage: Stage) -> None:
    kari, berit = await stage.enrolled("Kari"), await stage.coordinator("Berit")
    await ask(kari)
    before = len(kari.messages)
    await berit.forge(b.AnswerPerson(1).pack())
    await berit.say("Nei.")
    await berit.press("Ikke send")
    assert ASKED in berit.last
    assert "Trenger ikke svar" in berit.labels(), "it waits as before"
    await berit.forge(b.AnswerPerson(1).pack())
    await berit.say("Kanskje.")
    assert "Kanskje." in await copied(stage, berit)
    assert await kept(stage) == [ASKED]
    async with stage.app.database.begin() as session:
        raw = (await session.execute(text("SELECT text FROM answer_drafts"))).scalars().all()
        assert all(one.startswith("gAAAA") for one in raw)
        await tidy.tidy(session, stage.app.library, stage.now + timedelta(days=1), stage.now)
    assert await stage.rows(select(AnswerDraft.id)) == []
    await kari.refresh()
    assert len(kari.messages) == before


async def test_from_the_start_page_and_from_a_notice(stage: Stage) -> None:
    kari, berit = await stage.enrolled("Kari"), await stage.coordinator("Berit")
    await kari.say("/start")
    assert "Skriv til kursteamet" in kari.labels()
    await berit.forge("write.1")
    await berit.say("Vi sees på tirsdag.")
    await berit.press("Send")
    await kari.refresh()
    assert "Vi sees på tirsdag." in kari.last
    await kari.press("Skriv til kursteamet")
    await kari.press("Avbryt")
    assert "Du har plass" in kari.last
    assert await kept(stage) == []


async def test_so_many_a_day_and_then_whom_to_ring(stage: Stage) -> None:
    kari, ola = await stage.enrolled("Kari"), await stage.enrolled("Ola")
    await stage.coordinator("Berit")
    for number in range(A_DAY):
        await ask(kari, f"Nummer {number}")
        await stage.turn(timedelta(minutes=1))
    await kari.forge(b.WriteTeam(1).pack())
    assert "Du har skrevet 5 ganger" in kari.last
    assert "tirsdag 18. august kl. 09:00" in kari.last
    assert "LMS-Sandefjord: +47 00 00 00 00" in kari.last
    await kari.say("Nummer 5")
    await kari.forge(b.WriteOn(1).pack())
    assert "Du har skrevet 5 ganger" in kari.last
    await kari.say("Nummer 5")
    assert await kept(stage) == [f"Nummer {number}" for number in range(A_DAY)]
    await ask(ola)
    assert len(await kept(stage)) == A_DAY + 1
    await stage.turn(timedelta(days=1))
    await ask(kari, "Nummer 5")
    assert (await kept(stage))[-1] == "Nummer 5"


async def test_who_left_meanwhile_and_nobody_else(stage: Stage) -> None:
    """Who has left goes on with what they have begun, and begins nothing new. Whose it is not, reads nothing."""
    kari, ola, berit = await stage.enrolled("Kari"), await stage.participant("Ola"), await stage.coordinator("Berit")
    await ask(kari)
    await kari.leave()
    await kari.forge(b.WriteTeam(1).pack())
    assert GONE in kari.last
    await answer(berit, 1, "Ja.")
    await kari.refresh()
    assert "Svar fra kursteamet" in kari.last
    await kari.press("Svar")
    await kari.say("Takk.")
    assert await kept(stage) == [ASKED, "Ja.", "Takk."]
    await ola.forge(b.WriteOn(1).pack())
    assert GONE in ola.last
    for button in (b.ShowConversation(1), b.AnswerPerson(1), b.NoAnswerNeeded(1, 1), b.ListConversations()):
        await ola.forge(button.pack())
        assert "for dem som koordinerer" in ola.last
    assert not ola.saw("søsteren")


async def test_nobody_to_read_it(stage: Stage) -> None:
    kari = await stage.enrolled("Kari")
    await kari.forge(b.WriteTeam(1).pack())
    assert "ingen som kan lese det" in kari.last
    await stage.coordinator("Berit")
    await kari.forge(b.WriteTeam(1).pack())
    async with stage.app.database.begin() as session:
        await session.execute(delete(Assignment))
    await kari.say(ASKED)
    assert "ingen som kan lese det" in kari.last
    assert await kept(stage) == []


async def test_what_comes_while_one_is_reading_waits_still(stage: Stage) -> None:
    kari, berit = await stage.enrolled("Kari"), await stage.coordinator("Berit")
    await ask(kari)
    await berit.forge(b.ShowConversation(1).pack())
    done = berit.button("Trenger ikke svar")
    await kari.forge(b.WriteOn(1).pack())
    await kari.say("Og så en ting til.")
    await berit.forge(done)
    assert "Trenger ikke svar" in berit.labels()
    await berit.press("Trenger ikke svar")
    assert "Trenger ikke svar" not in berit.labels()


async def test_somebody_whom_the_bot_does_not_reach(stage: Stage) -> None:
    kari, berit = await stage.enrolled("Kari"), await stage.coordinator("Berit")
    await ask(kari)
    await kari.block()
    await answer(berit, 1, "Ja, gjerne.")
    assert "når jeg ikke fram til Kari" in berit.last
    await kari.unblock()
    await kari.start()
    await stage.settle()
    await kari.refresh()
    assert kari.saw("Ja, gjerne.")


async def test_too_long_or_nothing(stage: Stage) -> None:
    kari, berit = await stage.enrolled("Kari"), await stage.coordinator("Berit")
    await ask(kari, "x" * (LIMIT + 1))
    assert f"{LIMIT + 1}" in kari.last
    await kari.say("🌿" * LIMIT)
    await answer(berit, 1, "🌿" * LIMIT)
    for _ in range(A_DAY - 1):
        await kari.forge(b.WriteOn(1).pack())
        await kari.say("🌿" * LIMIT)
    await berit.forge(b.ShowConversation(1).pack())
    assert berit.last.count("🌿") % LIMIT == 0
    assert berit.last.count("🌿") > 0
    assert len(await kept(stage)) == A_DAY + 1


async def test_it_is_encrypted_copied_and_goes(stage: Stage) -> None:
    kari, berit = await stage.enrolled("Kari"), await stage.coordinator("Berit")
    await ask(kari, named=False)
    await answer(berit, 1, "Ja, gjerne.")
    async with stage.app.database.begin() as session:
        raw = (await session.execute(text("SELECT text FROM conversation_lines"))).scalars().all()
    assert all(one.startswith("gAAAA") for one in raw)
    for phone, path in ((kari, "written_to_team"), (berit, "answered_for_team")):
        copy = await copied(stage, phone)
        assert path in copy
        assert "Ja, gjerne." in copy
    await berit.forge(privacy_buttons.Erase().pack())
    assert await kept(stage) == [ASKED, "Ja, gjerne."]
    assert await stage.rows(select(ConversationLine.author_id)) == [(None,), (None,)]
    await kari.forge(privacy_buttons.Erase().pack())
    assert await kept(stage) == []
    assert await stage.rows(select(Conversation)) == []
    assert "conversation" not in str(await stage.rows(select(Outbox.params)))


async def copied(stage: Stage, phone: Phone) -> str:
    """What stands in somebody's copy of everything, as JSON."""
    async with stage.app.database.begin() as session:
        actor = await people.known(session, phone.id, stage.now)
        assert actor is not None
        return json.dumps(await privacy.export(session, actor), ensure_ascii=False, default=str)


async def test_it_is_let_go_in_time(stage: Stage) -> None:
    kari, ola, berit = await stage.enrolled("Kari"), await stage.enrolled("Ola"), await stage.coordinator("Berit")
    await ask(kari)
    await stage.turn(timedelta(days=1))
    await ask(ola, "Er det parkering?")
    await answer(berit, 2, "Ja.")
    now = stage.now + KEPT_FOR - timedelta(hours=1)
    async with stage.app.database.begin() as session:
        await tidy.tidy(session, stage.app.library, now, now)
    assert await kept(stage) == ["Er det parkering?", "Ja."]


async def test_questions_without_a_name_of_one_day_are_told_apart(stage: Stage) -> None:
    kari, ola, berit = await stage.enrolled("Kari"), await stage.enrolled("Ola"), await stage.coordinator("Berit")
    await ask(kari, "Kan jeg komme litt seint?", named=False)
    await stage.turn(timedelta(minutes=5))
    await ask(ola, "Er det parkering?", named=False)
    await berit.say("/courses")
    await berit.press("2 venter på svar")
    first, second = berit.labels()[:2]
    assert ("09:00" in first, "09:05" in second) == (True, True)
    await berit.press(second)
    assert "parkering" in berit.last
