"""Markdown files."""

from pathlib import Path

import pytest

from bot.documents import markdown
from bot.language import FileUnreadable
from tests.documents.files import job


def _file(tmp_path: Path, data: bytes) -> Path:
    path = tmp_path / "a.md"
    path.write_bytes(data)
    return path


def test_a_file_with_headings_is_read_by_them(tmp_path: Path) -> None:
    document = markdown.extract(job(_file(tmp_path, "# Größe\n\n*text* <b>as it is</b>\n".encode())))
    (page,) = document.pages
    assert (document.kind, str(page.anchor), page.markdown) == ("markdown", "§ Größe", "# Größe\n\n*text* <b>as it is</b>")


def test_a_file_without_headings_is_read_by_lines(tmp_path: Path) -> None:
    document = markdown.extract(job(_file(tmp_path, b"- one\n- two\n")))
    assert (document.kind, [str(page.anchor) for page in document.pages]) == ("markdown", ["lines 1-2"])


def test_a_guessed_encoding_is_said(tmp_path: Path) -> None:
    document = markdown.extract(job(_file(tmp_path, "# Отчёт\nПривет, мир. Это отчёт за год.\n".encode("cp1251"))))
    assert document.warnings == ("text encoding guessed as cp1251",)


def test_an_empty_file_is_empty(tmp_path: Path) -> None:
    with pytest.raises(FileUnreadable, match="empty file"):
        markdown.extract(job(_file(tmp_path, b"\n \n")))
