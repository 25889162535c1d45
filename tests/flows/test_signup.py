"""Sign-up, from the first tap to the place, as people would do it."""

from tests.stage import Stage


async def test_from_link_to_place_in_five_taps(stage: Stage) -> None:
    kari = await stage.person("Kari")
    await kari.start("c_ta-tak-host")
    assert "språk" in kari.last
    await kari.press("Norsk bokmål")
    assert "Før vi begynner" in kari.last
    await kari.press("Ja, og jeg har fylt 18")
    assert "18 ledige plasser" in kari.last
    await kari.press("Meld meg på")
    await kari.press("Ja, meld meg på")
    assert "Du har fått plass" in kari.last
    calendar = kari.messages[-1]["document"]
    assert calendar["file_name"] == "ta-tak-host.ics"


async def test_calendar_file_comes_by_itself_and_the_card_stays(stage: Stage) -> None:
    kari = await stage.enrolled("Kari")
    await kari.say("/mycourse")
    card = kari.messages[-1]
    assert "Du har plass" in card["text"]
    await kari.press("Kalenderfil")
    assert next(one for one in kari.messages if one["message_id"] == card["message_id"])["text"] == card["text"]
    assert len([one for one in kari.messages if one["message_id"] > card["message_id"]]) == 1
    assert kari.messages[-1]["document"]["file_name"] == "ta-tak-host.ics"
    assert kari.labels() == ["Kurset mitt"]
    await kari.press("Kurset mitt")
    assert "Du har plass" in kari.messages[-1]["text"]
