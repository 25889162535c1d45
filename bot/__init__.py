"""Process and wiring: the command line, settings, and everything that speaks with Telegram."""

import os

# python-telegram-bot 22 warns at each use of retry_after unless told that timedeltas are welcome.
os.environ.setdefault("PTB_TIMEDELTA", "1")
