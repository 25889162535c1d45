"""A programme: what every course of one kind has in common. Written as TOML in `content/programmes`."""

from datetime import timedelta
from functools import cached_property
from math import ceil

from msgspec import Struct, field
from msgspec.structs import force_setattr

from domain.programmes.moments import Moment, in_order
from domain.programmes.pieces import (
    Audience,
    Completion,
    Entry,
    EvaluationPlan,
    Form,
    Phase,
    Team,
    Theme,
    Thought,
    Topic,
    Weekly,
    Words,
)
from domain.programmes.telling import named_in


class Programme(Struct, frozen=True, forbid_unknown_fields=True, dict=True):
    """What the file says. `title` may name a diagnosis and stands on paper alone; all that is sent says `chat_title`."""

    slug: str
    """1 to 60 of the characters a-z 0-9 -; it ties courses to the programme, so it never changes"""
    audience: Audience
    """participants, relatives, both, children or professionals"""
    title: Words
    """the full name, in nb, nn, da and en: for leaflets and lists on paper, so it may name a diagnosis"""
    summary: Words
    """two or three sentences for the course card, in nb, nn, da and en"""
    for_whom: Words
    """one sentence on who it is for, in nb, nn, da and en"""
    session: tuple[Topic, ...]
    """[[session]], once for each session, in order"""
    chat_title: Words = field(default_factory=dict)
    """the name in every message, button, calendar and file, in nb, nn, da and en: never a diagnosis; the title if not said"""
    for_whom_on_paper: Words = field(default_factory=dict)
    """one sentence on who it is for, in nb, nn, da and en: for paper, so it may name a diagnosis; for_whom if not said"""
    form: Form = "series"
    """series (one signs up for all), open (each session by itself) or group (goes on)"""
    theme: Theme = "everyday"
    """everyday, body, mind, family or staff"""
    phase: Phase | None = None
    """diagnosis, treatment, rehabilitation or everyday"""
    minutes: int = 120
    """how many minutes a session lasts"""
    every_days: int = 7
    """days from one session to the next"""
    seats: tuple[int, int] = (4, 20)
    """the fewest and the most people with whom it works well, such as [6, 12]"""
    ages: tuple[int, int] | None = None
    """children only: the youngest and the oldest, such as [7, 12]"""
    age_span: int | None = None
    """children only: how many years may lie between the youngest and the oldest of one course"""
    companions: int = 0
    """how many people each may bring along"""
    free: bool = False
    """true where it costs nothing, and the course card is to say so"""
    self_help_groups: bool | None = None
    """false where nobody is to be asked after the course about self-help groups; not said: true for three sessions or more"""
    reminders: tuple[str, ...] = ("P7D", "P1D", "PT2H")
    """how long before each session a reminder goes out, such as ["P7D", "P1D", "PT2H"], longest first; [] for none"""
    team: Team = Team()
    """[team], with the least numbers and the team's own meetings"""
    entry: Entry = Entry()
    """[entry], with referral, talk, requires and leads_to"""
    completion: Completion = Completion()
    """[completion], with how many sessions count"""
    evaluation: tuple[EvaluationPlan, ...] = ()
    """[[evaluation]], once for each poll"""
    weekly: Weekly = Weekly()
    """[weekly], with weekday and time"""
    weekly_message: tuple[Thought, ...] = ()
    """[[weekly_message]], once for each"""
    follow_up: tuple[Thought, ...] = ()
    """[[follow_up]], once for each message after the course"""

    def __post_init__(self) -> None:
        force_setattr(self, "chat_title", self.chat_title or self.title)
        force_setattr(self, "for_whom_on_paper", self.for_whom_on_paper or self.for_whom)

    @cached_property
    def moments(self) -> tuple[Moment, ...]:
        """Each poll by itself, in the order in which they come."""
        return in_order(self.evaluation, self.sessions)

    @property
    def sessions(self) -> int:
        return len(self.session)

    @property
    def drop_in(self) -> bool:
        """Whether each session is by itself: one may come without signing up, and signs up to be reminded."""
        return self.form == "open"

    @property
    def rolling(self) -> bool:
        """Whether one may sign up after it has begun."""
        return self.form != "series"

    def length(self, position: int) -> timedelta:
        """How long the session at a position (from 1) lasts."""
        return timedelta(minutes=self.session[position - 1].minutes or self.minutes)

    def gap(self, position: int) -> timedelta:
        """From the session before to the one at a position (from 2), by the calendar."""
        return self.session[position - 1].after or timedelta(days=self.every_days)

    def moment(self, key: str) -> Moment | None:
        return next((one for one in self.moments if one.key == key), None)

    @property
    def completed_from(self) -> int:
        """So many sessions count as completed: commonly four of six, so two thirds where nothing is said."""
        return self.completion.sessions or ceil(2 * self.sessions / 3)

    @property
    def asks_about_groups(self) -> bool:
        """Whether people are asked, once it is over, if they look for a self-help group: grown-ups who have met often enough."""
        if self.self_help_groups is not None:
            return self.self_help_groups
        return self.form == "series" and self.sessions > 2 and self.audience not in ("children", "professionals")

    @property
    def private(self) -> bool:
        """Whether the title says something that no message may: then the slug may, too."""
        return self.chat_title != self.title

    def told_by(self, name: str) -> str:
        """The word with which a course of this name would tell in links and files what stands on paper alone; perhaps none."""
        return named_in(name, self.slug, self.title, self.chat_title) if self.private else ""

    def weekly_after(self, number: int) -> tuple[int, int]:
        """Which session (position) the weekly message of a number (from 1) follows, and by how many weeks."""
        one = self.weekly_message[number - 1]
        return one.after_session or number, one.weeks_after
