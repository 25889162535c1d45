"""What is left of a course that has been deleted: buttons that say so, and messages that are not sent."""

from sqlalchemy import select

from db.models import Course, Outbox
from domain.courses import buttons as b
from domain.delivery import State
from domain.notices import buttons as notices_buttons
from domain.running import buttons as running_buttons
from domain.signup import buttons as signup_buttons
from services.courses import removal
from tests.stage import FIRST, Stage


async def test_buttons_and_queued_messages_of_a_deleted_course(stage: Stage) -> None:
    kari, ola, berit = await stage.enrolled("Kari"), await stage.participant("Ola"), await stage.coordinator()
    await berit.forge(b.ManageCourse(1).pack())
    await berit.press("Samlinger")
    for session_id in range(1, 7):
        await berit.forge(running_buttons.CancelSession(session_id, 1).pack())
    await stage.post("faults", kind="500", method="sendMessage", chat_id=kari.id, count=0)
    await berit.forge(notices_buttons.WriteNotice(1).pack())
    await berit.say("Kurset er avlyst.")
    await berit.press("Send")
    async with stage.app.database.begin() as session:
        await removal.delete_course(session, "ta-tak-host", stage.now, with_people=True)
    assert await stage.rows(select(Course.id)) == []
    async with stage.http.delete("/sandbox/faults") as response:
        assert response.status == 200
    for phone, button in (
        (kari, signup_buttons.MyCourse(1)),
        (kari, running_buttons.Attend(1, 1, 1)),
        (ola, signup_buttons.Join(1)),
        (berit, b.ManageCourse(1)),
    ):
        await phone.forge(button.pack())
        assert "virker ikke lenger" in phone.last
    await kari.say("/start")
    assert "Kari" in kari.last
    await stage.turn(FIRST)
    states = {state for (state,) in await stage.rows(select(Outbox.state))}
    assert states <= {State.SENT, State.DROPPED, State.EXPIRED, State.FAILED}
