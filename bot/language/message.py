"""What people wrote and shared: a message as Slack holds it, a turn as people and the model read it."""

from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict

from bot.language.document import Link
from bot.language.ids import FileId, Ts, UserId


class FileRef(BaseModel):
    """A file that a message carries, before its bytes were seen. Everything but the id may be missing.

    Slack Connect sends stubs (`mode: file_access`), deleted files arrive as `mode: tombstone`, and new modes appear
    unannounced (docs.slack.dev/reference/objects/file-object). `size` is in bytes and a hint only.
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

    @property
    def label(self) -> str:
        """The name people know the file by, on one line."""
        return " ".join((self.name or self.title or f"file {self.id}").split()) or f"file {self.id}"


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
