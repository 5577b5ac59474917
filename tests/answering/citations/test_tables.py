"""Tables as columns of numbers, lists as counts."""

from bot.answering.citations.tables import list_lengths, tables

TABLE = """
| Region | Sales | Share |
| --- | --- | --- |
| North | 100 | 20 % |
| **South** | (250) | 50 % |
| Total | 350 | n/a |
"""


def test_columns_leave_out_words_and_totals() -> None:
    (table,) = tables([f"Text\n\n{TABLE}\nmore"])
    assert [int(cell.number.value) for cell in table.column(1, table.data_rows)] == [100, -250]
    assert [cell.unit for cell in table.column(2, range(3))] == [frozenset({"%"})] * 2
    assert table.width == 3
    assert not table.column(7, table.data_rows)


def test_a_table_goes_on_over_pages() -> None:
    header = "| row | Sales |\n| --- | --- |\n"
    (table,) = tables([f"{header}| 2 | 5 |", f"{header}| 3 | 6 |"])
    assert [int(cell.number.value) for cell in table.column(1, table.data_rows)] == [5, 6]


def test_a_header_alone_is_no_table() -> None:
    assert not tables(["| only | header |", "prose"])


def test_lists_are_counted_by_level() -> None:
    text = "Intro\n- a\n  - x\n  - y\n- b\n\n- c\nProse\n1. one\n2. two"
    assert list(list_lengths([text])) == [3, 2, 2]
