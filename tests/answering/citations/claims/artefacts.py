"""What a PDF does to text on the way out: broken lines, hyphens, ligatures, soft hyphens, wide digits. Words stay the same."""

import re
from dataclasses import dataclass
from random import Random

_LIGATURES = {"ffi": "ﬃ", "ffl": "ﬄ", "ff": "ﬀ", "fi": "ﬁ", "fl": "ﬂ"}
_LIGATURE = re.compile("|".join(_LIGATURES))
_LONG_WORD = 8
"""Letters from which a word may be broken, or hold a soft hyphen."""
_LEAST_PART = 3
_WIDE = str.maketrans("0123456789", "０１２３４５６７８９")
_WIDE_NUMBER = re.compile(r"(?<![\w.,/@-])\d[\d.,]*\d(?![\w/@-])")


@dataclass(frozen=True, kw_only=True)
class Habits:
    """What is done to the pages of one document."""

    width: int = 0
    """Characters in a line; 0: lines are as long as paragraphs."""
    hyphens: bool = False
    ligatures: bool = False
    soft_hyphens: bool = False
    wide_digits: bool = False


def habits(rng: Random) -> Habits:
    """Of every five documents one is clean, as those from a word processor are."""
    if rng.random() < 0.2:
        return Habits()
    return Habits(
        width=rng.randint(58, 96),
        hyphens=rng.random() < 0.7,
        ligatures=rng.random() < 0.5,
        soft_hyphens=rng.random() < 0.3,
        wide_digits=rng.random() < 0.15,
    )


def set_as_prose(text: str, habits: Habits, rng: Random) -> str:
    """A paragraph as such a document gives it."""
    lines = _broken(text, habits, rng) if habits.width else text
    return set_as_row(_widened(lines, rng) if habits.wide_digits else lines, habits, rng)


def set_as_row(text: str, habits: Habits, rng: Random) -> str:
    """A heading or a row of a table: its line is not broken."""
    return re.sub(r"\S+", lambda match: _word(match[0], habits, rng), text)


def _word(word: str, habits: Habits, rng: Random) -> str:
    if _is_address(word):
        return word
    if habits.soft_hyphens and word.isalpha() and len(word) > _LONG_WORD and rng.random() < 0.25:
        at = rng.randint(_LEAST_PART, len(word) - _LEAST_PART)
        word = f"{word[:at]}\u00ad{word[at:]}"
    return _LIGATURE.sub(lambda match: _LIGATURES[match[0]], word) if habits.ligatures else word


def _broken(text: str, habits: Habits, rng: Random) -> str:
    lines, line = list[str](), ""
    for word in text.split(" "):
        if len(line) + len(word) < habits.width:
            line = f"{line} {word}".strip(" ")
            continue
        head, tail = _parted(word, rng) if habits.hyphens else ("", word)
        lines.append(f"{line} {head}".strip(" "))
        line = tail
    return "\n".join([*lines, line])


def _parted(word: str, rng: Random) -> tuple[str, str]:
    """A word in two, its hyphen with the first part; ("", word) where it stays whole."""
    if _is_address(word) or any(character.isdigit() for character in word):
        return "", word
    if "-" in word[1:-1]:
        head, _, tail = word.partition("-")
        return f"{head}-", tail
    if not word.isalpha() or len(word) < _LONG_WORD or rng.random() < 0.3:
        return "", word
    at = rng.randint(_LEAST_PART, len(word) - _LEAST_PART)
    return f"{word[:at]}-", word[at:]


def _widened(text: str, rng: Random) -> str:
    return _WIDE_NUMBER.sub(lambda match: match[0].translate(_WIDE) if rng.random() < 0.4 else match[0], text)


def _is_address(word: str) -> bool:
    return "@" in word or "://" in word
