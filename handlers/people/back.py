"""[Cancel]: what was asked for in text is no longer awaited, and one is back where one was."""

from collections.abc import Mapping

from domain.errors import Gone
from domain.people import buttons as b
from handlers.context import Context, Reply
from handlers.dispatch import ButtonHandler, StepHandler, awaited_by
from handlers.people import people


def cancel(ways: Mapping[str, StepHandler]) -> ButtonHandler:
    """`ways`: for a step the screen from which one came. The start page for all others, and when that screen is no more."""

    async def handler(ctx: Context, _button: b.CancelDialog) -> Reply:
        awaited = await awaited_by(ctx)
        way = ways.get(awaited.step) if awaited else None
        if awaited is None or way is None:
            return await people.home(ctx)
        try:
            return await way(ctx, awaited.draft)
        except Gone:
            return await people.home(ctx)

    return handler
