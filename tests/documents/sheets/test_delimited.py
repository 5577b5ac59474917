"""Delimited tables, streamed: a page that describes the columns, and pages of rows under their numbers."""

from pathlib import Path

import pytest

from bot.documents.sheets import delimited
from bot.documents.sheets.delimited import LONGEST_LINE, SAMPLE_BYTES
from bot.documents.sheets.describing import SMALL_COLUMNS, SMALL_ROWS
from bot.language import Document, FileUnreadable, PartialTable
from tests.documents.files import corpus, job


def _read(
    tmp_path: Path,
    data: str | bytes,
    *sought: str,
    encoding: str = "utf-8",
    max_characters: int = 600_000,
    seconds: float = 30.0,
) -> Document:
    path = tmp_path / "file.csv"
    path.write_bytes(data.encode(encoding) if isinstance(data, str) else data)
    return delimited.extract(job(path, *sought, max_characters=max_characters, seconds=seconds))


@pytest.mark.parametrize(
    ("data", "markdown"),
    [
        ("a,b\n1,2\n", "| row | a | b |\n| --- | --- | --- |\n| 2 | 1 | 2 |"),
        ("a;b\n1,5;2,5\n", "| row | a | b |\n| --- | --- | --- |\n| 2 | 1,5 | 2,5 |"),
        ("a\tb\n1\t2\n", "| row | a | b |\n| --- | --- | --- |\n| 2 | 1 | 2 |"),
        ("a|b\n1|2\n", "| row | a | b |\n| --- | --- | --- |\n| 2 | 1 | 2 |"),
        ('a,b\r\n"x, ""y""","two\r\nlines"\r\n', '| row | a | b |\n| --- | --- | --- |\n| 2 | x, "y" | two lines |'),
        (
            "a,b\n1\n1,2,3\n",
            "| row | A | B | C |\n| --- | --- | --- | --- |\n| 1 | a | b |  |\n| 2 | 1 |  |  |\n| 3 | 1 | 2 | 3 |",
        ),
        ("a,b\nx|y,2\n", "| row | a | b |\n| --- | --- | --- |\n| 2 | x\\|y | 2 |"),
        ("name\nAda\n", "| row | name |\n| --- | --- |\n| 2 | Ada |"),
        ("a,b\n\n,,\n1,2\n", "| row | a | b |\n| --- | --- | --- |\n| 4 | 1 | 2 |"),
        ("1,2\n3,4\n", "| row | A | B |\n| --- | --- | --- |\n| 1 | 1 | 2 |\n| 2 | 3 | 4 |"),
        ("\ufeffa,b\r1,2\r", "| row | a | b |\n| --- | --- | --- |\n| 2 | 1 | 2 |"),
    ],
)
def test_a_table_is_read_with_its_own_delimiter(tmp_path: Path, data: str, markdown: str) -> None:
    assert [page.markdown for page in _read(tmp_path, data).pages[1:]] == [markdown]


def test_rows_are_counted_from_the_header_which_every_page_repeats(tmp_path: Path) -> None:
    document = _read(tmp_path, "n,square\n" + "".join(f"{n},{n * n}\n" for n in range(120)))
    assert [str(page.anchor) for page in document.pages] == ["rows 1-121", "rows 2-51", "rows 52-101", "rows 102-121"]
    assert all(page.markdown.startswith("| row | n | square |\n") for page in document.pages[1:])
    assert (document.kind, document.total_pages, document.warnings) == ("csv", 4, ())


