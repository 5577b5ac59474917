import pytest

from tests.faults.ledger import Verdict
from tests.faults.report import BEGIN, END, line, table, updated
from tests.faults.stage import Outcome, Plan

PLAN = Plan(questions=10, lease=5.0, limits="slack")
PAGE = f"# Page\n\n{BEGIN}\n{END}\n\nMore.\n"


def outcome(row: str, *, asked: int = 10, passed: bool = True, note: str = "") -> Outcome:
    return Outcome(row=row, plan=PLAN, verdict=Verdict(asked=asked), passed=passed, figures={"kills": "3"}, note=note)


def test_a_row_says_what_was_asked_and_under_which_limits_and_lease() -> None:
    assert "| 10; lease 5 s; limits=slack | 0 lost, 0 duplicated, 0 out of order | kills 3 | passed |" in line(outcome("F1"))


@pytest.mark.parametrize(
    ("played", "end"),
    [
        (outcome("F1", passed=False), "| not passed |"),
        (outcome("F11", asked=0, passed=False, note="not yet"), "|  |  | kills 3; not yet | not played |"),
    ],
)
def test_a_row_that_was_not_passed_or_not_played_says_so(played: Outcome, end: str) -> None:
    assert line(played).endswith(end)


def test_the_page_keeps_rows_until_they_are_played_again() -> None:
    page = updated(PAGE, [outcome("F2"), outcome("F10")], about="today")
    page = updated(page, [outcome("F1"), outcome("F2", passed=False)], about="tomorrow")
    rows = [row for row in page.splitlines() if row.startswith("| F")]
    assert [row.split(" |")[0] for row in rows] == ["| F1", "| F2", "| F10"]
    assert ["tomorrow" in row for row in rows] == [True, True, False]
    assert "not passed" in rows[1]
    assert page.startswith("# Page\n")
    assert page.endswith("More.\n")


def test_a_page_without_a_place_for_the_table_is_refused() -> None:
    with pytest.raises(ValueError, match="no place"):
        updated("# Page\n", [outcome("F1")], about="today")


def test_the_table_has_a_row_for_each_outcome() -> None:
    assert len(table([outcome("F1"), outcome("F2")]).splitlines()) == 4
