"""The messages that hold one answer, each posted exactly once through crashes, resets and takeovers, whatever they say.

Slack has no idempotent post. So every message is marked with the question's opaque id; whatever may have been posted is
searched for before anything is posted again, and of two messages for one part the ledger names the one that stays.
"""

import asyncio
from collections.abc import Sequence
from contextlib import suppress

from bot.language import LeaseLost, Message, SlackRefused, Ts, phrases
from bot.slack.attempt import Attempt
from bot.slack.blocks import Body
from bot.slack.client import PATIENCE_SECONDS, OutcomeUnknown, SlackUnavailable, once, repeatable
from bot.slack.forms import BLOCKS_REFUSED, forms
from bot.slack.offers import with_plain_thumbs
from bot.slack.payloads import child, text_of
from bot.slack.refusals import Feature
from bot.slack.traces import Trace, mark, traces

LATE_COMMIT_SECONDS = 0.5
"""How long after a broken connection Slack may still carry the call out; only then is a search conclusive."""

POST_ATTEMPTS = 3
FILE_PART = 1_000
"""The ledger's number for an attached file, whose id stands there as if it were a message's ts. Others follow it."""

_NOT_THERE = frozenset({"message_not_found", "cant_update_message", "edit_window_closed"})
_STILL_STREAMING = "streaming_state_conflict"
_NO_THREAD = "thread_not_found"


class ThreadGone(SlackRefused):
    """The message under which the answer belongs was deleted: there is no place for one, and nobody waits for it."""

    def __init__(self) -> None:
        super().__init__(phrases.THREAD_UNREADABLE, code=_NO_THREAD)


