"""The groups' part of the table in `handlers/__init__.py`: one line for each command, button and awaited text."""

from domain.buttons import Payload
from domain.groups import buttons as g
from handlers.dispatch import ButtonHandler, Handler, Listener, StepHandler
from handlers.groups import chat, life, meetings, proposals, rounds, troubles, wishes

COMMANDS: dict[str, Handler] = {
    "groups": wishes.groups,
    "mygroup": life.my_groups,
}
BUTTONS: dict[type[Payload], ButtonHandler] = {
    # wishes
    g.ShowGroups: wishes.groups,
    g.ChooseCentre: wishes.choose_centre,
    g.StartWish: wishes.start,
    g.DeclineGroup: wishes.decline,
    g.Agree: wishes.agree,
    g.ChooseSide: wishes.choose_side,
    g.ShowStep: wishes.show_step,
    g.Toggle: wishes.toggle,
    g.ChooseAge: wishes.choose_age,
    g.FinishWish: wishes.finish,
    g.PauseWish: wishes.pause,
    g.ResumeWish: wishes.resume,
    g.AskWithdraw: wishes.ask_withdraw,
    g.WithdrawWish: wishes.withdraw,
    g.WithdrawHolding: wishes.withdraw_holding,
    g.ShowCodes: wishes.show_codes,
    g.NamePerson: wishes.name_person,
    g.NameCode: wishes.name_code,
    g.ForgetPair: wishes.forget_pair,
    # rounds
    **rounds.BUTTONS,
    # proposals and free places
    g.AnswerProposal: proposals.answer_proposal,
    g.AnswerNewcomer: proposals.answer_newcomer,
    g.AnswerFreePlace: proposals.answer_free_place,
    # life
    g.ShowProposal: life.show_proposal,
    g.ShowGroup: life.show,
    g.OrganiserTools: life.organiser,
    g.GroupRules: life.rules,
    g.PromiseSilence: life.promise,
    g.AskLeaveGroup: life.ask_leave,
    g.LeaveGroup: life.leave,
    g.WithdrawAsStarter: life.withdraw_as_starter,
    g.TakeOver: life.take_over,
    g.SetWhoPlans: life.set_who_plans,
    g.OpenToNewcomers: life.open_to_newcomers,
    g.AnswerPulse: life.answer_pulse,
    g.AskClose: life.ask_close,
    g.CloseGroup: life.close,
    # problems
    g.TellTrouble: troubles.tell,
    g.ShowTroubles: troubles.show,
    g.TroublesDone: troubles.done,
    # meetings
    g.PlanMeeting: meetings.plan,
    g.SetMeeting: meetings.set_,
    g.MoveMeeting: meetings.ask_move,
    g.ConfirmMoveMeeting: meetings.move,
    g.ChangePlace: meetings.ask_place,
    g.AskCancelMeeting: meetings.ask_cancel,
    g.CancelMeeting: meetings.cancel,
    g.AttendMeeting: meetings.attend,
    g.MeetingFile: meetings.calendar,
    # chat
    g.ChatHelp: chat.help_,
    g.ConnectChat: chat.connect,
    g.CheckChat: chat.check,
    g.GetChatLink: chat.get_link,
    g.SwitchChat: chat.switch,
    g.NoChat: chat.no_chat,
    g.WeeklyQuestion: chat.weekly_question,
}
STEPS: dict[str, StepHandler] = {
    "group_code": wishes.code_written,
    "meeting": meetings.time_written,
    "meeting_place": meetings.place_written,
    "trouble": troubles.written,
}
LISTENERS: dict[str, Listener] = {"group_codes": wishes.code_seen}
WAYS_BACK: dict[str, StepHandler] = {
    "group_codes": wishes.back_to_codes,
    "group_code": wishes.back_to_codes,
    "meeting": life.back_to_group,
    "meeting_place": life.back_to_group,
    "trouble": life.back_to_group,
}
"""Where one was before each of these steps, which [Cancel] shows again."""
