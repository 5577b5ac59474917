"""Fetches the bytes of a Slack file to disk; the token goes to listed hosts only. What the bytes mean is not known here.

Of an audio or video file it fetches Slack's own transcript in place of the sound, where there is one.
"""

import asyncio
import html
import math
from collections.abc import Sequence
from http import HTTPStatus
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import anyio
import httpx
from slack_sdk.web.async_client import AsyncWebClient

from bot.language import FileRef, FileUnreadable, SlackRefused, Transcript, phrases
from bot.settings import LOOPBACK, MEBIBYTE
from bot.slack.client import SlackUnavailable, repeatable, token_of
from bot.slack.messages import parse_file
from bot.slack.payloads import child

DOWNLOAD_SECONDS = 120.0
"""The whole download of one file; the person is waiting."""

TIMEOUT = httpx.Timeout(connect=5.0, read=30.0, write=10.0, pool=10.0)
ATTEMPTS = 2
SNIFFED_BYTES = 512

_PREVIEW = "WEBVTT\n\n00:00.000 --> 00:00.000\n{words}\n"
"""What Slack tells of a transcript without its times, in a transcript's form: it begins where the file begins."""

_PLACES = {
    "gdoc": "Google Drive",
    "gsheet": "Google Drive",
    "gpres": "Google Drive",
    "gdraw": "Google Drive",
    "dropbox": "Dropbox",
    "box": "Box",
    "onedrive": "OneDrive",
}
_HTML_TYPES = frozenset({"html", "htm", "xhtml", "quip", "canvas", "docs"})
"""Files that truly are HTML; a canvas is delivered as HTML."""
_HTML_STARTS = (b"<!doctype html", b"<html")


class SlackFiles:
    """Files of one workspace. `hosts` are `host` or `host:port`, exactly; `max_bytes` is the largest file that is fetched.

    With a `token` that is used, and else the client's, asked for anew before each request.
    """

    def __init__(
        self, client: AsyncWebClient, http: httpx.AsyncClient, *, hosts: Sequence[str], max_bytes: int, token: str = ""
    ) -> None:
        self._client = client
        self._http = http
        self._hosts = frozenset(host.lower() for host in hosts)
        self._max_bytes = max_bytes
        self._token = token

    def opened_by(self, token: str) -> "SlackFiles":
        """The same files, as that token opens them."""
        return SlackFiles(self._client, self._http, hosts=tuple(self._hosts), max_bytes=self._max_bytes, token=token)

    async def complete(self, file: FileRef) -> FileRef:
        """The file as Slack describes it now, where what is known of it is a stub, or may be outdated.

        Raises `FileUnreadable`, whose sentence is the reason as the receipt states it, where Slack has nothing to read.
        """
        if _must_be_asked_about(file):
            file = await self._asked_about(file)
        if file.vtt and not self.permitted(file.vtt):
            file = file.model_copy(update={"vtt": None})
        _refuse_unfetchable(file)
        return file

    async def fetch(self, file: FileRef, *, to: Path) -> FileRef:
        """Writes the bytes of a completed file to `to`, and returns the file with what of its transcript they are.

        Raises `FileUnreadable`; then nothing is left at `to`.
        """
        if file.transcript in (Transcript.WHOLE, Transcript.BEGINNING):
            return await self._fetch_transcript(file, to)
        if file.size is not None and file.size > self._max_bytes:
            raise self._too_large(file.size)
        await self._download(file, to)
        return file

    async def _fetch_transcript(self, file: FileRef, to: Path) -> FileRef:
        """Its cues; where they can't be had, as much of its words as Slack tells with the file itself."""
        preview = file.transcription and file.transcription.preview
        if file.vtt:
            try:
                await self._download(FileRef(id=file.id, mimetype="text/vtt", url_private_download=file.vtt), to)
            except FileUnreadable as error:
                if not preview or not preview.content.strip():
                    raise FileUnreadable(phrases.TRANSCRIPT_NOT_DELIVERED, detail=error.detail) from None
                file = file.model_copy(update={"vtt": None})
            else:
                return file
        assert preview
        words = html.escape(" ".join(preview.content.split()), quote=False)
        await anyio.Path(to).write_text(_PREVIEW.format(words=words), encoding="utf-8", errors="replace")
        return file

    async def _asked_about(self, file: FileRef) -> FileRef:
        """The file by `files.info`; as it is known where Slack can't tell now and it may be read all the same."""
        try:
            answer = await repeatable(lambda: self._client.files_info(file=file.id, token=self._token or None))
        except SlackRefused as error:
            raise FileUnreadable(_refused_because(error.code), detail=f"files.info {error.code}") from None
        except SlackUnavailable as error:
            if _has_address(file):
                return file
            raise FileUnreadable(phrases.FILE_NOT_DELIVERED, detail=f"files.info {error.detail}") from None
        return parse_file(child(answer, "file")) or file

    async def _download(self, file: FileRef, to: Path) -> None:
        try:
            async with asyncio.timeout(DOWNLOAD_SECONDS):
                await self._attempts(file, to)
        except TimeoutError:
            raise FileUnreadable(phrases.FILE_NOT_DELIVERED, detail="download deadline") from None

    async def _attempts(self, file: FileRef, to: Path) -> None:
        for attempt in range(1, ATTEMPTS + 1):
            try:
                await self._attempt(file, to)
            except httpx.HTTPError as error:
                # The error's text holds the address, which may hold a token of its own.
                await anyio.Path(to).unlink(missing_ok=True)
                if attempt == ATTEMPTS:
                    raise FileUnreadable(phrases.FILE_NOT_DELIVERED, detail=type(error).__name__) from None
            except BaseException:
                await anyio.Path(to).unlink(missing_ok=True)
                raise
            else:
                return

    async def _attempt(self, file: FileRef, to: Path) -> None:
        url = file.url_private_download or file.url_private or ""
        target = await self._exchange(url, file, to)
        if target is not None and await self._exchange(target, file, to) is not None:
            raise FileUnreadable(phrases.FILE_NOT_DELIVERED, detail="more than one redirect")

    async def _exchange(self, url: str, file: FileRef, to: Path) -> str | None:
        """One request: the body goes to disk, or the address of a redirect is returned."""
        if not self.permitted(url):
            raise FileUnreadable(phrases.FILE_ELSEWHERE, detail="host not listed")
        headers = {"Authorization": f"Bearer {self._token or await token_of(self._client)}"}
        async with self._http.stream("GET", url, headers=headers, follow_redirects=False, timeout=TIMEOUT) as response:
            if response.has_redirect_location:
                return urljoin(url, response.headers["location"])
            _raise_for(response.status_code)
            await self._save(response, file, to)
            return None

    async def _save(self, response: httpx.Response, file: FileRef, to: Path) -> None:
        declared = response.headers.get("content-length", "")
        if declared.isdigit() and int(declared) > self._max_bytes:
            raise self._too_large(int(declared))
        received, start = 0, b""
        async with await anyio.open_file(to, "wb") as out:
            async for chunk in response.aiter_bytes():
                received += len(chunk)
                if received > self._max_bytes:
                    raise self._too_large(max(received, file.size or 0))
                if len(start) < SNIFFED_BYTES:
                    start += chunk[:SNIFFED_BYTES]
                await out.write(chunk)
        is_html = response.headers.get("content-type", "").lower().startswith("text/html") or _starts_as_html(start)
        if is_html and not _may_be_html(file) and received != file.size:
            raise FileUnreadable(phrases.FILE_NO_ACCESS, detail="login page instead of the file")

    def permitted(self, url: str) -> bool:
        """Whether the token may go to that address: a listed host, exactly, over https; http on loopback only."""
        try:
            parts = urlsplit(url)
            host, port = parts.hostname, parts.port
        except ValueError:
            return False
        if not host or "@" in parts.netloc or "\\" in url:
            return False
        if parts.scheme != "https" and not (parts.scheme == "http" and host in LOOPBACK):
            return False
        name = f"[{host}]" if ":" in host else host
        default = 443 if parts.scheme == "https" else 80
        return (name in self._hosts and port in {None, default}) or f"{name}:{port or default}" in self._hosts

    def _too_large(self, size: int) -> FileUnreadable:
        limit = self._max_bytes / MEBIBYTE
        # Rounded up, so that a file just over the limit never reads as within it.
        shown = math.ceil(size / MEBIBYTE * 100) / 100
        return FileUnreadable(phrases.FILE_TOO_LARGE.format(size=shown, limit=limit), detail=f"{size} bytes")


