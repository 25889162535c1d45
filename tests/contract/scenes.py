"""Who plays each entry of the tables, and on which rows: `BUTTONS`, `COMMANDS`, `STEPS`, `MESSAGES`.

What is not named here is played by whoever has the right to it, with `VALUES` and 1 for whatever they do not give.
"""

from collections.abc import Mapping
from datetime import UTC, date, timedelta
from typing import Any

from domain.calls.buttons import AskToBeRung
from domain.conversations import buttons as c
from domain.conversations import messages as cm
from domain.courses import buttons as course_buttons
from domain.courses import messages as course_messages
from domain.evaluation import buttons as e
from domain.evaluation import messages as em
from domain.finding import buttons as f
from domain.finding import messages as fm
from domain.groups import buttons as g
from domain.groups import messages as gm
from domain.notices import buttons as n
from domain.organisation import buttons as o
from domain.organisation.messages import RoleRemoved, RoleTaken
from domain.people import buttons as p
from domain.privacy import buttons as privacy_buttons
from domain.rights import Action
from domain.running import buttons as b
from domain.running import messages as m
from domain.running.sessions import in_minutes
from domain.setup import buttons as setup
from domain.signup import buttons as s
from domain.signup import messages as sm
from services.setup.sharing import mark
from tests.contract.full_house import Scene
from tests.stage import FIRST, START

