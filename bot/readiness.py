"""What keeps the bot from running on a database: `check` names it, and every other command refuses because of it."""

import os

import structlog
from sqlalchemy import select

from bot.faults import Trouble
from bot.settings import Settings
from db import files, form, keys_in_use
from db.models import Course
from db.rotation import UNFIT
from db.session import Database
from services import Session
from services.programmes import Library

log = structlog.get_logger()
OLDER = "not up to date: run `mestringsbot migrate`"
LATER = "of another version of mestringsbot ({}): install that version, or bring back the backup that was made before"


def must_have_room(database: Database, named: str) -> None:
    """Raises Trouble where SQLite cannot have its file; `named`: the key that holds the address."""
    file = database.file
    if file is None:
        return
    try:
        folder, taken = file.parent.is_dir(), file.is_dir()
    except OSError as error:  # a folder above it is closed to us, or a name is too long
        raise Trouble(f"{named}: {file} cannot be reached ({error.strerror})") from error
    if not folder:
        raise Trouble(f"{named}: there is no folder {file.parent}")
    if taken:
        raise Trouble(f"{named}: {file} is a folder; it should be a file")
    if not os.access(file.parent, os.W_OK):  # SQLite keeps its log beside the file
        raise Trouble(f"{named}: nothing can be written in the folder {file.parent}")


async def wrong_form(database: Database) -> str | None:
    """What is wrong with the form of the database, if anything, after "the database is"."""
    found = await form.revision(database)
    if not form.known(found):
        return LATER.format(found)
    return None if found == form.needed() else OLDER


async def must_have_form(database: Database) -> None:
    """Raises Trouble when the database has not the form that this version needs."""
    wrong = await wrong_form(database)
    if wrong is not None:
        raise Trouble(f"the database is {wrong}" + (" first" if wrong == OLDER else ""))


async def must_fit(session: Session) -> None:
    """Raises Trouble when a key is missing with which something in the database has been written."""
    if not await keys_in_use.fit(session):
        raise Trouble(UNFIT)


async def strays(session: Session, library: Library) -> list[str]:
    """Courses that nobody can be told anything of, as their programme is not there."""
    rows = await session.execute(select(Course.slug, Course.programme).order_by(Course.id))
    return [
        f"course {slug}: its programme {programme} is not in the content"
        for slug, programme in rows
        if programme not in library.programmes
    ]


async def must_be_ready(session: Session, library: Library) -> None:
    """Raises Trouble for whatever of this keeps the bot from running."""
    await must_fit(session)
    if found := await strays(session, library):
        raise Trouble(*found)


def keep_to_ourselves(settings: Settings) -> None:
    """Files that an earlier version, or a copy, has left open to others."""
    file = Database(settings.database_url).file
    if file is not None and (names := files.narrow(file)):
        log.warning("files_narrowed", files=names)
