"""A thread as turns: who said what, oldest first, with names instead of ids. It reads Slack, or what is kept of it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from slack_sdk.web.async_client import AsyncWebClient

from bot.language import FileRef, Link, Message, Question, SlackRefused, Surface, ThreadRef, Ts, Turn, UserId, phrases
from bot.language.wording import in_form
from bot.slack import markup
from bot.slack.blocks import without_receipt
from bot.slack.client import SlackUnavailable, repeatable
from bot.slack.messages import parse_message
from bot.slack.offers import without_heading
from bot.slack.payloads import Payload, child, children, text_of
from bot.slack.people import People
from bot.slack.permalinks import permalink
from bot.slack.times import Times, moment
from bot.slack.traces import files_marked

NEWEST_MESSAGES = 5_000
"""Of a longer thread the root and the newest are read."""

PAGE_MESSAGES = 200
"""Slack's recommendation for a page (docs.slack.dev/reference/methods/conversations.replies)."""

MOST_PAGES = 100
RECENT_SECONDS = 30 * 60
NAMED_SECONDS = 24 * 3600
"""How long a file may be asked about by its name: as long as it is suggested (`memory/whereabouts.py`)."""

MOST_MINUTES = 120
"""Longer ago is told in hours."""

NO_THREAD = frozenset({"thread_not_found", "message_not_found"})
"""Slack's words for a thread that was deleted."""

_REFERS = re.compile(
    r"\b(?:it|its|this|that|these|those|them|above|earlier|attached|attachment|uploaded|"
    r"files?|docs?|documents?|pdfs?|sheets?|spreadsheets?|slides?|decks?|presentations?|tables?|"
    r"images?|photos?|pictures?|pics?|screenshots?|scans?|clips?|recordings?|videos?|transcripts?|"
    r"csv|excel|word|report|invoice|receipt|contract|paper|"
    r"datei(?:en)?|dokument(?:e[ns]?|s)?|tabellen?|folien?|präsentation(?:en)?|anhang|anhänge|hochgeladene?[nrsm]?|"
    r"bild(?:er|ern|es)?|fotos?|aufnahmen?|bericht(?:e|s)?|rechnung(?:en)?|vertrag(?:s|es)?|verträge)\b"
    r"|\w\.(?:pdf|docx?|xlsx?|pptx?|csv|tsv|txt|md|json|html?|png|jpe?g|gif|webp|heic|eml|msg|ipynb|vtt|zip|mp[34]|m4a|webm)\b",
    re.IGNORECASE,
)


class KeptContext(Protocol):
    """Where the messages of a thread are kept between questions; None means: read Slack."""

    async def read(self, thread: ThreadRef) -> tuple[Message, ...] | None: ...
    async def keep(self, thread: ThreadRef, messages: Sequence[Message]) -> bool: ...
    async def append(self, thread: ThreadRef, message: Message) -> None: ...


@dataclass(frozen=True)
class Gathered:
    """A thread's turns, oldest first, and what the receipt should say about how they were gathered."""

    turns: tuple[Turn, ...]
    notes: tuple[str, ...] = ()


