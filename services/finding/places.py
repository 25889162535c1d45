"""Where places lie (`content/places/places.toml`), read when somebody first shares where they are."""

import tomllib
from collections.abc import Iterable
from functools import cache

from domain.finding import Spot, nearest
from services.programmes import CONTENT


@cache
def _known() -> dict[str, Spot]:
    read = tomllib.loads((CONTENT / "places" / "places.toml").read_text(encoding="utf-8"))
    return {name: (float(north), float(east)) for name, (north, east) in read.items()}


def municipality_at(here: Spot, served: Iterable[str]) -> str | None:
    """The nearest of the municipalities that are served, by its name; None when none is near, or is known where it lies."""
    known = _known()
    return nearest(here, {name: known[name] for name in served if name in known})
