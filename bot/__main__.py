"""The command `mestringsbot`, or `python -m bot`."""

from bot.loading import loading, without


def main() -> None:
    """The entry point. It imports little itself: the process of `bot/worker.py` loads it too."""
    with loading():
        with without("rich"):
            import structlog  # noqa: F401 - loaded once, for everybody
        from bot.cli import main as command_line
    command_line()


if __name__ == "__main__":
    main()
