"""Writes docs/files.md: what is read of each kind of file, how much of it was kept, how long it takes and what memory.

`python -m tests.files_page` reads generated files, and those of the shared corpus where that stands beside the repository.
Peak memory is read from Linux's /proc.
"""

import asyncio
import re
import statistics
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from bot.documents.reader import Reader
from bot.language import Document, FileUnreadable, Unread, phrases
from tests.documents import samples
from tests.documents.files import CORPUS

PAGE = Path(__file__).parents[1] / "docs" / "files.md"
OPENING = """Made by `python -m tests.files_page`; do not edit. Each file was read in a warm worker process, five times: the
median counts, and the worker's peak memory. A worker has about 30 MB before it reads anything."""
GENERATED = "Small files, made by `tests/documents/samples.py`."
REFERENCES = """Words and rows are what was found again of a reference, which is the output of other extractors and no truth:
words as an F1 over bags of words, rows as those of Markdown tables. What we add counts against us: to a slide its speaker
notes, to a picture its description, to a sheet the numbers of its rows and what its columns come to."""
MEANS = """Over the {files} files that have a reference: mean word F1 **{words:.3f}**, table rows kept **{rows} of {expected}
({share:.0%})**."""
RUNS = 5
"""Timed readings of each file in a warm worker; the median is told."""
REFUSED = {
    "talk.mp3": b"ID3\x03\0\0\0\0\0\0",
    "clip.mp4": b"\0\0\0\x18ftypisom\0\0\0\0",
    "plan.key": samples.zipped({"Index/Document.iwa": "x"}),
    "old.7z": b"7z\xbc\xaf\x27\x1c\0\4",
    "parts.rar": b"Rar!\x1a\x07\x01\0",
    "logo.psd": b"8BPS\0\1",
    "house.dwg": b"AC1032\0\0",
    "novel.mobi": b"\0" * 60 + b"BOOKMOBI",
    "rows.parquet": b"PAR1\x15\0",
    "data.sqlite": b"SQLite format 3\0",
    "letters.ttf": b"\0\1\0\0\0\x0f\0\x80",
    "tool.exe": b"MZ\x90\0\3\0\0\0",
    "noise.bin": bytes(range(256)),
    "nothing.txt": b"",
    "broken.pdf": b"%PDF-1.7\nbroken",
}


class Kept(NamedTuple):
    """How much of a reference text was found again: of words the F1, of 0 to 1, and rows of tables."""

    words: float
    rows: int
    rows_expected: int


class Row(NamedTuple):
    """One file, measured."""

    name: str
    document: Document | None
    reason: str
    milliseconds: float
    megabytes: float | None
    kept: Kept | None


async def measured(path: Path) -> Row:
    """Reads a file in a worker of its own, several times."""
    reader = Reader(processes=1)
    times: list[float] = []
    document, reason = None, ""
    try:
        for _ in range(RUNS + 1):
            document = await reader.read(path, name=path.name)
            times.append(document.seconds * 1000)
    except FileUnreadable as error:
        reason = error.sentence
    memory = peak_of_workers()
    await reader.aclose()
    reference = CORPUS / "expected" / f"{path.name}.md"
    kept = compared(markdown(document), reference.read_text("utf-8")) if document and reference.exists() else None
    return Row(path.name, document, reason, statistics.median(times[1:] or [0.0]), memory, kept)


def peak_of_workers() -> float | None:
    """The most memory, in MB, that a process started by this one has had so far, of those that still live."""
    peaks: list[float] = []
    for children in Path("/proc/self/task").glob("*/children"):
        for child in children.read_text().split():
            status = Path(f"/proc/{child}/status").read_text()
            peaks.extend(int(line.split()[1]) / 1024 for line in status.splitlines() if line.startswith("VmHWM"))
    return max(peaks, default=None)


def markdown(document: Document | Unread) -> str:
    """The text of a document and of all that it carries."""
    if isinstance(document, Unread):
        return ""
    return "\n\n".join([*(page.markdown for page in document.pages), *map(markdown, document.children)])


