"""What an answer may rest on: the pages as the model was sent them, and which of them hold a figure or a word. Pure.

The index is built once for a prompt; a page itself is read when it is first asked for (`page.py`).
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import log

from bot.answering.citations.addresses import Address, addresses
from bot.answering.citations.anchors import Anchors, Place
from bot.answering.citations.claims import Claim
from bot.answering.citations.codes import Code
from bot.answering.citations.dates import Day, Moment, Time
from bot.answering.citations.figures import Figure
from bot.answering.citations.finding import NOWHERE, Form, find
from bot.answering.citations.folding import fold
from bot.answering.citations.lexicon import NUMBER_WORDS
from bot.answering.citations.numerals import CORE
from bot.answering.citations.page import PageText
from bot.answering.citations.quotes import Quote
from bot.answering.citations.words import content_words, word_forms
from bot.language import FileId, Link

MOST_READ = 12
"""Pages that are read for one sentence beyond those it cites; the likeliest come first."""


@dataclass(frozen=True, kw_only=True)
class Passage:
    """One page as the model was sent it."""

    anchor: str
    """As it stands above its text in the prompt, without brackets: `p. 12`, or `Q3.pdf, p. 12` with several documents."""
    text: str
    """Its Markdown."""
    source: str = ""
    """The file's or the place's name."""
    link: Link | None = None
    file: FileId | None = None
    is_image: bool = False
    """Sent as an image: its text is not the whole story."""


_WORD = re.compile(r"[^\W\d_]+")
_UNSEPARATED = str.maketrans("", "", ".,' ")
_THOUSANDS = re.compile(r"\d{1,3}(?:[,.']\d{3})+")
_SEPARATORS = re.compile(r"[.,' ]")


class Evidence:
    """The pages of one prompt, and what people said (`said`), which supports a figure but is nothing to cite."""

    def __init__(self, passages: Sequence[Passage], *, said: Sequence[str] = ()) -> None:
        self.passages = tuple(passages)
        self.anchors = Anchors([(passage.anchor, passage.source) for passage in self.passages])
        self._pages: dict[int, PageText] = {}
        # The names of what was read may be repeated like what was said.
        names = dict.fromkeys(passage.source for passage in self.passages if passage.source)
        self.said = PageText("\n".join([*said, *names]))
        self.is_empty = not self.passages and not any(text.strip() for text in said)
        self._words: dict[str, int] = {}
        self._numbers: dict[str, int] = {}
        self._index()

    def page(self, number: int) -> PageText:
        """A page, ready to be searched."""
        if number not in self._pages:
            self._pages[number] = PageText(self.passages[number].text)
        return self._pages[number]

    def place(self, page: int) -> Place:
        """The anchor under which a page was sent."""
        return self.anchors.of_page(page)

    def words_on(self, page: int, words: Iterable[str]) -> float:
        """How much of these words a page holds; rare ones count for more."""
        return sum(self._weight(word) for word in words if self._words.get(word, 0) >> page & 1)

    def weight(self, words: Iterable[str]) -> float:
        """How much these words are worth in all, those that stand nowhere included."""
        return sum(self._weight(word) for word in words)

    def ranked(self, words: Sequence[str], among: int | None = None) -> list[tuple[float, int]]:
        """Pages by how much of the words they hold, most first; `among` is a set of pages as bits."""
        scores: dict[int, float] = {}
        for word in words:
            weight = self._weight(word)
            for page in bits(self._words.get(word, 0) & among if among is not None else self._words.get(word, 0)):
                scores[page] = scores.get(page, 0.0) + weight
        if among is not None:
            for page in bits(among):
                scores.setdefault(page, 0.0)
        return sorted(((score, page) for page, score in scores.items()), key=lambda one: (-one[0], one[1]))

    def candidates(self, claim: Claim) -> int:
        """Pages, as bits, on which the claim may stand in some form; those where it does are among them but for rare forms."""
        return self._candidates(claim.what) | self._of_others(claim)

    @property
    def all_pages(self) -> int:
        """Every page, as bits."""
        return (1 << len(self.passages)) - 1

    def holding(self, claims: Sequence[Claim], words: Sequence[str], form: Form) -> list[int]:
        """Pages on which all these claims stand; of many that may, the likeliest by their words are looked at."""
        among = self.all_pages
        for claim in claims:
            among &= self.candidates(claim) or self._of_rounded(claim)
        likeliest = self.ranked(words, among)[:MOST_READ]
        return sorted(page for _, page in likeliest if all(find(claim, self.page(page), form) != NOWHERE for claim in claims))

    @cached_property
    def totals(self) -> frozenset[int]:
        """How many pages were sent, in all and of each document, and their last numbers."""
        sources = Counter(passage.source for passage in self.passages)
        return frozenset([len(self.passages), *sources.values(), *(place.locator.last for place in self.anchors.places)])

    @cached_property
    def addresses(self) -> dict[str, int]:
        """Every address in what was read, with its pages as bits; what people said counts as no page."""
        found: dict[str, int] = dict.fromkeys(self.said.addresses, 0)
        for number, passage in enumerate(self.passages):
            for address in addresses(fold(passage.text)):
                found[address.key] = found.get(address.key, 0) | 1 << number
        return found

    @cached_property
    def hosts(self) -> frozenset[str]:
        """The machines of those addresses."""
        return frozenset(re.split(r"[/?#:]", address.rpartition("@")[2], maxsplit=1)[0] for address in self.addresses)

    def has_address(self, address: Address) -> bool:
        """Whether an address stands anywhere in what was read or said; a machine's name may be part of a longer one."""
        return address.key in self.addresses or (address.is_bare and address.key in self.hosts)

    def _index(self) -> None:
        forms: dict[str, tuple[str, ...]] = {}
        cores: dict[str, tuple[str, ...]] = {}
        for number, passage in enumerate(self.passages):
            bit = 1 << number
            text = fold(passage.text)
            for word in set(_WORD.findall(text)):
                if word not in forms:
                    forms[word] = word_forms(word)
                for form in forms[word]:
                    self._words[form] = self._words.get(form, 0) | bit
                if (lower := word.lower()) in NUMBER_WORDS:
                    mark = _mark(str(NUMBER_WORDS[lower]))
                    self._numbers[mark] = self._numbers.get(mark, 0) | bit
            for core in set(CORE.findall(text)):
                if core not in cores:
                    cores[core] = tuple(_marks(core))
                for mark in cores[core]:
                    self._numbers[mark] = self._numbers.get(mark, 0) | bit

    def _weight(self, word: str) -> float:
        held_by = self._words.get(word, 0).bit_count()
        return log(1 + (len(self.passages) + 1) / (held_by + 0.5))

    def _of_others(self, claim: Claim) -> int:
        if not claim.otherwise:
            return 0
        among = self.all_pages
        for other in claim.otherwise:
            among &= self._candidates(other)
        return among

    def _of_rounded(self, claim: Claim) -> int:
        """A rounded figure shares no digits with the one it comes from: any page may hold that."""
        return self.all_pages if isinstance(claim.what, Figure) else 0

    def _candidates(self, what: Figure | Moment | Code | Address | Quote) -> int:
        match what:
            case Figure():
                found = 0
                for reading in what.readings:
                    among = self.all_pages
                    for number in reading:
                        among &= self._numbers.get(_mark("".join(map(str, number.value.as_tuple().digits))), 0)
                    found |= among
                return found
            case Moment():
                return self._of_moment(what)
            case Code():
                return self._of_code(what)
            case Address():
                return self.addresses.get(what.key, 0)
            case Quote():
                return self._of_words(what.words)

    def _of_moment(self, moment: Moment) -> int:
        found = 0
        for reading in moment.readings:
            among = self.all_pages
            for numbers in _parts_of(reading):
                among &= self._any_number(map(str, numbers))
            found |= among
        return found

    def _of_code(self, code: Code) -> int:
        among = self.all_pages
        # A quarter may be written in words, what is dialled in groups of any length.
        is_any = code.parts[0] == "q" or len(code.parts) == 1
        for part in code.parts if not is_any else ():
            if part.isdecimal():
                among &= self._any_number((part, f"20{part}") if code.parts[0] == "fy" else (part,))
        return among

    def _of_words(self, words: Sequence[str]) -> int:
        among = self.all_pages
        for word in words:
            # One that stands nowhere may be hyphenated at the end of a line.
            among &= self._words.get(word, among)
        return among

    def _any_number(self, numbers: Iterable[str]) -> int:
        found = 0
        for number in numbers:
            found |= self._numbers.get(_mark(number), 0)
        return found


