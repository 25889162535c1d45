"""What self-help groups need from `content/groups`: one file for all centres, and one for each that wants its own."""

import re
from itertools import pairwise
from pathlib import Path

from domain.group_content import GroupContent
from services.content import CONTENT, ContentFault, read

DEFAULT = "default"
SLUG = re.compile(r"[A-Za-z0-9_-]{1,30}")
"""It stands in a button, which holds 64 bytes."""
MOST_THEMES, MOST_HOURS, MOST_AGES = 30, 6, 8
"""So many buttons fit on a screen that one can still overlook."""
ADULT = 18


def read_groups(folder: Path) -> dict[str, GroupContent]:
    """By centre slug, and DEFAULT: ours where the folder has none. Raises ContentFault."""
    files = {path.stem: path for path in sorted(folder.glob("*.toml"))}
    files.setdefault(DEFAULT, CONTENT / "groups" / f"{DEFAULT}.toml")
    found = {}
    for slug, path in files.items():
        found[slug] = read(path, GroupContent)
        for complaint, kept in _complaints(found[slug]).items():
            if not kept:
                raise ContentFault(f"{path.name}: {complaint}")
    return found


def _complaints(content: GroupContent) -> dict[str, bool]:
    slugs = [one.slug for one in content.theme]
    low, high = content.aim
    return {
        "least, aim, most: each is no smaller than the one before, and least is 3 or more": 3
        <= content.least
        <= low
        <= high
        <= content.most,
        f"hours: from 1 to {MOST_HOURS} whole hours between 0 and 23, earliest first": _rises(content.hours, MOST_HOURS)
        and content.hours[0] >= 0
        and content.hours[-1] <= 23,
        f"ages: from 1 to {MOST_AGES} ages, {ADULT} or more, lowest first": _rises(content.ages, MOST_AGES)
        and content.ages[0] >= ADULT,
        "theme slug: 1 to 30 of the characters A-Z a-z 0-9 _ -": all(SLUG.fullmatch(one) for one in slugs),
        "theme slug: no two alike": len(slugs) == len(set(slugs)),
        f"theme: from 1 to {MOST_THEMES}": 0 < len(slugs) <= MOST_THEMES,
        "weekly_question: at least one": bool(content.weekly_question),
        "ground_rule: at least one": bool(content.ground_rule),
    }


def _rises(numbers: tuple[int, ...], most: int) -> bool:
    return 0 < len(numbers) <= most and all(one < other for one, other in pairwise(numbers))