def compared(read: str, expected: str) -> Kept:
    """Bags of words, and rows of Markdown tables: no file counts for more rows than its reference has."""
    ours, theirs = Counter(words(read)), Counter(words(expected))
    share = 2 * sum((ours & theirs).values()) / max(1, sum(ours.values()) + sum(theirs.values()))
    rows_expected = rows(expected)
    return Kept(share, min(rows(read), rows_expected), rows_expected)


def words(text: str) -> Iterable[str]:
    """Words without Markdown's marks, in lower case."""
    return re.findall(r"\w+", re.sub(r"<!--.*?-->|\]\([^()\s]*\)", " ", text, flags=re.DOTALL).lower())


def rows(text: str) -> int:
    """The rows of Markdown tables, without the lines under their headers."""
    lines = (line.strip() for line in text.splitlines())
    return sum(1 for line in lines if line.startswith("|") and line.strip("|-: \t"))


def page(generated: Sequence[Row], corpus: Sequence[Row], refused: Sequence[Row]) -> str:
    """The whole of docs/files.md."""
    scored = [row.kept for row in corpus if row.kept]
    parts = ["# What is read of each kind of file", OPENING, "## Generated files", GENERATED, table(generated)]
    if scored:
        mean = statistics.mean(kept.words for kept in scored)
        found, expected = sum(kept.rows for kept in scored), sum(kept.rows_expected for kept in scored)
        means = MEANS.format(files=len(scored), words=mean, rows=found, expected=expected, share=found / max(1, expected))
        parts += ["## Real files", REFERENCES, table(corpus), means]
    parts += ["## What is not read, and what the receipt says of it", refusals(refused)]
    return "\n\n".join(parts) + "\n"


def table(measurements: Sequence[Row]) -> str:
    """One line for each file that was read or refused."""
    lines = ["| file | kind | read | first anchor | words | rows | ms | MB |", "|---|---|---|---|--:|--:|--:|--:|"]
    for row in measurements:
        memory = "–" if row.megabytes is None else f"{row.megabytes:.0f}"
        words_kept = f"{row.kept.words:.3f}" if row.kept else "–"
        rows_kept = f"{row.kept.rows}/{row.kept.rows_expected}" if row.kept and row.kept.rows_expected else "–"
        kind, extent, anchor = ("–", f"not read: {row.reason}", "–") if row.document is None else told(row.document)
        cells = (row.name, kind, extent, anchor, words_kept, rows_kept, f"{row.milliseconds:.0f}", memory)
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def told(document: Document) -> tuple[str, str, str]:
    """Kind, extent and the first anchor."""
    pages, total = len(document.pages), document.total_pages
    extent = f"{pages:,}" if pages == total else f"{pages:,} of {total:,}"
    if pictures := sum(1 for each in document.pages if each.picture):
        extent += f", {pictures} as image"
    if document.children:
        extent += f", {len(document.children)} inside"
    anchor = f"`{document.pages[0].anchor}`" if document.pages else "–"
    return document.kind, extent, anchor.replace("|", "\\|")


def refusals(measurements: Sequence[Row]) -> str:
    """What the receipt says."""
    lines = ["| file | receipt |", "|---|---|"]
    lines += [f"| {row.name} | {phrases.NOT_READ}: {row.reason} |" for row in measurements]
    return "\n".join(lines)


async def main() -> None:
    """Measures everything, writes the page and prints the means."""
    with TemporaryDirectory() as folder:
        generated = [await measured(path) for path in written(Path(folder), samples.every_kind())]
        refused = [await measured(path) for path in written(Path(folder), REFUSED)]
    found = sorted(path for path in CORPUS.iterdir() if path.is_file()) if CORPUS.exists() else []
    corpus = [await measured(path) for path in found]
    text = page(generated, corpus, refused)
    PAGE.write_text(text, "utf-8")
    sys.stdout.write(text)


def written(folder: Path, files: dict[str, bytes]) -> list[Path]:
    """The files on disk."""
    for name, data in files.items():
        (folder / name).write_bytes(data)
    return [folder / name for name in files]


if __name__ == "__main__":
    asyncio.run(main())
