"""The messages that hold one answer, each posted exactly once through crashes, resets and takeovers, whatever they say.

Slack has no idempotent post. So every message carries the question's opaque id as metadata; whatever may have been posted is
searched for before anything is posted again, and of two messages for one part the ledger names the one that stays.
"""

import asyncio
import hashlib
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Protocol

from slack_sdk.web.async_client import AsyncWebClient

from bot.language import Message, Question, QuestionId, SlackRefused, Ts
from bot.slack.blocks import Body
from bot.slack.client import PATIENCE_SECONDS, OutcomeUnknown, Sleep, once, repeatable
from bot.slack.messages import ANSWER_EVENT
from bot.slack.payloads import Payload, child, children, number, text_of

LATE_COMMIT_SECONDS = 0.5
"""How long after a broken connection Slack may still carry the call out; only then is a search conclusive."""

POST_ATTEMPTS = 3
FILE_PART = 1_000
"""The ledger's number for an attached file, whose id stands there as if it were a message's ts."""

SEARCH_PAGES = 20
SEARCH_MESSAGES = 200

Fence = Callable[[], Awaitable[None]]
"""Awaited before every write. Raises `LeaseLost` when the question is no longer this worker's."""

_BLOCKS_REFUSED = frozenset({"invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long"})
_NOT_THERE = frozenset({"message_not_found", "cant_update_message", "edit_window_closed"})


class ReplyLedger(Protocol):
    """Which Slack message holds which part of an answer, known to all workers."""

    async def settle(self, question_id: QuestionId, part: int, ts: Ts) -> Ts: ...
    async def parts(self, question_id: QuestionId) -> Mapping[int, Ts]: ...
    async def replace(self, question_id: QuestionId, part: int, ts: Ts) -> None: ...


def opaque(question: QuestionId) -> str:
    """The question's id as other apps may see it in metadata: it tells nothing, and finds our own messages again."""
    return hashlib.sha256(question.encode()).hexdigest()[:32]


