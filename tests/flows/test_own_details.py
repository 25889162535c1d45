"""Name, number, language, and a copy of everything: what has come of a change stands in one line."""

import re
from collections.abc import Awaitable, Callable
from datetime import timedelta
from html.parser import HTMLParser

from msgspec.structs import replace
from sqlalchemy import select, update

from db.models import Course, Dialog, EvaluationDraft, Person
from domain.conversations import buttons as conversation_buttons
from domain.people import buttons as b
from domain.privacy import buttons as privacy_buttons
from domain.programmes import EvaluationPlan
from domain.running import buttons as running_buttons
from domain.signup import buttons as signup_buttons
from tests.stage import Phone, Stage

MakeStage = Callable[..., Awaitable[Stage]]
ASKED = "kan ringe deg hvis noe endrer seg"


async def number(stage: Stage, phone: Phone) -> str | None:
    found = await stage.rows(select(Person).where(Person.telegram_id == phone.id))
    written: str | None = found[0][0].phone
    return written


async def test_the_number_is_asked_for_once_and_need_not_be_given(stage: Stage) -> None:
    kari = await stage.enrolled("Kari")
    assert "Du har fått plass" in kari.last
    assert ASKED in kari.last
    await kari.say("Hei, når begynner kurset?")
    assert "skjønte" not in kari.last
    assert "Neste samling" in kari.last
    await kari.leave()
    await kari.forge(signup_buttons.Join(1).pack())
    assert "Du har fått plass" in kari.last
    assert ASKED not in kari.last
    assert await number(stage, kari) is None


async def test_pressed_twice_it_asks_no_second_time(stage: Stage) -> None:
    kari = await stage.enrolled("Kari")
    await kari.say("/start")
    await kari.forge(signup_buttons.Join(1).pack())
    assert ASKED not in kari.last
    assert await stage.rows(select(Dialog)) == []


async def test_a_contact_card_or_a_number_is_taken_then(any_stage: Stage) -> None:
    stage = any_stage
    kari, ola, eva = await stage.enrolled("Kari"), await stage.enrolled("Ola"), await stage.enrolled("Eva")
    await kari.send(contact={"phone_number": "4791234567"})
    assert "Kursteamet kan ringe deg på +47 912 34 567." in kari.last
    assert await number(stage, kari) == "+47 912 34 567"
    await ola.say("22 22 55 55")
    assert "Kursteamet kan ringe deg på +47 22 22 55 55." in ola.last
    written = next(one for one in reversed(ola.chat) if one.get("text") == "22 22 55 55")
    await stage.post(f"users/{ola.id}/edit", message_id=written["message_id"], text="22 22 55 66")
    await stage.settle()
    await ola.refresh()
    assert "gått videre slik det sto" in ola.last
    assert await number(stage, ola) == "+47 22 22 55 55"
    await eva.press("Legg inn telefon")
    await eva.press("Avbryt")
    assert await number(stage, eva) is None


async def test_who_waits_is_asked_too(make_stage: MakeStage, sqlite_url: str) -> None:
    stage = await make_stage(sqlite_url, seats=1)
    await stage.enrolled("Kari")
    ola = await stage.enrolled("Ola")
    assert "på ventelista" in ola.last
    assert ASKED in ola.last


async def test_each_change_says_what_has_come_of_it(stage: Stage) -> None:
    kari = await stage.participant("Kari")
    await kari.forge(b.ChangeName().pack())
    await kari.say("Kari <Nordmann>")
    assert kari.last == "Takk. Nå står du som Kari <Nordmann>."
    await kari.forge(b.ChangePhone().pack())
    await kari.say("22225555")
    assert kari.last == "Takk. Kursteamet kan ringe deg på +47 22 22 55 55."
    await kari.forge(b.RemovePhone().pack())
    assert kari.last == "Nummeret ditt er fjernet."
    await kari.say("/language")
    assert "✓ Norsk bokmål" in kari.labels()
    await kari.press("Dansk")
    assert kari.last.startswith("Nu skriver jeg på dansk.")
    assert "TA TAK" in kari.last
    await kari.press("Tilmeld mig")


