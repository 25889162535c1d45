"""Sign-up, from the first tap to the place, as people would do it."""

from tests.stage import Stage


async def test_from_link_to_place_in_five_taps(stage: Stage) -> None:
    kari = await stage.person("Kari")
    await kari.start("c_ta-tak-host")
    assert "språk" in kari.last
    await kari.press("Norsk bokmål")
    assert "Før vi begynner" in kari.last
    await kari.press("Ja, det er greit")
    assert "18 ledige plasser" in kari.last
    await kari.press("Meld meg på")
    await kari.press("Ja, meld meg på")
    assert "Du har fått plass" in kari.last
    calendar = kari.messages[-1]["document"]
    assert calendar["file_name"] == "ta-tak-host.ics"
