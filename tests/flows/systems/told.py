"""What everybody was told while the clock was turned: to whom, when, and what; and that none of it tells too much."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from msgspec import Struct

from services.planning.agenda import coming
from tests.flows.letters import Letter, letters
from tests.stage import OSLO, Phone, Stage
from tests.telling import NEVER

MEETING = ("<b>Planleggingsmøte", "<b>Evalueringsmøte", "<b>Planlægningsmøde", "<b>Evalueringsmøde")


class Told(Struct, frozen=True):
    """One message that went out by itself, on the centre's wall clock."""

    at: str
    to: str
    text: str


@dataclass
class Diary:
    """Keeps what goes out while time passes, to `people` and to whoever else gets any; but for a course's `team`.

    Nor of the team's meetings: of all that `tests/flows/test_team_reminders.py` tells.
    """

    stage: Stage
    people: Sequence[Phone]
    team: Sequence[Phone] = ()
    zone: ZoneInfo = OSLO
    told: list[Told] = field(default_factory=list)
    seen: int = 0
    """The number of the last message that was looked at."""

    async def until(self, end: datetime) -> list[Told]:
        """Time passes, and stops at each moment at which something is promised; what went out meanwhile."""
        before = len(self.told)
        await self._look()
        async with self.stage.app.database.begin() as session:
            library, quiet = self.stage.app.library, self.stage.app.settings.quiet
            ahead = await coming(session, library, self.stage.now, end, quiet)
        for moment in sorted({*(one.due for one in ahead if one.count), end}):
            await self._turn(moment)
        return self.told[before:]

    async def _turn(self, to: datetime) -> None:
        names, team = {one.id: one.name for one in self.people}, {one.id for one in self.team}
        await self.stage.turn(to)
        at = f"{to.astimezone(self.zone):%d.%m. %H:%M}"
        for one in await self._look():
            if one.text and one.to not in team and not one.text.startswith(MEETING):
                self.told.append(Told(at, names.get(one.to, f"somebody else ({one.to})"), one.text))

    async def _look(self) -> list[Letter]:
        found = await letters(self.stage, self.seen)
        self.seen = max((one.number for one in found), default=self.seen)
        return found


def as_told(told: Sequence[Told], script: str) -> None:
    """That just this was told: a line is a day, an hour, to whom, and words of it, two spaces apart."""
    left, lacking = list(told), []
    for line in filter(None, (one.strip() for one in script.splitlines())):
        at, names, gist = (one.strip() for one in line.split("  ", 2))
        for name in names.split(", "):
            found = next((one for one in left if (one.at, one.to) == (at, name) and gist in one.text), None)
            lacking.append((at, name, gist)) if found is None else left.remove(found)
    if lacking or left:
        said: dict[tuple[str, str], list[str]] = {}
        for one in left:
            said.setdefault((one.at, one.text), []).append(one.to)
        besides = [f"{at}  {', '.join(names)}  {text!r:.150}" for (at, text), names in said.items()]
        raise AssertionError("\n".join(["not told:", *map(str, lacking), "told besides:", *besides]))


async def nothing_tells(stage: Stage, *slugs: str, coordinators: Sequence[Phone] = ()) -> None:
    """No message, button, link, file name or calendar names an illness; none but coordinators gets a slug that does.

    `slugs`: the programmes that were held.
    """
    sent = await letters(stage)
    assert sent
    assert [one for one in sent if NEVER.search(one.words) or NEVER.search(one.file)] == []
    raw = [one for one in await stage.calls() if one["params"].get("chat_id") not in {one.id for one in coordinators}]
    said = json.dumps(raw, ensure_ascii=False).casefold()
    for programme in (stage.app.library.programmes[slug] for slug in slugs):
        private = [*programme.title.values(), programme.slug] if programme.private else []
        if programme.for_whom_on_paper != programme.for_whom:
            private += programme.for_whom_on_paper.values()
        assert [one for one in private if one.casefold() in said] == []
