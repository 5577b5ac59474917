"""Text-like files (prose, code, logs, JSON, YAML, XML) → chunks of lines. It does not interpret them.

JSON and XML that were written without line breaks are given some, so that a line can be cited.
"""

import math

from bot.documents.encoding import Decoded, decode
from bot.documents.indent import indented, is_dense
from bot.documents.job import Job
from bot.documents.pages import by_lines, fill, part
from bot.language import Document, FileUnreadable, phrases


def extract(job: Job) -> Document:
    """Reads the file as lines. `total_pages` is estimated from the length where the budget ended the reading."""
    decoded = decode(job.path.read_bytes())
    if not is_dense(decoded.text):
        return by_its_lines(job, decoded)
    text, taken = indented(decoded.text, most=job.max_characters)
    document = by_its_lines(job, decoded._replace(text=text[: job.max_characters]))
    warnings = (*document.warnings, phrases.REINDENTED)
    length = len(decoded.text)
    if taken == length and len(text) <= job.max_characters:
        return document.model_copy(update={"warnings": warnings})
    read = phrases.READ_IN_PART["character"].format(first=1, last=taken, total=length)
    total = math.ceil(len(document.pages) * length / taken)
    return document.model_copy(update={"warnings": (read, *warnings), "total_pages": total})


def by_its_lines(job: Job, decoded: Decoded, *, kind: str = "text") -> Document:
    """Reads a text as lines, as it stands."""
    warnings = [phrases.GUESSED_ENCODING.format(encoding=decoded.encoding)] if decoded.guessed else []
    pages, complete = fill(by_lines(decoded.text), max_characters=job.max_characters)
    if not pages:
        raise FileUnreadable(phrases.EMPTY_FILE)
    total = len(pages)
    if not complete:
        total, warning = part(pages, decoded.text)
        warnings.append(warning)
    return Document(name="", kind=kind, pages=pages, total_pages=total, warnings=tuple(warnings))
