"""A figure that is worked out from others is told from one that is made up."""

import pytest

from bot.answering.citations.claims import claims
from bot.answering.citations.cues import operations
from bot.answering.citations.derived import Grounds, is_derived
from bot.answering.citations.figures import Figure, figures
from bot.answering.citations.hedges import Hedge

TABLE = """
| Region | 2024 | 2025 |
| --- | --- | --- |
| North | 1,204 | 1,530 |
| South | 2,310 | 2,077 |
| Coast | 915 | 1,002 |
"""


def derived(
    sentence: str, *, fitting: tuple[str, ...] = (), text: str = "", words: tuple[str, ...] = (), totals: tuple[int, ...] = ()
) -> bool:
    """Whether the last figure of a sentence follows from the others, from these passages, or from this page."""
    *stated, last = [claim for claim in claims(sentence) if isinstance(claim.what, Figure)]
    assert isinstance(last.what, Figure)
    grounds = Grounds(
        sentence=sentence,
        stated=[claim.what for claim in stated if isinstance(claim.what, Figure)],
        fitting=[figures(passage) for passage in fitting],
        texts=[text],
        words=words,
        asked=operations(sentence),
        totals=frozenset(totals),
    )
    return is_derived(last.what, grounds, last.hedge)


@pytest.mark.parametrize(
    "sentence",
    [
        "It rose from 120 to 150, a growth of 25 %",
        "It rose from 120 to 150, 30 more",
        "With 120 and 150 the total is 270",
        "With 120, 150 and 30 the total is 300",
        "With 120, 150 and 30 the average is 100",
        "With 120 and 151 they average 135.5",
        "30 licences per year at €20 each make €600",
        "5 % of €1,240 each are €62",
        "Of 150 people 30, a share of 20 %",
        "150 is 5 times as much, so 30",
        "From 2019 to 2026, 7 years later",
        "Der Umsatz stieg von 120 auf 150 Mio. €, also um 25 %",
        "It rose from 1,204 to 1,530, about 27 % more",
        "20 + 22 = 42",
    ],
)
def test_the_sentences_own_figures_make_up_another(sentence: str) -> None:
    assert derived(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "It rose from 120 to 150, a growth of 26 %",
        "It rose from 120 to 150, 31 more",
        "With 120 and 150 the total is 271",
        "120 and 150 and 270",
        "Between 2019 and 2026 the total is 4,045",
        "€120 and 150 people are in total 270 %",
        "There are 7",
    ],
)
def test_a_wrong_one_or_one_that_nothing_announces_does_not(sentence: str) -> None:
    assert not derived(sentence)


@pytest.mark.parametrize(
    ("sentence", "words", "expected"),
    [
        ("Sales total 4,429", (), True),
        ("Sales total 4,492", (), False),
        ("On average 1,476.33 were sold", (), True),
        ("There are 3 regions", (), True),
        ("There are 4 regions", (), False),
    ],
)
def test_a_column_is_added_up(sentence: str, words: tuple[str, ...], expected: bool) -> None:
    assert derived(sentence, text=TABLE, words=words) == expected


def test_the_rows_that_share_a_word_are_added_up() -> None:
    rows = "".join(
        f"| {name} | {value} |\n" for name, value in (("Ada", 110), ("Bob", 204), ("Ada", 333), ("Cy", 451), ("Bob", 5))
    )
    text = f"| Name | Hours |\n| --- | --- |\n{rows}"
    assert derived("Ada worked 443 in total", text=text, words=("ada",))
    assert derived("Bob has 2 entries", text=text, words=("bob",))
    assert not derived("Ada worked 434 in total", text=text, words=("ada",))


def test_tables_of_different_lengths_are_kept_apart() -> None:
    long = "| Name | Hours |\n| - | - |\n" + "".join(f"| Ada | {n} |\n| Bob | 1 |\n" for n in range(1_000, 1_005))
    text = f"{long}\ntext\n| Name | Days |\n| - | - |\n| Ada | 70 |\n| Ada | 71 |\n| Cy | 9 |\n"
    assert derived("Ada worked 5,010 in total", text=text, words=("ada",))
    assert derived("Ada worked 141 in total", text=text, words=("ada",))


def test_items_of_a_list_are_counted() -> None:
    assert derived("The report lists 3", text="- a\n- b\n- c\n")
    assert not derived("The report lists 5", text="- a\n- b\n- c\n")


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("North and South together made 3,607", True),
        ("North and South together made 3,706", False),
        ("North grew by 326", True),
        ("With 3 more North made 1,207", False),
        ("North grew by 27.1 %", True),
        ("North grew by 27.2 %", False),
        ("South fell by 233", True),
    ],
)
def test_rows_that_fit_the_sentence_are_worked_with(sentence: str, expected: bool) -> None:
    assert derived(sentence, fitting=("North 1,204 1,530", "South 2,310 2,077")) == expected


def test_a_small_figure_is_taken_away_where_it_is_no_mere_digit() -> None:
    rows = ("Licence 22,816.51", "Installation 170.60")
    assert derived("Between the licence and the installation there is a difference of 22,645.91", fitting=rows)
    assert not derived("Between the licence and the installation there is a difference of 22,645.92", fitting=rows)


def test_where_there_is_too_much_to_choose_from_nothing_is_explained() -> None:
    many = " ".join(str(100 + 7 * n) for n in range(12))
    assert not derived("The total is 207", fitting=(many,))
    assert not derived("The total is 9", fitting=("4 5 1 2 3",))


@pytest.mark.parametrize(
    ("sentence", "expected"), [("It has 48 pages", True), ("It has 48 chairs", False), ("It has 47 pages", False)]
)
def test_what_was_sent_is_counted(sentence: str, expected: bool) -> None:
    assert derived(sentence, totals=(48,)) == expected


def test_a_list_of_numbers_in_one_is_left_alone() -> None:
    (figure,) = figures("1,2,3")
    grounds = Grounds(sentence="total", stated=[], fitting=[], texts=[], words=(), asked=operations("total"))
    assert not is_derived(figure, grounds, Hedge.NONE)
