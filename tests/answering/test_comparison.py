"""Two versions compared: what was added, removed and changed, and where."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answering import comparison
from bot.answering.comparison import MOST_UNITS, compare, compared, wants_comparison
from bot.answering.reading import ReadFile
from bot.language import MESSAGES, Anchor, AnchorKind, Document, Page


def document(name: str, *texts: str, sheet: str = "") -> Document:
    def anchor(number: int) -> Anchor:
        if sheet:
            return Anchor(kind=AnchorKind.CELLS, label=f"{sheet}!A1:C9")
        return Anchor(kind=AnchorKind.PAGE, first=number, last=number)

    pages = tuple(Page(anchor=anchor(number), markdown=text) for number, text in enumerate(texts, start=1))
    return Document(name=name, kind="pdf", pages=pages, total_pages=len(pages))


def differences(old: Document, new: Document) -> list[str]:
    return [line for page in compare(old, new).pages for line in page.markdown.splitlines()]


SHEET = "| row | A: Region | B: Sales | C: Note |\n| --- | --- | --- | --- |\n"


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (["The fee is 100."], ["The fee is 100."], []),
        (["The fee is\n100."], ["The  fee is 100."], []),
        (["The **fee** is 100."], ["The fee is 100."], []),
        (["The fee is 100."], ["The fee is 120."], ["- changed [a, p. 1] [b, p. 1]: The fee is 100. → The fee is 120."]),
        (["One stays here."], ["One stays here.", "Two is new."], ["- added [b, p. 2]: Two is new."]),
        (["One stays here.", "Two goes."], ["One stays here."], ["- removed [a, p. 2]: Two goes."]),
        (["Alpha beta gamma."], ["Nothing like it at all, 77."], [
            "- removed [a, p. 1]: Alpha beta gamma.",
            "- added [b, p. 1]: Nothing like it at all, 77.",
        ]),
    ],
)  # fmt: skip
def test_sentences_are_compared_wherever_their_lines_break(old: list[str], new: list[str], expected: list[str]) -> None:
    assert differences(document("a", *old), document("b", *new)) == expected


def test_a_sheet_is_compared_cell_by_cell_though_a_row_was_put_in_above() -> None:
    old = document("a", f"{SHEET}| 2 | North | 10 | x |\n| 3 | South | 20 | y |", sheet="Q1")
    new = document("b", f"{SHEET}| 2 | East | 5 | z |\n| 3 | North | 10 | x |\n| 4 | South | 25 | y |", sheet="Q1")
    assert differences(old, new) == [
        "- added [b, Q1!A1:C9]: East | 5 | z",
        "- changed [a, Q1!B3] [b, Q1!B4]: South, Sales: 20 → 25",
    ]


def test_rows_that_were_found_in_one_table_only_are_no_difference() -> None:
    old = document("a", f"{SHEET}| 2 | North | 10 | x |", f"{SHEET}| 900 | South | 20 | y |", sheet="Q1")
    pages = (old.pages[0], old.pages[1].model_copy(update={"is_found": True}))
    assert differences(old.model_copy(update={"pages": pages}), document("b", old.pages[0].markdown, sheet="Q1")) == []


def test_a_table_without_letters_is_cited_by_its_page() -> None:
    head = "| Item | Price |\n| --- | --- |\n"
    assert differences(document("a", f"{head}| Pen | 2 |"), document("b", f"{head}| Pen | |")) == [
        "- changed [a, p. 1] [b, p. 1]: Pen, Price: 2 → (empty)"
    ]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("compare the two contracts", True),
        ("What changed since v1?", True),
        ("Worin liegt der Unterschied?", True),
        ("what is the total?", False),
        ("summarise it", False),
    ],
)
def test_whoever_asks_what_differs_wants_a_comparison(words: str, expected: bool) -> None:
    assert wants_comparison(words) is expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [("compare them", ("v2.pdf", "v3.pdf")), ("compare v1 with v3", ("v1.pdf", "v3.pdf")), ("v2?", ("v2.pdf", "v3.pdf"))],
)
def test_the_files_that_are_named_are_compared_else_the_newest_two(words: str, expected: tuple[str, str]) -> None:
    files = [ReadFile(name=name, document=document(name, "x")) for name in ("v1.pdf", "v2.pdf", "v3.pdf")]
    talk = ReadFile(name="thread", document=Document(name="thread", kind=MESSAGES))
    found = compared([talk, *files, ReadFile(name="v4.key", reason="unsupported")], words)
    assert found
    assert (found[0].name, found[1].name) == expected


def test_one_document_can_not_be_compared() -> None:
    assert compared([ReadFile(name="a.pdf", document=document("a.pdf", "x"))], "compare") is None


@given(st.lists(st.text(max_size=80), max_size=8))
def test_nothing_differs_from_itself(texts: list[str]) -> None:
    assert not differences(document("a", *texts), document("a", *texts))


def test_a_file_of_a_million_equal_lines_is_compared_in_passing() -> None:
    many = document("a", ". ".join(["Same line"] * (MOST_UNITS + 5)))
    assert isinstance(differences(many, document("b", "Same line. Other line.")), list)


def test_who_asks_for_different_things_asks_for_no_comparison() -> None:
    assert not wants_comparison("Which different suppliers are named?")
    assert wants_comparison("How is the new one different from the old one?")


def test_a_name_without_an_ending_is_a_name() -> None:
    files = [ReadFile(name=name, document=document(name, "x")) for name in ("a.txt", "README", "b.txt")]
    assert compared(files, "compare a and b") == (files[0], files[2])


def test_what_was_not_compared_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(comparison, "MOST_UNITS", 3)
    long, short = document("a", "One is. Two is. Three is. Four is."), document("b", "One is. Two is. Three is.")
    assert compare(short, long).warnings == compare(long, short).warnings == ("compared the first 3 sentences and rows of each",)
    assert not compare(short, short).warnings


def test_once_enough_letters_were_compared_the_rest_is_removed_and_added(monkeypatch: pytest.MonkeyPatch) -> None:
    old, new = (" ".join(f"The fee {kept} is {sum_}. Section {kept} ends here." for kept in "abc") for sum_ in (100, 120))
    assert len(differences(document("a", old), document("b", new))) == 3
    monkeypatch.setattr(comparison, "MOST_LETTERS", 500)
    lines = differences(document("a", old), document("b", new))
    assert [line.split()[1] for line in lines] == ["changed", "removed", "added", "removed", "added"]
