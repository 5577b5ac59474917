"""Files that a workflow hands to a step: which of them it may read, and with which token. Their bytes are `files.py`'s matter.

Whoever makes a workflow may name any file in it. So a step reads what every member may read, and what Slack itself opens for
this one run: the uploads of the workflow's own form, which the app's token does not see.
Unverified against a live Slack: that only the run's token sees such an upload (others observed it).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from slack_sdk.web.async_client import AsyncWebClient

from bot.language import ChannelId, FileId, FileRef, FileUnreadable, Question, SlackRefused, Step, phrases
from bot.slack.access import Access
from bot.slack.client import SlackUnavailable, repeatable
from bot.slack.files import SlackFiles
from bot.slack.messages import parse_file
from bot.slack.payloads import child, strings, text_of

MOST_PLACES = 20
"""In which it is looked whether a file may be read."""


@dataclass(frozen=True, kw_only=True)
class _Seen:
    file: FileRef
    places: tuple[ChannelId, ...]
    owner: str


class GivenFiles:
    """The files of one run."""

    def __init__(self, question: Question, step: Step, client: AsyncWebClient, files: SlackFiles, access: Access) -> None:
        self._question = question
        self._step = step
        self._client = client
        self._files = files
        self._access = access
        self._lent: set[FileId] = set()
        """What only the run's own token opens."""

    async def complete(self, file: FileRef) -> FileRef:
        """The file as Slack describes it now. Raises `FileUnreadable`, also where the step may not read it."""
        return await self._of(file).complete(await self._admitted(file))

    async def fetch(self, file: FileRef, *, to: Path) -> FileRef:
        """Writes its bytes, or its transcript, to `to`. Raises `FileUnreadable`."""
        return await self._of(file).fetch(file, to=to)

    def _of(self, file: FileRef) -> SlackFiles:
        return self._files.opened_by(self._step.token) if file.id in self._lent else self._files

    async def _admitted(self, file: FileRef) -> FileRef:
        found = await self._seen(file, token="")
        if found and await self._may_read(found.places):
            return found.file
        # Of what is shared nowhere Footnote's own files are its askers' alone: images of pages that somebody looked at.
        is_uploaded = found is None or (not found.places and found.owner != self._question.me)
        lent = await self._seen(file, token=self._step.token) if self._step.token and is_uploaded else None
        if lent:
            self._lent.add(file.id)
            return lent.file
        raise FileUnreadable(phrases.STEP_FILE_NO_ACCESS, detail="not to be read by a workflow")

    async def _seen(self, file: FileRef, *, token: str) -> _Seen | None:
        """The file and where it is shared, if that token sees it; without, the app's own."""
        try:
            answer = await repeatable(lambda: self._client.files_info(file=file.id, token=token or None))
        except SlackRefused as error:
            if error.code == "file_deleted":
                raise FileUnreadable(phrases.FILE_GONE, detail=error.code) from None
            return None
        except SlackUnavailable as error:
            raise FileUnreadable(phrases.FILE_NOT_DELIVERED, detail=f"files.info {error.detail}") from None
        described = child(answer, "file")
        places = [ChannelId(place) for name in ("channels", "groups", "ims") for place in strings(described, name)]
        return _Seen(file=parse_file(described) or file, places=tuple(places), owner=text_of(described, "user"))

    async def _may_read(self, places: Sequence[ChannelId]) -> bool:
        for channel in places[:MOST_PLACES]:
            place = await self._access.may_read(self._question.thread.team, self._question.asker, channel)
            if place and not place.is_private and place.has_bot:
                return True
        return False
