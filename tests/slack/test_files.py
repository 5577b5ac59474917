"""Fetching files: from a file host on loopback, with everything that can go wrong, and the token only where it may go."""

import asyncio
from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Any

import aiohttp
import httpx
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from slack_sdk.web.async_client import AsyncWebClient

from bot.documents.transcript import cues
from bot.language import FileId, FileRef, FileUnreadable, Transcript, phrases
from bot.slack import files as room
from bot.slack.client import make_client
from bot.slack.files import SlackFiles
from tests.slack.fake import TOKEN, FakeSlack

LIMIT = 1_000
LOGIN = b"\n<!DOCTYPE html><html><body>Sign in</body></html>"


BINARY = "application/octet-stream"
VTT = b"\xef\xbb\xbfWEBVTT \n\n00:00:05.488 --> 00:00:13.349\n- This is an audio clip.\n\n"
BODIES = {
    "login": (LOGIN, "text/html"),
    "login-as-binary": (LOGIN, BINARY),
    "big": (b"x" * (LIMIT + 1), BINARY),
    "empty": (b"", BINARY),
    "file.vtt": (VTT, "text/vtt"),
}
MOVED = {"moved": "/file", "moved-twice": "/moved", "moved-away": ""}


class Host:
    """A file host that remembers who came with which token."""

    def __init__(self) -> None:
        self.visits: list[tuple[str, str | None]] = []
        self.elsewhere = ""
        self.broken = 0

    def app(self) -> web.Application:
        app = web.Application()
        app.router.add_get("/{name:.*}", self._serve)
        return app

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        name = request.match_info["name"]
        self.visits.append((name, request.headers.get("Authorization")))
        if name.isdigit():
            return web.Response(status=int(name))
        if name in MOVED:
            raise web.HTTPFound(MOVED[name] or f"{self.elsewhere}/file")
        if name in {"flaky", "broken"}:
            self.broken += 1
            if name == "broken" or self.broken == 1:
                assert request.transport
                request.transport.abort()
        if name == "slow":
            await asyncio.sleep(5)
        if name == "endless":
            return await self._without_end(request)
        body, kind = BODIES.get(name, (b"bytes", BINARY))
        return web.Response(body=body, content_type=kind)

    async def _without_end(self, request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        response.enable_chunked_encoding()
        await response.prepare(request)
        for _ in range(20):
            await response.write(b"x" * 100)
        return response


def held(path: Path) -> bytes | None:
    """What stands at the path, if anything."""
    return path.read_bytes() if path.exists() else None


@pytest.fixture
def host() -> Host:
    return Host()


@pytest.fixture
async def address(host: Host) -> AsyncGenerator[str]:
    async with TestServer(host.app()) as server:
        yield str(server.make_url("")).rstrip("/")


@pytest.fixture
async def files(client: AsyncWebClient, address: str) -> AsyncGenerator[SlackFiles]:
    async with httpx.AsyncClient() as http:
        yield SlackFiles(client, http, hosts=[address.removeprefix("http://")], max_bytes=LIMIT)


def a_file(url: str | None, **fields: Any) -> FileRef:
    return FileRef.model_validate({"id": "F1", "name": "a.pdf", "mode": "hosted", "url_private": url, **fields})


async def have(files: SlackFiles, file: FileRef, *, to: Path) -> FileRef:
    """The file with its bytes, as reading asks for it."""
    return await files.fetch(await files.complete(file), to=to)


async def refusal(files: SlackFiles, file: FileRef, to: Path) -> str:
    """The reason why the file was not read; nothing of it is left behind, and nothing secret is said."""
    with pytest.raises(FileUnreadable) as caught:
        await have(files, file, to=to)
    assert held(to) is None
    said = f"{caught.value.sentence} {caught.value.detail} {caught.value.__cause__!r}"
    for secret in (TOKEN, "127.0.0.1", "a.pdf"):
        assert secret not in said
    return caught.value.sentence


@pytest.fixture
def to(tmp_path: Path) -> Path:
    return tmp_path / "file"


async def test_the_bytes_are_written_and_the_token_went_along(files: SlackFiles, host: Host, address: str, to: Path) -> None:
    file = a_file(f"{address}/file")
    assert await have(files, file, to=to) == file
    assert held(to) == b"bytes"
    assert host.visits == [("file", f"Bearer {TOKEN}")]


async def test_the_download_address_is_preferred(files: SlackFiles, host: Host, address: str, to: Path) -> None:
    await have(files, a_file(f"{address}/page", url_private_download=f"{address}/download"), to=to)
    assert [name for name, _ in host.visits] == ["download"]


async def test_an_empty_file_is_a_file(files: SlackFiles, address: str, to: Path) -> None:
    await have(files, a_file(f"{address}/empty"), to=to)
    assert held(to) == b""


async def test_a_stub_is_completed_first(files: SlackFiles, slack: FakeSlack, address: str, to: Path) -> None:
    slack.files["F1"] = {"id": "F1", "name": "real.pdf", "mode": "hosted", "url_private": f"{address}/file"}
    stub = FileRef(id=FileId("F1"), mode="file_access")
    assert (await have(files, stub, to=to)).name == "real.pdf"


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"mode": "external", "filetype": "gdoc"}, "kept outside Slack (Google Drive), where I can't read it"),
        ({"is_external": True}, "kept outside Slack (another service), where I can't read it"),
        ({"mode": "tombstone"}, "deleted"),
        ({"mode": "hidden_by_limit"}, "hidden by the free plan's limit"),
        ({"size": LIMIT + 1}, "too large: 0.01 MB, the limit is 0.000954 MB"),
    ],
)
async def test_what_can_not_be_read_is_not_fetched(
    files: SlackFiles, host: Host, address: str, to: Path, fields: dict[str, Any], sentence: str
) -> None:
    assert await refusal(files, a_file(f"{address}/file", **fields), to) == sentence
    assert host.visits == []


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("file_not_found", phrases.FILE_NO_ACCESS),
        ("missing_scope", phrases.FILE_NO_ACCESS),
        ("file_deleted", phrases.FILE_GONE),
        ("something_new", phrases.FILE_NOT_DELIVERED),
    ],
)
async def test_an_unknown_stub_says_why(files: SlackFiles, slack: FakeSlack, to: Path, code: str, sentence: str) -> None:
    slack.fails("files.info", "refuse", code=code)
    assert await refusal(files, a_file(None), to) == sentence


