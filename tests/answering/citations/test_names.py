"""What a document or a heading may be called in an anchor."""

import pytest

from bot.answering.citations.names import ends_of_name, is_shortened, label_of, names_of, plain_name


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("", []),
        ("report.pdf", ["report.pdf", "report", "report.pdf", "report"]),
        ("in/a.b/report.pdf", ["in/a.b/report.pdf", "in/a.b/report", "report.pdf", "report"]),
        ("notes", ["notes"] * 4),
    ],
)
def test_a_document_goes_by_its_name_without_ending_and_folder(source: str, expected: list[str]) -> None:
    assert list(names_of(source)) == expected


def test_names_and_headings_are_compared_without_their_dress() -> None:
    assert plain_name("  Q3\u00a0 Report.PDF ") == "q3 report.pdf"
    assert label_of("Section  *Costs* …") == label_of("§ Costs.") == "costs"


def test_a_name_may_end_at_any_sign_that_parts_words() -> None:
    assert ends_of_name("q3-report, p. 1") == [15, 13, 10, 9, 2]


@pytest.mark.parametrize(
    ("sought", "label", "anywhere", "expected"),
    [
        ("cos", "costs of staff", False, True),
        ("costs of staff in 2025", "costs of staff", False, True),
        ("cost is high", "cos", False, False),
        ("of", "costs of staff", False, False),
        ("of", "costs of staff", True, True),
    ],
)
def test_a_heading_may_be_shortened(sought: str, label: str, anywhere: bool, expected: bool) -> None:
    assert is_shortened(sought, label, anywhere=anywhere) == expected