LATER = in_minutes(FIRST) + 60 * 24 * 30
VALUES: Mapping[str, int | str] = {"session_id": 4, "at": LATER, "round": "midway", "page": 0, "course_id": 1}
POLL, AFTERWARDS, WEEKS_LATER = FIRST + timedelta(days=15), FIRST + timedelta(days=36), START + timedelta(days=50)
OFFERED = ("UPDATE enrolments SET status = 'offered', offer_expires_at = '2026-08-20 07:00:00.000000' WHERE id = 1",)
FULL = ("UPDATE courses SET seats = 1 WHERE id = 1",)
RUNG = ("INSERT INTO phone_waits(id, course_id, number, since) VALUES (1, 1, 99, '2026-08-17 07:00:00.000000')",)
CAME_BY_LINK = (
    """INSERT INTO dialogs(person_id, step, draft, expires_at)
    VALUES ({unknown}, 'linked', '{{"course_id": 1}}', '2026-09-17 07:00:00.000000')""",
)
ANSWER_WRITTEN = (
    """INSERT INTO answer_drafts(id, conversation_id, author_id, text, created_at)
    SELECT 1, 1, {coordinator}, text, written_at FROM conversation_lines WHERE id = 1""",
)
NEIGHBOUR = (
    """INSERT INTO centres(id, slug, name, country, time_zone, language, phone, contact, school_holidays)
    VALUES (2, 'naboen', 'Naboen', 'NO', 'Europe/Oslo', 'nb', '', '', '[]')""",
)
CONSIDERED = ("UPDATE group_members SET state = 'considered' WHERE id = 5",)
SIGNED_UP_LATELY = (f"UPDATE enrolments SET since = '{START - timedelta(hours=3):%Y-%m-%d %H:%M:%S}.000000'",)
NO_STARTER = ("UPDATE groups SET starter_id = NULL WHERE id = 1",)
NO_ROUND = ("DELETE FROM rounds",)
OTHERS_CODE = ("UPDATE wishes SET code = 'ABCDEF' WHERE id = 14",)
CHAT = "UPDATE groups SET chat_version = 1 WHERE id = 1"
TWO_CHATS = (CHAT, "UPDATE groups SET chat_proposed = -100777 WHERE id = 1")
UNNAMED = (
    """INSERT INTO chat_tasks(id, key, chat_id, action, telegram_id, due_at, state, attempts)
    SELECT 1, 'stray:1', -100777, 'stray', telegram_id, '2026-08-20 07:00:00.000000', 'queued', 0
    FROM people WHERE id = {starter}""",
)
OWNERS = {
    Action.OPEN: "newcomer",
    Action.OWN: "participant",
    Action.SEE: "coordinator",
    Action.PEOPLE: "coordinator",
    Action.RUN: "coordinator",
    Action.RESULTS: "coordinator",
    Action.CONVERSATIONS: "coordinator",
    Action.GROUPS: "coordinator",
    Action.GROUP_CHAT: "starter",
    Action.SETUP: "coordinator",
    Action.SHARED: "coordinator",
    Action.ROLES: "owner",
    Action.REPORT: "coordinator",
}
OF_GROUPS = {Action.OWN: "starter"}
IN_THE_CENTRE = {"centre_id": 1, "area_id": 0}
ASKED = {"member_id": 1, "version": 1}
ANSWERED = ("UPDATE team_members SET state = 'yes', answered_at = '2026-08-17 07:00:00.000000' WHERE id = 1",)
AWAY = (
    *ANSWERED,
    """INSERT INTO team_absences(member_id, session_id, starts_at, said_at, changes)
    SELECT 1, id, starts_at, '2026-08-17 07:00:00.000000', 1 FROM sessions WHERE id = 4""",
)
MEETING = FIRST - timedelta(days=7)
MISSED = (
    *ANSWERED,
    f"""INSERT INTO team_absences(member_id, meeting, starts_at, said_at, changes)
    VALUES (1, 3, '{MEETING.astimezone(UTC):%Y-%m-%d %H:%M:%S}.000000', '2026-08-17 07:00:00.000000', 1)""",
)
BACK = "UPDATE team_absences SET starts_at = NULL"
SAID = int(START.timestamp() * 1000)
TOLD = {"member_id": 1, "number": 3, "at": int(MEETING.timestamp()), "said": SAID}
UNUSED = ("UPDATE invites SET used_at = NULL, expires_at = '2026-08-20 07:00:00.000000' WHERE id = 1",)
OFF_THE_COURSE = {"act": "off", "enrolment_id": 1, "reason_id": 0}
SOUGHT = {"who": "self", "near": 1, "theme": "any", "language": "any"}
ON_NO_COURSE = ("DELETE FROM enrolments WHERE person_id = {participant}",)
WISHED = (f.WishCourse(**SOUGHT),)
SERVES = ("INSERT INTO municipalities(centre_id, name) VALUES (1, 'Sandefjord')",)
LEAFLET = {"paper": "a5", "language": "nb", "referrer": ""}
SEEKER = Scene("seeker", {"wish_id": 13})
DATES = ", ".join(f'"2026-{9 + week // 4:02}-{1 + week % 4 * 7:02}T18:00"' for week in range(6))
DRAFT = (
    "UPDATE courses SET state = 'draft' WHERE id = 1",
    "DELETE FROM sessions",
    f"INSERT INTO course_drafts(course_id, dates) VALUES (1, '[{DATES}]')",
)
"""The course as one that is being set up."""
FREE_DAYS = (
    *DRAFT[:2],
    """INSERT INTO course_drafts(course_id, dates) VALUES (1, '["2026-12-18T18:00", "2026-12-25T18:00", "2027-01-01T18:00"]')""",
)
PROFESSIONAL, MEMBER = 24, 3
"""The numbers of these people."""
EXPERIENCED = ("INSERT INTO assignments(person_id, centre_id, role) VALUES ({member}, 1, 'experienced_user')",)
WITH_TEAM = (
    *EXPERIENCED,
    *ANSWERED,
    """INSERT INTO team_members(course_id, person_id, role, state, asked_at, version, known_version)
    VALUES (1, {member}, 'experienced_user', 'yes', '2026-08-17 07:00:00.000000', 1, 1)""",
)
SHARED_TEAM = (
    *NEIGHBOUR,
    "INSERT INTO course_shares(course_id, centre_id) VALUES (1, 2)",
    "INSERT INTO assignments(person_id, centre_id, role) VALUES ({member}, 2, 'experienced_user')",
    """INSERT INTO team_members(course_id, person_id, role, state, asked_at, version, known_version)
    VALUES (1, {member}, 'experienced_user', 'yes', '2026-08-17 07:00:00.000000', 1, 1)""",
)
SHARED_HERE = (
    *NEIGHBOUR,
    "UPDATE courses SET centre_id = 2",
    "INSERT INTO course_shares(course_id, centre_id) VALUES (1, 1)",
)
TAKEN_BY_LINK = (
    "UPDATE invites SET created_by = {owner}, role = 'professional', centre_id = 1, area_id = NULL WHERE id = 1",
)
PLACE = ("INSERT INTO places(id, centre_id, slug, name) VALUES (1, 1, 'huset', 'Huset')",)
ANEW = (
    """INSERT INTO courses(id, slug, programme, centre_id, seats, by_phone, place, address, directions, last_number, version,
        edition, state, languages, interpreter, topic)
    VALUES (99, 'anew', 'ta-tak', 1, 9, 0, 'x', '', '', 0, 1, 1, 'published', '[]', false, '')""",
    """INSERT INTO sessions(course_id, position, starts_at, ends_at, version, uid, sequence)
    VALUES (99, 1, '2027-09-07 16:00:00.000000', '2027-09-07 18:00:00.000000', 1, 'anew', 0)""",
)
"""The same programme again, a year on."""
HELD_BEFORE = (
    *ANEW,
    "DELETE FROM team_members",
    """INSERT INTO team_members(course_id, person_id, role, state, asked_at, answered_at, version, known_version)
    VALUES (99, {professional}, 'professional', 'yes', '2026-08-17 07:00:00.000000', '2026-08-17 07:00:00.000000', 1, 1)""",
)
IN_AUTUMN = date(2026, 9, 10).toordinal()
BUTTONS: Mapping[type[Any], Scene] = {
    setup.ShareWith: Scene(values={"centre_id": 2, "yes": 1}, rows=NEIGHBOUR),
    setup.ShareNow: Scene(values={"centre_id": 2}, rows=NEIGHBOUR),
    setup.AskedToStopSharing: Scene(values={"centre_id": 2}, rows=SHARED_TEAM),
    setup.StopSharing: Scene(values={"centre_id": 2, "going": mark([2])}, rows=SHARED_TEAM),
    s.TickNeed: Scene("participant", values={"need": "hearing_loop", "yes": 1}),
    setup.NamesOnPaper: Scene(),
    setup.ChooseProgramme: Scene(values={"programme": "mestringstreff"}),
    setup.MakeDraft: Scene(values={"programme": "mestringstreff", "copy_of": 0}),
    setup.ShowDates: Scene(rows=DRAFT),
    setup.ShowMonth: Scene(values={"month": 0}, rows=DRAFT),
    setup.ChooseDay: Scene(values={"day": IN_AUTUMN}, rows=DRAFT),
    setup.ChooseHour: Scene(rows=DRAFT),
    setup.SkipFreeDays: Scene(rows=FREE_DAYS),
    setup.ShowMeeting: Scene(values={"number": 3}),
    setup.ChooseMeeting: Scene(values={"number": 3}),
    setup.UseCentrePlace: Scene(rows=PLACE),
    setup.WriteLine: Scene(values={"line": "address"}),
    setup.ClearLine: Scene(values={"line": "address"}),
    setup.ChooseSeats: Scene(values={"seats": 9}),
    setup.ToggleLanguage: Scene(values={"language": "pl"}),
    setup.SetReferral: Scene(values={"asks": "required"}),
    setup.ConfirmChange: Scene(values={"edition": 2}, pressed=(setup.ChooseSeats(1, 1, 9),)),
    setup.ForgetChange: Scene(pressed=(setup.ChooseSeats(1, 1, 9),)),
    setup.ShowCandidates: Scene(values={"role": "professional"}),
    setup.AskMember: Scene(values={"person_id": PROFESSIONAL, "role": "professional"}),
    setup.AskNameless: Scene(
        values={"person_id": PROFESSIONAL, "role": "professional"}, rows=("DELETE FROM team_members",)
    ),
    setup.AskSame: Scene(values={"other_id": 99}, rows=HELD_BEFORE),
    setup.ShowStandIns: Scene(values={"role": "professional"}),
    setup.AskStandIn: Scene(
        values={"person_id": PROFESSIONAL, "role": "professional"}, rows=("DELETE FROM team_members",)
    ),
    setup.SignStandIn: Scene(values={"person_id": MEMBER, "day": IN_AUTUMN - 99}, rows=EXPERIENCED),
    setup.WriteConfidentiality: Scene(values={"person_id": MEMBER, "day": IN_AUTUMN - 99}, rows=EXPERIENCED),
    setup.PreviewCourse: Scene(rows=DRAFT),
    setup.ShowAhead: Scene(rows=DRAFT),
    f.WishSame: Scene("participant", rows=("UPDATE sessions SET cancelled_at = '2026-08-17 07:00:00.000000'",)),
    setup.ShowSample: Scene(values={"kind": "session_reminder", "number": 1, "back": 0}, rows=DRAFT),
    setup.Publish: Scene(rows=(*DRAFT, *WITH_TEAM)),
    setup.AskWhole: Scene(values={"act": "discard"}, rows=(*DRAFT, "DELETE FROM team_members")),
    setup.DoWhole: Scene(values={"act": "discard"}, rows=(*DRAFT, "DELETE FROM team_members")),
    o.LeaveLink: Scene(values=IN_THE_CENTRE),
    o.ShowPlace: Scene(values=IN_THE_CENTRE),
    o.ChooseRole: Scene(values=IN_THE_CENTRE),
    o.MakeLink: Scene(values={**IN_THE_CENTRE, "role": "coordinator"}),
    o.ShowLinks: Scene(values=IN_THE_CENTRE),
    o.WithdrawLink: Scene(rows=UNUSED),
    course_buttons.JoinTeam: Scene("professional", ASKED),
    course_buttons.AskedBefore: Scene("professional", ASKED),
    course_buttons.DeclineTeam: Scene("professional", ASKED),
    course_buttons.GetTeamCalendar: Scene("professional", rows=ANSWERED),
    course_buttons.AskAway: Scene("professional", rows=ANSWERED),
    course_buttons.CannotCome: Scene("professional", rows=ANSWERED),
    course_buttons.CanCome: Scene("professional", rows=AWAY),
    course_buttons.CannotMeet: Scene("professional", {"number": 3, "at": in_minutes(MEETING)}, rows=ANSWERED),
    course_buttons.CanMeet: Scene("professional", {"number": 3, "at": in_minutes(MEETING)}, rows=MISSED),
    course_buttons.ChooseLeaflet: Scene(values=LEAFLET),
    course_buttons.MakeLeaflet: Scene(values=LEAFLET),
    course_buttons.SetByPhone: Scene(values={"was": 0, "number": 1}),
    course_buttons.AskByPhone: Scene(values={"was": 0, "number": 1}),
    course_buttons.WaitByPhone: Scene(values={"waiting": 0}, rows=FULL),
    course_buttons.ManageWait: Scene(rows=RUNG),
    course_buttons.EndWait: Scene(rows=RUNG),
    course_buttons.AskHandle: Scene(values=OFF_THE_COURSE),
    course_buttons.AskHandleReason: Scene(values=OFF_THE_COURSE),
    course_buttons.HandlePerson: Scene(values=OFF_THE_COURSE),
    course_buttons.ChooseNews: Scene(values={"news": "at_once"}),
    b.AskReason: Scene(values={"act": "move"}),
    b.ConfirmMoveWhy: Scene(values={"reason_id": 0}),
    b.ConfirmMoveAllWhy: Scene(values={"reason_id": 0}),
    b.CancelSessionWhy: Scene(values={"reason_id": 0}),
    b.CancelCourse: Scene(values={"reason_id": 0}),
    b.TakeBackCancel: Scene(pressed=(b.CancelSession(4, 1),), values={"version": 2}),
    f.FindCourses: Scene(values={**SOUGHT, "who": "relative"}),
    f.AskAgain: Scene(values={**SOUGHT, "step": "near"}, rows=SERVES),
    f.WishCourse: Scene(values=SOUGHT),
    f.EndCourseWish: Scene(pressed=WISHED),
    e.OpenEvaluation: Scene(at=POLL),
    e.AnswerQuestion: Scene(values={"question": 0, "value": 4}, at=POLL),
    e.ShowQuestion: Scene(values={"question": 0}, at=POLL),
    e.SkipFreeText: Scene(at=POLL),
    e.SendEvaluation: Scene(pressed=(e.AnswerQuestion(1, "midway", 0, 4),), at=POLL),
    e.SkipEvaluation: Scene(at=POLL),
    e.ShowResults: Scene(at=POLL),
    e.ShowFigure: Scene(values={"question": 0}, at=POLL),
    e.ShowWords: Scene(at=POLL),
    p.ChooseLanguage: Scene("unknown", {"language": "nn"}),
    p.GiveConsent: Scene("unknown", rows=("UPDATE people SET language = 'nb' WHERE id = {unknown}",)),
    p.RefuseConsent: Scene("unknown", rows=("UPDATE people SET language = 'nb' WHERE id = {unknown}",)),
    c.NoAnswerNeeded: Scene(values={"upto": 3}),
    c.SendAnswer: Scene(rows=ANSWER_WRITTEN),
    c.DiscardAnswer: Scene(rows=ANSWER_WRITTEN),
    p.CancelDialog: Scene(pressed=(p.ChangeName(),)),
    privacy_buttons.Erase: Scene(),
    b.ResumeWeekly: Scene(pressed=(b.PauseWeekly(),)),
    s.AskJoinFrom: Scene(values={"referrer": "gp"}),
    s.JoinFrom: Scene(values={"referrer": "gp"}),
    s.AcceptSeat: Scene(rows=OFFERED),
    s.DeclineSeat: Scene(rows=OFFERED),
    g.Agree: Scene("newcomer", {"side": "self"}),
    g.StartWish: Scene("newcomer"),
    g.DeclineGroup: Scene("newcomer"),
    g.ChooseSide: Scene("seeker", {"wish_id": 13, "side": "relative"}),
    g.ShowStep: Scene("seeker", {"wish_id": 13, "step": "themes"}),
    g.Toggle: Scene("seeker", {"wish_id": 13, "field": "slots", "value": "mon-18"}),
    g.ChooseAge: Scene("seeker", {"wish_id": 13, "age": 30}),
    g.FinishWish: SEEKER,
    g.PauseWish: SEEKER,
    g.ResumeWish: Scene("seeker", {"wish_id": 13}, pressed=(g.PauseWish(13),)),
    g.AskWithdraw: SEEKER,
    g.WithdrawWish: SEEKER,
    g.WithdrawHolding: Scene("offered", {"wish_id": 5, "member_id": 5, "version": 2}),
    g.ShowCodes: SEEKER,
    g.NamePerson: SEEKER,
    g.NameCode: Scene("seeker", {"wish_id": 13, "written": "ABCDEF"}, OTHERS_CODE),
    g.ForgetPair: Scene("seeker", rows=OTHERS_CODE, pressed=(g.NameCode(13, "ABCDEF", 0),)),
    g.AnswerFreePlace: Scene("offered", {"member_id": 5, "version": 2}),
    g.AnswerNewcomer: Scene("starter", {"member_id": 5, "version": 2}, CONSIDERED),
    g.AnswerProposal: Scene("asked", {"member_id": 9, "answer": "yes"}),
    g.ShowProposal: Scene("asked", {"member_id": 9}),
    g.AnswerPulse: Scene("starter", {"helps": "yes"}, at=WEEKS_LATER),
    g.SetMeeting: Scene("starter", {"version": 2, "at": LATER + 60 * 24 * 14}, at=WEEKS_LATER),
    g.LeaveGroup: Scene("member", {"version": 3}),
    g.AskLeaveGroup: Scene("member"),
    g.TakeOver: Scene("member", {"version": 2}, NO_STARTER),
    g.CloseGroup: Scene("starter", {"version": 2}),
    g.CoordinatorClose: Scene(values={"version": 2}),
    g.FindGroups: Scene(rows=NO_ROUND),
    g.PickPerson: Scene(values={"wish_id": 13}),
    g.PersonPage: Scene(values={"wish_id": 13}),
    g.TryMove: Scene(values={"wish_id": 13, "to": 0}),
    g.ConfirmMovePerson: Scene(values={"wish_id": 13, "to": 0}),
    g.LockPerson: Scene(values={"wish_id": 13}),
    g.ConnectChat: Scene("starter", rows=UNNAMED),
    g.CheckChat: Scene("starter", rows=(CHAT,), chat=True),
    g.GetChatLink: Scene("member", rows=(CHAT,), chat=True),
    g.SwitchChat: Scene("starter", rows=TWO_CHATS, chat=True),
    g.WeeklyQuestion: Scene("starter", rows=(CHAT,), chat=True),
}
COMMANDS: Mapping[str, Scene] = {
    "groups": Scene("seeker"),
    "mygroup": Scene("starter"),
    "resume": Scene("participant", pressed=(b.PauseWeekly(),)),
    "start": Scene("participant"),
}
STEPS: Mapping[str, Scene] = {
    "find_near": Scene("newcomer", rows=SERVES, pressed=(f.AskAgain("near", "relative", 0, "", ""),), words="Sandefj"),
    "name": Scene("participant", pressed=(p.ChangeName(),), words="Kari Nordmann"),
    "phone": Scene("participant", pressed=(p.ChangePhone(),), words="+47 22 22 55 55"),
    "ring_phone": Scene("participant", pressed=(AskToBeRung(1),), words="+47 22 22 55 55"),
    "phone_offered": Scene("newcomer", pressed=(s.Join(1),), words="+47 22 22 55 55"),
    "linked": Scene(
        "unknown",
        rows=("UPDATE people SET language = 'nb' WHERE id = {unknown}", *CAME_BY_LINK),
        words="Hva koster det?",
    ),
    "card_read": Scene("newcomer", pressed=(s.ShowCourse(1),), words="Jeg vil være med"),
    "to_team": Scene("participant", pressed=(c.WriteTeam(1),), words="Er det parkering?"),
    "to_person": Scene("coordinator", pressed=(c.AnswerPerson(1),), words="Ja, bak huset."),
    "move": Scene("coordinator", pressed=(b.MoveSession(4, 1),), words="24.9. kl. 18"),
    "reason": Scene("coordinator", pressed=(b.AskReason("move", 4, 1, LATER),), words="Kursleder er syk."),
    "course_reason": Scene("coordinator", pressed=(b.AskCourseReason(1),), words="For få påmeldte."),
    "place_reason": Scene("coordinator", pressed=(course_buttons.AskHandleReason("off", 1, 1),), words="Har ringt."),
    "course_day": Scene("coordinator", rows=DRAFT, pressed=(setup.ShowMonth(1, 1, 0),), words="10.9. kl. 18.30"),
    "course_hour": Scene("coordinator", rows=DRAFT, pressed=(setup.ChooseDay(1, 1, IN_AUTUMN),), words="kl. 18.30"),
    "needs": Scene("participant", pressed=(s.WriteNeeds(1),), words="En stol med armlener."),
    "course_line": Scene("coordinator", pressed=(setup.WriteLine(1, "address"),), words="Storgata 1"),
    "team_meeting": Scene("coordinator", pressed=(setup.ShowMeeting(1, 3),), words="24.8. kl. 18"),
    "signed_on": Scene(
        "coordinator",
        rows=EXPERIENCED,
        pressed=(setup.AskMember(1, MEMBER, "experienced_user"),),
        words="12.3.2026",
    ),
    "notice": Scene("coordinator", pressed=(n.WriteNotice(1),), words="Ta med en venn."),
    "evaluation_text": Scene("participant", pressed=(e.ShowQuestion(1, "midway", 9),), words="Det var fint.", at=POLL),
    "group_code": Scene("seeker", rows=OTHERS_CODE, pressed=(g.NamePerson(13, 0),), words="ABCDEF"),
    "group_codes": Scene("seeker", rows=OTHERS_CODE, pressed=(g.ShowCodes(13),), words="ABCDEF"),
    "meeting": Scene("starter", pressed=(g.MoveMeeting(1, 1),), words="27.8. kl. 18"),
    "meeting_place": Scene("starter", pressed=(g.ChangePlace(1, 1),), words="Biblioteket"),
    "trouble": Scene("starter", pressed=(g.TellTrouble(1),), words="Det er fortsatt vanskelig."),
}
"""What is written, and after which button it is awaited."""
OF_CHAT = Scene("starter", rows=(CHAT,), chat=True)
MESSAGES: Mapping[type[Any], Scene] = {
    course_messages.TeamAsked: Scene("professional", ASKED),
    course_messages.TeamMemberAnswered: Scene(rows=ANSWERED, values={"answered": int(START.timestamp()) * 1000}),
    course_messages.TeamLeft: Scene("coordinator"),
    fm.CourseOpened: Scene("participant", rows=ON_NO_COURSE, pressed=(f.WishCourse(**{**SOUGHT, "who": "relative"}),)),
    fm.FitsNext: Scene("participant", at=AFTERWARDS),
    fm.Refill: Scene("participant", at=FIRST + timedelta(days=300), rows=ANEW),
    course_messages.TeamNews: Scene(
        "professional",
        values={"version": 2},
        rows=(
            """INSERT INTO course_changes(course_id, version, was, made_at)
            VALUES (1, 2, '{{"facts": {{"place": "Biblioteket"}}}}', '2026-08-17 07:00:00.000000')""",
            "UPDATE courses SET version = 2",
        ),
    ),
    course_messages.TeamMemberLost: Scene(values={"member_id": 99, "person_id": MEMBER, "role": "experienced_user"}),
    course_messages.TeamPublished: Scene("professional", rows=ANSWERED),
    course_messages.TeamTakenBack: Scene("professional", rows=(*ANSWERED, *DRAFT)),
    course_messages.CourseShared: Scene(rows=SHARED_HERE),
    RoleTaken: Scene("owner", values={"invite_id": 1, "taker_id": PROFESSIONAL}, rows=TAKEN_BY_LINK),
    RoleRemoved: Scene("coordinator", values={"role": "professional", "area_id": 0}),
    course_messages.TeamMemberAway: Scene(rows=AWAY, values={"member_id": 1, "said": SAID}),
    course_messages.TeamMemberBack: Scene(rows=(*AWAY, BACK), values={"member_id": 1, "said": SAID}),
    course_messages.TeamMeetingAway: Scene(rows=MISSED, values=TOLD),
    course_messages.TeamMeetingBack: Scene(rows=(*MISSED, BACK), values=TOLD),
    course_messages.TeamShort: Scene(rows=ANSWERED),
    course_messages.TeamEvening: Scene("professional", rows=ANSWERED),
    course_messages.TeamMeeting: Scene(
        "professional", rows=ANSWERED, values={"number": 3, "at": int(MEETING.timestamp())}
    ),
    em.EvaluationInvite: Scene(at=POLL),
    em.EvaluationReminder: Scene(at=POLL),
    m.SessionCancelled: Scene(rows=("UPDATE sessions SET cancelled_at = '2026-08-17 07:00:00.000000' WHERE id = 4",)),
    m.LanguageGone: Scene("participant", values={"language": "pl", "edition": 2}),
    m.CourseChanged: Scene(
        values={"version": 2},
        rows=(
            """INSERT INTO course_changes(course_id, version, was, made_at)
            VALUES (1, 2, '{{"facts": {{"place": "Biblioteket"}}}}', '2026-08-17 07:00:00.000000')""",
            "UPDATE courses SET version = 2",
        ),
    ),
    m.CourseCalledOff: Scene(
        values={"session_id": 1}, rows=("UPDATE sessions SET cancelled_at = '2026-08-17 07:00:00.000000'",)
    ),
    cm.TeamAnswered: Scene(values={"line_id": 2}),
    sm.SeatOffered: Scene(rows=OFFERED),
    sm.PhoneTurn: Scene(rows=RUNG),
    sm.BackInLine: Scene(rows=("UPDATE enrolments SET status = 'waiting' WHERE id = 1",)),
    sm.LineReopened: Scene(rows=("UPDATE enrolments SET status = 'waiting' WHERE id = 1",)),
    sm.SignUpDigest: Scene(values={"until": int(START.timestamp())}, rows=SIGNED_UP_LATELY),
    sm.OfferLapsed: Scene(rows=("UPDATE enrolments SET status = 'left' WHERE id = 1",)),
    sm.WaitingListClosed: Scene(rows=("UPDATE enrolments SET status = 'closed' WHERE id = 1",)),
    gm.GroupInvite: Scene("participant", at=AFTERWARDS),
    gm.GroupProposal: Scene("asked", {"member_id": 9}),
    gm.ProposalReminder: Scene("asked", {"member_id": 9}),
    gm.ProposalLapsed: Scene("asked", {"member_id": 9}, ("UPDATE group_members SET state = 'lapsed' WHERE id = 9",)),
    gm.GroupNotFormed: Scene("asked", {"group_id": 2}, ("UPDATE groups SET state = 'dissolved' WHERE id = 2",)),
    gm.NewcomerAsked: Scene("starter", {"member_id": 5, "version": 2}, CONSIDERED),
    gm.FreePlaceOffered: Scene("offered", {"member_id": 5, "version": 2}),
    gm.MeetingCancelled: Scene(rows=("UPDATE meetings SET cancelled_at = '2026-08-17 07:00:00.000000'",)),
    gm.NextMeetingAsked: Scene(at=WEEKS_LATER),
    gm.HandOverAsked: Scene("member", {"version": 2}, NO_STARTER),
    gm.GroupWithoutStarter: Scene(rows=NO_STARTER),
    gm.GroupSmall: Scene(rows=("UPDATE group_members SET state = 'left' WHERE id = 4",)),
    gm.GroupNews: Scene(values={"state": "running"}),
    gm.GroupClosed: Scene(rows=("UPDATE groups SET state = 'closed' WHERE id = 1",)),
    gm.ChatStands: OF_CHAT,
    gm.ChatLink: Scene("member", {"member_id": 2}, (CHAT,), (g.GetChatLink(1),), chat=True),
    gm.ChatUnnamed: Scene("starter", rows=UNNAMED),
    gm.ChatLost: Scene("starter", rows=(CHAT,)),
    gm.ChatSwitchAsked: Scene("starter", rows=TWO_CHATS, chat=True),
    gm.ChatStranger: OF_CHAT,
    gm.ChatPromiseFirst: Scene(
        "member",
        {"member_id": 2},
        ("UPDATE group_members SET promise_at = NULL WHERE id = 2",),
        chat=True,
    ),
    gm.ChatRefused: Scene("starter", {"what": "look", "why": "rights_missing"}, (CHAT,), chat=True),
    gm.ChatNotLetIn: Scene(
        "member",
        {"member_id": 2, "version": 0, "why": "rights_missing"},
        ("UPDATE group_members SET link_number = 0, invite_link = NULL WHERE id = 2",),
        chat=True,
    ),
    gm.ChatRemains: Scene("starter", {"own": 0}, (CHAT,), chat=True),
    gm.ChatNotRemoved: Scene("starter", {"again": 0}, (CHAT,), chat=True),
}
