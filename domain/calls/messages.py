"""The kind of message by which a centre hears of it (see `domain/messages.py`)."""

from domain.messages import NOW, Message


class CallWished(Message, frozen=True):
    """To the coordinators: somebody (`wisher_id`) asks to be rung. `day` is an ordinal of the centre's calendar: once a day."""

    kind = "call_wished"
    priority = NOW
    wisher_id: int
    centre_id: int
    day: int
