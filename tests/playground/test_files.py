import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any, cast

import aiohttp
import pytest

from bot.playground import Playground
from bot.playground.entities import YOU, Payload, SharedFile
from bot.playground.files import FileFault
from tests.playground.conftest import Slack


@pytest.fixture
async def http(slack: Slack) -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(headers={"Authorization": f"Bearer {slack.token}"}) as session:
        yield session


async def shared(playground: Playground, slack: Slack, data: bytes = b"content", name: str = "a note.txt") -> dict[str, Any]:
    """The file object of a file that you shared in #general."""
    ts = await playground.say("", files=[(name, data)])
    page = await slack.ok("conversations.replies", channel="general", ts=ts)
    return cast(dict[str, Any], page["messages"][0]["files"][0])


async def test_a_shared_file_is_downloaded_with_the_token_and_counted(
    playground: Playground, slack: Slack, http: aiohttp.ClientSession
) -> None:
    file = await shared(playground, slack)
    assert (file["name"], file["size"], file["mimetype"], file["mode"]) == ("a note.txt", 7, "text/plain", "hosted")
    for address in ("url_private", "url_private_download"):
        async with http.get(file[address]) as response:
            assert (await response.read(), response.content_type) == (b"content", "text/plain")
    assert playground.files.downloads[file["id"]] == 2


async def test_a_wrong_token_a_missing_scope_or_a_foreign_file_gets_the_login_page(
    playground: Playground, slack: Slack, http: aiohttp.ClientSession
) -> None:
    address = (await shared(playground, slack))["url_private_download"]

    async def is_login_page(headers: dict[str, str] | None = None) -> bool:
        async with http.get(address, headers=headers) as response:
            return (response.status, response.content_type) == (200, "text/html") and "Sign in" in await response.text()

    assert await is_login_page({"Authorization": "Bearer xoxb-wrong"})
    assert not await is_login_page()
    playground.workspace.scopes.discard("files:read")
    assert await is_login_page()
    playground.workspace.scopes.add("files:read")
    playground.workspace.channel("general").members.clear()
    assert await is_login_page()


@pytest.mark.parametrize(
    ("fault", "status"),
    [
        (FileFault(kind="redirect", location="https://example.com/"), 302),
        (FileFault(kind="html"), 200),
        (FileFault(kind="missing"), 404),
        (FileFault(kind="error"), 500),
    ],
)
async def test_downloads_fail_on_demand(
    playground: Playground, slack: Slack, http: aiohttp.ClientSession, fault: FileFault, status: int
) -> None:
    file = await shared(playground, slack)
    playground.files.faults[file["id"]] = fault
    async with http.get(file["url_private"], allow_redirects=False) as response:
        assert response.status == status
        assert response.headers.get("Location", "") == fault.location


async def test_a_download_may_be_larger_than_declared_or_never_end(
    playground: Playground, slack: Slack, http: aiohttp.ClientSession
) -> None:
    file = await shared(playground, slack)
    playground.files.faults[file["id"]] = FileFault(kind="oversize", size=200_000)
    async with http.get(file["url_private"]) as response:
        assert len(await response.read()) > 200_000
    playground.files.faults[file["id"]] = FileFault(kind="slow")
    async with http.get(file["url_private"]) as response:
        assert await response.content.readexactly(1) == b"x"
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(response.content.readexactly(1), 0.02)


async def test_file_info_is_for_those_who_can_see_the_file(playground: Playground, slack: Slack) -> None:
    file = await shared(playground, slack)
    found = await slack.ok("files.info", file=file["id"])
    assert found["file"]["channels"] == [playground.workspace.channel("general").id]
    lonely = playground.files.add("lonely.txt", b"x", user=YOU)
    assert await slack.error("files.info", file=lonely.id) == "file_not_found"
    assert await slack.error("files.info", file="F0NOTHING") == "file_not_found"


async def share(playground: Playground, file: SharedFile) -> None:
    playground.workspace.add_file(file)
    playground.workspace.post(channel="general", user=YOU, text="", files=[file.id])


