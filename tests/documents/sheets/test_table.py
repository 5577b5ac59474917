"""Tables of any kind on pages: which row is the header, how cells are written and cited."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.documents.sheets.columns import Kind, Measured
from bot.documents.sheets.grid import COLUMNS, LONGEST_NAME, Extent, Grid, Row, Shown, area, markdown, one_line, quoted
from bot.documents.sheets.matches import Matches
from bot.documents.sheets.search import Search
from bot.documents.sheets.source import Pace, Rest, rest_of
from bot.documents.sheets.table import HEAD_ROWS, Paged, header_row, read_table
from bot.documents.sheets.written_values import measure, plain_numbers

WORD, ERROR = Kind.TEXT, Kind.ERROR


class Given:
    """A table of texts, whose end can be kept out of reach."""

    def __init__(
        self,
        rows: Sequence[Mapping[int, str]],
        *,
        name: str | None = "Given",
        has_end: bool = True,
        states_rows: bool = True,
        notes: Mapping[int, str] | None = None,
    ) -> None:
        self.name = name
        self._rows = iter([Row(number, cells) for number, cells in enumerate(rows, start=1)])
        self._stated = len(rows)
        self._has_end = has_end
        self._states_rows = states_rows
        self._notes = notes or {}

    def rows(self) -> Iterator[Row[str]]:
        return self._rows

    def rest(self, *, most: int, until: Callable[[], bool], matches: Matches[str] | None) -> Rest[str]:
        rest = rest_of(self._rows, most=most, until=until, matches=matches)
        return rest if self._has_end and not until() else Rest((), reached_end=False)

    def stated_rows(self) -> int | None:
        return self._stated if self._states_rows else None

    def show(self, cell: str) -> str:
        return cell

    def words(self, cell: str) -> str:
        return cell

    def measure(self, cell: str) -> Measured:
        return measure(cell)

    def numbers(self, cells: Collection[str]) -> Sequence[float] | None:
        return plain_numbers(cells)

    def show_number(self, number: float, *, like: str) -> str:
        return str(number)

    def remarks(self) -> Sequence[str]:
        return ()

    def notes(self) -> Mapping[int, Sequence[tuple[int, str]]]:
        return {row: [(1, words)] for row, words in self._notes.items()}


UNHURRIED = Pace(clock=lambda: 0.0, look_until=1.0, skim_until=1.0)
HURRIED = Pace(clock=lambda: 0.5, look_until=0.0, skim_until=1.0)
TOO_LATE = Pace(clock=lambda: 2.0, look_until=0.0, skim_until=1.0)


@pytest.mark.parametrize(
    ("rows", "header"),
    [
        ([], None),
        ([{1: WORD, 2: WORD}, {1: 1.0, 2: 2.0}], 0),
        ([{1: WORD}, {}, {1: WORD, 2: WORD, 3: WORD}, {1: WORD, 2: 1.0, 3: 1.0}], 2),
        ([{1: WORD, 2: 2019.0, 3: 2020.0}, {1: WORD, 2: 1.0, 3: 1.0}], 0),
        ([{1: 1.0, 2: WORD}, {1: 2.0, 2: WORD}], None),
        ([{1: WORD, 2: datetime(2026, 1, 1)}], None),  # noqa: DTZ001
        ([{1: WORD, 2: ERROR}], None),
        ([{1: 2019.0, 2: 2020.0}], None),
    ],
)
def test_the_header_is_the_first_row_that_names_most_columns(rows: list[dict[int, Measured]], header: int | None) -> None:
    assert header_row(rows) == header


def test_titles_above_the_header_are_shown_and_not_counted() -> None:
    paged = read_table(Given([{1: "Title"}, {1: "a", 2: "b"}, {1: "1", 2: "2"}]), max_characters=10_000, pace=UNHURRIED)
    assert "| 1 | Title |  |\n| 3 | 1 | 2 |" in paged.pages[1].markdown
    assert paged.pages[0].markdown == "Sheet Given: 1 row."


def test_an_empty_table_has_no_pages() -> None:
    assert read_table(Given([{}, {}]), max_characters=10_000, pace=UNHURRIED).pages == ()


@pytest.mark.parametrize(
    ("pace", "warning"),
    [
        (UNHURRIED, "rows 2-2,001 and the last 50 of 9,000 rows"),
        (HURRIED, "rows 2-2,001 and the last 50 of 9,000 rows, its statistics cover rows up to 4,000"),
        (TOO_LATE, "rows 2-2,000 of about 9,000 rows, its statistics cover rows up to 2,000"),
    ],
)
def test_a_long_table_says_what_was_left_out(pace: Pace, warning: str) -> None:
    rows = [{1: "n"}, *({1: str(n)} for n in range(2, 9001))]
    paged = read_table(Given(rows), max_characters=600_000, pace=pace)
    assert ", ".join(paged.warnings) == warning
    assert paged.total_pages == 181 if pace is not TOO_LATE else paged.total_pages > len(paged.pages)


def test_a_table_that_will_soon_be_through_is_counted_to_its_end() -> None:
    rows = [{1: "n"}, *({1: str(n)} for n in range(2, 9001))]
    pace = Pace(clock=lambda: 0.5, look_until=0.0, skim_until=1.0, finish_until=0.6)
    assert len(read_table(Given(rows), max_characters=600_000, pace=pace).warnings) == 1


def test_an_end_that_cannot_be_reached_is_not_shown() -> None:
    rows = [{1: "n"}, *({1: str(n)} for n in range(2, 9001))]
    paged = read_table(Given(rows, has_end=False), max_characters=600_000, pace=HURRIED)
    assert paged.warnings[0] == f"rows 2-{HEAD_ROWS + 1:,} of about 9,000 rows"


def test_a_length_that_is_not_known_is_not_claimed() -> None:
    rows = [{1: "n"}, *({1: str(n)} for n in range(2, 9001))]
    paged = read_table(Given(rows, has_end=False, states_rows=False), max_characters=600_000, pace=TOO_LATE)
    assert paged.warnings[0] == "only rows 2-2,000; how many there are I can't tell"


def test_a_table_wider_than_the_limit_says_so() -> None:
    cells = dict.fromkeys(range(1, COLUMNS + 20), "x")
    paged = read_table(Given([cells, cells]), max_characters=600_000, pace=UNHURRIED)
    assert paged.warnings == (f"only its first {COLUMNS} columns",)


def test_comments_on_rows_that_are_not_shown_are_told_all_the_same() -> None:
    rows = [{1: "n"}, *({1: str(n)} for n in range(2, 9001))]
    paged = read_table(Given(rows, notes=dict.fromkeys(range(3000, 3025), "look")), max_characters=600_000, pace=UNHURRIED)
    assert "Note on A3000: look." in paged.pages[0].markdown
    assert "5 more notes." in paged.pages[0].markdown


NINE_THOUSAND = [{1: "n", 2: "who"}, *({1: str(n), 2: "Zenith" if n in (4000, 4001, 7000) else "Acme"} for n in range(2, 9001))]
SEARCHING = Pace(clock=lambda: 0.0, look_until=1.0, skim_until=1.0, search_until=1.0)
HURRIED_SEARCHING = Pace(clock=lambda: 0.5, look_until=0.0, skim_until=1.0, search_until=1.0)
NO_TIME_TO_SEARCH = Pace(clock=lambda: 0.5, look_until=0.0, skim_until=1.0, search_until=0.0)


def _searched(*sought: str, pace: Pace = SEARCHING, name: str | None = "Given") -> Paged:
    return read_table(Given(NINE_THOUSAND, name=name), max_characters=600_000, pace=pace, search=Search.of(sought))


@pytest.mark.parametrize("pace", [SEARCHING, HURRIED_SEARCHING])
@pytest.mark.parametrize(
    ("name", "anchors"), [("Given", ["Given!A4000:B4001", "Given!A7000:B7000"]), (None, ["rows 4000-4001", "rows 7000"])]
)
def test_rows_that_hold_what_is_sought_stand_between_the_first_and_the_last(
    pace: Pace, name: str | None, anchors: list[str]
) -> None:
    paged = _searched("zenith", pace=pace, name=name)
    found = [page for page in paged.pages if page.is_found]
    assert [str(page.anchor) for page in found] == anchors
    assert "| 4001 | 4001 | Zenith |" in found[0].markdown
    assert found == list(paged.pages[-3:-1])
    assert paged.warnings[0] == "rows 2-2,001, 3 rows that match the question, and the last 50 of 9,000 rows"
    assert "Rows up to 9,000 that hold “zenith”: 3." in paged.pages[0].markdown
    assert (paged.is_partial, paged.total_rows, paged.columns) == (True, 9000, ("n", "who"))


@pytest.mark.parametrize(
    ("sought", "pace", "warnings"),
    [
        (["7000"], SEARCHING, ["rows 2-2,001, 1 row that matches the question, and the last 50 of 9,000 rows"]),
        (["row 5000"], SEARCHING, ["rows 2-2,001, 1 row that matches the question, and the last 50 of 9,000 rows"]),
        (["acm"], SEARCHING, ["rows 2-2,001 and the last 50 of 9,000 rows", "no further row matches the question"]),
        (["row 5", "row 8999"], SEARCHING, ["rows 2-2,001 and the last 50 of 9,000 rows", "no further row matches the question"]),
        (["acme"], SEARCHING, ["rows 2-2,001, 20 of the rows that match the question, and the last 50 of 9,000 rows"]),
        ([], SEARCHING, ["rows 2-2,001 and the last 50 of 9,000 rows"]),
        (
            ["zenith"],
            NO_TIME_TO_SEARCH,
            [
                "rows 2-2,001 and the last 50 of 9,000 rows",
                "no time left to search for the question's words",
                "its statistics cover rows up to 4,000",
            ],
        ),
    ],
)
def test_what_was_found_and_how_far_it_was_searched_is_said(sought: list[str], pace: Pace, warnings: list[str]) -> None:
    assert list(_searched(*sought, pace=pace).warnings) == warnings


def test_an_end_that_is_not_reached_does_not_count_as_searched() -> None:
    table = Given(NINE_THOUSAND, has_end=False)
    paged = read_table(table, max_characters=600_000, pace=HURRIED_SEARCHING, search=Search.of(["zenith"]))
    assert paged.warnings[0].startswith("rows 2-2,001 and 3 rows that match the question of about 9,000 rows")
    assert paged.warnings[1].startswith("searched for the question's words up to row ")


def test_a_table_that_is_shown_as_a_whole_is_the_same_whatever_is_sought() -> None:
    read, searched = (
        read_table(Given(NINE_THOUSAND[:500]), max_characters=600_000, pace=SEARCHING, search=Search.of(sought))
        for sought in ([], ["97", "acme"])
    )
    assert read == searched
    assert not read.is_partial


@given(
    rows=st.integers(1, 400),
    kinds=st.lists(st.sampled_from(["acme", "zenith", "97", "", "a longer text that takes more room"]), min_size=1, max_size=7),
    sought=st.lists(st.sampled_from(["acme", "zenith", "97", "row 150", "rows 20-60"]), max_size=3),
    characters=st.integers(2_000, 20_000),
    pace=st.sampled_from([SEARCHING, HURRIED_SEARCHING]),
)
def test_no_row_is_shown_twice_and_each_as_it_is_under_its_anchor(
    rows: int, kinds: list[str], sought: list[str], characters: int, pace: Pace
) -> None:
    cells = [{1: f"key {n}", 2: kinds[n % len(kinds)]} for n in range(1, rows + 1)]
    paged = read_table(Given(cells, name=None), max_characters=characters, pace=pace, search=Search.of(sought))
    shown: list[int] = []
    for page in paged.pages[1:]:
        numbers = [int(line.split("|")[1]) for line in page.markdown.split("\n")[2:]]
        assert numbers == list(range(page.anchor.first, page.anchor.last + 1))
        for number in numbers:
            assert f"| {number} | key {number} |" in page.markdown
            assert kinds[number % len(kinds)] in page.markdown
        shown += numbers
    assert shown == sorted(set(shown))
    assert paged.is_partial == (len(shown) + (0 if 1 in shown else 1) < rows)


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("Sheet2", "Sheet2"),
        ("Übersicht", "Übersicht"),
        ("Q3 plan", "'Q3 plan'"),
        ("It's", "'It''s'"),
        ("2026", "'2026'"),
        ("a.b", "a.b"),
    ],
)
def test_names_are_quoted_as_a_spreadsheet_quotes_them(name: str, written: str) -> None:
    assert quoted(name) == written


def test_one_cell_is_an_area_of_its_own() -> None:
    assert (area(2, 7, 2, 7), area(1, 1, 6, 40)) == ("B7", "A1:F40")


def test_long_names_of_columns_are_shortened() -> None:
    grid = Grid("S", Shown(1, {1: "x" * 200}), {})
    assert grid.column_name(1) == f"A: {'x' * LONGEST_NAME}…"


def test_an_extent_grows_with_what_it_includes() -> None:
    extent = Extent()
    extent.include(5, [2, 4])
    extent.include(3, [3])
    assert str(extent) == "B3:D5"


@given(st.lists(st.lists(st.text(max_size=8), min_size=2, max_size=2), min_size=1, max_size=20))
def test_whatever_cells_hold_a_table_keeps_its_shape(rows: list[list[str]]) -> None:
    lines = [["a", "b"], *([one_line(cell) for cell in row] for row in rows)]
    shown = markdown(lines).split("\n")
    assert len(shown) == len(rows) + 2
    assert all(line.replace("\\|", "").count("|") == 3 for line in shown)