async def test_a_stub_that_can_not_be_asked_about_was_not_delivered(files: SlackFiles, slack: FakeSlack, to: Path) -> None:
    slack.fails("files.info", "ratelimited", retry_after="60")
    assert await refusal(files, a_file(None), to) == phrases.FILE_NOT_DELIVERED


async def test_a_file_that_has_no_address_even_in_full(files: SlackFiles, slack: FakeSlack, to: Path) -> None:
    slack.files["F1"] = {"id": "F1", "mode": "list"}
    assert await refusal(files, a_file(None), to) == phrases.FILE_NOT_IN_SLACK


@pytest.mark.parametrize(
    ("path", "sentence"),
    [
        ("404", phrases.FILE_GONE),
        ("410", phrases.FILE_GONE),
        ("401", phrases.FILE_NO_ACCESS),
        ("403", phrases.FILE_NO_ACCESS),
        ("500", phrases.FILE_NOT_DELIVERED),
        ("418", phrases.FILE_NOT_DELIVERED),
        ("broken", phrases.FILE_NOT_DELIVERED),
        ("login", phrases.FILE_NO_ACCESS),
        ("login-as-binary", phrases.FILE_NO_ACCESS),
        ("moved-twice", phrases.FILE_NOT_DELIVERED),
        ("big", "too large: 0.01 MB, the limit is 0.000954 MB"),
        ("endless", "too large: 0.01 MB, the limit is 0.000954 MB"),
    ],
)
async def test_what_the_host_does_instead(files: SlackFiles, address: str, to: Path, path: str, sentence: str) -> None:
    assert await refusal(files, a_file(f"{address}/{path}"), to) == sentence


@pytest.mark.parametrize("fields", [{"mimetype": "text/html"}, {"name": "a.html"}, {"mode": "canvas"}, {"filetype": "quip"}])
async def test_a_file_that_is_html_may_look_like_it(files: SlackFiles, address: str, to: Path, fields: dict[str, Any]) -> None:
    await files.fetch(a_file(f"{address}/login", **fields), to=to)
    assert held(to) == LOGIN


async def test_a_file_of_exactly_the_declared_size_is_no_login_page(files: SlackFiles, address: str, to: Path) -> None:
    await have(files, a_file(f"{address}/login-as-binary", name="page.txt", size=len(LOGIN)), to=to)
    assert held(to) == LOGIN


async def test_the_token_that_holds_at_the_time_goes_along(host: Host, address: str, to: Path) -> None:
    tokens = ["xoxb-first", "xoxb-second"]

    async def token(*, refused: str = "") -> str:
        return tokens.pop(0)

    async with aiohttp.ClientSession() as session, httpx.AsyncClient() as http:
        client = make_client(token=token, api_url="http://127.0.0.1:1/api/", session=session)
        files = SlackFiles(client, http, hosts=[address.removeprefix("http://")], max_bytes=LIMIT)
        for _ in range(2):
            await files.fetch(a_file(f"{address}/file"), to=to)
    assert host.visits == [("file", "Bearer xoxb-first"), ("file", "Bearer xoxb-second")]


