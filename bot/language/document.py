"""A file once read: pages of Markdown, each with the anchor that a footnote points to."""

from enum import StrEnum

from pydantic import BaseModel, ConfigDict


class AnchorKind(StrEnum):
    """What a page of a document is called where people look it up."""

    PAGE = "page"
    LINES = "lines"
    ROWS = "rows"
    IMAGE = "image"
    WHOLE = "whole"


class Anchor(BaseModel):
    """A place in a document, counted from 1, written as people cite it: `p. 12`, `lines 1-80`, `rows 2-51`."""

    model_config = ConfigDict(frozen=True)

    kind: AnchorKind
    first: int = 1
    last: int = 1

    def __str__(self) -> str:
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
            case AnchorKind.WHOLE:
                return "whole"


class Picture(BaseModel):
    """A page as an image, ready for the model: JPEG or PNG bytes and its size in pixels."""

    model_config = ConfigDict(frozen=True, ser_json_bytes="base64", val_json_bytes="base64")

    mimetype: str
    data: bytes
    width: int
    height: int


class Page(BaseModel):
    """One part of a document that a footnote can point to."""

    model_config = ConfigDict(frozen=True)

    anchor: Anchor
    markdown: str = ""
    picture: Picture | None = None
    warnings: tuple[str, ...] = ()


class Document(BaseModel):
    """What was read of one file.

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
    seconds: float = 0.0
