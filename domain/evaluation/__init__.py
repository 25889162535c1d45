"""Rules of the evaluation."""

from domain.evaluation.rounds import FREE_TEXT_LIMIT, Figure, Round, SCALE, SHOWN_FROM, figure, first_open

__all__ = ["FREE_TEXT_LIMIT", "Figure", "Round", "SCALE", "SHOWN_FROM", "buttons", "figure", "first_open", "messages"]
