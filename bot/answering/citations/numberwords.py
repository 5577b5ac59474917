"""Numbers in words, ordinals in words and Roman numerals: `zweiundvierzig`, `three million dollars`, `Article IV`. Pure.

Cardinals up to ninety-nine, in English and German also joined ones, with a word of scale behind them any.
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
_WORD = re.compile(r"[^\W\d_]{2,}(?:-[^\W\d_]+)?")
_ONE_MORE = re.compile(rf" ({'|'.join(_EN_ONES)})(?![^\W_])", re.IGNORECASE)
_ROMAN = re.compile(rf"(?<![^\W_])(?:{'|'.join(ROMAN[:1:-1])})(?![^\W_])|(?<=[a-z] )I(?![^\W_'])")


def worded(text: str) -> Iterator[Figure]:
    """Every cardinal in words, in order."""
    read = 0
    for word in _WORD.finditer(text):
        if word.start() < read:
            continue
        lower, end = word[0].lower(), word.end()
        if lower not in _NUMBERS:
            lower, hyphen, _ = lower.partition("-")
            if not hyphen or lower not in _NUMBERS:
                continue
            end = word.start() + len(lower)
        number = _NUMBERS[lower]
        if lower in TENS and (one := _ONE_MORE.match(text, end)):
            number, end = number + _EN_ONES[one[1].lower()], one.end()
        read = end
        yield figure(word.start(), ((whole(str(number)),),), what_stands_behind(text, end))


def counted(text: str) -> Iterator[Figure]:
    """Every ordinal in words and every Roman numeral."""
    for word in _WORD.finditer(text):
        if (number := ORDINAL_WORDS.get(word[0].lower())) is not None:
            yield Figure(word.start(), word.end(), ((whole(str(number)),),))
    for roman in _ROMAN.finditer(text):
        yield Figure(roman.start(), roman.end(), ((whole(str(ROMAN.index(roman[0]))),),))
