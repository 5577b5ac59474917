"""The way into this room: a path → a Document, with whatever the file carries inside as its children.

It knows which extractor reads which kind, and none of their libraries.
"""

import asyncio
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, nullcontext
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from bot.documents.formats import unsupported
from bot.documents.job import Job, Member, Opened, Scratch
from bot.documents.pages import clean
from bot.documents.sandbox import MEMORY_BYTES, Sandbox, WorkerLost
from bot.documents.sniff import sniff_file
from bot.language import Document, FileUnreadable, Unread, phrases
from bot.language.speech import spoken

EXTRACTORS: Mapping[str, tuple[str, ...]] = {
    "text": ("bot.documents.text:extract",),
    "csv": ("bot.documents.sheets.delimited:extract", "bot.documents.text:extract"),
    "xlsx": ("bot.documents.sheets.xlsx:extract",),
    "ods": ("bot.documents.sheets.ods:extract",),
    "markdown": ("bot.documents.markdown:extract", "bot.documents.text:extract"),
    "notebook": ("bot.documents.notebook:extract", "bot.documents.text:extract"),
    "transcript": ("bot.documents.transcript:extract", "bot.documents.text:extract"),
    "html": ("bot.documents.web.html:extract", "bot.documents.web.html:extract_plain"),
    "epub": ("bot.documents.web.epub:extract",),
    "pdf": ("bot.documents.pdf.pages:extract", "bot.documents.pdf.pages:extract_plain"),
    "docx": ("bot.documents.office.ooxml:extract_word", "bot.documents.office.plain:extract_word"),
    "pptx": ("bot.documents.office.ooxml:extract_slides", "bot.documents.office.plain:extract_slides"),
    "odt": ("bot.documents.office.odf:extract",),
    "odp": ("bot.documents.office.odf:extract",),
    "rtf": ("bot.documents.office.rtf:extract",),
    "doc": ("bot.documents.office.legacy:extract",),
    "xls": ("bot.documents.office.legacy:extract",),
    "ppt": ("bot.documents.office.legacy:extract",),
    "ole": ("bot.documents.office.legacy:extract",),
    "image": ("bot.documents.image:extract", "bot.documents.image:extract_plain"),
    "email": ("bot.documents.mail.internet:extract",),
    "msg": ("bot.documents.mail.outlook:extract",),
    "zip": ("bot.documents.archive:extract_zip",),
    "tar": ("bot.documents.archive:extract_stream",),
}
"""Kind → its extractors as `module:function`. The next one is tried when a file killed or outlasted the one before."""


CARRIERS = frozenset({"email", "msg", "zip", "tar"})
"""The kinds that carry other files inside."""
DEEPEST = 3
"""How deep files may lie inside each other: what is in a ZIP, in a mail, in a ZIP, is read; no archive in there is opened."""
MEMBERS = 50
"""How many files are read of one, at all depths together."""
UNPACKED_BYTES = 256 * 1024**2
"""How much of the disk the members of one file may fill, at all depths together."""
LEAST_SECONDS = 0.5
"""With less time left no further member is begun: it would be killed and called slow without being so."""
VERSION = 2
"""To be raised with every change after which other pages come of the same bytes: then what older versions made is not used."""
OPTIONAL = ("rapidocr", "onnxruntime")
"""Libraries that need not be installed; with them more is read."""
CALLED_AFTER_THEIR_FILE = frozenset({"tar"})
"""The kinds in which something may be called after the file itself: what `sales.csv.gz` holds is `sales.csv`."""
MEMBER_SHARE = 0.5
"""The share of what time is left that one member may take, so that one that hangs leaves time for those after it."""


@dataclass
class _Allowance:
    """What is left for one file and whatever it carries, at all depths together."""

    seconds: float
    characters: int
    members: int
    size: int

    def spend(self, seconds: float) -> None:
        """Takes from the time. Waiting for a worker costs nothing."""
        self.seconds -= seconds


