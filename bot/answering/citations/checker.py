"""Citations while an answer grows: sentence by sentence, each checked once and then left as it is. Pure.

Where sentences end is `sentences.py`'s to say, what becomes of one `check.py`'s. Here is what lies between: tables and code.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.answering.citations.check import Checked, Verdict, check, plain
from bot.answering.citations.evidence import Evidence
from bot.answering.citations.kinds import is_row
from bot.answering.sentences import sentences
from bot.language import Citation

_FENCE = re.compile(r" {0,3}(?P<mark>`{3,}|~{3,})")


@dataclass(frozen=True, kw_only=True)
class Summary:
    """How many sentences came out how, for the receipt. `claims` are all but the plain ones."""

    claims: int = 0
    supported: int = 0
    """With an anchor, the model's or one that code has put in, and nothing else to say."""
    computed: int = 0
    unseen: int = 0
    unverified: int = 0
    bare: int = 0


class Checker:
    """Sentence by sentence over a growing answer; a sentence once checked is never checked again and never changes."""

    def __init__(self, evidence: Evidence) -> None:
        self._evidence = evidence
        self.restart()

    def feed(self, whole: str) -> str:
        """Takes all whole sentences so far; returns the checked text so far, which begins with what was returned before."""
        if len(whole) > len(self._seen) and whole.startswith(self._seen):
            self._go_on(whole[len(self._seen) :])
            self._seen = whole
        elif not self._seen.startswith(whole):
            # Another answer, though nobody said so.
            self.restart()
            return self.feed(whole)
        return self._text

    def restart(self) -> None:
        """What came so far was not the answer."""
        self._seen = ""
        self._text = ""
        self._checked: list[Checked] = []
        self._fence = ""
        self._is_in_table = False
        self._before = ""

    @property
    def checked(self) -> Sequence[Checked]:
        """What was found out, in order; their texts make up the whole."""
        return self._checked

    @property
    def citations(self) -> tuple[Citation, ...]:
        """All places that the answer cites, each once, in the order in which it does."""
        found: Mapping[str, Citation] = {}
        for one in self._checked:
            for citation in one.citations:
                found.setdefault(citation.anchor, citation)
        return tuple(found.values())

    @property
    def summary(self) -> Summary:
        """The counts so far."""
        verdicts = [one.verdict for one in self._checked]
        return Summary(
            claims=len(verdicts) - verdicts.count(Verdict.PLAIN),
            supported=sum(map(verdicts.count, (Verdict.SUPPORTED, Verdict.MENDED, Verdict.ADDED))),
            computed=verdicts.count(Verdict.COMPUTED),
            unseen=verdicts.count(Verdict.UNSEEN),
            unverified=verdicts.count(Verdict.UNVERIFIED),
            bare=verdicts.count(Verdict.BARE),
        )

    def _go_on(self, text: str) -> None:
        is_at_line_start = not self._seen or self._seen.endswith("\n")
        for sentence in sentences(text, is_at_line_start=is_at_line_start):
            checked = self._check(sentence, is_at_line_start=is_at_line_start)
            self._checked.append(checked)
            self._text += checked.text
            self._before = checked.text
            is_at_line_start = sentence.endswith("\n")

    def _check(self, sentence: str, *, is_at_line_start: bool) -> Checked:
        fence = _FENCE.match(sentence) if is_at_line_start else None
        if self._fence or fence:
            self._is_in_table = False
            self._turn(sentence, fence)
            return Checked(text=sentence, verdict=Verdict.PLAIN)
        if not is_at_line_start:
            return check(sentence, self._evidence, before=self._before)
        is_header = is_row(sentence) and not self._is_in_table
        self._is_in_table = is_row(sentence)
        return plain(sentence, self._evidence) if is_header else check(sentence, self._evidence, before=self._before)

    def _turn(self, line: str, fence: re.Match[str] | None) -> None:
        """Whether code goes on behind this line."""
        if not self._fence:
            self._fence = fence["mark"] if fence else ""
        elif fence and fence["mark"].startswith(self._fence) and not line.strip(" `~\n"):
            self._fence = ""
