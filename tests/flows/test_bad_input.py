"""What people send by mistake, out of curiosity or on purpose: answered kindly, and nothing breaks or is lost."""

import json
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from sqlalchemy import select

from db.models import Course, Dialog, Enrolment, Person
from domain import buttons as all_buttons
from domain.people import CONSENT_VERSION
from domain.people import buttons as b
from domain.privacy import buttons as privacy_buttons
from domain.signup import Status
from domain.signup import buttons as signup_buttons
from services.people import dialogs
from tests.stage import Phone, Stage

MakeStage = Callable[..., Awaitable[Stage]]
ONLY_TEXT = "Her kan jeg bare lese tekst"
NO_LETTERS = "Jeg ser ingen bokstaver i det du skrev"
CAPTION = "teksten under er ikke brukt"
GONE = "virker ikke lenger"
CONSENT = "Før vi begynner"
FAULT = "feilen er vår"
INVISIBLE = ("\u200e\u202e\u200f\u2069", "\u3164", "\u2800\u034f", "\U000e0041\ufe0f")
OTHER_KINDS: list[dict[str, Any]] = [
    {"photo": True},
    {"photo": True, "caption": "Kari Nordmann"},
    {"sticker": True},
    {"voice": True},
    {"location": True},
    {"document": {"name": "navn.txt", "content_base64": "S2FyaQ=="}},
]


async def person_row(phone: Phone) -> Person:
    found = await phone.stage.rows(select(Person).where(Person.telegram_id == phone.id))
    row: Person = found[0][0]
    return row


async def asked_for_name(stage: Stage) -> Phone:
    kari = await stage.participant("Kari")
    await kari.say("/privacy")
    await kari.tap(b.ChangeName)
    return kari


async def test_other_things_than_text_where_text_is_awaited(stage: Stage) -> None:
    kari = await asked_for_name(stage)
    for what in [*OTHER_KINDS, {"contact": {"phone_number": "+4722225555"}}, *({"text": one} for one in INVISIBLE)]:
        await kari.send(**what)
        expected = NO_LETTERS if "text" in what else CAPTION if "caption" in what else ONLY_TEXT
        assert expected in kari.last, what
    assert (await person_row(kari)).name == "Kari"
    await kari.say("Kari N.")  # the question still stands
    assert (await person_row(kari)).name == "Kari N."


async def test_other_things_than_text_where_nothing_is_awaited(stage: Stage) -> None:
    kari = await stage.participant("Kari")
    for what in [*OTHER_KINDS, {"contact": {"phone_number": "+4722225555"}}, {"text": "Hei, jeg lurer på noe"}]:
        await kari.send(**what)
        assert "LMS-Sandefjord: +47 00 00 00 00" in kari.last, what
    assert (await person_row(kari)).phone is None


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        ("  Kari   Nordmann ", "Kari Nordmann"),
        ("<b>Kari</b> & <i>co</i> &amp;", "<b>Kari</b> & <i>co</i> &amp;"),
        ("{name} %s %(name)s {0}", "{name} %s %(name)s {0}"),
        ("🌻👩‍🌾", "🌻👩‍🌾"),
        ("Mo\u0308rk\xa0N", "Mörk N"),
        ("\u202eiraK\u202c", "iraK"),
        ("كاري", "كاري"),
        ("Kari\nNordmann", "Kari Nordmann"),
        ("'; DROP TABLE people; --", "'; DROP TABLE people; --"),
        ("K" * 80, "K" * 80),
    ],
)
async def test_names_as_people_write_them(stage: Stage, written: str, stored: str) -> None:
    kari = await asked_for_name(stage)
    await kari.say(written)
    assert (await person_row(kari)).name == stored
    assert stored in kari.last
    await kari.say("/start c_ta-tak-host")
    await kari.tap(signup_buttons.AskJoin)
    assert stored in kari.last
    await kari.tap(signup_buttons.Join)
    berit = await stage.coordinator("Berit")
    await berit.forge("people.1.0")
    assert stored[:39] in berit.last


async def test_name_that_is_too_long(stage: Stage) -> None:
    kari = await asked_for_name(stage)
    for length in (81, 4000):
        await kari.say("K" * length)
        assert f"Det ble {length} tegn, og det er plass til 80" in kari.last
    assert (await person_row(kari)).name == "Kari"


async def test_long_and_odd_names_in_telegram_itself(stage: Stage) -> None:
    for name in ("K" * 4000, "<b>&", "\u202e\u200f\u061c", "\u3164", "🌻"):
        phone = await stage.person(name)
        await phone.start("c_ta-tak-host")
        await phone.tap(b.ChooseLanguage, language="nb")
        await phone.tap(b.GiveConsent)
        await phone.tap(signup_buttons.AskJoin)
        await phone.tap(signup_buttons.Join)
        assert phone.saw("Du har fått plass")
    berit = await stage.coordinator("Berit")
    await berit.forge("people.1.0")
    assert "2. <b>&" in berit.last
    assert "3. ?" in berit.last


