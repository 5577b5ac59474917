"""Whether files can be read here: in a worker as the bot has them, with every library there is, and with the OCR extra."""

from collections.abc import AsyncGenerator
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from PIL import Image, ImageDraw, ImageFont

from bot.documents import loading, ocr
from bot.documents.job import Job
from bot.documents.sandbox import Sandbox, WorkerLost
from bot.language import FileUnreadable
from bot.operations.doctor import words
from bot.operations.doctor.check import Case
from bot.operations.doctor.finding import Finding, fail, ok, warn
from bot.settings import Settings

LOADING_SECONDS = 30.0
"""For one library, the first time that its files come from a slow disk."""
DEFAULT_MEMORY = int(Settings.model_fields["file_memory_bytes"].default)
DEFAULT_SECONDS = float(Settings.model_fields["file_read_seconds"].default)

LETTERS = "FOOTNOTE"
LETTER_PIXELS = 96


async def examine(case: Case) -> AsyncGenerator[Finding, None]:
    """The findings; where no file at all can be read, this one alone."""
    with TemporaryDirectory(prefix="footnote-") as name:
        folder = Path(name)
        worker = await _worker(case, folder)
        yield worker
        if worker.level == "fail":
            return
        is_complete = True
        async for finding in _missing(case.settings):
            is_complete = False
            yield finding
        if is_complete:
            yield ok("readers", words.READERS)
        yield await _recognition(case, folder)


async def _worker(case: Case, folder: Path) -> Finding:
    """Has one line of text read."""
    path = folder / "line.txt"
    path.write_text("One line.\n", encoding="utf-8")
    begun = perf_counter()
    try:
        await case.reader.read(path, name=path.name)
    except FileUnreadable as error:
        more = {"memory": DEFAULT_MEMORY, "seconds": f"{DEFAULT_SECONDS:g}"}
        return fail("worker", words.NO_WORKER, reason=error.sentence, detail=error.detail, **more)
    return ok("worker", words.WORKER, seconds=f"{perf_counter() - begun:.1f}")


async def _missing(settings: Settings) -> AsyncGenerator[Finding, None]:
    """Has every reader loaded, in a worker: native code that does not fit the machine would take this process along."""
    sandbox = Sandbox(processes=1, memory=settings.file_memory_bytes)
    try:
        for module, kinds in loading.modules().items():
            job = Job(path=Path(module), name=module, max_characters=0, seconds=LOADING_SECONDS)
            try:
                await sandbox.run(loading.JOB, job)
            except FileUnreadable as error:
                reason = error.detail
            except (WorkerLost, TimeoutError) as error:
                reason = str(error) or type(error).__name__
            else:
                continue
            yield fail("readers", words.NO_READER, kinds=", ".join(kinds), module=module, error=reason)
    finally:
        await sandbox.aclose()


async def _recognition(case: Case, folder: Path) -> Finding:
    """Has a picture of some letters read, where the extra is installed: it fails in silence where it lacks a library."""
    if not ocr.is_installed():
        return warn("OCR", words.NO_OCR)
    path = folder / "letters.png"
    _picture().save(path)
    try:
        document = await case.reader.read(path, name=path.name)
    except FileUnreadable:
        text = ""
    else:
        text = "".join(page.markdown for page in document.pages)
    if LETTERS in text.upper():
        return ok("OCR", words.OCR)
    return fail("OCR", words.OCR_BROKEN, memory=DEFAULT_MEMORY)


def _picture() -> Image.Image:
    """The letters in black on white, as large as a heading on a scan."""
    image = Image.new("RGB", (8 * LETTER_PIXELS, 3 * LETTER_PIXELS), "white")
    font = ImageFont.load_default(size=LETTER_PIXELS)
    ImageDraw.Draw(image).text((LETTER_PIXELS, LETTER_PIXELS), LETTERS, fill="black", font=font)
    return image
