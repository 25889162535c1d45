"""agenda: what will go out."""

import asyncio
from datetime import timedelta
from pathlib import Path

import click
from rich.table import Table

from bot.commands import Whole, clock_file_option, clock_in_force, config_option, console, database_of, library_of
from bot.settings import Settings, load_settings
from services.planning import agenda as ahead
from services.planning.agenda import Entry

WHAT = {
    "session_reminder": "reminder of evening {number}",
    "weekly_message": "thought of the week {number}",
    "follow_up": "message {number} after the course",
    "evaluation_invite": "evaluation {round}",
    "evaluation_reminder": "reminder of evaluation {round}",
    "fits_next": "what fits next",
    "group_invite": "invitation to self-help groups",
    "offer_lapsed": "offer of a seat expires",
    "sign_up_digest": "news of sign-ups",
    "waiting_list_closed": "waiting list closes",
    "proposal_reminder": "reminder to answer the proposal of a group",
    "group_starts": "time to answer is over: the group starts",
    "group_not_formed": "time to answer is over: no group comes of it",
    "proposal_lapsed": "time to answer is over for whoever has not",
    "newcomer_asked": "members are asked whether somebody new may come",
    "free_place_offered": "members are no longer asked: the free place is offered",
    "meeting_reminder": "reminder of meeting {number}",
    "next_meeting_asked": "question when to meet next, after meeting {number}",
    "starter_may_go": "all that was agreed is held: the starter may hand over",
    "pulse_asked": "question how the group is going",
    "trouble_told": "members have told of more problems",
    "team_session_reminder": "reminder of evening {number}, to its team",
    "team_session_short": "evening {number} lacks somebody of its team, to who coordinates",
    "team_meeting_reminder": "reminder of a meeting of the team",
    "chat_meeting": "reminder of meeting {number} in the chat",
    "chat_question": "question of the week in the chat",
}


@click.command
@click.option("--days", type=Whole(1, 366), default=7, show_default=True, help="How many days to look ahead.")
@config_option
@clock_file_option
def agenda(days: int, config: Path | None, clock_file: Path | None) -> None:
    """Show what will go out, when (in the centre's time), and to how many, as things stand now."""
    entries = asyncio.run(_coming(load_settings(config), clock_file, days))
    if not entries:
        click.echo(f"Nothing goes out in the next {days} days." if days > 1 else "Nothing goes out in the next day.")
        return
    console().print(_table(entries))


async def _coming(settings: Settings, clock_file: Path | None, days: int) -> list[Entry]:
    library = library_of(settings)
    async with database_of(settings) as database:
        now = (await clock_in_force(database, clock_file)).now()
        async with database.begin() as session:
            return await ahead.coming(session, library, now, now + timedelta(days=days), settings.quiet)


def describe(one: Entry) -> str:
    """What goes out, in a few words."""
    title = f" ({one.title['en']})" if one.number and one.kind in ("session_reminder", "weekly_message") else ""
    return WHAT[one.kind].format(number=one.number, round=one.round) + title


def _table(entries: list[Entry]) -> Table:
    table = Table(box=None, pad_edge=False)
    for name in ("Day", "Time", "What", "Course or group"):
        table.add_column(name)
    table.add_column("To", justify="right")
    day = ""
    for one in entries:
        local = one.due.astimezone(one.zone)
        today = f"{local:%a} {local.day} {local:%b %Y}"
        of = one.course_slug or (f"group {one.group_id}" if one.group_id else "coordinators")
        table.add_row("" if today == day else today, f"{local:%H:%M}", describe(one), of, str(one.count))
        day = today
    return table
