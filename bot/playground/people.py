"""What people do besides writing: edit, delete, react, press Stop and buttons, open the app's home, look around, invite."""

import re

from bot.playground.deliveries import Deliveries, Delivery
from bot.playground.entities import BOT_USER, YOU, Message, Payload, SlackError
from bot.playground.interactions import Interactions
from bot.playground.methods_sessions import SessionMethods
from bot.playground.payloads import app_context
from bot.playground.streams import Streams
from bot.playground.workspace import Workspace

_EMOJI = re.compile(r"[a-z0-9_+'-]{1,100}")


class People:
    """The deeds of people; each becomes the event or the interaction that Slack makes of it. Raises `SlackError`.

    `may_stop` is whether Slack shows its Stop button at all, which it does for apps that have sessions; `has_view` whether it
    has its own view of conversations with the app, and tells what people look at beside it.
    """

    def __init__(
        self,
        workspace: Workspace,
        streams: Streams,
        deliveries: Deliveries,
        interactions: Interactions,
        sessions: SessionMethods,
        *,
        may_stop: bool,
        has_view: bool,
    ) -> None:
        self._workspace = workspace
        self._streams = streams
        self._deliveries = deliveries
        self._interactions = interactions
        self._sessions = sessions
        self.may_stop = may_stop
        self.has_view = has_view
        self._in_conversation: set[str] = set()

    def edit(self, *, channel: str, ts: str, text: str, user: str | None = None) -> Message:
        """Changes one's own message (`user` is its author by default); the same text changes nothing."""
        message = self._own(channel, ts, user, error="cant_update_message")
        if not text.strip():
            raise SlackError("no_text")
        return message if text == message.text else self._workspace.edit(channel=message.channel, ts=ts, text=text)

    def delete(self, *, channel: str, ts: str, user: str | None = None) -> None:
        """Deletes one's own message (`user` is its author by default)."""
        message = self._own(channel, ts, user, error="cant_delete_message")
        self._workspace.delete(channel=message.channel, ts=ts)

    def react(self, *, channel: str, ts: str, name: str, user: str) -> None:
        """Puts one's emoji under a message, or takes it away again; only apps that ask for it are told. Raises `invalid_name`."""
        message = self._workspace.message(channel, ts)
        if message.ephemeral_to is not None:
            raise SlackError("message_not_found")
        if not _EMOJI.fullmatch(name):
            raise SlackError("invalid_name")
        is_there = any(reaction.name == name and user in reaction.users for reaction in message.reactions)
        change = self._workspace.unreact if is_there else self._workspace.react
        change(channel=message.channel, ts=ts, name=name, user=user)

    def can_stop(self, channel: str, thread_ts: str) -> bool:
        """Whether Slack shows its Stop button in that thread."""
        if not self.may_stop:
            return False
        session = self._workspace.sessions.get((channel, thread_ts))
        streaming = any(reply.streaming == "in_progress" for reply in self._workspace.replies(channel, thread_ts))
        return streaming or (session is not None and session.status == "processing")

    def stop(self, *, channel: str, thread_ts: str, user: str = YOU) -> Delivery:
        """Presses Stop: what streams there ends, and the app is told. Raises `nothing_to_stop`, which is no word of Slack's.

        The session stays as it is; to end it is the app's duty (docs.slack.dev/reference/events/agent_session_stopped).
        """
        place = self._workspace.channel(channel)
        if not self.can_stop(place.id, thread_ts):
            raise SlackError("nothing_to_stop")
        stopped = self._streams.stop_for(place.id, thread_ts)
        about: Payload = {"channel": place.id, "user": user, "thread_ts": thread_ts, "streaming_message_ts": stopped}
        return self._deliveries.deliver({"type": "agent_session_stopped", **about, "event_ts": self._workspace.next_ts()})

    async def click(self, *, channel: str, ts: str, action_id: str, user: str | None = None, value: str = "") -> Delivery:
        """Presses a button, or chooses `value` from a menu, and waits for the acknowledgement.

        `user` is by default whom the message is for, or you.
        """
        message = self._workspace.message(channel, ts)
        presser = user or message.ephemeral_to or YOU
        if message.ephemeral_to not in (None, presser):
            raise SlackError("message_not_found")
        payload = self._interactions.block_actions(message, action_id, user=presser, value=value)
        return await self._deliveries.interact(payload)

    def open_home(self, *, tab: str = "messages", user: str = YOU) -> Delivery:
        """Opens the app's home in that tab (docs.slack.dev/reference/events/app_home_opened)."""
        channel = self._workspace.open_im(user)
        if tab == "messages":
            self._in_conversation.add(user)
        about: Payload = {"user": user, "channel": channel.id, "tab": tab, "event_ts": self._workspace.next_ts()}
        if user in self._workspace.looking:
            about["context"] = app_context(self._workspace.looking[user], team=self._workspace.team)
        return self._deliveries.deliver({"type": "app_home_opened", **about})

    def look(self, channel: str, *, user: str = YOU) -> Delivery | None:
        """Looks at a channel (or, with an empty name, at none) while the app's view is open; the app is told of a change."""
        looked = self._workspace.channel(channel).id if channel else ""
        if not self.has_view or self._workspace.looking.get(user) == looked:
            return None
        self._workspace.looking[user] = looked
        place = self._workspace.open_im(user).id
        about: Payload = {
            "channel": place,
            "user": user,
            "context": app_context(looked, team=self._workspace.team),
            "event_ts": self._workspace.next_ts(),
        }
        return self._deliveries.deliver({"type": "app_context_changed", **about})

    def rename(self, *, channel: str, thread_ts: str, title: str, user: str = YOU) -> Delivery:
        """Gives a conversation another title. Raises `session_not_found`."""
        place = self._workspace.channel(channel)
        before = self._workspace.titles.get((place.id, thread_ts))
        self._sessions.rename(place, thread_ts, title)
        about: Payload = {"channel": place.id, "user": user, "thread_ts": thread_ts, "title": title}
        about["team_id"] = self._workspace.team
        if before:
            about["previous_title"] = before
        ts = self._workspace.next_ts()
        return self._deliveries.deliver({"type": "agent_session_title_changed", **about, "event_ts": ts})

    def visit(self, *, looking_at: str = "", user: str = YOU) -> None:
        """Comes to the conversation with the app, or is there and looks at something else; a reload of the page is no event."""
        if user in self._in_conversation:
            self.look(looking_at, user=user)
            return
        if self.has_view:
            self._workspace.looking[user] = looking_at
        self.open_home(user=user)

    def invite_bot(self, channel: str) -> None:
        """Makes the bot a member of the channel. Raises `already_in_channel`."""
        self._workspace.join(channel, user=BOT_USER)

    def _own(self, channel: str, ts: str, user: str | None, *, error: str) -> Message:
        message = self._workspace.message(channel, ts)
        if message.user == BOT_USER or (user is not None and message.user != user):
            raise SlackError(error)
        return message
