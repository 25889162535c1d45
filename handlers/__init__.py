"""Every command, button and awaited text, and who answers it. The whole table on one screen."""

from domain.courses import buttons as courses_buttons
from domain.evaluation import buttons as evaluation_buttons
from domain.notices import buttons as notices_buttons
from domain.people import buttons as people_buttons
from domain.privacy import buttons as privacy_buttons
from domain.running import buttons as b
from domain.signup import buttons as signup_buttons
from handlers import courses as coordination
from handlers import evaluation, groups, notices, signup
from handlers.dispatch import Table
from handlers.people import back, people
from handlers.running import sessions, weekly

TABLE = Table(
    commands={
        "start": people.start,
        "help": people.help_page,
        "language": people.change_language,
        "privacy": people.show_privacy,
        "cancel": people.home,
        "mycourse": signup.my_courses,
        "pause": weekly.pause,
        "resume": weekly.resume,
        "courses": coordination.my_courses,
        **groups.COMMANDS,
    },
    buttons={
        people_buttons.ChooseLanguage: people.choose_language,
        people_buttons.ChangeLanguage: people.change_language,
        people_buttons.GiveConsent: people.give_consent,
        people_buttons.RefuseConsent: people.refuse_consent,
        people_buttons.Home: people.home,
        people_buttons.CancelDialog: back.cancel(
            {"name": people.to_details, "phone": people.to_details, **groups.WAYS_BACK}
        ),
        privacy_buttons.ShowPrivacy: people.show_privacy,
        people_buttons.ChangeName: people.change_name,
        people_buttons.ChangePhone: people.change_phone,
        people_buttons.RemovePhone: people.remove_phone,
        privacy_buttons.ExportMe: people.export,
        privacy_buttons.AskErase: people.ask_erase,
        privacy_buttons.Erase: people.erase,
        signup_buttons.ShowCourse: signup.show_course,
        signup_buttons.AskJoin: signup.ask_join,
        signup_buttons.Join: signup.join,
        signup_buttons.MyCourse: signup.my_course,
        signup_buttons.AskLeave: signup.ask_leave,
        signup_buttons.Leave: signup.leave,
        signup_buttons.AcceptSeat: signup.accept_seat,
        signup_buttons.DeclineSeat: signup.decline_seat,
        signup_buttons.GetCalendar: signup.get_calendar,
        b.Attend: sessions.attend,
        b.AttendMoved: sessions.attend_moved,
        b.PauseWeekly: weekly.pause,
        b.ResumeWeekly: weekly.resume,
        evaluation_buttons.OpenEvaluation: evaluation.open_evaluation,
        evaluation_buttons.AnswerQuestion: evaluation.answer_question,
        evaluation_buttons.ShowQuestion: evaluation.show_question,
        evaluation_buttons.SkipFreeText: evaluation.skip_free_text,
        evaluation_buttons.SendEvaluation: evaluation.send,
        evaluation_buttons.SkipEvaluation: evaluation.skip,
        courses_buttons.ManageCourses: coordination.my_courses,
        courses_buttons.ManageCourse: coordination.manage_course,
        courses_buttons.SetByPhone: coordination.set_by_phone,
        courses_buttons.ListPeople: coordination.list_people,
        b.ListSessions: sessions.list_sessions,
        b.ManageSession: sessions.manage_session,
        b.MoveSession: sessions.move_session,
        b.PreviewMove: sessions.preview_move,
        b.ConfirmMove: sessions.confirm_move,
        b.MoveAllLater: sessions.preview_move_all,
        b.ConfirmMoveAll: sessions.confirm_move_all,
        b.AskCancelSession: sessions.ask_cancel,
        b.CancelSession: sessions.cancel,
        evaluation_buttons.ShowResults: evaluation.show_results,
        notices_buttons.WriteNotice: notices.write_notice,
        notices_buttons.SendNotice: notices.send_notice,
        notices_buttons.RewriteNotice: notices.rewrite,
        notices_buttons.DiscardNotice: notices.discard,
        notices_buttons.ResendUnknown: notices.resend_unknown,
        **groups.BUTTONS,
    },
    steps={
        "name": people.name_written,
        "phone": people.phone_written,
        "move": sessions.new_time_written,
        "notice": notices.text_written,
        "evaluation_text": evaluation.text_written,
        **groups.STEPS,
    },
    listeners=groups.LISTENERS,
    otherwise=people.stray,
    consent=people.ask_consent,
    resume=people.resume,
    chats=groups.chat.happened,
)
