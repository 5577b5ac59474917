"""How long files take to be read, beside the bare library in the same run: same file, same process, turn by turn.

`python -m tests.benchmarks.reading` measures this part alone and prints it. Where the shared corpus stands beside the
repository its files are read, else generated ones; web pages are generated beside them, since it holds one.
"""

import asyncio
import io
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from statistics import geometric_mean, median
from tempfile import TemporaryDirectory
from typing import cast

import office_oxide
from html_to_markdown import ConversionOptions, convert
from PIL import Image
from pypdfium2 import PdfDocument

from bot.documents import render
from bot.documents.job import Job
from bot.documents.office import ooxml as office
from bot.documents.pdf import pages as pdf
from bot.documents.reader import Reader
from bot.documents.web import html
from tests.benchmarks import web_pages
from tests.documents import pdf_files, samples

ROOT = Path(__file__).parents[2]
CORPUS = ROOT.parent / "shared" / "corpus"
ROUNDS = 5
CHARACTERS = 600_000
JPEG_QUALITY = 85
LONG_PAGES = 10_000
KIBIBYTES = 1024
READINGS = 30
"""Of a tiny file, through a warm worker."""

OFFICE_ROOM = 0.005
"""What an Office file may take beside its share of the bare library's time, in seconds."""


@dataclass(frozen=True, kw_only=True)
class Beside:
    """Seconds of our reading and of the bare library, per file, medians of the rounds."""

    ours: list[float]
    bare: list[float]
    units: int = 0
    """Pages, where a page is what is timed."""

    @property
    def ratio(self) -> float:
        """The geometric mean of the files' ratios."""
        return geometric_mean(ours / bare for ours, bare in zip(self.ours, self.bare, strict=True))

    @property
    def office_excess(self) -> float:
        """The largest time over 5 ms + 1.5 × bare, as a share of that; below 1 all are within."""
        return max(ours / (OFFICE_ROOM + 1.5 * bare) for ours, bare in zip(self.ours, self.bare, strict=True))


@dataclass(frozen=True, kw_only=True)
class Readings:
    """Everything measured here; seconds and megabytes."""

    pdf: Beside
    office: Beside
    html: Beside
    picture: Beside
    isolation: float
    first_page: float
    first_page_megabytes: float


def measure() -> Readings:
    """Measures one thing after the other."""
    with TemporaryDirectory(prefix="footnote-bench-") as name:
        folder = Path(name)
        first, megabytes = _first_page(folder)
        return Readings(
            pdf=_pdfs(folder),
            office=_offices(folder),
            html=_htmls(folder),
            picture=_pictures(folder),
            isolation=asyncio.run(_isolation(folder)),
            first_page=first,
            first_page_megabytes=megabytes,
        )


def _pdfs(folder: Path) -> Beside:
    files = _corpus("*.pdf") or [_written(folder / "report.pdf", pdf_files.pdf(*[pdf_files.lines(40)] * 20))]
    readable = [path for path in files if _opens(path)]
    pages = sum(_page_count(path) for path in readable)
    return _beside(readable, lambda path: pdf.extract(_job(path)), _bare_pdf, units=pages)


def _offices(folder: Path) -> Beside:
    words = [samples.paragraph(f"Clause {number}: the parties agree on what was said above.") for number in range(300)]
    files = _corpus("*.docx", "*.pptx") or [_written(folder / "contract.docx", samples.docx("".join(words)))]

    def ours(path: Path) -> object:
        return (office.extract_slides if path.suffix == ".pptx" else office.extract_word)(_job(path))

    return _beside(files, ours, lambda path: office_oxide.to_markdown(str(path)))


def _htmls(folder: Path) -> Beside:
    pages = {"report.html": web_pages.report(), "article.html": web_pages.article(), "newsletter.html": web_pages.newsletter()}
    files = [*_corpus("*.html"), *(_written(folder / name, page.encode()) for name, page in pages.items())]
    options = ConversionOptions(extract_metadata=False, compact_tables=True)
    return _beside(
        files,
        lambda path: html.extract(_job(path)),
        lambda path: convert(path.read_bytes().decode("utf-8", "replace"), options).content,
    )