class Visible(HTMLParser):
    """What a page shows, and what it names."""

    def __init__(self) -> None:
        super().__init__()
        self.text, self.tags = "", set[str]()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        assert not any(name in ("src", "href", "onload") for name, _ in attrs), (tag, attrs)

    def handle_data(self, data: str) -> None:
        self.text += f" {data}"


async def page(stage: Stage, phone: Phone) -> tuple[str, Visible]:
    """The newest page that somebody has got: the name of its file, and what it shows."""
    document = next(
        one["document"]
        for one in reversed(phone.messages)
        if one.get("document") and one["document"]["file_name"].endswith(".html")
    )
    async with stage.http.get(document["url"]) as response:
        seen = Visible()
        seen.feed((await response.read()).decode())
    return document["file_name"], seen


async def test_the_copy_is_a_page_that_one_can_read(stage: Stage) -> None:
    kari, berit = await stage.enrolled("Kari"), await stage.coordinator("Berit")
    await kari.forge(b.ChangeName().pack())
    await kari.say("<script>alert(1)</script>")
    await kari.forge(running_buttons.Attend(2, 1, 0).pack())
    await kari.forge(conversation_buttons.WriteTeam(1).pack())
    await kari.say("Er det <b>parkering</b>?")
    await berit.forge(conversation_buttons.AnswerPerson(1).pack())
    await berit.say("Ja & amen")
    await berit.press("Send svaret")
    await kari.forge(privacy_buttons.ExportMe().pack())
    assert [one["document"]["file_name"] for one in kari.messages[-2:]] == ["kopi-av-alt.html", "mestringsbot.json"]
    _, seen = await page(stage, kari)
    shown = re.sub(r"\s+", " ", seen.text)
    for words in (
        "Kopi av det som er lagret om deg",
        "<script>alert(1)</script>",
        "TA TAK – kurs for pårørende (ta-tak-host): har plass, mandag 17. august 2026 kl. 09:00",
        "samling 2: kan ikke komme",
        "Er det <b>parkering</b>?",
        "Ja & amen",
        "Kursteamet ser navnet ved svarene ja",
    ):
        assert words in shown, words
    assert "script" not in seen.tags
    await berit.forge(privacy_buttons.ExportMe().pack())
    _, seen = await page(stage, berit)
    assert "Ja & amen" in seen.text
    assert "parkering" not in seen.text


async def test_the_copy_names_each_poll_by_what_stands_above_it(stage: Stage) -> None:
    """Of a programme with its own keys: before, after every session, and long after; one key is gone by now."""
    plans = (
        EvaluationPlan("before", when="before"),
        EvaluationPlan("meeting", when="each", key="each"),
        EvaluationPlan("later", when="later", delay=timedelta(days=180)),
    )
    stage.app.library.programmes["own"] = replace(stage.app.library.programmes["ta-tak"], slug="own", evaluation=plans)
    kari = await stage.enrolled("Kari")
    async with stage.app.database.begin() as session:
        await session.execute(update(Course).values(programme="own"))
        drafts = [("before", '{"0": 4}'), ("each-2", None), ("later", '{"1": 5}'), ("gone", None)]
        for key, content in drafts:
            session.add(EvaluationDraft(course_id=1, person_id=1, round=key, content=content))
    await kari.forge(privacy_buttons.ExportMe().pack())
    _, seen = await page(stage, kari)
    course = "TA TAK – kurs for pårørende (ta-tak-host). "
    for words in (
        "Før kurset: begynt, 1: 4",
        "Takk for at du var med. Etter samling 2: begynt",
        "En stund etter kurset: begynt, 2: 5",
        "gone: begynt",
    ):
        assert course + words in seen.text, words


async def test_in_the_language_of_whoever_asks(stage: Stage) -> None:
    kari = await stage.enrolled("Kari")
    names = []
    for language, title in (("nn", "lagra om deg"), ("da", "gemt om dig"), ("en", "stored about you")):
        await kari.forge(b.ChooseLanguage(language, 0).pack())
        await kari.forge(privacy_buttons.ExportMe().pack())
        name, seen = await page(stage, kari)
        names.append(name)
        assert title in seen.text
        await stage.turn(timedelta(minutes=1))
    assert names == ["kopi-av-alt.html", "kopi-af-alt.html", "copy-of-everything.html"]
