"""The one repair of an answer: sentences that could not be confirmed, with the places they cite, and what comes back. Pure."""

import re
from collections.abc import Mapping, Sequence

from bot.answering.citations.check import Checked
from bot.answering.citations.evidence import Evidence, Passage
from bot.answering.citations.kinds import is_row
from bot.answering.compose import Estimate
from bot.answering.fence import Fence
from bot.answering.prompts import prompt
from bot.language import Anchor, AnchorKind, Document, Page, marks
from bot.model.wire import Message, SystemMessage, UserMessage

PASSAGE_TOKENS = 3_000
"""The cited places that are shown again, all together: a repair must stay small beside the answer."""

_NUMBERED = re.compile(r"^\s*(\d{1,2})[.):]\s*(.*\S)\s*$")
_BAR = re.compile(r"(?<!\\)\|")
_MARK = re.compile(re.escape(f" {marks.UNVERIFIED}"))


def repair_messages(doubtful: Sequence[Checked], evidence: Evidence, *, count: Estimate) -> tuple[Message, ...]:
    """Asks for each of these sentences as the material has it."""
    shown: list[Passage] = []
    free = PASSAGE_TOKENS
    for passage in _cited(doubtful, evidence):
        cost = count(passage.text)
        if cost <= free:
            shown.append(passage)
            free -= cost
    fence = Fence.around([_document(passage) for passage in shown], seed=marks.NAME)
    pages = [fence.page(_page(passage), of=None) for passage in shown]
    sentences = "\n".join(f"{number}. {fence.line(_unmarked(one.text))}" for number, one in enumerate(doubtful, start=1))
    doubts = "; ".join(dict.fromkeys(fence.line(doubt) for one in doubtful for doubt in one.doubts))
    body = prompt("repair").format(pages="\n".join(pages), sentences=sentences, doubts=doubts)
    return SystemMessage(content=prompt("system")), UserMessage(content=body)


def mended_sentences(said: str, doubtful: Sequence[Checked]) -> Mapping[str, str]:
    """The sentences as they stand in the answer → what should stand in their place, where something came back for them."""
    found: dict[str, str] = {}
    for line in said.splitlines():
        if (numbered := _NUMBERED.match(line)) and 1 <= (number := int(numbered[1])) <= len(doubtful):
            old = doubtful[number - 1].text.strip()
            if _bars(old) == _bars(numbered[2]):
                found.setdefault(old, _framed(old, numbered[2]))
    return found


def _bars(text: str) -> int:
    """Of a table's row, between how many bars its cells stand: anything else in its place would tear the table apart."""
    return len(_BAR.findall(text)) if is_row(text) else 0


def _framed(old: str, new: str) -> str:
    """The new sentence behind the sign of a list that the old one stood behind."""
    sign = re.match(r"(?:[-*+•]|\d{1,3}[.)])\s+", old)
    return f"{sign[0]}{new}" if sign and not new.startswith(sign[0]) else new


def _cited(doubtful: Sequence[Checked], evidence: Evidence) -> list[Passage]:
    wanted = dict.fromkeys(citation.anchor for one in doubtful for citation in one.citations)
    known = {passage.anchor: passage for passage in evidence.passages}
    return [known[anchor] for anchor in wanted if anchor in known]


def _unmarked(text: str) -> str:
    return _MARK.sub("", text)


def _page(passage: Passage) -> Page:
    return Page(anchor=Anchor(kind=AnchorKind.WHOLE, label=passage.anchor), markdown=passage.text)


def _document(passage: Passage) -> Document:
    return Document(name=passage.source, kind="", pages=(_page(passage),))
