"""The parser's JSON as Markdown, node by node."""

from collections.abc import Sequence
from typing import Any

import pytest

from bot.documents.ir import DEEPEST, Node, blocks, grid, links_once, nodes, with_chart_tables, without_pictures


def _words(text: str, **more: str) -> dict[str, Any]:
    return {"type": "paragraph", "content": [{"type": "text", "text": text, **more}]}


def _cell(text: str, columns: int = 1, rows: int = 1) -> dict[str, Any]:
    return {"content": [_words(text)], "col_span": columns, "row_span": rows}


def _table(*rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
    return {"type": "table", "rows": [{"cells": list(row)} for row in rows]}


@pytest.mark.parametrize(
    ("element", "markdown"),
    [
        ({"type": "heading", "level": 9, "content": [{"type": "text", "text": "Terms"}]}, "###### Terms"),
        ({"type": "heading", "level": 2, "content": []}, ""),
        (_words("a | b <c> \\"), r"a \| b \<c\> \\"),
        (
            {
                "type": "paragraph",
                "content": [{"type": "text", "text": "a"}, {"type": "line_break"}, {"type": "text", "text": "b"}],
            },
            "a\nb",
        ),
        (
            {"type": "paragraph", "content": [{"type": "text", "text": "x", "hyperlink": "https://example.org"}]},
            "[x](https://example.org)",
        ),
        ({"type": "paragraph", "content": [{"type": "text", "text": "x", "hyperlink": "#slide2"}]}, "x"),
        ({"type": "image", "alt_text": "A duck\nwith a hat", "data": "AAAA"}, "A duck with a hat"),
        ({"type": "image", "data": "AAAA"}, ""),
        ({"type": "endnote", "marker": "Comment", "content": [_words("Really?")]}, "Comment: Really?"),
        ({"type": "endnote", "content": []}, ""),
        ({"type": "page_break"}, ""),
        ({"type": "of_the_future", "content": [_words("inside")]}, "inside"),
        (_table([_cell("a|b"), _cell("c")], [_cell("d\ne"), _cell("")]), "| a\\|b | c |\n| --- | --- |\n| d<br>e |  |"),
        ({**_table([_cell("a")]), "caption": "Costs"}, "Costs\n\n| a |\n| --- |"),
        (_table([_cell("")]), ""),
        (_table(), ""),
        (
            {
                "type": "list",
                "ordered": True,
                "start_number": 3,
                "items": [
                    {"content": [_words("a")], "nested": {"items": [{"content": [_words("b")]}]}},
                    {"content": [_words("c")]},
                ],
            },
            "3. a\n  - b\n4. c",
        ),
    ],
)
def test_every_kind_of_block_becomes_markdown(element: Node, markdown: str) -> None:
    assert "\n\n".join(blocks([element])) == markdown


def test_a_merged_cell_stands_in_all_its_places_or_in_the_first() -> None:
    table = _table(
        [_cell("a", 2, 2), _cell("b")], [_cell("c")], [_cell("d"), _cell("e", rows=2), _cell("f")], [_cell("g"), _cell("h")]
    )
    assert grid(table, repeat=True) == [["a", "a", "b"], ["a", "a", "c"], ["d", "e", "f"], ["g", "e", "h"]]
    assert grid(table, repeat=False) == [["a", "", "b"], ["", "", "c"], ["d", "e", "f"], ["g", "", "h"]]


@pytest.mark.parametrize(
    ("lines", "markdown"),
    [
        (
            "Categories: East, West\nQ1: 1, 2\nQ2: 3, 4",
            "\n|  | Q1 | Q2 |\n| --- | --- | --- |\n| East | 1 | 3 |\n| West | 2 | 4 |\n",
        ),
        ("Categories: A, Inc., B\nQ1: 1, 2", "Categories: A, Inc., B\nQ1: 1, 2"),
        ("Our Categories: none", "Our Categories: none"),
    ],
    ids=["chart", "a comma in a category", "prose"],
)
def test_the_data_of_a_chart_becomes_a_table_where_it_is_one(lines: str, markdown: str) -> None:
    assert with_chart_tables(lines) == markdown


def test_an_address_is_shown_once_and_pictures_leave_their_words() -> None:
    assert (
        links_once("[a](https://x.org/1) [b](https://x.org/1) [c](https://x.org/2)")
        == "[a](https://x.org/1) b [c](https://x.org/2)"
    )
    assert without_pictures("![A duck]() and ![x](media/1.png)") == "A duck and x"


def test_boxes_and_lists_inside_each_other_end() -> None:
    box: dict[str, Any] = _words("deep")
    items: dict[str, Any] = {"items": [{"content": [_words("deep")]}]}
    for _ in range(DEEPEST * 2):
        box = {"type": "text_box", "content": [box]}
        items = {"type": "list", "items": [{"content": [], "nested": items}]}
    assert list(blocks([box, items])) == []


def test_what_is_no_list_of_objects_is_nothing() -> None:
    assert nodes({"a": 1}) == []
    assert nodes(["text", {"type": "text"}, None]) == [{"type": "text"}]
