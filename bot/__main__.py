"""The command `mestringsbot`, or `python -m bot`."""

from bot.loading import loading


def main() -> None:
    """The entry point. It imports little itself: the process of `bot/worker.py` loads it too."""
    with loading():
        from bot.cli import main as command_line
    command_line()


if __name__ == "__main__":
    main()
