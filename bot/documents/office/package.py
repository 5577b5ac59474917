"""A DOCX, PPTX or OpenDocument file as its parts: reading single ones, and a lean copy for the parser.

The copy holds the XML alone: what a picture weighs is not the parser's concern, and parts that hide text can be replaced.
"""

import os
import struct
import zlib
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self, cast
from zipfile import ZIP_STORED, BadZipFile, ZipInfo

from bot.documents.preflight import inflate, open_zip
from bot.language import FileUnreadable, phrases

LEAN_SUFFIXES = (".xml", ".rels")
"""What words and their structure are kept in; the rest is pictures, fonts, embedded files."""

_LOCAL_HEADER = struct.Struct("<4s22xHH")
_LOCAL = struct.Struct("<4sHHHHHIIIHH")
_CENTRAL = struct.Struct("<4sHHHHHHIIIHHHHHII")
_END = struct.Struct("<4sHHHHIIH")
_UTF8_NAMES = 0x800
"""General purpose bit 11: the name is UTF-8 (APPNOTE.TXT 4.4.4)."""
_ENCRYPTED = 0x1
_VERSION = 20


class Package:
    """One archive within the limits, open for reading. Raises `FileUnreadable` where it is none or exceeds them."""

    def __init__(self, path: Path, *, format_label: str) -> None:
        self._path = path
        self._zip = open_zip(path, format_label=format_label)
        if any(entry.flag_bits & _ENCRYPTED for entry in self._zip.infolist()):
            self._zip.close()
            raise FileUnreadable(phrases.UNKNOWN_ENCRYPTION)
        # Of two parts with the same name the last one counts, as in the directories of all readers that matter here.
        self._entries = {entry.filename: entry for entry in self._zip.infolist() if not entry.is_dir()}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._zip.close()

    @property
    def names(self) -> tuple[str, ...]:
        """The paths of all parts."""
        return tuple(self._entries)

    def read(self, name: str) -> bytes:
        """A part's content; nothing where there is no such part. Raises `BadZipFile` for a damaged one."""
        entry = self._entries.get(name)
        return inflate(self._zip, entry) if entry else b""

    def lean(self, replaced: Mapping[str, bytes], *, without: frozenset[str] = frozenset()) -> bytes:
        """An archive of the XML parts alone, copied as they are compressed, with some `replaced` and others left out."""
        body = bytearray()
        directory = bytearray()
        count = 0
        with self._path.open("rb") as file:
            for name in self._entries:
                if not name.lower().endswith(LEAN_SUFFIXES) or name in without:
                    continue
                entry, data = _stored(name, replaced[name]) if name in replaced else self._copied(file, name)
                written = name.encode("utf-8", "replace")
                sizes = (entry.CRC, len(data), entry.file_size, len(written), 0)
                directory += _CENTRAL.pack(
                    b"PK\x01\x02", _VERSION, _VERSION, _UTF8_NAMES, entry.compress_type, 0, 0, *sizes, 0, 0, 0, 0, len(body)
                )
                directory += written
                body += _LOCAL.pack(b"PK\x03\x04", _VERSION, _UTF8_NAMES, entry.compress_type, 0, 0, *sizes)
                body += written + data
                count += 1
        end = _END.pack(b"PK\x05\x06", 0, 0, count, count, len(directory), len(body), 0)
        return bytes(body + directory + end)

    def _copied(self, file: BinaryIO, name: str) -> tuple[ZipInfo, bytes]:
        entry = self._entries[name]
        file.seek(entry.header_offset)
        header = file.read(_LOCAL_HEADER.size)
        if len(header) < _LOCAL_HEADER.size:
            raise BadZipFile("header")
        _, name_length, extra_length = cast(tuple[bytes, int, int], _LOCAL_HEADER.unpack(header))
        file.seek(name_length + extra_length, os.SEEK_CUR)
        return entry, file.read(entry.compress_size)


def _stored(name: str, data: bytes) -> tuple[ZipInfo, bytes]:
    entry = ZipInfo(name)
    entry.compress_type = ZIP_STORED
    entry.file_size = len(data)
    entry.CRC = zlib.crc32(data)
    return entry, data
