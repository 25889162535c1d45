"""What keeps the bot from running through no fault of its own: told in one line, never with a traceback."""


class Trouble(Exception):  # noqa: N818 - expected trouble, not a fault of ours
    """Something for whoever runs the bot to mend. `str()` is one sentence; `faults` has one for each thing to mend."""

    def __init__(self, *faults: str) -> None:
        super().__init__(faults[0] if faults else "")
        self.faults = faults