def _must_be_asked_about(file: FileRef) -> bool:
    """Whether only `files.info` tells what there is: of a stub (Slack Connect: docs.slack.dev/apis/slack-connect), of what people
    may have written in since, and of sound whose transcript may have come since.
    """
    if file.mode == "file_access":
        return True
    if file.is_external or file.mode in {"external", "tombstone", "hidden_by_limit"}:
        return False
    return not _has_address(file) or file.may_change or (file.is_media and not file.vtt)


def _has_address(file: FileRef) -> bool:
    return bool(file.url_private_download or file.url_private)


def _refuse_unfetchable(file: FileRef) -> None:
    if file.is_external or file.mode == "external":
        place = _PLACES.get((file.filetype or "").lower(), phrases.ANOTHER_SERVICE)
        raise FileUnreadable(phrases.FILE_EXTERNAL.format(place=place))
    if file.mode == "tombstone":
        raise FileUnreadable(phrases.FILE_DELETED)
    if file.mode == "hidden_by_limit":
        raise FileUnreadable(phrases.FILE_HIDDEN)
    if file.transcript is Transcript.COMING:
        raise FileUnreadable(phrases.TRANSCRIPT_COMING)
    if file.mode == "file_access" or not _has_address(file):
        raise FileUnreadable(phrases.FILE_NOT_IN_SLACK, detail=f"mode {file.mode}")


def _raise_for(status: int) -> None:
    match status:
        case HTTPStatus.OK:
            return
        case HTTPStatus.NOT_FOUND | HTTPStatus.GONE:
            raise FileUnreadable(phrases.FILE_GONE, detail=f"status {status}")
        case HTTPStatus.UNAUTHORIZED | HTTPStatus.FORBIDDEN:
            raise FileUnreadable(phrases.FILE_NO_ACCESS, detail=f"status {status}")
        case _ if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            raise httpx.RemoteProtocolError(f"status {status}")
        case _:
            raise FileUnreadable(phrases.FILE_NOT_DELIVERED, detail=f"status {status}")


def _refused_because(code: str) -> str:
    match code:
        case "file_deleted":
            return phrases.FILE_GONE
        case "file_not_found" | "missing_scope" | "access_denied" | "no_permission":
            return phrases.FILE_NO_ACCESS
        case _:
            return phrases.FILE_NOT_DELIVERED


def _starts_as_html(start: bytes) -> bool:
    return start.lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(_HTML_STARTS)


def _may_be_html(file: FileRef) -> bool:
    kinds = {(file.filetype or "").lower(), (file.mode or "").lower(), (file.name or "").lower().rpartition(".")[2]}
    return "html" in (file.mimetype or "").lower() or bool(kinds & _HTML_TYPES)
