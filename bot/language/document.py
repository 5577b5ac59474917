"""A file once read: pages of Markdown, each with the anchor that a footnote points to."""

from enum import StrEnum

from pydantic import BaseModel, ConfigDict

MESSAGES = "messages"
"""The `kind` of a document that holds what was said in a place in Slack: each message is a page."""

ARCHIVE = "archive"
"""The `kind` of a document that holds nothing but other files: its one page lists them."""

TRANSCRIPT = "transcript"
"""The `kind` of a document that holds what is said when: captions and transcripts that people shared as files."""

CLIP = "clip"
"""The `kind` of the document that stands for an audio or video file: the transcript that Slack made of it."""


class AnchorKind(StrEnum):
    """What a page of a document is called where people look it up."""

    PAGE = "page"
    LINES = "lines"
    ROWS = "rows"
    IMAGE = "image"
    SLIDE = "slide"
    CELLS = "cells"
    HEADING = "heading"
    TIME = "time"
    MESSAGE = "message"
    WHOLE = "whole"


class Anchor(BaseModel):
    """A place in a document, counted from 1, written as people cite it: `p. 12`, `lines 1-80`, `slide 4`, `Sheet2!A1:F40`."""

    model_config = ConfigDict(frozen=True)

    kind: AnchorKind
    first: int = 1
    last: int = 1
    label: str = ""
    """How it is cited where numbers do not say it: `Sheet2!A1:F40`, `§ Terms`, `12:04`."""

    def __str__(self) -> str:
        if self.label:
            return self.label
        span = str(self.first) if self.first == self.last else f"{self.first}-{self.last}"
        match self.kind:
            case AnchorKind.PAGE:
                return f"p. {span}"
            case AnchorKind.LINES:
                return f"lines {span}"
            case AnchorKind.ROWS:
                return f"rows {span}"
            case AnchorKind.IMAGE:
                return "image" if self.first == 1 else f"image {span}"
            case AnchorKind.SLIDE:
                return f"slide {span}"
            case AnchorKind.MESSAGE:
                return f"m{self.first}"
            case AnchorKind.CELLS | AnchorKind.HEADING | AnchorKind.TIME | AnchorKind.WHOLE:
                return "whole"


class Picture(BaseModel):
    """A page as an image, ready for the model: JPEG or PNG bytes and its size in pixels."""

    model_config = ConfigDict(frozen=True, ser_json_bytes="base64", val_json_bytes="base64")

    mimetype: str
    data: bytes
    width: int
    height: int


class Link(BaseModel):
    """An address that code has made, with the words under which it may be shown."""

    model_config = ConfigDict(frozen=True)

    url: str
    label: str


class Page(BaseModel):
    """One part of a document that a footnote can point to."""

    model_config = ConfigDict(frozen=True)

    anchor: Anchor
    markdown: str = ""
    picture: Picture | None = None
    link: Link | None = None
    """Where people can look at it: a message's permalink."""
    is_found: bool = False
    """It holds rows that were searched for in a table of which not all rows are shown."""
    warnings: tuple[str, ...] = ()


class Unread(BaseModel):
    """Something that should have been read and was not; `reason` is what the receipt says behind "not read: "."""

    model_config = ConfigDict(frozen=True)

    name: str
    reason: str


class PartialTable(BaseModel):
    """What of a document's tables is on no page, so that a later question may have the file searched for it."""

    model_config = ConfigDict(frozen=True)

    rows: int
    """How many there are, or about how many; of all its tables in which some are on no page."""
    columns: tuple[str, ...] = ()
    """The names in those tables' headers."""
    sought: tuple[str, ...] = ()
    """What it was searched for."""


class Document(BaseModel):
    """What was read of one file, or of a place in Slack (`MESSAGES`).

    `total_pages` is what the file holds, `pages` what was read of it: the receipt says both. `seconds` is the time that
    reading took. `warnings` are sentences for people.
    """

    model_config = ConfigDict(frozen=True)

    name: str
    kind: str
    """Short and lower-case: `pdf`, `csv`, `text`, `html`, `image`, ..."""
    pages: tuple[Page, ...] = ()
    total_pages: int = 0
    warnings: tuple[str, ...] = ()
    children: tuple["Document | Unread", ...] = ()
    """What it carries inside: attachments of a mail, members of an archive, each named by its path in there."""
    partial_table: PartialTable | None = None
    """Set where not all rows of a table are on its pages."""
    seconds: float = 0.0
    digest: str = ""
    """SHA-256 of the file's bytes, hex; of what it carries inside, derived from it. What comes of equal bytes may be kept so.

    Empty for places in Slack, and for what only a password opened: of that nothing may be kept.
    """
