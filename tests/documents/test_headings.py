"""Markdown by its headings."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.documents.headings import by_headings, has_headings, headed


def _labels(markdown: str) -> list[str]:
    return [str(page.anchor) for page in by_headings(markdown)]


@pytest.mark.parametrize(
    ("markdown", "labels"),
    [
        ("# One\ntext\n## Two\ntext", ["§ One", "§ Two"]),
        ("before\n# One\ntext", ["§ beginning", "§ One"]),
        ("# One\n\n## Two\ntext", ["§ Two"]),
        ("text\n# Last", ["§ beginning", "§ Last"]),
        ("Under\n=====\ntext\n\nLined\n---\ntext", ["§ Under", "§ Lined"]),
        ("# Same\na\n# Same\nb", ["§ Same", "§ Same (2)"]),
        ('## **Bold** `code` _it_ [link](https://example.org/ "title") ##\nx', ["§ Bold code it link"]),
        ("# snake_case and a [bracket]\nx", ["§ snake_case and a (bracket)"]),
        ("# One\n```\n# no heading\n```\ntext", ["§ One"]),
        ("# One\n~~~\n```\n# no heading\n~~~\n# Two\nx", ["§ One", "§ Two"]),
        ("#hashtag\n#1 thing", ["§ beginning"]),
        ("| a |\n|---|\n| 1 |", ["§ beginning"]),
        ("- item\n---\ntext", ["§ beginning"]),
        ("# \ntext", ["§ beginning"]),
        (f"# {'long ' * 40}\nx", [f"§ {('long ' * 40)[:79].rstrip()}…"]),
    ],
)
def test_sections_are_cited_by_their_headings(markdown: str, labels: list[str]) -> None:
    assert _labels(markdown) == labels


def test_a_long_section_is_cut_at_paragraphs() -> None:
    pages = list(by_headings("# One\n" + "word " * 300 + "\n\n" + "more " * 300 + "\n\n" + "rest " * 300))
    assert [str(page.anchor) for page in pages] == ["§ One", "§ One (2)"]
    assert pages[1].markdown.startswith("rest")


def test_a_long_line_is_cut_anywhere() -> None:
    assert [len(page.markdown) for page in by_headings("x" * 9000)] == [4000, 4000, 1000]


def test_only_headings_are_headings() -> None:
    assert has_headings("text\n# One")
    assert not has_headings("text\n#one\n```\n# two")


def test_a_text_beyond_the_budget_says_how_far_it_was_read() -> None:
    document = headed("# a\nwords\n" * 10, kind="markdown", max_characters=25)
    assert (len(document.pages), document.total_pages) == (3, 10)
    assert document.warnings == ("read sections 1-3 of 10",)


@given(st.text(alphabet="#=-`~ab\n |[]()", max_size=300))
def test_no_visible_character_is_lost_and_labels_are_unique(markdown: str) -> None:
    pages = list(by_headings(markdown))
    assert "".join("".join(page.markdown for page in pages).split()) == "".join(markdown.split())
    assert len({page.anchor.label for page in pages}) == len(pages)
