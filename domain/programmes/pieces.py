"""What a programme is put together from: sessions and their parts, messages, polls, the team, how one comes in."""

from collections.abc import Mapping
from datetime import time, timedelta
from typing import Literal

from msgspec import Struct, field

from domain.timing import WEEKDAYS, WeeklySlot

Hour = time
Words = Mapping[str, str]
"""One text in each language: nb, nn, da, en."""
Audience = Literal["participants", "relatives", "both", "children", "professionals"]
Form = Literal["series", "open", "group"]
Theme = Literal["everyday", "body", "mind", "family", "staff"]
Phase = Literal["diagnosis", "treatment", "rehabilitation", "everyday"]
Who = Literal["professional", "experienced_user", "relative", "all"]
When = Literal["before", "after", "each", "end", "later"]
Referral = Literal["none", "asked", "required"]


class Part(Struct, frozen=True, forbid_unknown_fields=True):
    """A part of a session: who has the word, and for how long."""

    who: Who
    """professional, experienced_user, relative or all"""
    minutes: int
    """a whole number of minutes"""
    title: Words = field(default_factory=dict)
    """what the part is called, in nb, nn, da and en"""


class Topic(Struct, frozen=True, forbid_unknown_fields=True):
    """One session: its topic, a sentence about it, and its parts. `minutes`, `after`: where it is not as all others are."""

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


class Thought(Struct, frozen=True, forbid_unknown_fields=True):
    """A short message: something to think about, and something to try.

    It goes out in the weekly hour, `weeks_after` weeks on from a session: for a weekly message the one of its own number unless
    `after_session` names another, for a follow-up the last.
    `about_groups`: not for those who look for a self-help group already, have been asked about one, or are in one.
    """

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


class Weekly(Struct, frozen=True, forbid_unknown_fields=True):
    """When weekly messages and follow-ups go out."""

    weekday: Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"] = "saturday"
    """an English weekday, such as saturday"""
    time: Hour = time(10)
    """an hour, such as 10:00"""

    @property
    def slot(self) -> WeeklySlot:
        return WeeklySlot(WEEKDAYS.index(self.weekday), self.time)


class EvaluationPlan(Struct, frozen=True, forbid_unknown_fields=True):
    """A poll as it is written: when it comes, and with which questions."""

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


class Team(Struct, frozen=True, forbid_unknown_fields=True):
    """Who must have said yes before a course is published, and when they meet without participants."""

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


class Entry(Struct, frozen=True, forbid_unknown_fields=True):
    """How one comes in, and what fits next."""

    referral: Referral = "none"
    """none, asked or required"""
    talk: bool = False
    """true where a talk comes first that makes clear which offer fits"""
    requires: tuple[str, ...] = ()
    """the slugs of programmes that one has done before, such as ["helsepedagogikk-start"]"""
    leads_to: tuple[str, ...] = ()
    """the slugs of programmes that fit next"""


class Completion(Struct, frozen=True, forbid_unknown_fields=True):
    sessions: int | None = None
    """how many sessions count as completed; two thirds of them, rounded up, where it is not said"""
