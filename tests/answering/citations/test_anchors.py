"""Anchors in all the forms in which models write them, and the pages that they mean."""

import pytest

from bot.answering.citations.anchors import Anchors

ONE = Anchors([(f"p. {n}", "Report.pdf") for n in range(1, 31)])
SEVERAL = Anchors(
    [
        *((f"Q3 report.pdf, p. {n}", "Q3 report.pdf") for n in range(1, 31)),
        *((f"Q4.xlsx, 'Duck Obs'!A{50 * n + 1}:F{50 * n + 50}", "Q4.xlsx") for n in range(3)),
        *((f"Q4.xlsx, p. {n}", "Q4.xlsx") for n in (3, 4)),
        *((f"notes.txt, lines {n}-{n + 79}", "notes.txt") for n in (1, 81)),
        *(
            (f"Terms, final.docx, {label}", "Terms, final.docx")
            for label in ("§ Scope of the services", "§ Terms of payment", "§ Terms (2)")
        ),
        *((f"talk.vtt, {label}", "talk.vtt") for label in ("0:00", "1:05", "2:10")),
        *((f"m{n}", "#general") for n in range(1, 20)),
        ("mail.eml, message", "mail.eml"),
        ("photo.png, image", "photo.png"),
    ]
)


def read(text: str, anchors: Anchors) -> list[str]:
    """What each bracket points to: choices with `|`, several with `;`, a part of a place behind `>`."""
    return [
        "; ".join(
            "|".join(place.anchor for place in target.options) + (f" > {target.finer}" if target.finer else "")
            for target in bracket.targets
        )
        for bracket in anchors.find(text)
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[p. 12]", "p. 12"),
        ("[p.12]", "p. 12"),
        ("[page 12]", "p. 12"),
        ("[P. 12]", "p. 12"),
        ("[p12]", "p. 12"),
        ("[Pg. 12]", "p. 12"),
        ("[S. 12]", "p. 12"),
        ("[Seite 12]", "p. 12"),
        ("[ p. 12 ]", "p. 12"),
        ("[[p. 12]]", "p. 12"),
        ("【p. 12】", "p. 12"),
        ("(p. 12)", "p. 12"),
        ("(see page 12)", "p. 12"),
        ("[p. 12](#)", "p. 12"),
        ("[**p. 12**]", "p. 12"),
        ("[Source: p. 12]", "p. 12"),
        ("[document 1, p. 12]", "p. 12"),
        ("[Report.pdf, p. 12]", "p. 12"),
        ("[Report p. 12]", "p. 12"),
        ("[Other.pdf, p. 12]", "p. 12"),
        ("[p. 12 of Report.pdf]", "p. 12"),
        ("［p. 12］", "p. 12"),
        ("so `[p. 12]` is", "p. 12"),
        ("[page 12 of 48]", "p. 12"),
        ("[p. 12: Costs]", "p. 12"),
        ("[p. 12, Table 3]", "p. 12"),
        ("[pp. 12-13]", "p. 12; p. 13"),
        ("[p. 3, p. 7]", "p. 3; p. 7"),
        ("[p. 3; 7]", "p. 3; p. 7"),
        ("[p. 3, 7, 9]", "p. 3; p. 7; p. 9"),
        ("[p. 3 and p. 7]", "p. 3; p. 7"),
        ("[p. 3, p. 99]", "p. 3"),
        ("[pp. 29-40]", "p. 29; p. 30"),
        ("[pp. 1-30]", "|".join(f"p. {n}" for n in range(1, 31))),
        ("[p. 99]", ""),
        ("[slide 4]", ""),
        ("[Report.pdf]", "|".join(f"p. {n}" for n in range(1, 31))),
    ],
)
def test_a_page_is_cited_in_many_forms(text: str, expected: str) -> None:
    assert read(text.translate({0xFF3B: "[", 0xFF3D: "]"}), ONE) == [expected]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[Q3 report.pdf, p. 12]", "Q3 report.pdf, p. 12"),
        ("[Q3 report.pdf p. 12]", "Q3 report.pdf, p. 12"),
        ("[Q3 report, page 12]", "Q3 report.pdf, p. 12"),
        ("[q3 REPORT.pdf: p. 12]", "Q3 report.pdf, p. 12"),
        ("[p. 12]", "Q3 report.pdf, p. 12"),
        ("[p. 3]", "Q3 report.pdf, p. 3|Q4.xlsx, p. 3"),
        ("[p. 3 of Q4.xlsx]", "Q4.xlsx, p. 3"),
        ("[p. 3 in Q4]", "Q4.xlsx, p. 3"),
        ("[Q3 report.pdf, p. 3, p. 4; Q4.xlsx, p. 3]", "Q3 report.pdf, p. 3; Q3 report.pdf, p. 4; Q4.xlsx, p. 3"),
        ("[Q3 report.pdf, p. 3, 4]", "Q3 report.pdf, p. 3; Q3 report.pdf, p. 4"),
        ("[Q3 report.pdf, p. 99]", ""),
        ("[Q4.xlsx, Duck Obs!B7]", "Q4.xlsx, 'Duck Obs'!A1:F50 > 'Duck Obs'!B7"),
        ("[Q4.xlsx, 'Duck Obs'!B77:C79]", "Q4.xlsx, 'Duck Obs'!A51:F100 > 'Duck Obs'!B77:C79"),
        ("['Duck Obs'!A51:F100]", "Q4.xlsx, 'Duck Obs'!A51:F100"),
        ("['Duck Obs'!A40:B60]", "Q4.xlsx, 'Duck Obs'!A1:F50; Q4.xlsx, 'Duck Obs'!A51:F100"),
        ("[Duck Obs]", "|".join(f"Q4.xlsx, 'Duck Obs'!A{50 * n + 1}:F{50 * n + 50}" for n in range(3))),
        ("[B7]", "Q4.xlsx, 'Duck Obs'!A1:F50 > 'Duck Obs'!B7"),
        ("[Duck Obs!Z999]", ""),
        ("[row 7]", "Q4.xlsx, 'Duck Obs'!A1:F50 > 'Duck Obs'!A7:F7"),
        ("[Q4.xlsx, Duck Obs, rows 7-9]", "Q4.xlsx, 'Duck Obs'!A1:F50 > 'Duck Obs'!A7:F9"),
        ("[Duck Obs, row 999]", ""),
        ("[lines 14]", "notes.txt, lines 1-80 > line 14"),
        ("[notes.txt, line 14]", "notes.txt, lines 1-80 > line 14"),
        ("[Zeile 90]", "notes.txt, lines 81-160 > line 90"),
        ("[lines 70-90]", "notes.txt, lines 1-80; notes.txt, lines 81-160"),
        ("[§ Scope]", "Terms, final.docx, § Scope of the services"),
        ("[Terms, final.docx, § Terms of payment]", "Terms, final.docx, § Terms of payment"),
        ("[§ of payment]", "Terms, final.docx, § Terms of payment"),
        ("[Scope of the services]", "Terms, final.docx, § Scope of the services"),
        ("[§ Terms of payment and more]", "Terms, final.docx, § Terms of payment"),
        ("[§ Nowhere]", ""),
        ("[1:05]", "talk.vtt, 1:05"),
        ("[talk.vtt, at 1:30]", "talk.vtt, 1:05 > 1:30"),
        ("[0:10-1:30]", "talk.vtt, 0:00 > 0:10; talk.vtt, 1:05"),
        ("[59:59]", ""),
        ("[m12]", "m12"),
        ("[#general, m12]", "m12"),
        ("[m12, m14]", "m12; m14"),
        ("[m12-m14]", "m12; m13; m14"),
        ("[mail.eml]", "mail.eml, message"),
        ("[photo.png, image]", "photo.png, image"),
        ("[image 1]", "photo.png, image"),
    ],
)
def test_documents_are_told_apart(text: str, expected: str) -> None:
    assert read(text, SEVERAL) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "[1]",
        "[sic]",
        "[TODO]",
        "[the Company]",
        "[2024]",
        "(5 of 12)",
        "(B7)",
        "(p. 99)",
        "(Scope of the services)",
        "![p. 3](x)",
        "[]",
        "[x] done",
        "\\[p. 3]",
        "`rows[m12]`",
        "`a [p. 3] b`",
    ],
)
def test_other_brackets_are_left_alone(text: str) -> None:
    assert read(text, SEVERAL) == []


