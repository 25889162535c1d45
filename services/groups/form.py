"""The form by buttons: what somebody looks for in a group, and from when on.

The form is the row: each tick is written at once, so that nothing is lost and everything can be changed at any time.
"""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import select

from db.models import Wish
from domain.errors import Gone, InGroup, Stale
from domain.groups import WishState
from domain.groups.wishes import CHOICES, GROUP_CONSENT, LISTS, SPOKEN, Answers, Step, new_code, spoken
from services import Session
from services.groups import places, seeking, views, wishes
from services.groups.wishes import Invitation, WishView
from services.people import Actor
from services.programmes import Library

SIDES = ("self", "relative")


async def begin(
    session: Session, library: Library, actor: Actor, centre_id: int, course_id: int, side: str, now: datetime
) -> WishView:
    """Agree, and begin the form; whoever is in the middle of it, or through, goes on there.

    Raises Gone, ConsentNeeded; InGroup for whoever is in a group and has withdrawn what they looked for.
    """
    asked = await wishes.invitation(session, library, actor, centre_id, course_id)
    if side not in SIDES:
        raise Gone
    row = await session.scalar(
        select(Wish).where(Wish.person_id == actor.id, Wish.centre_id == centre_id).with_for_update()
    )
    if row is None:
        row = Wish(
            person_id=actor.id, centre_id=centre_id, state=WishState.WITHDRAWN, answers="{}", version=0, since=now,
            code=await _free_code(session),
        )  # fmt: skip
        session.add(row)
    if row.state == WishState.WITHDRAWN:
        if asked.held:
            raise InGroup
        row.state, row.since, row.paused_at = WishState.DRAFT, now, None
        row.course_id = asked.course.id if asked.course else None
        row.answers = (await _first_answers(session, actor, asked, side)).to_json()
        row.version += 1
    elif row.state == WishState.DRAFT:
        row.answers = Answers.of_json(row.answers).having(side=side).to_json()
    row.consent_at, row.consent_version = now, GROUP_CONSENT
    await session.flush()
    return await wishes.view_of(session, library, row)


async def _first_answers(session: Session, actor: Actor, asked: Invitation, side: str) -> Answers:
    """What can be guessed is ticked: one's own language, and the place one has been coming to, else the centre's first."""
    offered = await places.of_centre(session, asked.centre)
    known = asked.course.place if asked.course else ""
    near = next((one for one in offered if known and one.name == known), offered[0])
    return Answers(side=side, languages=(spoken(actor.language or asked.centre.language),), places=(near.slug,))


async def show(session: Session, library: Library, actor: Actor, wish_id: int, step: str, now: datetime) -> WishView:
    """Go to a step of the form; back at the summary, what has been changed may fit a group with a free place. Raises Gone."""
    if step not in list(Step):
        raise Gone
    row = await wishes.own(session, actor, wish_id)
    if step == Step.SUMMARY and row.state == WishState.ACTIVE:
        await seeking.lock_open(session, library, row.centre_id)
    view = await _change(session, library, actor, wish_id, lambda answers, _: answers.at(Step(step)))
    if step == Step.SUMMARY:
        await seeking.look(session, library, wish_id, now)
    return view


async def choose_side(session: Session, library: Library, actor: Actor, wish_id: int, side: str) -> WishView:
    """Raises Gone."""
    if side not in SIDES:
        raise Gone
    return await _change(
        session, library, actor, wish_id, lambda answers, _: answers.having(side=side).at(onward(answers, Step.SIDE))
    )


async def choose_age(session: Session, library: Library, actor: Actor, wish_id: int, age: int) -> WishView:
    """Where the band begins, 0 for rather not saying. Raises Gone."""

    def chosen(answers: Answers, view: WishView) -> Answers:
        if age and age not in view.content.ages:
            raise Gone
        matters = answers.age_matters and bool(age)
        return answers.having(age=age, age_matters=matters).at(onward(answers, Step.AGE))

    return await _change(session, library, actor, wish_id, chosen)


