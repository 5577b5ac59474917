"""Attaches an answer that is too long for messages to its thread, once, as a file.

The three steps: docs.slack.dev/messaging/working-with-files.
"""

import asyncio

import aiohttp

from bot.language import SlackRefused, Ts
from bot.slack.attempt import Attempt
from bot.slack.client import OutcomeUnknown, SlackUnavailable, once, repeatable
from bot.slack.payloads import Payload, child, text_of
from bot.slack.posts import FILE_PART, LATE_COMMIT_SECONDS

UPLOAD_SECONDS = 60.0


class Attachment:
    """The file of one answer."""

    def __init__(self, attempt: Attempt) -> None:
        self._client = attempt.client
        self._question = attempt.question
        self._ledger = attempt.ledger
        self._check_lease = attempt.check_lease
        self._sleep = attempt.sleep
        self._may_be_there = not attempt.is_first

    async def put(self, content: bytes, *, name: str, title: str) -> None:
        """Shares the file in the thread, unless an earlier attempt has.

        Raises `SlackRefused`, `SlackUnavailable` and `LeaseLost`.
        """
        earlier = (await self._ledger.parts(self._question.id)).get(FILE_PART) if self._may_be_there else None
        if earlier and await self._is_shared(earlier):
            return
        identity = await self._upload(content, name)
        # Completing is not idempotent: only an id that was written down first can be looked up after a crash.
        await self._ledger.replace(self._question.id, FILE_PART, Ts(identity))
        await self._share(identity, title)

    async def _upload(self, content: bytes, name: str) -> str:
        await self._check_lease()
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
        return text_of(slot, "file_id")

    async def _share(self, identity: str, title: str) -> None:
        thread = self._question.thread
        await self._check_lease()
        try:
            await once(
                lambda: self._client.files_completeUploadExternal(
                    files=[{"id": identity, "title": title}], channel_id=thread.channel, thread_ts=thread.ts
                ),
                sleep=self._sleep,
            )
        except OutcomeUnknown:
            await self._sleep(LATE_COMMIT_SECONDS)
            if not await self._is_shared(identity):
                raise

    async def _is_shared(self, identity: str) -> bool:
        try:
            answer = await repeatable(lambda: self._client.files_info(file=identity), sleep=self._sleep)
        except SlackRefused:
            return False
        return _stands_in(child(answer, "file"), self._question.thread.channel)


def _stands_in(file: Payload, channel: str) -> bool:
    listed = [file.get(kind) for kind in ("channels", "groups", "ims")]
    shares = child(file, "shares")
    return any(isinstance(ids, list) and channel in ids for ids in listed) or any(
        channel in child(shares, kind) for kind in shares
    )
