"""The entries of each table of the file."""

from datetime import date, datetime, time
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from domain.programmes import Referral
from services.organisation.entries.values import (
    EVENINGS,
    LOCAL,
    PERHAPS,
    QUIET,
    SCHOOL_HOLIDAYS,
    SKIP,
    TOPIC,
    Line,
    Municipality,
    PlaceName,
    PlaceSlug,
    Slug,
    as_dates,
    as_evenings,
    as_holidays,
    as_local,
    as_quiet,
    as_topic,
    as_tuple,
    as_zone,
    plain_line,
)

WAY = 240
"""Characters of how to get there: it stands in the card and in each reminder."""
MUNICIPALITIES = 'a list of names, such as ["Stord", "Bømlo"]'
SHARED = 'a list of centres, such as ["stord", "bomlo"]'


class Entry(BaseModel):
    """One entry of the file. Each field's description says what it should be, in the words of the message."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class NetworkEntry(Entry):
    slug: Slug
    name: Line
    parent: Slug | None = None


class CentreEntry(Entry):
    """`network`, `contact`, `municipalities`, `quiet` and `school_holidays` are kept where a file does not name them."""

    slug: Slug
    name: Line
    network: Slug | None = None
    contact: Annotated[str, AfterValidator(plain_line)] | None = Field(
        default=None, pattern=PERHAPS, max_length=120, description="one line of at most 120 characters"
    )
    municipalities: Annotated[tuple[Municipality, ...] | None, BeforeValidator(as_tuple)] = Field(
        default=None, description=MUNICIPALITIES
    )
    quiet: Annotated[tuple[time, time] | None, BeforeValidator(as_quiet)] = Field(default=None, description=QUIET)
    school_holidays: Annotated[tuple[str, ...] | None, BeforeValidator(as_holidays)] = Field(
        default=None, description=SCHOOL_HOLIDAYS
    )
    country: str = Field(pattern=r"^[A-Z]{2}$", description="two capital letters, such as NO or DK")
    time_zone: Annotated[str, BeforeValidator(as_zone)] = Field(min_length=1, description="such as Europe/Oslo")
    language: Literal["nb", "nn", "da", "en"] = Field(description="nb, nn, da or en")
    phone: Annotated[str, AfterValidator(plain_line)] = Field(
        default="", pattern=r"^[^\n]*$", max_length=40, description="one line of at most 40 characters"
    )


class PersonEntry(Entry):
    telegram_id: int = Field(gt=0, lt=2**52, description="a person's number in Telegram")
    role: Literal["owner", "coordinator", "professional", "experienced_user", "network_lead"] = Field(
        description='"owner", "coordinator", "professional", "experienced_user" or "network_lead"'
    )
    centre: Slug | None = None
    network: Slug | None = None


class PlaceEntry(Entry):
    centre: Slug
    slug: PlaceSlug
    name: PlaceName
    lat: float | None = Field(default=None, ge=-90, le=90, description="degrees north, such as 59.13")
    lon: float | None = Field(default=None, ge=-180, le=180, description="degrees east, such as 10.22")


class CourseEntry(Entry):
    """`topic`, `referral` and `shared_with` are kept where a file does not name them."""

    slug: Slug
    programme: str = Field(min_length=1, description="the slug of a programme, such as ta-tak")
    centre: Slug
    first_session: Annotated[datetime | None, BeforeValidator(as_local)] = Field(default=None, description=LOCAL)
    skip: Annotated[tuple[date, ...], BeforeValidator(as_dates)] = Field(default=(), description=SKIP)
    evenings: Annotated[tuple[datetime, ...], BeforeValidator(as_evenings)] = Field(default=(), description=EVENINGS)
    seats: int = Field(ge=1, le=1000, description="a whole number from 1 to 1000")
    place: Line
    address: Annotated[str, AfterValidator(plain_line)] = Field(
        default="", pattern=PERHAPS, max_length=120, description="one line of at most 120 characters"
    )
    directions: Annotated[str, AfterValidator(plain_line)] = Field(
        default="", pattern=PERHAPS, max_length=WAY, description=f"one line of at most {WAY} characters"
    )
    topic: Annotated[str, AfterValidator(plain_line), AfterValidator(as_topic)] | None = Field(
        default=None, description=TOPIC
    )
    referral: Referral | None = Field(default=None, description="none, asked or required")
    shared_with: Annotated[tuple[Slug, ...] | None, BeforeValidator(as_tuple)] = Field(default=None, description=SHARED)


class Batch(Entry):
    """A whole file, checked entry by entry but not yet against the database. `name` is the file's."""

    networks: tuple[NetworkEntry, ...] = ()
    centres: tuple[CentreEntry, ...] = ()
    places: tuple[PlaceEntry, ...] = ()
    people: tuple[PersonEntry, ...] = ()
    courses: tuple[CourseEntry, ...] = ()
