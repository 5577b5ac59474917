"""A Document as the `extract` command shows it: JSON for programs, Markdown for people at a terminal. Pure."""

from collections.abc import Iterator

from pydantic import BaseModel

from bot.language import Document, Page, Unread, phrases
from bot.operations.terminal import printable


class ReportedPage(BaseModel):
    """One page as `--json` prints it."""

    anchor: str
    markdown: str
    warnings: tuple[str, ...]


class ReportedReason(BaseModel):
    """A file inside another as `--json` prints it when it was not read."""

    name: str
    error: str


class Report(BaseModel):
    """One document as `--json` prints it; `seconds` is the time that reading took, of a child with its parent."""

    name: str
    kind: str
    pages: tuple[ReportedPage, ...]
    warnings: tuple[str, ...]
    seconds: float
    children: tuple["Report | ReportedReason", ...] = ()


def as_report(document: Document) -> Report:
    """The document without its pictures' bytes."""
    pages = tuple(
        ReportedPage(anchor=str(page.anchor), markdown=page.markdown, warnings=page.warnings) for page in document.pages
    )
    return Report(
        name=document.name,
        kind=document.kind,
        pages=pages,
        warnings=document.warnings,
        seconds=document.seconds,
        children=tuple(
            ReportedReason(name=child.name, error=child.reason) if isinstance(child, Unread) else as_report(child)
            for child in document.children
        ),
    )


def as_json(document: Document) -> str:
    """The report as indented JSON."""
    return as_report(document).model_dump_json(indent=2)


def as_markdown(document: Document) -> str:
    """Every page under its anchor, with the warnings where they belong, then what it carries inside; safe to print."""
    return printable("\n".join(_lines(document))) + "\n"


def _lines(document: Document) -> Iterator[str]:
    yield f"# {_one_line(document.name)} ({document.kind}, {_extent(document)})"
    yield from (f"> {warning}" for warning in document.warnings)
    for page in document.pages:
        yield from ("", f"## [{page.anchor}]", *(f"> {warning}" for warning in page.warnings), *_body(page))
    for child in document.children:
        yield ""
        if isinstance(child, Unread):
            yield f"# {_one_line(child.name)}\n> {phrases.NOT_READ}: {child.reason}"
        else:
            yield from _lines(child)


def _extent(document: Document) -> str:
    read, total = len(document.pages), document.total_pages
    count = f"{read}" if read >= total else f"{read} of {total}"
    return f"{count} {'page' if total == 1 else 'pages'}"


def _body(page: Page) -> list[str]:
    picture = page.picture
    shown = [f"({picture.mimetype}, {picture.width} x {picture.height} pixels)"] if picture else []
    return ["", *shown, *([page.markdown] if page.markdown else [])] if shown or page.markdown else []


def _one_line(name: str) -> str:
    return " ".join(name.split())
