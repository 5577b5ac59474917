"""Opens the window behind "Sources", and brings the images of cited scans into it.

An image can be shown in a window only as a file in Slack: each is uploaded for the one who looks, stands in no conversation, and
is deleted when the window is closed. Where Slack takes none of it, the window stays as it is: words and links.
Unverified against a live Slack: how long it takes until Slack knows an uploaded file for an image.
"""

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Protocol

from slack_sdk.web.async_client import AsyncWebClient

from bot.language import Citation, Document, FileId, FootnoteError, KeptAnswer, SlackRefused, ThreadRef
from bot.slack.client import Sleep, once, repeatable
from bot.slack.payloads import Payload, child, text_of
from bot.slack.sources import Looks, picturable, picture_of, sources_view, uploaded_for
from bot.slack.uploads import Uploads

READY_LOOKS = 8
READY_PAUSE_SECONDS = 0.75
"""Slack looks at what was uploaded within seconds; who still waits after six has read the words meanwhile."""

MOST_PICTURES = 5
"""Each is uploaded while somebody looks on."""

PICTURE_FILE = "page.{ending}"
_ENDINGS = {"image/png": "png", "image/jpeg": "jpg", "image/gif": "gif"}

_NOT_YET = "invalid_arguments"
"""Also the answer to an image that Slack does not know for one yet."""


class PageImages(Protocol):
    """Where the pages of a thread's files are kept, with their images."""

    async def held(self, thread: ThreadRef, file: FileId) -> Document | None: ...


class SourceWindows:
    """The windows. Every method raises `SlackRefused` and `SlackUnavailable`."""

    def __init__(self, client: AsyncWebClient, pages: PageImages, *, sleep: Sleep = asyncio.sleep) -> None:
        self._client = client
        self._pages = pages
        self._uploads = Uploads(client, sleep=sleep)
        self._sleep = sleep

    async def open(self, kept: KeptAnswer, looks: Looks, *, trigger_id: str) -> str:
        """Opens it with the words, within three seconds of the press; returns its id."""
        view = sources_view(kept, replace(looks, awaited=True))
        opened = await once(lambda: self._client.views_open(trigger_id=trigger_id, view=dict(view)), patience=0)
        return text_of(child(opened, "view"), "id")

    async def illustrate(self, window: str, kept: KeptAnswer, looks: Looks) -> None:
        """Puts the images of cited scans into an open window, as far as they can be had."""
        pictures: dict[Citation, FileId] = {}
        shown = False
        try:
            with suppress(FootnoteError):  # The window is complete without them.
                await self._upload(kept, pictures)
            with suppress(FootnoteError):
                shown = await self._show(window, kept, replace(looks, pictures=pictures))
        finally:
            if not shown:
                await self._delete(pictures)
        if not shown and not all(citation.quote for citation in kept.citations):
            await self._update(window, kept, looks)  # Nothing follows any more.

    async def put_away(self, view: Payload) -> None:
        """Deletes what was uploaded for a window that was closed."""
        for file in uploaded_for(view):
            with suppress(SlackRefused):  # Gone already.
                await self._uploads.delete(file)

    async def _upload(self, kept: KeptAnswer, pictures: dict[Citation, FileId]) -> None:
        """Uploads them one by one into `pictures`: what is there when it fails is there to be deleted."""
        documents: dict[FileId, Document | None] = {}
        for citation in picturable(kept):
            assert citation.file
            if citation.file not in documents:
                documents[citation.file] = await self._pages.held(kept.question.thread, citation.file)
            document = documents[citation.file]
            picture = picture_of(document, citation) if document else None
            if picture and len(pictures) < MOST_PICTURES:
                name = PICTURE_FILE.format(ending=_ENDINGS[picture.mimetype])
                file = await self._uploads.upload(picture.data, name)
                pictures[citation] = file
                await self._uploads.keep_private({file: name})

    async def _show(self, window: str, kept: KeptAnswer, looks: Looks) -> bool:
        """Whether the window shows the images, once Slack knows them for such."""
        waiting = list(looks.pictures.values())
        for _ in range(READY_LOOKS if waiting else 0):
            waiting = [file for file in waiting if not await self._uploads.is_ready(file)]
            if not waiting and await self._update(window, kept, looks):
                return True
            await self._sleep(READY_PAUSE_SECONDS)
        return False

    async def _update(self, window: str, kept: KeptAnswer, looks: Looks) -> bool:
        """False where Slack does not know the images for such, and may yet. Raises `SlackRefused` where it was closed."""
        view = sources_view(kept, looks)
        try:
            await repeatable(lambda: self._client.views_update(view_id=window, view=dict(view)), sleep=self._sleep)
        except SlackRefused as error:
            if error.code == _NOT_YET:
                return False
            raise
        return True

    async def _delete(self, pictures: Mapping[Citation, FileId]) -> None:
        for file in pictures.values():
            with suppress(FootnoteError):  # Nobody sees it.
                await self._uploads.delete(file)
