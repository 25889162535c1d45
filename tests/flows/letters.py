"""Everything that the bot has ever written to anybody, read from its calls; and the question whose each of it was.

A button names what its message is about (a group, a membership, a wish, a meeting), so it tells who may have it.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from msgspec.structs import asdict
from sqlalchemy import select

from db.models import Group, GroupMember, Meeting, Person, Wish
from domain.buttons import Payload, unpack
from domain.courses import buttons as b
from domain.evaluation import buttons as evaluation_buttons
from domain.groups import buttons as g
from domain.notices import buttons as notices_buttons
from domain.running import buttons as running_buttons
from tests.stage import Stage

FOR_COORDINATORS = (
    b.ManageCourse,
    b.ListPeople,
    running_buttons.ListSessions,
    running_buttons.ManageSession,
    notices_buttons.WriteNotice,
    evaluation_buttons.ShowResults,
)


@dataclass(frozen=True)
class Letter:
    """One message as it was sent, or as it was changed to; `to` is a person's number or a chat's."""

    number: int
    to: int
    text: str
    labels: tuple[str, ...]
    buttons: tuple[Payload, ...]
    links: tuple[str, ...]
    file: str

    @property
    def words(self) -> str:
        """All that can be read."""
        return "\n".join((self.text, *self.labels))

    @property
    def of_a_round(self) -> bool:
        """Whether it is a page of the coordinator's about groups."""
        return any(_is_of_a_round(one) for one in self.buttons)


def _is_of_a_round(payload: Payload) -> bool:
    return type(payload).__module__ == f"{g.__name__}.rounds"


async def letters(stage: Stage, since: int = 0) -> list[Letter]:
    """All that arrived, oldest first; `since`: after the letter of this number."""
    calls = (await stage.get("calls", since=since))["calls"]
    return [_letter(call) for call in calls if call["ok"] and call["method"] in WRITING]


WRITING = (
    "sendMessage",
    "sendDocument",
    "sendPhoto",
    "editMessageText",
    "editMessageCaption",
    "editMessageReplyMarkup",
)


def _letter(call: dict[str, Any]) -> Letter:
    params = call["params"]
    rows = (params.get("reply_markup") or {}).get("inline_keyboard", [])
    buttons = [button for row in rows for button in row]
    document = params.get("document")
    return Letter(
        number=call["n"],
        to=int(params["chat_id"]),
        text=params.get("text") or params.get("caption") or "",
        labels=tuple(one["text"] for one in buttons),
        buttons=tuple(unpack(one["callback_data"]) for one in buttons if "callback_data" in one),
        links=tuple(one["url"] for one in buttons if "url" in one),
        file=document["file_name"] if document else "",
    )


@dataclass(frozen=True)
class Owners:
    """Whose each row is, by Telegram numbers: a membership and a wish are one person's, a group is all theirs it asked."""

    members: dict[int, int]
    wishes: dict[int, int]
    groups: dict[int, frozenset[int]]
    group_of_meeting: dict[int, int]
    group_of_member: dict[int, int]

    def of(self, payload: Payload, coordinator: int) -> Collection[int] | None:
        """Who may have this button; None: anybody."""
        match payload:
            case g.AnswerNewcomer(member_id=member_id):  # the newcomer's row, but the question is the members'
                return self.groups[self.group_of_member[member_id]] - {self.members[member_id]}
            case g.ChatHelp(group_id=group_id):  # a coordinator may help to make the chat
                return self.groups[group_id] | {coordinator}
            case _ if _is_of_a_round(payload) or isinstance(payload, FOR_COORDINATORS):
                return {coordinator}
        ids = asdict(payload)
        if "member_id" in ids:
            return {self.members[ids["member_id"]]}
        if "wish_id" in ids:
            return {self.wishes[ids["wish_id"]]}
        if "meeting_id" in ids:
            return self.groups[self.group_of_meeting[ids["meeting_id"]]]
        return self.groups[ids["group_id"]] if "group_id" in ids else None


async def owners(stage: Stage) -> Owners:
    rows = await stage.rows(
        select(GroupMember.id, GroupMember.group_id, Person.telegram_id).join(
            Person, Person.id == GroupMember.person_id
        )
    )
    wishes = await stage.rows(select(Wish.id, Person.telegram_id).join(Person, Person.id == Wish.person_id))
    groups = [one for (one,) in await stage.rows(select(Group.id))]
    return Owners(
        members={row.id: row.telegram_id for row in rows},
        wishes={row.id: row.telegram_id for row in wishes},
        groups={one: frozenset(row.telegram_id for row in rows if row.group_id == one) for one in groups},
        group_of_meeting={row.id: row.group_id for row in await stage.rows(select(Meeting.id, Meeting.group_id))},
        group_of_member={row.id: row.group_id for row in rows},
    )


def strayed(sent: list[Letter], whose: Owners, coordinator: int) -> Iterator[tuple[Letter, Payload]]:
    """Letters with a button that is not for whoever got it."""
    for letter in sent:
        for payload in letter.buttons:
            entitled = whose.of(payload, coordinator)
            if entitled is not None and letter.to not in entitled:
                yield letter, payload


def invitations(sent: list[Letter]) -> dict[str, set[int]]:
    """Each link into a chat, and to whom it was sent."""
    found: dict[str, set[int]] = {}
    for letter in sent:
        for link in letter.links:
            if "/+" in link:
                found.setdefault(link, set()).add(letter.to)
    return found
