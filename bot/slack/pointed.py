"""What a shortcut was used on: the one message, or all of its thread up to then, for the asker alone.

That Slack sent the message along shows that the asker may read it; the rest of its thread is read for them only where they may
read the channel now. What Slack sent along serves where Footnote is no member, and can read nothing by itself.
"""

from collections.abc import Sequence
from dataclasses import replace

from slack_sdk.web.async_client import AsyncWebClient

from bot.language import FileRef, FootnoteError, Message, Pointed, Question, Shortcut, SlackRefused, ThreadRef, Turn, phrases
from bot.slack.access import Access
from bot.slack.client import repeatable
from bot.slack.messages import parse_message
from bot.slack.payloads import children, text_of
from bot.slack.threads import NO_THREAD, PAGE_MESSAGES, Gathered, SlackThreads
from bot.slack.times import moment

_NOT_THERE = frozenset({"not_in_channel", "channel_not_found"})


class PointedThreads:
    """Reads for questions with `pointed`. `turns` raises `FootnoteError` with what the asker should hear."""

    def __init__(self, client: AsyncWebClient, threads: SlackThreads, access: Access) -> None:
        self._client = client
        self._threads = threads
        self._access = access

    async def turns(self, question: Question) -> Gathered:
        """What was pointed at, and the question itself, which is the last turn. Raises `SlackUnavailable` too."""
        pointed = question.pointed
        assert pointed
        if pointed.is_about_thread:
            messages, notes = await self._thread(question)
        else:
            messages, notes = (await self._message(question, pointed),), ()
        turns = await self._threads.as_turns(question, [*messages, question.message])
        if not any(turn.text or turn.files for turn in turns[:-1]):
            was_said = pointed.message.text or pointed.message.files
            raise FootnoteError(phrases.THREAD_DELETED if was_said else phrases.SHORTCUT_EMPTY, detail="nothing in it")
        if pointed.shortcut is Shortcut.TRANSLATION:
            return _to_translate(*turns)
        return Gathered(turns, notes)

    async def recent_files(self, question: Question) -> tuple[tuple[FileRef, ...], tuple[str, ...]]:  # noqa: ARG002
        """None: a shortcut means what it was used on, and nothing else."""
        return (), ()

    async def remember(self, thread: ThreadRef, said: Sequence[Message]) -> None:
        """Nothing: what one person alone is shown is not said in the thread."""

    async def _thread(self, question: Question) -> tuple[tuple[Message, ...], tuple[str, ...]]:
        """The thread as it stood when the shortcut was used."""
        thread = question.thread
        place = await self._access.may_read(thread.team, question.asker, thread.channel)
        if place is None or not place.has_bot:
            raise FootnoteError(phrases.SHORTCUT_UNREADABLE, detail="not to be read")
        try:
            messages, notes = await self._threads.whole(thread, me=question.me)
        except SlackRefused as error:
            raise _told(error) from None
        return tuple(message for message in messages if moment(message.ts) < moment(question.message.ts)), notes

    async def _message(self, question: Question, pointed: Pointed) -> Message:
        """The message as it reads now; as Slack sent it along, where Footnote is no member."""
        thread, ts = question.thread, pointed.message.ts
        try:
            page = await repeatable(
                lambda: self._client.conversations_replies(
                    channel=thread.channel,
                    ts=thread.ts,
                    oldest=ts,
                    latest=ts,
                    inclusive=True,
                    limit=PAGE_MESSAGES,
                    include_all_metadata=True,
                )
            )
        except SlackRefused as error:
            if error.code in _NOT_THERE and (pointed.message.text or pointed.message.files):
                return pointed.message
            raise _told(error) from None
        found = next((message for message in children(page, "messages") if text_of(message, "ts") == ts), None)
        if found is None:
            raise FootnoteError(phrases.THREAD_DELETED, detail="no such message")
        return parse_message(found) or Message(ts=ts)


def _told(error: SlackRefused) -> FootnoteError:
    """Slack's refusal as the asker should hear it."""
    if error.code in NO_THREAD:
        return FootnoteError(phrases.THREAD_DELETED, detail=error.code)
    if error.code in _NOT_THERE:
        return FootnoteError(phrases.SHORTCUT_UNREADABLE, detail=error.code)
    return error


def _to_translate(said: Turn, asked: Turn) -> Gathered:
    """The words, whoever's they are, or where there are none the files; neither is cited by the message."""
    said = replace(said, ours=False, link=None)
    if not said.text:
        return Gathered((said, asked), (phrases.FILES_TRANSLATED,))
    names = ", ".join(file.label for file in said.files)
    notes = (phrases.FILES_NOT_TRANSLATED.format(names=names),) if names else ()
    return Gathered((replace(said, files=()), asked), notes)
