"""Many people who look for a group, and many groups, put straight into the database."""

import random
from collections.abc import Sequence

from db.models import Group, GroupMember, Person, Wish
from domain.groups import GroupState, MemberState, WishState
from domain.groups.content import GroupContent
from domain.groups.wishes import Answers
from tests.stage import START, Stage

FIRST_NUMBER = 10_000_000
"""Telegram numbers of these people begin here."""


async def crowd(
    stage: Stage, people: int, groups: int = 0, *, alike: bool = False, name: str = "P<b>{number}"
) -> Sequence[int]:
    """So many people, four of them in each running group, the rest looking for one; the ids of their wishes, in order.

    `alike`: all have the same answers, so that any of them may be together; else they differ, always in the same way.
    """
    chance = random.Random(1)
    content = stage.app.library.groups
    ids: list[int] = []
    async with stage.app.database.begin() as session:
        rows = [
            Person(
                telegram_id=FIRST_NUMBER + number, name=name.format(number=number), language="nb", consent_version=1,
                consent_at=START, created_at=START,
            )
            for number in range(people)
        ]  # fmt: skip
        session.add_all(rows)
        await session.flush()
        for number, row in enumerate(rows):
            state = WishState.PLACED if number < 4 * groups else WishState.ACTIVE
            answers = _alike() if alike else _different(chance, content)
            wish = Wish(
                person_id=row.id, centre_id=1, state=state, answers=answers.to_json(), code=f"X{number:07}",
                since=START, consent_at=START, consent_version=1,
            )  # fmt: skip
            session.add(wish)
            await session.flush()
            ids.append(wish.id)
        for number in range(groups):
            slot = "tue-18" if alike else content.slots[number % len(content.slots)]
            group = Group(
                centre_id=1, state=GroupState.RUNNING, slot=slot, place="online", language="nb", shared="",
                answer_until=START, created_at=START, started_at=START,
            )  # fmt: skip
            session.add(group)
            await session.flush()
            for row in rows[4 * number : 4 * number + 4]:
                session.add(GroupMember(group_id=group.id, person_id=row.id, state=MemberState.MEMBER, asked_at=START))
    return ids


def _alike() -> Answers:
    return Answers(side="self", slots=("tue-18",), languages=("nb",), places=("online",))


def _different(chance: random.Random, content: GroupContent) -> Answers:
    themes, slots, ages = ([one.slug for one in content.theme], content.slots, content.ages)
    return Answers(
        side=chance.choice(["self", "relative"]),
        themes=tuple(chance.sample(themes, 3)),
        slots=tuple(chance.sample(slots, 4)),
        languages=("nb",),
        places=("online", "centre"),
        age=chance.choice(ages),
    )
