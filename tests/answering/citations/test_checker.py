"""Over a growing answer: each sentence once, tables by rows, code left alone."""

import pytest

from bot.answering.citations import Checker, Evidence, Passage, Verdict
from bot.answering.sentences import Sentences

EVIDENCE = Evidence(
    [
        Passage(anchor="p. 1", text="Acme's revenue was 1,234,567 euros in the year 2025.", source="R.pdf"),
        Passage(anchor="p. 2", text="| Region | Sales |\n| --- | --- |\n| North | 1,100 |\n| South | 2,500 |", source="R.pdf"),
        Passage(anchor="p. 3", text="", source="R.pdf", is_image=True),
    ]
)
ANSWER = """## Revenue 2025

Acme's revenue was 1,234,567 euros. [p.1] It was 1,999,999 before [p. 1]. Also, e.g. 1,2 Mio. Euro [p. 1].

| Region | Sales 1999 |
|---|---|
| North | 1,100 |
| South | 2,600 [p. 2] |
| Total | 3,600 [p. 2] |

Steps:
1. Call 5,555 people.
```python
x = 9_999  # [p. 1] 1,999. And so
```
The chart shows 45 % [p. 3]. All the people of the town were happy about it.
"""
CHECKED = """## Revenue 2025

Acme's revenue was 1,234,567 euros. [p. 1] It was 1,999,999 before [p. 1]. [unverified] Also, e.g. 1,2 Mio. Euro [p. 1].

| Region | Sales 1999 |
|---|---|
| North | 1,100 [p. 2] |
| South | 2,600 [p. 2] [unverified] |
| Total | 3,600 [p. 2] [computed] |

Steps:
1. Call 5,555 people. [unverified]
```python
x = 9_999  # [p. 1] 1,999. And so
```
The chart shows 45 % [p. 3]. All the people of the town were happy about it.
"""


def test_an_answer_is_checked_as_it_grows() -> None:
    checker = Checker(EVIDENCE)
    assert checker.feed(ANSWER) == CHECKED
    assert "".join(one.text for one in checker.checked) == CHECKED
    assert [citation.anchor for citation in checker.citations] == ["p. 1", "p. 2", "p. 3"]
    summary = checker.summary
    assert (summary.unverified, summary.computed, summary.unseen, summary.bare) == (3, 1, 1, 1)
    assert summary.claims == 9
    assert summary.supported == 3


@pytest.mark.parametrize("size", [1, 3, 7, 64, 1_000])
def test_the_pieces_in_which_it_came_make_no_difference(size: int) -> None:
    checker, sentences, shown = Checker(EVIDENCE), Sentences(), ""
    for start in range(0, len(ANSWER), size):
        if sentences.feed(ANSWER[start : start + size]):
            grown = checker.feed(sentences.whole)
            assert grown.startswith(shown)
            shown = grown
    assert checker.feed(sentences.flush()) == CHECKED


def test_nothing_new_changes_nothing() -> None:
    checker = Checker(EVIDENCE)
    first = checker.feed("It was 5,555. \n")
    assert checker.feed("It was 5,555. \n") == first
    assert checker.feed("It was 5,555.") == first
    assert len(checker.checked) == 2


def test_a_fresh_start_forgets_what_came() -> None:
    checker = Checker(EVIDENCE)
    checker.feed("```\ncode")
    checker.restart()
    assert checker.feed("It was 5,555.") == "It was 5,555. [unverified]"
    assert checker.feed("Another answer: 5,556.") == "Another answer: 5,556. [unverified]"


def test_a_figure_may_be_worked_out_from_the_sentence_before() -> None:
    answer = "North sold 1,100 and South 2,500 [p. 2]. That is a difference of 1,400. A difference of 1,500 it is not.\n"
    checked = Checker(EVIDENCE).feed(answer)
    assert checked == (
        "North sold 1,100 and South 2,500 [p. 2]. That is a difference of 1,400. [p. 2] [computed] "
        "A difference of 1,500 it is not. [unverified]\n"
    )


def test_tables_beside_each_other_have_a_header_each() -> None:
    checker = Checker(EVIDENCE)
    checker.feed("| 1999 |\n|---|\n| 1,100 |\ntext\n| 2999 |\n|---|\n")
    assert [one.verdict for one in checker.checked][0:5:4] == [Verdict.PLAIN, Verdict.PLAIN]


@pytest.mark.parametrize(
    "code", ["~~~\n9,999\n~~~\n", "```\n9,999\n~~~\n9,998\n```\n", "````\n```\n9,999\n````\n", "```\n9,999. And 5\n"]
)
def test_code_is_left_alone(code: str) -> None:
    assert Checker(EVIDENCE).feed(code) == code