async def tick(
    session: Session, library: Library, actor: Actor, wish_id: int, field: str, value: str, on: bool
) -> WishView:
    """Tick or untick an answer; doing it twice changes nothing more. Raises Gone."""

    def ticked(answers: Answers, view: WishView) -> Answers:
        if field in CHOICES:
            other = {"same_situation": "mixed_sides", "mixed_sides": "same_situation"}.get(field)
            excluded = {other: False} if other and on else {}
            return answers.having(**{field: on}, **excluded).at(CHOICES[field])
        values = offered(view, field).get(value)
        if values is None:
            raise Gone
        return answers.tick(field, values, on).at(LISTS[field])

    return await _change(session, library, actor, wish_id, ticked)


def offered(view: WishView, field: str) -> dict[str, tuple[str, ...]]:
    """What can be ticked in a list, by the value of the button. Empty for a list that there is not."""
    content = view.content
    if field == "slots":
        several = {name: content.many_slots(name) for name in ("evenings", "daytimes", "weekends")}
        return {one: (one,) for one in content.slots} | {name: slots for name, slots in several.items() if slots}
    lists = {
        "themes": [one.slug for one in content.theme],
        "languages": list(SPOKEN),
        "places": [one.slug for one in view.places],
    }
    return {one: (one,) for one in lists.get(field, [])}


def onward(answers: Answers, step: Step) -> Step:
    """Where a step leads that one tap settles: to the next one, or back to the summary one came from."""
    return Step.SUMMARY if answers.seen else step.after


async def finish(session: Session, library: Library, actor: Actor, wish_id: int, now: datetime) -> WishView:
    """Look for a group from now on, first among those that have a free place. Raises Gone.

    While something is missing nothing happens, and the view's state is still draft.
    """
    row = await _own_after_groups(session, library, actor, wish_id)
    view = await wishes.view_of(session, library, row)
    if row.state == WishState.DRAFT:
        if not view.answers.complete:
            return view
        row.state, row.since = WishState.ACTIVE, now
        row.version += 1
        await session.flush()
        await seeking.look(session, library, row.id, now)
    return await wishes.view_of(session, library, row)


async def resume(session: Session, library: Library, actor: Actor, wish_id: int, now: datetime) -> WishView:
    """Look again; the waiting goes on from where it was. Also when a group has been and gone. Raises Gone, Stale, InGroup."""
    row = await _own_after_groups(session, library, actor, wish_id)
    if row.state == WishState.DRAFT:
        raise Stale
    if row.state == WishState.PLACED and await views.holding(session, actor.id, row.centre_id):
        raise InGroup
    if row.state != WishState.ACTIVE:
        row.since += now - (row.paused_at or now)
        row.state, row.paused_at = WishState.ACTIVE, None
        row.version += 1
        await session.flush()
        await seeking.look(session, library, row.id, now)
    return await wishes.view_of(session, library, row)


async def _own_after_groups(session: Session, library: Library, actor: Actor, wish_id: int) -> Wish:
    """One's own wish, locked after the groups that are looked at for it. Raises Gone."""
    await seeking.lock_open(session, library, (await wishes.own(session, actor, wish_id)).centre_id)
    return await wishes.own(session, actor, wish_id, lock=True)


async def _change(
    session: Session,
    library: Library,
    actor: Actor,
    wish_id: int,
    change: Callable[[Answers, WishView], Answers],
) -> WishView:
    row = await wishes.own(session, actor, wish_id)
    view = await wishes.view_of(session, library, row)
    row.answers = change(view.answers, view).to_json()
    await session.flush()
    return await wishes.view_of(session, library, row)


async def _free_code(session: Session) -> str:
    while await session.scalar(select(Wish.id).where(Wish.code == (code := new_code()))):
        pass
    return code
