"""What people do besides writing: edit, delete, press Stop and buttons, open the app's home, invite the bot."""

from bot.playground.deliveries import Deliveries, Delivery
from bot.playground.entities import BOT_USER, YOU, Message, Payload, SlackError
from bot.playground.interactions import Interactions
from bot.playground.streams import Streams
from bot.playground.workspace import Workspace


class People:
    """The deeds of people; each becomes the event or the interaction that Slack makes of it. Raises `SlackError`.

    `may_stop` is whether Slack shows its Stop button at all, which it does for apps that have sessions.
    """

    def __init__(
        self, workspace: Workspace, streams: Streams, deliveries: Deliveries, interactions: Interactions, *, may_stop: bool
    ) -> None:
        self._workspace = workspace
        self._streams = streams
        self._deliveries = deliveries
        self._interactions = interactions
        self.may_stop = may_stop
        self._at_home: set[str] = set()

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
        self._at_home.add(user)
        about: Payload = {"user": user, "channel": channel.id, "tab": tab, "event_ts": self._workspace.next_ts()}
        return self._deliveries.deliver({"type": "app_home_opened", **about})

    def open_home_once(self, *, user: str = YOU) -> None:
        """The same, unless that person has been there: a reload of the page is no event."""
        if user not in self._at_home:
            self.open_home(user=user)

    def invite_bot(self, channel: str) -> None:
        """Makes the bot a member of the channel. Raises `already_in_channel`."""
        self._workspace.join(channel, user=BOT_USER)

    def _own(self, channel: str, ts: str, user: str | None, *, error: str) -> Message:
        message = self._workspace.message(channel, ts)
        if message.user == BOT_USER or (user is not None and message.user != user):
            raise SlackError(error)
        return message
