"""Which sentences claim nothing."""

import pytest

from bot.answering.citations.claims import claims
from bot.answering.citations.evidence import words_of
from bot.answering.citations.kinds import is_plain, is_row, is_without_words, says_not_found


def plain(sentence: str, *, is_cited: bool = False) -> bool:
    return is_plain(sentence, claims(sentence), words_of(sentence), is_cited=is_cited)


@pytest.mark.parametrize(
    "sentence",
    [
        "## Revenue 2025\n",
        "**Key figures**\n",
        "- **Costs**:\n",
        "Here are the main points:",
        "The risks are 3:",
        "What was the revenue in 2024?",
        "Hello there!",
        "Sure, happy to help you with this report.",
        "Yes.",
        "Not in the document.",
        "The document does not mention a budget.",
        "The report does not state what happened in 2027.",
        "Das steht nicht im Dokument.",
        "Keine Angaben dazu.",
        "Aucune information.",
        "No se menciona.",
        "Non è menzionato.",
        "Não consta.",
        "Niet vermeld.",
        "No decision was reached: no information.",
    ],
)
def test_what_claims_nothing_is_plain(sentence: str) -> None:
    assert plain(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "The board approved the budget for new offices.",
        "Revenue was 5.",
        "The total of $5M covers:",
        "It grew by 12 %?!",
        "The revenue of $5M is not mentioned elsewhere.",
        "**Total: 5**",
        "Sure, the contract ends with a notice period of several months then.",
    ],
)
def test_what_claims_something_is_not(sentence: str) -> None:
    assert not plain(sentence)


def test_an_anchor_makes_a_claim_of_all_but_headings() -> None:
    assert not plain("Yes.", is_cited=True)
    assert plain("# Yes", is_cited=True)


@pytest.mark.parametrize("text", ["", "\n", "---\n", "| --- | :-: |", "•", "🙂", "|---|", "***"])
def test_signs_alone_are_no_words(text: str) -> None:
    assert is_without_words(text)


def test_rows_begin_with_a_bar() -> None:
    assert is_row("  | a | b |")
    assert not is_row("a | b")
    assert not is_without_words("| a |")


def test_an_ordinary_no_says_nothing_of_the_document() -> None:
    assert not says_not_found("There is no doubt that sales grew.")
