"""Text-like files by lines."""

import json
from pathlib import Path

import pytest

from bot.documents import text
from bot.language import FileUnreadable
from tests.documents.files import job


def _written(tmp_path: Path, data: bytes) -> Path:
    path = tmp_path / "file"
    path.write_bytes(data)
    return path


def test_a_short_text_is_one_page(tmp_path: Path) -> None:
    document = text.extract(job(_written(tmp_path, "Grüße\nan alle\n".encode())))
    assert [page.markdown for page in document.pages] == ["Grüße\nan alle"]
    assert (document.kind, document.total_pages, document.warnings) == ("text", 1, ())


def test_a_guessed_encoding_is_said(tmp_path: Path) -> None:
    document = text.extract(job(_written(tmp_path, "Привет, мир. Это отчёт за год.\n".encode("cp1251"))))
    assert document.warnings == ("text encoding guessed as cp1251",)


def test_a_text_beyond_the_budget_says_how_far_it_was_read(tmp_path: Path) -> None:
    document = text.extract(job(_written(tmp_path, b"0123456789\n" * 1000), max_characters=1758))
    assert document.warnings == ("read lines 1-160 of 1,000",)
    assert len(document.pages) == 2
    assert document.total_pages == 13


def test_one_line_of_ten_megabytes_is_read_up_to_the_budget(tmp_path: Path) -> None:
    document = text.extract(job(_written(tmp_path, b"word " * 2_000_000)))
    assert sum(len(page.markdown) for page in document.pages) == 600_000
    assert {str(page.anchor) for page in document.pages} == {"lines 1"}
    assert document.warnings == ("read characters 1-600,000 of 10,000,000",)


@pytest.mark.parametrize("data", [b" \n\n\t", b"\xef\xbb\xbf", b"\0\0\0"])
def test_a_text_without_a_visible_character_is_empty(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(FileUnreadable, match="empty file"):
        text.extract(job(_written(tmp_path, data)))


def test_json_in_one_line_is_broken_into_lines_that_can_be_cited(tmp_path: Path) -> None:
    rows = [{"id": number, "name": f"row {number}"} for number in range(200)]
    document = text.extract(job(_written(tmp_path, json.dumps(rows, separators=(",", ":")).encode())))
    assert str(document.pages[0].anchor) == "lines 1-80"
    assert '    "name": "row 0"' in document.pages[0].markdown
    assert document.warnings == ("lines are counted after breaking its long lines up",)


def test_json_in_one_line_beyond_the_budget_says_how_far_it_was_read(tmp_path: Path) -> None:
    data = b"[" + b'"words",' * 10_000 + b"0]"
    document = text.extract(job(_written(tmp_path, data), max_characters=5000))
    assert document.warnings[-2].startswith("read characters 1-")
    assert document.warnings[-2].endswith(f" of {len(data):,}")
    assert document.total_pages > len(document.pages)
