"""What a programme's file was understood to say, in one line: for whoever writes one (`mestringsbot check`)."""

from collections.abc import Iterator

from domain.programmes import Moment, Programme

_FORMS = {"series": "sign-up for all of it", "open": "open", "group": "goes on"}


def understood(one: Programme) -> str:
    return "; ".join(_parts(one))


def _parts(one: Programme) -> Iterator[str]:
    low, high = one.seats
    yield f"{one.audience}, {_FORMS[one.form]}, {low} to {high} people"
    yield f"{_many(one.sessions, 'session')} on day {', '.join(map(str, _days(one)))}, {_minutes(one)} minutes"
    yield f"completed with {one.completed_from}"
    yield f"team {one.team.professional} + {one.team.experienced_user}"
    if one.entry.referral != "none" or one.entry.talk:
        yield f"referral {one.entry.referral}{', a talk first' if one.entry.talk else ''}"
    if one.entry.requires:
        yield f"after {', '.join(one.entry.requires)}"
    yield f"evaluation {', '.join(map(_poll, one.moments))}" if one.moments else "no evaluation"
    messages = len(one.weekly_message) + len(one.follow_up)
    if messages:
        yield f"{_many(messages, 'message')} on {one.weekly.weekday}s at {one.weekly.time:%H:%M}"


def _days(one: Programme) -> list[int]:
    """Counted from the first."""
    days = [1]
    for position in range(2, one.sessions + 1):
        days.append(days[-1] + one.gap(position).days)
    return days


def _minutes(one: Programme) -> str:
    lengths = sorted({int(one.length(position).total_seconds()) // 60 for position in range(1, one.sessions + 1)})
    return " or ".join(map(str, lengths))


def _poll(moment: Moment) -> str:
    when = {
        "before": f"{moment.delay.days} days before",
        "later": f"{moment.delay.days} days after",
        "end": "at the end",
    }.get(moment.when, f"after session {moment.position}")
    return f"{moment.key} ({when})"


def _many(count: int, what: str) -> str:
    return f"{count} {what}{'' if count == 1 else 's'}"
