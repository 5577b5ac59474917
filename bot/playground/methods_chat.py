"""The Web API methods that write: messages, statuses, reactions."""

import re

from bot.playground.arguments import Arguments
from bot.playground.content import LONGEST_TEXT, LONGEST_UPDATE, content_of, metadata_of
from bot.playground.entities import BOT_USER, Message, Payload, SlackError
from bot.playground.methods import Method, entered, visible, writable
from bot.playground.pace import POSTING, TIER_2, TIER_3, TIER_4
from bot.playground.payloads import message_object
from bot.playground.permalinks import permalink
from bot.playground.streams import Streams
from bot.playground.workspace import Workspace

MOST_LOADING_MESSAGES = 10
"""docs.slack.dev/reference/methods/assistant.threads.setStatus"""

_EMOJI = re.compile(r"[\w+'-]+(?:::skin-tone-[2-6])?")


class ChatMethods:
    """`chat.*` but for streams, `assistant.threads.setStatus` and `reactions.*`."""

    def __init__(self, workspace: Workspace, streams: Streams, *, base_url: str) -> None:
        self._workspace = workspace
        self._streams = streams
        self._base_url = base_url

    def methods(self) -> dict[str, Method]:
        """By name."""
        return {
            "chat.postMessage": Method(answer=self._post, tier=POSTING, scope="chat:write"),
            "chat.update": Method(answer=self._update, tier=TIER_3, scope="chat:write"),
            "chat.delete": Method(answer=self._delete, tier=TIER_3, scope="chat:write"),
            "chat.getPermalink": Method(answer=self._permalink),
            "chat.postEphemeral": Method(answer=self._post_ephemeral, tier=TIER_4, scope="chat:write"),
            "assistant.threads.setStatus": Method(answer=self._set_status, scope="chat:write"),
            "reactions.add": Method(answer=self._add_reaction, tier=TIER_3, scope="reactions:write"),
            "reactions.remove": Method(answer=self._remove_reaction, tier=TIER_2, scope="reactions:write"),
        }

    def _post(self, arguments: Arguments) -> Payload:
        (channel_id,) = arguments.required("channel")
        # A person's id opens their DM (docs.slack.dev/reference/methods/chat.postMessage).
        is_person = channel_id in self._workspace.users
        channel = self._workspace.open_im(channel_id) if is_person else writable(self._workspace, channel_id)
        content = content_of(arguments, longest=LONGEST_TEXT)
        message = self._workspace.post(
            channel=channel.id,
            user=BOT_USER,
            text=content.text or "",
            markdown=content.markdown,
            thread_ts=arguments.text("thread_ts") or None,
            broadcast=arguments.flag("reply_broadcast"),
            blocks=content.blocks or (),
            metadata=metadata_of(arguments),
        )
        return {"channel": channel.id, "ts": message.ts, "message": self._shown(message)}

    def _update(self, arguments: Arguments) -> Payload:
        channel_id, ts = arguments.required("channel", "ts")
        channel = self._workspace.channel(channel_id)
        self._streams.expire()
        before = self._workspace.message(channel.id, ts)
        if before.user != BOT_USER:
            raise SlackError("cant_update_message")
        if before.streaming == "in_progress":
            raise SlackError("streaming_state_conflict")
        content = content_of(arguments, longest=LONGEST_UPDATE)
        message = self._workspace.edit(
            channel=channel.id,
            ts=ts,
            text=content.text,
            markdown=content.markdown,
            blocks=content.blocks,
            metadata=metadata_of(arguments),
        )
        return {"channel": channel.id, "ts": ts, "text": message.text, "message": self._shown(message)}

    def _delete(self, arguments: Arguments) -> Payload:
        channel_id, ts = arguments.required("channel", "ts")
        channel = self._workspace.channel(channel_id)
        if self._workspace.message(channel.id, ts).user != BOT_USER:
            raise SlackError("cant_delete_message")
        self._workspace.delete(channel=channel.id, ts=ts)
        return {"channel": channel.id, "ts": ts}

    def _permalink(self, arguments: Arguments) -> Payload:
        channel_id, ts = arguments.required("channel", "message_ts")
        channel = visible(self._workspace, channel_id)
        message = self._workspace.message(channel.id, ts)
        if message.ephemeral_to is not None:
            raise SlackError("message_not_found")
        return {"channel": channel.id, "permalink": permalink(message, base_url=self._base_url)}

    def _post_ephemeral(self, arguments: Arguments) -> Payload:
        channel_id, user = arguments.required("channel", "user")
        channel = writable(self._workspace, channel_id)
        if user not in channel.members:
            raise SlackError("user_not_in_channel")
        content = content_of(arguments, longest=LONGEST_TEXT)
        message = self._workspace.post(
            channel=channel.id,
            user=BOT_USER,
            text=content.text or "",
            markdown=content.markdown,
            thread_ts=arguments.text("thread_ts") or None,
            blocks=content.blocks or (),
            ephemeral_to=user,
        )
        return {"message_ts": message.ts}

    def _set_status(self, arguments: Arguments) -> Payload:
        channel_id, thread_ts = arguments.required("channel_id", "thread_ts")
        if "status" not in arguments.values:
            arguments.required("status")
        channel = entered(self._workspace, channel_id)
        if thread_ts not in channel.messages:
            raise SlackError("invalid_thread_ts")
        loading = arguments.values.get("loading_messages")
        if isinstance(loading, list) and len(loading) > MOST_LOADING_MESSAGES:  # pyright: ignore[reportUnknownArgumentType] - counted only
            raise SlackError("invalid_arguments")
        self._workspace.set_status(channel=channel.id, thread_ts=thread_ts, status=arguments.text("status"))
        return {}

    def _add_reaction(self, arguments: Arguments) -> Payload:
        channel, ts, name = self._reaction(arguments)
        self._workspace.react(channel=channel, ts=ts, name=name, user=BOT_USER)
        return {}

    def _remove_reaction(self, arguments: Arguments) -> Payload:
        channel, ts, name = self._reaction(arguments)
        self._workspace.unreact(channel=channel, ts=ts, name=name, user=BOT_USER)
        return {}

    def _reaction(self, arguments: Arguments) -> tuple[str, str, str]:
        channel_id, ts, name = arguments.required("channel", "timestamp", "name")
        name = name.strip(":")
        if not _EMOJI.fullmatch(name):
            raise SlackError("invalid_name")
        return self._workspace.message(channel_id, ts).channel, ts, name

    def _shown(self, message: Message) -> Payload:
        return message_object(self._workspace, message, base_url=self._base_url, metadata=True)
