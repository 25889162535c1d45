"""Programmes, questionnaires and what self-help groups need, read from `content/` once at start."""

from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from itertools import pairwise
from pathlib import Path

import isodate

from domain.danger import Danger, Helplines
from domain.groups.content import GroupContent
from domain.people import LANGUAGES, OwnWords
from domain.programmes import Programme, Questionnaire
from domain.timing import WeeklySlot
from services.programmes.content import CONTENT, ContentFault, fits, length, read
from services.programmes.groups import DEFAULT, read_groups
from services.programmes.guides import find_guides
from services.programmes.reading import read_danger, read_helplines, read_own_words

__all__ = ["CONTENT", "ContentFault", "Library", "read_library"]
LONGEST = timedelta(days=60)
"""Of a length of time before or after an evening; the planner looks no further than three months back."""
MOST_SESSIONS, MOST_WEEKS, MOST_QUESTIONS = 30, 104, 8
TITLE, QUESTION, PARAGRAPH = 100, 200, 1000
CARD, LINE = 3000, 60
"""What we write ourselves on the course card (4,096 in all), and beside the topic in the line of an evening."""


@dataclass(frozen=True)
class Library:
    """All programmes and questionnaires, by slug; `groups` goes for every centre that has none of its own.

    `danger`, `own_words`: what is looked for in people's own texts; `helplines`: whom to ring; `guides`: for
    coordinators, by language.
    """

    programmes: dict[str, Programme]
    questionnaires: dict[str, Questionnaire]
    groups: GroupContent
    own_groups: dict[str, GroupContent]
    danger: Danger
    own_words: OwnWords
    helplines: Helplines
    guides: dict[str, Path]

    @cached_property
    def reminder_offsets(self) -> tuple[timedelta, ...]:
        """How long before an evening any programme reminds of it, each once."""
        texts = {text for one in self.programmes.values() for text in one.reminders}
        return tuple(sorted(isodate.parse_duration(text) for text in texts))

    @cached_property
    def poll_offsets(self) -> tuple[timedelta, ...]:
        """How long after an evening any programme asks for its poll, or reminds of it, each once."""
        return tuple(sorted({timedelta(0), *(one.evaluation.remind_after for one in self.programmes.values())}))

    @cached_property
    def weekly_slots(self) -> tuple[WeeklySlot, ...]:
        """The hours at which any programme sends its weekly messages, each once."""
        return tuple(dict.fromkeys(one.weekly.slot for one in self.programmes.values()))

    @cached_property
    def question_slots(self) -> tuple[WeeklySlot, ...]:
        """The hour of the question of the week in groups' chats: that of the first programme's weekly messages."""
        return tuple(one.weekly.slot for _, one in sorted(self.programmes.items())[:1])

    def groups_of(self, centre: str) -> GroupContent:
        """What a centre, named by its slug, offers those who look for a group."""
        return self.own_groups.get(centre, self.groups)

    def questionnaire(self, programme: str, round_: str) -> Questionnaire:
        plan = self.programmes[programme].evaluation
        return self.questionnaires[plan.midway if round_ == "midway" else plan.final]


def read_library(folder: Path = CONTENT) -> Library:
    """Read and check everything below `folder`. Raises ContentFault."""
    programmes = [read(path, Programme) for path in sorted((folder / "programmes").glob("*.toml"))]
    questionnaires = [read(path, Questionnaire) for path in sorted((folder / "questionnaires").glob("*.toml"))]
    groups = read_groups(folder / "groups")
    library = Library(
        {one.slug: one for one in programmes},
        {one.slug: one for one in questionnaires},
        groups.pop(DEFAULT),
        groups,
        read_danger(folder),
        read_own_words(folder),
        read_helplines(folder),
        find_guides(folder),
    )
    for questionnaire in questionnaires:
        _check_questionnaire(questionnaire)
    for one in programmes:
        _check(one, library)
    return library


def _check(programme: Programme, library: Library) -> None:
    complaints = {
        **_times(programme),
        **_evaluation(programme, library),
        **_lengths(programme),
    }
    for complaint, kept in complaints.items():
        if not kept:
            raise ContentFault(f"{programme.slug}.toml: {complaint}")


