"""Whether a figure that stands nowhere is worked out from those that do: a sum, a difference, a change in per cent. Pure.

Kept tight: a wrong digit must not be explained by chance. A word in the sentence has to say what was worked out; only the
sentence's own figures, the passages that fit it and whole columns are used; the fewer digits a figure has, the fewer attempts.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext
from itertools import chain, combinations

from bot.answering.citations.cues import Operation
from bot.answering.citations.figures import PER_CENT, Figure, Unit
from bot.answering.citations.hedges import Hedge
from bot.answering.citations.numerals import Number
from bot.answering.citations.tables import Cell, Table, list_lengths, tables

MOST_ATTEMPTS = (0, 2, 6, 16, 40)
"""By the figure's digits; of a figure of five, `_MOST_AT_ALL`."""
_MOST_AT_ALL = 400
MOST_OPERANDS = 12
_PRECISION = 30
_BIT, _DIGITS_OF_A_BIT = Decimal("0.01"), 2
"""What is so small beside the other, in so few digits, is not added or taken away: a wrong digit is the right one and a bit."""
_HUNDRED = Decimal(100)

_IN_PAIRS = frozenset(
    {
        Operation.SUM,
        Operation.DIFFERENCE,
        Operation.CHANGE,
        Operation.SHARE,
        Operation.RATIO,
        Operation.PRODUCT,
        Operation.AVERAGE,
    }
)
_PLACES = re.compile(
    r"\s{0,2}(?:pages?|slides?|rows?|lines?|messages?|sheets?|sections?|seiten?|folien?|zeilen?|nachrichten|diapositives|lignes"
    r"|páginas|filas|pagine|righe|linhas|pagina's|regels)(?![^\W_])",
    re.IGNORECASE,
)


@dataclass(frozen=True, kw_only=True)
class Grounds:
    """What a figure may be worked out from: the sentence's own figures, the passages that fit it, and the cited pages."""

    sentence: str
    stated: Sequence[Figure]
    fitting: Sequence[Sequence[Figure]]
    """Figures of each passage, the most fitting passage first."""
    texts: Sequence[str]
    """Of the cited pages, folded."""
    words: Sequence[str]
    asked: frozenset[Operation]
    """What the sentence says was worked out."""
    totals: frozenset[int] = frozenset()
    """How many pages, rows or messages were sent, in all and of each document."""


def is_derived(figure: Figure, grounds: Grounds, hedge: Hedge = Hedge.NONE) -> bool:
    """Whether one operation on figures at hand gives this one."""
    if len(figure.readings[0]) != 1:
        return False
    number = figure.readings[0][0]
    if _counts_places(figure, number, grounds):
        return True
    sought = Number(number.value, number.round_step if hedge else number.step)
    digits = number.digits if hedge else number.length
    most = MOST_ATTEMPTS[digits] if digits < len(MOST_ATTEMPTS) else _MOST_AT_ALL
    with localcontext() as context:
        context.prec = _PRECISION
        attempts = chain(_from_tables(figure, grounds), _from_pairs(figure, grounds))
        return any(_is_among(sought, found, most) for found in attempts)


def _counts_places(figure: Figure, number: Number, grounds: Grounds) -> bool:
    return number.step == 1 and number.value in grounds.totals and _PLACES.match(grounds.sentence, figure.end) is not None


def _is_among(sought: Number, found: Iterable[Decimal], most: int) -> bool:
    """Whether one of the values is the sought one when it is rounded as that is; never where there are too many to choose."""
    values = set[Decimal]()
    for value in found:
        values.add(abs(value))
        if len(values) > most:
            return False
    return any(abs(value - sought.value) <= sought.step / 2 for value in values)


def _from_pairs(figure: Figure, grounds: Grounds) -> Iterator[Iterator[Decimal]]:
    asked = grounds.asked
    stated = _operands(grounds.stated, figure)
    yield _of_pairs(stated, figure, asked)
    yield _of_all(stated, figure, asked)
    yield _of_pairs(_years(grounds.stated), figure, asked & {Operation.DIFFERENCE})
    passages = [_operands(passage, figure) for passage in grounds.fitting]
    for among in passages:
        yield _of_pairs(among, figure, asked)
        yield _of_all(among, figure, asked)
    for fitting in range(2, len(passages) + 1):
        yield _of_pairs([cell for among in passages[:fitting] for cell in among], figure, asked)
    if len(passages) > 1:
        yield _across(passages, figure, asked)
    if stated and passages:
        yield _of_pairs([*stated[:3], *passages[0][:4]], figure, asked)


def _across(passages: Sequence[Sequence[Cell]], figure: Figure, asked: frozenset[Operation]) -> Iterator[Decimal]:
    """Rows that are laid out alike, column by column."""
    for place in range(max(map(len, passages))):
        column = [among[place] for among in passages if place < len(among)]
        yield from _of_pairs(column, figure, asked)
        yield from _of_all(column, figure, asked)