def test_a_name_with_brackets_is_a_name() -> None:
    anchors = Anchors([("a[1].pdf, p. 1", "a[1].pdf"), ("b.pdf, p. 1", "b.pdf")])
    assert read("[a[1].pdf, p. 1]", anchors) == ["a[1].pdf, p. 1"]


def test_a_cell_without_a_sheet_means_nothing_where_there_are_several() -> None:
    anchors = Anchors([("Costs!A1:B9", "S.xlsx"), ("Sales!A1:B9", "S.xlsx")])
    assert read("[B7] and [Costs!B7]", anchors) == ["Costs!A1:B9 > Costs!B7"]


def test_an_anchor_may_stand_over_several_pages() -> None:
    anchors = Anchors([("message", "a.eml"), ("p. 1", "b.pdf"), ("message", "a.eml")])
    ((target,),) = (bracket.targets for bracket in anchors.find("[message]"))
    assert target.options[0].pages == (0, 2)
    assert anchors.of_page(2) is target.options[0]


def test_a_source_that_is_not_named_is_read_off_the_anchor() -> None:
    anchors = Anchors([("Q3.pdf, p. 1", ""), ("Q4.pdf, p. 1", ""), ("§ A, B", ""), ("odd, one", "")])
    assert read("[Q4 p. 1]", anchors) == ["Q4.pdf, p. 1"]
    assert [place.source for place in anchors.places] == ["q3.pdf", "q4.pdf", "", ""]


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("on page 12 it says", ["page 12"]),
        ("pages 3 and 4", ["pages 3 and 4"]),
        ("on page 99", []),
        ("pages 3, 99", []),
        ("the 12 pages", []),
    ],
)
def test_places_spoken_of_in_prose_are_known(text: str, spans: list[str]) -> None:
    assert [text[start:end] for start, end in ONE.references(text)] == spans


def test_a_sentence_of_brackets_is_read_in_part() -> None:
    assert len(read("[p. 1]" * 100, ONE)) < 30
    assert read("[" + "p. 1, " * 60 + "p. 2]", ONE) == ["p. 1"]
