"""A leaflet of a course: `sheets` says what stands on it, `printing` draws it, as PDF and as a picture;
`paper` is what goes from the one to the other, `words` what its coordinator sees in the chat.

`printing` loads much, so that it is only ever imported by the process that draws (`bot/worker.py`).
"""

__all__ = ["paper", "printing", "sheets", "words"]
