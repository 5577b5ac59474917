"""What the pages say is kept is what the code says."""

import pytest

from tests.kept_page import BEGIN, DOCS, END, PAGES, written


@pytest.mark.parametrize("name", PAGES)
def test_the_page_says_what_the_code_says(name: str) -> None:
    page = (DOCS / name).read_text(encoding="utf-8")
    assert page == written(page, PAGES[name]()), "make kept"


def test_what_stands_around_the_table_stays_and_the_table_is_replaced() -> None:
    assert written(f"before\n{BEGIN}\nold\n{END}\nafter\n", "| new |\n") == f"before\n{BEGIN}\n\n| new |\n\n{END}\nafter\n"


@pytest.mark.parametrize("page", ["", BEGIN, f"{BEGIN}\n", END])
def test_a_page_without_its_marks_is_no_page(page: str) -> None:
    with pytest.raises(ValueError, match="marks"):
        written(page, "")
