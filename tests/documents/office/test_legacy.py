"""Office files of before 2007, and encrypted ones of any year."""

from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import BinaryIO, Protocol, cast

import pytest
from msoffcrypto.format import ooxml

from bot.documents.office.legacy import NOBODYS_PASSWORD, extract
from bot.language import FileUnreadable, PasswordNeeded, phrases
from tests.documents.files import job
from tests.documents.office_files import doc, docx, heading, ole, paragraph, ppt, pptx, shape, xls

WORDS = " ".join(f"{sha256(bytes([at])).hexdigest()}" for at in range(200))
"""Enough of what does not shrink: what encrypts here needs more than 4 kB to work."""


class _Encrypting(Protocol):
    def encrypt(self, password: str, file: BinaryIO, /) -> None: ...


def _encrypted(data: bytes, password: str) -> bytes:
    result = BytesIO()
    cast(_Encrypting, ooxml.OOXMLFile(BytesIO(data))).encrypt(password, result)
    return result.getvalue()


def _written(tmp_path: Path, data: bytes) -> Path:
    path = tmp_path / "file"
    path.write_bytes(data)
    return path


def test_a_legacy_document_is_cited_by_what_looks_like_its_headings(tmp_path: Path) -> None:
    document = extract(job(_written(tmp_path, doc("Terms\rThirty days, in words.\r"))))
    assert [(str(page.anchor), page.markdown) for page in document.pages] == [("§ Terms", "# Terms\n\nThirty days, in words.")]
    assert document.kind == "doc"


def test_a_legacy_deck_is_cited_by_its_slides(tmp_path: Path) -> None:
    document = extract(job(_written(tmp_path, ppt("One", "Two"))))
    assert [(str(page.anchor), page.markdown) for page in document.pages] == [("slide 1", "One"), ("slide 2", "Two")]
    assert document.kind == "ppt"


def test_a_long_legacy_sheet_is_searched(tmp_path: Path) -> None:
    cells: dict[tuple[int, int], str | float] = {(0, 0): "region", (0, 1): "sales"}
    for row in range(1, 3000):
        cells |= {(row, 0): "Zenith" if row == 2500 else "Acme", (row, 1): float(row)}
    document = extract(job(_written(tmp_path, xls({"Q1": cells})), "zenith"))
    assert [str(page.anchor) for page in document.pages if page.is_found] == ["Q1!A2501:B2501"]
    assert document.partial_table
    assert document.warnings == ("rows 2-2,001, 1 row that matches the question, and the last 50 of 3,000 rows",)


def test_a_legacy_sheet_is_cited_by_its_cells(tmp_path: Path) -> None:
    cells: dict[tuple[int, int], str | float] = {
        (0, 0): "region",
        (0, 1): "sales",
        (1, 0): "East",
        (1, 1): 2.5,
        (2, 0): "West",
        (2, 1): 4.0,
    }
    document = extract(job(_written(tmp_path, xls({"Q1": cells}))))
    assert document.kind == "xls"
    assert "sum 6.5" in document.pages[0].markdown
    assert str(document.pages[1].anchor) == "Q1!A2:B3"
    assert "| 2 | East | 2.5 |" in document.pages[1].markdown


@pytest.mark.parametrize(
    ("mark", "what"), [("sheet", "1 hidden sheet"), ("row 1", "1 hidden row"), ("column 1", "1 hidden column")]
)
def test_hidden_sheets_rows_and_columns_are_left_out_and_named(tmp_path: Path, mark: str, what: str) -> None:
    sheets: dict[str, dict[tuple[int, int], str | float]] = {
        "Shown": {(0, 0): "a", (0, 2): "b", (1, 0): "kept"},
        "Other": {(0, 0): "x", (0, 2): "y", (1, 1): "unseen", (2, 0): "kept"},
    }
    document = extract(job(_written(tmp_path, xls(sheets, hidden={"Other": mark}))))
    text = "".join(page.markdown for page in document.pages)
    assert "kept" in text
    assert "unseen" not in text
    assert document.warnings == (f"hidden text left out ({what})",)


def test_a_workbook_without_cells_has_nothing_to_read(tmp_path: Path) -> None:
    with pytest.raises(FileUnreadable) as raised:
        extract(job(_written(tmp_path, xls({"Empty": {}}))))
    assert raised.value.sentence == phrases.NOTHING_READ


@pytest.mark.parametrize(
    ("data", "kind", "anchor"),
    [(docx(heading("Terms"), paragraph(WORDS)), "docx", "§ Terms"), (pptx(shape(WORDS)), "pptx", "slide 1")],
)
def test_a_password_opens_an_encrypted_file(tmp_path: Path, data: bytes, kind: str, anchor: str) -> None:
    document = extract(job(_written(tmp_path, _encrypted(data, "right")), password="right"))
    assert (document.kind, str(document.pages[0].anchor)) == (kind, anchor)
    assert WORDS[:50] in document.pages[0].markdown


@pytest.mark.parametrize("password", [None, "wrong"])
def test_without_the_right_password_one_is_asked_for(tmp_path: Path, password: str | None) -> None:
    with pytest.raises(PasswordNeeded):
        extract(job(_written(tmp_path, _encrypted(docx(paragraph(WORDS)), "right")), password=password))


def test_a_file_that_was_encrypted_with_nobodys_password_opens_without_one(tmp_path: Path) -> None:
    data = _encrypted(docx(paragraph(WORDS)), NOBODYS_PASSWORD)
    assert extract(job(_written(tmp_path, data))).pages[0].markdown.startswith(WORDS[:50])


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (ole({"WordDocument": b"nonsense"}), phrases.DAMAGED.format(format="Word 97-2003")),
        (ole({"Workbook": b"nonsense"}), phrases.DAMAGED.format(format="Excel 97-2003")),
        (ole({"PowerPoint Document": b"nonsense"}), phrases.DAMAGED.format(format="PowerPoint 97-2003")),
        (ole({"EncryptedPackage": b"nonsense"}), phrases.DAMAGED.format(format="Office document")),
        (ole({"Something": b"else"}), phrases.UNSUPPORTED_FORMAT.format(format="OLE container")),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), phrases.DAMAGED.format(format="Office document")),
        (xls({"One": {(0, 0): "a"}})[:700], phrases.DAMAGED.format(format="Office document")),
    ],
    ids=["doc", "xls", "ppt", "package", "other", "header alone", "truncated"],
)
def test_what_is_damaged_is_a_reason(tmp_path: Path, data: bytes, reason: str) -> None:
    with pytest.raises(FileUnreadable) as raised:
        extract(job(_written(tmp_path, data)))
    assert raised.value.sentence == reason
