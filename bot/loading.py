"""How modules are loaded: without looking for garbage among them, which would take a third of the start."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def loading() -> Iterator[None]:
    """While something large is imported. What has been imported stays, so it is never looked through later either."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()
