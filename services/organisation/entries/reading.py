"""A file is read: all that is wrong with it, or its entries."""

import re
import tomllib
from collections.abc import Iterator
from typing import Any

from pydantic import ValidationError

from domain.rights import AT_CENTRES, IN_NETWORKS
from services.organisation.entries.faults import plain
from services.organisation.entries.tables import Batch
from services.organisation.entries.values import LOCAL
from services.programmes.plain import at_line

KNOWN = "[[networks]], [[centres]], [[places]], [[people]] and [[courses]]"


class ImportFault(Exception):  # noqa: N818 - a fault of the file, told in sentences
    """The file cannot be imported and nothing was written. Each of `faults` is one sentence."""

    def __init__(self, *faults: str) -> None:
        super().__init__("; ".join(faults))
        self.faults = faults


def parse(text: str, name: str) -> Batch:
    """Read a file's text; `name` stands in the messages. Raises ImportFault with every mistake in it."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ImportFault(f"{name}: is not TOML: {at_line(error, text)}") from error
    except (ValueError, RecursionError) as error:  # a number of thousands of digits, lists in lists in lists
        raise ImportFault(f"{name}: cannot be read: {str(error).partition(';')[0]}") from error
    if not data:
        raise ImportFault(f"{name}: is empty; it may have {KNOWN}")
    try:
        # Lists become tuples, which is what strict models of frozen entries take.
        batch = Batch.model_validate({key: tuple(it) if isinstance(it, list) else it for key, it in data.items()})
    except ValidationError as error:
        raise ImportFault(*(_named(one, data) for one in plain(error, Batch, name))) from error
    faults = [f"{name}: {one}" for one in (*_twice(batch), *_half_known(batch), *_misplaced(batch), *_undated(batch))]
    if faults:
        raise ImportFault(*faults)
    return batch


def _named(fault: str, data: dict[str, Any]) -> str:
    """`[[courses]] 2 (autumn): ...`: with the entry's own slug, where it has one."""
    found = re.search(r"\[\[(\w+)\]\] (\d+)", fault)
    entry = data[found[1]][int(found[2]) - 1] if found else None
    slug = entry.get("slug") if isinstance(entry, dict) else None
    return fault.replace(found[0], f"{found[0]} ({slug})", 1) if found and isinstance(slug, str) and slug else fault


def _twice(batch: Batch) -> Iterator[str]:
    tables = {
        "networks": [one.slug for one in batch.networks],
        "centres": [one.slug for one in batch.centres],
        "courses": [one.slug for one in batch.courses],
    }
    for table, slugs in tables.items():
        for number, slug in enumerate(slugs, 1):
            if slug in slugs[: number - 1]:
                yield f"[[{table}]] {number} ({slug}): slug: stands there twice"
    places = [(one.centre, one.slug) for one in batch.places]
    for number, place in enumerate(places, 1):
        if place in places[: number - 1]:
            yield f"[[places]] {number} ({place[1]}): slug: stands there twice"


def _half_known(batch: Batch) -> Iterator[str]:
    for number, one in enumerate(batch.places, 1):
        if (one.lat is None) != (one.lon is None):
            yield f"[[places]] {number} ({one.slug}): lat and lon: give both or neither"


def _misplaced(batch: Batch) -> Iterator[str]:
    """A role is at a centre or in a network; which roles there are in which, `domain/rights.py` says."""
    for number, one in enumerate(batch.people, 1):
        where, at, within = f"[[people]] {number}", one.role in AT_CENTRES, one.role in IN_NETWORKS
        if one.centre is not None and one.network is not None:
            yield f"{where}: centre and network: give one of them"
        elif one.centre is not None and not at:
            yield f"{where}: centre: one is {one.role} of a network; give network instead"
        elif one.network is not None and not within:
            yield f"{where}: network: one is {one.role} at a centre; give centre instead"
        elif one.centre is None and one.network is None:
            yield f"{where}: {'centre' if at else 'network'}: is missing"


def _undated(batch: Batch) -> Iterator[str]:
    """A course says when it begins, and may leave out days; or it lists its evenings."""
    for number, one in enumerate(batch.courses, 1):
        where = f"[[courses]] {number} ({one.slug})"
        if one.first_session is None and not one.evenings:
            yield f"{where}: first_session: is missing; it should be {LOCAL} (or list the evenings: evenings = [...])"
        if one.first_session is not None and one.evenings:
            yield f"{where}: first_session and evenings: give one of them"
        if one.skip and one.evenings:
            yield f"{where}: skip: has no meaning beside evenings, which lists every evening"
