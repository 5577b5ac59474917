"""What a file is, from its bytes: magic numbers, a ZIP's directory, whether it reads as text; names only break ties.

It opens no format and trusts no MIME type alone: Slack takes both the name and the type from whoever uploaded.
"""

import codecs
import os
import re
import struct
from collections.abc import Sequence
from pathlib import Path, PurePath
from typing import BinaryIO, NamedTuple, cast

from bot.documents.encoding_marks import is_text
from bot.language import FileUnreadable, phrases

HEAD_BYTES = 8 * 1024
END_OF_DIRECTORY_BYTES = 22
ZIP_TAIL_BYTES = END_OF_DIRECTORY_BYTES + 65_535
"""A ZIP ends with a record of 22 bytes and a comment of at most 65,535 (APPNOTE.TXT 4.3.16)."""
ZIP_DIRECTORY_BYTES = 1024 * 1024
"""As much of a ZIP's directory as is looked at: a document names its telling parts early, a bomb has no end."""
PDF_HEADER_BYTES = 1024
"""Readers accept a PDF header anywhere in so many bytes (PDF 1.7, Annex H, note 13)."""
HTML_HEADER_BYTES = 1024
"""Comments and an XML declaration may stand before the first tag; browsers look no further either."""


class Format(NamedTuple):
    """A kind, which picks the extractor, and the name by which people know the format."""

    kind: str
    label: str


TEXT = Format("text", "text")
CSV = Format("csv", "CSV")
HTML = Format("html", "HTML")
MARKDOWN = Format("markdown", "Markdown")
NOTEBOOK = Format("notebook", "Jupyter notebook")
TRANSCRIPT = Format("transcript", "transcript")
PDF = Format("pdf", "PDF")
IMAGE = Format("image", "image")
EMAIL = Format("email", "email")
AUDIO = Format("audio", "audio")
VIDEO = Format("video", "video")
FONT = Format("font", "font")
PROGRAM = Format("program", "program")
ARCHIVE = Format("archive", "archive")
BOOK = Format("book", "e-book")
DRAWING = Format("drawing", "drawing")
PICTURE = Format("picture", "image in an uncommon format")
DATABASE = Format("database", "database")
BINARY = Format("binary", "binary data")
ZIP = Format("zip", "ZIP archive")
TAR = Format("tar", "TAR archive")
COMPRESSED = Format("tar", "compressed file")
"""A TAR inside or a single file: only inflating it tells."""
LEGACY_OFFICE = Format("ole", "legacy Office document")