async def test_a_slack_connect_file_is_a_stub_in_events_and_whole_elsewhere(playground: Playground, slack: Slack) -> None:
    file = replace(playground.files.add("a.txt", b"abc", user=YOU), shape="stub")
    await share(playground, file)
    (stub,) = cast(list[Payload], playground.deliveries.records[-1].event["files"])
    assert (stub["file_access"], "url_private" in stub) == ("check_file_info", False)
    assert (await slack.ok("files.info", file=file.id))["file"]["url_private"]


async def test_deleted_hidden_and_external_files_have_no_bytes_here(
    playground: Playground, slack: Slack, http: aiohttp.ClientSession
) -> None:
    made = playground.files.add("a.txt", b"abc", user=YOU)
    url = f"{playground.url}/files-pri/T0PLAY00001-{made.id}/a.txt"
    await share(playground, replace(made, shape="tombstone"))
    assert await slack.error("files.info", file=made.id) == "file_deleted"
    async with http.get(url) as response:
        assert response.status == 404
    playground.workspace.add_file(replace(made, shape="hidden_by_limit"))
    assert (await slack.ok("files.info", file=made.id))["file"]["mode"] == "hidden_by_limit"
    playground.workspace.add_file(replace(made, shape="external", external_url="https://docs.example.com/1"))
    external = (await slack.ok("files.info", file=made.id))["file"]
    assert (external["is_external"], external["url_private"]) == (True, "https://docs.example.com/1")


async def test_an_upload_in_three_steps_lands_in_the_thread(
    playground: Playground, slack: Slack, http: aiohttp.ClientSession
) -> None:
    ts = await playground.say("question")
    await slack.client.files_upload_v2(
        channel=playground.workspace.channel("general").id,
        thread_ts=ts,
        filename="answer.md",
        content="# Answer",
        title="The answer",
        initial_comment="here",
    )
    message = playground.thread("general", ts)[-1]
    assert message.text == "here"
    file = playground.workspace.files[message.files[0]]
    assert (file.name, file.title, file.size) == ("answer.md", "The answer", 8)
    about = (await slack.ok("files.info", file=file.id))["file"]
    async with http.get(about["url_private_download"]) as response:
        assert await response.text() == "# Answer"


async def test_an_upload_that_does_not_fit_together_is_refused(
    playground: Playground, slack: Slack, http: aiohttp.ClientSession
) -> None:
    opened = await slack.ok("files.getUploadURLExternal", filename="a.md", length=3)
    form = aiohttp.FormData()
    form.add_field("file", b"abcd", filename="a.md")
    async with http.post(opened["upload_url"], data=form) as response:
        assert response.status == 400
    files = [{"id": opened["file_id"]}]
    assert await slack.error("files.completeUploadExternal", files=files) == "file_not_found"
    async with http.post(opened["upload_url"], data=b"abc") as response:
        assert await response.text() == "OK - 3"
    await slack.ok("files.completeUploadExternal", files=files)
    # The bytes count once, as one upload.
    assert await slack.error("files.completeUploadExternal", files=files) == "file_not_found"
    assert await slack.error("files.completeUploadExternal", files=[]) == "invalid_arguments"
    assert await slack.error("files.getUploadURLExternal", filename="a.md", length=0) == "invalid_arguments"
    async with http.post(f"{playground.url}/upload/v1/unknown", data=b"abc") as response:
        assert response.status == 404


async def uploaded(slack: Slack, http: aiohttp.ClientSession, *, comment: str = "", thread_ts: str = "") -> str:
    """A file of the bot's in #general."""
    opened = await slack.ok("files.getUploadURLExternal", filename="answer.md", length=3)
    async with http.post(opened["upload_url"], data=b"abc") as response:
        assert response.status == 200
    files = [{"id": opened["file_id"]}]
    about = {"channel_id": "general", "initial_comment": comment, "thread_ts": thread_ts}
    await slack.ok("files.completeUploadExternal", files=files, **about)
    return str(opened["file_id"])


