"""Chunks of lines and the character budget."""

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.documents.pages import CHUNK_CHARACTERS, CHUNK_LINES, by_lines, clean, fill
from bot.language import Anchor, AnchorKind, Page


def _page(text: str, number: int = 1) -> Page:
    return Page(anchor=Anchor(kind=AnchorKind.PAGE, first=number, last=number), markdown=text)


@pytest.mark.parametrize(
    ("text", "anchors"),
    [
        ("", []),
        (" \n\t\n", []),
        ("one", ["lines 1"]),
        ("one\ntwo", ["lines 1-2"]),
        ("x\n" * (CHUNK_LINES + 1), [f"lines 1-{CHUNK_LINES}", f"lines {CHUNK_LINES + 1}"]),
        ("one\n", ["lines 1"]),
        ("a\n" + "b" * (CHUNK_CHARACTERS * 2 + 1) + "\nc", ["lines 1", "lines 2", "lines 2", "lines 2", "lines 3"]),
        ("\n" * CHUNK_LINES + "late", [f"lines {CHUNK_LINES + 1}"]),
    ],
)
def test_lines_are_chunked_under_their_numbers(text: str, anchors: list[str]) -> None:
    assert [str(page.anchor) for page in by_lines(text)] == anchors


@given(st.text(alphabet="ab \n", max_size=600))
def test_no_word_is_lost_and_no_chunk_is_empty(text: str) -> None:
    pages = list(by_lines(text))
    assert "".join("".join(page.markdown for page in pages).split()) == "".join(text.split())
    assert all(page.markdown.strip() for page in pages)


@given(st.lists(st.text(max_size=50), max_size=8), st.integers(min_value=1, max_value=120))
def test_the_budget_holds(texts: list[str], budget: int) -> None:
    pages, complete = fill(map(_page, texts), max_characters=budget)
    assert sum(len(page.markdown) for page in pages) <= budget
    assert complete == (len(pages) == len(texts) and not any(page.warnings for page in pages))


def test_the_page_at_the_border_is_cut_and_says_so() -> None:
    pages, complete = fill([_page("abc"), _page("defg", 2), _page("h", 3)], max_characters=5)
    assert [page.markdown for page in pages] == ["abc", "de"]
    assert pages[1].warnings == ("cut after 2 characters",)
    assert not complete


def test_nothing_is_read_past_the_budget() -> None:
    drawn: list[int] = []

    def pages() -> Iterator[Page]:
        for number in range(1, 100):
            drawn.append(number)
            yield _page("x" * 10, number)

    fill(pages(), max_characters=20)
    assert len(drawn) == 3


@given(st.text(alphabet=st.characters(codec=None), max_size=50))
def test_clean_text_can_be_stored_anywhere(text: str) -> None:
    clean(text).encode()
    assert clean(clean(text)) == clean(text)


@given(st.text(alphabet=st.sampled_from("a\0\r\n\ud800\udfffé€😀"), max_size=20))
def test_all_that_cannot_be_stored_is_taken_out_and_nothing_else(text: str) -> None:
    kept = "".join(character for character in text if character != "\0" and not 0xD800 <= ord(character) <= 0xDFFF)
    assert clean(text) == kept.replace("\r\n", "\n").replace("\r", "\n")


def test_pages_within_the_budget_are_cleaned_too() -> None:
    pages, _ = fill([_page("a\0b\r\n\ud800")], max_characters=10)
    assert pages[0].markdown == "ab\n"
