"""The group's own chat: what happens in it, and the buttons in private by which it is arranged."""

from domain.delivery import Blocked, Halted, Lost, Moved, Refused
from domain.errors import Gone
from domain.groups import buttons as g
from domain.groups.chats import ANONYMOUS, InChat, Place
from domain.people import LANGUAGES
from handlers.context import Context, Reply
from services import Session
from services.groups.chat import choices as chat
from services.groups.chat import door as chat_door
from services.groups.chat import place as chat_place
from services.groups.chat import unnamed as chat_unnamed
from services.groups.chat.views import ChatView
from texts.catalog import Texts
from texts.groups import chat as words


async def happened(ctx: Context) -> Reply:
    """Something in a group chat. Nothing is answered there; whoever was not let in may be told so in private."""
    event = ctx.incoming.chat
    assert event is not None
    async with ctx.begin() as (session, t):
        if event.place is Place.STARTED:
            return await _started(ctx, session, t, event)
        if event.place is Place.ASKS:
            return await _asks(ctx, session, t, event)
        if event.place is Place.OWN_PLACE:
            if await chat_place.own_place(session, event.chat_id, event.rights, ctx.now):
                await chat_unnamed.added(session, ctx.known, event.chat_id, ctx.now)
        elif event.place is Place.MOVED:
            await chat_place.moved(session, event.chat_id, event.moved_to, ctx.now)
        elif event.place is Place.CAME:
            people = [one for one in event.newcomers if one != ctx.house.bot_id]
            await chat_door.came(session, event.chat_id, people, ctx.now)
    return Reply()


async def _started(ctx: Context, session: Session, t: Texts, event: InChat) -> Reply:
    """/start in a chat, as Telegram sends it for whoever has added the bot by a link."""
    if event.addressed and event.addressed.lower() != ctx.house.username.lower():
        return Reply()
    if ctx.incoming.telegram_id == ANONYMOUS:
        await chat_place.nameless(session, event.chat_id, event.payload, ctx.now)
        return Reply()
    strange = ctx.known is not None and not event.payload and not await chat_place.is_known(session, event.chat_id)
    if strange and await chat_unnamed.added(session, ctx.known, event.chat_id, ctx.now):
        return Reply()
    person_id = ctx.known.id if ctx.known else None
    start = await chat_place.started(
        session, ctx.library, person_id, event.chat_id, event.payload, ctx.now, LANGUAGES.index(t.language)
    )
    if start.view is not None:
        return Reply(words.must_promise(t, start.view))
    return Reply(words.taken(t) if start.found is chat_place.Found.TAKEN else None)


async def _asks(ctx: Context, session: Session, t: Texts, event: InChat) -> Reply:
    """A request to join. Strangers are told nothing, unless they know the bot already; and then nothing of the group."""
    turned_away = await chat_door.asks(session, ctx.incoming.telegram_id, event.chat_id, event.link, ctx.now)
    if turned_away is None or ctx.known is None:
        return Reply()
    return Reply(words.turned_away(t, turned_away))


async def help_(ctx: Context, button: g.ChatHelp) -> Reply:
    """The chat's page: how to make one, what is missing, or what can be done."""
    async with ctx.begin() as (session, t):
        view = await chat.open_(session, ctx.library, ctx.actor, button.group_id)
    return Reply(words.page(t, view))


async def connect(ctx: Context, button: g.ConnectChat) -> Reply:
    """Whose chat it is to which I have added the bot. What must be promised first is asked below the question."""
    ids = button.task_id, button.group_id
    async with ctx.begin() as (session, t):
        start = await chat_unnamed.connect(session, ctx.library, ctx.actor, *ids, ctx.now)
        view = None if start.view else await chat.open_(session, ctx.library, ctx.actor, button.group_id)
    if start.view is not None:
        return Reply(words.must_promise(t, start.view), new=True)
    if view is None or start.found is chat_place.Found.TAKEN:
        return Reply(words.taken(t))
    return Reply(words.page(t, view))


async def check(ctx: Context, button: g.CheckChat) -> Reply:
    """Look at the bot's rights now, between two transactions; what comes of it is on the page."""
    async with ctx.begin() as (session, t):
        chat_id = await chat.to_look_at(session, ctx.library, ctx.actor, button.group_id, ctx.house.machine.now())
    view = None if chat_id is None else await _look(ctx, button.group_id, chat_id)
    if view is None:
        return await help_(ctx, g.ChatHelp(button.group_id))
    return Reply(words.page(t, view, checked=True))


async def _look(ctx: Context, group_id: int, chat_id: int) -> ChatView | None:
    """None when it could not be looked at; then it is looked at later."""
    try:
        rights = await ctx.house.messenger.own_rights(chat_id)
    except (Blocked, Halted, Lost, Moved, Refused):
        async with ctx.begin() as (session, _):
            await chat.look_later(session, ctx.library, ctx.actor, group_id, chat_id, ctx.now)
        return None
    async with ctx.begin() as (session, _):
        return await chat.looked(session, ctx.library, ctx.actor, group_id, chat_id, rights, ctx.now)


async def get_link(ctx: Context, button: g.GetChatLink) -> Reply:
    async with ctx.begin() as (session, t):
        view = await chat.own_link(session, ctx.library, ctx.actor, button.group_id, ctx.now)
    return Reply(words.own_link(t, view))


async def switch(ctx: Context, button: g.SwitchChat) -> Reply:
    """Which of two chats is the group's."""
    yes = _on(button.yes)
    async with ctx.begin() as (session, t):
        view = await chat.switch(session, ctx.library, ctx.actor, button.group_id, button.version, yes, ctx.now)
    return Reply(words.switched(t, view, yes))


async def no_chat(ctx: Context, button: g.NoChat) -> Reply:
    async with ctx.begin() as (session, t):
        view = await chat.do_without(session, ctx.library, ctx.actor, button.group_id)
    return Reply(words.page(t, view))


async def weekly_question(ctx: Context, button: g.WeeklyQuestion) -> Reply:
    on = _on(button.on)
    async with ctx.begin() as (session, t):
        view = await chat.set_weekly(session, ctx.library, ctx.actor, button.group_id, on)
    return Reply(words.page(t, view))


def _on(value: int) -> bool:
    """Raises Gone for what no button of ours says."""
    if value not in (0, 1):
        raise Gone
    return bool(value)
