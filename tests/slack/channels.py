"""The small Slack with several channels, their members and threads, and the addresses to which commands are answered."""

from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, cast

from aiohttp import web
from aiohttp.test_utils import TestServer

from tests.slack.fake import BOT, FakeSlack

FULL_MEMBER: dict[str, Any] = {"team_id": "T1", "is_restricted": False, "is_ultra_restricted": False}


@dataclass
class SlackOfChannels(FakeSlack):
    """What stands in a channel has its id in the field `channel`."""

    channels: dict[str, dict[str, Any]] = field(default_factory=dict[str, dict[str, Any]])
    members: dict[str, list[str]] = field(default_factory=dict[str, list[str]])
    responses: list[tuple[str, dict[str, Any]]] = field(default_factory=list[tuple[str, dict[str, Any]]])
    """What was said at which address."""
    tries: int = 0
    """How often anything was sent to an address."""
    retry_after: str = "7"
    tells_all: bool = False
    """Whether a reply in a thread that is gone goes to the channel, as in Slack."""
    pages_a_minute: int = 0
    """How many pages of a channel are given before Slack asks to wait a minute, each time; 0 for any number."""
    replies_a_minute: int = 0
    """The same for pages of threads."""
    gives_the_root_always: bool = False
    """Whether each page of a thread begins with its root, as in Slack."""
    _pages_given: int = 0
    _replies_given: int = 0
    answers: list[tuple[int, str]] = field(default_factory=list[tuple[int, str]])
    """What the next tries meet: a status and a body; status 0 breaks the connection."""

    def person(self, user: str, name: str, **fields: Any) -> None:
        """A full member of the workspace, unless the fields say otherwise."""
        self.users[user] = {"id": user, "name": name, "tz": "Etc/UTC", "tz_offset": 0, **FULL_MEMBER, **fields}

    def channel(self, channel: str, name: str, *, members: Sequence[str] = (), bot: bool = True, **fields: Any) -> None:
        """A public channel, unless the fields say otherwise."""
        kind = {"is_channel": True, "is_private": False, "is_im": False, "is_mpim": False, "is_ext_shared": False}
        self.channels[channel] = {"id": channel, "name": name, "is_member": bot, **kind, **fields}
        self.members[channel] = [*members, *([BOT] if bot else [])]

    def said(self, channel: str) -> list[dict[str, Any]]:
        """What the bot said there."""
        return [message for message in self.ours if message.get("channel") == channel]

    def app(self) -> web.Application:
        app = super().app()
        app.router.add_post("/respond/{id}", self._respond)
        return app

    async def _respond(self, request: web.Request) -> web.StreamResponse:
        self.tries += 1
        body = cast("dict[str, Any]", await request.json())
        status, said = self.answers.pop(0) if self.answers else (200, "ok")
        if status == 0:
            assert request.transport
            request.transport.abort()
            return web.Response()
        if status == 200 and said == "ok":
            self.responses.append((request.path, body))
        return web.Response(status=status, text=said, headers={"Retry-After": self.retry_after, "Location": "/elsewhere"})

    def _conversations_info(self, a: Mapping[str, Any]) -> dict[str, Any]:
        return self._one("channel", self.channels.get(a["channel"]))

    def _conversations_members(self, a: Mapping[str, Any]) -> dict[str, Any]:
        members = self.members.get(a["channel"])
        if members is None:
            return {"ok": False, "error": "channel_not_found"}
        start = int(a.get("cursor") or 0)
        end = start + min(self.page_size, int(a["limit"]))
        cursor = str(end) if end < len(members) else ""
        return {"ok": True, "members": members[start:end], "response_metadata": {"next_cursor": cursor}}

    def _conversations_open(self, a: Mapping[str, Any]) -> dict[str, Any]:
        return {"ok": True, "channel": {"id": f"D{a['users'][1:]}"}}

    def _conversations_history(self, a: Mapping[str, Any]) -> dict[str, Any]:
        if self._is_closed(a["channel"]):
            return {"ok": False, "error": "not_in_channel"}
        self._pages_given += 1
        if self.pages_a_minute and self._pages_given % self.pages_a_minute == 0:
            self.fails("conversations.history", "ratelimited", retry_after="60")
        oldest, latest = a.get("oldest", "0"), a.get("latest", "9")
        found = [
            self._with_replies(message)
            for ts, message in sorted(self.messages.items(), reverse=True)
            if oldest < ts < latest and message.get("channel", "C1") == a["channel"]
            if message["thread_ts"] == ts or message.get("subtype") == "thread_broadcast"
        ]
        return self._page(found, a)

    def _conversations_replies(self, a: Mapping[str, Any]) -> dict[str, Any]:
        if self._is_closed(a["channel"]):
            return {"ok": False, "error": "not_in_channel"}
        self._replies_given += 1
        if self.replies_a_minute and self._replies_given % self.replies_a_minute == 0:
            self.fails("conversations.replies", "ratelimited", retry_after="60")
        message = self.messages.get(a["ts"])
        thread = self._thread(a["ts"])
        if message is None and not thread:
            return {"ok": False, "error": "thread_not_found"}
        if message and message["thread_ts"] != a["ts"]:
            thread = [message]
        page = self._page([self._with_replies(m) for m in thread if m.get("channel", "C1") == a["channel"]], a)
        if self.gives_the_root_always and message and a.get("cursor"):
            page["messages"].insert(0, self._with_replies(message))
        return page

    def _chat_postMessage(self, a: Mapping[str, Any]) -> dict[str, Any]:  # noqa: N802
        if self._is_closed(a["channel"]):
            return {"ok": False, "error": "not_in_channel"}
        shown = {name: a[name] for name in ("blocks", "metadata", "channel") if name in a}
        thread = None if self.tells_all and a.get("thread_ts") not in self.messages else a.get("thread_ts")
        ts = self.says(BOT, a["text"], thread=thread, bot_id="B0BOT", **shown)
        return {"ok": True, "ts": ts, "message": {"ts": ts, "text": a["text"], **({"thread_ts": thread} if thread else {})}}

    def _chat_postEphemeral(self, a: Mapping[str, Any]) -> dict[str, Any]:  # noqa: N802
        return {"ok": True, "message_ts": "1.2"}

    def _is_closed(self, channel: str) -> bool:
        return channel in self.members and BOT not in self.members[channel]

    def _thread(self, root: str) -> list[dict[str, Any]]:
        return [m for ts, m in sorted(self.messages.items()) if root in {ts, m["thread_ts"]}]

    def _with_replies(self, message: dict[str, Any]) -> dict[str, Any]:
        replies = [m["ts"] for m in self._thread(message["ts"]) if m["ts"] != message["ts"]]
        if not replies:
            return {name: value for name, value in message.items() if name != "thread_ts" or value != message["ts"]}
        return {**message, "reply_count": len(replies), "latest_reply": replies[-1]}


@asynccontextmanager
async def served(fake: SlackOfChannels) -> AsyncGenerator[SlackOfChannels]:
    """The fake on a socket of this machine."""
    async with TestServer(fake.app()) as server:
        fake.url = str(server.make_url("")).rstrip("/")
        yield fake
