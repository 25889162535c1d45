"""A course as its coordinators set it up, publish it and change it: one card, and an editor for each of its lines."""

from domain.courses.buttons import ManageCourse
from domain.rights import Action, needs
from domain.setup import buttons as b
from handlers.dispatch import Buttons, StepHandler, Steps
from handlers.setup import card, dates, lines, meetings, members, signing, stand_ins
from handlers.setup.card import as_it_has_become

BUTTONS: Buttons = {
    **needs(Action.SEE, {ManageCourse: card.manage}),
    **needs(
        Action.SETUP,
        {
            b.NewCourse: card.new_course,
            b.ChooseProgramme: card.choose_programme,
            b.MakeDraft: card.make_draft,
            b.SetUp: card.show,
            b.PreviewCourse: card.preview,
            b.ShowAhead: card.ahead,
            b.ShowSample: card.sample,
            b.Publish: as_it_has_become(card.publish),
            b.ConfirmChange: as_it_has_become(card.confirm_change),
            b.ForgetChange: card.forget_change,
            b.AskWhole: card.ask_whole,
            b.DoWhole: as_it_has_become(card.do_whole),
            b.ShowDates: dates.show,
            b.ShowMonth: dates.month,
            b.ChooseDay: dates.day,
            b.ChooseHour: as_it_has_become(dates.hour),
            b.SkipFreeDays: as_it_has_become(dates.skip),
            b.ShowMeetings: meetings.show,
            b.ShowMeeting: meetings.one,
            b.ChooseMeeting: as_it_has_become(meetings.choose),
            b.ShowPlaces: lines.places,
            b.UsePlace: as_it_has_become(lines.use_place),
            b.UseCentrePlace: as_it_has_become(lines.use_centre_place),
            b.WriteLine: lines.ask,
            b.ClearLine: as_it_has_become(lines.clear),
            b.ShowSeats: lines.seats,
            b.ChooseSeats: as_it_has_become(lines.choose_seats),
            b.ShowLanguages: lines.languages,
            b.ToggleLanguage: as_it_has_become(lines.toggle_language),
            b.SetInterpreter: as_it_has_become(lines.set_interpreter),
            b.ShowReferral: lines.referral,
            b.SetReferral: as_it_has_become(lines.set_referral),
            b.ShowSharing: lines.sharing,
            b.ShareWith: as_it_has_become(lines.share),
            b.ShareNow: as_it_has_become(lines.share_now),
            b.StopSharing: as_it_has_become(lines.stop_sharing),
            b.AskedToStopSharing: as_it_has_become(lines.asked_to_stop),
            b.ShowTeam: members.show,
            b.ShowCandidates: members.candidates,
            b.AskMember: members.ask,
            b.AskNameless: members.ask_nameless,
            b.AskMore: members.more,
            b.AskSame: members.ask_same,
            b.ShowStandIns: stand_ins.candidates,
            b.AskStandIn: stand_ins.ask,
            b.SignStandIn: stand_ins.signed,
            b.WriteConfidentiality: members.signed,
            b.ManageMember: members.one,
            b.RemoveMember: members.remove,
        },
    ),
}
STEPS: Steps = needs(
    Action.SETUP,
    {
        "course_day": as_it_has_become(dates.day_written),
        "course_hour": as_it_has_become(dates.hour_written),
        "course_line": as_it_has_become(lines.line_written),
        "signed_on": signing.written,
        "team_meeting": as_it_has_become(meetings.time_written),
    },
)
WAYS_BACK: dict[str, StepHandler] = {"course_day": dates.back_to_month, "course_hour": dates.back_to_month}
"""Where one was before each of these steps, which [Cancel] shows again."""

__all__ = ["BUTTONS", "STEPS", "WAYS_BACK", "card", "dates", "lines", "meetings", "members", "signing", "stand_ins"]
