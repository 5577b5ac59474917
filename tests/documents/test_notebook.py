"""Notebooks by their cells."""

import json
from pathlib import Path

import pytest

from bot.documents import notebook
from bot.language import Document, FileUnreadable
from tests.documents.files import corpus, job
from tests.documents.samples import NOTEBOOK


def _read(tmp_path: Path, content: object, *, max_characters: int = 600_000) -> Document:
    path = tmp_path / "a.ipynb"
    path.write_text(content if isinstance(content, str) else json.dumps(content), "utf-8")
    return notebook.extract(job(path, max_characters=max_characters))


def _code(*outputs: dict[str, object], source: str = "x") -> dict[str, object]:
    return {"cells": [{"cell_type": "code", "source": source, "outputs": list(outputs)}]}


def _cell(tmp_path: Path, *outputs: dict[str, object]) -> str:
    (page,) = _read(tmp_path, _code(*outputs)).pages
    return page.markdown.removeprefix("```\nx\n```").strip()


def test_cells_are_pages(tmp_path: Path) -> None:
    document = _read(tmp_path, NOTEBOOK)
    assert [str(page.anchor) for page in document.pages] == ["cell 1", "cell 2"]
    prose, code = document.pages
    assert prose.markdown == "# Sales\nBy year."
    assert code.markdown == "```python\nprint(42)\n```\n\n```output\n42\n```\n\n```output\n<Figure>\n```"
    assert code.warnings == ("1 image in it left out",)
    assert (document.kind, document.total_pages, document.warnings) == ("notebook", 2, ())


@pytest.mark.parametrize(
    ("output", "shown"),
    [
        ({"output_type": "error", "ename": "ValueError", "evalue": "no", "traceback": ["x"]}, "```output\nValueError: no\n```"),
        ({"output_type": "stream", "text": "\x1b[31mred\x1b[0m"}, "```output\nred\n```"),
        ({"output_type": "display_data", "data": {"text/markdown": "**b**", "text/plain": "b"}}, "**b**"),
        ({"output_type": "display_data", "data": {"text/html": "<b>b</b><p hidden>x"}}, "```output\n**b**\n```"),
        ({"output_type": "display_data", "data": {"application/json": {"a": 1}}}, ""),
        ({"output_type": "stream", "text": 7}, ""),
        ({}, ""),
    ],
)
def test_outputs_are_text(tmp_path: Path, output: dict[str, object], shown: str) -> None:
    assert _cell(tmp_path, output) == shown


def test_long_output_is_shortened(tmp_path: Path) -> None:
    (page,) = _read(tmp_path, _code({"output_type": "stream", "text": "first" + "x" * 9000 + "last"})).pages
    assert len(page.markdown) < 2100
    assert "first" in page.markdown
    assert "last" in page.markdown
    assert page.warnings == ("long output shortened",)


def test_images_alone_are_counted(tmp_path: Path) -> None:
    content = {"cells": [{"cell_type": "markdown", "source": "![a](attachment:a.png) ![b](data:image/png;base64,AA)"}]}
    (page,) = _read(tmp_path, content).pages
    assert page.warnings == ("2 images in it left out",)


def test_empty_cells_are_counted_and_left_out(tmp_path: Path) -> None:
    cells = [{"cell_type": "code", "source": ""}, {"cell_type": "raw", "source": "words"}, {"cell_type": "raw"}]
    document = _read(tmp_path, {"cells": cells})
    assert [str(page.anchor) for page in document.pages] == ["cell 2"]


def test_the_third_format_is_read(tmp_path: Path) -> None:
    cells: list[object] = [
        {"cell_type": "heading", "level": 2, "source": "Title"},
        {"cell_type": "code", "input": "1 + 1", "outputs": [{"output_type": "pyout", "text": "2", "png": "AA"}]},
    ]
    title, code = _read(tmp_path, {"worksheets": [{"cells": cells}], "nbformat": 3}).pages
    assert title.markdown == "## Title"
    assert code.markdown == "```\n1 + 1\n```\n\n```output\n2\n```"
    assert code.warnings == ("1 image in it left out",)


def test_code_can_not_close_its_fence(tmp_path: Path) -> None:
    (page,) = _read(tmp_path, _code(source="````\nx")).pages
    assert page.markdown == "`````\n````\nx\n`````"


def test_a_notebook_beyond_the_budget_says_how_far_it_was_read(tmp_path: Path) -> None:
    document = _read(tmp_path, {"cells": [{"cell_type": "raw", "source": "words"}] * 10}, max_characters=12)
    assert document.warnings == ("read cells 1-3 of 10",)
    assert document.total_pages == 10


@pytest.mark.parametrize("content", ["{", '{"cells": 1}', "[1]", '{"cells":' * 100_000])
def test_what_is_no_notebook_is_read_as_text(tmp_path: Path, content: str) -> None:
    assert _read(tmp_path, content).kind == "text"


def test_a_notebook_without_words_is_empty(tmp_path: Path) -> None:
    with pytest.raises(FileUnreadable, match="empty file"):
        _read(tmp_path, {"cells": []})


def test_a_real_notebook_is_read() -> None:
    document = notebook.extract(job(corpus("test_notebook.ipynb")))
    assert "# Test Notebook" in document.pages[0].markdown
    assert "markitdown" in document.pages[1].markdown
