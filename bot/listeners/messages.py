"""Messages and mentions: every one is heard into the thread's kept context; those that ask go into the inbox."""

from collections.abc import Awaitable, Callable

from slack_bolt.async_app import AsyncApp, AsyncBoltContext

from bot.language import OutOfReach, Question, Recap, Surface, ThreadRef, UserId, phrases
from bot.language.speech import speaking
from bot.listeners.addressed import Languages
from bot.listeners.chores import Chores
from bot.listeners.container import Container
from bot.listeners.errands import Errands
from bot.listeners.orders import Order, Verb, recap_of
from bot.listeners.routing import Edited, Heard, Ignored, Me, Removed, meaning, question_id, question_of
from bot.listeners.wishes import Wish
from bot.memory.answers import KeptAnswers
from bot.memory.asked import Asked
from bot.memory.forgetting import Forgetting
from bot.memory.inbox import Inbox
from bot.memory.participation import Participation
from bot.memory.threads import KeptThreads
from bot.slack.notes import Notes, whispered_at
from bot.slack.payloads import Payload, child
from bot.slack.times import moment
from bot.slack.withdrawal import Withdrawal
from bot.telemetry import Telemetry, log

DELETED = "tombstone"
"""The mode of a file that somebody deleted (docs.slack.dev/reference/objects/file-object)."""

REDELIVERY_SECONDS = 10 * 60
"""Slack delivers for the last time some six minutes after the first try (docs.slack.dev/apis/events-api)."""