async def test_the_bot_deletes_its_own_file_and_what_carried_nothing_else(
    playground: Playground, slack: Slack, http: aiohttp.ClientSession
) -> None:
    parent = await playground.say("hello")
    bare = await uploaded(slack, http, thread_ts=parent)
    worded = await uploaded(slack, http, comment="Here it is.", thread_ts=parent)
    path = playground.workspace.files[bare].path
    assert path
    for file in (bare, worded):
        assert await slack.ok("files.delete", file=file) == {"ok": True}
        assert await slack.error("files.delete", file=file) == "file_deleted"
        assert await slack.error("files.info", file=file) == "file_deleted"
    assert not path.exists()
    assert [(message.text, message.files) for message in playground.thread("general", parent)[1:]] == [("Here it is.", ())]
    told = [record.event.get("subtype") or record.event["type"] for record in playground.deliveries.records[-4:]]
    assert told == ["file_deleted", "message_deleted", "file_deleted", "message_changed"]


async def test_the_files_of_others_are_not_the_bots_to_delete(playground: Playground, slack: Slack) -> None:
    file = await shared(playground, slack)
    assert await slack.error("files.delete", file=file["id"]) == "cant_delete_file"
    assert await slack.error("files.delete", file="F0NOWHERE") == "file_not_found"
    playground.workspace.scopes.discard("files:write")
    assert await slack.error("files.delete", file=file["id"]) == "missing_scope"


async def test_a_file_that_somebody_deletes_is_told_of_where_the_bot_is(playground: Playground, slack: Slack) -> None:
    file = await shared(playground, slack)
    playground.delete_file(file["id"])
    (told,) = [record.event for record in playground.deliveries.records if record.event["type"] == "file_deleted"]
    assert (told["file_id"], told["channel_ids"]) == (file["id"], [playground.workspace.channel("general").id])
    unseen = playground.files.add("a.txt", b"x", user=YOU)
    playground.workspace.post(channel="design", user=YOU, text="", files=[unseen.id])
    before = len(playground.deliveries.records)
    playground.delete_file(unseen.id)
    assert len(playground.deliveries.records) == before


# Clips


FIRST, SECOND = "This is an audio clip sent from the phone today,", "and it goes on for a while until everything is said."
VTT = f"WEBVTT\n\n00:00:05.488 --> 00:00:13.349\n{FIRST}\n\n2\n00:00:13.349 --> 00:00:14.210\n{SECOND}\n\n".encode()


async def clip(playground: Playground, slack: Slack, name: str = "audio_message.m4a", vtt: str = "audio_message.vtt") -> Payload:
    """The file object of a clip that you shared with a transcript beside it."""
    ts = await playground.say("", files=[(name, b"sound"), (vtt, VTT)])
    (message,) = (await slack.ok("conversations.replies", channel="general", ts=ts))["messages"]
    return cast(Payload, message["files"][0])


@pytest.mark.parametrize(("name", "subtype"), [("audio_message.m4a", "slack_audio"), ("audio_message.mp4", "slack_video")])
async def test_a_transcript_beside_a_clip_is_what_slack_has_heard(
    playground: Playground, slack: Slack, http: aiohttp.ClientSession, name: str, subtype: str
) -> None:
    file = await clip(playground, slack, name)
    assert (file["name"], file["subtype"]) == (name, subtype)
    assert file["transcription"] == {
        "status": "complete",
        "locale": "en-US",
        "preview": {"content": f"{FIRST} {SECOND}"[:80], "has_more": True},
    }
    async with http.get(str(file["vtt"])) as response:
        assert (await response.read(), response.content_type) == (VTT, "text/vtt")
    async with http.get(str(file["vtt"]), headers={"Authorization": "Bearer xoxb-wrong"}) as response:
        assert response.content_type == "text/html"
    async with http.get(f"{playground.url}/files-tmb/T0PLAY00001-F0NOTHING/file.vtt") as response:
        assert response.status == 404
    assert playground.files.downloads[str(file["id"])] == 0


async def test_a_transcript_of_another_name_is_a_file_of_its_own(playground: Playground, slack: Slack) -> None:
    file = await clip(playground, slack, vtt="other.vtt")
    assert "transcription" not in file
    assert len(cast(list[Payload], playground.deliveries.records[-1].event["files"])) == 2


async def test_a_clip_may_still_be_written_down(playground: Playground, slack: Slack) -> None:
    file = await shared(playground, slack, name="clip.mp4")
    playground.files.transcribe(file["id"], None)
    about = (await slack.ok("files.info", file=file["id"]))["file"]
    assert about["transcription"] == {"status": "processing"}
    assert "vtt" not in about
