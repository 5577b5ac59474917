"""Slack's own Stop button: `agent_session_stopped` ends what is being answered in that thread."""

from slack_bolt.async_app import AsyncApp

from bot.language import ChannelId, ThreadRef, Ts
from bot.listeners.routing import team_of
from bot.memory.inbox import Inbox
from bot.slack.payloads import Payload, child, text_of
from bot.telemetry import log


def register(app: AsyncApp, inbox: Inbox) -> None:
    """Joins the event (docs.slack.dev/reference/events/agent_session_stopped)."""

    async def stopped(body: Payload) -> None:
        event, team = child(body, "event"), team_of(body)
        channel, ts = text_of(event, "channel"), text_of(event, "thread_ts")
        if not (team and channel and ts):
            return
        thread = ThreadRef(team=team, channel=ChannelId(channel), ts=Ts(ts))
        await inbox.stop(thread, at=Ts(text_of(event, "event_ts")) or None)
        log.info("session stopped", thread=thread.key)

    app.event("agent_session_stopped")(stopped)
