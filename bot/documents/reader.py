"""The way into this room: a path → a Document. It knows which extractor reads which kind, and none of their libraries."""

import asyncio
from collections.abc import Callable, Mapping
from pathlib import Path
from time import perf_counter

from bot.documents.job import Job
from bot.documents.pages import clean
from bot.documents.sandbox import Sandbox, WorkerLost
from bot.documents.sniff import sniff_file
from bot.language import Document, FileUnreadable, phrases

EXTRACTORS: Mapping[str, tuple[str, ...]] = {
    "text": ("bot.documents.text:extract",),
    "csv": ("bot.documents.table:extract", "bot.documents.text:extract"),
    "html": ("bot.documents.html:extract", "bot.documents.html:extract_plain"),
    "pdf": ("bot.documents.pdf:extract", "bot.documents.pdf:extract_plain"),
    "image": ("bot.documents.image:extract",),
}
"""Kind → its extractors as `module:function`. The next one is tried when a file killed or outlasted the one before."""


class Reader:
    """Reads files in worker processes: up to `processes` at a time, each within `seconds` and `max_characters`."""

    def __init__(
        self,
        *,
        processes: int = 2,
        seconds: float = 30.0,
        max_characters: int = 600_000,
        extractors: Mapping[str, tuple[str, ...]] = EXTRACTORS,
        clock: Callable[[], float] = perf_counter,
    ) -> None:
        self._sandbox = Sandbox(processes=processes)
        self._seconds = seconds
        self._max_characters = max_characters
        self._extractors = extractors
        self._clock = clock

    async def read(self, path: Path, *, name: str, mimetype: str | None = None, password: str | None = None) -> Document:
        """Reads one file. `name` and `mimetype`, as people gave them, only break ties about the format.

        Raises `PasswordNeeded` and `FileUnreadable` with the reason as the receipt states it; never anything else.
        """
        started = self._clock()
        found = await asyncio.to_thread(sniff_file, path, name=name, mimetype=mimetype)
        extractors = self._extractors.get(found.kind)
        if not extractors:
            raise FileUnreadable(phrases.UNSUPPORTED_FORMAT.format(format=found.label))
        job = Job(
            path=path,
            password=clean(password) if password else None,
            max_characters=self._max_characters,
            # Together they stay within the time that one file is given.
            seconds=self._seconds / len(extractors),
        )
        document = await self._extract(extractors, job)
        return document.model_copy(update={"name": clean(name), "seconds": round(self._clock() - started, 3)})

    async def aclose(self) -> None:
        """Ends the worker processes. The reader may be used again; new ones start then."""
        await self._sandbox.aclose()

    async def _extract(self, extractors: tuple[str, ...], job: Job) -> Document:
        reason = FileUnreadable(phrases.CRASHED_READER)
        for extractor in extractors:
            try:
                return await self._sandbox.run(extractor, job)
            except TimeoutError:
                reason = FileUnreadable(phrases.TOO_SLOW_TO_READ.format(seconds=round(self._seconds)), detail=extractor)
            except OSError as error:
                # No process could be started: the machine's fault, not the file's.
                raise FileUnreadable(phrases.NOT_READ_NOW, detail=type(error).__name__) from None
            except WorkerLost as lost:
                reason = FileUnreadable(phrases.CRASHED_READER, detail=f"{extractor}: {lost}")
        raise reason