async def test_one_redirect_within_the_host_keeps_the_token(files: SlackFiles, host: Host, address: str, to: Path) -> None:
    await have(files, a_file(f"{address}/moved"), to=to)
    assert host.visits == [("moved", f"Bearer {TOKEN}"), ("file", f"Bearer {TOKEN}")]


async def test_a_redirect_to_a_foreign_host_never_gets_the_token(files: SlackFiles, host: Host, address: str, to: Path) -> None:
    foreign = Host()
    async with TestServer(foreign.app()) as server:
        host.elsewhere = str(server.make_url("")).rstrip("/")
        assert await refusal(files, a_file(f"{address}/moved-away"), to) == phrases.FILE_ELSEWHERE
    assert foreign.visits == []


async def test_an_address_on_a_foreign_host_is_never_visited(files: SlackFiles, to: Path) -> None:
    foreign = Host()
    async with TestServer(foreign.app()) as server:
        url = f"{str(server.make_url('')).rstrip('/')}/file"
        assert await refusal(files, a_file(url), to) == phrases.FILE_ELSEWHERE
    assert foreign.visits == []


@pytest.mark.parametrize(
    "fields", [{"mode": "quip"}, {"filetype": "quip"}, {"mode": "snippet", "editable": True}, {"mimetype": "video/mp4"}]
)
async def test_what_may_have_changed_since_is_asked_about(
    files: SlackFiles, slack: FakeSlack, address: str, fields: dict[str, Any]
) -> None:
    about = {"id": "F1", "mode": "hosted", "url_private": f"{address}/file", **fields}
    slack.files["F1"] = {**about, "updated": 200}
    assert (await files.complete(a_file(f"{address}/file", updated=100, **fields))).updated == 200


async def test_a_file_that_is_known_and_stays_as_it_is_needs_no_call(files: SlackFiles, slack: FakeSlack, address: str) -> None:
    file = a_file(f"{address}/file", mimetype="application/pdf")
    assert await files.complete(file) == file
    assert slack.calls == []


async def test_where_slack_can_not_tell_now_what_is_known_will_do(files: SlackFiles, slack: FakeSlack, address: str) -> None:
    slack.fails("files.info", "ratelimited", retry_after="60")
    canvas = a_file(f"{address}/file", mode="quip", updated=100)
    assert await files.complete(canvas) == canvas


@pytest.mark.parametrize("known", [{"mode": "quip"}, {"mode": "file_access"}])
async def test_what_was_deleted_since_is_not_read(
    files: SlackFiles, slack: FakeSlack, address: str, to: Path, known: dict[str, Any]
) -> None:
    slack.fails("files.info", "refuse", code="file_deleted")
    assert await refusal(files, a_file(f"{address}/file", **known), to) == phrases.FILE_GONE


# Clips


def heard(words: str, *, has_more: bool = True, status: str = "complete") -> dict[str, Any]:
    return {"status": status, "locale": "en-US", "preview": {"content": words, "has_more": has_more}}


def clip_of(slack: FakeSlack, address: str, **fields: Any) -> FileRef:
    """A clip as its event told it, of which Slack has come to know more."""
    about = {"id": "F1", "mode": "hosted", "mimetype": "video/mp4", "url_private": f"{address}/file"}
    slack.files["F1"] = {**about, **fields}
    return a_file(about["url_private"], mimetype="video/mp4", transcription={"status": "processing"})


async def test_a_clips_transcript_is_fetched_in_place_of_its_sound(
    files: SlackFiles, slack: FakeSlack, host: Host, address: str, to: Path
) -> None:
    clip = clip_of(slack, address, vtt=f"{address}/file.vtt", size=LIMIT * 1_000, transcription=heard("This"))
    known = await have(files, clip, to=to)
    assert known.transcript is Transcript.WHOLE
    assert held(to) == VTT
    assert host.visits == [("file.vtt", f"Bearer {TOKEN}")]


async def test_a_transcript_that_the_event_names_needs_no_call(
    files: SlackFiles, slack: FakeSlack, address: str, to: Path
) -> None:
    await have(files, a_file(f"{address}/file", subtype="slack_audio", vtt=f"{address}/file.vtt"), to=to)
    assert held(to) == VTT
    assert slack.calls == []


