"""How the messages of an answer are marked, and found again: by metadata, which a stream does not have until it is stopped."""

import hashlib
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.language import FileRef, Question, QuestionId, SlackRefused, Ts, UserId
from bot.slack.client import Sleep, repeatable
from bot.slack.messages import ANSWER_EVENT, FINAL, parse_file
from bot.slack.payloads import Payload, child, children, number, text_of
from bot.slack.times import moment, time_of, ts_of

SEARCH_PAGES = 20
SEARCH_MESSAGES = 200
CLOCKS_SECONDS = 600
"""When a scheduled question was due tells Redis' clock, when its answer was posted Slack's: they may differ by so much."""


_Call = Callable[[str | None], Awaitable[AsyncSlackResponse]]
"""Asks for the page behind a cursor."""


def opaque(question: QuestionId) -> str:
    """The question's id as other apps may see it in metadata: it tells nothing, and finds our own messages again."""
    return hashlib.sha256(question.encode()).hexdigest()[:32]


def mark(question: QuestionId, part: int, state: str) -> dict[str, object]:
    """The metadata of one message of an answer."""
    return {"event_type": ANSWER_EVENT, "event_payload": {"answer": opaque(question), "part": part, "state": state}}


def with_files(metadata: dict[str, object], files: Sequence[FileRef]) -> dict[str, object]:
    """The metadata of a message that stands for files which are shared elsewhere: it can't carry them itself."""
    if not files:
        return metadata
    named = [{"id": file.id, "name": file.label} for file in files]
    return {**metadata, "event_payload": {**child(metadata, "event_payload"), "files": named}}


def files_marked(message: Payload, *, me: UserId) -> tuple[FileRef, ...]:
    """The files for which a message of ours stands; of anybody else's there are none, whatever it says."""
    metadata = child(message, "metadata")
    if text_of(message, "user") != me or text_of(metadata, "event_type") != ANSWER_EVENT:
        return ()
    return tuple(file for file in map(parse_file, children(child(metadata, "event_payload"), "files")) if file)


@dataclass(frozen=True, kw_only=True)
class Trace:
    """A message of ours. `part` is None where it carries no metadata, as a stream does until it is stopped."""

    ts: Ts
    part: int | None
    text: str
    is_final: bool = False
    """It says what it will go on saying."""


async def traces(client: AsyncWebClient, question: Question, *, head: Ts | None = None, sleep: Sleep) -> list[Trace]:
    """What stands in the thread since the question, oldest first; nothing where the thread may not be read.

    Of a scheduled question that is its first message in the channel, and the others in the thread of that or, where it is
    known, of `head`; only what is marked counts there. Raises `SlackUnavailable`.
    """
    if not question.is_scheduled:
        return await _search(_thread(client, question, question.thread.ts), question, sleep)
    marked = [trace for trace in await _search(_channel(client, question), question, sleep) if trace.part is not None]
    head = head or next((trace.ts for trace in marked if trace.part == 0), None)
    if head:
        below = await _search(_thread(client, question, head), question, sleep)
        marked += [trace for trace in below if trace.part]
    return sorted(marked, key=lambda trace: moment(trace.ts))


async def _search(call: _Call, question: Question, sleep: Sleep) -> list[Trace]:
    found: list[Trace] = []
    cursor: str | None = None
    for _ in range(SEARCH_PAGES):
        try:
            page = await repeatable(lambda cursor=cursor: call(cursor), sleep=sleep)
        except SlackRefused:
            break
        found += [trace for message in children(page, "messages") if (trace := _trace(message, question))]
        cursor = text_of(child(page, "response_metadata"), "next_cursor") or None
        if cursor is None:
            break
    return found


def _thread(client: AsyncWebClient, question: Question, root: Ts) -> _Call:
    return lambda cursor: client.conversations_replies(
        channel=question.thread.channel,
        ts=root,
        oldest=_since(question),
        limit=SEARCH_MESSAGES,
        cursor=cursor,
        include_all_metadata=True,
    )


def _channel(client: AsyncWebClient, question: Question) -> _Call:
    return lambda cursor: client.conversations_history(
        channel=question.thread.channel,
        oldest=_since(question),
        limit=SEARCH_MESSAGES,
        cursor=cursor,
        include_all_metadata=True,
    )


def _since(question: Question) -> Ts:
    """Nothing of the answer stands before this."""
    if not question.is_scheduled:
        return question.asked_after
    return ts_of(time_of(question.asked_after) - timedelta(seconds=CLOCKS_SECONDS))


def _trace(message: Payload, question: Question) -> Trace | None:
    """None for every message that is not this answer's, also for another app's that copied the id."""
    ts, text = Ts(text_of(message, "ts")), text_of(message, "text")
    if text_of(message, "user") != question.me or ts <= _since(question):
        return None
    metadata = child(message, "metadata")
    if not metadata:
        # An attached file carries none either, but is no stream.
        return None if message.get("files") else Trace(ts=ts, part=None, text=text)
    content = child(metadata, "event_payload")
    if text_of(metadata, "event_type") != ANSWER_EVENT or text_of(content, "answer") != opaque(question.id):
        return None
    part = number(content, "part")
    return None if part is None else Trace(ts=ts, part=part, text=text, is_final=text_of(content, "state") == FINAL)
