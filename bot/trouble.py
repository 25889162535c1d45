"""What whoever runs the bot can mend, told in one sentence."""


class Trouble(Exception):  # noqa: N818 - told, not traced
    """The bot cannot run: one plain sentence that says what to do."""
