"""What the playground's page calls: the state, sending, uploads and downloads, and the live feed, each as the person of its tab.

Only the page that this server handed out gets in: it carries a token that no other site can read.
"""

import asyncio
import secrets
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import asdict, replace
from pathlib import Path
from typing import cast
from urllib.parse import quote

from aiohttp import BodyPartReader, web
from pydantic import BaseModel, ValidationError

from bot.playground.content import LONGEST_TEXT
from bot.playground.entities import BOT_USER, YOU, Change, Channel, Message, Payload, SharedFile, SlackError, User
from bot.playground.files import Files, chunks_of
from bot.playground.inspector import Inspector
from bot.playground.page_actions import PageActions
from bot.playground.visitors import is_member, people, role, visitor
from bot.playground.workspace import Workspace

PAGE = Path(__file__).parent / "page"
KINDS = {".html": "text/html", ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
"""Not the machine's own table: a browser runs no script that comes as something else."""

PLACEHOLDER = "__PAGE_TOKEN__"
MOST_WAITING = 1_000
"""Changes that a page may be behind; one that is further behind is cut off, comes back and reads the whole state."""

PAGE_HEADERS = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer"}


_Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class _Typed(BaseModel):
    channel: str
    text: str = ""
    thread_ts: str | None = None
    file_ids: list[str] = []


class PageApi:
    """Serves the page and its endpoints. `model` is shown as the name of what answers; `bot_running` is asked each time."""

    def __init__(
        self,
        workspace: Workspace,
        files: Files,
        actions: PageActions,
        inspector: Inspector,
        *,
        model: str,
        bot_running: Callable[[], bool],
    ) -> None:
        self._workspace = workspace
        self._files = files
        self._actions = actions
        self._inspector = inspector
        self._model = model
        self._bot_running = bot_running
        self._feeds: set[web.WebSocketResponse] = set()
        self._deeds: set[asyncio.Task[web.StreamResponse]] = set()
        self.token = secrets.token_urlsafe(24)

    def routes(self) -> list[web.AbstractRouteDef]:
        """The page, its static files, and its endpoints."""
        return [
            web.get("/", self._index),
            web.get("/static/{name}", self._static),
            web.get("/playground/state", self._only_page(self._state)),
            web.post("/playground/messages", self._only_page(self._post)),
            web.post("/playground/files", self._only_page(self._upload)),
            web.get("/playground/files/{id}", self._only_page(self._download)),
            web.get("/playground/live", self._only_page(self._live)),
            *(web.post(f"/playground/{name}", self._only_page(act)) for name, act in self._actions.handlers().items()),
            *(web.route(verb, f"/playground/{name}", self._only_page(tell)) for verb, name, tell in self._inspector.handlers()),
        ]

    async def aclose(self) -> None:
        """Closes the live feeds, so that the server need not wait for them."""
        for feed in tuple(self._feeds):
            await feed.close()

    def _only_page(self, handler: _Handler) -> _Handler:
        """Lets in whoever brings the page's token: in a header, or in the query where a WebSocket can't set one."""

        async def guarded(request: web.Request) -> web.StreamResponse:
            brought = request.headers.get("X-Playground-Token") or request.query.get("token", "")
            if not secrets.compare_digest(brought.encode(), self.token.encode()):
                return _refused("wrong token", status=403)
            try:
                return await (self._to_its_end(handler, request) if request.method == "POST" else handler(request))
            except SlackError as error:
                return _refused(error.code, status=200)

        return guarded

    async def _to_its_end(self, handler: _Handler, request: web.Request) -> web.StreamResponse:
        """What somebody does is done, though their tab closes while the app is being told of it."""
        deed = asyncio.ensure_future(handler(request))
        self._deeds.add(deed)
        deed.add_done_callback(self._deeds.discard)
        return await asyncio.shield(deed)

    async def _index(self, request: web.Request) -> web.Response:
        try:
            visitor(request, self._workspace)
        except SlackError:
            raise web.HTTPFound("/") from None
        self._use_language(request.headers.get("Accept-Language", ""))
        html = (PAGE / "index.html").read_text().replace(PLACEHOLDER, self.token).replace("</head>", f"{_preloads()}</head>")
        return web.Response(text=html, content_type="text/html", headers={**PAGE_HEADERS, "X-Frame-Options": "DENY"})

    def _use_language(self, accepted: str) -> None:
        """You use this Slack in your browser's language, the first one that it accepts."""
        locale = accepted.partition(",")[0].partition(";")[0].strip()
        if locale.replace("-", "").isalnum():
            self._workspace.users[YOU] = replace(self._workspace.users[YOU], locale=locale)

    async def _static(self, request: web.Request) -> web.StreamResponse:
        name = request.match_info["name"]
        if name not in {path.name for path in PAGE.iterdir()}:
            raise web.HTTPNotFound
        # At once and whole: they are small, many, and a page that opens waits for all of them.
        path = PAGE / name
        return web.Response(body=path.read_bytes(), content_type=KINDS[path.suffix], charset="utf-8", headers=PAGE_HEADERS)

    async def _state(self, request: web.Request) -> web.StreamResponse:
        workspace, me = self._workspace, visitor(request, self._workspace)
        if is_member(workspace, me):
            workspace.open_im(me)
        channels = [channel for channel in workspace.channels.values() if me in channel.members]
        mine = {channel.id for channel in channels}
        return web.json_response(
            {
                "me": me,
                "bot": BOT_USER,
                "team": {"id": workspace.team, "name": workspace.team_name},
                "users": [self._user(user) for user in workspace.users.values()],
                "people": [person.id for person in people(workspace)],
                "channels": [_channel(channel) for channel in channels],
                "commands": [asdict(command) for command in self._actions.commands(me)],
                "shortcuts": [asdict(shortcut) for shortcut in self._actions.shortcuts(me)],
                "messages": {channel.id: self._messages(channel, me) for channel in channels},
                "status": {f"{place}:{ts}": status for (place, ts), status in workspace.statuses.items() if place in mine},
                "sessions": {f"{place}:{ts}": held.status for (place, ts), held in workspace.sessions.items() if place in mine},
                "titles": {f"{place}:{ts}": title for (place, ts), title in workspace.titles.items() if place in mine},
                "prompts": {place: asdict(prompts) for place, prompts in workspace.prompts.items() if place in mine},
                "looking": workspace.looking.get(me, ""),
                "has_view": self._actions.has_view,
                "steps": [asdict(step) for step in self._actions.steps(me)],
                "runs": [asdict(run) for run in self._actions.runs],
                "view": self._actions.view(me),
                "home": self._actions.home(me),
                "may_stop": self._actions.may_stop,
                "model": self._model,
                "bot_running": self._bot_running(),
                "unknown": self._unknown(),
            }
        )

    async def _post(self, request: web.Request) -> web.StreamResponse:
        me = visitor(request, self._workspace)
        try:
            typed = _Typed.model_validate_json(await request.read())
        except ValidationError:
            return _refused("invalid_arguments", status=400)
        if len(typed.text) > LONGEST_TEXT:
            return _refused("msg_too_long", status=200)
        files = [file_id for file_id in typed.file_ids if file_id in self._workspace.files]
        if len(files) < len(typed.file_ids):
            return _refused("file_not_found", status=200)
        if not typed.text.strip() and not files:
            return _refused("no_text", status=200)
        channel = self._entered(typed.channel, me)
        files = self._files.with_transcripts(files)
        message = self._workspace.post(channel=channel.id, user=me, text=typed.text, thread_ts=typed.thread_ts, files=files)
        return web.json_response({"ok": True, "ts": message.ts})

    async def _upload(self, request: web.Request) -> web.StreamResponse:
        me = visitor(request, self._workspace)
        if request.content_type != "multipart/form-data":
            return _refused("invalid_form_data", status=400)
        async for part in await request.multipart():
            if isinstance(part, BodyPartReader) and part.name == "file":
                mimetype = part.headers.get("Content-Type")
                file = self._files.describe(_as_named(part.filename or "file"), user=me, mimetype=mimetype)
                kept = await self._files.keep(file, chunks_of(part))
                return web.json_response({"id": kept.id, "name": kept.name, "size": kept.size})
        return _refused("invalid_form_data", status=400)

    async def _download(self, request: web.Request) -> web.StreamResponse:
        file = self._workspace.files.get(request.match_info["id"])
        if file is None:
            return _refused("file_not_found", status=404)
        return self._files.serve(file)

    async def _live(self, request: web.Request) -> web.StreamResponse:
        me = visitor(request, self._workspace)
        feed = web.WebSocketResponse(heartbeat=30)
        await feed.prepare(request)
        waiting: asyncio.Queue[Payload] = asyncio.Queue(MOST_WAITING)

        def push(change: Change) -> None:
            shown = self._event(change, me)
            if shown and not waiting.full():
                waiting.put_nowait(shown)
            elif shown and request.transport is not None:
                request.transport.abort()

        async def pump() -> None:
            while True:
                await feed.send_json(await waiting.get())

        leave = self._workspace.subscribe(push)
        self._feeds.add(feed)
        pumping = asyncio.create_task(pump())
        try:
            async for _ in feed:
                pass  # The page only listens; reading notices that it has gone.
        finally:
            leave()
            self._feeds.discard(feed)
            pumping.cancel()
            with suppress(asyncio.CancelledError, ConnectionError):
                await pumping
        return feed

    def _entered(self, channel_id: str, me: str) -> Channel:
        channel = self._workspace.channel(channel_id)
        if me not in channel.members:
            raise SlackError("channel_not_found")
        return channel

    def _event(self, change: Change, me: str) -> Payload | None:
        """The change as the feed tells it to somebody; None where their page has no use for it."""
        if not change.channel:
            return self._event_elsewhere(change, me)
        place = self._workspace.channel(change.channel)
        if me not in place.members:
            return None
        kind = {"streamed": "changed", "reaction": "changed", "seeded": "message"}.get(change.kind, change.kind)
        about: Payload = {"type": kind, "channel": change.channel}
        if change.kind == "joined":
            new: Payload = {"added": _channel(place), "messages": self._messages(place, me)} if change.user == me else {}
            return {**about, "user": change.user, **new}
        if change.kind == "prompts":
            return {**about, "prompts": asdict(self._workspace.prompts[change.channel])}
        if change.kind in ("status", "session", "title"):
            return {**about, "thread_ts": change.thread_ts, "status": change.status}
        if change.message and _is_for(change.message, me):
            return {**about, "message": self._message(change.message, me)}
        if change.previous and change.message is None:
            return {**about, "ts": change.previous.ts, "thread_ts": change.previous.thread_ts}
        return None

    def _event_elsewhere(self, change: Change, me: str) -> Payload | None:
        """Of what belongs to no channel."""
        match change.kind:
            case "file" if change.file:
                return {"type": "file", "channel": "", "file": self._file(change.file)}
            case "bot":
                return {"type": "bot", "channel": "", "running": self._bot_running()}
            case "view" if change.user == me:
                return {"type": "view", "channel": "", "view": self._actions.view(me)}
            case "home" if change.user == me:
                return {"type": "home", "channel": "", "home": self._actions.home(me)}
            case "run":
                return {"type": "run", "channel": "", "runs": [asdict(run) for run in self._actions.runs]}
            case "unknown":
                return {"type": "unknown", "channel": "", "unknown": self._unknown()}
            case _:
                return None  # Of a deleted file, what carried it is told of by itself.

    def _unknown(self) -> list[Payload]:
        return [asdict(method) for method in self._workspace.unknown.values()]

    def _user(self, user: User) -> Payload:
        about: Payload = {"id": user.id, "name": user.name, "is_bot": user.bot_id is not None}
        return {**about, "role": role(self._workspace, user), "locale": user.locale}

    def _messages(self, channel: Channel, me: str) -> list[Payload]:
        return [self._message(message, me) for message in channel.messages.values() if _is_for(message, me)]

    def _message(self, message: Message, me: str) -> Payload:
        payload = (message.metadata or {}).get("event_payload")
        part = cast(Payload, payload).get("part") if isinstance(payload, dict) else None
        return {
            "ts": message.ts,
            "thread_ts": message.thread_ts,
            "user": message.user,
            "text": message.text,
            "markdown": message.markdown,
            "streaming": message.streaming,
            "reactions": [{"name": r.name, "count": len(r.users), "yours": me in r.users} for r in message.reactions],
            "blocks": list(message.blocks),
            "edited": message.edited_ts is not None,
            "deleted": message.deleted,
            "files": [self._file(self._workspace.files[file]) for file in message.files],
            "metadata_part": part if isinstance(part, int) else None,
            "ephemeral": message.ephemeral_to is not None,
        }

    def _file(self, file: SharedFile) -> Payload:
        address = f"/playground/files/{quote(file.id)}"
        return {"id": file.id, "name": file.name, "size": file.size, "mimetype": file.mimetype, "url": address}


def _preloads() -> str:
    """Has a browser fetch all scripts side by side, rather than each once another has asked for it."""
    scripts = sorted(path.name for path in PAGE.glob("*.js"))
    return "".join(f'<link rel="modulepreload" href="/static/{name}">\n' for name in scripts)


def _channel(channel: Channel) -> Payload:
    return {
        "id": channel.id,
        "name": channel.name,
        "is_im": channel.is_im,
        "is_private": channel.is_private,
        "has_bot": BOT_USER in channel.members,
    }


def _as_named(sent: str) -> str:
    """The file's name without the three escapes that browsers write into a form (WHATWG HTML, multipart/form-data)."""
    return sent.replace("%0A", "\n").replace("%0D", "\r").replace("%22", '"')


def _is_for(message: Message, user: str) -> bool:
    return message.ephemeral_to in (None, user)


def _refused(error: str, *, status: int) -> web.Response:
    return web.json_response({"ok": False, "error": error}, status=status)
