"""Evenings and weekly messages."""

from domain.rights import Action, needs
from domain.running import buttons as b
from handlers.dispatch import Buttons, Commands, Steps
from handlers.running import calling_off, sessions, weekly

COMMANDS: Commands = needs(Action.OWN, {"pause": weekly.pause, "resume": weekly.resume})
BUTTONS: Buttons = {
    **needs(
        Action.OWN,
        {
            b.ShowEvening: sessions.show_evening,
            b.Attend: sessions.attend,
            b.AttendMoved: sessions.attend_moved,
            b.PauseWeekly: weekly.pause,
            b.ResumeWeekly: weekly.resume,
        },
    ),
    **needs(
        Action.RUN,
        {
            b.ListSessions: sessions.list_sessions,
            b.ManageSession: sessions.manage_session,
            b.MoveSession: sessions.move_session,
            b.PreviewMove: sessions.preview_move,
            b.ConfirmMove: sessions.confirm_move,
            b.MoveAllLater: sessions.preview_move_all,
            b.ConfirmMoveAll: sessions.confirm_move_all,
            b.ConfirmMoveWhy: sessions.confirm_move,
            b.ConfirmMoveAllWhy: sessions.confirm_move_all,
            b.AskReason: sessions.ask_reason,
            b.AskCancelSession: calling_off.ask_cancel,
            b.CancelSession: calling_off.cancel,
            b.CancelSessionWhy: calling_off.cancel,
            b.TakeBackCancel: calling_off.take_back,
            b.AskCancelCourse: calling_off.ask_cancel_course,
            b.AskCourseReason: calling_off.ask_course_reason,
            b.CancelCourse: calling_off.cancel_course,
        },
    ),
    **needs(Action.PEOPLE, {b.WhoComes: sessions.who_comes}),
}
STEPS: Steps = needs(
    Action.RUN,
    {
        "move": sessions.new_time_written,
        "reason": sessions.reason_written,
        "course_reason": calling_off.reason_written,
    },
)

__all__ = ["BUTTONS", "COMMANDS", "STEPS", "calling_off", "sessions", "weekly"]
