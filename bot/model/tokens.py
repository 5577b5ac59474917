"""How many tokens a text or an image costs, estimated without its tokenizer. Errs on the high side; counts no messages.

The weights were measured against the tokenizer family that the default model uses, on twenty samples in fifteen languages:
estimates are 1.0 to 1.5 times the truth on prose, and digits, of which each is a token of its own, are not undercounted.
"""

import re
from bisect import bisect_right
from collections import Counter
from functools import lru_cache
from math import ceil

MARGIN = 1.10
"""What is added to every estimate, so that text of an odd mixture still fits."""

# Tokens per character, by the first code point of each stretch; None: as many as the character has UTF-8 bytes.
_STRETCHES: tuple[tuple[int, float | None], ...] = (
    (0x0000, 0.70),  # ASCII signs; its letters, digits and white space stand in _ASCII
    (0x0080, 0.45),  # Latin with accents, IPA, combining marks, Greek
    (0x0400, 0.33),  # Cyrillic
    (0x0530, None),  # Armenian
    (0x0590, 0.50),  # Hebrew
    (0x0600, 0.34),  # Arabic
    (0x0700, None),
    (0x0750, 0.34),  # Arabic Supplement
    (0x0780, None),
    (0x08A0, 0.34),  # Arabic Extended
    (0x0900, 0.50),  # Devanagari to Sinhala
    (0x0E00, 0.52),  # Thai
    (0x0E80, None),
    (0x1E00, 0.45),  # Latin Extended Additional, Greek Extended
    (0x2000, None),
    (0x3040, 0.85),  # Hiragana, Katakana
    (0x3100, None),
    (0x3400, 1.12),  # Han
    (0xA000, None),
    (0xAC00, 0.65),  # Hangul
    (0xD7B0, None),
    (0xF900, 1.12),  # Han compatibility
    (0xFB00, None),
    (0x20000, 1.12),  # Han extensions
    (0x32000, None),
)
_STARTS = [start for start, _ in _STRETCHES]
_ASCII = {" ": 0.06, "\n": 0.55} | dict.fromkeys("0123456789", 1.0)
_ASCII_LETTER = 0.25

# Base64 and hex cost twice what their letters would in words: their runs are found and weighed apart.
_BLOB = re.compile(r"[A-Za-z0-9+/]{80,}")
_BLOB_WEIGHT = 0.85

# How the default model reads an image (vLLM, transformers_utils/processors/nano_nemotron_vl.py): the grid of at most 12
# tiles whose shape is closest, tiles of 512 pixels, a thumbnail beside more than one tile, two markers around it all.
TILE_PIXELS = 512
TILE_TOKENS = 256
MAX_TILES = 12
_MARKER_TOKENS = 2
_GRIDS = sorted(
    ((columns, rows) for columns in range(1, MAX_TILES + 1) for rows in range(1, MAX_TILES + 1) if columns * rows <= MAX_TILES),
    key=lambda grid: grid[0] * grid[1],
)

# A recalibrated factor stays within these: beyond them the count is about something else than the text.
LOWEST_FACTOR = 0.6
HIGHEST_FACTOR = 2.0
SMALLEST_SAMPLE = 200
"""Tokens below which a count says more about the chat template than about the text."""
_DRIFT = 0.1


def estimate(text: str) -> int:
    """About how many tokens the text costs, rounded up; 0 for no text."""
    blobs = sum(map(len, _BLOB.findall(text)))
    words = _BLOB.sub("", text) if blobs else text
    weight = sum(count * _weight(character) for character, count in Counter(words).items())
    return ceil((weight + blobs * _BLOB_WEIGHT) * MARGIN)


@lru_cache(maxsize=65_536)
def _weight(character: str) -> float:
    if character in _ASCII:
        return _ASCII[character]
    if character.isascii() and character.isalpha():
        return _ASCII_LETTER
    weight = _STRETCHES[bisect_right(_STARTS, ord(character)) - 1][1]
    return len(character.encode("utf-8", "surrogatepass")) if weight is None else weight


def estimate_image(width: int, height: int) -> int:
    """How many tokens the model spends on an image of this size in pixels: 258 to 3,330."""
    ratio = max(width, 1) / max(height, 1)
    best, best_distance = (1, 1), float("inf")
    for columns, rows in _GRIDS:
        distance = abs(ratio - columns / rows)
        wins_tie = distance == best_distance and width * height > 0.5 * TILE_PIXELS**2 * columns * rows
        if distance < best_distance or wins_tie:
            best, best_distance = (columns, rows), distance
    tiles = best[0] * best[1]
    return (tiles + (tiles > 1)) * TILE_TOKENS + _MARKER_TOKENS


class Calibration:
    """What each model's own counts say about our estimates, as a factor to multiply them with. Kept in memory only.

    A count above the estimate is believed at once, since what is too long is refused; one below it only by degrees.
    """

    def __init__(self) -> None:
        self._factors: dict[str, float] = {}

    def factor(self, model: str) -> float:
        """What to multiply an estimate for this model with; 1.0 until it was observed."""
        return self._factors.get(model, 1.0)

    def observe(self, model: str, *, estimated: int, actual: int) -> None:
        """Learns from one completion: our bare estimate of its prompt, and the API's `usage.prompt_tokens`."""
        if estimated < SMALLEST_SAMPLE or actual < SMALLEST_SAMPLE:
            return
        now, seen = self.factor(model), actual / estimated
        factor = seen if seen > now else now + (seen - now) * _DRIFT
        self._factors[model] = min(max(factor, LOWEST_FACTOR), HIGHEST_FACTOR)
