"""A sound file of each kind with any damage to it: pages or a reason, in time, and the reader reads on."""

import os
from collections.abc import AsyncIterator, Sequence
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

import pytest
import pytest_asyncio
from hypothesis import event, given
from hypothesis import strategies as st

from bot.documents.reader import Reader
from bot.language import Document, FileUnreadable, Unread, phrases
from tests.damage import bounded, damaged
from tests.documents import office_files, samples
from tests.documents.files import CORPUS
from tests.documents.members import mail, tarred
from tests.documents.workbooks import spreadsheet

# Worker processes belong to their event loop.
shared_loop = pytest.mark.asyncio(loop_scope="module")

SECONDS = 10.0
LARGEST = 60_000
"""Bytes. In a larger file of the corpus most damage hits pixels."""

ROW = "<table:table-row><table:table-cell><text:p>Sales grew.</text:p></table:table-cell></table:table-row>"
FILES: dict[str, bytes] = {
    **samples.every_kind(),
    "b.docx": office_files.docx(office_files.heading("Results"), office_files.table(("Year", "Sum"), ("2024", "4"))),
    "b.odp": office_files.odf("presentation", "<draw:page/>"),
    "b.ods": spreadsheet(f'<table:table table:name="A">{ROW * 3}</table:table>'),
    "b.doc": office_files.doc("Sales grew by 4 %.\rAnd more."),
    "b.xls": office_files.xls({"Sales": {(0, 0): "Year", (1, 0): 2024.0}}),
    "b.ppt": office_files.ppt("Sales grew.", "And more."),
    "b.eml": mail(a_csv=b"a,b\n1,2\n", b_zip=samples.zipped({"c.txt": "words"})).as_bytes(),
    "b.tar.gz": tarred({"a.txt": b"words", "b/c.html": samples.HTML_PAGE.encode()}, mode="w:gz"),
    "b.tar": tarred({"a.txt": b"words"}, "link"),
    "b.zip": samples.zipped(
        {"a.docx": samples.docx(samples.paragraph("Sales")), "b.eml": samples.MAIL, "c/d.pdf": samples.every_kind()["a.pdf"]}
    ),
}
SHARED = {path.name: path.read_bytes() for path in sorted(CORPUS.glob("*.*")) if 0 < path.stat().st_size <= LARGEST}
"""Real files, where the corpus is beside this checkout."""

WORDS: list[bytes] = [
    *[
        b"<w:tbl>",
        b"<w:tc>",
        b"</w:p>",
        b'<c r="ZZZ9999999">',
        b"<row>",
        b"<text:p>",
        b"<!DOCTYPE x [",
        b"&e;",
        b"<![CDATA[",
        b"<table>",
    ],
    *[
        b"obj",
        b"endobj",
        b"stream\n",
        b"/Kids [1 0 R]",
        b"/Length -1",
        b"/Count 99999999",
        b"<<" * 99,
        b"/Filter /FlateDecode",
        b"xref",
    ],
    *[
        b"{\\rtf",
        b"\\bin99999",
        b"\\'ff",
        b"\\u-1 ",
        b"}" * 9,
        b"--b\n",
        b"Content-Type: multipart/mixed; boundary=b\n",
        b"=?x?q?=ff?=",
    ],
    *[
        b"00:00:00.000 --> 99:99:99.999\n",
        b'"' * 3,
        b"\\ud800",
        b"\xff\xfe",
        b"\xef\xbb\xbf",
        b"\0\0\0\0",
        b"\xf0\x9f",
        b"\r",
        b"1e999",
    ],
    *[
        b"PK\x03\x04",
        b"PK\x05\x06",
        b"%PDF-1.7",
        b"\x1f\x8b",
        b"\x89PNG\r\n",
        b"../../",
        b"nan",
        b"[" * 300,
        b'{"cells":',
        b"|---|\n",
    ],
]
"""What these formats are made of, in places where it does not belong."""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def reader() -> AsyncIterator[Reader]:
    reader = Reader(seconds=SECONDS)
    yield reader
    await reader.aclose()


@st.composite
def damaged_files(draw: st.DrawFn, files: dict[str, bytes]) -> tuple[str, bytes]:
    """A name, and a file with wounds: in what a ZIP holds, before it is packed again, as often as in the packed bytes."""
    name = draw(st.sampled_from(sorted(files)))
    whole = files[name]
    members = _members(whole) if draw(st.booleans()) else {}
    if not members:
        return name, draw(damaged(whole, WORDS, [*files.values()]))
    for member in draw(st.lists(st.sampled_from(sorted(members)), min_size=1, max_size=2, unique=True)):
        match draw(st.integers(0, 5)):
            case 0:
                del members[member]
            case 1:
                members[member] = members.get(draw(st.sampled_from(sorted(members))), b"")
            case _:
                members[member] = draw(damaged(members[member], WORDS, [*members.values()]))
    return name, _packed(members)


def _members(data: bytes) -> dict[str, bytes]:
    try:
        with ZipFile(BytesIO(data)) as archive:
            return {name: archive.read(name) for name in archive.namelist()}
    except (BadZipFile, RuntimeError):
        return {}


def _packed(members: dict[str, bytes]) -> bytes:
    data = BytesIO()
    with ZipFile(data, "w") as archive:
        for name, body in members.items():
            archive.writestr(ZipInfo(name), body, ZIP_STORED if name == "mimetype" else ZIP_DEFLATED)
    return data.getvalue()


@shared_loop
@bounded(120)
@given(file=damaged_files(FILES | SHARED))
async def test_a_damaged_file_is_pages_or_a_reason(reader: Reader, tmp_path: Path, file: tuple[str, bytes]) -> None:
    name, data = file
    path = tmp_path / "download"
    path.write_bytes(data)
    document = await _read(reader, path, name)
    assert [one.name for one in os.scandir(tmp_path)] == [path.name]
    if isinstance(document, FileUnreadable):
        event(f"not read: {document.detail or document.sentence}")
        assert document.sentence
        assert document.sentence != phrases.NOT_READ_NOW
        assert document.detail not in OURS
    else:
        event("read")
        document.model_dump_json()
        assert sound(document)


async def _read(reader: Reader, path: Path, name: str) -> Document | FileUnreadable:
    try:
        return await reader.read(path, name=name)
    except FileUnreadable as error:
        return error


OURS = frozenset({"AttributeError", "NameError", "AssertionError", "UnboundLocalError", "ImportError", "ModuleNotFoundError"})
"""Errors that no file is to blame for, however damaged."""


def sound(document: Document) -> bool:
    """Whether it holds pages, something inside, or words about why it holds neither."""
    children: Sequence[Document | Unread] = document.children
    told = all(child.reason if isinstance(child, Unread) else sound(child) for child in children)
    return told and bool(document.pages or children or document.warnings)
