"""What can be had of an answer with one tap. Pure."""

import re
from collections.abc import Sequence

from bot.answering.task import Task
from bot.language import Citation, Offer, Question, Surface

_TABLE = re.compile(r"^\s*\|.*\|\s*\n\s*\|[\s:|-]+\|\s*$", re.MULTILINE)
_SHAPES = frozenset({Offer.SHORTER, Offer.LONGER, Offer.ACTIONS, Offer.TABLE, Offer.TRANSLATED, Offer.ASK, Offer.AGAIN})


def offers_of(text: str, task: Task, citations: Sequence[Citation], *, is_partial: bool, of: Question) -> frozenset[Offer]:
    """Other forms of a summary; its sources, its tables, and what was not read, where there is any of these."""
    if of.surface is Surface.STEP:
        return frozenset()
    found = {Offer.FEEDBACK}
    if task.is_summary:
        found |= _SHAPES
        if of.follow_up:
            found.discard(of.follow_up.offer)
        found.add(Offer.AGAIN)
    if citations:
        found.add(Offer.SOURCES)
    if _TABLE.search(text):
        found |= {Offer.CSV, Offer.XLSX}
    if is_partial and task.is_summary:
        found.add(Offer.REST)
    return frozenset(found)
