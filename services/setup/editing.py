"""Place, seats, languages: of a draft they hold at once; of a published course when it has been said who will be told."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any, get_args

from msgspec import Struct
from sqlalchemy import select

from db.models import Course, Place
from domain.characters import one_line, units
from domain.courses import SPOKEN
from domain.errors import ChangedMeanwhile, Gone, NotALink, NotANumber, TextExpected, TooLong, TooShort
from domain.programmes import Referral
from domain.rights import Action
from domain.setup import SHORTEST_TOPIC, Line
from services import Session, courses, signup
from services.courses import CourseView, changes, coordination, spoken
from services.people import Actor
from services.programmes import Library
from services.setup import sheet

MOST_SEATS = 1000
LOOKED_AT = 30
"""So many courses of the centre tell where it commonly meets."""
LIKE_BEFORE = 6
"""Of the places of earlier courses, and of those that the centre has named, so many as buttons each."""
_COLUMNS = {Line.VIDEO: "video_link"}


class Places(Struct, frozen=True):
    """What may be chosen: courses of the centre with other places, the newest first; then the centre's own places."""

    course: CourseView
    link: str
    earlier: Sequence[CourseView]
    named: Sequence[tuple[int, str]]


async def places(session: Session, library: Library, actor: Actor, course_id: int) -> Places:
    """Raises NotYours, Gone."""
    view = await coordination.course(session, library, actor, course_id, Action.SETUP)
    ids = await session.scalars(
        select(Course.id)
        .where(Course.centre_id == view.centre.id, Course.id != course_id)
        .order_by(Course.id.desc())
        .limit(LOOKED_AT)
    )
    earlier: dict[tuple[str, str], CourseView] = {}
    for one in (await courses.load_many(session, library, ids.all()))[::-1]:
        if one.place and one.place != view.place:
            earlier.setdefault((one.place, one.address), one)
    rows = await session.execute(
        select(Place.id, Place.name).where(Place.centre_id == view.centre.id).order_by(Place.id)
    )
    known = {view.place, *(one.place for one in earlier.values())}
    named = [(row.id, row.name) for row in rows if row.name not in known]
    link = await session.scalar(select(Course.video_link).where(Course.id == course_id)) or ""
    return Places(view, link, list(earlier.values())[:LIKE_BEFORE], named[:LIKE_BEFORE])


async def use_place(
    session: Session, library: Library, actor: Actor, course_id: int, edition: int, other_id: int, now: datetime
) -> None:
    """Meet where another course of the centre does. Raises NotYours, Gone, ChangedMeanwhile."""
    view = await coordination.course(session, library, actor, course_id, Action.SETUP)
    other = await session.get(Course, other_id)
    if other is None or other.centre_id != view.centre.id:
        raise Gone
    values = {name: getattr(other, name) for name in ("place", "address", "directions")}
    await decide(session, library, actor, course_id, edition, values, now)


async def use_centre_place(
    session: Session, library: Library, actor: Actor, course_id: int, edition: int, place_id: int, now: datetime
) -> None:
    """Meet at one of the places that the centre has named. Raises NotYours, Gone, ChangedMeanwhile."""
    view = await coordination.course(session, library, actor, course_id, Action.SETUP)
    place = await session.get(Place, place_id)
    if place is None or place.centre_id != view.centre.id:
        raise Gone
    values = {"place": place.name, "address": "", "directions": ""}
    await decide(session, library, actor, course_id, edition, values, now)


def read(line: Line, text: str) -> str | int:
    """What was written, as it is kept. Raises TextExpected, TooLong, TooShort, NotANumber, NotALink."""
    text = one_line(text)
    if not text:
        raise TextExpected
    if units(text) > line.room:
        raise TooLong(units(text), line.room)
    if line is Line.SEATS:
        number = int(text) if text.isdecimal() and len(text) < 5 else 0
        if not 1 <= number <= MOST_SEATS:
            raise NotANumber(1, MOST_SEATS)
        return number
    if line is Line.TOPIC and units(text) < SHORTEST_TOPIC:
        raise TooShort(SHORTEST_TOPIC)
    if line is Line.VIDEO and (not text.startswith("https://") or " " in text or "." not in text):
        raise NotALink
    return text


def must_have(view: CourseView, line: Line) -> None:
    """Raises Gone where a course has no such line: only one that meets but once has a topic of its own."""
    if line is Line.TOPIC and view.programme.sessions != 1:
        raise Gone


async def write(
    session: Session,
    library: Library,
    actor: Actor,
    course_id: int,
    edition: int,
    line: Line,
    text: str,
    online: str,
    now: datetime,
) -> None:
    """One line in words. `online`: what stands for the place of a course that only meets by video.

    Raises as `read` and `decide`.
    """
    view = await coordination.course(session, library, actor, course_id, Action.SETUP)
    must_have(view, line)
    values: dict[str, Any] = {_COLUMNS.get(line, line.value): read(line, text)}
    if line is Line.VIDEO and not view.place:
        values["place"] = online
    if line is Line.PLACE:
        values |= {"address": "", "directions": ""}
    await decide(session, library, actor, course_id, edition, values, now)


