"""What keeps a programme or a questionnaire from being used: each complaint names the key and says what may stand there."""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from itertools import pairwise

import isodate

from domain.people import LANGUAGES
from domain.programmes import EvaluationPlan, Programme, Questionnaire
from services.programmes.content import fits, length

LONGEST = timedelta(days=60)
"""Of a length of time before or after an evening; the planner looks no further than three months back."""
LATEST = timedelta(days=730)
"""After the last session, for a poll much later."""
YEAR = timedelta(days=366)
DAY = timedelta(days=1)
MOST_SESSIONS, MOST_WEEKS, MOST_QUESTIONS, MOST_SEATS, MOST_TEAM, MOST_PARTS = 30, 104, 8, 1000, 20, 12
MOST_MINUTES, MOST_COMPANIONS, OLDEST = 1440, 10, 120
TITLE, QUESTION, PARAGRAPH = 100, 200, 1000
CARD, LINE = 3000, 60
"""What we write ourselves on the course card (4,096 in all), and beside the topic in the line of an evening."""
SLUG, KEY = re.compile(r"[A-Za-z0-9_-]{1,60}"), re.compile(r"[a-z0-9-]{1,20}")
"""A key stands in buttons, which hold 64 bytes, and in a column of as many characters."""


def of_programme(one: Programme, questionnaires: Iterable[str]) -> Iterator[str]:
    """What is wrong with a programme by itself."""
    complaints = {
        "slug: 1 to 60 of the characters A-Z a-z 0-9 _ -": bool(SLUG.fullmatch(one.slug)),
        **_rhythm(one),
        **_reminders(one),
        **_weekly(one),
        **_people(one),
        **_lengths(one),
    }
    yield from (complaint for complaint, kept in complaints.items() if not kept)
    yield from _evaluation(one, sorted(questionnaires))


def _rhythm(one: Programme) -> dict[str, bool]:
    minutes = [each.minutes or one.minutes for each in one.session]
    gaps = [each.after for each in one.session if each.after is not None]
    return {
        f"session: from 1 to {MOST_SESSIONS} of them": 1 <= one.sessions <= MOST_SESSIONS,
        f"minutes: from 1 to {MOST_MINUTES}": all(1 <= each <= MOST_MINUTES for each in (one.minutes, *minutes)),
        "every_days: from 1 to 100": 1 <= one.every_days <= 100,
        f"session: after is whole days, from P1D to P{YEAR.days}D": all(
            DAY <= each <= YEAR and not each % DAY for each in gaps
        ),
        "session: after has no meaning on the first one": not one.session or one.session[0].after is None,
        f"session: at most {MOST_PARTS} parts, and together no more minutes than the session": all(
            len(each.part) <= MOST_PARTS
            and all(part.minutes > 0 for part in each.part)
            and sum(part.minutes for part in each.part) <= lasts
            for each, lasts in zip(one.session, minutes, strict=True)
        ),
        "completion: sessions is from 1 to the number of sessions": not one.session
        or 1 <= one.completed_from <= one.sessions,
    }


def _reminders(one: Programme) -> dict[str, bool]:
    spans = [_span(text) for text in one.reminders]
    whole = [each for each in spans if each is not None]
    return {
        "reminders: lengths of time in days, hours and minutes, such as P7D or PT2H": len(whole) == len(spans),
        f"reminders: each more than nothing and at most {LONGEST.days} days": all(
            timedelta(0) < each <= LONGEST for each in whole
        ),
        "reminders: longest first, no two alike": all(each > other for each, other in pairwise(whole)),
    }


def _span(text: str) -> timedelta | None:
    """A length of time of the clock; months and years have none."""
    try:
        span = isodate.parse_duration(text)
    except (isodate.ISO8601Error, OverflowError):
        return None
    return span if isinstance(span, timedelta) else None


def _weekly(one: Programme) -> dict[str, bool]:
    slots = [one.weekly_after(number) for number, _ in enumerate(one.weekly_message, 1)]
    weeks = [each.weeks_after for each in one.follow_up]
    return {
        f"weekly_message: there are {one.sessions} sessions; give each further one its after_session": all(
            1 <= session <= one.sessions for session, _ in slots
        ),
        f"weekly_message: weeks_after is from 1 to {MOST_WEEKS}, no two alike after one session": len(set(slots))
        == len(slots)
        and all(0 < each <= MOST_WEEKS for _, each in slots),
        f"follow_up: weeks_after is from 1 to {MOST_WEEKS}, no two alike": len(set(weeks)) == len(weeks)
        and all(0 < each <= MOST_WEEKS for each in weeks),
        "follow_up: follows the last session; take after_session away": all(
            each.after_session is None for each in one.follow_up
        ),
    }


def _people(one: Programme) -> dict[str, bool]:
    (least, most), team, children = one.seats, one.team, one.audience == "children"
    young, old = one.ages or (0, OLDEST)
    return {
        f"seats: the fewest and the most, from 1 to {MOST_SEATS}": 1 <= least <= most <= MOST_SEATS,
        "ages, age_span: only where audience is children": children or (one.ages is None and one.age_span is None),
        f"ages: the youngest and the oldest, up to {OLDEST}": 0 <= young <= old <= OLDEST,
        "age_span: 1 or more years": one.age_span is None or one.age_span >= 1,
        f"companions: from 0 to {MOST_COMPANIONS}": 0 <= one.companions <= MOST_COMPANIONS,
        f"team: professional and experienced_user are from 0 to {MOST_TEAM}": all(
            0 <= each <= MOST_TEAM for each in (team.professional, team.experienced_user)
        ),
        f"team: planning is longest first, no two alike, each at most {YEAR.days} days": all(
            timedelta(0) < each <= YEAR for each in team.planning
        )
        and all(each > other for each, other in pairwise(team.planning)),
        f"team: evaluation is at most {YEAR.days} days": timedelta(0) <= (team.evaluation or timedelta(0)) <= YEAR,
        f"team: planning_minutes and evaluation_minutes are from 1 to {MOST_MINUTES}": all(
            1 <= each <= MOST_MINUTES for each in (team.planning_minutes, team.evaluation_minutes)
        ),
    }


