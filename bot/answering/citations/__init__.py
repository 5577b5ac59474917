"""Citations: every sentence of an answer is checked against the pages that it cites, in code."""

from bot.answering.citations.check import Checked, Verdict, check
from bot.answering.citations.checker import Checker, Summary
from bot.answering.citations.evidence import Evidence, Passage

__all__ = ["Checked", "Checker", "Evidence", "Passage", "Summary", "Verdict", "check"]
