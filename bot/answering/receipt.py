"""The receipt: what an answer rests on, file by file, in words. Pure."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from bot.answering.citations.check import Checked, Verdict
from bot.answering.compose import IMAGES_PER_CALL, Composed, Included
from bot.answering.reading import ReadFile
from bot.answering.tables import sheet_of
from bot.language import ARCHIVE, CLIP, AnchorKind, Document, Page, Receipt, ReceiptLine, Usage, phrases
from bot.language.units import Unit
from bot.language.wording import counted, in_form, some_of

_UNITS: Mapping[AnchorKind, Unit] = {
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


@dataclass(frozen=True, kw_only=True)
class Tally:
    """What an answer's claims came to when they were checked, and what it took."""

    unverified: int = 0
    bare: int = 0
    """Without a place behind them."""
    unseen: int = 0
    """Behind which stands an image, that code can't check."""
    usage: Usage = field(default_factory=Usage)
    seconds: float = 0.0
    shows_cost: bool = False

    @classmethod
    def of(cls, checked: Sequence[Checked], *, usage: Usage, seconds: float, shows_cost: bool = False) -> "Tally":
        """Counts the checked sentences."""
        verdicts = Counter(one.verdict for one in checked)
        return cls(
            unverified=verdicts[Verdict.UNVERIFIED],
            bare=verdicts[Verdict.BARE],
            unseen=verdicts[Verdict.UNSEEN],
            usage=usage,
            seconds=seconds,
            shows_cost=shows_cost,
        )

    def __str__(self) -> str:
        claims = (
            (self.unverified, phrases.CLAIMS_UNVERIFIED),
            (self.bare, phrases.CLAIMS_BARE),
            (self.unseen, phrases.CLAIMS_UNSEEN),
        )
        tokens = self.usage.prompt_tokens + self.usage.completion_tokens
        said = [words.format(count=counted(count, "claim")) for count, words in claims if count]
        if tokens:
            said.append(phrases.TOOK.format(tokens=counted(tokens, "token"), seconds=max(round(self.seconds), 1)))
        if self.shows_cost and self.usage.dollars:
            said.append(phrases.COST.format(dollars=self.usage.dollars))
        return " · ".join(said)


def receipt(
    *,
    included: Sequence[Included],
    composed: Composed,
    files: Sequence[ReadFile],
    notes: Sequence[str],
    images_dropped: int,
    tally: Tally,
) -> Receipt:
    """One line for every file of the thread and inside one, then what else the reader should know."""
    by_file = {id(one.file): one for one in included}
    pictures = sum(one.pictures for one in included)
    blind, full = images_dropped > 0 and images_dropped >= pictures, pictures >= IMAGES_PER_CALL
    lines = tuple(replace(_line(file, by_file.get(id(file)), blind=blind, full=full), locked=file.locked) for file in files)
    left_out = composed.turns_left_out
    said = [*notes]
    if left_out:
        said.append(phrases.MESSAGES_LEFT_OUT.format(count=counted(left_out, "message")))
    if images_dropped and not blind:
        said.append(phrases.IMAGES_DROPPED.format(count=counted(images_dropped, "image")))
    if composed.task_cut:
        said.append(phrases.TASK_CUT)
    if told := str(tally):
        said.append(told)
    return Receipt(lines=lines, notes=tuple(said))


def _line(file: ReadFile, included: Included | None, *, blind: bool, full: bool) -> ReceiptLine:
    """One file's line. `blind`: the model was shown no image; `full`: as many images as there may be were chosen."""
    if file.document is None:
        return _not_read(file.name, file.reason or phrases.NOTHING_READ)
    document = file.document
    warnings = "".join(f" ({warning})" for warning in document.warnings)
    inside = counted(len(document.children), "file") if document.children else ""
    if document.kind == ARCHIVE:
        # Of an archive its members are what is read: each has a line of its own.
        return ReceiptLine(name=file.name, outcome=f"{inside or counted(0, 'file')}{warnings}")
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
    extent = ", ".join(filter(None, (_extent(document, included.pages), _as_images(included, blind=blind), inside)))
    return ReceiptLine(name=file.name, outcome=f"{extent}{warnings}")


def _as_images(included: Included, *, blind: bool) -> str:
    """How many of a document's pages the model has seen; of images nobody needs to be told."""
    if blind or not included.pictures or included.pages[0].anchor.kind is AnchorKind.IMAGE:
        return ""
    return in_form(phrases.AS_IMAGES, included.pictures)


def _not_read(name: str, reason: str) -> ReceiptLine:
    return ReceiptLine(name=name, outcome=f"{phrases.NOT_READ}: {reason}", read=False)


def _extent(document: Document, read: Sequence[Page]) -> str:
    """How much of a document was read, in the unit of its anchors: `48 of 212 pages`, `80 lines`, `first 80 lines`."""
    last = read[-1].anchor
    total = max(document.total_pages, len(document.pages))
    complete = len(read) == total
    if last.kind in _COUNTED:
        unit = _UNITS[last.kind]
        return counted(total, unit) if complete else some_of(len(read), total, unit)
    if document.partial_table and len(read) < len(document.pages):
        return phrases.CHOSEN.format(extent=_rows(read, document.partial_table.rows))
    match last.kind:
        case AnchorKind.CELLS:
            return _sheets(read, complete=complete)
        case AnchorKind.TIME:
            extent = phrases.WHOLE if complete else phrases.UNTIL.format(place=last)
            return phrases.TRANSCRIPT.format(extent=extent) if document.kind == CLIP else extent
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
        return counted(end, unit)
    covered = _covered(read)
    if complete and covered == end:
        return counted(end, unit)
    if document.partial_table:
        return _rows(read, document.partial_table.rows)
    if covered == read[-1].anchor.last:
        return phrases.FIRST_OF.format(count=counted(covered, unit))
    return some_of(covered, end, unit)


def _rows(read: Sequence[Page], total: int) -> str:
    """How many rows of tables that were not read as a whole the pages hold."""
    sheets = {sheet: [page for page in read if sheet_of(page) == sheet] for sheet in map(sheet_of, read)}
    covered = sum(map(_covered, sheets.values()))
    if read[-1].anchor.kind is AnchorKind.CELLS:
        return phrases.ROWS_OF_SHEETS.format(rows=counted(covered, "row"), sheets=counted(len(sheets), "sheet"))
    return some_of(covered, max(total, covered), "row")


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
    count = counted(len(names), "sheet")
    return count if complete else f"{count} {phrases.PARTLY}"