def test_the_first_page_describes_each_column(tmp_path: Path) -> None:
    rows = ["day,region,amount,code", "2026-01-31,North,10.5,007", "2026-02-01,South,1.5,008", "2026-02-03,North,,009"]
    more = [f"2026-02-0{1 + number % 9},East,3,{100 + number}" for number in range(SMALL_ROWS)]
    (described, _) = _read(tmp_path, "\n".join(rows + more)).pages
    assert described.markdown == (
        "Table: rows up to 24, 4 columns, header in row 1; statistics over all rows.\n\n"
        "| column | holds | filled | distinct | values |\n"
        "| --- | --- | --- | --- | --- |\n"
        "| day | date | 23 | 10 | earliest 2026-01-31, latest 2026-02-09 |\n"
        "| region | text | 23 | 3 | East (20), North (2), South (1) |\n"
        "| amount | number | 22 | 3 | min 1.5, max 10.5, sum 72, mean 3.27272727 |\n"
        "| code | 20 numbers, 3 texts | 23 | 23 | min 100, max 119, sum 2190, mean 109.5 |"
    )


def test_a_small_table_is_counted_and_summed_in_a_line(tmp_path: Path) -> None:
    rows = ["day,region,amount,code", "2026-01-31,North,10.5,007", "2026-02-01,South,1.5,8", "2026-02-03,North,,9"]
    (described, shown) = _read(tmp_path, "\n".join(rows)).pages
    assert (
        described.markdown
        == "Table: 3 rows. amount (min 1.5, max 10.5, sum 12, mean 6). code (of 2 numbers min 8, max 9, sum 17, mean 8.5)."
    )
    assert (str(described.anchor), str(shown.anchor)) == ("rows 1-4", "rows 2-4")


@pytest.mark.parametrize(
    ("rows", "adds_up"),
    [
        (["a,1,0.5", "b,2,0.25", "c,4,0.251", "Total,7,1"], True),
        (["a,1,", "b,2,5", "c,4,6", "Total,7,"], True),
        (["a,1,5", "b,2,5", "c,3,6"], False),
        (["a,1,5", "b,1,5"], False),
        (["a,1,5", "b,2,5", "c,,"], False),
    ],
)
def test_what_a_table_adds_up_itself_is_not_added_up_again(tmp_path: Path, rows: list[str], adds_up: bool) -> None:
    described = _read(tmp_path, "\n".join(["who,one,two", *rows])).pages[0].markdown
    assert (described == f"Table: {len(rows)} rows, the last of which adds up those above it.") is adds_up
    assert ("sum" not in described) is adds_up


@pytest.mark.parametrize(
    ("rows", "columns", "is_small"),
    [(1, 1, True), (SMALL_ROWS, SMALL_COLUMNS, True), (SMALL_ROWS + 1, 1, False), (1, SMALL_COLUMNS + 1, False)],
)
def test_a_table_that_is_not_seen_at_a_glance_is_described(tmp_path: Path, rows: int, columns: int, is_small: bool) -> None:
    lines = [",".join(f"{word}{column}" for column in range(columns)) for word in ["name", *["cell"] * rows]]
    described = _read(tmp_path, "\n".join(lines)).pages[0].markdown
    assert ("| column |" not in described) is is_small


def test_a_small_table_that_is_not_shown_whole_is_described(tmp_path: Path) -> None:
    document = _read(tmp_path, "a,b\n" + f"1,{'x' * 900}\n" * 20, max_characters=5000)
    assert "| a | number | 20 | 1 | min 1, max 1, sum 20, mean 1 |" in document.pages[0].markdown
    assert document.warnings[0].startswith("rows 2-")


def test_a_decimal_comma_is_understood_where_the_file_shows_that_it_is_one(tmp_path: Path) -> None:
    described = _read(tmp_path, "Preis;Stück\n1.234,50;1\n0,5;2\n").pages[0]
    assert "Preis (min 0.5, max 1234.5, sum 1235, mean 617.5)" in described.markdown


def test_shares_are_summed_as_shares(tmp_path: Path) -> None:
    assert "min 5%, max 20%, sum 25%, mean 12.5%" in _read(tmp_path, "who,share\na,5%\nb,20%\n").pages[0].markdown


def test_wide_rows_make_smaller_pages(tmp_path: Path) -> None:
    document = _read(tmp_path, "a,b\n" + f"1,{'x' * 1000}\n" * 8)
    assert [str(page.anchor) for page in document.pages[1:]] == ["rows 2-4", "rows 5-7", "rows 8-9"]


