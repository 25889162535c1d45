"""Rules of the evaluation."""

from domain.evaluation.rounds import FREE_TEXT_LIMIT, SCALE, SHOWN_FROM, Figure, Round, figure, first_open

__all__ = ["FREE_TEXT_LIMIT", "SCALE", "SHOWN_FROM", "Figure", "Round", "buttons", "figure", "first_open", "messages"]
