"""In which order the pages of a document should find room in a prompt, and how much of it one table may take. Pure."""

from collections.abc import Sequence

from bot.answering.relevance import ranked
from bot.answering.tables import edges_of, tables_of
from bot.language import MESSAGES, Document

TABLE_SHARE = 0.5
"""The share of the room that one table may take. All of a table of a thousand rows fits into it as a rule; what is longer is
better asked for by its description and the rows that matter than poured into a prompt."""
PARTIAL_TABLE_SHARE = 0.25
"""The same for a table of which not all rows were read: there its further first rows are no more than a sample."""
FOUND_FIRST = 20
"""So many pages of rows that were found come before a table's first and last rows, the others behind them."""


def preferred(document: Document, costs: Sequence[int], *, free: int, room: int, question: str) -> Sequence[int]:
    """The places of a document's pages in the order in which they should find room; some pages of a long table not at all.

    `costs` are those of its pages, `free` what is left of the `room` for all documents, in tokens. Of what people said the newest
    counts most; a file is read from its beginning. Where it does not fit as a whole, its first page, which tells what it is,
    and then the pages that share most with the question. Of a table its description, what was found, its first and last rows.
    """
    places = range(len(costs))
    if document.kind == MESSAGES:
        return places[::-1]
    share = PARTIAL_TABLE_SHARE if document.partial_table else TABLE_SHARE
    tables = tables_of(document)
    is_long = any(sum(costs[place] for place in table) > room * share for table in tables)
    if not is_long and (not question or sum(costs) <= free):
        return places
    order = ranked(document.pages, question)
    if not tables:
        return [0, *(place for place in order if place)]
    kept: list[int] = []
    of_table = {place: number for number, table in enumerate(tables) for place in table}
    left = [room * share] * len(tables)
    for place in _of_tables(document, tables, order):
        if costs[place] <= left[of_table[place]]:
            left[of_table[place]] -= costs[place]
            kept.append(place)
    return kept


def _of_tables(document: Document, tables: Sequence[Sequence[int]], order: Sequence[int]) -> Sequence[int]:
    descriptions = [table[0] for table in tables]
    found = [place for place in order if document.pages[place].is_found]
    return list(dict.fromkeys([*descriptions, *found[:FOUND_FIRST], *edges_of(tables), *found, *order]))
