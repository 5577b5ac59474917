"""Whether a claim stands on a page, in whatever form either is written. Pure.

Leaning towards yes where a writing is ambiguous, never where a digit, a unit, a sign or a word differs.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable
from typing import NamedTuple

from bot.answering.citations.addresses import Address
from bot.answering.citations.claims import Claim
from bot.answering.citations.codes import Code
from bot.answering.citations.dates import Day, Moment, Time
from bot.answering.citations.figures import PER_CENT, Figure
from bot.answering.citations.hedges import Hedge
from bot.answering.citations.numerals import Number
from bot.answering.citations.page import PageText, Written
from bot.answering.citations.quotes import Quote, place_of
from bot.answering.citations.rounding import is_rounded_from, reach

NOWHERE = -1

_DAYS = 31
_NOON = 12
_SHORTEST_SQUEEZED = 6
"""Letters and digits of a code that is looked for without regard to where its words end."""
_MOST_ROUNDED = 200
"""Figures of a page that are compared with one rounded figure."""


class Form(NamedTuple):
    """How the sentence is written in which a claim stands."""

    in_scale: bool = False
    """It says elsewhere what its figures are in: they may stand without the page's word of scale."""
    in_row: bool = False
    """It is a row of a table, and may have been copied with its number."""


PROSE = Form()


def find(claim: Claim, page: PageText, form: Form = PROSE) -> int:
    """The place on the page where the claim stands; `NOWHERE` if it does not."""
    place = _find(claim.what, claim.hedge, page, form)
    if place == NOWHERE and claim.otherwise:
        places = [_find(other, Hedge.NONE, page, form) for other in claim.otherwise]
        place = NOWHERE if NOWHERE in places else places[0]
    return place


def _find(what: Figure | Moment | Code | Address | Quote, hedge: Hedge, page: PageText, form: Form) -> int:
    match what:
        case Figure():
            return _figure(what, hedge, page, form)
        case Moment():
            return next((place for reading in what.readings if (place := _moment(reading, page)) != NOWHERE), NOWHERE)
        case Code():
            return _code(what, page)
        case Address():
            return page.addresses.get(what.key, NOWHERE)
        case Quote():
            return place_of(what, page.squeezed)


def _figure(figure: Figure, hedge: Hedge, page: PageText, form: Form) -> int:
    for reading in figure.readings:
        places = [_number(number, figure, hedge, page, form) for number in reading]
        if NOWHERE not in places:
            return places[0]
    return NOWHERE


def _number(number: Number, figure: Figure, hedge: Hedge, page: PageText, form: Form) -> int:
    place = _exactly(number, figure, page)
    if place == NOWHERE and form.in_scale:
        place = page.mantissas.get(number.value, NOWHERE)
    if place == NOWHERE and form.in_row:
        place = page.row_numbers.get(number.value, NOWHERE)
    if place == NOWHERE:
        # `twelve people` bear out 12, but not 12 %.
        in_words = (one for one in page.in_words.get(number.value, ()) if one.unit or not figure.unit)
        place = _fitting(in_words, figure)
    if place == NOWHERE and figure.unit is None and number.step == 1:
        place = _of_date(number, figure, page)
    return _rounded(number, figure, hedge, page) if place == NOWHERE else place


def _of_date(number: Number, figure: Figure, page: PageText) -> int:
    """A year that stands in a date, or its day as an ordinal."""
    if figure.is_ordinal and number.value <= _DAYS:
        return page.days.get(Day(None, None, int(number.value)), NOWHERE)
    return page.days.get(Day(int(number.value)), NOWHERE) if number.length == len("2026") else NOWHERE


