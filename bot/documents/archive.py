"""Archives (ZIP, TAR, and what gzip, bzip2 and xz have compressed) → a list of their contents, and the members to be read.

It knows no kinds of files: each member is unpacked and read like a file of its own. Links, devices and folders are no files.
"""

import bz2
import gzip
import lzma
import stat
import tarfile
import zlib
from collections.abc import Generator, Iterable
from contextlib import closing, contextmanager
from functools import partial
from io import RawIOBase
from pathlib import PurePath
from typing import IO, BinaryIO, cast
from zipfile import BadZipFile, ZipFile, ZipInfo

from bot.documents.formats import damaged, unsupported
from bot.documents.job import Job, Member, Opened
from bot.documents.pages import fill
from bot.documents.unpacking import Unpacking, clean_path, inflated_bytes, is_system_file
from bot.language import ARCHIVE, Anchor, AnchorKind, Document, FileUnreadable, Page, PasswordNeeded, Unread, marks, phrases

LISTED_MEMBERS = 500
"""As many names stand in the list of contents; the rest is counted."""
COUNTED_MEMBERS = 10_000
"""As many members of a TAR are passed to count them; each further one would have to be inflated to be passed."""
STREAM_BYTES = 512 * 1024**2
"""What is inflated of a TAR at most, members that are passed over included."""

_ENCRYPTED = 0x1
_NAME_IS_UTF8 = 0x800
_AES = 99
"""WinZip's AES in place of a compression method (APPNOTE.TXT 7.2); `zipfile` knows only the older encryption."""
_LABEL = "archive"

Entry = tuple[str, int]
"""A member's name and its size in bytes by its header."""


