"""Text-like files (prose, Markdown, code, logs, JSON, YAML, XML, captions) → chunks of lines. It does not interpret them."""

from bot.documents.encoding import decode
from bot.documents.job import Job
from bot.documents.pages import by_lines, fill, part
from bot.language import Document, FileUnreadable, phrases


def extract(job: Job) -> Document:
    """Reads the file as lines. `total_pages` is estimated from the length where the budget ended the reading."""
    decoded = decode(job.path.read_bytes())
    warnings = [phrases.GUESSED_ENCODING.format(encoding=decoded.encoding)] if decoded.guessed else []
    pages, complete = fill(by_lines(decoded.text), max_characters=job.max_characters)
    if not pages:
        raise FileUnreadable(phrases.EMPTY_FILE)
    total = len(pages)
    if not complete:
        total, warning = part(pages, decoded.text)
        warnings.append(warning)
    return Document(name="", kind="text", pages=pages, total_pages=total, warnings=tuple(warnings))
