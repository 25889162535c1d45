"""With whom one holds a course, in words."""

import html
from collections.abc import Sequence

from domain.courses import Answer
from domain.rights import Role
from services.courses.colleagues import Colleague
from texts.catalog import Html, Texts


def beside(t: Texts, others: Sequence[Colleague]) -> list[Html]:
    """For one of the team: who is on it besides, and who is asked; or that nobody is yet."""
    there = named(t, [one for one in others if one.answer is Answer.YES])
    lines = [t("team.with", names=there) if there else t("team.with.nobody")]
    return [*lines, *_asked(t, others)]


def already(t: Texts, others: Sequence[Colleague]) -> list[Html]:
    """For somebody who is asked: who is on the team, and who is asked as well."""
    there = named(t, [one for one in others if one.answer is Answer.YES])
    lines = [t("team.already", names=there)] if there else []
    return [*lines, *_asked(t, others)]


def _asked(t: Texts, others: Sequence[Colleague]) -> list[Html]:
    asked = named(t, [one for one in others if one.answer is Answer.ASKED])
    return [t("team.with.asked", names=asked)] if asked else []


def this_time(t: Texts, others: Sequence[Colleague], lacking: Sequence[Role]) -> list[Html]:
    """For one of the team, of one evening: with whom one holds it, and in which roles nobody is there."""
    there = named(t, others)
    lines = [t("team.with", names=there)] if there else []
    return [*lines, *(t(f"team.none.{role}") for role in lacking)]


def named(t: Texts, found: Sequence[Colleague]) -> Html:
    """Each with their role; of whoever has given no name, the role alone. Empty for nobody."""
    return Html(html.escape(t.listed([_called(t, one) for one in found]), quote=False)) if found else Html("")


def _called(t: Texts, one: Colleague) -> str:
    if not one.name:
        return t.plain(f"team.nameless.{one.role}")
    return t.plain("team.named", name=one.name, role=t.plain(f"role.{one.role}").lower())