class Posts:
    """The messages of one answer, by part, counted from 0."""

    def __init__(self, attempt: Attempt) -> None:
        self._client = attempt.client
        self._question = attempt.question
        self._ledger = attempt.ledger
        self._refusals = attempt.refusals
        self._check_lease = attempt.check_lease
        self._look_later = attempt.look_later
        self._sleep = attempt.sleep
        self._clock = attempt.clock
        self._no_change_before = 0.0
        """By the clock: until then Slack has asked not to change a message, also if it was one that may be left out."""
        self._unsearched = self._in_doubt = self._streams_in_doubt = not attempt.is_first
        self._opening: tuple[int, str] | None = None
        """The part, and the first words, of a stream of which nobody knows whether it was started."""
        self._ts: dict[int, Ts] = {}
        self._says: dict[int, Body] = {}
        self._final: set[Ts] = set()
        """Messages that were final when they were last looked for."""
        self._gone: set[Ts] = set()
        """Messages that are deleted, whatever the ledger says."""
        self._posted_anew: set[int] = set()
        self._stopped: set[Ts] = set()
        self._has_thread = True

    async def put(self, part: int, body: Body, *, patience: float = PATIENCE_SECONDS) -> None:
        """Makes that part's message say `body`.

        Raises `SlackRefused`, also as `ThreadGone`, `SlackUnavailable` (also after `patience` seconds of Slack's own waiting
        time) and `LeaseLost`.
        """
        await self._look_back()
        if part not in self._ts:
            await self._post(part, body, patience)
        if self._says.get(part) != body:
            await self._update(part, body, patience)
        self._says[part] = body

    def said(self) -> tuple[Message, ...]:
        """The messages as they now stand in the thread, in order."""
        return tuple(
            Message(ts=self._ts[part], user=self._question.me, text=self._says[part].text)
            for part in sorted(self._says)
            if part in self._ts
        )

    async def stands_finished(self) -> bool:
        """Whether an earlier attempt has finished the answer, and this one has changed nothing of it."""
        await self._look_back()
        return not self._says and bool(self._ts) and self._final.issuperset(self._ts.values())

    async def withdraw_from(self, part: int) -> None:
        """Deletes the messages of that part and all later ones: the answer became shorter."""
        await self._look_back()
        for late in sorted((known for known in self._ts if known >= part), reverse=True):
            await self._check_lease()
            await self._delete(self._ts[late])
            self._gone.add(self._ts.pop(late))
            self._says.pop(late, None)

    async def _look_back(self) -> None:
        """Learns what was posted before, by an earlier attempt or by a call that was cut off."""
        if not self._unsearched:
            return
        settled = await self._ledger.parts(self._question.id)
        self._ts.update((part, ts) for part, ts in settled.items() if part < FILE_PART)
        await self.reconcile(adopt_stream=True)
        self._unsearched = False

    async def settle_doubts(self) -> None:
        """After any write whose outcome was unknown: looks now and a while later, and leaves one message for each part."""
        if self._in_doubt:
            self._look_later(self._look_again)
            await self._look_again()

    async def _look_again(self) -> None:
        await self.reconcile(adopt_stream=False)

    async def reconcile(self, *, adopt_stream: bool) -> None:
        """Finds this answer's messages in the thread, adopts those the ledger wants, and deletes the others.

        A stream is adopted only before anything else was written: later, its place in the answer is taken.
        What is marked needs no lease: what it deletes, no worker owns; and who lost its lease has to clean up after itself.
        """
        found = await traces(self._client, self._question, head=self._ts.get(0), sleep=self._sleep)
        self._final = {trace.ts for trace in found if trace.is_final}
        for trace in found:
            if trace.part is not None and await self._settle(trace.part, trace.ts) != trace.ts:
                await self._delete(trace.ts)
        unmarked = [trace for trace in found if trace.part is None and trace.ts not in self._ts.values()]
        if unmarked and self._streams_in_doubt:
            await self._clear_streams(unmarked, adopt=adopt_stream)

    # Streams: a message of an answer like the others once it was stopped, but neither marked nor to be changed before.

    async def has_opened(self, part: int, ts: Ts) -> bool:
        """Writes down that a stream is that part's message; False when another worker's is, and this one was deleted."""
        counts = await self._settle(part, ts) == ts
        if not counts:
            await self._discard_stream(ts)
        return counts

    def may_have_opened(self, part: int, text: str) -> None:
        """Whether a stream with that text was started is unknown: every search from now on looks for it."""
        self._in_doubt = self._streams_in_doubt = self._unsearched = True
        self._opening = (part, text)

    def has_said(self, part: int, body: Body) -> None:
        """A stream was stopped, and its message says `body`."""
        self._says[part] = body

    async def stop_stream(self, ts: Ts) -> None:
        """Stops the stream of a message, if it is one; best effort, since a later change of the message would tell."""
        with suppress(SlackUnavailable):
            await self._stop(ts, PATIENCE_SECONDS)

    async def _stop(self, ts: Ts, patience: float) -> None:
        with suppress(SlackRefused):  # It was none, or no longer.
            await repeatable(
                lambda: self._client.chat_stopStream(channel=self._question.thread.channel, ts=ts),
                patience=patience,
                sleep=self._sleep,
            )

    async def _clear_streams(self, unmarked: Sequence[Trace], *, adopt: bool) -> None:
        """Makes the oldest the next part, if told so and it stands below the others; deletes what remains."""
        try:
            await self._check_lease()
        except LeaseLost:
            await self._clear_own_stream(unmarked)
            raise
        for trace in unmarked:
            if not adopt or trace.ts < max(self._ts.values(), default=trace.ts):
                await self._discard_stream(trace.ts)
                continue
            adopt = False
            if await self.has_opened(max(self._ts, default=-1) + 1, trace.ts):
                await self.stop_stream(trace.ts)

    async def _clear_own_stream(self, unmarked: Sequence[Trace]) -> None:
        """Without the lease: by now the new owner may have adopted it, or it is another question's, which says other words."""
        if self._opening is None:
            return
        part, text = self._opening
        for trace in unmarked:
            if _words(trace.text) == _words(text) and await self._ledger.settle(self._question.id, part, trace.ts) != trace.ts:
                await self._discard_stream(trace.ts)

    async def _discard_stream(self, ts: Ts) -> None:
        await self.stop_stream(ts)
        await self._delete(ts)

    # Posting and changing.

    async def _post(self, part: int, body: Body, patience: float) -> None:
        """Posts the message, in the first form that Slack takes."""
        if not self._has_thread:
            raise ThreadGone
        *plainer, form = reversed([*forms(body)])
        attempts = POST_ATTEMPTS
        while attempts:
            await self._check_lease()
            try:
                ts = await self._post_once(part, form, patience)
            except asyncio.CancelledError:
                self._unsearched = self._in_doubt = True
                raise
            except OutcomeUnknown:
                self._in_doubt = True
                await self._sleep(LATE_COMMIT_SECONDS)
                await self.reconcile(adopt_stream=False)
                if part in self._ts:
                    return
                attempts -= 1
                continue
            except SlackRefused as error:
                if error.code == _NO_THREAD:
                    self._has_thread = False
                    raise ThreadGone from None
                if error.code not in BLOCKS_REFUSED or not plainer:
                    raise
                form = plainer.pop()
                continue
            self._note_form(body, form)
            if await self._settle(part, ts) == ts:
                self._says[part] = body
            else:
                await self._delete(ts)
            return
        raise OutcomeUnknown(detail="chat.postMessage")

    async def _post_once(self, part: int, body: Body, patience: float) -> Ts:
        thread, root = self._question.thread, self._root_of(part)
        answer = await once(
            lambda: self._client.chat_postMessage(
                channel=thread.channel,
                thread_ts=root,
                text=body.text,
                blocks=[dict(block) for block in body.blocks] or None,
                metadata=mark(self._question.id, part, body.state),
                unfurl_links=False,
                unfurl_media=False,
                parse="none",
                link_names=False,
            ),
            patience=patience,
            sleep=self._sleep,
        )
        ts, shown = Ts(text_of(answer, "ts")), child(answer, "message")
        if not ts:
            raise OutcomeUnknown(detail="chat.postMessage without ts")
        if root and shown and not text_of(shown, "thread_ts"):
            # Slack does not refuse it, but tells the whole channel (github.com/slack-go/slack/issues/1571).
            self._has_thread = False
            await self._delete(ts)
            raise ThreadGone
        return ts

    def _root_of(self, part: int) -> Ts | None:
        """The message under which the part belongs; none for the first of a scheduled question, under which are its others."""
        if self._question.is_scheduled:
            return self._ts.get(0) if part else None
        return self._question.thread.ts

    async def _settle(self, part: int, ts: Ts) -> Ts:
        """The message that counts for that part, by the ledger."""
        winner = await self._ledger.settle(self._question.id, part, ts)
        if winner in self._gone:
            await self._ledger.replace(self._question.id, part, ts)
            winner = ts
        self._ts[part] = winner
        return winner

    async def _update(self, part: int, body: Body, patience: float) -> None:
        """Changes the message, in the first form that Slack takes."""
        *plainer, form = reversed([*forms(body)])
        while True:
            try:
                await self._change(part, form, patience)
            except SlackRefused as error:
                if error.code not in BLOCKS_REFUSED or not plainer:
                    raise
                form = plainer.pop()
            else:
                self._note_form(body, form)
                return

    def _note_form(self, body: Body, form: Body) -> None:
        """Where it was the thumbs that were not taken, the workspace is not asked again for a while."""
        if form.blocks != body.blocks and form.blocks == with_plain_thumbs(body.blocks):
            self._refusals.remember(self._question.thread.team, Feature.THUMBS)

    async def _change(self, part: int, body: Body, patience: float) -> None:
        await self._wait_as_asked(patience)
        await self._check_lease()
        thread, ts = self._question.thread, self._ts[part]
        try:
            await repeatable(
                lambda: self._client.chat_update(
                    channel=thread.channel,
                    ts=ts,
                    text=body.text,
                    # Left out, an earlier answer's blocks would stay.
                    blocks=[dict(block) for block in body.blocks],
                    metadata=mark(self._question.id, part, body.state),
                    parse="none",
                    link_names=False,
                ),
                patience=patience,
                sleep=self._sleep,
            )
        except SlackRefused as error:
            if error.code == _STILL_STREAMING and ts not in self._stopped:
                await self._stop(ts, patience)
                self._stopped.add(ts)
                await self._change(part, body, patience)
            elif error.code in _NOT_THERE and part not in self._posted_anew:
                self._posted_anew.add(part)
                self._gone.add(self._ts.pop(part))
                self._says.pop(part, None)
                await self.put(part, body, patience=patience)
            else:
                raise
        except SlackUnavailable as error:
            if error.retry_after is not None:
                self._no_change_before = self._clock() + error.retry_after
            raise

    async def _wait_as_asked(self, patience: float) -> None:
        wait = self._no_change_before - self._clock()
        if wait > patience:
            raise SlackUnavailable(detail="ratelimited", retry_after=wait)
        if wait > 0:
            await self._sleep(wait)

    async def _delete(self, ts: Ts) -> None:
        with suppress(SlackRefused):  # Gone already, or not ours to delete: the answer stands either way.
            await repeatable(lambda: self._client.chat_delete(channel=self._question.thread.channel, ts=ts), sleep=self._sleep)


def _words(text: str) -> str:
    """What of a text no markup changes."""
    return "".join(filter(str.isalnum, text))
