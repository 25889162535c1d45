"""From one update to one reply: find the handler, call it, turn what it refuses into kind words, answer."""

from collections.abc import Awaitable, Callable, Container, Mapping, Sequence
from enum import Enum, auto
from typing import Any

import structlog
from msgspec import Struct
from msgspec.structs import replace

from domain.buttons import Payload, unpack
from domain.delivery import Blocked, CannotEdit, Lost, Refused, Undelivered
from domain.errors import AskAgain, CameAfterCut, CaptionUnread, ConsentNeeded, Expected, Gone, NoLetters, TextExpected
from domain.messages import ANSWER
from domain.rights import Needs
from handlers.context import AlreadyHandled, Context, House, Incoming, Reply
from handlers.danger import numbers_alone, whom_to_ring
from services import people
from services.people import dialogs
from texts import errors as error_texts
from texts.screen import Screen

log = structlog.get_logger()
REOPENED = frozenset(("name", "phone", "move", "meeting", "evaluation_text"))
"""Steps whose answer concerns nobody else yet, or is shown before it does: edited, it counts anew."""


class Told(Enum):
    """Whether an answer got through. `PERHAPS`: it is not known, so that the same is not sent again."""

    YES = auto()
    PERHAPS = auto()
    NO = auto()


class Answer(Struct, frozen=True):
    """A reply that has not been given yet: the person's turn at Telegram may be a while away."""

    ctx: Context
    reply: Reply

    async def give(self) -> Told:
        """Raises what is not Telegram's doing."""
        return await answer(self.ctx, self.reply)


Handler = Callable[[Context], Awaitable[Reply]]
ButtonHandler = Callable[[Context, Any], Awaitable[Reply]]
StepHandler = Callable[[Context, dict[str, Any]], Awaitable[Reply]]
Listener = Callable[[Context, dict[str, Any]], Awaitable[Reply | None]]

Commands = Mapping[str, Needs[Handler]]
Buttons = Mapping[type[Payload], Needs[ButtonHandler]]
Steps = Mapping[str, Needs[StepHandler]]
Listeners = Mapping[str, Needs[Listener]]


class Table:
    """Which handler answers which command, button, and awaited text; `chats` all that happens in group chats.

    Each entry names the action that it is (`domain/rights.py`): the use case asks for it on the row, and a test walks them all.

    `listeners` are steps at which text may come, but none was asked for: what does not fit there (None) is answered as
    though nothing was awaited. `edited` answers an edited text that answered nothing; `named`: commands by their further names.
    """

    def __init__(
        self,
        commands: Commands,
        buttons: Buttons,
        steps: Steps,
        listeners: Listeners,
        otherwise: Handler,
        edited: Handler,
        consent: Callable[[Context, int], Awaitable[Reply]],
        resume: Handler,
        chats: Handler,
        named: Mapping[str, str],
    ) -> None:
        self.commands, self.buttons, self.steps, self.listeners = commands, buttons, steps, listeners
        self.otherwise, self.edited, self.consent, self.resume = otherwise, edited, consent, resume
        self.chats, self.named = chats, named

    async def handle(self, house: House, incoming: Incoming) -> Answer | None:
        """Handle one update; gives what is to be answered, or None when another process, or an earlier try, has handled it.

        Raises what is neither expected nor Telegram's doing (a locked database): the update is then tried again.
        """
        ctx = Context(house, incoming)
        try:
            reply = await self._reply(ctx)
        except AlreadyHandled:
            # By another process, which marks the answer, or by a try of ours whose commit was not confirmed: then catch_up tells.
            return None
        if not ctx.handled:
            async with ctx.begin():
                pass
        if incoming.after_others and not incoming.silent:
            reply = replace(reply, more=(*reply.more, error_texts.too_many_at_once(ctx.wording)))
        return Answer(ctx, _with_numbers(reply, await whom_to_ring(ctx)))

    async def where(self, house: House, incoming: Incoming) -> Answer:
        """After a crash or a lost answer: the update was handled, but the person does not know. Says where they are."""
        ctx = Context(house, incoming, handled=True)
        reply = await self.resume(ctx)
        return Answer(ctx, _with_numbers(reply, await whom_to_ring(ctx)))

    async def _reply(self, ctx: Context) -> Reply:
        try:
            return await self._call(ctx)
        except ConsentNeeded as needed:
            return await self.consent(ctx, needed.course_id)
        except Expected as refusal:
            if ctx.incoming.chat is not None:
                return Reply()
            async with ctx.begin() as (session, t):
                if ctx.incoming.press_data is None and not isinstance(refusal, AskAgain):
                    await dialogs.end(session, ctx.actor)  # what the text was awaited for is no more
            return Reply(error_texts.say(t, refusal), new=True)

    async def _call(self, ctx: Context) -> Reply:
        incoming = ctx.incoming
        if incoming.chat is not None:
            return await self.chats(ctx)
        if incoming.blocked is not None:
            return await _membership(ctx)
        if incoming.press_data is not None:
            payload = unpack(incoming.press_data)
            button = self.buttons.get(type(payload))
            if button is None:
                raise Gone
            return await button.what(ctx, payload)
        command = self.commands.get(self.named.get(incoming.command or "", incoming.command or ""))
        if command is not None:
            return await command.what(ctx)
        if incoming.edited:
            return await self._edited(ctx)
        return await self._written(ctx)

    async def _written(self, ctx: Context) -> Reply:
        """To the step or listener that awaits it; else it was awaited by nobody."""
        incoming = ctx.incoming
        awaited = None if incoming.command else await awaited_by(ctx, self.listeners)
        if awaited is None:
            return await self.otherwise(ctx)
        listener = self.listeners.get(awaited.step)
        if listener is not None:
            reply = await listener.what(ctx, awaited.draft)
            if reply is None:
                return await self.otherwise(ctx)
            await _note_taken(ctx, awaited)
            return reply
        if not incoming.text and incoming.phone is None and incoming.location is None:
            raise CaptionUnread if incoming.caption else NoLetters if incoming.text == "" else TextExpected
        if awaited.rest:
            raise CameAfterCut
        step = self.steps.get(awaited.step)
        if step is None:
            raise Gone  # a dialogue that an earlier version began
        return await step.what(ctx, awaited.draft)

    async def _edited(self, ctx: Context) -> Reply:
        """The newer text counts, unless the older one has been passed on already. What was no answer is left alone."""
        async with ctx.house.database.begin() as session:
            actor = await people.arrive(session, ctx.incoming.telegram_id, ctx.now)
            again = await dialogs.taken_back(session, actor, ctx.incoming.message_id or 0, ctx.now, REOPENED)
        step = self.steps.get(again.step) if again else None
        if again is None or step is None:
            return await self.edited(ctx)
        return replace(await step.what(ctx, again.draft), new=True)


