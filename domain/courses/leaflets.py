"""What a leaflet of a course can be: its paper, and who passes it on. A referrer's link says so behind the course's name."""

from enum import StrEnum

START_LIMIT = 64
"""Characters of a deep link's start parameter (Bot API); of A-Z a-z 0-9 _ -."""
_MARK = "__r_"


class Paper(StrEnum):
    """A5 to be taken along, A4 to be hung up."""

    A5 = "a5"
    A4 = "a4"


class Referrer(StrEnum):
    """Who passes a leaflet on: never a person, only of what kind they are."""

    GP = "gp"
    WARD = "wd"
    MUNICIPALITY = "mu"


def start_parameter(course: str, referrer: Referrer | None = None) -> str:
    """What stands behind `start=`: `course` with its prefix, and who has passed the link on; in short where it is too long."""
    if referrer is None:
        return course
    whole = f"{course}{_MARK}{referrer}"
    return whole if len(whole) <= START_LIMIT else f"{course[0]}{referrer[0]}{course[1:]}"


def in_full(parameter: str) -> str:
    """A start parameter as it is where there is room: one in short says who has passed it on in its second letter."""
    referrer = next((one for one in Referrer if parameter.startswith(f"c{one[0]}_")), None)
    return parameter if referrer is None else f"c{parameter[2:]}{_MARK}{referrer}"


def read_start(parameter: str) -> tuple[str, Referrer | None]:
    """The course, and who has passed the link on; what nobody here has made is part of the course's name."""
    course, _, code = parameter.rpartition(_MARK)
    return (course, Referrer(code)) if course and code in tuple(Referrer) else (parameter, None)