class SlackThreads:
    """Threads of one app's workspaces, from what is kept or from `conversations.replies`.

    `workspace_url` is that of `auth.test`.
    """

    def __init__(self, client: AsyncWebClient, people: People, kept: KeptContext, *, workspace_url: str) -> None:
        self._client = client
        self._people = people
        self._kept = kept
        self._workspace_url = workspace_url

    async def remember(self, thread: ThreadRef, said: Sequence[Message]) -> None:
        """Adds messages to a thread that is kept."""
        for message in said:
            await self._kept.append(thread, message)

    async def turns(self, question: Question) -> Gathered:
        """The thread up to the question, whose own turn is the last. Raises `SlackRefused` and `SlackUnavailable`."""
        if question.passwords:
            question = await self._as_it_stands(question)
        if question.thread.ts == question.message.ts or not question.has_thread or question.recap:
            # It begins the thread, stands in none, or is about another place: nothing before it matters.
            # Nothing is kept either: replies may already stand below it.
            return Gathered(await self.as_turns(question, [question.message]))
        notes: tuple[str, ...] = ()
        messages = await self._kept.read(question.thread)
        if messages is None:
            messages, notes = await self._read(question)
            await self._kept.keep(question.thread, messages)
        earlier = [message for message in messages if moment(message.ts) < moment(question.message.ts)]
        return Gathered(await self.as_turns(question, [*earlier, question.message]), notes)

    async def whole(self, thread: ThreadRef, *, me: UserId) -> tuple[tuple[Message, ...], tuple[str, ...]]:
        """All messages of a thread, kept or read now, and what the receipt should say of them.

        Raises `SlackRefused`, also where the thread was deleted, and `SlackUnavailable`.
        """
        kept = await self._kept.read(thread)
        if kept is not None:
            return kept, ()
        messages, notes = await self._replies(thread, me)
        await self._kept.keep(thread, messages)
        return messages, notes

    async def _as_it_stands(self, question: Question) -> Question:
        """The question with the words and files of its message, of which only the ts was known."""
        messages, _ = await self._read(question)
        found = next((message for message in messages if message.ts == question.message.ts), question.message)
        return question.model_copy(update={"message": found})

    async def recent_files(self, question: Question) -> tuple[tuple[FileRef, ...], tuple[str, ...]]:
        """Files that the asker shared in this DM before a question that speaks of them but does not bring them.

        Those that it names, if they were shared within a day; else all of the last half hour. The notes say so for the receipt.
        Slack's refusal means no files: the question can be answered without.
        """
        alone = question.message.ts == question.thread.ts and not question.message.files
        if question.surface is not Surface.DIRECT or not alone or not refers_to_file(question.message.text):
            return (), ()
        asked = question.message.ts
        try:
            answer = await repeatable(
                lambda: self._client.conversations_history(
                    channel=question.thread.channel,
                    oldest=f"{moment(asked)[0] - NAMED_SECONDS}.{moment(asked)[1]:06d}",
                    latest=asked,
                    limit=PAGE_MESSAGES,
                )
            )
        except (SlackRefused, SlackUnavailable):
            return (), ()
        shared = [
            message
            for message in map(parse_message, children(answer, "messages"))
            if message and message.user == question.asker and message.files and moment(message.ts) < moment(asked)
        ]
        shared.sort(key=lambda message: moment(message.ts))
        shared = _named(shared, question.message.text) or [message for message in shared if _is_recent(message.ts, asked)]
        notes = tuple(
            phrases.RECENT_FILES.format(names=", ".join(file.label for file in message.files), age=_age(message.ts, asked))
            for message in shared
        )
        files = {file.id: file for message in shared for file in message.files}
        return tuple(files.values()), notes

    async def _read(self, question: Question) -> tuple[tuple[Message, ...], tuple[str, ...]]:
        try:
            return await self._replies(question.thread, question.me)
        except SlackRefused as error:
            if error.code in NO_THREAD:  # Deleted meanwhile: what the person asked is still there to answer.
                return (question.message,), ()
            raise

    async def _replies(self, thread: ThreadRef, me: UserId) -> tuple[tuple[Message, ...], tuple[str, ...]]:
        found: dict[Ts, Message] = {}
        cursor: str | None = None
        for _ in range(MOST_PAGES):
            page = await repeatable(
                lambda cursor=cursor: self._client.conversations_replies(
                    channel=thread.channel, ts=thread.ts, limit=PAGE_MESSAGES, cursor=cursor, include_all_metadata=True
                )
            )
            read = (_with_files(payload, me) for payload in children(page, "messages"))
            found.update((message.ts, message) for message in read if message)
            cursor = text_of(child(page, "response_metadata"), "next_cursor") or None
            if cursor is None:
                break
        messages = sorted(found.values(), key=lambda message: moment(message.ts))
        if len(messages) <= NEWEST_MESSAGES:
            return tuple(messages), ()
        newest = (messages[0], *messages[-(NEWEST_MESSAGES - 1) :])
        return newest, (phrases.THREAD_SHORTENED.format(count=NEWEST_MESSAGES),)

    async def as_turns(self, question: Question, messages: Sequence[Message]) -> tuple[Turn, ...]:
        """Messages with names; those that say nothing are left out, but for the last, which is the question's own."""
        ids = {
            identity for message in messages for identity in (*markup.references(message.text), _speaker_id(message)) if identity
        }
        names = await self._people.names(question.thread.team, ids)
        turns = [_turn(message, names, me=question.me) for message in messages]
        if len(turns) > 1:
            zone = (await self._people.person(question.thread.team, question.asker)).zone
            times = Times.at(question.message.ts, zone)
            turns = [replace(turn, link=self._link(question.thread, turn.ts, times)) for turn in turns]
        return (*(turn for turn in turns[:-1] if turn.text or turn.files), turns[-1])

    def _link(self, thread: ThreadRef, ts: Ts, times: Times) -> Link:
        return Link(url=permalink(self._workspace_url, thread.channel, ts, thread.ts), label=times.label(ts))


