"""A coordinator at work, in whatever language: a course set up in the chat, its team, and who signs up for it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from msgspec.structs import asdict
from sqlalchemy import select

from db.models import Centre, Course, Person
from domain.buttons import Payload, unpack
from domain.courses import buttons as c
from domain.evaluation import buttons as e
from domain.rights import Role
from domain.setup import buttons as b
from domain.signup import buttons as s
from services import people
from tests.stage import Phone, Stage

Team = Sequence[tuple[str, Role]]
ONE_OF_EACH: Team = (("Eivind", Role.PROFESSIONAL), ("Eldbjørg", Role.EXPERIENCED_USER))
"""As the standard method asks for it."""


def centre(slug: str, name: str, *serves: str, network: str = "", **more: str) -> str:
    """One centre of an import file. `more`: keys that are not as in Norway."""
    keys = {"country": "NO", "time_zone": "Europe/Oslo", "language": "nb", "phone": "+47 00 00 00 00"} | more
    keys |= {"network": network} if network else {}
    lines = [f'slug = "{slug}"', f'name = "{name}"', *(f'{key} = "{value}"' for key, value in keys.items())]
    served = ", ".join(f'"{one}"' for one in serves)
    return "\n".join(["[[centres]]", *lines, f"municipalities = [{served}]", ""])


def network(slug: str, name: str, parent: str = "") -> str:
    above = f'parent = "{parent}"\n' if parent else ""
    return f'[[networks]]\nslug = "{slug}"\nname = "{name}"\n{above}'


def sees(phone: Phone, kind: type[Payload], **values: Any) -> bool:
    """Whether the newest message with buttons has such a one."""
    message = next((one for one in reversed(phone.messages) if one.get("buttons")), {"buttons": []})
    payloads = (unpack(one["data"]) for row in message["buttons"] for one in row if one.get("data"))
    return any(type(one) is kind and asdict(one).items() >= values.items() for one in payloads)


async def centre_id(stage: Stage, slug: str) -> int:
    found: int = (await stage.rows(select(Centre.id).where(Centre.slug == slug)))[0][0]
    return found


async def with_roles(stage: Stage, slug: str, team: Team, language: str = "nb") -> list[Phone]:
    """People who may be asked to hold courses of a centre."""
    phones = await stage.acquainted(*(name for name, _ in team), language=language)
    where = await centre_id(stage, slug)
    async with stage.app.database.begin() as session:
        for phone, (_, role) in zip(phones, team, strict=True):
            person = (await session.scalars(select(Person.id).where(Person.telegram_id == phone.id))).one()
            await people.assign(session, person, where, role)
    return phones


async def draft(who: Phone, programme: str, first: datetime, place: str) -> Course:
    """A new course of a programme on its card: the first date and hour by buttons, the place in words."""
    await who.say("/courses")
    await who.tap(b.NewCourse)
    page = 0
    while not sees(who, b.ChooseProgramme, programme=programme):
        page += 1
        await who.tap(b.NewCourse, page=page)
    await who.tap(b.ChooseProgramme, programme=programme)
    if sees(who, b.MakeDraft, copy_of=0):
        await who.tap(b.MakeDraft, copy_of=0)
    await who.tap(b.ShowDates)
    await on_the(who, first)
    await at_the_place(who, place)
    found: Course = (await who.stage.rows(select(Course).order_by(Course.id.desc())))[0][0]
    return found


async def on_the(who: Phone, at: datetime) -> None:
    """The month, the day, the hour; an hour that has no button in words."""
    while not sees(who, b.ChooseDay, day=at.toordinal()):
        last = [one for row in who.messages[-1]["buttons"] for one in row if _is(one, b.ShowMonth)][-1]
        await who.forge(last["data"], who.messages[-1]["message_id"])
    await who.tap(b.ChooseDay, day=at.toordinal())
    minutes = int(at.timestamp() // 60)
    await who.tap(b.ChooseHour, at=minutes) if sees(who, b.ChooseHour, at=minutes) else await who.say(f"{at:%H.%M}")


def _is(button: dict[str, Any], kind: type[Payload]) -> bool:
    return isinstance(unpack(button["data"]), kind)


async def at_the_place(who: Phone, place: str) -> None:
    await who.tap(b.ShowPlaces)
    await who.say(place)


async def card(who: Phone, course: Course) -> str:
    """The card of a draft, as it is now."""
    await who.say("/courses")
    await who.tap(b.SetUp, course_id=course.id)
    return who.last


async def asked_and_willing(who: Phone, course: Course, phones: Sequence[Phone], team: Team) -> None:
    """All of them are asked on the card, and say yes; who is an experienced user has signed confidentiality first."""
    await card(who, course)
    await who.tap(b.ShowTeam)
    for phone, (_, role) in zip(phones, team, strict=True):
        person = (await who.stage.rows(select(Person.id).where(Person.telegram_id == phone.id)))[0][0]
        if sees(who, b.AskMore):
            await who.tap(b.AskMore)
        if sees(who, b.ShowCandidates, role=role.value):
            await who.tap(b.ShowCandidates, role=role.value)
        await who.tap(b.AskMember, person_id=person, role=role.value)
        if sees(who, b.WriteConfidentiality):
            await who.tap(b.WriteConfidentiality)
    for phone in phones:
        await phone.tap(c.JoinTeam)


async def publish(who: Phone, course: Course) -> str:
    """Looked through with its messages, and published; returns what was shown before it."""
    await card(who, course)
    await who.tap(b.PreviewCourse)
    shown = who.last
    await who.tap(b.ShowAhead)
    shown = f"{shown}\n{who.last}"
    await who.tap(b.PreviewCourse)
    await who.tap(b.Publish)
    return shown


async def set_up(
    who: Phone, programme: str, first: datetime, place: str, phones: Sequence[Phone], team: Team = ONE_OF_EACH
) -> Course:
    """All of it, from *New course* to published."""
    course = await draft(who, programme, first, place)
    await asked_and_willing(who, course, phones, team)
    await publish(who, course)
    return course


async def sign_up(stage: Stage, course: Course, *names: str, language: str = "nb") -> list[Phone]:
    """People who agreed long ago come by the course's link, and sign up: a place, or the end of the line."""
    phones = await stage.acquainted(*names, language=language)
    await come_to(course, phones)
    return phones


async def come_to(course: Course, phones: Sequence[Phone]) -> None:
    """People whom the bot knows come by the course's link, and sign up."""
    for phone in phones:
        await phone.start(f"c_{course.slug}")
        await phone.tap(s.AskJoin)
        await phone.tap(s.Join)


async def answer(phones: Sequence[Phone], round_: str, value: int) -> None:
    """Each answers every question of a poll alike, leaves out the text, and sends."""
    stage = phones[0].stage
    await stage.together(*(one.tap(e.OpenEvaluation, round=round_) for one in phones))
    number = 0
    while sees(phones[0], e.AnswerQuestion, question=number):
        await stage.together(*(one.tap(e.AnswerQuestion, question=number, value=value) for one in phones))
        number += 1
    await stage.together(*(one.tap(e.SkipFreeText) for one in phones))
    await stage.together(*(one.tap(e.SendEvaluation) for one in phones))
