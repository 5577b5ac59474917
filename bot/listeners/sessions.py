"""Sessions, as Slack lists them: its own Stop button ends what is being answered in a thread, and a person may name one."""

from slack_bolt.async_app import AsyncApp

from bot.language import ChannelId, ThreadRef, Ts
from bot.listeners.envelopes import team_of
from bot.listeners.errands import Errands
from bot.memory.inbox import Inbox
from bot.memory.titles import Titles
from bot.slack.payloads import Payload, child, text_of
from bot.slack.sessions import Sessions
from bot.telemetry import log


def register(app: AsyncApp, inbox: Inbox, titles: Titles, sessions: Sessions, errands: Errands) -> None:
    """Joins both events (docs.slack.dev/reference/events/agent_session_stopped, agent_session_title_changed)."""

    async def stopped(body: Payload) -> None:
        thread = _thread(body)
        if thread is None:
            return
        await inbox.stop(thread, at=Ts(text_of(child(body, "event"), "event_ts")) or None)
        if not await inbox.has_questions(thread):
            # Nobody is left who would end it, and Slack does not by itself.
            errands.send(sessions.rest(thread))
        log.info("session stopped", thread=thread.key)

    async def named(body: Payload) -> None:
        if thread := _thread(body):
            await titles.settle(thread)

    app.event("agent_session_stopped")(stopped)
    app.event("agent_session_title_changed")(named)


def _thread(body: Payload) -> ThreadRef | None:
    event, team = child(body, "event"), team_of(body)
    channel, ts = text_of(event, "channel"), text_of(event, "thread_ts")
    return ThreadRef(team=team, channel=ChannelId(channel), ts=Ts(ts)) if team and channel and ts else None
