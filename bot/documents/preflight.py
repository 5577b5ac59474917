"""Looks at a ZIP's directory before anything in it is inflated, and refuses what would unpack to too much.

It reads no member's content but through `inflate`, which counts real bytes. The limits are judged from 115 real files and
from bombs: the densest real file unpacked to 24 times its size, bombs to 299 times and more.
"""

import os
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO
from zipfile import BadZipFile, ZipFile, ZipInfo

from bot.documents.formats import damaged
from bot.documents.sniff import END_OF_DIRECTORY_BYTES, ZIP_TAIL_BYTES
from bot.language import FileUnreadable, phrases

MEBIBYTE = 1024**2
RATIO_FREE_BYTES = 16 * MEBIBYTE
"""What may be unpacked whatever the ratio: a long table of zeros shrinks well and hurts nobody."""
DIRECTORY_BYTES_PER_ENTRY = 1024
"""Far above what real entries take (46 bytes and a path): a directory longer than this allows is not even read."""


@dataclass(frozen=True)
class Limits:
    """What an archive may declare in all; sizes in bytes after inflating, `ratio` against the bytes on disk."""

    total: int = 512 * MEBIBYTE
    part: int = 100 * MEBIBYTE
    ratio: int = 100
    entries: int = 10_000


LIMITS = Limits()


def open_zip(path: Path, *, format_label: str, limits: Limits = LIMITS) -> ZipFile:
    """The archive, once its directory keeps within the limits; the caller closes it.

    Raises `FileUnreadable` for what is too large, has too many members or is damaged.
    """
    archive: ZipFile | None = None
    try:
        with path.open("rb") as file:
            if directory_bytes(file) > limits.entries * DIRECTORY_BYTES_PER_ENTRY:
                raise FileUnreadable(phrases.TOO_MANY_MEMBERS.format(limit=limits.entries))
        archive = ZipFile(path)
        check(archive.infolist(), size=path.stat().st_size, limits=limits)
    except (BadZipFile, NotImplementedError, ValueError, OSError) as error:
        raise FileUnreadable(damaged(format_label), detail=type(error).__name__) from None
    except FileUnreadable:
        if archive:
            archive.close()
        raise
    return archive


def check(entries: list[ZipInfo], *, size: int, limits: Limits = LIMITS) -> None:
    """Raises `FileUnreadable` when the entries of an archive of `size` bytes declare more than the limits allow."""
    if len(entries) > limits.entries:
        raise FileUnreadable(phrases.TOO_MANY_MEMBERS.format(limit=limits.entries))
    total = sum(entry.file_size for entry in entries)
    largest = max((entry.file_size for entry in entries), default=0)
    # Members that overlap claim more compressed bytes than there are: a bomb whose directory looks modest.
    overlap = sum(entry.compress_size for entry in entries) > size
    if total > limits.total or largest > limits.part or overlap:
        raise FileUnreadable(phrases.UNPACKS_TOO_LARGE)
    if total > max(RATIO_FREE_BYTES, size * limits.ratio):
        raise FileUnreadable(phrases.UNPACKS_TOO_LARGE)


def inflate(archive: ZipFile, entry: ZipInfo, *, most: int = LIMITS.part) -> bytes:
    """A member's content, counted while it is inflated, since headers lie.

    Raises `FileUnreadable` when there are more than `most` bytes, and `BadZipFile` when it is damaged.
    """
    try:
        with archive.open(entry) as member:
            data = member.read(most + 1)
    except (BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError, OSError) as error:
        raise BadZipFile(type(error).__name__) from None
    if len(data) > most:
        raise FileUnreadable(phrases.UNPACKS_TOO_LARGE)
    return data


def directory_bytes(file: BinaryIO) -> int:
    """How long the directory of a ZIP says that it is; 0 when it has none."""
    size = file.seek(0, os.SEEK_END)
    file.seek(max(0, size - ZIP_TAIL_BYTES))
    tail = file.read()
    end = tail.rfind(b"PK\x05\x06")
    file.seek(0)
    if end < 0 or len(tail) - end < END_OF_DIRECTORY_BYTES:
        return 0
    return int.from_bytes(tail[end + 12 : end + 16], "little")
