"""What every course of one kind has in common, as it is written in `content/programmes` and `content/questionnaires`.

The sentence below each field says what may stand there. It goes into the JSON Schemas in `content/schemas`, and into
what is said of a file that cannot be used (`services/programmes/schemas.py`): it completes "should be ...".
"""

from domain.programmes.moments import Moment
from domain.programmes.pieces import Audience, EvaluationPlan, Referral, Theme, Thought, Topic, Weekly, Words
from domain.programmes.programme import Programme
from domain.programmes.questionnaires import Questionnaire
from domain.programmes.telling import kept_words, stands_in

__all__ = [
    "Audience",
    "EvaluationPlan",
    "Moment",
    "Programme",
    "Questionnaire",
    "Referral",
    "Theme",
    "Thought",
    "Topic",
    "Weekly",
    "Words",
    "kept_words",
    "stands_in",
]