def test_a_table_of_a_header_alone_is_described(tmp_path: Path) -> None:
    document = _read(tmp_path, "a,b\n")
    assert [str(page.anchor) for page in document.pages] == ["rows 1"]
    assert "| a | nothing | 0 | 0 |  |" in document.pages[0].markdown


def test_a_long_table_is_shown_by_its_first_and_last_rows_and_says_so(tmp_path: Path) -> None:
    document = _read(tmp_path, "n,square\n" + "".join(f"{n},{n * n}\n" for n in range(5000)))
    assert document.warnings == ("rows 2-2,001 and the last 50 of 5,001 rows",)
    assert str(document.pages[-1].anchor) == "rows 4952-5001"
    assert "| n | number | 5,000 | 5,000 | min 0, max 4999, sum 12497500, mean 2499.5 |" in document.pages[0].markdown
    assert document.total_pages == 101


@pytest.mark.parametrize("separator", [",", "\t", ";"])
@pytest.mark.parametrize(
    ("sought", "row", "shown"),
    [
        ("zenith", 4000, "| n54000 | Zenith, Ltd | 6,000.00 |"),
        ("6000", 4000, "| n54000 | Zenith, Ltd | 6,000.00 |"),
        ("8,998.50", 5999, "| n55999 | Acme | 8,998.50 |"),
        ("row 7777", 7777, "| n57777 | Acme | 11,665.50 |"),
        ("c7777", 7777, "| n57777 | Acme | 11,665.50 |"),
    ],
)
@pytest.mark.parametrize("look_share", [0.0, 0.4])
def test_rows_far_down_are_found_by_what_they_hold(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, separator: str, sought: str, row: int, shown: str, look_share: float
) -> None:
    monkeypatch.setattr(delimited, "LOOK_SHARE", look_share)
    monkeypatch.setattr(delimited, "SOUGHT_LOOK_SHARE", look_share)
    monkeypatch.setattr("bot.documents.sheets.table.HEAD_ROWS", 1000)
    rows = [
        ["n", "who", "paid"],
        *([f"n{n + 50_000}", "Zenith, Ltd" if n == 4000 else "Acme", f"{n * 1.5:,.2f}"] for n in range(2, 9001)),
    ]
    data = "".join(separator.join(f'"{cell}"' for cell in cells) + "\r\n" for cells in rows)
    document = _read(tmp_path, data, sought)
    (found,) = (page for page in document.pages if page.is_found)
    assert str(found.anchor) == f"rows {row}"
    assert found.markdown.split("\n")[2:] == [f"| {row} {shown}"]
    assert document.warnings[0] == "rows 2-1,001, 1 row that matches the question, and the last 50 of 9,000 rows"
    assert document.partial_table == PartialTable(rows=9000, columns=("n", "who", "paid"), sought=(sought,))


def test_rows_are_counted_as_elsewhere_where_a_cell_has_several_lines(tmp_path: Path) -> None:
    rows = [f'{n},"one\nline {"Zenith" if n == 5000 else "Acme"}"\n' for n in range(2, 6001)]
    (found,) = (page for page in _read(tmp_path, "n,said\n" + "".join(rows), "zenith").pages if page.is_found)
    assert found.markdown.endswith("| 5000 | 5000 | one line Zenith |")


def test_wide_cells_are_searched_in_smaller_batches(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delimited, "BATCH_CHARACTERS", 100)
    monkeypatch.setattr(delimited, "LOOK_SHARE", 0.0)
    monkeypatch.setattr(delimited, "SOUGHT_LOOK_SHARE", 0.0)
    monkeypatch.setattr("bot.documents.sheets.table.HEAD_ROWS", 1000)
    data = "n,said\n" + "".join(f"{n},{'Zenith' if n == 5000 else 'Acme'}\n" for n in range(2, 6001))
    assert [str(page.anchor) for page in _read(tmp_path, data, "zenith").pages if page.is_found] == ["rows 5000"]


