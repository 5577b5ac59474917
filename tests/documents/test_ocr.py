"""Recognised text: its order on the page, and that pictures stay where recognising fails."""

from pathlib import Path
from time import monotonic, sleep

import pytest
from PIL import Image, ImageDraw, ImageFont

from bot.documents import image, ocr
from bot.documents.ocr import Box, in_reading_order
from bot.documents.pdf import pages as pdf
from bot.documents.reader import Reader
from tests.documents.files import corpus, job

installed = pytest.mark.skipif(not ocr.is_installed(), reason="the OCR extra is not installed here: make test OCR=1")
FOREVER = float("inf")


def _line(text: str, left: float, top: float) -> Box:
    return Box(text, left, top, left + 10 * len(text), top + 20)


def test_lines_stand_below_each_other_whatever_order_they_were_found_in() -> None:
    boxes = [_line("third line", 0, 60), _line("first line", 0, 0), _line("second line", 0, 30)]
    assert in_reading_order(boxes) == "first line\nsecond line\nthird line"


def test_lines_apart_are_paragraphs() -> None:
    assert in_reading_order([_line("above", 0, 0), _line("below", 0, 100)]) == "above\n\nbelow"


def test_parts_of_a_line_are_joined_and_cells_parted() -> None:
    boxes = [_line("one", 0, 0), _line("line", 40, 3), _line("cell", 300, 1)]
    assert in_reading_order(boxes) == "one line | cell"


def test_cells_of_a_table_stay_in_their_rows() -> None:
    boxes = [_line(cell, 300 * column, 30 * row) for column, cells in enumerate(("abc", "123")) for row, cell in enumerate(cells)]
    assert in_reading_order(boxes) == "a | 1\nb | 2\nc | 3"


def test_columns_of_prose_are_read_one_after_the_other() -> None:
    left = [f"left column line number {number}" for number in range(4)]
    right = [f"right column line number {number}" for number in range(4)]
    boxes = [_line("A title that runs across the page from the left to the right of it", 0, 0)]
    boxes += [_line(text, 0, 40 + 30 * row) for row, text in enumerate(left)]
    boxes += [_line(text, 400, 42 + 30 * row) for row, text in enumerate(right)]
    boxes += [_line("A last line that runs across the page from the left to the right of it", 0, 200)]
    assert in_reading_order(boxes).split("\n\n") == [boxes[0].text, "\n".join(left), "\n".join(right), boxes[-1].text]


def test_nothing_is_recognised_where_it_is_not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "is_installed", lambda: False)
    assert ocr.Recognition(deadline=FOREVER).text(Image.new("RGB", (64, 64))) is None


class _Engine:
    made = 0

    def __init__(self) -> None:
        type(self).made += 1

    def text(self, _image: Image.Image) -> str:
        return "words\0"


def test_one_file_loads_it_once_and_recognises_so_many_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "is_installed", lambda: True)
    monkeypatch.setattr(ocr, "Engine", _Engine)
    recognition = ocr.Recognition(deadline=FOREVER)
    found = [recognition.text(Image.new("RGB", (64, 64))) for _ in range(ocr.MOST_PAGES + 2)]
    assert found == ["words"] * ocr.MOST_PAGES + [None, None]
    assert _Engine.made == 1


def test_no_page_is_begun_without_the_time_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "is_installed", lambda: True)
    monkeypatch.setattr(ocr, "Engine", _Engine)
    assert ocr.Recognition(deadline=monotonic() + ocr.PAGE_SECONDS / 2).text(Image.new("RGB", (64, 64))) is None


def test_an_extra_that_does_not_work_is_as_good_as_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "is_installed", lambda: True)
    monkeypatch.setattr(ocr, "LIBRARY", "no_such_library")
    recognition = ocr.Recognition(deadline=FOREVER)
    assert [recognition.text(Image.new("RGB", (64, 64))) for _ in range(2)] == [None, None]


class _Slow(_Engine):
    def text(self, _image: Image.Image) -> str:
        while True:
            sleep(0.001)


def test_a_page_that_takes_too_long_is_interrupted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "is_installed", lambda: True)
    monkeypatch.setattr(ocr, "Engine", _Slow)
    monkeypatch.setattr(ocr, "LONGEST_SECONDS", 0.01)
    assert ocr.Recognition(deadline=FOREVER).text(Image.new("RGB", (64, 64))) is None


def _drawn(path: Path, *words: str) -> Path:
    sheet = Image.new("RGB", (900, 120 + 80 * len(words)), "white")
    for number, line in enumerate(words):
        ImageDraw.Draw(sheet).text((60, 60 + 80 * number), line, fill="black", font=ImageFont.load_default(40))
    sheet.save(path)
    return path


@installed
def test_words_in_an_image_are_read(tmp_path: Path) -> None:
    document = image.extract(job(_drawn(tmp_path / "sign.png", "Opening hours", "Monday 9 to 17")))
    assert document.pages[0].markdown.split() == ["Opening", "hours", "Monday", "9", "to", "17"]
    assert document.pages[0].picture is not None
    assert document.warnings == ("text recognised (OCR)",)


@installed
def test_an_image_without_words_has_none(tmp_path: Path) -> None:
    path = tmp_path / "sky.png"
    Image.new("RGB", (400, 300), "lightblue").save(path)
    assert image.extract(job(path)).pages[0].markdown == ""


@installed
async def test_words_in_a_scanned_pdf_are_read_in_a_worker_within_its_limits(tmp_path: Path) -> None:
    path = tmp_path / "scan.pdf"
    Image.open(_drawn(tmp_path / "sheet.png", "Delivery note", "Total: 42 boxes")).save(path, "PDF")

    reader = Reader()
    try:
        document = await reader.read(path, name="scan.pdf")
    finally:
        await reader.aclose()
    assert document.pages[0].markdown.split() == ["Delivery", "note", "Total:", "42", "boxes"]
    assert document.warnings == ("text recognised (OCR)",)


@installed
def test_a_real_scan_is_read() -> None:
    document = pdf.extract(job(corpus("pdf_scanned_invoice.pdf"), seconds=60))
    assert "Invoice Number: INV-2024-001" in document.pages[0].markdown
    assert "TOTAL AMOUNT DUE: $5,000.00" in document.pages[0].markdown
