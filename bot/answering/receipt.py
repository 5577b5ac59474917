"""The receipt: what an answer rests on, file by file, in words. Pure."""

from collections.abc import Sequence
from dataclasses import replace

from bot.answering.compose import IMAGES_PER_CALL, Composed, Included
from bot.answering.reading import ReadFile
from bot.answering.tables import sheet_of
from bot.language import ARCHIVE, AnchorKind, Document, Page, Receipt, ReceiptLine, phrases

_UNITS = {
    AnchorKind.PAGE: "page",
    AnchorKind.LINES: "line",
    AnchorKind.ROWS: "row",
    AnchorKind.IMAGE: "image",
    AnchorKind.SLIDE: "slide",
    AnchorKind.HEADING: "section",
    AnchorKind.MESSAGE: "message",
}
_COUNTED = frozenset({AnchorKind.PAGE, AnchorKind.IMAGE, AnchorKind.SLIDE, AnchorKind.HEADING, AnchorKind.MESSAGE})
"""Those of which each page is one; the others span a range."""


def receipt(*, composed: Composed, files: Sequence[ReadFile], notes: Sequence[str], images_dropped: int) -> Receipt:
    """One line for every file of the thread and inside one, then what else the reader should know."""
    included = {id(one.file): one for one in composed.included}
    pictures = sum(one.pictures for one in composed.included)
    blind, full = images_dropped > 0 and images_dropped >= pictures, pictures >= IMAGES_PER_CALL
    lines = tuple(replace(_line(file, included.get(id(file)), blind=blind, full=full), locked=file.locked) for file in files)
    left_out = composed.turns_left_out
    said = [*notes]
    if left_out:
        said.append(phrases.MESSAGES_LEFT_OUT.format(count=plural(left_out, "message")))
    if images_dropped and not blind:
        said.append(phrases.IMAGES_DROPPED.format(count=plural(images_dropped, "image")))
    if composed.task_cut:
        said.append(phrases.TASK_CUT)
    return Receipt(lines=lines, notes=tuple(said))


def plural(count: int, unit: str) -> str:
    """`1 page`, `2 pages`."""
    return f"{count:,} {unit}" if count == 1 else f"{count:,} {unit}s"


def _line(file: ReadFile, included: Included | None, *, blind: bool, full: bool) -> ReceiptLine:
    """One file's line. `blind`: the model was shown no image; `full`: as many images as there may be were chosen."""
    if file.document is None:
        return _not_read(file.name, file.reason or phrases.NOTHING_READ)
    document = file.document
    warnings = "".join(f" ({warning})" for warning in document.warnings)
    inside = plural(len(document.children), "file") if document.children else ""
    if document.kind == ARCHIVE:
        # Of an archive its members are what is read: each has a line of its own.
        return ReceiptLine(name=file.name, outcome=f"{inside or plural(0, 'file')}{warnings}")
    if not document.pages:
        return _not_read(file.name, phrases.NOTHING_READ)
    if all(page.picture is not None and not page.markdown.strip() for page in document.pages):
        if blind:
            return _not_read(file.name, phrases.NO_IMAGES)
        if full and not (included and included.pictures):
            return _not_read(file.name, phrases.TOO_MANY_IMAGES)
    if included is None or not included.pages:
        return _not_read(file.name, phrases.NO_ROOM)
    if not any(page.markdown.strip() or page.picture for page in included.pages):
        return _not_read(file.name, document.warnings[0] if document.warnings else phrases.NOTHING_READ)
    extent = ", ".join(filter(None, (_extent(document, included.pages), inside)))
    return ReceiptLine(name=file.name, outcome=f"{extent}{warnings}")


def _not_read(name: str, reason: str) -> ReceiptLine:
    return ReceiptLine(name=name, outcome=f"{phrases.NOT_READ}: {reason}", read=False)


def _extent(document: Document, read: Sequence[Page]) -> str:
    """How much of a document was read, in the unit of its anchors: `48 of 212 pages`, `80 lines`, `first 80 lines`."""
    last = read[-1].anchor
    total = max(document.total_pages, len(document.pages))
    complete = len(read) == total
    if last.kind in _COUNTED:
        unit = _UNITS[last.kind]
        return plural(total, unit) if complete else phrases.SOME_OF.format(count=len(read), total=plural(total, unit))
    if document.partial_table and len(read) < len(document.pages):
        return phrases.CHOSEN.format(extent=_rows(read, document.partial_table.rows))
    match last.kind:
        case AnchorKind.CELLS:
            return _sheets(read, complete=complete)
        case AnchorKind.TIME:
            return phrases.WHOLE if complete else phrases.UNTIL.format(place=last)
        case AnchorKind.LINES | AnchorKind.ROWS:
            return _span(document, read, complete=complete)
        case _:
            return phrases.WHOLE if complete else phrases.PARTLY


def _span(document: Document, read: Sequence[Page], *, complete: bool) -> str:
    """Lines or rows: all, the first ones, or so many of them."""
    kind, end = read[-1].anchor.kind, document.pages[-1].anchor.last
    unit = _UNITS[kind]
    # Of text, lines without a word are left out, and nobody misses them; of a table, rows may be.
    if complete and kind is AnchorKind.LINES:
        return plural(end, unit)
    covered = _covered(read)
    if complete and covered == end:
        return plural(end, unit)
    if document.partial_table:
        return _rows(read, document.partial_table.rows)
    if covered == read[-1].anchor.last:
        return phrases.FIRST_OF.format(count=plural(covered, unit))
    return phrases.SOME_OF.format(count=covered, total=plural(end, unit))


def _rows(read: Sequence[Page], total: int) -> str:
    """How many rows of tables that were not read as a whole the pages hold."""
    sheets = {sheet: [page for page in read if sheet_of(page) == sheet] for sheet in map(sheet_of, read)}
    covered = sum(map(_covered, sheets.values()))
    if read[-1].anchor.kind is AnchorKind.CELLS:
        return phrases.ROWS_OF_SHEETS.format(rows=plural(covered, "row"), sheets=plural(len(sheets), "sheet"))
    return phrases.SOME_OF.format(count=covered, total=plural(max(total, covered), "row"))


def _covered(pages: Sequence[Page]) -> int:
    """How many lines or rows the pages hold; one that was cut into several pages counts once."""
    count = reached = 0
    for anchor in (page.anchor for page in pages):
        count += max(anchor.last - max(anchor.first, reached + 1) + 1, 0)
        reached = max(reached, anchor.last)
    return count


def _sheets(read: Sequence[Page], *, complete: bool) -> str:
    """Sheets are named in their anchors, `Sheet2!A1:F40`."""
    names = set(map(sheet_of, read))
    count = plural(len(names), "sheet")
    return count if complete else f"{count} {phrases.PARTLY}"