def bits(pages: int) -> Iterator[int]:
    """The numbers of the pages in a set of bits."""
    while pages:
        low = pages & -pages
        yield low.bit_length() - 1
        pages ^= low


def words_of(folded: str) -> tuple[str, ...]:
    """The content words of a text, each once, in order."""
    return tuple(dict.fromkeys(content_words(folded)))


def _mark(digits: str) -> str:
    """A number's digits without the noughts around them: the same in every scale and writing."""
    return digits.strip("0") or "0"


def _marks(core: str) -> Iterator[str]:
    yield _mark(core.translate(_UNSEPARATED))
    if not core.isdigit() and not _THOUSANDS.fullmatch(core):
        for part in _SEPARATORS.split(core):
            yield _mark(part)
        for part in core.split(" ") if " " in core else ():
            yield _mark(part.translate(_UNSEPARATED))


def _parts_of(reading: Day | Time) -> Iterator[tuple[int, ...]]:
    """The numbers that a page with this date or time has in it, each with its other writings."""
    if isinstance(reading, Time):
        yield (reading.hour, reading.hour % 12, reading.hour % 12 + 12) if reading.hour % 12 else (0, 12, 24)
        if reading.minute:
            yield (reading.minute,)
        return
    if reading.year:
        yield (reading.year, reading.year % 100)
    if reading.day:
        yield (reading.day,)