@dataclass(frozen=True, kw_only=True)
class _File:
    """A file to read, as people know it, and how many others it lies in."""

    path: Path
    name: str
    mimetype: str | None
    password: str | None
    sought: tuple[str, ...] = ()
    depth: int = 0


class Reader:
    """Reads files in worker processes: up to `processes` at a time, each within `seconds`, `max_characters` and `memory`.

    What a file carries inside shares its time and characters. `memory` is in bytes.
    """

    def __init__(
        self,
        *,
        processes: int = 2,
        seconds: float = 30.0,
        memory: int = MEMORY_BYTES,
        max_characters: int = 2_400_000,
        pictures: bool = True,
        extractors: Mapping[str, tuple[str, ...]] = EXTRACTORS,
        clock: Callable[[], float] = perf_counter,
    ) -> None:
        self._sandbox = Sandbox(processes=processes, memory=memory)
        self._memory = memory
        # As many files lie unpacked on the disk at a time.
        self._unpacked = asyncio.Semaphore(processes)
        self._seconds = seconds
        self._max_characters = max_characters
        self._pictures = pictures
        self._extractors = extractors
        self._clock = clock

    async def read(
        self, path: Path, *, name: str, mimetype: str | None = None, password: str | None = None, sought: Sequence[str] = ()
    ) -> Document:
        """Reads one file. `name` and `mimetype`, as people gave them, only break ties about the format.

        A table that is too long to be shown is searched for what is `sought`, as in a `Job`.

        Children are named by their path, `reports.zip/q3/sales.pdf`; one that can't be read is `Unread`. Nothing of what
        was unpacked, beside the file, is left. Raises `PasswordNeeded` and `FileUnreadable` with the reason as the receipt
        states it; never anything else.
        """
        started = self._clock()
        file = _File(
            path=path,
            name=clean(name),
            mimetype=mimetype,
            password=clean(password) if password else None,
            sought=tuple(map(clean, sought)),
        )
        allowance = _Allowance(self._seconds, self._max_characters, members=MEMBERS, size=UNPACKED_BYTES)
        document = await self._read(file, allowance)
        return document.model_copy(update={"seconds": round(self._clock() - started, 3)})

    @property
    def edition(self) -> str:
        """Names all that decides what is read of a file but the file itself: this code, its settings, what is installed, and the
        language in force, in which a document says what is wrong with it.
        """
        installed = "".join(str(int(find_spec(name) is not None)) for name in OPTIONAL)
        return f"{VERSION}-{self._seconds:g}-{self._memory}-{self._max_characters}-{self._pictures:d}-{installed}-{spoken().code}"

    async def sort(self, path: Path, *, name: str, mimetype: str | None = None) -> str:
        """What a file would be read as: of equal bytes of one sort, one edition of the reader makes equal pages.

        Raises `FileUnreadable`.
        """
        name = clean(name)
        found = await asyncio.to_thread(sniff_file, path, name=name, mimetype=mimetype)
        return f"{found.kind} {name}" if found.kind in CALLED_AFTER_THEIR_FILE else found.kind

    async def aclose(self) -> None:
        """Ends the worker processes. The reader may be used again; new ones start then."""
        await self._sandbox.aclose()

    async def _read(self, file: _File, allowance: _Allowance) -> Document:
        found = await asyncio.to_thread(sniff_file, file.path, name=file.name, mimetype=file.mimetype)
        extractors = self._extractors.get(found.kind)
        if not extractors:
            raise FileUnreadable(unsupported(found.label, phrases.WAYS_OUT.get(found.kind, "")))
        async with self._scratch(file, allowance, carries=found.kind in CARRIERS) as scratch:
            job = Job(
                path=file.path,
                name=file.name,
                password=file.password,
                max_characters=allowance.characters,
                # Together they stay within the time that one file is given.
                seconds=allowance.seconds * (MEMBER_SHARE if file.depth else 1) / len(extractors),
                scratch=scratch,
                pictures=self._pictures,
                sought=file.sought,
                language=spoken().code,
            )
            document = await self._extract(extractors, job, allowance)
            allowance.characters -= sum(len(page.markdown) for page in document.pages)
            children: tuple[Document | Unread, ...] = ()
            if scratch and isinstance(document, Opened):
                children = await self._children(document, file, scratch, allowance)
        return Document(
            name=file.name,
            kind=document.kind,
            pages=document.pages,
            total_pages=document.total_pages,
            warnings=document.warnings,
            children=children,
            partial_table=document.partial_table,
        )

    async def _extract(self, extractors: tuple[str, ...], job: Job, allowance: _Allowance) -> Document:
        reason = FileUnreadable(phrases.CRASHED_READER)
        seconds = max(1, round(job.seconds * len(extractors)))
        for extractor in extractors:
            try:
                return await self._sandbox.run(extractor, job, spend=allowance.spend)
            except TimeoutError:
                reason = FileUnreadable(phrases.TOO_SLOW_TO_READ.format(seconds=seconds), detail=extractor)
            except OSError as error:
                # No process could be started: the machine's fault, not the file's.
                raise FileUnreadable(phrases.NOT_READ_NOW, detail=type(error).__name__) from None
            except WorkerLost as lost:
                reason = FileUnreadable(phrases.CRASHED_READER, detail=f"{extractor}: {lost}")
        raise reason

    @asynccontextmanager
    async def _scratch(self, file: _File, allowance: _Allowance, *, carries: bool) -> AsyncGenerator[Scratch | None]:
        """A folder beside the file for what it carries; none where it carries nothing, or lies too deep."""
        if not carries or file.depth == DEEPEST:
            yield None
            return
        async with nullcontext() if file.depth else self._unpacked:
            with _folder(file.path.parent) as folder:
                yield Scratch(folder=Path(folder), members=allowance.members, size=allowance.size)

    async def _children(
        self, opened: Opened, file: _File, scratch: Scratch, allowance: _Allowance
    ) -> tuple[Document | Unread, ...]:
        # A worker that a file has taken over may send anything.
        members = opened.members[: scratch.members]
        allowance.members -= len(members)
        allowance.size -= sum(_size(scratch, member) for member in members)
        return tuple([await self._child(member, file, scratch, allowance) for member in members])

    async def _child(self, member: Member | Unread, parent: _File, scratch: Scratch, allowance: _Allowance) -> Document | Unread:
        name = f"{parent.name}/{clean(member.name)}"
        if isinstance(member, Unread):
            return Unread(name=name, reason=member.reason)
        if allowance.seconds < LEAST_SECONDS:
            return Unread(name=name, reason=phrases.NO_TIME_LEFT)
        if allowance.characters <= 0:
            return Unread(name=name, reason=phrases.NO_SPACE_LEFT)
        file = _File(
            path=scratch.folder / member.file,
            name=name,
            mimetype=member.mimetype,
            password=parent.password,
            sought=parent.sought,
            depth=parent.depth + 1,
        )
        try:
            if not file.path.is_file() or file.path.is_symlink():
                raise FileUnreadable(phrases.CANNOT_OPEN, detail="no such member")
            return await self._read(file, allowance)
        except FileUnreadable as error:
            return Unread(name=name, reason=error.sentence)


def _folder(beside: Path) -> TemporaryDirectory[str]:
    try:
        return TemporaryDirectory(prefix="members-", dir=beside)
    except OSError as error:
        raise FileUnreadable(phrases.NOT_READ_NOW, detail=type(error).__name__) from None


def _size(scratch: Scratch, member: Member | Unread) -> int:
    try:
        return (scratch.folder / member.file).lstat().st_size if isinstance(member, Member) else 0
    except OSError:
        return 0
