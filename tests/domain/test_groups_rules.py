"""Rules of groups that need no search: what becomes of a proposal, who is let in, when a group meets."""

from datetime import datetime, timedelta

import pytest

from domain.groups import (
    Verdict,
    first_meeting,
    next_meetings,
    verdict,
    welcome,
)
from tests.stage import OSLO


@pytest.mark.parametrize(
    ("yes", "silent", "over", "found"),
    [
        (4, 0, False, Verdict.STANDS),
        (4, 1, False, Verdict.WAIT),
        (4, 1, True, Verdict.STANDS),
        (3, 0, False, Verdict.FALLS),
        (3, 1, False, Verdict.WAIT),
        (3, 1, True, Verdict.FALLS),
        (2, 1, False, Verdict.FALLS),
    ],
)
def test_verdict(yes: int, silent: int, over: bool, found: Verdict) -> None:
    assert verdict(yes, silent, over=over) is found


@pytest.mark.parametrize(
    ("yes", "no", "silent", "starter", "over", "found"),
    [
        (0, 1, 5, False, False, Verdict.FALLS),
        (3, 1, 0, True, True, Verdict.FALLS),
        (3, 0, 1, True, False, Verdict.WAIT),
        (1, 0, 3, True, True, Verdict.STANDS),
        (1, 0, 3, False, True, Verdict.FALLS),
        (2, 0, 3, False, True, Verdict.STANDS),
        (0, 0, 4, False, True, Verdict.FALLS),
        (1, 0, 0, False, False, Verdict.STANDS),
    ],
)
def test_welcome(yes: int, no: int, silent: int, starter: bool, over: bool, found: Verdict) -> None:
    assert welcome(yes, no, silent, starter_yes=starter, over=over) is found


def test_first_meeting_is_at_least_five_days_ahead() -> None:
    tuesday = datetime(2026, 10, 20, 12, tzinfo=OSLO)
    assert first_meeting(tuesday, "tue-18", OSLO) == datetime(2026, 10, 27, 18, tzinfo=OSLO)
    assert first_meeting(tuesday, "sun-18", OSLO) == datetime(2026, 10, 25, 18, tzinfo=OSLO)
    assert first_meeting(tuesday, "sat-18", OSLO) == datetime(2026, 10, 31, 18, tzinfo=OSLO)


def test_next_meetings_keep_their_hour_when_summer_time_ends() -> None:
    last = datetime(2026, 10, 20, 18, tzinfo=OSLO)
    assert next_meetings(last, last + timedelta(hours=3), "tue-18", OSLO) == [
        datetime(2026, 10, 27, 18, tzinfo=OSLO),
        datetime(2026, 11, 3, 18, tzinfo=OSLO),
    ]
    late = datetime(2026, 12, 1, 18, tzinfo=OSLO)
    assert next_meetings(last, late, "tue-18", OSLO)[0] == datetime(2026, 12, 8, 18, tzinfo=OSLO)
    assert next_meetings(None, late, "wed-18", OSLO)[0] == datetime(2026, 12, 2, 18, tzinfo=OSLO)
