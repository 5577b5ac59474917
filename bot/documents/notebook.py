"""Jupyter notebooks (formats 3 and 4) → a page for each cell: prose as it is, code and its output fenced. It runs nothing."""

import re
from collections.abc import Iterator
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, Field, ValidationError

from bot.documents import text
from bot.documents.encoding import decode
from bot.documents.job import Job
from bot.documents.pages import fill
from bot.documents.web.html import to_markdown
from bot.language import Anchor, AnchorKind, Document, FileUnreadable, Page, phrases
from bot.language.wording import counted

OUTPUT_CHARACTERS = 2_000
"""Of one output. A training log of a thousand lines says in its first and last what it says."""
_ANSI = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")
_EMBEDDED = re.compile(r"!\[[^\]\n]{0,500}\]\((?:attachment|data):[^)\s]*\)")


def _lines(value: object) -> object:
    """Multi-line text is a list of lines or one string (nbformat 4, "multiline strings"); what is neither is no text."""
    if isinstance(value, list):
        return "".join(part for part in value if isinstance(part, str))  # pyright: ignore[reportUnknownVariableType] - JSON
    return value if isinstance(value, str) else ""


Text = Annotated[str, BeforeValidator(_lines)]


class _Output(BaseModel):
    output_type: str = ""
    text: Text = ""
    data: dict[str, object] = Field(default_factory=dict[str, object])
    ename: str = ""
    evalue: str = ""

    # Format 3 keeps the representations beside the type.
    png: object = None
    jpeg: object = None


class _Cell(BaseModel):
    cell_type: str = ""
    source: Text = ""
    input: Text = ""
    level: int = 1
    outputs: list[_Output] = Field(default_factory=list[_Output])


class _Worksheet(BaseModel):
    cells: list[_Cell] = Field(default_factory=list[_Cell])


class _Named(BaseModel):
    name: str = ""
    language: str = ""


class _Metadata(BaseModel):
    language_info: _Named = _Named()
    kernelspec: _Named = _Named()


class _Notebook(BaseModel):
    cells: list[_Cell] = Field(default_factory=list[_Cell])
    worksheets: list[_Worksheet] = Field(default_factory=list[_Worksheet])
    metadata: _Metadata = _Metadata()


def extract(job: Job) -> Document:
    """Cells are counted as they stand, empty ones too; those are left out. What is no notebook is read as text."""
    decoded = decode(job.path.read_bytes())
    try:
        notebook = _Notebook.model_validate_json(decoded.text.removeprefix("\ufeff"))
    except ValidationError:
        return text.extract(job)
    cells = [*notebook.cells, *(cell for sheet in notebook.worksheets for cell in sheet.cells)]
    language = "".join((notebook.metadata.language_info.name or notebook.metadata.kernelspec.language).split())[:20]
    pages, complete = fill(_pages(cells, language), max_characters=job.max_characters)
    if not pages:
        raise FileUnreadable(phrases.EMPTY_FILE)
    warnings: list[str] = []
    if not complete:
        warnings.append(phrases.READ_IN_PART["cell"].format(first=1, last=pages[-1].anchor.last, total=len(cells)))
    total = len(pages) if complete else max(len(pages), len(cells))
    return Document(name="", kind="notebook", pages=pages, total_pages=total, warnings=tuple(warnings))


def _pages(cells: list[_Cell], language: str) -> Iterator[Page]:
    for number, cell in enumerate(cells, start=1):
        parts, images, shortened = _content(cell, language)
        warnings: list[str] = []
        if images:
            warnings.append(phrases.IMAGES_LEFT_OUT.format(count=counted(images, "image")))
        if shortened:
            warnings.append(phrases.OUTPUT_SHORTENED)
        if parts or images:
            anchor = Anchor(kind=AnchorKind.CELLS, first=number, last=number, label=f"cell {number}")
            yield Page(anchor=anchor, markdown="\n\n".join(parts), warnings=tuple(warnings))


def _content(cell: _Cell, language: str) -> tuple[list[str], int, bool]:
    """The cell's parts as Markdown, how many images were left out, and whether an output was shortened."""
    source = (cell.source or cell.input).strip("\n")
    match cell.cell_type:
        case "code":
            parts = [fenced(source, language)] if source.strip() else []
        case "heading":
            parts = [f"{'#' * min(max(cell.level, 1), 6)} {source}"] if source.strip() else []
        case "markdown":
            source, images = _EMBEDDED.subn("", source)
            return [source] if source.strip() else [], images, False
        case _:
            return [source] if source.strip() else [], 0, False
    images, shortened = 0, False
    for output in cell.outputs:
        images += bool(output.png or output.jpeg) + any(kind.startswith("image/") for kind in output.data)
        body = _ANSI.sub("", _put_out(output)).strip("\n")
        if not body.strip():
            continue
        if len(body) > OUTPUT_CHARACTERS:
            shortened = True
            body = f"{body[: OUTPUT_CHARACTERS // 2]}\n…\n{body[-OUTPUT_CHARACTERS // 2 :]}"
        parts.append(body if "text/markdown" in output.data else fenced(body, "output"))
    return parts, images, shortened


def _put_out(output: _Output) -> str:
    if output.output_type in ("error", "pyerr"):
        return f"{output.ename}: {output.evalue}"
    for kind in ("text/markdown", "text/plain"):
        if isinstance(body := _lines(output.data.get(kind)), str) and body:
            return body
    if isinstance(page := _lines(output.data.get("text/html")), str) and page:
        return to_markdown(page).markdown
    return output.text


def fenced(code: str, language: str = "") -> str:
    """A code block whose fence the code itself can't close."""
    longest = max((len(run) for run in re.findall(r"`{3,}", code)), default=2)
    fence = "`" * (longest + 1)
    return f"{fence}{language}\n{code}\n{fence}"
