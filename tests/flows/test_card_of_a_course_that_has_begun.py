"""The card of a course that nobody can sign up for any more, which has less to say."""

from datetime import timedelta

from tests.stage import FIRST, Stage


async def test_nothing_is_left_out_that_leaves_a_gap(stage: Stage) -> None:
    await stage.turn(FIRST + timedelta(hours=1))
    kari = await stage.participant("Kari")
    assert "påmeldingen er stengt" in kari.last
    assert "\n\n\n" not in kari.last
