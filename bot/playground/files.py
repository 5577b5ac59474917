"""The playground's file host: upload addresses, downloads behind the bot's token, and what can go wrong with them.

Bytes lie in a folder; what a file is called and where it is shared is the workspace's.
"""

import asyncio
import mimetypes
import secrets
import time
from collections import Counter
from collections.abc import AsyncIterable, AsyncIterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from aiohttp import BodyPartReader, web

from bot.playground.entities import BOT_USER, SharedFile, SlackError, Transcript
from bot.playground.tokens import Tokens
from bot.playground.workspace import Workspace

LARGEST_UPLOAD = 1024 * 1024 * 1024
"""Bytes. Slack's own limit per file is 1 GB."""

CHUNK = 64 * 1024
KEPT_DOWNLOADS = 20_000
PREVIEW_CHARACTERS = 80
"""As much of a transcript as its file's object tells."""

PICTURES = frozenset({"image/png", "image/jpeg", "image/gif"})
"""What blocks can show (docs.slack.dev/reference/block-kit/composition-objects/slack-file-object)."""

# What files.slack.com answers, with status 200, to a missing or wrong token.
LOGIN_PAGE = "<!DOCTYPE html><html><head><title>Slack</title></head><body><form>Sign in to Playground</form></body></html>"


@dataclass(frozen=True, kw_only=True)
class FileFault:
    """What goes wrong with downloads of one file.

    `redirect` goes to the address in `location`; `slow` sends the first byte and then nothing; `oversize` goes on sending
    past the size that was declared, up to `size` bytes, without a Content-Length.
    """

    kind: Literal["redirect", "slow", "oversize", "html", "missing", "error"]
    location: str = ""
    size: int = 0


@dataclass(frozen=True, kw_only=True)
class Download:
    """The app asked for a file's bytes; `at` is in seconds of `time.monotonic`. What is `refused` came as no file."""

    file_id: str
    at: float
    refused: bool


@dataclass(frozen=True)
class _Upload:
    file: SharedFile
    length: int


