"""PDFs page by page, whole and broken."""

import re
from collections import Counter
from pathlib import Path

import pytest

from bot.documents import pdf as room
from bot.documents.job import Extractor
from bot.language import Document, FileUnreadable, PasswordNeeded
from tests.documents.files import CORPUS, corpus, job, pdf, refusal

BOTH = pytest.mark.parametrize("extract", [room.extract, room.extract_plain])


def _read(
    tmp_path: Path, data: bytes, *, extract: Extractor = room.extract, max_characters: int = 600_000, seconds: float = 30.0
) -> Document:
    path = tmp_path / "file.pdf"
    path.write_bytes(data)
    return extract(job(path, max_characters=max_characters, seconds=seconds))


@BOTH
def test_every_page_has_its_text_under_its_number(tmp_path: Path, extract: Extractor) -> None:
    document = _read(tmp_path, pdf("First page", "Second page", "Third page"), extract=extract)
    assert [(str(page.anchor), page.markdown) for page in document.pages] == [
        ("p. 1", "First page"),
        ("p. 2", "Second page"),
        ("p. 3", "Third page"),
    ]
    assert (document.kind, document.total_pages, document.warnings) == ("pdf", 3, ())


@BOTH
def test_a_page_without_a_text_layer_says_so(tmp_path: Path, extract: Extractor) -> None:
    document = _read(tmp_path, pdf("Words", ""), extract=extract)
    assert [page.warnings for page in document.pages] == [(), ("no text layer",)]
    assert document.warnings == ()


@BOTH
def test_a_scan_says_that_it_has_no_text_layer_at_all(tmp_path: Path, extract: Extractor) -> None:
    assert _read(tmp_path, pdf("", ""), extract=extract).warnings == ("no text layer (scanned)",)


def test_reading_stops_at_the_budget(tmp_path: Path) -> None:
    document = _read(tmp_path, pdf(*["Ten chars."] * 60), max_characters=100)
    assert len(document.pages) == 10
    assert document.total_pages == 60


def test_reading_stops_before_the_worker_would_be_killed(tmp_path: Path) -> None:
    document = _read(tmp_path, pdf("One", "Two"), seconds=0.0)
    assert [page.markdown for page in document.pages] == ["One"]
    assert document.total_pages == 2
    assert document.warnings == ("reading stopped after 0 seconds",)


def test_what_the_first_parser_refuses_the_second_reads(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_arguments: object) -> None:
        raise room.ParseError("broken")

    monkeypatch.setattr(room.LiteParse, "parse_batches", refuse)
    assert [page.markdown for page in _read(tmp_path, pdf("One", "Two")).pages] == ["One", "Two"]


@BOTH
@pytest.mark.parametrize(
    "data",
    [
        b"%PDF-1.4\n",
        pdf("Words")[:200],
        b"%PDF-1.7\n" + bytes(range(256)) * 20,
        pdf(),
    ],
)
def test_a_broken_pdf_is_damaged(tmp_path: Path, data: bytes, extract: Extractor) -> None:
    with pytest.raises(FileUnreadable) as raised:
        _read(tmp_path, data, extract=extract)
    assert raised.value.sentence == "damaged PDF"


@BOTH
def test_a_page_that_can_not_be_loaded_is_damaged_and_not_a_scan(tmp_path: Path, extract: Extractor) -> None:
    document = _read(tmp_path, pdf("Words", "Lost", kids="4 0 R 99 0 R"), extract=extract)
    assert [page.warnings for page in document.pages] == [(), ("damaged page",)]
    lost = pdf("Lost", kids="99 0 R")
    assert refusal(lambda: _read(tmp_path, lost, extract=extract)) == "damaged PDF"


@BOTH
def test_a_page_tree_that_bites_its_tail_ends(tmp_path: Path, extract: Extractor) -> None:
    assert refusal(lambda: _read(tmp_path, pdf("Words", kids="2 0 R"), extract=extract)) in {None, "damaged PDF"}


@BOTH
def test_an_encrypted_pdf_asks_for_its_password(extract: Extractor) -> None:
    path = corpus("encrypted-abc.pdf")
    for password in (None, "wrong"):
        with pytest.raises(PasswordNeeded) as raised:
            extract(job(path, password=password))
        assert raised.value.sentence == "password-protected"
    assert extract(job(path, password="abc")).total_pages == 1


def _words(text: str) -> Counter[str]:
    return Counter(re.findall(r"\w+", text.lower()))


@pytest.mark.parametrize(
    "name",
    [
        "test.pdf",
        "multi_page.pdf",
        "2305.03393v1-pg9.pdf",
        "RECEIPT-2024-TXN-98765_retail_purchase.pdf",
        "REPAIR-2022-INV-001_multipage.pdf",
    ],
)
def test_real_pdfs_keep_their_words(name: str) -> None:
    document = room.extract(job(corpus(name)))
    expected = _words((CORPUS / "expected" / f"{name}.md").read_text("utf-8"))
    found = _words("\n".join(page.markdown for page in document.pages))
    assert (expected & found).total() >= 0.95 * expected.total()


@pytest.mark.parametrize("name", ["linn.pdf", "pdf_scanned_invoice.pdf"])
def test_real_scans_are_told_from_texts(name: str) -> None:
    assert room.extract(job(corpus(name))).warnings == ("no text layer (scanned)",)
