"""What a text says its figures are in, apart from any figure: `in EUR million`, `T€`, `$m`, `(000s)`. Pure."""

import re

from bot.answering.citations.lexicon import SCALES

_WORD = re.compile(r"(?<![\d.,])(?<!\d[ \n])(?<![^\W_])[^\W\d_]{3,}")
_SIGN = re.compile(
    r"(?:€|\$|£|EUR|USD|GBP|CHF)\s?(?P<letter>k|m|mn|bn|K|M|B)(?![^\W_])"
    r"|(?P<thousands>T€|k€|TEUR|KEUR|\(\s?'?000s?\s?\)|'000s?(?!\d)|(?<![^\W])000s(?![^\W_]))|(?P<millions>M€|MEUR)"
)
_LETTERS = {"k": 3, "K": 3, "m": 6, "M": 6, "mn": 6, "B": 9, "bn": 9}
_THOUSANDS, _MILLIONS = 3, 6


def scales_in(text: str) -> frozenset[int]:
    """The powers of ten that its words and signs of scale stand for, but for those that belong to a number."""
    powers = {power for word in _WORD.findall(text) for power in SCALES.get(word.lower(), ())}
    for sign in _SIGN.finditer(text):
        letters = sign["letter"]
        powers.add(_LETTERS[letters] if letters else _THOUSANDS if sign["thousands"] else _MILLIONS)
    return frozenset(powers)
