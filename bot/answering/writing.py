"""Writes the answer: streams it, checks each sentence before it is shown, and has what could not be confirmed mended once."""

import re
from collections.abc import Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace

from bot.answering.calls import Calls
from bot.answering.citations.check import Checked, Verdict, check
from bot.answering.citations.checker import Checker
from bot.answering.citations.evidence import Evidence
from bot.answering.compose import Composed, Estimate
from bot.answering.needs import Reply
from bot.answering.repair import mended_sentences, repair_messages
from bot.answering.sentences import Sentences
from bot.language import Citation, FootnoteError, Link, Links
from bot.model.events import Finished, Restarted, TextDelta
from bot.telemetry import log

MOST_REPAIRED = 8
"""With more doubtful sentences than this it is the answer that is wrong, and mending single ones does not help."""

REPAIR_TOKENS = 600
"""The longest repair: so many sentences, written anew."""

_NOT_FOUND = "NOT FOUND"
"""What the model is told to begin with when the parts that it was shown do not hold the answer (`prompts/parts.md`)."""

# How an answer says in its own words that the material does not hold it. Short, and without a footnote: then it is no finding.
_SAYS_NOT_FOUND = re.compile(
    r"\bnot (?:in|part of|contained in|mentioned|found|stated|specified|given|provided|included|available)\b"
    r"|\b(?:does|do|did) not (?:contain|mention|say|state|specify|include|provide|give|hold|tell)\b"
    r"|\bno (?:information|mention|indication)\b|\b(?:keine|kein) (?:angaben?|informationen?|hinweise?)\b"
    r"|\bnicht (?:enthalten|erwähnt|angegeben|genannt|zu finden|im dokument)\b"
    r"|\bne (?:mentionne|contient|précise|dit) pas\b|\bn'est pas (?:mentionné|indiqué|précisé)"
    r"|\bno (?:se )?(?:menciona|contiene|indica|especifica|aparece)\b",
    re.IGNORECASE,
)
_LONGEST_REFUSAL = 400


@dataclass(frozen=True, kw_only=True)
class Written:
    """The answer, checked."""

    text: str
    finished: Finished
    checked: Sequence[Checked] = ()
    models: tuple[str, ...] = ()
    """All that have written it: the one that mended a sentence may be another one."""

    @property
    def citations(self) -> tuple[Citation, ...]:
        """What it cites, each place once, in order."""
        return tuple({one.anchor: one for checked in self.checked for one in checked.citations}.values())

    @property
    def finds_nothing(self) -> bool:
        """It says no more than that the material does not hold what was asked."""
        return not self.citations and _says_not_found(self.text)


class Writing:
    """Writes one answer. `calls` are the question's; `bare` are the addresses that stand in the material."""

    def __init__(self, calls: Calls, reply: Reply, *, bare: frozenset[str], count: Estimate) -> None:
        self._calls = calls
        self._reply = reply
        self._bare = bare
        self._count = count

    async def write(self, composed: Composed, evidence: Evidence, *, may_find_nothing: bool = False) -> Written:
        """Shows sentence by sentence what was checked. With `may_find_nothing`, one that says so is not shown.

        Raises a `ModelError`, and `OverLimit`.
        """
        sentences, checker = Sentences(), Checker(evidence)
        finished: Finished | None = None
        async with aclosing(self._calls.stream(composed.messages, estimated=composed.estimated_tokens)) as events:
            async for event in events:
                match event:
                    case TextDelta(text):
                        if sentences.feed(text) and not (may_find_nothing and _says_not_found(sentences.whole)):
                            shown = checker.feed(sentences.whole)
                            await self._reply.show(shown, links=self._links(checker.checked))
                    case Restarted():
                        sentences.restart()
                        checker.restart()
                        await self._reply.show("", links=self._links(()))
                    case Finished():
                        finished = event
        assert finished is not None, "a completion that ends without an error ends with Finished"
        text = checker.feed(sentences.flush()).strip()
        return await self._repaired(
            Written(text=text, finished=finished, checked=tuple(checker.checked), models=(finished.model,)), evidence
        )

    async def _repaired(self, written: Written, evidence: Evidence) -> Written:
        """What could not be confirmed, once more: kept only where it can be confirmed now."""
        doubtful = [one for one in written.checked if one.verdict is Verdict.UNVERIFIED]
        if not 0 < len(doubtful) <= MOST_REPAIRED:
            return written
        messages = repair_messages(doubtful, evidence, count=self._count)
        estimated = sum(self._count(str(message.content)) for message in messages)
        try:
            said = await self._calls.complete(messages, estimated=estimated, max_tokens=REPAIR_TOKENS)
        except FootnoteError as error:
            # The marks tell what is not confirmed; the answer stands.
            log.info("not repaired", error=type(error).__name__, detail=error.detail)
            return written
        mended: dict[str, Checked] = {}
        for old, new in mended_sentences(said.text, doubtful).items():
            checked = check(new, evidence)
            if checked.verdict in _CONFIRMED:
                mended[old] = checked
        return replace(_with(written, mended), models=(*written.models, said.finished.model)) if mended else written

    def _links(self, checked: Sequence[Checked]) -> Links:
        return links(self._bare, [citation for one in checked for citation in one.citations])


_CONFIRMED = frozenset({Verdict.SUPPORTED, Verdict.MENDED, Verdict.ADDED, Verdict.COMPUTED})


def links(bare: frozenset[str], citations: Sequence[Citation]) -> Links:
    """What an answer may show: the addresses of its material, and a link behind each place that it cites."""
    footnotes = {one.anchor: Link(url=one.link.url, label=one.link.label or one.anchor) for one in citations if one.link}
    return Links(bare=bare, footnotes=footnotes)


def found_nothing(text: str) -> str:
    """What an answer says that found nothing, without the sign by which it says so to us."""
    return re.sub(rf"^\W*{_NOT_FOUND}\W*", "", text).strip()


def _with(written: Written, mended: Mapping[str, Checked]) -> Written:
    checked = [_mended(one, mended) for one in written.checked]
    return replace(written, text="".join(one.text for one in checked).strip(), checked=checked)


def _mended(one: Checked, mended: Mapping[str, Checked]) -> Checked:
    """In its own place and no other: a short sentence may be a part of a longer one."""
    old = one.text.strip()
    new = mended.get(old)
    return replace(new, text=one.text.replace(old, new.text.strip(), 1)) if new else one


def _says_not_found(text: str) -> bool:
    said = text.strip()
    if said.lstrip("*_\"'` ").startswith(_NOT_FOUND):
        return True
    return len(said) <= _LONGEST_REFUSAL and "[" not in said and _SAYS_NOT_FOUND.search(said) is not None
