"""Messages and mentions: every one is heard into the thread's kept context; those that ask go into the inbox."""

from slack_bolt.async_app import AsyncApp, AsyncBoltContext

from bot.language import Surface, UserId, phrases
from bot.listeners.errands import Errands
from bot.listeners.routing import Edited, Heard, Ignored, Me, Removed, meaning, question_id, question_of
from bot.listeners.wishes import Wish
from bot.memory.documents import KeptDocuments
from bot.memory.inbox import Inbox
from bot.memory.participation import Participation
from bot.memory.threads import KeptThreads
from bot.slack.notes import Notes
from bot.slack.payloads import Payload
from bot.slack.withdrawal import Withdrawal
from bot.telemetry import Telemetry, log


class Messages:
    """What happens on a message: the room calls that follow from its meaning, in order."""

    def __init__(
        self,
        *,
        inbox: Inbox,
        context: KeptThreads,
        pages: KeptDocuments,
        participation: Participation,
        notes: Notes,
        answers: Withdrawal,
        errands: Errands,
        telemetry: Telemetry,
    ) -> None:
        self._inbox = inbox
        self._context = context
        self._pages = pages
        self._participation = participation
        self._notes = notes
        self._answers = answers
        self._errands = errands
        self._telemetry = telemetry

    async def handle(self, body: Payload, me: Me) -> None:
        """Returns only once the question, if it is one, is stored: Slack is acknowledged after that."""
        match meaning(body, me):
            case Heard() as heard:
                await self._context.append(heard.thread, heard.message)
                await self._heard(heard, me)
            case Edited() as edited:
                await self._context.append(edited.thread, edited.message)
                await self._edited(edited, me)
            case Removed() as removed:
                await self._context.remove(removed.thread, removed.ts)
                await self._removed(removed, me)
            case Ignored(reason=reason):
                self._ignored(reason)

    async def _heard(self, heard: Heard, me: Me) -> None:
        if heard.surface is None:
            return self._ignored(heard.reason)
        if heard.surface is Surface.THREAD and not await self._participation.took_part(heard.thread):
            return self._ignored("a thread without Footnote")
        if heard.wish:
            return await self._grant(heard.wish, heard)
        if heard.surface is not Surface.MENTION and await self._participation.muted(heard.thread):
            return self._ignored("muted")
        await self._participation.take_part(heard.thread)
        new = await self._inbox.put(question_of(heard.thread, heard.message, heard.surface, me))
        self._telemetry.count("questions", "new" if new else "duplicate")
        log.info("question accepted" if new else "question known", surface=heard.surface, thread=heard.thread.key)
        return None

    async def _grant(self, wish: Wish, heard: Heard) -> None:
        """Stop ends what is being answered; mute and unmute are confirmed to the person alone."""
        assert heard.message.user
        match wish:
            case Wish.STOP:
                if running := await self._inbox.running(heard.thread):
                    await self._inbox.cancel(running, "stopped")
            case Wish.MUTE:
                await self._participation.mute(heard.thread)
                self._errands.send(self._notes.whisper(heard.thread, heard.message.user, phrases.MUTED))
            case Wish.UNMUTE:
                await self._participation.unmute(heard.thread)
                await self._participation.take_part(heard.thread)
                self._errands.send(self._notes.whisper(heard.thread, heard.message.user, phrases.UNMUTED))

    async def _edited(self, edited: Edited, me: Me) -> None:
        """An edited question is answered as edited; one that was answered already is offered to be answered again."""
        if edited.latest_reply:
            await self._context.note_latest(edited.thread, edited.latest_reply)
        before = edited.before
        if before:
            await self._pages.drop(edited.thread, {file.id for file in before.files} - {file.id for file in edited.message.files})
        # Slack also reports as changes that a link was unfurled, or a reply counted.
        same = before and (before.text, before.files) == (edited.message.text, edited.message.files)
        if same or not edited.by_person:
            return
        question = question_of(edited.thread, edited.message, Surface.MENTION, me)
        if await self._inbox.amend(question) == "done":
            self._errands.send(self._notes.offer_again(question))

    async def _removed(self, removed: Removed, me: Me) -> None:
        """A deleted question is not answered; its answer goes too, unless somebody wrote after it."""
        if removed.before:
            await self._pages.drop(removed.thread, {file.id for file in removed.before.files})
        question = question_id(removed.thread, removed.ts)
        if await self._inbox.cancel(question, "deleted") == "done":
            self._errands.send(self._answers.withdraw(removed.thread, question, me.user))

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
