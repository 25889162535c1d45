"""What `/privacy` says of groups and their chats, and what a copy of everything holds of them."""

import json
from typing import Any

import pytest

from domain.groups import buttons as g
from domain.people import buttons as b
from domain.privacy import buttons as privacy_buttons
from tests.flows.group_chats import running
from tests.flows.groups import play
from tests.stage import Phone, Stage


async def copy(stage: Stage, phone: Phone) -> dict[str, Any]:
    await phone.forge(privacy_buttons.ExportMe().pack())
    async with stage.http.get(phone.messages[-1]["document"]["url"]) as response:
        everything: dict[str, Any] = json.loads(await response.read())
    return everything


@pytest.mark.parametrize(("language", "link", "number"), [
    ("nb", "lenken som er din egen vei dit", "nummeret på chatten"),
    ("nn", "lenkja som er din eigen veg dit", "nummeret på chatten"),
    ("da", "det link, der er din egen vej dertil", "nummeret på chatten"),
    ("en", "the link that is your own way into it", "the number of the chat"),
])  # fmt: skip
async def test_the_page_tells_of_the_chat(stage: Stage, language: str, link: str, number: str) -> None:
    kari = await stage.participant("Kari")
    await kari.forge(b.ChooseLanguage(language, 0).pack())
    await kari.say("/privacy")
    assert link in kari.last
    assert number in kari.last


async def test_a_copy_holds_the_chat_and_the_link(stage: Stage) -> None:
    chat = await running(stage, 5)
    solveig, torbjorn, *_ = chat.people
    await chat.connect(solveig)
    await chat.promise(torbjorn)
    link = await chat.own_link(torbjorn)
    [told] = (await copy(stage, torbjorn))["groups"]
    assert told["own_link_to_chat"] == link
    assert told["chat_number"] is not None
    assert told["connected_chat"] is False
    assert (await copy(stage, solveig))["groups"][0]["connected_chat"] is True
    await chat.it.leaves(torbjorn)
    [left] = (await copy(stage, torbjorn))["groups"]
    assert (left["membership"], left["own_link_to_chat"], left["chat_number"]) == ("left", None, None)


async def test_a_copy_holds_everything_else(stage: Stage) -> None:
    it = await play(stage, 4)
    await it.running(it.people)
    kari = it.people[0]
    await kari.forge(g.TellTrouble(1).pack())
    await kari.say("Noe er vanskelig")
    await kari.forge(g.TellTrouble(1).pack())
    found = await copy(stage, kari)
    assert [one["text"] for one in found["told_coordinator"]] == ["Noe er vanskelig"]
    assert found["answer_awaited"] == "trouble"
    assert {"group_proposal", "group_starts"} <= {one["kind"] for one in found["messages"]}
    assert found["groups"][0]["answered_after_six_weeks"] is False
    assert found["roles"] == []
    assert (await copy(stage, it.berit))["roles"] == [{"centre": "sandefjord", "network": None, "role": "coordinator"}]