FORGED = [
    "", ".", "..", "x", "join", "join.", "join.1.1", "join.x", "join.-1", "join.2147483648", "join.99999999999999999999",
    "join.0", "join.1e3", "join.1;drop", "lang.nb", "lang.xx.0", "lang..0", "lang.nb.0.0", "yes.x", "eval.1.", "eval.1.x",
    "ans.1.midway.0.6", "ans.1.midway.9.1", "ans.1.midway.0.0", "q.1.midway.99", "here.1.1.2", "here.999.1.1", "here.1.1.-1",
    "take.0.0", "leave.1.0", "ics.1", "ics.999", "mine.1", "card.999", "ask.999", "out.1", "res.1.x", "send.0", "moveto.1.1.0",
    "moveok.1.1.2147483647", "erase.1", "HOME", "home ", "home.", "🌻", "a" * 64, "æ" * 40, "{}", '{"a":1}', "\n",
    "join.\u0661\u0662",
]  # fmt: skip


async def test_forged_buttons_of_all_shapes(stage: Stage) -> None:
    kari = await stage.participant("Kari")
    before = await stage.dump(without=("inbox", "notes", "dialogs"))
    await stage.forget_calls()
    for data in FORGED:
        await kari.forge(data)
        assert kari.last, data
        assert FAULT not in kari.last, data
    assert len(await stage.calls("answerCallbackQuery")) == len(FORGED)
    assert await stage.dump(without=("inbox", "notes", "dialogs")) == before


async def test_start_with_unknown_and_malformed_payloads(stage: Stage) -> None:
    kari = await stage.participant("Kari")
    for payload in ("c_", "c_no-such-course", "x" * 64, "c_" + "x" * 62, "r_1", "C_ta-tak-host", "-", "_", "0"):
        await kari.start(payload)
        assert "Hei, Kari" in kari.last, payload
    for words in ("/start c_ta-tak-host; DROP TABLE", "/start  ", "/start\nc_ta-tak-host", "/start c_\u0000x"):
        await kari.say(words)
        assert FAULT not in kari.last, words
    stranger = await stage.person("Ukjent", "da")
    await stranger.start("c_no-such-course")
    assert "Dansk" in "".join(stranger.labels())


async def test_unknown_commands(stage: Stage) -> None:
    kari = await stage.participant("Kari")
    for words in (
        "/",
        "//",
        "/hjelp",
        "/start@mestringsbot",
        "/HELP",
        "/mycourse@mestringsbot now",
        "/" + "x" * 4000,
        "/🌻",
    ):
        await kari.say(words)
        assert kari.last, words
        assert FAULT not in kari.last, words
    stranger = await stage.person("Ukjent")
    await stranger.say("/privacy")
    await stranger.say("/mycourse")
    assert "språk" in stranger.last


async def test_command_leads_out_of_a_dialogue(stage: Stage) -> None:
    for command in ("/start", "/help", "/mycourse", "/language", "/cancel", "/pause", "/unknown"):
        kari = await asked_for_name(stage)
        await kari.say(command)
        await kari.say("Takk!")
        assert (await person_row(kari)).name == "Kari", command
    assert not await stage.rows(select(Dialog).where(Dialog.step != dialogs.READ))


async def test_without_consent_nothing_is_stored_whatever_is_pressed(stage: Stage) -> None:
    stranger = await stage.person("Ukjent")
    await stranger.start("c_ta-tak-host")
    await stranger.press("Norsk bokmål")
    await stranger.press("Nei takk")
    fields = {"language": "nb", "round": "midway", "page": 0, "value": 0}
    for kind in all_buttons.CODES.values():
        if kind in (b.GiveConsent, privacy_buttons.Erase):
            continue
        hints = kind.__struct_fields__
        data = ".".join([kind.code, *(str(fields.get(name, 1)) for name in hints)])
        await stranger.forge(data)
        assert FAULT not in stranger.last, data
        row = await person_row(stranger)
        assert (row.name, row.phone, row.consent_version, row.paused_at) == (None, None, None, None), data
        assert not await stage.rows(select(Enrolment)), data
    await stranger.forge("join.1")
    assert CONSENT in stranger.last
    await stranger.tap(b.GiveConsent, course_id=1)
    assert "18 ledige plasser" in stranger.last  # led back to the course that was asked for


async def test_second_press_of_every_button_on_the_way(stage: Stage) -> None:
    kari = await stage.person("Kari")
    await kari.start("c_ta-tak-host")
    language, message = kari.button("Norsk bokmål"), kari.messages[-1]["message_id"]
    await kari.forge(language, message)
    await kari.forge(language, message)
    for kind in (b.GiveConsent, signup_buttons.AskJoin, signup_buttons.Join):
        data = next(one for one in _data(kari) if type(all_buttons.unpack(one)) is kind)
        await kari.forge(data, message)
        await kari.forge(data, message)
    assert kari.saw("Du har fått plass")
    assert [row.status for (row,) in await stage.rows(select(Enrolment))] == [Status.PLACE]
    await kari.forge(language, message)
    assert (await person_row(kari)).consent_version == CONSENT_VERSION


