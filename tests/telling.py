"""Words that tell of an illness: no message says one, nor anything from which one could be guessed."""

import re

NEVER = re.compile(
    r"\b(diagnos|leddgikt|revmat|fibromyalgi|depresjon|depression|angst|anxiety|kreft(en)?\b|kræft(en)?\b|cancer|kols\b"
    r"|diabetes|kronisk|chronic|pasient|patient|lidelse|disorder|syndrom|sjukdom|sykdom|sygdom|illness|disease|utbrent"
    r"|burnout|slitasje|psykisk|mental)",
    re.IGNORECASE,
)
"""Words that name an illness, or from which one could be guessed. A message may be read on somebody else's screen."""
