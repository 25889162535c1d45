"""The menus of commands are shown after the start; what keeps them from it does not keep the bot from anything."""

import pytest
from sqlalchemy.exc import OperationalError

from services import people
from tests.stage import Stage


async def test_a_database_that_is_away_for_a_moment_does_not_end_the_bot(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def away(*_: object) -> None:
        raise OperationalError("select", None, Exception("database is locked"))

    await stage.app.stop()
    await stage.forget_calls()
    monkeypatch.setattr(people, "with_roles", away)
    await stage.start_bot()
    kari = await stage.participant("Kari")
    assert "TA TAK" in kari.last
    assert not stage.app.failed.done()
    assert len(await stage.calls("setMyCommands")) >= 5, "everybody's menus need no rows"
