"""Numbers and dates as people write them: in a language's own way, in another's, shortened, rounded. It reads nothing."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from tests.answering.citations.claims.concepts import Unit
from tests.answering.citations.claims.words import Words

SIGNS = {"EUR": "€", "USD": "$", "GBP": "£"}
MINUS = "\u2212"
SPACES = (" ", "\u00a0", "\u202f", "\u2009")
# Thousands and decimals as they are set anywhere.
_STYLES = (
    (",", "."),
    (".", ","),
    ("'", "."),
    ("’", "."),
    ("", "."),
    ("", ","),
    *((space, mark) for space in SPACES for mark in ".,"),
)
_SHORT = ((9, "billion"), (6, "million"), (3, "thousand"))


@dataclass(frozen=True)
class Figure:
    """A number as a document gives it; its decimals are those of the `amount`, its `mark` is a currency's code or a unit."""

    amount: Decimal
    unit: Unit
    mark: str = ""


Value = Figure | date | str
"""A figure, a day, or what is written as it is: a code, a name, an address, a quote."""


def digits(amount: Decimal, group: str, point: str) -> str:
    """The number without its sign."""
    whole, _, decimals = f"{abs(amount):,f}".partition(".")
    return whole.replace(",", group) + (point + decimals if decimals else "")


def plain(figure: Figure, words: Words, *, form: int = 0) -> str:
    """The language's own way, of which it has several: any `form` counted from 0."""
    number = digits(figure.amount, words.group, words.point)
    match figure.unit:
        case Unit.MONEY:
            return _amounts(number, figure.mark, words)[form % (2 if words.code == "en" else 3)]
        case Unit.PERCENT:
            return number + words.percent[form % 2]
        case Unit.CHANGE:
            return (("+" if figure.amount > 0 else (MINUS, "-")[form % 2]) + number) + words.percent[form // 2 % 2]
        case Unit.MEASURE:
            return f"{number}{SPACES[form % 2]}{figure.mark}"
        case _:
            return number


def others(figure: Figure, words: Words) -> list[str]:
    """Every other way in which the same can be written in a sentence of this language, the language's own left out."""
    own = {plain(figure, words, form=form) for form in range(6)}
    return [text for text in dict.fromkeys(_ways(figure, words)) if text not in own]


def short(figure: Figure, words: Words) -> list[str]:
    """With the word for thousand, million or billion; nothing where that would take more than two decimals."""
    found: list[str] = []
    for power, name in _SHORT:
        number = (figure.amount.scaleb(-power)).normalize()
        if not 1 <= number < 1000 or -int(number.as_tuple().exponent) > 2:
            continue
        text = digits(Decimal(f"{number:f}"), words.group, words.point)
        if figure.unit is Unit.COUNT and power in words.scales:
            found.append(f"{text} {_numbered(words.scales[power], number)}")
        if figure.unit is Unit.MONEY:
            templates: tuple[str, ...] = getattr(words, name)
            filled = {"n": text, "s": SIGNS[figure.mark], "c": figure.mark, "w": words.currencies[figure.mark]}
            found += [one.format(**filled) for one in templates if _fits(one, number, words.currencies[figure.mark])]
    return found


def roundings(figure: Figure) -> list[Decimal]:
    """The amount to two and to three digits, where that is shorter and no digit 5 leaves it open which way."""
    amount = abs(figure.amount)
    found: list[Decimal] = []
    for kept in (2, 3):
        unit = Decimal(1).scaleb(amount.adjusted() - kept + 1)
        rounded = (amount / unit).quantize(Decimal(1), ROUND_HALF_UP) * unit
        if rounded != amount and rounded not in found and abs(rounded - amount) < unit * Decimal("0.45"):
            found.append(Decimal(f"{rounded.normalize():f}"))
    return found


def _amounts(number: str, code: str, words: Words) -> list[str]:
    """An amount of money, as it is most often written first."""
    sign, word = SIGNS[code], words.currencies[code]
    before = [f"{sign}{number}", f"{code} {number}"]
    behind = [f"{number}\u00a0{sign}", f"{number} {code}"]
    return [*before, *behind, f"{number} {word}"] if words.code == "en" else [*behind, f"{code} {number}", f"{number} {word}"]


def _ways(figure: Figure, words: Words) -> Iterator[str]:
    for number in _numbers(figure.amount, words):
        match figure.unit:
            case Unit.MONEY:
                yield from _amounts(number, figure.mark, words)
            case Unit.PERCENT:
                yield from (number + behind for behind in words.percent)
            case Unit.CHANGE:
                yield from (sign + number + behind for sign in _signs(figure.amount) for behind in words.percent)
            case Unit.MEASURE:
                yield from (f"{number}{between}{figure.mark}" for between in ("", " ", "\u00a0"))
            case _:
                yield number
    yield from short(figure, words)


def _numbers(amount: Decimal, words: Words) -> Iterator[str]:
    """Every style, and decimals that end in zeros without them. One mark that could be either is the language's own only."""
    trimmed = Decimal(f"{amount.normalize():f}")
    for value in (amount, trimmed):
        whole = value == value.to_integral_value() and int(value.as_tuple().exponent) >= 0
        for group, point in _STYLES:
            if whole and group in {",", "."} and group != words.group:
                continue
            yield digits(value, group, point)


def _signs(amount: Decimal) -> tuple[str, ...]:
    return ("+",) if amount > 0 else ("-", MINUS)


def _fits(template: str, number: Decimal, word: str) -> bool:
    """French: one million, two millions, and of euros alone by apostrophe."""
    if "d’" in template and word[0] not in "aeiou":
        return False
    if "{n} mill" in template and "d’" in template:
        return ("s d’" in template) == (number >= 2)
    return True


def _numbered(word: str, number: Decimal) -> str:
    return "million" if word == "millions" and number < 2 else word


def day_forms(words: Words) -> tuple[str, ...]:
    """The names of the forms in which such a language's documents give days, the most usual first."""
    return {
        "en": ("long", "american", "iso", "short"),
        "de": ("dotted", "long", "iso"),
        "fr": ("long", "slashed", "iso"),
        "es": ("long", "slashed", "iso"),
    }[words.code]


def written(day: date, form: str, words: Words) -> str:
    """A day in one of the forms. With slashes only where the day can't be taken for a month; else as `long`."""
    month = words.months[day.month - 1]
    if form == "slashed" and day.day <= len(words.months):
        form = "long"
    match form:
        case "iso":
            return day.isoformat()
        case "dotted":
            return f"{day:%d.%m.%Y}"
        case "dotted short":
            return f"{day.day}.{day.month}.{day.year}"
        case "slashed":
            return f"{day:%d/%m/%Y}"
        case "american":
            return f"{month} {day.day}, {day.year}"
        case "american ordinal":
            return f"{month} {_ordinal(day.day)}, {day.year}"
        case "short":
            return f"{day.day} {month[:3]} {day.year}"
        case "weekday":
            return f"{words.weekdays[day.weekday()]}{', ' if words.code in {'en', 'de', 'es'} else ' '}{_long(day, words)}"
        case _:
            return _long(day, words)


def other_days(day: date, words: Words) -> list[str]:
    """A day in every form that such a language's sentences may have."""
    forms = ["iso", "dotted", "dotted short", "long", "weekday", "slashed"]
    forms += ["american", "american ordinal", "short"] if words.code == "en" else []
    return list(dict.fromkeys(written(day, form, words) for form in forms))


def _long(day: date, words: Words) -> str:
    month = words.months[day.month - 1]
    match words.code:
        case "de":
            return f"{day.day}. {month} {day.year}"
        case "fr":
            return f"{'1er' if day.day == 1 else day.day} {month} {day.year}"
        case "es":
            return f"{day.day} de {month} de {day.year}"
        case _:
            return f"{day.day} {month} {day.year}"


def _ordinal(number: int) -> str:
    teens = number // 10 == 1
    return f"{number}{'th' if teens else {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th')}"