class Posts:
    """The messages of one answer, by part, counted from 0. `attempt` counts from 1: how often the question was claimed."""

    def __init__(
        self,
        client: AsyncWebClient,
        question: Question,
        *,
        ledger: ReplyLedger,
        fence: Fence,
        attempt: int,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        self._client = client
        self._question = question
        self._ledger = ledger
        self._fence = fence
        self._sleep = sleep
        self._unsearched = attempt > 1
        self._ts: dict[int, Ts] = {}
        self._says: dict[int, Body] = {}
        self._posted_anew: set[int] = set()
        self._in_doubt = False

    async def put(self, part: int, body: Body, *, patience: float = PATIENCE_SECONDS) -> bool:
        """Makes that part's message say `body`; True if a message was posted for it.

        Raises `SlackRefused`, `SlackUnavailable` (also after `patience` seconds of Slack's own waiting time) and `LeaseLost`.
        """
        if self._unsearched:
            settled = await self._ledger.parts(self._question.id)
            self._ts.update((part, ts) for part, ts in settled.items() if part < FILE_PART)
            await self.reconcile()
            self._unsearched = False
        posted = False
        if part not in self._ts:
            posted = await self._post(part, body, patience)
        if self._says.get(part) != body:
            posted = await self._update(part, body, patience) or posted
        self._says[part] = body
        return posted

    def said(self) -> tuple[Message, ...]:
        """The messages as they now stand in the thread, in order."""
        return tuple(
            Message(ts=self._ts[part], user=self._question.me, text=self._says[part].text)
            for part in sorted(self._says)
            if part in self._ts
        )

    async def withdraw_from(self, part: int) -> None:
        """Deletes the messages of that part and all later ones: the answer became shorter."""
        for late in [known for known in self._ts if known >= part]:
            await self._fence()
            await self._delete(self._ts.pop(late))
            self._says.pop(late, None)

    async def settle_doubts(self) -> None:
        """After any write whose outcome was unknown: looks once more, and leaves one message for each part."""
        if self._in_doubt:
            await self.reconcile()

    async def reconcile(self) -> None:
        """Finds this answer's messages in the thread, adopts those the ledger wants, and deletes the others.

        It needs no fence: what it deletes, no worker owns; and a worker that lost its lease has to clean up after itself.
        """
        for part, ts in await self._find():
            winner = await self._ledger.settle(self._question.id, part, ts)
            self._ts[part] = winner
            if winner != ts:
                await self._delete(ts)

    async def _post(self, part: int, body: Body, patience: float) -> bool:
        accepted = body
        for _ in range(POST_ATTEMPTS):
            await self._fence()
            try:
                ts = await self._post_once(part, accepted, patience)
            except OutcomeUnknown:
                self._in_doubt = True
                await self._sleep(LATE_COMMIT_SECONDS)
                await self.reconcile()
                if part in self._ts:
                    return True
                continue
            except SlackRefused as error:
                if error.code not in _BLOCKS_REFUSED or not accepted.blocks:
                    raise
                accepted = replace(body, blocks=())
                continue
            await self._settle(part, ts, body)
            return True
        raise OutcomeUnknown(detail="chat.postMessage")

    async def _post_once(self, part: int, body: Body, patience: float) -> Ts:
        thread = self._question.thread
        answer = await once(
            lambda: self._client.chat_postMessage(
                channel=thread.channel,
                thread_ts=thread.ts,
                text=body.text,
                blocks=[dict(block) for block in body.blocks] or None,
                metadata=self._metadata(part, body),
                unfurl_links=False,
                unfurl_media=False,
                parse="none",
                link_names=False,
            ),
            patience=patience,
            sleep=self._sleep,
        )
        if ts := text_of(answer, "ts"):
            return Ts(ts)
        raise OutcomeUnknown(detail="chat.postMessage without ts")

    async def _settle(self, part: int, ts: Ts, body: Body) -> None:
        if part in self._posted_anew:
            await self._ledger.replace(self._question.id, part, ts)
            winner = ts
        else:
            winner = await self._ledger.settle(self._question.id, part, ts)
        self._ts[part] = winner
        if winner == ts:
            self._says[part] = body
        else:
            await self._delete(ts)

    async def _update(self, part: int, body: Body, patience: float) -> bool:
        await self._fence()
        thread, ts = self._question.thread, self._ts[part]
        try:
            await repeatable(
                lambda: self._client.chat_update(
                    channel=thread.channel,
                    ts=ts,
                    text=body.text,
                    # Left out, an earlier answer's blocks would stay.
                    blocks=[dict(block) for block in body.blocks],
                    metadata=self._metadata(part, body),
                    parse="none",
                    link_names=False,
                ),
                patience=patience,
                sleep=self._sleep,
            )
        except SlackRefused as error:
            if error.code in _BLOCKS_REFUSED and body.blocks:
                return await self._update(part, replace(body, blocks=()), patience)
            if error.code not in _NOT_THERE or part in self._posted_anew:
                raise
            self._posted_anew.add(part)
            del self._ts[part]
            return await self._post(part, body, patience)
        return False

    async def _delete(self, ts: Ts) -> None:
        with suppress(SlackRefused):  # Gone already, or not ours to delete: the answer stands either way.
            await repeatable(lambda: self._client.chat_delete(channel=self._question.thread.channel, ts=ts), sleep=self._sleep)

    async def _find(self) -> list[tuple[int, Ts]]:
        found: list[tuple[int, Ts]] = []
        cursor: str | None = None
        for _ in range(SEARCH_PAGES):
            try:
                page = await self._thread_page(cursor)
            except SlackRefused:
                break  # No thread, or no right to read it: then the ledger alone knows.
            for message in children(page, "messages"):
                part = self._part_of(message)
                if part is not None:
                    found.append((part, Ts(text_of(message, "ts"))))
            cursor = text_of(child(page, "response_metadata"), "next_cursor") or None
            if cursor is None:
                break
        return found

    async def _thread_page(self, cursor: str | None) -> Payload:
        return await repeatable(
            lambda: self._client.conversations_replies(
                channel=self._question.thread.channel,
                ts=self._question.thread.ts,
                oldest=self._question.message.ts,
                limit=SEARCH_MESSAGES,
                cursor=cursor,
                include_all_metadata=True,
            ),
            sleep=self._sleep,
        )

    def _part_of(self, message: Payload) -> int | None:
        """Which part of this answer a message holds; None for every other message, also for another app's that copied the id."""
        metadata = child(message, "metadata")
        content = child(metadata, "event_payload")
        mine = text_of(message, "user") == self._question.me and text_of(metadata, "event_type") == ANSWER_EVENT
        return number(content, "part") if mine and text_of(content, "answer") == opaque(self._question.id) else None

    def _metadata(self, part: int, body: Body) -> dict[str, object]:
        payload = {"answer": opaque(self._question.id), "part": part, "state": body.state}
        return {"event_type": ANSWER_EVENT, "event_payload": payload}