async def clear(
    session: Session, library: Library, actor: Actor, course_id: int, edition: int, line: Line, now: datetime
) -> None:
    """Nothing stands there any more. Raises NotYours, Gone, ChangedMeanwhile."""
    if line in (Line.PLACE, Line.SEATS):
        raise Gone
    if line is Line.TOPIC:
        must_have(await coordination.course(session, library, actor, course_id, Action.SETUP), line)
    empty = None if line is Line.VIDEO else ""
    await decide(session, library, actor, course_id, edition, {_COLUMNS.get(line, line.value): empty}, now)


async def ask_for_referral(
    session: Session, library: Library, actor: Actor, course_id: int, edition: int, asks: str, now: datetime
) -> None:
    """None, asked or required: programmes say what is usual, and a centre may do otherwise. Raises as `decide`."""
    await coordination.course(session, library, actor, course_id, Action.SETUP)
    if asks not in get_args(Referral):
        raise Gone
    await decide(session, library, actor, course_id, edition, {"referral": asks}, now)


async def toggle_language(
    session: Session, library: Library, actor: Actor, course_id: int, edition: int, language: str, now: datetime
) -> None:
    """One language more or fewer; the last one stays. Raises NotYours, Gone, ChangedMeanwhile."""
    view = await coordination.course(session, library, actor, course_id, Action.SETUP)
    if language not in SPOKEN:
        raise Gone
    pending = (await sheet.waiting_change(session, course_id)).get("languages")
    spoken = set(pending or view.languages) ^ {language}
    wanted = [one for one in SPOKEN if one in spoken] or [language]
    await decide(session, library, actor, course_id, edition, {"languages": wanted}, now)


async def decide(
    session: Session,
    library: Library,
    actor: Actor,
    course_id: int,
    edition: int,
    values: dict[str, Any],
    now: datetime,
) -> None:
    """These columns become so: of a draft at once, of a published course once `confirm` is pressed.

    Raises NotYours, Gone, ChangedMeanwhile unless it is so already.
    """
    try:
        row, view = await sheet.begun(session, library, actor, course_id, edition)
    except ChangedMeanwhile:
        row = await session.get_one(Course, course_id)
        chosen = await sheet.waiting_change(session, course_id)
        if all(chosen.get(name, getattr(row, name)) == value for name, value in values.items()):
            return
        raise
    if view.draft:
        before = {name: getattr(row, name) for name in changes.FACTS}
        where = {name: was for name, was in before.items() if values.get(name, was) != was}
        for name, value in values.items():
            setattr(row, name, value)
        if where:
            await sheet.tell_team(session, row, {changes.FACTS_KEY: where}, now)
    else:
        draft = await sheet.draft_of(session, course_id)
        waiting = {**(json.loads(draft.pending) if draft.pending else {}), **values}
        new = {name: value for name, value in waiting.items() if value != _now(row, view, name)}
        draft.pending = json.dumps(new) if new else None
    row.edition += 1
    await session.flush()


def _now(row: Course, view: CourseView, name: str) -> Any:
    return list(view.languages) if name == "languages" else getattr(row, name)


async def confirm(
    session: Session, library: Library, actor: Actor, course_id: int, edition: int, now: datetime
) -> sheet.Told | None:
    """Do what has been chosen for a published course, and tell whoever goes by it; None where there was nothing to do.

    Raises NotYours, Gone, ChangedMeanwhile.
    """
    values = await sheet.waiting_change(session, course_id)
    if not values:
        await coordination.course(session, library, actor, course_id, Action.SETUP)
        return None
    row, view = await sheet.begun(session, library, actor, course_id, edition)
    told = (await sheet.load(session, library, actor, course_id, now)).told
    before, more = {name: getattr(row, name) for name in changes.FACTS}, values.get("seats", 0) > row.seats
    link, found = "video_link" in values, await changes.found_by(session, row)
    for name, value in values.items():
        setattr(row, name, value)
    row.edition += 1
    (await sheet.draft_of(session, course_id)).pending = None
    await session.flush()
    await changes.note_found(session, row, found, now)
    facts = {name: was for name, was in before.items() if getattr(row, name) != was}
    if facts or link:
        await changes.tell(session, library, row, facts, {}, now, link=link)
    if lost := spoken.gone(view, values.get("languages")):
        await spoken.tell(session, row, lost, view, now)
    if more:
        await signup.offer_seats(session, await courses.load(session, library, course_id), now)
    return told


async def forget(session: Session, library: Library, actor: Actor, course_id: int) -> None:
    """What was chosen for a published course is not wanted after all. Raises NotYours, Gone."""
    await coordination.course(session, library, actor, course_id, Action.SETUP)
    row = await courses.lock(session, course_id)
    (await sheet.draft_of(session, course_id)).pending = None
    row.edition += 1
    await session.flush()
