"""How modules are loaded, so that the start is not spent on what nobody will use."""

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


@contextmanager
def loading() -> Iterator[None]:
    """While something large is imported: without looking for garbage among it, which would take a third of the start.

    What has been imported stays, so it is never looked through later either.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


@contextmanager
def without(*modules: str) -> Iterator[None]:
    """While a library is imported that takes others along for its own comfort, where they are there: as if they were not.

    structlog loads rich (and that Pygments) to colour tracebacks, which our logs never show; httpx its own command line,
    for which it needs Pygments.
    """
    known: dict[str, Any] = sys.modules
    hidden = [one for one in modules if one not in known]
    for one in hidden:
        known[one] = None  # Python's own way to say that there is none
    try:
        yield
    finally:
        for one in hidden:
            del known[one]