def extract_zip(job: Job) -> Document:
    """The members in the order of the ZIP's directory. Raises `PasswordNeeded` when not one can be read without."""
    unpacking = _unpacking(job)
    try:
        with ZipFile(job.path) as archive:
            infos = [info for info in archive.infolist() if not info.is_dir()]
            files = [info for info in infos if _is_file(info) and not is_system_file(info.filename)]
            for info in files:
                unpacking.add(_name(info), partial(_zip_member, archive, info, job.password), size=info.file_size)
    except (BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise FileUnreadable(damaged(_LABEL), detail=type(error).__name__) from None
    if _is_locked(unpacking):
        raise PasswordNeeded(phrases.PASSWORD_PROTECTED, detail="ZIP: password")
    return _document(job, unpacking, [(_name(info), info.file_size) for info in files], left_out=len(infos) - len(files))


def extract_stream(job: Job) -> Document:
    """The members of a TAR, compressed or not, or the one file that was compressed."""
    unpacking = _unpacking(job)
    with _inflated(job) as stream:
        is_tar = _is_tar(stream.read(tarfile.BLOCKSIZE))
    if is_tar:
        return _tar(job, unpacking)
    unpacking.add(_uncompressed_name(job.name), partial(_inflated, job))
    only = unpacking.members[0]
    if isinstance(only, Unread):
        raise FileUnreadable(only.reason)
    assert job.scratch is not None
    return _document(job, unpacking, [(only.name, (job.scratch.folder / only.file).stat().st_size)], left_out=0)


def _tar(job: Job, unpacking: Unpacking) -> Document:
    entries: list[Entry] = []
    left_out = 0
    cut: tuple[str, ...] = ()
    with _inflated(job) as stream:
        try:
            # As a stream: a TAR has no directory, and what is compressed can't be searched.
            with tarfile.open(fileobj=cast(IO[bytes], stream), mode="r|") as archive:
                for info in archive:
                    if info.isfile() and not is_system_file(info.name):
                        entries.append((info.name, info.size))
                        unpacking.add(info.name, partial(_tar_member, archive, info), size=info.size)
                    elif not info.isdir():
                        left_out += 1
                    if len(entries) + left_out >= COUNTED_MEMBERS:
                        cut = (phrases.PARTLY,)
                        break
        except (FileUnreadable, tarfile.TarError, OSError, ValueError) as error:
            if not unpacking.members:
                raise FileUnreadable(damaged(_LABEL), detail=type(error).__name__) from None
            cut = (error.sentence if isinstance(error, FileUnreadable) else damaged(_LABEL),)
    return _document(job, unpacking, entries, left_out=left_out, warnings=cut)


def _unpacking(job: Job) -> Unpacking:
    if job.scratch is None:
        raise FileUnreadable(phrases.TOO_DEEP)
    return Unpacking(job)


def _document(job: Job, unpacking: Unpacking, entries: list[Entry], *, left_out: int, warnings: tuple[str, ...] = ()) -> Document:
    if not entries:
        raise FileUnreadable(phrases.NOTHING_READ)
    if left_out:
        warnings = (*warnings, phrases.LINKS_LEFT_OUT.format(count=left_out))
    anchor = Anchor(kind=AnchorKind.WHOLE, label=marks.CONTENTS)
    pages, _ = fill([Page(anchor=anchor, markdown="\n".join(_listing(entries)))], max_characters=job.max_characters)
    return Opened(
        name="",
        kind=ARCHIVE,
        pages=pages,
        total_pages=1,
        warnings=(*unpacking.warnings(), *warnings),
        members=tuple(unpacking.members),
    )


def _listing(entries: list[Entry]) -> Iterable[str]:
    for name, size in entries[:LISTED_MEMBERS]:
        yield f"- {clean_path(name)} ({size:,} bytes)"
    if len(entries) > LISTED_MEMBERS:
        yield marks.MORE_CONTENTS.format(count=len(entries) - LISTED_MEMBERS)


def _is_locked(unpacking: Unpacking) -> bool:
    """Whether a password stands between us and every single member."""
    reasons = [member.reason for member in unpacking.members if isinstance(member, Unread)]
    return phrases.PASSWORD_PROTECTED in reasons and not any(isinstance(member, Member) for member in unpacking.members)


# ZIP


@contextmanager
def _zip_member(archive: ZipFile, info: ZipInfo, password: str | None) -> Generator[BinaryIO]:
    if info.flag_bits & _ENCRYPTED:
        if info.compress_type == _AES:
            raise FileUnreadable(phrases.UNKNOWN_ENCRYPTION)
        if password is None:
            raise FileUnreadable(phrases.PASSWORD_PROTECTED)
    try:
        with archive.open(info, pwd=password.encode() if password and info.flag_bits & _ENCRYPTED else None) as member:
            yield cast(BinaryIO, member)
    except RuntimeError as error:
        # NotImplementedError, for a compression that Python lacks, is one too; a wrong password is nothing more special.
        unknown = isinstance(error, NotImplementedError)
        raise FileUnreadable(unsupported("compression") if unknown else phrases.PASSWORD_PROTECTED) from None
    except MemoryError:
        raise FileUnreadable(phrases.TOO_LARGE_TO_READ) from None
    except (BadZipFile, OSError, ValueError, EOFError, zlib.error, lzma.LZMAError) as error:
        # One wrong password in 256 passes the first check, and shows itself only now.
        locked = info.flag_bits & _ENCRYPTED
        sentence = phrases.PASSWORD_PROTECTED if locked else damaged("file")
        raise FileUnreadable(sentence, detail=type(error).__name__) from None


def _is_file(info: ZipInfo) -> bool:
    """Not a link or a device. Only ZIPs made on Unix tell."""
    kind = stat.S_IFMT(info.external_attr >> 16)
    return kind in {0, stat.S_IFREG}


def _name(info: ZipInfo) -> str:
    """The member's name; many programs write UTF-8 without saying so, which then reads as code page 437."""
    if info.flag_bits & _NAME_IS_UTF8:
        return info.filename
    try:
        return info.filename.encode("cp437").decode()
    except UnicodeError:
        return info.filename


# TAR and single compressed files


class _Inflated(RawIOBase):
    """A compressed file as it is inflated, up to a limit. Whatever fails, fails as `FileUnreadable`."""

    def __init__(self, source: IO[bytes], *, most: int) -> None:
        super().__init__()
        self._source = source
        self._left = most

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1, /) -> bytes:
        try:
            data = self._source.read(size)
        except MemoryError:
            raise FileUnreadable(phrases.TOO_LARGE_TO_READ) from None
        except (OSError, EOFError, ValueError, zlib.error, lzma.LZMAError) as error:
            raise FileUnreadable(damaged(_LABEL), detail=type(error).__name__) from None
        self._left -= len(data)
        if self._left < 0:
            raise FileUnreadable(phrases.UNPACKS_TOO_LARGE)
        return data


@contextmanager
def _inflated(job: Job) -> Generator[BinaryIO]:
    with job.path.open("rb") as file:
        head = file.read(6)
    with closing(_uncompressed(job, head)) as source:
        yield cast(BinaryIO, _Inflated(source, most=min(STREAM_BYTES, inflated_bytes(job))))


def _uncompressed(job: Job, head: bytes) -> IO[bytes]:
    if head.startswith(b"\x1f\x8b"):
        return cast(IO[bytes], gzip.open(job.path))
    if head.startswith(b"BZh"):
        return cast(IO[bytes], bz2.open(job.path))
    if head.startswith(b"\xfd7zXZ\0"):
        return cast(IO[bytes], lzma.open(job.path))
    return job.path.open("rb")


@contextmanager
def _tar_member(archive: tarfile.TarFile, info: tarfile.TarInfo) -> Generator[BinaryIO]:
    try:
        member = archive.extractfile(info)
        assert member is not None, "a regular file"
        with member:
            yield cast(BinaryIO, member)
    except (tarfile.TarError, OSError, ValueError) as error:
        raise FileUnreadable(damaged("file"), detail=type(error).__name__) from None


def _is_tar(head: bytes) -> bool:
    try:
        tarfile.TarInfo.frombuf(head, "utf-8", "replace")
    except tarfile.TarError:
        return False
    return True


def _uncompressed_name(name: str) -> str:
    """`sales.csv.gz` holds `sales.csv`."""
    path = PurePath(name.replace("/", "_"))
    return path.stem if path.suffix.lower() in {".gz", ".bz2", ".xz"} else path.name