@pytest.mark.parametrize(
    ("preview", "transcript"),
    [(heard("What <day>\n\nis it"), Transcript.BEGINNING), (heard("x", has_more=False), Transcript.WHOLE)],
)
async def test_without_its_cues_as_much_is_read_as_slack_tells(
    files: SlackFiles, slack: FakeSlack, host: Host, address: str, to: Path, preview: dict[str, Any], transcript: Transcript
) -> None:
    known = await have(files, clip_of(slack, address, transcription=preview), to=to)
    assert known.transcript is transcript
    (cue,) = cues((held(to) or b"").decode())
    assert (cue.start, cue.words) == (0, " ".join(preview["preview"]["content"].split()))
    assert host.visits == []


@pytest.mark.parametrize("path", ["404", "login", "big", "moved-twice", "broken"])
async def test_cues_that_do_not_come_are_told(files: SlackFiles, slack: FakeSlack, address: str, to: Path, path: str) -> None:
    vtt = f"{address}/{path}"
    assert await refusal(files, clip_of(slack, address, vtt=vtt), to) == phrases.TRANSCRIPT_NOT_DELIVERED
    known = await have(files, clip_of(slack, address, vtt=vtt, transcription=heard("What day")), to=to)
    assert known.transcript is Transcript.BEGINNING
    assert b"What day" in (held(to) or b"")


async def test_cues_on_a_foreign_host_are_never_fetched(files: SlackFiles, slack: FakeSlack, address: str, to: Path) -> None:
    foreign = Host()
    async with TestServer(foreign.app()) as server:
        clip = clip_of(slack, address, vtt=str(server.make_url("/file.vtt")))
        assert (await have(files, clip, to=to)).transcript is Transcript.NONE
    assert held(to) == b"bytes"
    assert foreign.visits == []


async def test_a_transcript_that_is_still_being_made_says_when_to_ask_again(
    files: SlackFiles, slack: FakeSlack, host: Host, address: str, to: Path
) -> None:
    clip = clip_of(slack, address, transcription={"status": "processing"})
    assert await refusal(files, clip, to) == phrases.TRANSCRIPT_COMING
    assert "ask again in a minute" in phrases.TRANSCRIPT_COMING
    assert host.visits == []


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"transcription": {"status": "failed"}},
        {"transcription": {"status": "none", "preview": None}},
        {"transcription": "complete", "vtt": 7},
        {"transcription": {"status": 1, "preview": "What"}},
        {"vtt": "", "transcription": heard("  ")},
    ],
)
async def test_without_a_transcript_the_sound_itself_is_fetched(
    files: SlackFiles, slack: FakeSlack, address: str, to: Path, fields: dict[str, Any]
) -> None:
    known = await have(files, clip_of(slack, address, **fields), to=to)
    assert known.transcript is Transcript.NONE
    assert held(to) == b"bytes"


async def test_a_broken_connection_is_tried_once_more(files: SlackFiles, host: Host, address: str, to: Path) -> None:
    await have(files, a_file(f"{address}/flaky"), to=to)
    assert held(to) == b"bytes"
    assert host.broken == 2


async def test_a_download_has_a_deadline(files: SlackFiles, address: str, to: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "DOWNLOAD_SECONDS", 0.02)
    assert await refusal(files, a_file(f"{address}/slow"), to) == phrases.FILE_NOT_DELIVERED


HOSTS = ["files.slack.com", "Other.slack.com:8443", "127.0.0.1:8765", "[::1]:8765", "localhost"]


@pytest.mark.parametrize(
    ("url", "may"),
    [
        ("https://files.slack.com/a", True),
        ("https://FILES.slack.com:443/a", True),
        ("https://other.slack.com:8443/a", True),
        ("http://127.0.0.1:8765/a", True),
        ("http://[::1]:8765/a", True),
        ("http://localhost/a", True),
        ("http://localhost:80/a", True),
        ("http://files.slack.com/a", False),
        ("https://files.slack.com:8443/a", False),
        ("https://other.slack.com/a", False),
        ("https://x.files.slack.com/a", False),
        ("https://files.slack.com.evil.org/a", False),
        ("https://files.slack.com@evil.org/a", False),
        ("https://user:pass@files.slack.com/a", False),
        ("https://evil.org\\@files.slack.com/a", False),
        ("https://files.slack.com./a", False),
        ("http://127.0.0.1:9/a", False),
        ("https://files.slack.com:bad/a", False),
        ("ftp://files.slack.com/a", False),
        ("file:///etc/passwd", False),
        ("//files.slack.com/a", False),
        ("", False),
    ],
)
async def test_the_token_goes_to_listed_hosts_exactly(client: AsyncWebClient, url: str, may: bool) -> None:
    async with httpx.AsyncClient() as http:
        assert SlackFiles(client, http, hosts=HOSTS, max_bytes=1).permitted(url) is may
