"""The receipt: what an answer rests on, file by file, in words. Pure."""

from collections.abc import Sequence

from bot.answering.compose import Composed, Included
from bot.answering.reading import ReadFile
from bot.language import AnchorKind, Document, Receipt, ReceiptLine, phrases

_UNITS = {
    AnchorKind.PAGE: "page",
    AnchorKind.LINES: "line",
    AnchorKind.ROWS: "row",
    AnchorKind.IMAGE: "image",
    AnchorKind.MESSAGE: "message",
}


def receipt(*, composed: Composed, files: Sequence[ReadFile], notes: Sequence[str], images_dropped: int) -> Receipt:
    """One line for every file of the thread, then what else the reader should know."""
    included = {id(one.file): one for one in composed.included}
    blind = images_dropped > 0 and images_dropped >= sum(one.pictures for one in composed.included)
    lines = tuple(_line(file, included.get(id(file)), blind=blind) for file in files)
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


def _line(file: ReadFile, included: Included | None, *, blind: bool) -> ReceiptLine:
    if file.document is None:
        return _not_read(file.name, file.reason or phrases.NOTHING_READ)
    document = file.document
    if included is None or included.pages == 0:
        return _not_read(file.name, phrases.NO_ROOM if document.pages else phrases.NOTHING_READ)
    pictures_only = all(page.picture is not None and not page.markdown.strip() for page in document.pages)
    if pictures_only and (blind or included.pictures == 0):
        return _not_read(file.name, phrases.NO_IMAGES if blind else phrases.TOO_MANY_IMAGES)
    if not any(page.markdown.strip() or page.picture for page in document.pages[: included.pages]):
        return _not_read(file.name, document.warnings[0] if document.warnings else phrases.NOTHING_READ)
    warnings = "".join(f" ({warning})" for warning in document.warnings)
    return ReceiptLine(name=file.name, outcome=f"{_extent(document, included.pages)}{warnings}")


def _not_read(name: str, reason: str) -> ReceiptLine:
    return ReceiptLine(name=name, outcome=f"{phrases.NOT_READ}: {reason}", read=False)


def _extent(document: Document, pages: int) -> str:
    """How much of a document was read, in the unit of its anchors: `48 of 212 pages`, `all 80 lines`."""
    last = document.pages[pages - 1].anchor
    if last.kind is AnchorKind.WHOLE:
        return phrases.WHOLE if pages == len(document.pages) else phrases.PARTLY
    unit = _UNITS[last.kind]
    if last.kind in (AnchorKind.PAGE, AnchorKind.IMAGE, AnchorKind.MESSAGE):
        total = max(document.total_pages, len(document.pages))
        return plural(total, unit) if pages == total else phrases.SOME_OF.format(count=pages, total=plural(total, unit))
    end = document.pages[-1].anchor.last
    complete = pages == len(document.pages) and document.total_pages <= len(document.pages)
    return plural(end, unit) if complete else phrases.FIRST_OF.format(count=plural(last.last, unit))
