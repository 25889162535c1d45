"""Wording of the thought of the week, of the messages after the course, and of pausing both."""

from domain.groups import buttons as g
from domain.people import buttons as people_buttons
from domain.running import buttons as b
from services.running.weekly import ThoughtView
from texts.catalog import Texts
from texts.screen import Button, Screen
from texts.signup import course_named


def weekly_message(t: Texts, view: ThoughtView) -> Screen:
    """Something to think about this week, and something to try."""
    return _thought(t, "weekly.message", view)


def follow_up(t: Texts, view: ThoughtView) -> Screen:
    """The same, some weeks after the course."""
    return _thought(t, "weekly.follow_up", view)


def _thought(t: Texts, sentence: str, view: ThoughtView) -> Screen:
    """Of which course it is stands in it: whoever is on several gets one of each in the same minute."""
    said = {"thought": t.pick(view.thought.thought), "try_this": t.pick(view.thought.try_this)}
    text = t(sentence, course=course_named(t, view.course), **said)
    pause = [Button(t.plain("weekly.pause"), b.PauseWeekly())]
    if not view.thought.about_groups:
        return Screen(text, [pause])
    return Screen(text, [[Button(t.plain("groups.proposal.my_wish"), g.ShowGroups())], pause])


def paused(t: Texts) -> Screen:
    """They have stopped; what still comes, and how to have them again."""
    return Screen(t("weekly.paused"), [[Button(t.plain("weekly.resume"), b.ResumeWeekly())], [_home(t)]])


def resumed(t: Texts) -> Screen:
    return Screen(t("weekly.resumed"), [[Button(t.plain("weekly.pause"), b.PauseWeekly())], [_home(t)]])


def _home(t: Texts) -> Button:
    return Button(t.plain("button.home"), people_buttons.Home())