def _exactly(number: Number, figure: Figure, page: PageText) -> int:
    """The same value with the same unit, or as its hundredth or its hundredfold, or in the scale that the page declares."""
    place = _fitting(page.numbers.get(number.value, ()), figure)
    if place != NOWHERE:
        return place
    if figure.unit == PER_CENT:
        hundredth = page.numbers.get(number.value.scaleb(-2), ())
        return next((one.place for one in hundredth if one.unit is None and one.number.step < 1), NOWHERE)
    if figure.unit is None and number.step < 1:
        hundredfold = page.numbers.get(number.value.scaleb(2), ())
        place = next((one.place for one in hundredfold if one.unit == PER_CENT), NOWHERE)
    for power in page.scales if place == NOWHERE else ():
        declared = (one for one in page.numbers.get(number.value.scaleb(-power), ()) if one.unit != PER_CENT)
        if (place := _fitting(declared, figure)) != NOWHERE:
            return place
    return place


def _fitting(written: Iterable[Written], figure: Figure) -> int:
    return next((one.place for one in written if _go_together(one, figure)), NOWHERE)


def _go_together(written: Written, figure: Figure) -> bool:
    """Neither the unit nor the sign of one speaks against the other's."""
    if written.sign and figure.sign and written.sign != figure.sign:
        return False
    return written.unit is None or figure.unit is None or not written.unit.isdisjoint(figure.unit)


def _rounded(number: Number, figure: Figure, hedge: Hedge, page: PageText) -> int:
    """A more exact figure that gives this one when it is rounded."""
    is_share = figure.unit == PER_CENT
    for power in (0, *page.scales) if not is_share else (0, 2):
        sought = number.scaled(-power)
        low, high = reach(sought, hedge)
        start = bisect_left(page.values, low)
        for value in page.values[start : start + _MOST_ROUNDED]:
            if value > high:
                break
            for one in page.numbers[value]:
                if is_share and power and (one.unit or one.number.step >= 1):
                    continue
                is_scaled, shares_unit = figure.is_scaled or bool(power), figure.unit is not None and one.unit is not None
                if _go_together(one, figure) and is_rounded_from(
                    sought, one.number, hedge=hedge, is_scaled=is_scaled, shares_unit=shares_unit
                ):
                    return one.place
    return NOWHERE


def _moment(reading: Day | Time, page: PageText) -> int:
    if isinstance(reading, Time):
        return _time(reading, page)
    place = page.days.get(reading, NOWHERE)
    if place == NOWHERE and reading.year is not None and Day(None, reading.month, reading.day) in page.yearless:
        # The year stands in a heading, the days below it.
        written = page.numbers.get(Number.of(reading.year).value, ())
        place = written[0].place if written else NOWHERE
    return place


def _time(time: Time, page: PageText) -> int:
    """On a clock of twelve hours or of 24; where a half of the day is said on one side only, it may be either."""
    hour, minute, second, half = time
    if second == 0 and time not in page.times:
        second = None
    if half:
        sought = (Time(hour, minute, second, half), Time(hour, minute, second), Time(hour % _NOON or _NOON, minute, second))
    else:
        afternoon = (Time(hour, minute, second, "pm"), Time(hour + _NOON, minute, second, "pm"))
        sought = (Time(hour, minute, second), Time(hour, minute, second, "am"), *afternoon)
    return next((page.times[one] for one in sought if one in page.times), NOWHERE)


def _code(code: Code, page: PageText) -> int:
    if code.parts in page.codes:
        return page.codes[code.parts]
    letters, *digits = code.parts
    if letters == "fy" and digits:
        year = Number.of(int(f"20{digits[0]}"))
        written = page.numbers.get(year.value, ())
        return written[0].place if written else page.days.get(Day(int(year.value)), NOWHERE)
    if found := _pattern(code).search(page.lower):
        return found.start()
    joined = "".join(code.parts)
    if len(joined) >= _SHORTEST_SQUEEZED and not joined.isdecimal() and (at := page.squeezed.find(joined)) >= 0:
        return page.squeezed.place(at)
    return NOWHERE


def _pattern(code: Code) -> re.Pattern[str]:
    """The parts of a code with whatever signs between them."""
    pieces = [re.escape(code.parts[0])]
    for before, part in zip(code.parts, code.parts[1:], strict=False):
        pieces += [r"[\W_]{1,3}" if before.isdecimal() == part.isdecimal() else r"[\W_]{0,3}", re.escape(part)]
    return re.compile(rf"(?<![^\W_]){''.join(pieces)}(?![^\W_])")
