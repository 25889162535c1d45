"""Programmes, questionnaires and what self-help groups need, read from `content/` once at start."""

from dataclasses import dataclass
from pathlib import Path

import isodate

from domain.group_content import GroupContent
from domain.programme import Programme, Questionnaire
from services.content import CONTENT, ContentFault, read
from services.groups.content import DEFAULT, read_groups

__all__ = ["CONTENT", "ContentFault", "Library", "read_library"]


@dataclass(frozen=True)
class Library:
    """All programmes and questionnaires, by slug; `groups` goes for every centre that has none of its own."""

    programmes: dict[str, Programme]
    questionnaires: dict[str, Questionnaire]
    groups: GroupContent
    own_groups: dict[str, GroupContent]

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
        {one.slug: one for one in programmes}, {one.slug: one for one in questionnaires}, groups.pop(DEFAULT), groups
    )
    for one in programmes:
        _check(one, library)
    return library


def _check(programme: Programme, library: Library) -> None:
    plan = programme.evaluation
    complaints = {
        "session: one topic for each of the sessions": len(programme.session) == programme.sessions,
        "weekly_message: one for each week between two sessions": len(programme.weekly_message)
        == programme.sessions - 1,
        "evaluation: midway and final name a questionnaire": {plan.midway, plan.final} <= library.questionnaires.keys(),
        "evaluation: midway_after and final_after name an evening": 0
        < plan.midway_after
        <= plan.final_after
        <= programme.sessions,
        "follow_up: weeks_after is 1 or more": all(one.weeks_after > 0 for one in programme.follow_up),
    }
    for complaint, kept in complaints.items():
        if not kept:
            raise ContentFault(f"{programme.slug}.toml: {complaint}")
    try:
        for offset in programme.reminders:
            isodate.parse_duration(offset)
    except isodate.ISO8601Error as error:
        raise ContentFault(f"{programme.slug}.toml: reminders: {error}") from error
