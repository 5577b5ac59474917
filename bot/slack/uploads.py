"""Brings files into Slack, and attaches an answer that is too long for messages to its thread, once.

The three steps: docs.slack.dev/messaging/working-with-files.
"""

import asyncio
from collections.abc import Mapping

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from bot.language import FileId, SlackRefused, ThreadRef, Ts
from bot.slack.attempt import Attempt
from bot.slack.client import OutcomeUnknown, SlackUnavailable, Sleep, once, repeatable
from bot.slack.payloads import Payload, child, text_of
from bot.slack.posts import FILE_PART, LATE_COMMIT_SECONDS

UPLOAD_SECONDS = 60.0


class Uploads:
    """Files of ours on their way into Slack. Every method raises `SlackRefused` and `SlackUnavailable`."""

    def __init__(self, client: AsyncWebClient, *, sleep: Sleep = asyncio.sleep) -> None:
        self._client = client
        self._sleep = sleep

    async def upload(self, content: bytes, name: str) -> FileId:
        """Brings the bytes; nobody sees the file before it is shared."""
        slot = await repeatable(
            lambda: self._client.files_getUploadURLExternal(filename=name, length=len(content)), sleep=self._sleep
        )
        session = self._client.session
        if session is None:
            raise SlackUnavailable(detail="no session to upload with")
        try:
            async with asyncio.timeout(UPLOAD_SECONDS), session.post(text_of(slot, "upload_url"), data=content) as response:
                if response.status >= 400:
                    raise SlackUnavailable(detail=f"upload status {response.status}")
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise SlackUnavailable(detail=f"upload {type(error).__name__}") from None
        return FileId(text_of(slot, "file_id"))

    async def share(self, titles: Mapping[FileId, str], thread: ThreadRef) -> None:
        """Shows uploaded files in the thread, all in one message."""
        try:
            await self._complete(titles, thread)
        except OutcomeUnknown:
            await self._sleep(LATE_COMMIT_SECONDS)
            if not await self.is_shared(next(iter(titles)), thread):
                raise

    async def keep_private(self, titles: Mapping[FileId, str]) -> None:
        """Ends the upload of files that stand in no conversation: only views of ours show them."""
        await self._complete(titles, None)

    async def is_shared(self, file: FileId, thread: ThreadRef) -> bool:
        """Whether the file stands in that thread's channel."""
        try:
            answer = await repeatable(lambda: self._client.files_info(file=file), sleep=self._sleep)
        except SlackRefused:
            return False
        return _stands_in(child(answer, "file"), thread.channel)

    async def is_ready(self, file: FileId) -> bool:
        """Whether Slack has looked at what the file holds, which it does some time after the upload
        (github.com/slackapi/java-slack-sdk/issues/1349)."""
        answer = await repeatable(lambda: self._client.files_info(file=file), sleep=self._sleep)
        return bool(text_of(child(answer, "file"), "mimetype"))

    async def delete(self, file: FileId) -> None:
        """Deletes a file of ours."""
        await repeatable(lambda: self._client.files_delete(file=file), sleep=self._sleep)

    async def _complete(self, titles: Mapping[FileId, str], thread: ThreadRef | None) -> None:
        files = [{"id": file, "title": title} for file, title in titles.items()]
        channel, ts = (thread.channel, thread.ts) if thread else (None, None)
        await once(
            lambda: self._client.files_completeUploadExternal(files=files, channel_id=channel, thread_ts=ts), sleep=self._sleep
        )


class Attachment:
    """The file of one answer."""

    def __init__(self, attempt: Attempt) -> None:
        self._uploads = Uploads(attempt.client, sleep=attempt.sleep)
        self._question = attempt.question
        self._ledger = attempt.ledger
        self._check_lease = attempt.check_lease
        self._may_be_there = not attempt.is_first

    async def put(self, content: bytes, *, name: str, title: str) -> None:
        """Shares the file in the thread, unless an earlier attempt has.

        Raises `SlackRefused`, `SlackUnavailable` and `LeaseLost`.
        """
        thread = self._question.thread
        earlier = (await self._ledger.parts(self._question.id)).get(FILE_PART) if self._may_be_there else None
        if earlier and await self._uploads.is_shared(FileId(earlier), thread):
            return
        await self._check_lease()
        file = await self._uploads.upload(content, name)
        # Completing is not idempotent: only an id that was written down first can be looked up after a crash.
        await self._ledger.replace(self._question.id, FILE_PART, Ts(file))
        await self._check_lease()
        await self._uploads.share({file: title}, thread)


def _stands_in(file: Payload, channel: str) -> bool:
    listed = [file.get(kind) for kind in ("channels", "groups", "ims")]
    shares = child(file, "shares")
    return any(isinstance(ids, list) and channel in ids for ids in listed) or any(
        channel in child(shares, kind) for kind in shares
    )
