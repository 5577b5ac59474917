"""What in a sentence can be looked for on a page: figures, dates, times, codes, addresses and quotes. Pure.

The same scan reads pages, so that what a page holds and what a sentence says are read alike.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bot.answering.citations.addresses import Address, addresses
from bot.answering.citations.codes import Code, codes
from bot.answering.citations.dates import Day, Moment, moments
from bot.answering.citations.figures import Figure, figures
from bot.answering.citations.hedges import Hedge, hedge_of
from bot.answering.citations.numberwords import worded
from bot.answering.citations.quotes import Quote, quotes

LARGEST_COUNT_IN_WORDS = 12
"""Up to this a number in words is a way of speaking ("two points"), unless it is of a currency, per cent or millions."""
STRONG_DIGITS = 3
"""So many significant digits hardly stand on another page by chance."""
_STRONG_CODE = 4

_MASK = "\x1f"
"""Takes the place of what has been read: no digit, no letter, no space."""

What = Figure | Moment | Code | Address | Quote


@dataclass(frozen=True, slots=True)
class Scan:
    """All that was read of one text but its quotes."""

    figures: list[Figure]
    moments: list[Moment]
    codes: list[Code]
    addresses: list[Address]
    rest: str
    """The text without all that is no figure."""


@dataclass(frozen=True, slots=True)
class Claim:
    """One thing that has to stand on a page, between two places of the sentence's folded text."""

    start: int
    end: int
    text: str
    """As folded; how it stands in the sentence is for the sentence's owner to say."""
    what: What
    otherwise: tuple[Figure | Code, ...] = ()
    """What it may be instead, where it need not be a date."""
    hedge: Hedge = Hedge.NONE

    @property
    def is_strong(self) -> bool:
        """Whether it would hardly stand on another page by chance."""
        match self.what:
            case Figure() as figure:
                is_long = figure.digits >= STRONG_DIGITS or figure.length > STRONG_DIGITS
                return (is_long and not figure.is_year) or (figure.unit is not None and (figure.is_scaled or figure.digits > 1))
            case Code() as code:
                return sum(map(len, code.parts)) >= _STRONG_CODE
            case Moment() as moment:
                return any(not isinstance(reading, Day) or None not in reading for reading in moment.readings)
            case _:
                return True


def masked(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """The text with these places, in order, taken out of sight; as long as before."""
    parts: list[str] = []
    end = 0
    for start, stop in spans:
        if start >= end:
            parts += [text[end:start], _MASK * (stop - start)]
            end = stop
    return "".join([*parts, text[end:]]) if parts else text


def scan(folded: str) -> Scan:
    """Reads a folded text: what is an address is no date, what is a date no code, what is a code no figure."""
    found_addresses = list(addresses(folded))
    text = masked(folded, ((address.start, address.end) for address in found_addresses))
    found_moments = moments(text)
    text = masked(text, ((moment.start, moment.end) for moment in found_moments if not moment.may_be_number))
    found_codes = list(codes(text))
    rest = masked(text, sorted((code.start, code.end) for code in found_codes))
    return Scan(figures(rest), found_moments, found_codes, found_addresses, rest)


# What numbers the points of an answer is the model's own: `3.`, `**Step 2:**`.
# "(1) costs, (2) staff": numbers of points as well, if they begin at one.
_POINT = re.compile(r"(?<!\S)\(?(\d{1,2})\)(?=\s)")
_LONGEST_DATE = 24
_NUMBERING = re.compile(
    r"\s*(?:>\s?)?(?:[-*+•]\s+)?[*_#\s]*(?:\(?\d{1,2}[.):](?=[\s*]|\Z)"
    r"|(?:step|point|item|note|option|key\spoint|schritt|punkt|étape|paso|passo|stap|#)\s?\d{1,2}(?=[\s*]*[:.)–-]))",
    re.IGNORECASE,
)


def claims(folded: str) -> list[Claim]:
    """Every claim of a sentence, in order. Its anchors are to be masked before."""
    numbering = _NUMBERING.match(folded)
    is_date = numbering and any(moment.start < numbering.end() for moment in moments(folded[: numbering.end() + _LONGEST_DATE]))
    text = masked(folded, [numbering.span()]) if numbering and not is_date else folded
    points = list(_POINT.finditer(text))
    if any(int(point[1]) == 1 for point in points):
        text = masked(text, (point.span() for point in points))
    found = [*_of_scan(text, scan(text)), *(_claim(text, quote) for quote in quotes(text))]
    return sorted(found, key=lambda claim: (claim.start, claim.end))


def _of_scan(text: str, read: Scan) -> Iterator[Claim]:
    taken: list[Moment] = []
    for moment in read.moments:
        inside: list[Figure | Code] = []
        if moment.may_be_number:
            taken.append(moment)
            inside += [figure for figure in read.figures if _is_inside(figure, moment)]
            inside += [code for code in read.codes if _is_inside(code, moment)]
        yield Claim(moment.start, moment.end, text[moment.start : moment.end], moment, otherwise=tuple(inside))
    yield from (_claim(text, address) for address in read.addresses)
    for code in read.codes:
        if not code.is_common and not any(_is_inside(code, moment) for moment in taken):
            yield _claim(text, code)
    for figure in read.figures:
        if not any(_is_inside(figure, moment) for moment in taken):
            yield _claim(text, figure)
    for figure in worded(read.rest):
        value = figure.readings[0][0].value
        if figure.unit or figure.is_scaled or value > LARGEST_COUNT_IN_WORDS:
            yield _claim(text, figure)


def _claim(text: str, what: Figure | Code | Address | Quote) -> Claim:
    hedge = hedge_of(text, what.start, what.end) if isinstance(what, Figure) else Hedge.NONE
    return Claim(what.start, what.end, text[what.start : what.end], what, hedge=hedge)


def _is_inside(part: Figure | Code, moment: Moment) -> bool:
    return moment.start < part.end and part.start < moment.end