def refers_to_file(text: str) -> bool:
    """Whether a message speaks of a file it may not bring along: `summarise it`, `what does Q3.pdf say`, `the sheet`."""
    return _REFERS.search(text) is not None


def _with_files(payload: Payload, me: UserId) -> Message | None:
    """A message, with the files for which it stands where it is ours."""
    message = parse_message(payload)
    marked = files_marked(payload, me=me) if message else ()
    return message.model_copy(update={"files": (*message.files, *marked)}) if message and marked else message


def _named(shared: Sequence[Message], text: str) -> list[Message]:
    """The messages with only the files that the text names; of two with one name, the newer."""
    said = " ".join(markup.unescape(text).split()).casefold()
    newest = {file.label.casefold(): file.id for message in shared for file in message.files}
    # A name inside a longer one that is said is not said itself: `Q3.pdf` in `old Q3.pdf`.
    said_names: set[str] = set()
    for name in sorted(newest, key=len, reverse=True):
        if name in said:
            said_names.add(name)
            said = said.replace(name, " ")
    wanted = {newest[name] for name in said_names}
    found = (
        message.model_copy(update={"files": tuple(file for file in message.files if file.id in wanted)}) for message in shared
    )
    return [message for message in found if message.files]


def _is_recent(shared: Ts, asked: Ts) -> bool:
    return (moment(asked)[0] - moment(shared)[0]) <= RECENT_SECONDS


def _speaker_id(message: Message) -> str | None:
    return message.user or (None if message.speaker else message.bot_id)


def _turn(message: Message, names: dict[str, str], *, me: UserId) -> Turn:
    ours = message.user == me
    # What was read for an earlier answer, or tapped for it, is no part of what was said.
    text = without_heading(without_receipt(message.text)) if ours else message.text
    addressed = re.sub(rf"^\s*(?:<@{re.escape(me)}(?:\|[^<>]*)?>[\s,:]*)+", "", text) if me else text
    return Turn(
        ts=message.ts,
        speaker=message.speaker or names.get(_speaker_id(message) or "") or phrases.SOMEONE,
        text=markup.to_markdown(addressed, names).strip(),
        ours=ours,
        files=message.files,
    )


def _age(shared: Ts, asked: Ts) -> str:
    minutes = (moment(asked)[0] - moment(shared)[0]) // 60
    if minutes < 1:
        return phrases.JUST_NOW
    if minutes >= MOST_MINUTES:
        return in_form(phrases.HOURS_AGO, minutes // 60)
    return in_form(phrases.MINUTES_AGO, minutes)