MAGIC: tuple[tuple[int, bytes, Format], ...] = (
    (0, b"\x89PNG\r\n\x1a\n", IMAGE),
    (0, b"\xff\xd8\xff", IMAGE),
    (0, b"GIF87a", IMAGE),
    (0, b"GIF89a", IMAGE),
    (0, b"II*\x00", IMAGE),
    (0, b"MM\x00*", IMAGE),
    (0, b"\x00\x00\x01\x00", IMAGE),
    (8, b"WEBP", IMAGE),
    (8, b"WAVE", AUDIO),
    (8, b"AVI ", VIDEO),
    (0, b"ID3\x02", AUDIO),
    (0, b"ID3\x03", AUDIO),
    (0, b"ID3\x04", AUDIO),
    (0, b"\xff\xfb", AUDIO),
    (0, b"\xff\xf3", AUDIO),
    (0, b"\xff\xf1", AUDIO),
    (0, b"OggS\x00", AUDIO),
    (0, b"fLaC\x00", AUDIO),
    (0, b"MThd\x00", AUDIO),
    (0, b"#!AMR", AUDIO),
    (0, b"FORM\x00", AUDIO),
    (0, b"\x1aE\xdf\xa3", VIDEO),
    (0, b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", VIDEO),
    (0, b"FLV\x01", VIDEO),
    (0, b"\x00\x00\x01\xba", VIDEO),
    (0, b"\x00\x00\x01\xb3", VIDEO),
    (0, b"8BPS\x00", Format("photoshop", "Photoshop")),
    (0, b"{\\rtf", Format("rtf", "RTF")),
    (0, b"%!PS", Format("postscript", "PostScript")),
    (0, b"7z\xbc\xaf\x27\x1c", Format("archive", "7z archive")),
    (0, b"Rar!\x1a\x07", Format("archive", "RAR archive")),
    (0, b"MSCF\0\0\0\0", ARCHIVE),
    (0, b"!<arch>\n", ARCHIVE),
    (0, b"\x1f\x8b", COMPRESSED),
    (4, b"1AY&SY", COMPRESSED),
    (0, b"\xfd7zXZ\x00", COMPRESSED),
    (0, b"\x28\xb5\x2f\xfd", ARCHIVE),
    (257, b"ustar", TAR),
    (60, b"BOOKMOBI", BOOK),
    (0, b"AT&TFORM", BOOK),
    (0, b"ITSF\x03\x00", BOOK),
    *((0, b"AC10%d\x00" % version, DRAWING) for version in (15, 18, 21, 24, 27, 32)),
    (0, b"\x00\x01\x00\x00Standard ", DATABASE),
    (0, b"\x00\x00\x00\x0cjP  ", PICTURE),
    (0, b"\xff\x0a", PICTURE),
    (0, b"icns\x00", PICTURE),
    (40, b" EMF\x00", PICTURE),
    (0, b"\xd7\xcd\xc6\x9a", PICTURE),
    (0, b"SQLite format 3\x00", Format("sqlite", "SQLite database")),
    (0, b"PAR1\x15", Format("parquet", "Parquet")),
    (0, b"\x7fELF", PROGRAM),
    (0, b"\xcf\xfa\xed\xfe", PROGRAM),
    (0, b"\xca\xfe\xba\xbe", PROGRAM),
    (0, b"MZ\x90\x00", PROGRAM),
    (0, b"\x00asm", PROGRAM),
    (0, b"wOFF\x00", FONT),
    (0, b"wOF2\x00", FONT),
    (0, b"\x00\x01\x00\x00\x00", FONT),
    (0, b"OTTO\x00", FONT),
    (0, b"ttcf\x00", FONT),
)
"""Offset, bytes, format; the first that fits counts. None is what prose would begin with."""

ISO_BRANDS = {
    b"heic": IMAGE,
    b"heix": IMAGE,
    b"heim": IMAGE,
    b"heis": IMAGE,
    b"hevc": IMAGE,
    b"hevx": IMAGE,
    b"mif1": IMAGE,
    b"msf1": IMAGE,
    b"avif": IMAGE,
    b"avis": IMAGE,
    b"M4A ": AUDIO,
}
"""ISO media files name their brand after the length and `ftyp`; whatever is not named here is video."""

ZIP_PARTS: tuple[tuple[str, Format], ...] = (
    ("word/", Format("docx", "Word")),
    ("xl/", Format("xlsx", "Excel")),
    ("ppt/", Format("pptx", "PowerPoint")),
    ("META-INF/container.xml", Format("epub", "EPUB")),
    ("content.xml", Format("odf", "OpenDocument")),
)
"""A member that begins so tells the format of a ZIP."""

OPEN_DOCUMENTS: tuple[tuple[bytes, Format], ...] = (
    (b"application/vnd.oasis.opendocument.text", Format("odt", "OpenDocument text")),
    (b"application/vnd.oasis.opendocument.presentation", Format("odp", "OpenDocument presentation")),
    (b"application/vnd.oasis.opendocument.spreadsheet", Format("ods", "OpenDocument spreadsheet")),
)
"""What an OpenDocument file says of itself in its first member, which is not compressed (ODF 1.3, 2-3.3)."""
IWORK = {".key": Format("keynote", "Keynote"), ".pages": Format("pages", "Pages"), ".numbers": Format("numbers", "Numbers")}
LEGACY = {
    ".doc": Format("doc", "Word 97-2003"),
    ".xls": Format("xls", "Excel 97-2003"),
    ".ppt": Format("ppt", "PowerPoint 97-2003"),
    ".msg": Format("msg", "Outlook message"),
}
OLE_CLASSES = {
    bytes.fromhex("0b0d020000000000c000000000000046"): LEGACY[".msg"],
    bytes.fromhex("0609020000000000c000000000000046"): LEGACY[".doc"],
    bytes.fromhex("2008020000000000c000000000000046"): LEGACY[".xls"],
    bytes.fromhex("1008020000000000c000000000000046"): LEGACY[".xls"],
    bytes.fromhex("108d81649b4fcf1186ea00aa00b929e8"): LEGACY[".ppt"],
}
"""The program that a compound file belongs to, by the class in its root entry; some writers leave it empty."""
TEXTS = {
    ".csv": CSV,
    ".tsv": CSV,
    ".tab": CSV,
    ".html": HTML,
    ".htm": HTML,
    ".xhtml": HTML,
    ".md": MARKDOWN,
    ".markdown": MARKDOWN,
    ".mdown": MARKDOWN,
    ".ipynb": NOTEBOOK,
    ".vtt": TRANSCRIPT,
    ".srt": TRANSCRIPT,
    ".sbv": TRANSCRIPT,
    ".eml": EMAIL,
    "text/csv": CSV,
    "text/tab-separated-values": CSV,
    "text/html": HTML,
    "text/markdown": MARKDOWN,
    "text/vtt": TRANSCRIPT,
    "application/vnd.slack-docs": HTML,  # a canvas
    "message/rfc822": EMAIL,
}
"""What a file that reads as text is by its extension, or else by its MIME type."""

_BEGINS_AS_HTML = re.compile(rb"^\s*<(?:!doctype\s+html|html[\s>])", re.IGNORECASE | re.MULTILINE)
_BEGINS_AS_TRANSCRIPT = re.compile(
    rb"\s*(?:WEBVTT(?:\s|$)"
    rb"|(?:\d{1,9}\s*\n)?\d{1,4}:\d\d:\d\d,\d{1,3}[ \t]*-->"
    rb"|\d{1,2}:\d\d:\d\d\.\d{3},\d{1,2}:\d\d:\d\d\.\d{3}\s*\n)"
)
"""WebVTT's signature; the first times of SubRip and of SBV, which have none."""
_BEGINS_AS_NOTEBOOK = re.compile(rb'\s*\{.{0,1000}?"cells"\s*:\s*\[.{0,4000}?"cell_type"', re.DOTALL)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_END_OF_DIRECTORY = b"PK\x05\x06"
_DIRECTORY_ENTRY = struct.Struct("<4s24xHHH12x")
_DIRECTORY_MAGIC = b"PK\x01\x02"


_BEGINS_AS_MAIL = re.compile(rb"\A(?:From \S[^\n]*\n)?(?:[A-Za-z][A-Za-z-]*:[^\n]*\n(?:[ \t][^\n]*\n)*){3}")
_MAIL_HEADER = re.compile(rb"^(?:Received|Message-ID|MIME-Version):", re.IGNORECASE | re.MULTILINE)


def sniff(head: bytes, *, name: str, mimetype: str | None = None, members: Sequence[str] = (), ole_class: bytes = b"") -> Format:
    """The format of a file from its first bytes and, of a ZIP, its members' names. `name` and `mimetype` break ties."""
    extension = PurePath(name).suffix.lower()
    if head.removeprefix(codecs.BOM_UTF8).lstrip().startswith(b"%PDF-"):
        return PDF
    if head.startswith((b"PK\x03\x04", _END_OF_DIRECTORY)):
        return _zip_format(members, extension, head)
    if head.startswith(_OLE):
        return OLE_CLASSES.get(ole_class) or LEGACY.get(extension, LEGACY_OFFICE)
    if head.startswith(b"ftyp", 4) and head.startswith(b"\0"):
        return ISO_BRANDS.get(head[8:12], VIDEO)
    for offset, magic, found in MAGIC:
        if head.startswith(magic, offset):
            return found
    reads_as_text = is_text(head)
    if b"%PDF-" in head[:PDF_HEADER_BYTES] and (extension == ".pdf" or not reads_as_text):
        return PDF
    if reads_as_text:
        return _text_format(head, extension, mimetype)
    # Two bytes are too little to tell a bitmap from prose, but prose was ruled out above.
    return IMAGE if head.startswith(b"BM") else BINARY


def sniff_file(path: Path, *, name: str, mimetype: str | None = None) -> Format:
    """As `sniff`, of a file on disk. Reads a bounded part of it. Raises `FileUnreadable` when it is empty or gone."""
    try:
        with path.open("rb") as file:
            head = file.read(HEAD_BYTES)
            members = zip_members(file) if head.startswith(b"PK") else ()
            ole_class = _ole_class(file, head) if head.startswith(_OLE) else b""
    except OSError as error:
        raise FileUnreadable(phrases.CANNOT_OPEN, detail=type(error).__name__) from None
    if not head:
        raise FileUnreadable(phrases.EMPTY_FILE)
    return sniff(head, name=name, mimetype=mimetype, members=members, ole_class=ole_class)


def _ole_class(file: BinaryIO, head: bytes) -> bytes:
    """The class of a compound file's root entry (MS-CFB 2.2, 2.6.1): the first one of the directory, at offset 80."""
    if len(head) < 512:
        return b""
    shift, directory = int.from_bytes(head[30:32], "little"), int.from_bytes(head[48:52], "little")
    file.seek((directory + 1) << min(shift, 12))
    return file.read(96)[80:]


def zip_members(file: BinaryIO) -> tuple[str, ...]:
    """The names in a ZIP's central directory, as far as its first mebibyte tells; nothing is inflated."""
    size = file.seek(0, os.SEEK_END)
    file.seek(max(0, size - ZIP_TAIL_BYTES))
    tail = file.read()
    end = tail.rfind(_END_OF_DIRECTORY)
    if end < 0 or len(tail) - end < END_OF_DIRECTORY_BYTES:
        return ()
    length = int.from_bytes(tail[end + 12 : end + 16], "little")
    # Counted back from the end: data in front of an archive shifts the offset that it states.
    start = size - len(tail) + end - length
    if start < 0:
        return ()
    file.seek(start)
    return _names(file.read(min(length, ZIP_DIRECTORY_BYTES)))


def _names(directory: bytes) -> tuple[str, ...]:
    names: list[str] = []
    at = 0
    while at + 46 <= len(directory) and directory.startswith(_DIRECTORY_MAGIC, at):
        _, name, extra, comment = cast(tuple[bytes, int, int, int], _DIRECTORY_ENTRY.unpack_from(directory, at))
        names.append(directory[at + 46 : at + 46 + name].decode("utf-8", "replace"))
        at += 46 + name + extra + comment
    return tuple(names)


def _zip_format(members: Sequence[str], extension: str, head: bytes) -> Format:
    if head.startswith(b"mimetype", 30):
        stated = head[38 + int.from_bytes(head[28:30], "little") :]
        for mimetype, found in OPEN_DOCUMENTS:
            if stated.startswith(mimetype):
                return found
    if extension in IWORK and any(member.endswith(".iwa") for member in members):
        return IWORK[extension]
    for part, found in ZIP_PARTS:
        if any(member.startswith(part) for member in members):
            return found
    return ZIP


def _text_format(head: bytes, extension: str, mimetype: str | None) -> Format:
    if extension in TEXTS:
        return TEXTS[extension]
    narrow = head.removeprefix(codecs.BOM_UTF8).lstrip(b"\xff\xfe").replace(b"\0", b"")
    if _BEGINS_AS_TRANSCRIPT.match(narrow):
        return TRANSCRIPT
    if _BEGINS_AS_NOTEBOOK.match(narrow):
        return NOTEBOOK
    if _BEGINS_AS_MAIL.match(unix := head.replace(b"\r\n", b"\n")) and _MAIL_HEADER.search(unix.partition(b"\n\n")[0]):
        return EMAIL
    if _BEGINS_AS_HTML.search(head[:HTML_HEADER_BYTES]):
        return HTML
    return TEXTS.get(mimetype or "", TEXT) if not extension else TEXT
