"""What people wrote and shared: a message as Slack holds it, a turn as people and the model read it."""

from dataclasses import dataclass
from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from bot.language.document import Link
from bot.language.ids import FileId, Ts, UserId

_CANVASES = frozenset({"canvas", "docs", "quip"})
"""`mode` or `filetype` of what people go on writing in for as long as it stands there."""
_CLIPS = frozenset({"slack_audio", "slack_video"})
_PROCESSING = "processing"


class TranscriptPreview(BaseModel):
    """How a transcript begins; it is the whole of it where `has_more` is false."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    content: str = ""
    has_more: bool | None = None


class Transcription(BaseModel):
    """How far Slack is with writing down what is said in a file."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    status: str | None = None
    """`processing`, `complete`, `failed`, and perhaps others."""
    preview: TranscriptPreview | None = None


class Transcript(StrEnum):
    """How much there is of Slack's own transcript of an audio or video file."""

    NONE = "none"
    COMING = "coming"
    BEGINNING = "beginning"
    WHOLE = "whole"


class FileRef(BaseModel):
    """A file that a message carries, before its bytes were seen. Everything but the id may be missing.

    Slack Connect sends stubs (`mode: file_access`), deleted files arrive as `mode: tombstone`, and new modes appear
    unannounced (docs.slack.dev/reference/objects/file-object; `updated`, `subtype`, `vtt` and `transcription` stand in the
    response types of Slack's own SDK, @slack/web-api, `FilesInfoResponse`). `size` is in bytes and a hint only.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    id: FileId
    name: str | None = None
    title: str | None = None
    mimetype: str | None = None
    filetype: str | None = None
    size: int | None = None
    mode: str | None = None
    is_external: bool = False
    url_private: str | None = None
    url_private_download: str | None = None
    permalink: str | None = None
    """Where people look at it in Slack."""
    created: int | None = None
    timestamp: int | None = None
    updated: int | None = None
    edit_timestamp: int | None = None
    editable: bool = False
    subtype: str | None = None
    vtt: str | None = None
    """Where the WebVTT of an audio or video file is."""
    transcription: Transcription | None = None

    @property
    def label(self) -> str:
        """The name people know the file by, on one line."""
        return " ".join((self.name or self.title or f"file {self.id}").split()) or f"file {self.id}"

    @property
    def may_change(self) -> bool:
        """Whether people can go on writing in it where it stands: a canvas, a snippet."""
        return self.editable or self._is_canvas

    @property
    def is_media(self) -> bool:
        """Whether it is audio or video, as far as Slack says: clips may come without a type, or under the other's."""
        return self.subtype in _CLIPS or (self.mimetype or "").startswith(("audio/", "video/"))

    @property
    def transcript(self) -> Transcript:
        """How much there is to read of what is said in it."""
        if not self.is_media:
            return Transcript.NONE
        if self.vtt:
            return Transcript.WHOLE
        told = self.transcription or Transcription()
        if told.status == _PROCESSING:
            return Transcript.COMING
        if told.preview and told.preview.content.strip():
            return Transcript.WHOLE if told.preview.has_more is False else Transcript.BEGINNING
        return Transcript.NONE

    @property
    def version(self) -> str | None:
        """Names what there is to read of it now; another version must be read again. None: Slack does not tell them apart."""
        changed = self.updated or self.edit_timestamp
        if self._is_canvas and not changed:
            return None
        transcript = "vtt" if self.vtt else self.transcript
        return f"{changed or self.timestamp or self.created or 0}-{self.size or 0}-{transcript}"

    @property
    def _is_canvas(self) -> bool:
        return bool({self.mode, self.filetype} & _CANVASES)


class Message(BaseModel):
    """One message of a thread as Slack delivers it: `text` is mrkdwn with ids, not yet readable."""

    model_config = ConfigDict(frozen=True)

    ts: Ts
    user: UserId | None = None
    bot_id: str | None = None
    speaker: str | None = None
    """A name the message itself brings (bots); people's names are looked up by `user`."""
    text: str = ""
    files: tuple[FileRef, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Turn:
    """One message as people read it: who spoke, when, the text as Markdown with names instead of ids."""

    ts: Ts
    speaker: str
    text: str
    ours: bool = False
    """True for Footnote's own words: the `assistant` of the messages list."""
    files: tuple[FileRef, ...] = ()
    link: Link | None = None
    """Where people look at it: what a footnote to this message becomes."""
    anchor: str = ""
    """How it is cited, where it may be: `m3`."""
