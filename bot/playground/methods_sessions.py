"""`agents.sessions.*`: what Slack is told of the app's work in a thread (docs.slack.dev/ai/agent-sessions)."""

from dataclasses import replace
from typing import cast, get_args

from bot.playground.arguments import Arguments
from bot.playground.entities import Channel, Payload, Session, SessionStatus, SlackError
from bot.playground.methods import Method, entered
from bot.playground.pace import TIER_3
from bot.playground.workspace import Workspace

LONGEST_TITLE = 200
"""Characters (docs.slack.dev/reference/methods/agents.sessions.setStatus)."""


class SessionMethods:
    """Creates the session of a thread with its first status. A title and an initiator count then only."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    def methods(self) -> dict[str, Method]:
        """By name. Of the first no page of Slack's names the tier; others' clients assume the third, which the second has."""
        return {
            "agents.sessions.setStatus": Method(answer=self._set_status, tier=TIER_3, scope="chat:write"),
            "agents.sessions.rename": Method(answer=self._rename, tier=TIER_3, scope="chat:write"),
        }

    def status(self, arguments: Arguments, name: str) -> SessionStatus:
        """The argument of that name. Raises `invalid_arguments` for a status that does not exist."""
        (status,) = arguments.required(name)
        if status not in get_args(SessionStatus):
            raise SlackError("invalid_arguments", response_metadata={"messages": [f"[ERROR] must be a valid enum value: {name}"]})
        return cast("SessionStatus", status)

    def put(self, channel: Channel, thread_ts: str, status: SessionStatus, *, title: str = "", initiator: str = "") -> Session:
        """Puts the session of a thread into that state, and creates it where there is none."""
        found = self._workspace.sessions.get((channel.id, thread_ts))
        session = replace(found, status=status) if found else Session(status=status, title=title, initiator=initiator)
        self._workspace.set_session(channel=channel.id, thread_ts=thread_ts, session=session)
        if title and not found:
            self._workspace.set_title(channel=channel.id, thread_ts=thread_ts, title=title)
        return session

    def rename(self, channel: Channel, thread_ts: str, title: str) -> None:
        """Gives the session of a thread another title. Raises `session_not_found` and `invalid_arguments`."""
        found = self._workspace.sessions.get((channel.id, thread_ts))
        if found is None:
            raise SlackError("session_not_found")
        if not title.strip() or len(title) > LONGEST_TITLE:
            raise SlackError("invalid_arguments", response_metadata={"messages": ["[ERROR] title has a wrong length"]})
        session = replace(found, title=title)
        self._workspace.set_session(channel=channel.id, thread_ts=thread_ts, session=session)
        self._workspace.set_title(channel=channel.id, thread_ts=thread_ts, title=title)

    def _set_status(self, arguments: Arguments) -> Payload:
        status = self.status(arguments, "status")
        channel_id, thread_ts = arguments.required("channel_id", "thread_ts")
        channel = entered(self._workspace, channel_id)
        parent = channel.messages.get(thread_ts)
        if parent is None or parent.thread_ts:
            raise SlackError("invalid_thread_ts")
        title, initiator = arguments.text("title"), arguments.text("initiator_user_id")
        if len(title) > LONGEST_TITLE:
            raise SlackError("invalid_arguments", response_metadata={"messages": ["[ERROR] title is too long"]})
        if initiator and initiator not in channel.members:
            raise SlackError("user_not_in_channel")
        session = self.put(channel, thread_ts, status, title=title, initiator=initiator)
        return {"status": session.status, "agent_status": session.status, "title": session.title}

    def _rename(self, arguments: Arguments) -> Payload:
        channel_id, thread_ts, title = arguments.required("channel_id", "thread_ts", "title")
        self.rename(entered(self._workspace, channel_id), thread_ts, title)
        return {"title": title}