class Messages:
    """What happens on a message: the room calls that follow from its meaning, in order."""

    def __init__(
        self,
        *,
        inbox: Inbox,
        context: KeptThreads,
        forgetting: Forgetting,
        participation: Participation,
        asked: Asked,
        notes: Notes,
        answers: Withdrawal,
        kept: KeptAnswers,
        chores: Chores,
        languages: Languages,
        container: Container,
        errands: Errands,
        telemetry: Telemetry,
    ) -> None:
        self._inbox = inbox
        self._context = context
        self._forgetting = forgetting
        self._participation = participation
        self._asked = asked
        self._notes = notes
        self._answers = answers
        self._kept = kept
        self._chores = chores
        self._languages = languages
        self._container = container
        self._errands = errands
        self._telemetry = telemetry

    async def handle(self, body: Payload, me: Me) -> None:
        """Returns only once the question, if it is one, is stored: Slack is acknowledged after that."""
        match meaning(body, me):
            case Edited() as edited:
                await self._context.append(edited.thread, edited.message, edition=edited.edition)
                await self._edited(edited, me)
            case Heard() as heard:
                await self._context.append(heard.thread, heard.message, edition=heard.edition)
                await self._heard(heard, me)
                self._container.heard(heard, child(body, "event"))
            case Removed() as removed:
                await self._context.remove(removed.thread, removed.ts)
                await self._removed(removed, me)
            case Ignored(reason=reason):
                self._ignored(reason)

    async def _heard(self, heard: Heard, me: Me) -> None:
        if heard.surface is None:
            return self._ignored(heard.reason)
        if heard.surface is Surface.THREAD and not await self._participation.took_part(heard.thread, before=heard.message.ts):
            return self._ignored("a thread without Footnote")
        heard = await self._container.understood(heard)
        if heard.wish:
            return await self._grant(heard.wish, heard)
        if heard.order and heard.order.verb is not Verb.RECAP:
            return await self._obey(heard.order, heard)
        question, is_direct = self._question(heard, me), heard.surface is Surface.DIRECT
        if not await self._asked.note(
            heard.thread, at=heard.message.ts, by=question.asker, is_direct=is_direct, unless_muted=not heard.by_name
        ):
            return self._ignored("muted")
        new = await self._inbox.put(question, edition=heard.edition)
        self._telemetry.count("questions", "new" if new else "duplicate")
        log.info("question accepted" if new else "question known", surface=heard.surface, question=question.id)
        return None

    async def _grant(self, wish: Wish, heard: Heard) -> None:
        """Stop ends what was asked until then; mute and unmute are confirmed to the person alone."""
        assert heard.message.user
        thread, said_at, user = heard.thread, heard.message.ts, heard.message.user
        match wish:
            case Wish.STOP:
                # In a direct message, a message on its own belongs to no thread but means what is being answered there.
                whole = heard.surface is Surface.DIRECT and thread.ts == said_at
                confirmed = await self._inbox.stop(thread, at=said_at, whole_channel=whole) > 0
            case Wish.MUTE:
                confirmed = await self._participation.mute(thread, at=said_at)
            case Wish.UNMUTE:
                await self._participation.take_part(thread, at=said_at)
                confirmed = await self._participation.unmute(thread, at=said_at)
        if confirmed:
            self._speak(thread, user, lambda: self._notes.whisper(thread, user, _granted(wish)))

    async def _obey(self, order: Order, heard: Heard) -> None:
        """Once, by whichever of the two events it comes; what is to be said is said to the person alone."""
        thread, user = heard.thread, heard.message.user
        assert user
        # A message of its own belongs to no thread that anything could be kept of.
        within = None if thread.ts == heard.message.ts else thread
        if not await self._participation.obey(thread, heard.message.ts):
            return self._ignored("order known")

        async def chore() -> None:
            try:
                said = await self._chores.do(order, team=thread.team, user=user, channel=thread.channel, thread=within)
            except OutOfReach as error:
                said = error.sentence
            await self._notes.whisper(whispered_at(thread, heard.message.ts), user, said)

        self._speak(thread, user, chore)
        return None

    def _speak(self, thread: ThreadRef, user: UserId, say: Callable[[], Awaitable[None]]) -> None:
        """Says something to a person in their language, once Slack was acknowledged."""

        async def spoken() -> None:
            with speaking(await self._languages.of(thread.team, user)):
                await say()

        self._errands.send(spoken())

    def _question(self, heard: Heard, me: Me) -> Question:
        """A mention that orders a recap means its thread or, where it begins one, the channel."""
        thread, recap = heard.thread, None
        if heard.order and heard.order.verb is Verb.RECAP:
            root = None if thread.ts == heard.message.ts else thread.ts
            found = recap_of(heard.order.words, here=thread.channel, thread=root, workspace_url=me.workspace_url)
            recap = found if isinstance(found, Recap) else None
        surface = heard.surface or Surface.MENTION
        return question_of(thread, heard.message, surface, me, edition=heard.edition, recap=recap)

    async def _edited(self, edited: Edited, me: Me) -> None:
        """An edited question is answered as edited; one that was answered already is offered to be answered again."""
        if edited.latest_reply:
            await self._context.note_latest(edited.thread, edited.latest_reply)
        before = edited.before
        if before:
            there = {file.id for file in edited.message.files if file.mode != DELETED}
            gone = {file.id for file in before.files} - there
            await self._forgetting.files(edited.thread, gone)
            await self._container.unshared(edited.thread.team, before.user, gone)
        same = before and (before.text, before.files) == (edited.message.text, edited.message.files)
        if not same:
            await self._forgetting.talk(edited.thread)
            await self._forgetting.message(edited.thread, edited.message.ts)
        if same or not edited.by_person:
            return
        await self._kept.replace_message(edited.thread, edited.message)
        question = self._question(edited, me)
        outcome = await self._inbox.amend(question, edition=edited.edition)
        if edited.surface is None or edited.wish or (edited.order and question.recap is None):
            # No question any more, or for somebody else.
            if outcome in ("amended", "running"):
                await self._inbox.cancel(question.id, "stopped")
        elif outcome == "done":
            self._speak(question.thread, question.asker, lambda: self._notes.offer_again(question))
        elif outcome == "unknown" and edited.surface is not Surface.THREAD and _is_fresh(edited):
            # The edit has overtaken its message, which will come as it read at first.
            await self._heard(edited, me)

    async def _removed(self, removed: Removed, me: Me) -> None:
        """A deleted question is not answered; its answer goes too, unless somebody wrote after it."""
        if removed.before:
            gone = {file.id for file in removed.before.files}
            await self._forgetting.files(removed.thread, gone)
            await self._container.unshared(removed.thread.team, removed.before.user, gone)
        await self._forgetting.talk(removed.thread)
        await self._forgetting.message(removed.thread, removed.ts)
        waiting = await self._inbox.about(removed.thread, removed.ts)
        answered = await self._kept.drop_message(removed.thread, removed.ts)
        question = question_id(removed.thread, removed.ts)
        # What was tapped below its answer is about it as well, answered or not.
        for asked in dict.fromkeys([*reversed(answered), *waiting, question]):
            if await self._inbox.cancel(asked, "deleted") == "done":
                self._errands.send(self._answers.withdraw(removed.thread, asked, me.user))
        # An answer may have been kept while it was being taken back.
        await self._kept.drop_message(removed.thread, removed.ts)

    def _ignored(self, reason: str) -> None:
        self._telemetry.count("events_ignored", reason)
        log.debug("event ignored", reason=reason)


def _granted(wish: Wish) -> str:
    match wish:
        case Wish.STOP:
            return phrases.STOPPED
        case Wish.MUTE:
            return phrases.MUTED
        case Wish.UNMUTE:
            return phrases.UNMUTED


def _is_fresh(edited: Edited) -> bool:
    return moment(edited.edition)[0] - moment(edited.message.ts)[0] <= REDELIVERY_SECONDS


def register(app: AsyncApp, messages: Messages, *, workspace_url: str = "") -> None:
    """Joins the two events that carry messages: a mention may arrive as either, or as both in any order."""

    async def heard(body: Payload, context: AsyncBoltContext) -> None:
        if context.bot_user_id:
            me = Me(user=UserId(context.bot_user_id), bot=context.bot_id, workspace_url=workspace_url)
            await messages.handle(body, me)

    app.event("message")(heard)
    app.event("app_mention")(heard)
