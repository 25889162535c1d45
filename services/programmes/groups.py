"""What self-help groups need from `content/groups`: one file for all centres, and one for each that wants its own."""

import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

from domain.groups import LEAST
from domain.groups.content import GroupContent
from domain.people import LANGUAGES
from domain.programmes import Words
from services.programmes.content import CONTENT, ContentFault, length, read
from services.programmes.content import files as found_in

DEFAULT = "default"
SLUG = re.compile(r"[A-Za-z0-9_-]{1,30}")
"""It stands in a button, which holds 64 bytes."""
MOST_THEMES, MOST_HOURS, MOST_AGES = 30, 6, 8
"""So many buttons fit on a screen that one can still overlook."""
LARGEST = 12
"""More people than this are a course, not a group."""
ADULT = 18
THEME = 40
"""Units of a theme's name: it stands on a button, two abreast, and all that one has ticked on one screen."""
QUESTION, MOST_QUESTIONS = 500, 104
"""Units of a question of the week, and as many as there are weeks in two years."""
RULE, MOST_RULES, RULES = 300, 20, 3000
"""Units of a ground rule, how many there may be, and of all together: they go out in one message of 4,096."""


def read_groups(folder: Path) -> dict[str, GroupContent]:
    """By centre slug, and DEFAULT: ours where the folder has none. Raises ContentFault."""
    files = {path.stem: path for path in found_in(folder.parent, folder.name)}
    files.setdefault(DEFAULT, CONTENT / "groups" / f"{DEFAULT}.toml")
    found = {}
    for slug, path in files.items():
        found[slug] = read(path, GroupContent)
        broken = (complaint for complaint, kept in _complaints(found[slug]).items() if not kept)
        for complaint in (*broken, *_too_long(found[slug])):
            raise ContentFault(f"{path.name}: {complaint}")
    return found


def _complaints(content: GroupContent) -> dict[str, bool]:
    slugs = [one.slug for one in content.theme]
    low, high = content.aim
    return {
        f"least, aim, most: each is no smaller than the one before, from {LEAST} to {LARGEST}": LEAST
        <= content.least
        <= low
        <= high
        <= content.most
        <= LARGEST,
        f"hours: from 1 to {MOST_HOURS} whole hours between 0 and 23, earliest first": _rises(content.hours, MOST_HOURS)
        and content.hours[0] >= 0
        and content.hours[-1] <= 23,
        f"ages: from 1 to {MOST_AGES} ages, {ADULT} or more, lowest first": _rises(content.ages, MOST_AGES)
        and content.ages[0] >= ADULT,
        "theme slug: 1 to 30 of the characters A-Z a-z 0-9 _ -": all(SLUG.fullmatch(one) for one in slugs),
        "theme slug: no two alike": len(slugs) == len(set(slugs)),
        f"theme: from 1 to {MOST_THEMES}": 0 < len(slugs) <= MOST_THEMES,
        f"weekly_question: from 1 to {MOST_QUESTIONS}": 0 < len(content.weekly_question) <= MOST_QUESTIONS,
        f"ground_rule: from 1 to {MOST_RULES}": 0 < len(content.ground_rule) <= MOST_RULES,
    }


def _too_long(content: GroupContent) -> Iterator[str]:
    """Which text does not fit where it stands, in which language, and by how much."""
    for number, theme in enumerate(content.theme, 1):
        name = f"theme {number} ({theme.slug}): name"
        yield from _longer(name, theme.name, THEME)
        if any("\n" in theme.name[language] for language in LANGUAGES):
            yield f"{name}: one line, as it stands on a button"
    for number, question in enumerate(content.weekly_question, 1):
        yield from _longer(f"weekly_question {number}", question, QUESTION)
    for number, rule in enumerate(content.ground_rule, 1):
        yield from _longer(f"ground_rule {number}", rule, RULE)
    for language in LANGUAGES:
        together = sum(length(rule[language]) for rule in content.ground_rule)
        if together > RULES:
            yield f"ground_rule: {together} characters in all in {language}; at most {RULES}, as they are one message"


def _longer(what: str, words: Words, most: int) -> Iterator[str]:
    """In units, as Telegram counts; a symbol such as an emoji is two."""
    for language in LANGUAGES:
        if length(words[language]) > most:
            yield f"{what}.{language}: {length(words[language])} characters; at most {most}"


def _rises(numbers: tuple[int, ...], most: int) -> bool:
    return 0 < len(numbers) <= most and all(one < other for one, other in pairwise(numbers))