def _times(programme: Programme) -> dict[str, bool]:
    spans = [_span(one) for one in programme.reminders]
    whole = [one for one in spans if one is not None]
    weeks = [one.weeks_after for one in programme.follow_up]
    return {
        f"sessions: from 2 to {MOST_SESSIONS}": 2 <= programme.sessions <= MOST_SESSIONS,
        "minutes: from 1 to 1440": 1 <= programme.minutes <= 1440,
        "every_days: from 1 to 100": 1 <= programme.every_days <= 100,
        "session: one topic for each of the sessions": len(programme.session) == programme.sessions,
        "weekly_message: one for each week between two sessions": len(programme.weekly_message)
        == programme.sessions - 1,
        "reminders: lengths of time in days, hours and minutes, such as P7D or PT2H": len(whole) == len(spans),
        f"reminders: each more than nothing and at most {LONGEST.days} days": all(
            timedelta(0) < one <= LONGEST for one in whole
        ),
        "reminders: longest first, no two alike": all(one > other for one, other in pairwise(whole)),
        f"follow_up: weeks_after is from 1 to {MOST_WEEKS}, no two alike": len(set(weeks)) == len(weeks)
        and all(0 < one <= MOST_WEEKS for one in weeks),
    }


def _span(text: str) -> timedelta | None:
    """A length of time of the clock; months and years have none."""
    try:
        span = isodate.parse_duration(text)
    except (isodate.ISO8601Error, OverflowError):
        return None
    return span if isinstance(span, timedelta) else None


def _evaluation(programme: Programme, library: Library) -> dict[str, bool]:
    plan = programme.evaluation
    return {
        "evaluation: midway and final name a questionnaire": {plan.midway, plan.final} <= library.questionnaires.keys(),
        "evaluation: midway_after and final_after name two evenings, midway first": 0
        < plan.midway_after
        < plan.final_after
        <= programme.sessions,
        f"evaluation: remind_after is before close_after, which is at most {LONGEST.days} days": timedelta(0)
        < plan.remind_after
        < plan.close_after
        <= LONGEST,
    }


def _lengths(programme: Programme) -> dict[str, bool]:
    """What is made of these texts must fit into one message, whatever the language."""
    thoughts = [*programme.weekly_message, *programme.follow_up]
    topics = [one.title for one in programme.session]
    card = {
        language: sum(length(one[language]) for one in (programme.title, programme.summary, programme.for_whom))
        + sum(length(one[language]) + LINE for one in topics)
        for language in LANGUAGES
    }
    return {
        f"title: at most {TITLE} characters": fits(TITLE, programme.title),
        f"session: a title of at most {TITLE} characters": fits(TITLE, *topics),
        f"session: about of at most {PARAGRAPH} characters": fits(PARAGRAPH, *(one.about for one in programme.session)),
        f"title, summary, for_whom and all topics: together at most {CARD} characters": max(card.values()) <= CARD,
        f"weekly_message and follow_up: thought and try_this of at most {PARAGRAPH} characters each": fits(
            PARAGRAPH, *(one.thought for one in thoughts), *(one.try_this for one in thoughts)
        ),
    }


def _check_questionnaire(one: Questionnaire) -> None:
    complaints = {
        f"question: from 1 to {MOST_QUESTIONS}": 1 <= len(one.question) <= MOST_QUESTIONS,
        f"title: at most {TITLE} characters": fits(TITLE, one.title),
        f"intro: at most {PARAGRAPH} characters": fits(PARAGRAPH, one.intro),
        f"scale: lowest and highest of at most {TITLE} characters": fits(TITLE, one.scale.lowest, one.scale.highest),
        f"question: a text of at most {QUESTION} characters": fits(QUESTION, *(each.text for each in one.question)),
        f"free_text: at most {QUESTION} characters": fits(QUESTION, one.free_text),
    }
    for complaint, kept in complaints.items():
        if not kept:
            raise ContentFault(f"{one.slug}.toml: {complaint}")
