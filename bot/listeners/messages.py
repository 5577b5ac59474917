"""Messages and mentions: every one is heard into the thread's kept context; those that ask go into the inbox."""

from typing import Protocol

from slack_bolt.async_app import AsyncApp, AsyncBoltContext

from bot.language import Message, Question, Surface, ThreadRef, Ts, UserId
from bot.listeners.routing import Edited, Heard, Ignored, Me, Removed, meaning, question_of
from bot.slack.payloads import Payload
from bot.telemetry import Telemetry, log


class Accepts(Protocol):
    """The inbox, as listeners see it."""

    async def put(self, question: Question) -> bool:
        """Stores the question once; False if it was there already. Raises `StoreUnavailable`."""
        ...


class Context(Protocol):
    """Kept thread context, as listeners feed it."""

    async def append(self, thread: ThreadRef, message: Message) -> None: ...
    async def remove(self, thread: ThreadRef, ts: Ts) -> None: ...
    async def note_latest(self, thread: ThreadRef, ts: Ts) -> None: ...


class TookPart(Protocol):
    """Which threads Footnote was asked in before."""

    async def take_part(self, thread: ThreadRef) -> None: ...
    async def took_part(self, thread: ThreadRef) -> bool: ...


class Messages:
    """What happens on a message: the room calls that follow from its meaning, in order."""

    def __init__(self, *, inbox: Accepts, context: Context, participation: TookPart, telemetry: Telemetry) -> None:
        self._inbox = inbox
        self._context = context
        self._participation = participation
        self._telemetry = telemetry

    async def handle(self, body: Payload, me: Me) -> None:
        """Returns only once the question, if it is one, is stored: Slack is acknowledged after that."""
        match meaning(body, me):
            case Heard() as heard:
                await self._heard(heard, me)
            case Edited(thread=thread, message=message, latest_reply=latest):
                await self._context.append(thread, message)
                if latest:
                    await self._context.note_latest(thread, latest)
            case Removed(thread=thread, ts=ts):
                await self._context.remove(thread, ts)
            case Ignored(reason=reason):
                self._ignored(reason)

    async def _heard(self, heard: Heard, me: Me) -> None:
        await self._context.append(heard.thread, heard.message)
        if heard.surface is None:
            return self._ignored(heard.reason)
        if heard.surface is Surface.THREAD and not await self._participation.took_part(heard.thread):
            return self._ignored("a thread without Footnote")
        await self._participation.take_part(heard.thread)
        new = await self._inbox.put(question_of(heard, me))
        self._telemetry.count("questions", "new" if new else "duplicate")
        log.info("question accepted" if new else "question known", surface=heard.surface, thread=heard.thread.key)
        return None

    def _ignored(self, reason: str) -> None:
        self._telemetry.count("events_ignored", reason)
        log.debug("event ignored", reason=reason)


def register(app: AsyncApp, messages: Messages) -> None:
    """Joins the two events that carry messages: a mention may arrive as either, or as both in any order."""

    async def heard(body: Payload, context: AsyncBoltContext) -> None:
        if context.bot_user_id:
            await messages.handle(body, Me(user=UserId(context.bot_user_id), bot=context.bot_id))

    app.event("message")(heard)
    app.event("app_mention")(heard)
