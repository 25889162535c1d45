"""Self-help groups: looking for one, being in one, and the coordinator's side."""

from domain.buttons import Payload
from domain.groups import buttons as g
from domain.rights import Action, needs
from handlers.dispatch import ButtonHandler, Buttons, Commands, Listeners, StepHandler, Steps
from handlers.groups import chat, life, meetings, proposals, rounds, troubles, wishes

COMMANDS: Commands = needs(Action.OWN, {"groups": wishes.groups, "mygroup": life.my_groups})
_OWN: dict[type[Payload], ButtonHandler] = {
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
    # the way into the chat
    g.GetChatLink: chat.get_link,
}
"""What members and those who look for a group press: the row says whether it is theirs."""
BUTTONS: Buttons = {
    **needs(Action.OWN, _OWN),
    **needs(
        Action.GROUP_CHAT,
        {
            g.ChatHelp: chat.help_,
            g.ConnectChat: chat.connect,
            g.CheckChat: chat.check,
            g.SwitchChat: chat.switch,
            g.NoChat: chat.no_chat,
            g.WeeklyQuestion: chat.weekly_question,
        },
    ),
    **needs(Action.GROUPS, {g.ShowTroubles: troubles.show, g.TroublesDone: troubles.done}),
    **rounds.BUTTONS,
}
STEPS: Steps = needs(
    Action.OWN,
    {
        "group_code": wishes.code_written,
        "meeting": meetings.time_written,
        "meeting_place": meetings.place_written,
        "trouble": troubles.written,
    },
)
LISTENERS: Listeners = needs(Action.OWN, {"group_codes": wishes.code_seen})
WAYS_BACK: dict[str, StepHandler] = {
    "group_codes": wishes.back_to_codes,
    "group_code": wishes.back_to_codes,
    "meeting": life.back_to_group,
    "meeting_place": life.back_to_group,
    "trouble": life.back_to_group,
}
"""Where one was before each of these steps, which [Cancel] shows again."""

__all__ = ["BUTTONS", "COMMANDS", "LISTENERS", "STEPS", "WAYS_BACK", "chat", "life"]