def _operands(found: Iterable[Figure], figure: Figure) -> list[Cell]:
    """Numbers that may have been worked with, each once; never a year or the figure itself."""
    own = {number.value for reading in figure.readings for number in reading}
    cells: dict[tuple[Decimal, Unit | None], Cell] = {}
    for one in found:
        if len(one.readings[0]) == 1 and one.readings[0][0].value not in own and not one.is_year:
            cells.setdefault((one.readings[0][0].value, one.unit), Cell(one.readings[0][0], one.unit))
    return list(cells.values())[:MOST_OPERANDS]


def _years(found: Iterable[Figure]) -> list[Cell]:
    return [Cell(one.readings[0][0], None) for one in found if one.is_year][:MOST_OPERANDS]


def _of_pairs(cells: Sequence[Cell], figure: Figure, asked: frozenset[Operation]) -> Iterator[Decimal]:
    for one, other in combinations(cells, 2):
        yield from _of_two(one, other, figure.unit, asked & _IN_PAIRS)


def _of_two(one: Cell, other: Cell, unit: Unit | None, asked: frozenset[Operation]) -> Iterator[Decimal]:
    a, b = one.number.value, other.number.value
    smaller, larger = sorted((one.number, other.number), key=lambda number: abs(number.value))
    if abs(smaller.value) < _BIT * abs(larger.value) and smaller.length <= _DIGITS_OF_A_BIT:
        asked -= {Operation.SUM, Operation.DIFFERENCE}
    are_alike = one.unit == other.unit or one.unit is None or other.unit is None
    goes_with = unit is None or all(cell.unit is None or not cell.unit.isdisjoint(unit) for cell in (one, other))
    if unit == PER_CENT and are_alike and one.unit != PER_CENT and other.unit != PER_CENT:
        if Operation.CHANGE in asked:
            yield from (abs(b - a) / abs(base) * _HUNDRED for base in (a, b) if base)
        if Operation.SHARE in asked:
            yield from (abs(part / whole) * _HUNDRED for part, whole in ((a, b), (b, a)) if whole and abs(part) < abs(whole))
        return
    if are_alike and goes_with:
        if Operation.SUM in asked:
            yield a + b
        if Operation.DIFFERENCE in asked:
            yield a - b
        if Operation.AVERAGE in asked:
            yield (a + b) / 2
    if Operation.PRODUCT in asked:
        yield a * b / (_HUNDRED if PER_CENT in (one.unit, other.unit) else 1)
    if Operation.RATIO in asked or (Operation.AVERAGE in asked and unit != PER_CENT):
        yield from (part / whole for part, whole in ((a, b), (b, a)) if whole)


def _of_all(cells: Sequence[Cell], figure: Figure, asked: frozenset[Operation]) -> Iterator[Decimal]:
    """Of all at once, as far as they are of the same kind as the figure."""
    values = [cell.number.value for cell in cells if _fits(cell, figure)]
    if len(values) > 1:
        if Operation.SUM in asked:
            yield sum(values, Decimal(0))
        if Operation.AVERAGE in asked:
            yield sum(values, Decimal(0)) / len(values)


def _from_tables(figure: Figure, grounds: Grounds) -> Iterator[Iterator[Decimal]]:
    """Whole columns first, then the rows that share a word with the sentence; how many rows, and how many items a list has."""
    asked = grounds.asked
    if not asked & {Operation.SUM, Operation.AVERAGE, Operation.COUNT}:
        return
    found = tables(grounds.texts)
    yield (value for table in found for value in _of_columns(table, table.data_rows, figure, asked))
    for table in found:
        yield _of_selections(table, figure, grounds)
    if Operation.COUNT in asked and figure.unit is None:
        yield (Decimal(len(table.data_rows)) for table in found)
        yield (Decimal(len(rows)) for table in found for rows in _selections(table, grounds.words))
        yield (Decimal(count) for count in list_lengths(grounds.texts) if count > 1)


def _of_selections(table: Table, figure: Figure, grounds: Grounds) -> Iterator[Decimal]:
    for rows in _selections(table, grounds.words):
        yield from _of_columns(table, rows, figure, grounds.asked)


def _of_columns(table: Table, rows: Sequence[int], figure: Figure, asked: frozenset[Operation]) -> Iterator[Decimal]:
    for place in range(table.width):
        yield from _of_all(table.column(place, rows), figure, asked)


def _selections(table: Table, words: Sequence[str]) -> Iterator[list[int]]:
    everything = table.data_rows
    for word in words:
        chosen = [row for row in everything if word in table.words[row]]
        if 1 < len(chosen) < len(everything):
            yield chosen


def _fits(cell: Cell, figure: Figure) -> bool:
    if figure.unit == PER_CENT:
        return cell.unit == PER_CENT
    return cell.unit is None or figure.unit is None or not cell.unit.isdisjoint(figure.unit)
