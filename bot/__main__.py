"""`python -m bot`: the same as the command `mestringsbot`."""

from bot.cli import main

main()