def _lengths(one: Programme) -> dict[str, bool]:
    """What is made of these texts must fit into one message, whatever the language."""
    thoughts = [*one.weekly_message, *one.follow_up]
    topics = [each.title for each in one.session]
    card = {
        language: sum(length(each[language]) for each in (one.chat_title, one.summary, one.for_whom))
        + sum(length(each[language]) + LINE for each in topics)
        for language in LANGUAGES
    }
    parts = [part.title for each in one.session for part in each.part]
    return {
        f"title, chat_title: at most {TITLE} characters": fits(TITLE, one.title, one.chat_title),
        f"session: a title of at most {TITLE} characters": fits(TITLE, *topics, *parts),
        f"session: about of at most {PARAGRAPH} characters": fits(PARAGRAPH, *(each.about for each in one.session)),
        f"chat_title, summary, for_whom and all topics: together at most {CARD} characters": max(card.values()) <= CARD,
        f"weekly_message and follow_up: thought and try_this of at most {PARAGRAPH} characters each": fits(
            PARAGRAPH, *(each.thought for each in thoughts), *(each.try_this for each in thoughts)
        ),
    }


def _evaluation(one: Programme, questionnaires: list[str]) -> Iterator[str]:
    for number, plan in enumerate(one.evaluation, 1):
        yield from (f"[[evaluation]] {number}: {each}" for each in _plan(plan, one.sessions, questionnaires))
    keys = [each.key for each in one.moments]
    if wrong := [each for each in keys if not KEY.fullmatch(each)]:
        yield f"evaluation: key: 1 to 20 of the characters a-z 0-9 -, not {wrong[0]}"
    if len(set(keys)) < len(keys):
        yield f"evaluation: key: no two alike; these are {', '.join(keys)}"
    if len({(each.before, each.position, each.delay) for each in one.moments}) < len(keys):
        yield "evaluation: two of them come at the same time"


def _plan(plan: EvaluationPlan, sessions: int, questionnaires: list[str]) -> Iterator[str]:
    if plan.questionnaire not in questionnaires:
        yield f"questionnaire: there is no {plan.questionnaire}; known are {', '.join(questionnaires)}"
    if plan.when == "after" and not 1 <= (plan.session or 0) <= sessions:
        yield f"session: with when = after it should be a number from 1 to {sessions}"
    if plan.when != "after" and plan.session is not None:
        yield f"session: has no meaning with when = {plan.when}; take it away, or write when = after"
    if plan.when == "later" and not timedelta(0) < (plan.delay or timedelta(0)) <= LATEST:
        yield f"delay: with when = later it should be more than nothing and at most {LATEST.days} days"
    if plan.when == "before" and plan.delay is not None and not timedelta(0) < plan.delay <= LONGEST:
        yield f"delay: should be more than nothing and at most {LONGEST.days} days"
    if plan.when not in ("before", "later") and plan.delay is not None:
        yield f"delay: has no meaning with when = {plan.when}; take it away, or write when = later"
    if not timedelta(0) <= plan.remind_after < plan.close_after <= LONGEST:
        yield f"remind_after is before close_after, which is at most {LONGEST.days} days"


def of_entry(one: Programme, programmes: Mapping[str, Programme]) -> Iterator[str]:
    """What is wrong with what comes before a programme, and after it."""
    for key, slugs in (("requires", one.entry.requires), ("leads_to", one.entry.leads_to)):
        for slug in slugs:
            if slug not in programmes:
                yield f"[entry] {key}: there is no programme {slug}; known are {', '.join(sorted(programmes))}"
    if one.slug in required(one, programmes):
        yield "[entry] requires: leads round to this programme itself"


def required(one: Programme, programmes: Mapping[str, Programme]) -> set[str]:
    """The slugs of all that must be done before, however far back."""
    found: set[str] = set()
    ahead = list(one.entry.requires)
    while ahead:
        slug = ahead.pop()
        if slug in programmes and slug not in found:
            found.add(slug)
            ahead += programmes[slug].entry.requires
    return found


def of_questionnaire(one: Questionnaire) -> Iterator[str]:
    """What is wrong with a questionnaire."""
    complaints = {
        f"question: from 1 to {MOST_QUESTIONS}": 1 <= len(one.question) <= MOST_QUESTIONS,
        f"title: at most {TITLE} characters": fits(TITLE, one.title),
        f"intro: at most {PARAGRAPH} characters": fits(PARAGRAPH, one.intro),
        f"scale: lowest and highest of at most {TITLE} characters": fits(TITLE, one.scale.lowest, one.scale.highest),
        f"question: a text of at most {QUESTION} characters": fits(QUESTION, *(each.text for each in one.question)),
        f"free_text: at most {QUESTION} characters": fits(QUESTION, one.free_text),
    }
    yield from (complaint for complaint, kept in complaints.items() if not kept)
