"""Markdown files → a page for each heading's section, or lines where there is no heading. It renders nothing."""

from bot.documents import text
from bot.documents.encoding import decode
from bot.documents.headings import has_headings, headed
from bot.documents.job import Job
from bot.language import Document, phrases


def extract(job: Job) -> Document:
    """Reads the file by its headings; the Markdown itself stays as it is."""
    decoded = decode(job.path.read_bytes())
    if not has_headings(decoded.text):
        return text.by_its_lines(job, decoded, kind="markdown")
    document = headed(decoded.text, kind="markdown", max_characters=job.max_characters)
    guessed = (phrases.GUESSED_ENCODING.format(encoding=decoded.encoding),) if decoded.guessed else ()
    return document.model_copy(update={"warnings": (*guessed, *document.warnings)})
