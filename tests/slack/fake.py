"""A small Slack on loopback for this room's tests: one workspace's messages and files, with faults on demand."""

import asyncio
import json
from collections import defaultdict, deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, cast

from aiohttp import web

TOKEN = "xoxb-test-token"
BOT = "U0BOT"


MOST_STREAMED = 12_000
"""Characters of a streamed message in all."""

FaultKind = Literal["refuse", "ratelimited", "server_error", "reset", "not_json", "plain", "not_slack"]


@dataclass
class Fault:
    """What the next call of a method meets instead of, or after, being carried out."""

    kind: FaultKind
    code: str = ""
    retry_after: str = "0"
    committed: bool = False


@dataclass
class FakeSlack:
    """State and record. `calls` holds every call's method and arguments, also those that met a fault."""

    url: str = ""
    messages: dict[str, dict[str, Any]] = field(default_factory=dict[str, dict[str, Any]])
    users: dict[str, dict[str, Any]] = field(default_factory=dict[str, dict[str, Any]])
    files: dict[str, dict[str, Any]] = field(default_factory=dict[str, dict[str, Any]])
    others: dict[str, dict[str, Any]] = field(default_factory=dict[str, dict[str, Any]])
    uploads: dict[str, bytes] = field(default_factory=dict[str, bytes])
    calls: list[tuple[str, dict[str, Any]]] = field(default_factory=list[tuple[str, dict[str, Any]]])
    faults: defaultdict[str, deque[Fault]] = field(default_factory=lambda: defaultdict[str, deque[Fault]](deque))
    answered: asyncio.Event = field(default_factory=asyncio.Event)
    lacks: set[str] = field(default_factory=set[str])
    """Methods that this workspace does not know."""
    statuses: dict[str, str] = field(default_factory=dict[str, str])
    sessions: dict[str, str] = field(default_factory=dict[str, str])
    reactions: set[tuple[str, str]] = field(default_factory=set[tuple[str, str]])
    opens_windows: bool = False
    """Whether it knows windows; without, it refuses them as one does whose trigger has expired."""
    runs: dict[str, object] = field(default_factory=dict[str, object])
    """The runs of steps that have ended: with which outputs, or which error."""
    run_tokens: dict[str, set[str]] = field(default_factory=dict[str, set[str]])
    """Tokens of runs, and the files that each opens and no other."""
    token: str = ""
    """With which the call under way came."""
    page_size: int = 1_000
    clock: int = 1_700_000_000

    def says(self, user: str, text: str, *, thread: str | None = None, **fields: Any) -> str:
        """Puts a message into the channel; returns its ts."""
        self.clock += 1
        ts = f"{self.clock}.000100"
        self.messages[ts] = {"type": "message", "ts": ts, "user": user, "text": text, "thread_ts": thread or ts, **fields}
        return ts

    def fails(self, method: str, kind: FaultKind, **fields: Any) -> None:
        """The next call of the method meets this fault."""
        self.faults[method].append(Fault(kind, **fields))

    async def until(self, holds: Callable[[], bool]) -> None:
        """Waits, call by call, until that holds."""
        async with asyncio.timeout(5):
            while not holds():
                self.answered.clear()
                await self.answered.wait()

    def called(self, method: str) -> list[dict[str, Any]]:
        """The arguments of each call of a method."""
        return [arguments for name, arguments in self.calls if name == method]

    @property
    def ours(self) -> list[dict[str, Any]]:
        """The bot's messages as they stand now, oldest first."""
        return [message for _, message in sorted(self.messages.items()) if message["user"] == BOT]

    @property
    def streaming(self) -> list[dict[str, Any]]:
        """The messages that take more."""
        return [message for message in self.ours if message.get("streaming_state") == "in_progress"]

    @property
    def working(self) -> bool:
        """Whether anything says that the bot is at work."""
        return any(self.statuses.values()) or "processing" in self.sessions.values() or bool(self.reactions)

    def expire(self) -> None:
        """Ends all streams, as Slack does after five minutes."""
        for message in self.streaming:
            message["streaming_state"] = "errored"

    def app(self) -> web.Application:
        """The Web API and the upload address."""
        app = web.Application(client_max_size=2**26)
        app.router.add_route("*", "/api/{method}", self._call)
        app.router.add_post("/upload/{id}", self._upload)
        return app

    async def _call(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        arguments: dict[str, Any] = dict(request.query)
        if request.content_type == "application/json":
            arguments |= cast("dict[str, Any]", await request.json())
        else:
            arguments |= dict(await request.post())
        self.calls.append((method, arguments))
        self.token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        if self.token not in {TOKEN, *self.run_tokens}:
            return web.json_response({"ok": False, "error": "invalid_auth"})
        fault = self.faults[method].popleft() if self.faults[method] else None
        answer = self._carry_out(method, arguments) if fault is None or fault.committed else {}
        self.answered.set()
        match fault and fault.kind:
            case None:
                return web.json_response(answer)
            case "refuse":
                return web.json_response({"ok": False, "error": cast("Fault", fault).code})
            case "ratelimited":
                headers = {"Retry-After": cast("Fault", fault).retry_after}
                return web.json_response({"ok": False, "error": "ratelimited"}, status=429, headers=headers)
            case "not_slack":
                return web.Response(status=404, text="<html>secret-in-a-body", content_type="text/html")
            case "server_error":
                return web.Response(status=503, text="<html>secret-in-a-body", content_type="text/html")
            case "not_json":
                return web.Response(text="secret-in-a-body", content_type="application/json")
            case "plain":
                return web.Response(text="secret-in-a-body", content_type="text/plain")
            case _:
                assert request.transport
                request.transport.abort()
                return web.Response()

    async def _upload(self, request: web.Request) -> web.Response:
        if self.faults["upload"]:
            self.faults["upload"].popleft()
            return web.Response(status=500)
        self.uploads[request.match_info["id"]] = await request.read()
        return web.Response(text="OK")

    def _carry_out(self, method: str, a: Mapping[str, Any]) -> dict[str, Any]:
        handler = None if method in self.lacks else getattr(self, "_" + method.replace(".", "_"), None)
        return handler(a) if handler else {"ok": False, "error": "unknown_method"}

    def _chat_postMessage(self, a: Mapping[str, Any]) -> dict[str, Any]:  # noqa: N802
        shown = {name: a[name] for name in ("blocks", "metadata") if name in a}
        thread = a["thread_ts"] if a.get("thread_ts") in self.messages else None
        ts = self.says(BOT, a["text"], thread=thread, bot_id="B0BOT", **shown)
        return {"ok": True, "ts": ts, "message": {"ts": ts, "text": a["text"]} | ({"thread_ts": thread} if thread else {})}

    def _chat_update(self, a: Mapping[str, Any]) -> dict[str, Any]:
        if a["ts"] not in self.messages:
            return {"ok": False, "error": "message_not_found"}
        if self.messages[a["ts"]].get("streaming_state") == "in_progress":
            return {"ok": False, "error": "streaming_state_conflict"}
        if len(a["text"]) > 4_000:
            return {"ok": False, "error": "msg_too_long"}
        self.messages[a["ts"]] |= {name: a[name] for name in ("text", "blocks", "metadata") if name in a}
        return {"ok": True, "ts": a["ts"]}

    def _chat_delete(self, a: Mapping[str, Any]) -> dict[str, Any]:
        return {"ok": True} if self.messages.pop(a["ts"], None) else {"ok": False, "error": "message_not_found"}

    def _chat_startStream(self, a: Mapping[str, Any]) -> dict[str, Any]:  # noqa: N802
        for name in ("recipient_user_id", "recipient_team_id"):
            if not a.get(name):
                return {"ok": False, "error": f"missing_{name}"}
        return {"ok": True, "ts": self.says(BOT, streamed_text(a), thread=a["thread_ts"], streaming_state="in_progress")}

    def _chat_appendStream(self, a: Mapping[str, Any]) -> dict[str, Any]:  # noqa: N802
        message = self.messages.get(a["ts"], {})
        added = streamed_text(a)
        error = ""
        if not message:
            error = "message_not_found"
        elif message["streaming_state"] == "stopped":
            error = "stopped_by_user"
        elif message["streaming_state"] != "in_progress":
            error = "message_not_in_streaming_state"
        elif len(message["text"] + added) > MOST_STREAMED:
            error = "msg_too_long"
        if error:
            return {"ok": False, "error": error}
        message["text"] += added
        return {"ok": True, "ts": a["ts"]}

    def _chat_stopStream(self, a: Mapping[str, Any]) -> dict[str, Any]:  # noqa: N802
        answer = self._chat_appendStream(a)
        if answer["ok"]:
            shown = {name: a[name] for name in ("blocks", "metadata") if name in a}
            self.messages[a["ts"]] |= {"streaming_state": "completed", **shown}
        return answer

    def _agents_sessions_setStatus(self, a: Mapping[str, Any]) -> dict[str, Any]:  # noqa: N802
        self.sessions[a["thread_ts"]] = a["status"]
        return {"ok": True}

    def _assistant_threads_setTitle(self, a: Mapping[str, Any]) -> dict[str, Any]:  # noqa: N802
        return {"ok": True}

    def _assistant_threads_setSuggestedPrompts(self, a: Mapping[str, Any]) -> dict[str, Any]:  # noqa: N802
        return {"ok": True}

    def _functions_completeSuccess(self, a: Mapping[str, Any]) -> dict[str, Any]:  # noqa: N802
        return self._ended(a["function_execution_id"], json.loads(a["outputs"]))

    def _functions_completeError(self, a: Mapping[str, Any]) -> dict[str, Any]:  # noqa: N802
        return self._ended(a["function_execution_id"], a["error"])

    def _ended(self, run: str, how: object) -> dict[str, Any]:
        if run in self.runs:
            return {"ok": False, "error": "execution_not_in_running_state"}
        self.runs[run] = how
        return {"ok": True}

    def _assistant_threads_setStatus(self, a: Mapping[str, Any]) -> dict[str, Any]:  # noqa: N802
        self.statuses[a["thread_ts"]] = a["status"]
        return {"ok": True}

    def _reactions_add(self, a: Mapping[str, Any]) -> dict[str, Any]:
        reaction = (a["timestamp"], a["name"])
        if reaction in self.reactions:
            return {"ok": False, "error": "already_reacted"}
        self.reactions.add(reaction)
        return {"ok": True}

    def _reactions_remove(self, a: Mapping[str, Any]) -> dict[str, Any]:
        reaction = (a["timestamp"], a["name"])
        if reaction not in self.reactions:
            return {"ok": False, "error": "no_reaction"}
        self.reactions.remove(reaction)
        return {"ok": True}

    def _conversations_replies(self, a: Mapping[str, Any]) -> dict[str, Any]:
        if a["ts"] not in self.messages:
            return {"ok": False, "error": "thread_not_found"}
        oldest = a.get("oldest", "0")
        thread = [m for ts, m in sorted(self.messages.items()) if m["thread_ts"] == a["ts"] and (ts >= oldest or ts == a["ts"])]
        if not a.get("include_all_metadata"):
            thread = [{name: value for name, value in m.items() if name != "metadata"} for m in thread]
        return self._page(thread, a)

    def _conversations_history(self, a: Mapping[str, Any]) -> dict[str, Any]:
        found = [m for ts, m in sorted(self.messages.items(), reverse=True) if a["oldest"] < ts < a["latest"]]
        return self._page(found, a)

    def _page(self, found: list[dict[str, Any]], a: Mapping[str, Any]) -> dict[str, Any]:
        start = int(a.get("cursor") or 0)
        end = start + min(self.page_size, int(a["limit"]))
        cursor = str(end) if end < len(found) else ""
        return {"ok": True, "messages": found[start:end], "response_metadata": {"next_cursor": cursor}}

    def _views_open(self, a: Mapping[str, Any]) -> dict[str, Any]:
        if not self.opens_windows:
            return {"ok": False, "error": "expired_trigger_id"}
        return self._views_publish(a)

    def _views_publish(self, a: Mapping[str, Any]) -> dict[str, Any]:
        return {"ok": True, "view": {"id": "V1", **cast("dict[str, Any]", a["view"])}}

    def _users_info(self, a: Mapping[str, Any]) -> dict[str, Any]:
        return self._one("user", self.users.get(a["user"]))

    def _bots_info(self, a: Mapping[str, Any]) -> dict[str, Any]:
        return self._one("bot", self.others.get(a["bot"]))

    def _conversations_info(self, a: Mapping[str, Any]) -> dict[str, Any]:
        return self._one("channel", self.others.get(a["channel"]))

    def _usergroups_list(self, a: Mapping[str, Any]) -> dict[str, Any]:
        return {"ok": True, "usergroups": [value for key, value in self.others.items() if key.startswith("S")]}

    def _files_info(self, a: Mapping[str, Any]) -> dict[str, Any]:
        found = self.files.get(a["file"])
        hidden = {file for files in self.run_tokens.values() for file in files} - self.run_tokens.get(self.token, set())
        return self._one("file", None if a["file"] in hidden else found)

    def _one(self, name: str, found: dict[str, Any] | None) -> dict[str, Any]:
        return {"ok": True, name: found} if found else {"ok": False, "error": f"{name}_not_found"}

    def _files_delete(self, a: Mapping[str, Any]) -> dict[str, Any]:
        if not self.files.pop(a["file"], None):
            return {"ok": False, "error": "file_not_found"}
        # Slack takes a message that held nothing else with it.
        gone = [ts for ts, m in self.messages.items() if [file["id"] for file in m.get("files", [])] == [a["file"]]]
        for ts in gone:
            del self.messages[ts]
        return {"ok": True}

    def _files_getUploadURLExternal(self, a: Mapping[str, Any]) -> dict[str, Any]:  # noqa: N802
        identity = f"F{len(self.files)}"
        self.files[identity] = {"id": identity, "name": a["filename"], "channels": []}
        return {"ok": True, "file_id": identity, "upload_url": f"{self.url}/upload/{identity}"}

    def _files_completeUploadExternal(self, a: Mapping[str, Any]) -> dict[str, Any]:  # noqa: N802
        for file in cast("list[dict[str, str]]", json.loads(a["files"])):
            self.files[file["id"]]["channels"].append(a["channel_id"])
            self.says(BOT, "", thread=a["thread_ts"], files=[self.files[file["id"]]])
        return {"ok": True}


def streamed_text(arguments: Mapping[str, Any]) -> str:
    """The words that a call adds to a stream, as text or in chunks; Slack takes one or the other."""
    assert not ("markdown_text" in arguments and "chunks" in arguments)
    chunks = [chunk for chunk in arguments.get("chunks", []) if chunk["type"] == "markdown_text"]
    return cast("str", arguments.get("markdown_text", "")) + "".join(chunk["text"] for chunk in chunks)