def _with_numbers(reply: Reply, numbers: Sequence[Screen]) -> Reply:
    """Whom to ring, after the answer; before one that can wait, which is long and may be all that is looked at."""
    if reply.can_wait and numbers and reply.screen is not None:
        first, *others = numbers
        return replace(reply, screen=first, more=(*others, reply.screen, *reply.more))
    return replace(reply, more=(*reply.more, *numbers))


async def _note_taken(ctx: Context, awaited: dialogs.Open) -> None:
    """What a listener has taken for an answer is one: who edits it is told that the older text counts."""
    incoming = ctx.incoming
    if not incoming.text or awaited.rest:
        return
    async with ctx.house.database.begin() as session:
        actor = await people.known(session, incoming.telegram_id, ctx.now)
        if actor is not None:
            await dialogs.taken(session, actor, incoming.message_id or 0, awaited, ctx.now, more=len(incoming.also))


async def awaited_by(ctx: Context, listeners: Container[str] = ()) -> dialogs.Open | None:
    """Looks, and notes which message is taken for an answer, or may have been cut. To `listeners` nothing is an answer for sure.

    The handler's own transaction marks the update.
    """
    incoming = ctx.incoming
    async with ctx.house.database.begin() as session:
        actor = await people.known(session, incoming.telegram_id, ctx.now)
        if actor is None:
            return None
        rest = False
        if incoming.text and incoming.message_id:
            rest = await dialogs.is_rest(session, actor, incoming.message_id, incoming.sent_at, incoming.long)
        awaited = await dialogs.current(session, actor, ctx.now)
        if awaited is None:
            return None
        if incoming.text and not rest and awaited.step not in listeners:
            await dialogs.taken(session, actor, incoming.message_id or 0, awaited, ctx.now, more=len(incoming.also))
        return replace(awaited, rest=rest)


async def _membership(ctx: Context) -> Reply:
    async with ctx.begin() as (session, _):
        if ctx.incoming.blocked:
            await people.blocked(session, ctx.incoming.telegram_id, ctx.now)
        elif ctx.known is not None:
            await ctx.arrive(session)
    return Reply()


async def answer(ctx: Context, reply: Reply) -> Told:
    """Send the reply to the person who acted. What is not known to have got through is worth telling later, in other words.

    What Telegram refuses it would refuse again: the person is told once that it did not work, and the way on.
    """
    update_id = ctx.incoming.update_id
    try:
        await _send(ctx, reply)
    except Blocked:
        async with ctx.house.database.begin() as session:
            await people.blocked(session, ctx.incoming.telegram_id, ctx.now)
    except Refused as refusal:
        log.error("answer_refused", update_id=update_id, reason=refusal.reason)
        await _apologise(ctx)
    except Undelivered as fault:
        log.warning("answer_not_delivered", update_id=update_id, outcome=type(fault).__name__)
        return Told.PERHAPS if isinstance(fault, Lost) and fault.maybe_delivered else Told.NO
    return Told.YES


async def _apologise(ctx: Context) -> None:
    house, incoming, t = ctx.house, ctx.incoming, ctx.wording
    try:
        for screen in (error_texts.gave_up(t), *numbers_alone(house, incoming, t)):
            await house.messenger.send(incoming.telegram_id, screen, priority=ANSWER)
    except Undelivered as fault:
        log.warning("apology_not_delivered", update_id=ctx.incoming.update_id, outcome=type(fault).__name__)


async def _send(ctx: Context, reply: Reply) -> None:
    messenger, incoming = ctx.house.messenger, ctx.incoming
    if incoming.press_id is not None:
        await messenger.answer_press(incoming.press_id, reply.alert)
    if reply.screen is not None:
        await _show(ctx, reply.screen, reply.new)
    for screen in reply.more:
        await messenger.send(incoming.telegram_id, screen, priority=ANSWER)
    if reply.commands is not None:
        await messenger.show_commands(incoming.telegram_id, reply.commands)


async def _show(ctx: Context, screen: Screen, new: bool) -> None:
    messenger, incoming = ctx.house.messenger, ctx.incoming
    if incoming.press_id is not None and incoming.message_id is not None and not new:
        try:
            await messenger.edit(incoming.telegram_id, incoming.message_id, screen, priority=ANSWER)
        except CannotEdit:
            pass
        else:
            return
    await messenger.send(incoming.telegram_id, screen, priority=ANSWER)
