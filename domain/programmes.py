"""A programme: what every course of one kind has in common. Written as TOML in `content/programmes`.

The sentence below each field says what may stand there. It goes into the JSON Schemas in `content/schemas`, and into
what is said of a file that cannot be used (`services/programmes/schemas.py`): it completes "should be ...".
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from functools import cached_property
from math import ceil
from typing import Literal
from zoneinfo import ZoneInfo

from domain.timing import WEEKDAYS, WeeklySlot, earlier

Hour = time
Words = Mapping[str, str]
"""One text in each language: nb, nn, da, en."""
READ = {"extra": "forbid"}
"""How whoever reads these classes from a file is to take them (`services/programmes/content.py`)."""
Audience = Literal["participants", "relatives", "both", "children", "professionals"]
Form = Literal["series", "open", "group"]
Theme = Literal["everyday", "body", "mind", "family", "staff"]
Phase = Literal["diagnosis", "treatment", "rehabilitation", "everyday"]
Who = Literal["professional", "experienced_user", "relative", "all"]
When = Literal["before", "after", "each", "end", "later"]
Referral = Literal["none", "asked", "required"]


@dataclass(frozen=True)
class Part:
    """A part of a session: who has the word, and for how long."""

    __pydantic_config__ = READ
    who: Who
    """professional, experienced_user, relative or all"""
    minutes: int
    """a whole number of minutes"""
    title: Words = field(default_factory=dict)
    """what the part is called, in nb, nn, da and en"""


@dataclass(frozen=True)
class Topic:
    """One session: its topic, a sentence about it, and its parts. `minutes`, `after`: where it is not as all others are."""

    __pydantic_config__ = READ
    title: Words
    """the topic, in nb, nn, da and en; it stands in reminders, so nothing from which a diagnosis could be guessed"""
    about: Words = field(default_factory=dict)
    """one sentence on what it is about, in nb, nn, da and en"""
    minutes: int | None = None
    """how many minutes this one lasts, if not as long as the others"""
    after: timedelta | None = None
    """whole days since the session before, such as P42D, if not as many as between the others"""
    part: tuple[Part, ...] = ()
    """[[session.part]], once for each part"""


@dataclass(frozen=True)
class Thought:
    """A short message: something to think about, and something to try.

    It goes out in the weekly hour, `weeks_after` weeks on from a session: for a weekly message the one of its own number unless
    `after_session` names another, for a follow-up the last.
    `about_groups`: not for those who look for a self-help group already, have been asked about one, or are in one.
    """

    __pydantic_config__ = READ
    thought: Words
    """one thought, in nb, nn, da and en"""
    try_this: Words
    """one small thing to try, in nb, nn, da and en"""
    weeks_after: int = 1
    """a whole number of weeks after its session; 1 is the first weekly hour after it"""
    after_session: int | None = None
    """the number of the session that a weekly message follows"""
    about_groups: bool = False
    """true where nobody is to get it who knows of self-help groups already"""


@dataclass(frozen=True)
class Weekly:
    """When weekly messages and follow-ups go out."""

    __pydantic_config__ = READ
    weekday: Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"] = "saturday"
    """an English weekday, such as saturday"""
    time: Hour = time(10)
    """an hour, such as 10:00"""

    @property
    def slot(self) -> WeeklySlot:
        return WeeklySlot(WEEKDAYS.index(self.weekday), self.time)


@dataclass(frozen=True)
class EvaluationPlan:
    """A poll as it is written: when it comes, and with which questions."""

    __pydantic_config__ = READ
    questionnaire: str
    """the slug of a file in content/questionnaires"""
    when: When = "end"
    """before (the first session), after (session n), each (after every one), end (after the last) or later (long after it)"""
    key: str = ""
    """1 to 20 of the characters a-z 0-9 -, no two alike, and never changed once courses have run"""
    session: int | None = None
    """for when = after: the number of the session"""
    delay: timedelta | None = None
    """for when = later: how long after the last session, such as P180D; for before: how long before the first"""
    remind_after: timedelta = timedelta(days=2)
    """how long after that whoever has not answered is reminded, once, such as P2D; P0D for not at all"""
    close_after: timedelta = timedelta(days=14)
    """how long answers are taken, such as P14D"""


@dataclass(frozen=True)
class Moment:
    """One poll of a course: `delay` after the session at `position` ends, or (`before`) before that one begins."""

    key: str
    when: When
    position: int
    delay: timedelta
    questionnaire: str
    remind_after: timedelta
    close_after: timedelta

    @property
    def before(self) -> bool:
        return self.when == "before"

    @property
    def of_the_whole(self) -> bool:
        """Whether it asks about the course as it has been, however many of its sessions were held."""
        return self.when in ("end", "later")

    def opens(self, starts: datetime, ends: datetime, zone: ZoneInfo) -> datetime:
        """When the poll goes out, by start and end of its session as they stand now; half a year later at the same hour."""
        return earlier(starts, self.delay, zone) if self.before else earlier(ends, -self.delay, zone)

    def reminds(self, starts: datetime, ends: datetime, zone: ZoneInfo) -> datetime | None:
        """When those are reminded who have not answered; None for never."""
        return earlier(self.opens(starts, ends, zone), -self.remind_after, zone) if self.remind_after else None

    def closes(self, starts: datetime, ends: datetime, zone: ZoneInfo) -> datetime:
        """From this instant on no answers are taken; what is asked before the course is not asked in it."""
        closes = earlier(self.opens(starts, ends, zone), -self.close_after, zone)
        return min(closes, starts) if self.before else closes

    @property
    def offsets(self) -> tuple[timedelta, ...]:
        """How long after the end of its session, or (`before`) its start, the poll goes out, and the reminder if there is one."""
        first = -self.delay if self.before else self.delay
        return (first, first + self.remind_after) if self.remind_after else (first,)


@dataclass(frozen=True)
class Team:
    """Who must have said yes before a course is published, and when they meet without participants."""

    __pydantic_config__ = READ
    professional: int = 1
    """the least number of professionals"""
    experienced_user: int = 1
    """the least number of experienced users"""
    planning: tuple[timedelta, ...] = (timedelta(days=28),)
    """how long before the first session the team plans together, such as ["P28D", "P7D"], longest first; [] for never"""
    planning_minutes: int = 120
    """how many minutes each of these lasts"""
    evaluation: timedelta | None = timedelta(days=14)
    """how long after the last session the team looks back together, such as P14D; P0D for never"""
    evaluation_minutes: int = 120
    """how many minutes that lasts"""


@dataclass(frozen=True)
class Entry:
    """How one comes in, and what fits next."""

    __pydantic_config__ = READ
    referral: Referral = "none"
    """none, asked or required"""
    talk: bool = False
    """true where a talk comes first that makes clear which offer fits"""
    requires: tuple[str, ...] = ()
    """the slugs of programmes that one has done before, such as ["helsepedagogikk-start"]"""
    leads_to: tuple[str, ...] = ()
    """the slugs of programmes that fit next"""


@dataclass(frozen=True)
class Completion:
    __pydantic_config__ = READ
    sessions: int | None = None
    """how many sessions count as completed; two thirds of them, rounded up, where it is not said"""


@dataclass(frozen=True)
class Question:
    __pydantic_config__ = READ
    text: Words
    """a question that can be answered with a number from 1 to 5, in nb, nn, da and en"""


@dataclass(frozen=True)
class Scale:
    __pydantic_config__ = READ
    lowest: Words
    """what 1 means, in nb, nn, da and en"""
    highest: Words
    """what 5 means, in nb, nn, da and en"""


@dataclass(frozen=True)
class Questionnaire:
    """Questions answered from 1 to 5, and one in free text."""

    __pydantic_config__ = READ
    slug: str
    """what programmes call it by"""
    title: Words
    """what stands above it, in nb, nn, da and en"""
    intro: Words
    """one line on what it is for, in nb, nn, da and en"""
    scale: Scale
    """[scale], with lowest and highest"""
    question: tuple[Question, ...]
    """[[question]], once for each question"""
    free_text: Words
    """one open question, in nb, nn, da and en"""


@dataclass(frozen=True)
class Programme:
    """What the file says. `title` may name a diagnosis and stands on paper alone; all that is sent says `chat_title`."""

    __pydantic_config__ = READ
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
        object.__setattr__(self, "chat_title", self.chat_title or self.title)

    @cached_property
    def moments(self) -> tuple[Moment, ...]:
        """Each poll by itself, in the order in which they come."""
        return tuple(_in_order(self))

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

    def told_by(self, name: str) -> bool:
        """Whether a course of this name would tell in links and files what stands on paper alone."""
        pieces = [piece for piece in self.slug.lower().split("-") if len(piece) > 3]
        return self.private and any(piece in name.lower() for piece in pieces)

    def weekly_after(self, number: int) -> tuple[int, int]:
        """Which session (position) the weekly message of a number (from 1) follows, and by how many weeks."""
        one = self.weekly_message[number - 1]
        return one.after_session or number, one.weeks_after


def _in_order(programme: Programme) -> Iterator[Moment]:
    last = programme.sessions
    found = [one for plan in programme.evaluation for one in _moments(plan, last)]
    yield from sorted(found, key=lambda one: (not one.before, one.position, one.delay))


def _moments(plan: EvaluationPlan, last: int) -> Iterator[Moment]:
    rest = plan.questionnaire, plan.remind_after, plan.close_after
    key, delay = plan.key or plan.questionnaire, plan.delay or timedelta(0)
    match plan.when:
        case "each":
            for number in range(1, last + 1):
                yield Moment(f"{key}-{number}", "each", number, timedelta(0), *rest)
        case "before":
            yield Moment(key, "before", 1, plan.delay or BEFORE, *rest)
        case "after":
            yield Moment(key, "after", plan.session or last, timedelta(0), *rest)
        case _:
            yield Moment(key, plan.when, last, delay, *rest)


BEFORE = timedelta(days=2)
"""A poll before the first session comes so long before it where nothing is said."""
