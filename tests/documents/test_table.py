"""Delimited tables as Markdown under their row numbers."""

import io
from csv import writer
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.documents import table
from bot.language import Document, FileUnreadable
from tests.documents.files import job


def _read(tmp_path: Path, data: str, *, encoding: str = "utf-8", max_characters: int = 600_000) -> Document:
    path = tmp_path / "file.csv"
    path.write_bytes(data.encode(encoding))
    return table.extract(job(path, max_characters=max_characters))


@pytest.mark.parametrize(
    ("data", "markdown"),
    [
        ("a,b\n1,2\n", "| a | b |\n| --- | --- |\n| 1 | 2 |"),
        ("a;b\n1,5;2,5\n", "| a | b |\n| --- | --- |\n| 1,5 | 2,5 |"),
        ("a\tb\n1\t2\n", "| a | b |\n| --- | --- |\n| 1 | 2 |"),
        ("a|b\n1|2\n", "| a | b |\n| --- | --- |\n| 1 | 2 |"),
        ('a,b\r\n"x, ""y""","two\r\nlines"\r\n', '| a | b |\n| --- | --- |\n| x, "y" | two lines |'),
        ("a,b\n1\n1,2,3\n", "| a | b |  |\n| --- | --- | --- |\n| 1 |  |  |\n| 1 | 2 | 3 |"),
        ("a,b\nx|y,2\n", "| a | b |\n| --- | --- |\n| x\\|y | 2 |"),
        ("name\nAda\n", "| name |\n| --- |\n| Ada |"),
        ("a,b\n\n,,\n1,2\n", "| a | b |\n| --- | --- |\n| 1 | 2 |"),
        ("a,b\n", "| a | b |\n| --- | --- |"),
    ],
)
def test_a_table_is_read_with_its_own_delimiter(tmp_path: Path, data: str, markdown: str) -> None:
    assert [page.markdown for page in _read(tmp_path, data).pages] == [markdown]


def test_rows_are_counted_from_the_header_which_every_page_repeats(tmp_path: Path) -> None:
    document = _read(tmp_path, "n,square\n" + "".join(f"{n},{n * n}\n" for n in range(120)))
    assert [str(page.anchor) for page in document.pages] == ["rows 2-51", "rows 52-101", "rows 102-121"]
    assert all(page.markdown.startswith("| n | square |\n") for page in document.pages)
    assert (document.kind, document.total_pages, document.warnings) == ("csv", 3, ())


def test_wide_rows_make_smaller_pages(tmp_path: Path) -> None:
    document = _read(tmp_path, "a,b\n" + f"1,{'x' * 1000}\n" * 8)
    assert [str(page.anchor) for page in document.pages] == ["rows 2-4", "rows 5-7", "rows 8-9"]


def test_a_table_of_a_header_alone_is_row_1(tmp_path: Path) -> None:
    assert str(_read(tmp_path, "a,b\n").pages[0].anchor) == "rows 1"


def test_a_table_beyond_the_budget_says_how_far_it_was_read(tmp_path: Path) -> None:
    document = _read(tmp_path, "n,square\n" + "".join(f"{n},{n * n}\n" for n in range(500)), max_characters=1000)
    assert document.warnings[0].startswith("read rows 1-101 of 501")
    assert len(document.pages) == 2
    assert document.total_pages == 10


@pytest.mark.parametrize("data", ["a," + "x" * 5000 + "\n1,2\n", 'a,b\n"' + "never closed\n" * 500])
def test_what_is_no_table_is_read_as_lines_and_says_so(tmp_path: Path, data: str) -> None:
    document = _read(tmp_path, data)
    assert document.kind == "csv"
    assert str(document.pages[0].anchor).startswith("lines 1")
    assert document.warnings == ("rows too long for a table, read as text",)


def test_shift_jis_is_read(tmp_path: Path) -> None:
    document = _read(tmp_path, "名前,年齢,住所\n佐藤太郎,30,東京\n三木英子,25,大阪\n", encoding="shift_jis")
    assert "| 佐藤太郎 | 30 | 東京 |" in document.pages[0].markdown


@pytest.mark.parametrize("data", ["\n\n", ",,\n,,\n"])
def test_a_table_without_a_cell_is_empty(tmp_path: Path, data: str) -> None:
    with pytest.raises(FileUnreadable, match="empty file"):
        _read(tmp_path, data)


CELLS = st.text(alphabet='ab,;|"\n 1', min_size=1, max_size=6).filter(lambda cell: bool(cell.strip()))


@given(st.lists(st.lists(CELLS, min_size=2, max_size=2), min_size=3, max_size=20))
def test_every_cell_of_a_written_table_is_there(rows: list[list[str]]) -> None:
    text = io.StringIO()
    writer(text, lineterminator="\n").writerows(rows)
    shown = table.as_markdown(rows[0], rows[1:]).split("\n")
    assert len(shown) == len(rows) + 1
    assert all(line.count(" | ") >= 1 for line in shown)
