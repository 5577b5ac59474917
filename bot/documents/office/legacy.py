"""Word, Excel and PowerPoint files of before 2007, and encrypted files of any year: both are OLE containers.

A password opens them in memory, or in a file without a name; what an encrypted package holds goes to the reader of its kind.
"""

import struct
from collections import Counter
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import contextmanager
from importlib import import_module
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryFile
from typing import BinaryIO, Literal, Protocol, cast

from office_oxide import Document as Office
from office_oxide import OfficeOxideError
from olefile import OleFileIO

from bot.documents.formats import damaged, unsupported
from bot.documents.ir import Node, nodes, without_pictures
from bot.documents.job import Extractor, Job
from bot.documents.office.ooxml import slide_markdown
from bot.documents.office.pages import document_of, slides_of
from bot.documents.page_warnings import left_out
from bot.documents.sheets.legacy import HiddenCells, sheets_of
from bot.documents.sniff import sniff_file
from bot.language import Document, FileUnreadable, PasswordNeeded, phrases

Kind = Literal["doc", "xls", "ppt"]
STREAMS: Mapping[str, Kind] = {
    "WordDocument": "doc",
    "Workbook": "xls",
    "Book": "xls",
    "PowerPoint Document": "ppt",
}
"""The stream that tells a container's kind ([MS-DOC] 2.1.1, [MS-XLS] 2.1.7, [MS-PPT] 2.1.2)."""
LABELS: Mapping[Kind, str] = {"doc": "Word 97-2003", "xls": "Excel 97-2003", "ppt": "PowerPoint 97-2003"}
ENCRYPTED_PACKAGE = "EncryptedPackage"
"""The stream of an encrypted DOCX, PPTX or XLSX ([MS-OFFCRYPTO] 1.3.2)."""
NOBODYS_PASSWORD = "VelvetSweatshop"  # noqa: S105 - public: what Excel encrypts protected workbooks with, and tries first


class _Encrypted(Protocol):
    """The part of msoffcrypto's files that is used: it has no types of its own."""

    def is_encrypted(self) -> bool: ...

    def load_key(self, password: str, **options: bool) -> None: ...

    def decrypt(self, file: BinaryIO, /) -> None: ...


def extract(job: Job) -> Document:
    """Reads an OLE container by its streams. Raises `PasswordNeeded` where it is encrypted and no password fits."""
    try:
        with OleFileIO(str(job.path)) as container:
            names = {path[0] for path in container.listdir()}
    except (OSError, ValueError, LookupError, struct.error) as error:
        raise FileUnreadable(damaged("Office document"), detail=type(error).__name__) from None
    if ENCRYPTED_PACKAGE in names:
        return _package(job)
    kind: Kind | None = next((STREAMS[name] for name in STREAMS if name in names), None)
    if kind is None:
        raise FileUnreadable(unsupported("OLE container"))
    data = job.path.read_bytes()
    try:
        parsed = Office.from_bytes(data, kind)
    except OfficeOxideError:
        data = _decrypted(job, LABELS[kind])
        try:
            parsed = Office.from_bytes(data, kind)
        except OfficeOxideError:
            raise FileUnreadable(damaged(LABELS[kind])) from None
    return _document(job, kind, data, parsed)


def _document(job: Job, kind: Kind, data: bytes, parsed: Office) -> Document:
    if kind == "doc":
        return document_of(without_pictures(parsed.to_markdown()), kind=kind, job=job)
    sections = nodes(parsed.to_ir().get("sections"))
    if not sections:
        raise FileUnreadable(damaged(LABELS[kind]))
    if kind == "xls":
        return sheets_of(sections, HiddenCells.of(data), job=job)
    hidden = Counter({"hidden slides": sum(1 for section in sections if section.get("hidden"))})
    return slides_of(_shown(sections), total=len(sections), kind=kind, job=job, warnings=left_out(hidden))


def _shown(sections: list[Node]) -> Iterator[tuple[int, str]]:
    return ((number, slide_markdown(slide)) for number, slide in enumerate(sections, start=1) if not slide.get("hidden"))


def _package(job: Job) -> Document:
    with _nameless(_decrypted(job, "Office document")) as path:
        found = sniff_file(path, name="")
        extractor = _reader(found.kind)
        if not extractor:
            raise FileUnreadable(unsupported(found.label))
        return extractor(job.model_copy(update={"path": path, "password": None}))


def _reader(kind: str) -> Extractor | None:
    from bot.documents.reader import EXTRACTORS  # noqa: PLC0415 - the list of all readers names this one too

    module, _, function = next(iter(EXTRACTORS.get(kind, ())), "").partition(":")
    return cast(Extractor, getattr(import_module(module), function)) if module else None


def _decrypted(job: Job, label: str) -> bytes:
    """What the file holds under its password. Raises `PasswordNeeded`, and `FileUnreadable` where it is not encrypted."""
    # Slow to import, and needed by few files.
    import msoffcrypto  # noqa: PLC0415
    from msoffcrypto.exceptions import DecryptionError, InvalidKeyError  # noqa: PLC0415
    from msoffcrypto.format.ooxml import OOXMLFile  # noqa: PLC0415

    office_file = cast(Callable[[BinaryIO], _Encrypted], msoffcrypto.OfficeFile)
    result = BytesIO()
    try:
        with job.path.open("rb") as source:
            file = office_file(source)
            if not file.is_encrypted():
                raise FileUnreadable(damaged(label))
            verified = {"verify_password": True} if isinstance(file, OOXMLFile) else {}
            file.load_key(password=job.password or NOBODYS_PASSWORD, **verified)
            file.decrypt(result)
    except FileUnreadable:
        raise
    except InvalidKeyError:
        raise PasswordNeeded(phrases.PASSWORD_PROTECTED) from None
    except DecryptionError as error:
        raise FileUnreadable(phrases.UNKNOWN_ENCRYPTION, detail=type(error).__name__) from None
    except Exception as error:  # noqa: BLE001 - it has no bounds on what a broken container makes it raise
        raise FileUnreadable(damaged(label), detail=type(error).__name__) from None
    return result.getvalue()


@contextmanager
def _nameless(data: bytes) -> Generator[Path]:
    """A file that has no name on disk: it is gone with this process, however that ends."""
    with TemporaryFile() as file:
        try:
            file.write(data)
            file.flush()
        except OSError as error:
            raise FileUnreadable(phrases.TOO_LARGE_TO_READ, detail=type(error).__name__) from None
        file.seek(0)
        yield Path(f"/dev/fd/{file.fileno()}")