def _pictures(folder: Path) -> Beside:
    files = [path for path in _corpus("*.pdf") if _opens(path)] or [
        _written(folder / "pages.pdf", pdf_files.pdf(pdf_files.lines(40)))
    ]

    def ours(path: Path) -> object:
        with closing(PdfDocument(path)) as document, closing(document[0]) as page:
            return render.picture(render.page_image(page))

    def bare(path: Path) -> object:
        with closing(PdfDocument(path)) as document, closing(document[0]) as page:
            # Its parameter is an int by its own annotation only.
            scale = cast("int", render.scale_to_fit(render.size_of(page)))
            data = io.BytesIO()
            cast("Image.Image", page.render(scale=scale).to_pil()).convert("RGB").save(data, "JPEG", quality=JPEG_QUALITY)
            return data

    return _beside(files, ours, bare)


async def _isolation(folder: Path) -> float:
    """What a warm worker adds to a file that takes no time to read."""
    from bot.documents import text

    path = _written(folder / "note.txt", b"One line.")
    reader = Reader(processes=1)
    try:
        await reader.read(path, name="note.txt")
        through = [await _timed(reader, path) for _ in range(READINGS)]
    finally:
        await reader.aclose()
    directly = [_seconds(lambda: text.extract(_job(path))) for _ in range(READINGS)]
    return median(through) - median(directly)


async def _timed(reader: Reader, path: Path) -> float:
    began = time.perf_counter()
    await reader.read(path, name="note.txt")
    return time.perf_counter() - began


def _first_page(folder: Path) -> tuple[float, float]:
    """Seconds and peak megabytes of a process of its own that reads the first page of a PDF of 10,000."""
    path = _written(folder / "long.pdf", pdf_files.pdf(*(pdf_files.lines(3) for _ in range(LONG_PAGES))))
    script = (
        "import sys, time; from pathlib import Path; from bot.documents.pdf import pages; from bot.documents.job import Job;"
        "job = Job(path=Path(sys.argv[1]), max_characters=50, seconds=30, pictures=False); began = time.perf_counter();"
        "pages.extract(job); seconds = time.perf_counter() - began;"
        # Not ru_maxrss: it holds what this process had before it became that one.
        "print(seconds, next(line.split()[1] for line in open('/proc/self/status') if line.startswith('VmHWM')))"
    )
    found = [
        subprocess.run([sys.executable, "-c", script, path], cwd=ROOT, check=True, capture_output=True, text=True).stdout.split()
        for _ in range(ROUNDS)
    ]
    return median(float(seconds) for seconds, _ in found), median(float(kibibytes) / KIBIBYTES for _, kibibytes in found)


def _beside(files: Iterable[Path], ours: Callable[[Path], object], bare: Callable[[Path], object], *, units: int = 0) -> Beside:
    result = Beside(ours=[], bare=[], units=units)
    for path in files:
        rounds = [(_seconds(lambda path=path: ours(path)), _seconds(lambda path=path: bare(path))) for _ in range(ROUNDS + 1)][
            1:
        ]  # the first one warms up
        result.ours.append(median(first for first, _ in rounds))
        result.bare.append(median(second for _, second in rounds))
    return result


def _seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _bare_pdf(path: Path) -> object:
    with closing(PdfDocument(path)) as document:
        said: list[str] = []
        for number in range(len(document)):
            with closing(document[number]) as page, closing(page.get_textpage()) as text:
                said.append(text.get_text_range())
        return said


def _job(path: Path) -> Job:
    return Job(path=path, name=path.name, max_characters=CHARACTERS, seconds=30, pictures=False)


def _opens(path: Path) -> bool:
    try:
        return _page_count(path) > 0
    except Exception:  # noqa: BLE001 - locked or damaged ones of the corpus
        return False


def _page_count(path: Path) -> int:
    with closing(PdfDocument(path)) as document:
        return len(document)


def _corpus(*patterns: str) -> list[Path]:
    return sorted(path for pattern in patterns for path in CORPUS.glob(pattern))


def _written(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


if __name__ == "__main__":
    from tests.benchmarks import report

    print(report.reading(measure()))
