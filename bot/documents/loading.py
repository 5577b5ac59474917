"""A job that reads nothing: it loads what reads one kind of file, in a worker and within its memory, as reading would."""

from importlib import import_module

from bot.documents.job import Job
from bot.documents.reader import EXTRACTORS
from bot.language import Document

JOB = "bot.documents.loading:extract"
"""This job, as the sandbox is told it."""

LATE = {"pi_heif": "heic", "msoffcrypto": "office with a password"}
"""Libraries that their readers load only for some files, and what files those are."""


def modules() -> dict[str, tuple[str, ...]]:
    """Every module that can be loaded here, with the kinds of files that need it."""
    needed: dict[str, list[str]] = {}
    for kind, extractors in EXTRACTORS.items():
        for module in {extractor.partition(":")[0]: None for extractor in extractors}:
            needed.setdefault(module, []).append(kind)
    return {module: tuple(kinds) for module, kinds in needed.items()} | {library: (files,) for library, files in LATE.items()}


def extract(job: Job) -> Document:
    """Loads the module that `job.name` names. Raises what its import raises."""
    if job.name not in modules():
        raise ModuleNotFoundError(job.name)
    import_module(job.name)
    return Document(name=job.name, kind="module", pages=(), total_pages=0)
