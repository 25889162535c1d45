"""A coordinator's courses, how one is set up, and their teams."""

from domain.courses.languages import SPOKEN, spoken_by
from domain.courses.leaflets import Paper, Referrer
from domain.courses.stages import Stage, State
from domain.courses.teams import Answer

__all__ = ["SPOKEN", "Answer", "Paper", "Referrer", "Stage", "State", "buttons", "leaflets", "messages", "spoken_by"]
