"""What a page holds beyond its figures: passages, and the words around a place."""

from bot.answering.citations.page import PageText
from bot.answering.citations.passages import Span
from bot.answering.citations.words import content_words

SHEET = "Sales by region\n\n| row | Region | Sales |\n| --- | --- | --- |\n" + "".join(
    f"| {row} | Region{row} | {1000 + row} |\n" for row in range(2, 40)
)


def test_a_rows_number_is_no_figure_of_the_page() -> None:
    page = PageText(SHEET)
    assert [int(value) for value in page.values] == list(range(1002, 1040))
    assert int(max(page.row_numbers)) == 39
    assert not PageText("| 5 | Ada |").row_numbers


def test_around_a_place_are_its_neighbours_its_header_and_the_first_line() -> None:
    page = PageText(SHEET)
    near = page.words_near(page.text.index("1039"))
    assert set(content_words("Region row Sales by")) <= near
    assert PageText("| 5 |\nprose").words_near(0) == {"pros"}


def test_figures_belong_to_the_passage_in_which_they_stand() -> None:
    page = PageText("One is 11. Two is 22.\n\n| a | 33 |")
    assert [[int(one.readings[0][0].value) for one in page.figures_in(span)[0]] for span in page.spans] == [[11], [22], [33]]
    assert not PageText("none").figures_in(Span(0, 4, frozenset()))


def test_figures_with_spaces_between_may_be_columns() -> None:
    page = PageText("Labour 2 150 300")
    assert [[int(one.readings[0][0].value) for one in found] for found in page.figures_in(page.spans[0])] == [
        [2150300],
        [2, 150, 300],
    ]


def test_the_best_passage_is_verbatim_even_where_hidden_signs_stand() -> None:
    text = "Pre\u00admiums rose.\nThe ﬁnal price is ５００ €. More text."
    page = PageText(text)
    place = next(iter(page.numbers.values()))[0].place
    assert page.best_passage([place], ["price"]) == "The ﬁnal price is ５００ €."
    assert page.best_passage([], ["premium"]) == "Pre\u00admiums rose."
    assert page.best_passage([], ["zebra"]) == ""
