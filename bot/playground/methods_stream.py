"""The Web API methods that stream: `chat.startStream`, `chat.appendStream`, `chat.stopStream`."""

from bot.playground.arguments import Arguments
from bot.playground.blocks import check_blocks
from bot.playground.content import LONGEST_MARKDOWN, metadata_of
from bot.playground.entities import Channel, Payload, SlackError
from bot.playground.methods import Method, entered
from bot.playground.methods_sessions import SessionMethods
from bot.playground.pace import TIER_2, TIER_4
from bot.playground.payloads import message_object
from bot.playground.streams import Piece, Streams
from bot.playground.workspace import Workspace

STATUSES = frozenset({"pending", "in_progress", "complete", "error"})
CHUNKS = frozenset({"markdown_text", "task_update", "plan_update", "blocks"})


class StreamMethods:
    """`chat.*Stream`. Of the chunks, plans are accepted and not kept."""

    def __init__(self, workspace: Workspace, streams: Streams, sessions: SessionMethods, *, base_url: str) -> None:
        self._workspace = workspace
        self._streams = streams
        self._sessions = sessions
        self._base_url = base_url

    def methods(self) -> dict[str, Method]:
        """By name."""
        return {
            "chat.startStream": Method(answer=self._start, tier=TIER_2, scope="chat:write"),
            "chat.appendStream": Method(answer=self._append, tier=TIER_4, scope="chat:write"),
            "chat.stopStream": Method(answer=self._stop, tier=TIER_2, scope="chat:write"),
        }

    def _start(self, arguments: Arguments) -> Payload:
        channel_id, thread_ts = arguments.required("channel", "thread_ts")
        channel = entered(self._workspace, channel_id)
        self._check_recipient(channel, arguments)
        message = self._streams.start(channel, thread_ts=thread_ts, piece=_piece(arguments))
        return {"channel": channel.id, "ts": message.ts}

    def _check_recipient(self, channel: Channel, arguments: Arguments) -> None:
        user, team = arguments.text("recipient_user_id"), arguments.text("recipient_team_id")
        if not channel.is_im and not team:
            raise SlackError("missing_recipient_team_id")
        if not channel.is_im and not user:
            raise SlackError("missing_recipient_user_id")
        if user and user not in self._workspace.users:
            raise SlackError("user_not_found")
        if team and team != self._workspace.team:
            raise SlackError("team_not_found")

    def _append(self, arguments: Arguments) -> Payload:
        channel, ts = self._named(arguments)
        piece = _piece(arguments)
        if not piece.mode:
            raise SlackError("no_text")
        self._streams.append(channel.id, ts, piece)
        return {"channel": channel.id, "ts": ts}

    def _stop(self, arguments: Arguments) -> Payload:
        channel, ts = self._named(arguments)
        blocks = arguments.objects("blocks", error="invalid_blocks_format") or []
        check_blocks(blocks)
        status = self._sessions.status(arguments, "session_status") if arguments.has("session_status") else None
        message = self._streams.stop(channel.id, ts, _piece(arguments), blocks=tuple(blocks), metadata=metadata_of(arguments))
        if status:
            self._sessions.put(channel, message.thread_ts or message.ts, status)
        shown = message_object(self._workspace, message, base_url=self._base_url, metadata=True)
        return {"channel": channel.id, "ts": ts, "message": shown}

    def _named(self, arguments: Arguments) -> tuple[Channel, str]:
        channel_id, ts = arguments.required("channel", "ts")
        return entered(self._workspace, channel_id), ts


def _piece(arguments: Arguments) -> Piece:
    """What the call adds. Raises `cannot_provide_both_markdown_text_and_chunks`, `invalid_chunks` and `msg_too_long`."""
    text = arguments.text("markdown_text")
    chunks = arguments.objects("chunks", error="invalid_chunks") or []
    if text and chunks:
        raise SlackError("cannot_provide_both_markdown_text_and_chunks")
    if len(text) > LONGEST_MARKDOWN:
        raise SlackError("msg_too_long")
    if any(chunk.get("type") not in CHUNKS for chunk in chunks):
        raise SlackError("invalid_chunks")
    if not chunks:
        return Piece(text=text, mode="markdown_text" if text else None)
    texts = [str(chunk.get("text", "")) for chunk in chunks if chunk["type"] == "markdown_text"]
    cards = tuple(_card(chunk) for chunk in chunks if chunk["type"] == "task_update")
    inside = [Arguments(chunk).objects("blocks", error="invalid_chunks") or [] for chunk in chunks if chunk["type"] == "blocks"]
    blocks = [block for some in inside for block in some]
    check_blocks(blocks)
    return Piece(text="".join(texts), blocks=tuple(blocks), cards=cards, mode="chunks")


def _card(chunk: Payload) -> Payload:
    """A task as the block that it becomes (docs.slack.dev/reference/block-kit/blocks/task-card-block).

    Raises `invalid_chunks`.
    """
    found = {name: chunk.get(name) for name in ("id", "title", "status")}
    if not all(isinstance(value, str) and value for value in found.values()) or found["status"] not in STATUSES:
        raise SlackError("invalid_chunks")
    details = {"details": str(chunk["details"])} if chunk.get("details") else {}
    return {"type": "task_card", "task_id": found["id"], "title": found["title"], "status": found["status"], **details}
