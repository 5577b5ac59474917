"""What the words of a sentence say was worked out."""

import pytest

from bot.answering.citations.cues import Operation, operations


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The total is", {Operation.SUM}),
        ("in all there", {Operation.SUM, Operation.COUNT}),
        ("Die Differenz zum Vorjahr", {Operation.DIFFERENCE, Operation.CHANGE}),
        ("le taux", {Operation.SHARE}),
        ("doppelt so viel", {Operation.RATIO}),
        ("en promedio", {Operation.AVERAGE}),
        ("3 × €20 make", {Operation.PRODUCT}),
        ("1 + 2 = 3", {Operation.SUM, Operation.PRODUCT, Operation.DIFFERENCE, Operation.CHANGE, Operation.SHARE}),
        ("它的总计", {Operation.SUM}),
        ("The rent stood where it was", set[Operation]()),
    ],
)
def test_words_and_signs_name_operations(text: str, expected: set[Operation]) -> None:
    assert operations(text) == expected