def _data(phone: Phone) -> list[str]:
    return [one["data"] for message in phone.messages for row in message.get("buttons") or [] for one in row]


async def test_language_changes_in_the_middle(stage: Stage) -> None:
    kari = await stage.participant("Kari")
    await kari.tap(signup_buttons.AskJoin)
    await kari.say("/language")
    await kari.tap(b.ChooseLanguage, language="da")
    assert "Hej, Kari" in kari.last
    await kari.forge("join.1")
    assert "Du har fået" in kari.texts[-2] + kari.last
    await kari.say("/language")
    await kari.tap(b.ChooseLanguage, language="en")
    await kari.say("/mycourse")
    assert "You have a" in kari.last
    menu = await stage.get("commands", chat_id=kari.id, language_code="en")
    assert [one["command"] for one in menu["commands"]][:1] == ["start"]


async def test_unblock_after_block(stage: Stage) -> None:
    kari = await stage.enrolled("Kari")
    await kari.block()
    assert (await person_row(kari)).blocked_at is not None
    await kari.unblock()
    assert (await person_row(kari)).blocked_at is None
    await kari.block()
    await kari.start()
    assert (await person_row(kari)).blocked_at is None
    assert "Du har plass" in kari.last


async def test_phone_number(stage: Stage) -> None:
    kari = await stage.participant("Kari")
    await kari.say("/privacy")
    await kari.tap(b.ChangePhone)
    for wrong in ("nei", "123", "+", "22 22", "+999 12345678", "📞", "1" * 4000):
        await kari.say(wrong)
        assert "Jeg skjønte ikke telefonnummeret" in kari.last, wrong
    for contact, shown in (
        ("4722225555", "+47 22 22 55 55"),
        ("46701234567", "+46 70 123 45 67"),
        ("22225555", "+47 22 22 55 55"),
    ):
        await kari.send(contact={"phone_number": contact})
        assert f"Kursteamet kan ringe deg på {shown}." in kari.last
        await kari.tap(b.ChangePhone)
    await kari.say("\u202a0046 70\xa0123 45 67\u202c")
    assert "+46 70 123 45 67" in kari.last
    await kari.press("Det som er lagret om deg")
    assert "Telefon: +46 70 123 45 67" in kari.last
    await kari.tap(b.RemovePhone)
    assert "Nummeret ditt er fjernet." in kari.last
    assert (await person_row(kari)).phone is None


async def test_export_is_everything_as_json(stage: Stage) -> None:
    kari = await stage.enrolled("Kari")
    await kari.say("/privacy")
    await kari.tap(privacy_buttons.ExportMe)
    document = kari.messages[-1]["document"]
    assert document["file_name"] == "mestringsbot.json"
    async with stage.http.get(document["url"]) as response:
        everything = json.loads(await response.read())
    assert everything["name"] == "Kari"
    (course,) = everything["courses"]
    assert (course["course"], course["status"], course["number"]) == ("ta-tak-host", "place", 1)


async def test_erasure_gives_the_seat_on_and_old_buttons_lead_nowhere(make_stage: MakeStage, sqlite_url: str) -> None:
    stage = await make_stage(sqlite_url, seats=1)
    kari, ola = await stage.enrolled("Kari"), await stage.enrolled("Ola")
    await kari.say("/mycourse")
    old = [
        one
        for one in _data(kari)
        if type(all_buttons.unpack(one))
        not in (signup_buttons.Join, signup_buttons.AskJoin, signup_buttons.ShowCourse, b.ChooseLanguage)
    ]
    message = kari.messages[0]["message_id"]
    await kari.say("/privacy")
    await kari.tap(privacy_buttons.AskErase)
    erase = kari.button("Ja, slett alt")
    await kari.press("Ja, slett alt")
    assert "Alt annet om deg er slettet" in kari.last
    await ola.refresh()
    assert "Det er blitt en ledig plass til deg" in ola.last
    assert not await stage.rows(select(Person).where(Person.telegram_id == kari.id))
    for data in old:
        await kari.forge(data, message)
        assert FAULT not in kari.last, data
    await kari.forge(erase, message)
    assert "Alt annet om deg er slettet" in "".join(kari.texts)
    await ola.press("Ja, jeg tar den")
    assert [row.status for (row,) in await stage.rows(select(Enrolment))] == [Status.PLACE]
    await kari.start("c_ta-tak-host")
    assert "språk" in kari.last
    assert (await stage.rows(select(Course.last_number)))[0][0] == 2
