"""Numbers in words, ordinals in words and Roman numerals: `zweiundvierzig`, `three million dollars`, `Article IV`. Pure.

Cardinals up to ninety-nine in several languages, in English and German below a million, with a word of scale behind them any.
"""

import re
from collections.abc import Iterator

from bot.answering.citations.figures import Figure, figure, what_stands_behind
from bot.answering.citations.lexicon import NUMBER_WORDS, ORDINAL_WORDS, ROMAN, TENS, listed
from bot.answering.citations.numerals import whole

_EN_ONES = {word: number for number, word in enumerate(listed("one two three four five six seven eight nine"), start=1)}
_DE_ONES = {word: number for number, word in enumerate(listed("ein zwei drei vier fünf sechs sieben acht neun"), start=1)}
_NUMBERS = {
    **NUMBER_WORDS,
    **{f"{ten}-{one}": TENS[ten] + _EN_ONES[one] for ten in TENS if ten.endswith("ty") for one in _EN_ONES},
    **{f"{one}und{ten}": TENS[ten] + _DE_ONES[one] for ten in TENS if not ten.endswith("ty") for one in _DE_ONES},
}
_HUNDRED, _THOUSAND = 100, 1_000
_WORD = re.compile(r"[^\W\d_]{2,}(?:-[^\W\d_]+)?")
_GOES_ON = re.compile(r"[ -](?:and )?([^\W\d_]{3,}(?:-[^\W\d_]+)?)", re.IGNORECASE)
_GERMAN = re.compile(
    rf"(?:(?P<thousands>[^\W\d_]*?)tausend)?(?:und)?(?:(?P<hundreds>{'|'.join(_DE_ONES)})?(?P<hundred>hundert))?(?:und)?(?P<rest>[^\W\d_]*)"
)
_LONGEST_GERMAN = 60
_ROMAN = re.compile(rf"(?<![^\W_])(?:{'|'.join(ROMAN[:1:-1])})(?![^\W_])|(?<=[a-z] )I(?![^\W_'])")


def worded(text: str) -> Iterator[Figure]:
    """Every cardinal in words, in order."""
    read = 0
    for word in _WORD.finditer(text):
        if word.start() < read:
            continue
        lower, read = word[0].lower(), word.end()
        number = _number(lower)
        if number is None:
            # "twelve-month": of two words that are joined the first may be one.
            lower, _, rest = lower.partition("-")
            number, read = _number(lower) if rest else None, word.start() + len(lower)
        if number is None:
            read = word.end()
            continue
        number, read = _with_what_follows(number, text, read)
        yield figure(word.start(), ((whole(str(number)),),), what_stands_behind(text, read))


def _number(word: str) -> int | None:
    """One word as a number; in German that may be any below a million."""
    if word in _NUMBERS:
        return _NUMBERS[word]
    if ("hundert" not in word and "tausend" not in word) or len(word) > _LONGEST_GERMAN:
        return None
    found = _GERMAN.fullmatch(word)
    assert found, "everything in it is optional, and the rest takes what is left"
    rest = _NUMBERS.get(found["rest"]) if found["rest"] else 0
    thousands = _number(found["thousands"]) if found["thousands"] else 1 if "tausend" in word else 0
    if rest is None or thousands is None or word in {"hundert", "tausend"}:
        return None
    return thousands * _THOUSAND + (_DE_ONES.get(found["hundreds"] or "ein", 1) * _HUNDRED if found["hundred"] else 0) + rest


def _with_what_follows(number: int, text: str, end: int) -> tuple[int, int]:
    """`two thousand five hundred and twelve`: what follows is more of the same number as long as it gets smaller."""
    total, current = 0, number
    while found := _GOES_ON.match(text, end):
        word = found[1].lower()
        is_joined = found[0].lower().startswith(" and ")
        if word == "hundred" and not is_joined and current < _HUNDRED:
            current *= _HUNDRED
        elif word == "thousand" and not is_joined and current < _THOUSAND and not total:
            total, current = current * _THOUSAND, 0
        elif (
            (more := _NUMBERS.get(word)) is not None
            and more
            and (
                (current >= _HUNDRED and current % _HUNDRED == 0 and more < _HUNDRED)
                or (current == 0 and total)
                or (current in TENS.values() and more < 10 and not is_joined)
            )
        ):
            current += more
        else:
            break
        end = found.end()
    return total + current, end


def counted(text: str) -> Iterator[Figure]:
    """Every ordinal in words and every Roman numeral."""
    for word in _WORD.finditer(text):
        if (number := ORDINAL_WORDS.get(word[0].lower())) is not None:
            yield Figure(word.start(), word.end(), ((whole(str(number)),),))
    for roman in _ROMAN.finditer(text):
        yield Figure(roman.start(), roman.end(), ((whole(str(ROMAN.index(roman[0]))),),))
