"""Evenings and weekly messages."""

from domain.rights import Action, needs
from domain.running import buttons as b
from handlers.dispatch import Buttons, Commands, Steps
from handlers.running import sessions, weekly

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
            b.AskCancelSession: sessions.ask_cancel,
            b.CancelSession: sessions.cancel,
        },
    ),
}
STEPS: Steps = needs(Action.RUN, {"move": sessions.new_time_written})

__all__ = ["BUTTONS", "COMMANDS", "STEPS", "sessions", "weekly"]
