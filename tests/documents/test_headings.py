"""Markdown by its headings."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.documents.headings import by_headings, has_headings, headed, sections


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
        ("# a #\nx\n# b \t## \nx\n# c# #d#\nx\n# ##\nx", ["§ a", "§ b", "§ c# #d#", "§ ##"]),
        ("One\n===\n---\nx\n\n===\n| a\n---", ["§ One"]),
        (f"{'a' * 80}\n---\nx\n\n{'b' * 81}\n---\nx", [f"§ {'a' * 80}"]),
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


def _slowly(markdown: str) -> list[str]:
    """The sections by looking at one line after the other."""
    fence = ""
    blocks: list[tuple[str, bool]] = [("", False)]  # and whether it is a heading
    for line in markdown.split("\n"):
        above, is_heading = blocks[-1]
        if mark := re.match(r" {0,3}(`{3,}|~{3,})", line):
            closes = fence and mark[1].startswith(fence) and not line.strip(" `~")
            fence = "" if closes else fence or mark[1]
        elif not fence and re.match(r" {0,3}#{1,6}[ \t]", line):
            blocks.append((line, True))
            continue
        elif not fence and not is_heading and re.match(r"\w[^|]{0,79}\n {0,3}(=+|-{3,})[ \t]*$", f"{above}\n{line}"):
            blocks[-1] = (f"{above}\n{line}", True)
            continue
        blocks.append((line, False))
    found, has_text = [""], False
    for block, is_heading in blocks[1:]:
        if is_heading and has_text:
            found.append("")
            has_text = False
        has_text = has_text or (not is_heading and bool(block.strip()))
        found[-1] += f"{block}\n"
    return [text for section in found if (text := section.strip("\n")).strip()]


_LINES = (
    "# a",
    "  ## b",
    "    # c",
    "#d",
    "e",
    "f|",
    "é",
    "===",
    "---",
    "--",
    " --- ",
    "```",
    "~~~",
    "````",
    "``` g",
    "",
    " ",
    "- h",
    "\t",
)


@given(st.lists(st.sampled_from(_LINES), max_size=25).map("\n".join))
def test_sections_are_those_that_a_reader_of_lines_sees(markdown: str) -> None:
    assert [section.markdown for section in sections(markdown)] == _slowly(markdown)


# Each of these could be cut in many ways by an expression that tries them all, and would take minutes to hours.
@pytest.mark.parametrize(
    "heading", ["# a" + " " * 200_000 + "b", "# a" + "_" * 200_000 + "b", "# " + "#" * 200_000 + "b", "# " + "[](x" * 50_000]
)
def test_a_long_heading_is_read_once(heading: str) -> None:
    assert len(_labels(f"{heading}\nx")) == 1 + len(heading) // 4000


@pytest.mark.parametrize(
    "line", ["a\n" + "-" * 200_000 + "b", "a\n" + "=" * 100_000 + " " * 100_000 + "b", " " * 200_000, "\n" * 200_000]
)
def test_long_lines_that_are_no_headings_are_read_once(line: str) -> None:
    assert not has_headings(line)