def test_a_table_that_is_shown_as_a_whole_has_nothing_left_to_find(tmp_path: Path) -> None:
    document = _read(tmp_path, "a,b\n1,2\n", "2")
    assert document.partial_table is None
    assert not any(page.is_found for page in document.pages)


def test_a_table_beyond_the_budget_is_shortened_in_the_middle(tmp_path: Path) -> None:
    document = _read(tmp_path, "n,square\n" + "".join(f"{n},{n * n}\n" for n in range(500)), max_characters=2000)
    assert document.warnings[0].startswith("rows 2-")
    assert document.warnings[0].endswith("of 501 rows")
    assert sum(len(page.markdown) for page in document.pages) <= 2000
    assert document.total_pages > len(document.pages)


def test_when_time_is_short_the_statistics_say_how_far_they_reach(tmp_path: Path) -> None:
    document = _read(tmp_path, "n,square\n" + "".join(f"{n},{n * n}\n" for n in range(9000)), seconds=0)
    assert document.warnings[0].startswith("rows 2-2,000 of about ")
    assert document.warnings[1] == "its statistics cover rows up to 2,000"


@pytest.mark.parametrize(
    "data", ['a,b\n"' + "never closed\n" * 500, "{" + "x" * LONGEST_LINE + "}", "a,b\n" + "x" * LONGEST_LINE]
)
def test_what_is_no_table_is_read_as_lines_and_says_so(tmp_path: Path, data: str) -> None:
    document = _read(tmp_path, data)
    assert document.kind == "csv"
    assert str(document.pages[0].anchor).startswith("lines 1")
    assert "rows too long for a table, read as text" in document.warnings


def test_a_table_that_breaks_off_far_down_is_read_until_there(tmp_path: Path) -> None:
    document = _read(tmp_path, "n,square\n" + "".join(f"{n},{n * n}\n" for n in range(3000)) + '"' + "never closed\n" * 500)
    assert "no table any more below row 3,001" in document.pages[0].markdown.lower()
    assert str(document.pages[-1].anchor).endswith("-3001")


def test_long_cells_are_cut_and_say_so(tmp_path: Path) -> None:
    document = _read(tmp_path, f"a,b\n1,{'x' * 5000}\n" + "2,y\n" * SMALL_ROWS)
    assert document.warnings == ("1 long cells cut after 2,000 characters",)
    assert "| b | text | 21 | many |  |" in document.pages[0].markdown


@pytest.mark.parametrize("encoding", ["shift_jis", "utf-8", "utf-16", "utf-8-sig"])
def test_any_encoding_is_read(tmp_path: Path, encoding: str) -> None:
    document = _read(tmp_path, "名前,年齢,住所\n佐藤太郎,30,東京\n三木英子,25,大阪\n", encoding=encoding)
    assert "| 2 | 佐藤太郎 | 30 | 東京 |" in document.pages[1].markdown


def test_an_encoding_that_shows_late_is_still_seen(tmp_path: Path) -> None:
    line = b"1,plain\n"
    document = _read(tmp_path, b"a,b\n" + line * (SAMPLE_BYTES // len(line) + 10) + "2,Grüße\n".encode("cp1252"))
    assert "Grüße" in document.pages[-1].markdown


@pytest.mark.parametrize("data", ["\n\n", ",,\n,,\n", " "])
def test_a_table_without_a_cell_is_empty(tmp_path: Path, data: str) -> None:
    with pytest.raises(FileUnreadable, match="empty file"):
        _read(tmp_path, data)


def test_a_semicolon_file_of_the_corpus_is_read() -> None:
    document = delimited.extract(job(corpus("csv-semicolon.csv")))
    assert [str(page.anchor) for page in document.pages] == ["rows 1-6", "rows 2-6"]
    assert "| Subscription Date | date | 5 | 5 | earliest 2020-03-25, latest 2021-04-23 |" in document.pages[0].markdown
