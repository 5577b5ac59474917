"""Messages that are written piece by piece: which are open, how much they hold, and how they end. No wire format."""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

from bot.playground.blocks import MOST_BLOCKS
from bot.playground.entities import BOT_USER, Channel, Message, Payload, SlackError, StreamingState
from bot.playground.workspace import Workspace

MOST_STREAMED = 12_000
"""Characters of a streamed message in all; from the piece that would pass it on, every further one is refused
(observed: github.com/CopilotKit/CopilotKit/issues/6064)."""

STREAM_SECONDS = 300.0
"""From start to end by Slack, whatever is still being appended (observed: github.com/slackapi/python-slack-sdk/issues/1859)."""


@dataclass(frozen=True, kw_only=True)
class Piece:
    """What one call adds. `mode` is how it came, which must not change within a stream; None for a call that adds nothing."""

    text: str = ""
    blocks: tuple[Payload, ...] = ()
    cards: tuple[Payload, ...] = ()
    """Tasks; one that is there already is changed."""
    mode: Literal["markdown_text", "chunks"] | None = None


@dataclass(kw_only=True)
class _Stream:
    started: float
    mode: Literal["markdown_text", "chunks"] | None = None
    is_full: bool = False
    is_stopped_by_user: bool = False


class Streams:
    """The streams of one workspace. `clock` is in seconds; `seconds` is how long a stream may last."""

    def __init__(
        self, workspace: Workspace, *, seconds: float = STREAM_SECONDS, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.seconds = seconds
        self._workspace = workspace
        self._clock = clock
        self._streams: dict[tuple[str, str], _Stream] = {}

    def start(self, channel: Channel, *, thread_ts: str, piece: Piece) -> Message:
        """Opens a message in a thread. Raises `msg_too_long`."""
        if len(piece.text) > MOST_STREAMED:
            raise SlackError("msg_too_long")
        message = self._workspace.post(
            channel=channel.id,
            user=BOT_USER,
            text=piece.text,
            markdown=True,
            streaming=True,
            thread_ts=thread_ts,
            blocks=(*piece.cards, *piece.blocks),
        )
        self._streams[message.channel, message.ts] = _Stream(started=self._clock(), mode=piece.mode)
        return message

    def append(self, channel: str, ts: str, piece: Piece) -> None:
        """Adds to an open message. Raises `stopped_by_user`, `message_not_in_streaming_state` or what the piece deserves."""
        message, stream = self._open(channel, ts)
        if stream.is_stopped_by_user:
            raise SlackError("stopped_by_user")
        self._workspace.put(self._with(message, stream, piece), kind="streamed")

    def stop(
        self, channel: str, ts: str, piece: Piece, *, blocks: tuple[Payload, ...] = (), metadata: Payload | None = None
    ) -> Message:
        """Closes a message, which a person may have stopped before. Raises as `append` does, but for `stopped_by_user`."""
        message, stream = self._open(channel, ts)
        whole = self._with(message, stream, piece)
        if not whole.text.strip() and not (whole.blocks or blocks):
            raise SlackError("no_text")
        closed = replace(whole, blocks=(*whole.blocks, *blocks), metadata=metadata, streaming="completed")
        del self._streams[channel, ts]
        self._workspace.put(closed)
        return closed

    def stop_for(self, channel: str, thread_ts: str) -> list[str]:
        """A person has pressed Stop: what streams in that thread takes nothing more. Returns the timestamps."""
        self.expire()
        stopped = [
            message
            for (place, ts), stream in self._streams.items()
            if place == channel
            and not stream.is_stopped_by_user
            and (message := self._workspace.message(channel, ts)).thread_ts == thread_ts
        ]
        for message in stopped:
            self._streams[channel, message.ts].is_stopped_by_user = True
            self._end(message, "completed")
        return [message.ts for message in stopped]

    def expire(self) -> None:
        """Ends what has lasted too long, and forgets what was deleted."""
        for (channel, ts), stream in tuple(self._streams.items()):
            message = self._workspace.channel(channel).messages.get(ts)
            if message is None or message.deleted:
                del self._streams[channel, ts]
            elif stream.started + self.seconds <= self._clock():
                del self._streams[channel, ts]
                self._end(message, "errored")

    def _end(self, message: Message, state: StreamingState) -> None:
        if message.streaming == "in_progress":
            self._workspace.put(replace(message, streaming=state))

    def _open(self, channel: str, ts: str) -> tuple[Message, _Stream]:
        self.expire()
        message = self._workspace.message(channel, ts)
        if message.user != BOT_USER:
            raise SlackError("message_not_owned_by_app")
        stream = self._streams.get((channel, ts))
        if stream is None:
            raise SlackError("message_not_in_streaming_state")
        return message, stream

    @staticmethod
    def _with(message: Message, stream: _Stream, piece: Piece) -> Message:
        if piece.mode and stream.mode and piece.mode != stream.mode:
            raise SlackError("streaming_mode_mismatch")
        stream.mode = stream.mode or piece.mode
        if len(message.text) + len(piece.text) > MOST_STREAMED:
            stream.is_full = True
        if stream.is_full and piece.text:
            raise SlackError("msg_too_long")
        blocks = {str(block.get("task_id", number)): block for number, block in enumerate(message.blocks)}
        blocks |= {str(card["task_id"]): card for card in piece.cards}
        if len(blocks) + len(piece.blocks) > MOST_BLOCKS:
            raise SlackError("msg_blocks_too_many")
        return replace(message, text=message.text + piece.text, blocks=(*blocks.values(), *piece.blocks))