class Files:
    """Keeps the bytes of the workspace's files in `folder`."""

    def __init__(self, workspace: Workspace, *, folder: Path, tokens: Tokens) -> None:
        self._workspace = workspace
        self._folder = folder
        self._tokens = tokens
        self._uploads: dict[str, _Upload] = {}
        self.faults: dict[str, FileFault] = {}
        self.downloads: Counter[str] = Counter()
        """How often the bytes of a file were asked for, whatever the answer was, by file id."""
        self.fetched: list[Download] = []
        """The same one by one, as far as they are kept."""
        self.looks_until_known = 0
        """How often an app has to look at a file that it uploaded until Slack knows what it holds: it finds out after the upload
        (observed: github.com/slackapi/java-slack-sdk/issues/1349)."""
        self._looks: Counter[str] = Counter()

    def routes(self) -> list[web.RouteDef]:
        """The upload address, the two download addresses, and that of clips' transcripts."""
        return [
            web.post("/upload/v1/{ticket}", self._receive),
            web.get("/files-pri/{ids}/{name}", self._download),
            web.get("/files-pri/{ids}/download/{name}", self._download),
            web.get("/files-tmb/{ids}/file.vtt", self._download_transcript),
        ]

    def describe(self, name: str, *, user: str, size: int = 0, mimetype: str | None = None) -> SharedFile:
        """A file object with a new id, before its bytes are there."""
        guessed = mimetype or mimetypes.guess_type(name)[0] or "application/octet-stream"
        file_id = self._workspace.next_id("F")
        created = self._workspace.now()
        return SharedFile(
            id=file_id,
            name=name,
            mimetype=guessed,
            size=size,
            user=user,
            created=created,
            path=self._folder / file_id,
            team=self._workspace.team,
        )

    async def keep(self, file: SharedFile, chunks: AsyncIterable[bytes]) -> SharedFile:
        """Writes the bytes and adds the file to the workspace. Raises `file_uploads_too_large`, keeping nothing."""
        return self._workspace.add_file(await self._write(file, chunks))

    async def _write(self, file: SharedFile, chunks: AsyncIterable[bytes]) -> SharedFile:
        assert file.path is not None
        size = 0
        with file.path.open("wb") as out:
            async for chunk in chunks:
                size += len(chunk)
                if size > LARGEST_UPLOAD:
                    file.path.unlink()
                    raise SlackError("file_uploads_too_large")
                out.write(chunk)
        return replace(file, size=size)

    def add(self, name: str, data: bytes, *, user: str, mimetype: str | None = None) -> SharedFile:
        """Adds a file whose bytes are at hand."""
        file = self.describe(name, user=user, size=len(data), mimetype=mimetype)
        assert file.path is not None
        file.path.write_bytes(data)
        return self._workspace.add_file(file)

    def delete(self, file: SharedFile) -> None:
        """Deletes the bytes, and takes the file from the messages that carry it."""
        if file.path is not None:
            file.path.unlink(missing_ok=True)
        self._workspace.remove_file(file.id)

    def transcribe(self, file_id: str, vtt: SharedFile | None) -> None:
        """Has Slack's transcript of a clip ready, which is what that file holds; None: Slack is still at it."""
        path = vtt.path if vtt else None
        words = _words(path.read_text(encoding="utf-8", errors="replace")) if path else ""
        transcript = Transcript(path=path, preview=words[:PREVIEW_CHARACTERS], has_more=len(words) > PREVIEW_CHARACTERS)
        self._workspace.files[file_id] = replace(self._workspace.files[file_id], transcript=transcript)

    def with_transcripts(self, file_ids: Sequence[str]) -> list[str]:
        """The files that are shared when these are sent: a `.vtt` beside audio or video of its name becomes its transcript."""
        files = [self._workspace.files[file_id] for file_id in file_ids]
        clips = {Path(file.name).stem: file for file in files if file.is_media}
        transcripts = [file for file in files if Path(file.name).suffix == ".vtt" and Path(file.name).stem in clips]
        for file in transcripts:
            self.transcribe(clips[Path(file.name).stem].id, file)
        return [file.id for file in files if file not in transcripts]

    def look(self, file_id: str) -> bool:
        """The app asks for the file; whether Slack knows by now what it holds."""
        is_known = self._looks[file_id] == 0
        self._looks[file_id] -= not is_known
        return is_known

    def is_picture(self, file_id: str) -> bool:
        """Whether it is a picture of the bot's that blocks can show."""
        file = self._workspace.files.get(file_id)
        if file is None or file.user != BOT_USER or self._looks[file_id]:
            return False
        return file.shape == "hosted" and file.mimetype in PICTURES

    # Uploads of the bot: an address is given out, the bytes arrive there, then the upload is completed.

    def open_upload(self, name: str, length: int) -> tuple[str, str]:
        """A new file's id and the path at which its bytes are awaited."""
        file = self.describe(name, user=BOT_USER)
        ticket = secrets.token_urlsafe(24)
        self._uploads[ticket] = _Upload(file, length)
        return file.id, f"/upload/v1/{ticket}"

    def take_uploads(self, file_ids: Sequence[str]) -> list[SharedFile]:
        """The files whose bytes have arrived, all or none; each can be taken once. Raises `file_not_found`."""
        arrived = {up.file.id: ticket for ticket, up in self._uploads.items() if up.file.path and up.file.path.exists()}
        if not arrived.keys() >= set(file_ids):
            raise SlackError("file_not_found")
        self._looks.update(dict.fromkeys(file_ids, self.looks_until_known))
        return [self._uploads.pop(arrived[file_id]).file for file_id in dict.fromkeys(file_ids)]

    async def _receive(self, request: web.Request) -> web.Response:
        upload = self._uploads.get(request.match_info["ticket"])
        if upload is None:
            return web.Response(status=404, text="upload not found")
        multipart = request.content_type == "multipart/form-data"
        chunks = _first_part(request) if multipart else request.content.iter_chunked(CHUNK)
        file = await self._write(upload.file, chunks)
        if file.size != upload.length:
            assert file.path is not None
            file.path.unlink()
            return web.Response(status=400, text="length does not match")
        self._uploads[request.match_info["ticket"]] = replace(upload, file=file)
        return web.Response(text=f"OK - {file.size}")

    # Downloads

    async def _download(self, request: web.Request) -> web.StreamResponse:
        file_id = request.match_info["ids"].partition("-")[2]
        begun = time.monotonic()
        self.downloads[file_id] += 1
        self._workspace.signal.fire()
        answer = await self._answer_download(request)
        self.fetched.append(Download(file_id=file_id, at=begun, refused=not isinstance(answer, web.FileResponse)))
        del self.fetched[:-KEPT_DOWNLOADS]
        return answer

    async def _answer_download(self, request: web.Request) -> web.StreamResponse:
        team, _, file_id = request.match_info["ids"].partition("-")
        file = self._workspace.files.get(file_id)
        if team != self._workspace.team or file is None or file.shape in ("tombstone", "hidden_by_limit"):
            return web.Response(status=404, text="not found")
        if not self._may_read(request, file):
            return web.Response(text=LOGIN_PAGE, content_type="text/html")
        fault = self.faults.get(file_id)
        if fault is not None:
            return await self._fail(request, fault)
        return self.serve(file)

    async def _download_transcript(self, request: web.Request) -> web.StreamResponse:
        team, _, file_id = request.match_info["ids"].partition("-")
        file = self._workspace.files.get(file_id)
        path = file.transcript.path if file and file.transcript else None
        if team != self._workspace.team or file is None or path is None:
            return web.Response(status=404, text="not found")
        if not self._may_read(request, file):
            return web.Response(text=LOGIN_PAGE, content_type="text/html")
        return web.FileResponse(path, headers={"Content-Type": "text/vtt"})

    def serve(self, file: SharedFile) -> web.StreamResponse:
        """The bytes, to be saved and never shown: what people share must not run in the page."""
        if file.path is None or not file.path.exists():
            return web.Response(status=404, text="not found")
        headers = {"Content-Disposition": "attachment", "X-Content-Type-Options": "nosniff", "Content-Type": file.mimetype}
        return web.FileResponse(file.path, headers=headers)

    def _may_read(self, request: web.Request, file: SharedFile) -> bool:
        given = request.headers.get("Authorization", "").removeprefix("Bearer ")
        if file.id in self._workspace.run_tokens.get(given, ()):
            return True
        is_near = file.user == BOT_USER or any(BOT_USER in channel.members for channel in self._workspace.shared_in(file.id))
        return self._tokens.is_the_bots(given) and "files:read" in self._workspace.scopes and is_near

    async def _fail(self, request: web.Request, fault: FileFault) -> web.StreamResponse:
        match fault.kind:
            case "redirect":
                return web.Response(status=302, headers={"Location": fault.location})
            case "html":
                return web.Response(text=LOGIN_PAGE, content_type="text/html")
            case "missing":
                return web.Response(status=404, text="not found")
            case "error":
                return web.Response(status=500, text="internal error")
            case "slow" | "oversize":
                response = web.StreamResponse(headers={"Content-Type": "application/octet-stream"})
                await response.prepare(request)
        await response.write(b"x")
        if fault.kind == "slow":
            await asyncio.Event().wait()
        for _ in range(fault.size // CHUNK + 1):
            await response.write(b"x" * CHUNK)
        return response


def _words(vtt: str) -> str:
    """What is said, without header, numbers and times."""
    cues = [block.partition("-->")[2].partition("\n")[2] for block in vtt.replace("\r\n", "\n").split("\n\n") if "-->" in block]
    return " ".join(" ".join(cues).split())


async def chunks_of(part: BodyPartReader) -> AsyncIterator[bytes]:
    """The bytes of one part of a multipart body."""
    while chunk := await part.read_chunk(CHUNK):
        yield chunk


async def _first_part(request: web.Request) -> AsyncIterator[bytes]:
    async for part in await request.multipart():
        if isinstance(part, BodyPartReader):
            async for chunk in chunks_of(part):
                yield chunk
            return
