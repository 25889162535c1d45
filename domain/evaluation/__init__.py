"""Rules of the evaluation."""

from domain.evaluation.rounds import FREE_TEXT_LIMIT, SCALE, SHOWN_FROM, Figure, figure, first_open

__all__ = ["FREE_TEXT_LIMIT", "SCALE", "SHOWN_FROM", "Figure", "buttons", "figure", "first_open", "messages"]
