"""Polls, from both sides."""

from __future__ import annotations

import pytest
import telegram

from .conftest import World


async def test_an_open_poll(world: World, user: int, bot: telegram.Bot) -> None:
    sent = await bot.send_poll(user, "Hvilken dag?", ["mandag", "tirsdag"], is_anonymous=False)
    assert sent.poll is not None
    assert [option.text for option in sent.poll.options] == ["mandag", "tirsdag"]
    await world.do("POST", f"users/{user}/vote", message_id=sent.message_id, option_ids=[1])
    answer, state = await bot.get_updates()
    assert answer.poll_answer is not None
    assert (answer.poll_answer.option_ids, answer.poll_answer.poll_id) == ((1,), sent.poll.id)
    assert state.poll is not None
    assert [option.voter_count for option in state.poll.options] == [0, 1]
    [*_, view] = await world.chat(user)
    assert view["poll"]["chosen"] == [1]
    await world.do("POST", f"users/{user}/vote", message_id=sent.message_id, option_ids=[])
    stopped = await bot.stop_poll(user, sent.message_id)
    assert (stopped.is_closed, stopped.total_voter_count) == (True, 0)
    with pytest.raises(telegram.error.BadRequest, match="Poll has already been closed"):
        await bot.stop_poll(user, sent.message_id)
    assert (await world.denied("POST", f"users/{user}/vote", message_id=sent.message_id, option_ids=[0]))[0] == 409


async def test_an_anonymous_poll_tells_no_names(world: World, user: int) -> None:
    sent = await world.ok("sendPoll", chat_id=user, question="?", options=["a", "b"])
    await world.do("POST", f"users/{user}/vote", message_id=sent["message_id"], option_ids=[0])
    [update] = await world.updates()
    assert update["poll"]["total_voter_count"] == 1


async def test_one_answer_unless_several_are_allowed(world: World, user: int) -> None:
    one = await world.ok("sendPoll", chat_id=user, question="?", options=["a", "b"])
    several = await world.ok("sendPoll", chat_id=user, question="?", options=["a", "b"], allows_multiple_answers=True)
    vote = f"users/{user}/vote"
    assert (await world.denied("POST", vote, message_id=one["message_id"], option_ids=[0, 1]))[0] == 400
    await world.do("POST", vote, message_id=several["message_id"], option_ids=[0, 1])


@pytest.mark.parametrize(
    ("params", "description"),
    [
        ({"question": ""}, "poll question must be non-empty"),
        ({"question": "x" * 301}, "poll question length must not exceed 300"),
        ({"options": ["a"]}, "poll must have at least 2 option"),
        ({"options": ["a"] * 13}, "poll can't have more than 12 options"),
        ({"options": ["a", ""]}, "poll options must be non-empty"),
        ({"options": ["a", "x" * 101]}, "poll options length must not exceed 100"),
        ({"type": "quiz"}, "wrong correct option ID specified"),
    ],
)
async def test_refusals(world: World, user: int, params: dict[str, object], description: str) -> None:
    wish = {"chat_id": user, "question": "?", "options": ["a", "b"], **params}
    assert await world.refused("sendPoll", **wish) == f"Bad Request: {description}"
