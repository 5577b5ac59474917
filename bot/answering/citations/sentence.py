"""One sentence taken apart: its anchors, what it claims, its words; and put together again, with nothing else changed. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.answering.citations import addresses
from bot.answering.citations.addresses import Address
from bot.answering.citations.anchors import Bracket
from bot.answering.citations.claims import Claim, claims, masked
from bot.answering.citations.evidence import Evidence, words_of
from bot.answering.citations.folding import Folded
from bot.answering.citations.kinds import is_row
from bot.language.marks import COMPUTED, UNVERIFIED

LONGEST_READ = 4_000
"""Characters of a sentence that are looked at; what is longer is no sentence."""

_MARK = re.compile(rf"(?:{re.escape(UNVERIFIED)}|{re.escape(COMPUTED)})", re.IGNORECASE)
_TRAILING = re.compile(r"\s*\Z")
_LAST_CELL = re.compile(r"\s*\|\s*\Z")
_WRAPPED = frozenset({("<", ">"), ("`", "`")})
_FOOTNOTE_NUMBER = re.compile(r"\[\^?\d{1,3}\]")


@dataclass(frozen=True, slots=True)
class Edit:
    """What takes the place of a part of the sentence."""

    start: int
    end: int
    text: str = ""


class Sentence:
    """A sentence of an answer, read against what was sent."""

    def __init__(self, text: str, evidence: Evidence) -> None:
        self.text = text
        self._folded = Folded(text[:LONGEST_READ])
        folded = self._folded.text
        self.brackets: list[Bracket] = list(evidence.anchors.find(folded))
        marks = [mark.span() for mark in _MARK.finditer(folded)]
        # A mark is code's to set: a model that has seen some may write them itself.
        self.edits: list[Edit] = [self._without(start, end) for start, end in marks]
        numbers = [number.span() for number in _FOOTNOTE_NUMBER.finditer(folded)]
        hidden = [
            *((bracket.start, bracket.end) for bracket in self.brackets),
            *marks,
            *numbers,
            *evidence.anchors.references(folded),
        ]
        self.read = masked(folded, sorted(hidden))
        self.is_row = is_row(text)
        self.claims: list[Claim] = []
        self.removed: list[str] = []
        """Addresses that stand nowhere, as the sentence has them."""
        unknown = self._take_out_addresses(evidence)
        for claim in claims(self.read):
            if not (isinstance(claim.what, Address) and any(start <= claim.start < end for start, end in unknown)):
                self.claims.append(claim)
        self.words = words_of(self.read)

    def as_written(self, claim: Claim) -> str:
        """A claim as it stands in the sentence."""
        return self._as_written(claim.start, claim.end).strip()

    def of_bracket(self, number: int) -> list[Claim]:
        """What stands before an anchor and behind the one before it; behind the last anchor belongs to that."""
        start = self.brackets[number - 1].end if number else 0
        is_last = number == len(self.brackets) - 1
        return [claim for claim in self.claims if start <= claim.start and (is_last or claim.end <= self.brackets[number].start)]

    def replace(self, bracket: Bracket, anchors: Sequence[str]) -> None:
        """Writes these anchors in the bracket's place; with none it is taken out."""
        if anchors:
            self.edits.append(self._edit(bracket.start, bracket.end, f"[{'; '.join(anchors)}]"))
        else:
            self.edits.append(self._without(bracket.start, bracket.end))

    def put_together(self, *behind: str) -> str:
        """The sentence with its edits, and these marks or anchors behind its words; in a table's row inside the last cell."""
        parts: list[str] = []
        at = 0
        for edit in sorted(self.edits, key=lambda edit: (edit.start, -edit.end)):
            if edit.start >= at:
                parts += [self.text[at : edit.start], edit.text]
                at = edit.end
        text = "".join([*parts, self.text[at:]])
        if not behind:
            return text
        end = self._end(text)
        return f"{text[:end]}{''.join(f' {one}' for one in behind)}{text[end:]}"

    def _end(self, text: str) -> int:
        if self.is_row and (cell := _LAST_CELL.search(text)) and cell.start():
            return cell.start()
        trailing = _TRAILING.search(text)
        return trailing.start() if trailing else len(text)

    def _edit(self, start: int, end: int, text: str = "") -> Edit:
        return Edit(*self._folded.span(start, end), text)

    def _take_out_addresses(self, evidence: Evidence) -> list[tuple[int, int]]:
        """Takes out what stands nowhere in what was read; of a link its words stay. Returns where that was."""
        unknown: list[tuple[int, int]] = []
        for link in addresses.links(self.read):
            inside = [one for one in addresses.addresses(link["target"]) if one.key]
            if inside and not all(evidence.has_address(one) for one in inside):
                has_words = link["label"].strip() and not any(True for _ in addresses.addresses(link["label"]))
                label = self._as_written(*link.span("label")) if has_words else ""
                self.edits.append(self._edit(*link.span(), label) if label else self._gap(*link.span()))
                self.removed.append(self._as_written(link.start("target"), link.end("target")))
                unknown.append(link.span())
        for address in addresses.addresses(self.read):
            if any(start <= address.start < end for start, end in unknown) or evidence.has_address(address):
                continue
            start, end = address.start, address.end
            if (self.read[start - 1 : start], self.read[end : end + 1]) in _WRAPPED:
                start, end = start - 1, end + 1
            self.edits.append(self._gap(start, end))
            self.removed.append(self._as_written(address.start, address.end))
            unknown.append((start, end))
        return unknown

    def _gap(self, start: int, end: int) -> Edit:
        """Takes a part out so that no two spaces, and none before a full stop, are left."""
        behind = self.read[end : end + 1]
        return self._without(start, end) if not behind.strip() or behind in ".,;:!?)" else self._edit(start, end)

    def _without(self, start: int, end: int) -> Edit:
        """Takes a part out, and the space before it."""
        edit = self._edit(start, end)
        return Edit(edit.start - (self.text[edit.start - 1 : edit.start] == " "), edit.end)

    def _as_written(self, start: int, end: int) -> str:
        return self.text[slice(*self._folded.span(start, end))]
