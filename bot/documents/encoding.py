"""Bytes → text, whatever encoding they were written in. Runs inside a worker; it knows nothing of pages."""

import codecs
from typing import NamedTuple

from charset_normalizer import from_bytes

from bot.documents.encoding_marks import ESCAPE, JAPANESE_SHIFTS, MARKS, utf16_without_mark
from bot.documents.pages import clean

GUESSING_BYTES = 64 * 1024
"""How much of a text in an unknown encoding is looked at to guess it."""
WESTERN = "cp1252"
DAMAGE = 0.05
"""The share of broken sequences among all beyond ASCII up to which a text still counts as UTF-8, with a blemish."""


class Decoded(NamedTuple):
    """Clean text, its encoding by Python's name, and whether that had to be guessed."""

    text: str
    encoding: str
    guessed: bool = False


def decode(data: bytes, *, declared: str | None = None) -> Decoded:
    """Decodes by byte order mark, as UTF-16 by its zero bytes, as UTF-8, else as declared or by the likeliest encoding.

    `declared` is what the file says of itself. Bytes that the encoding does not know become U+FFFD; it never fails.
    """
    for mark, encoding in MARKS:
        if data.startswith(mark):
            return Decoded(clean(data[len(mark) :].decode(encoding, "replace")), encoding)
    if wide := utf16_without_mark(data):
        return Decoded(clean(data.decode(wide, "replace")), wide)
    if ESCAPE in data and any(shift in data for shift in JAPANESE_SHIFTS):
        return Decoded(clean(data.decode("iso2022_jp", "replace")), "iso2022_jp")
    if (text := _utf8(data)) is not None:
        return Decoded(text, "utf-8")
    if declared and (known := _known(declared)):
        return Decoded(clean(data.decode(known, "replace")), known)
    encoding = _guess(data[:GUESSING_BYTES])
    return Decoded(clean(data.decode(encoding, "replace")), encoding, guessed=True)


def _utf8(data: bytes) -> str | None:
    """The bytes as clean UTF-8, with a blemish at most."""
    try:
        text = data.decode()
    except UnicodeDecodeError:
        text = data.decode("utf-8", "replace")
        if text.count("\ufffd") > DAMAGE * _beyond_ascii(text):
            return None
    # It holds no surrogates, and what else is to be cleaned is found faster among bytes.
    return clean(text) if b"\0" in data or b"\r" in data else text


def _guess(sample: bytes) -> str:
    matches = from_bytes(sample)
    best = matches.best()
    # Without a sign of its language a short text fits many encodings alike; the Western one is by far the most used.
    if best is None or (not best.coherence and any(match.encoding == WESTERN for match in matches)):
        return WESTERN
    return best.encoding


def _known(declared: str) -> str | None:
    """Python's name of a declared encoding; nothing where it knows none, where it is not for text, or for Unicode's own.

    Those were looked for by their marks: a page that calls itself UTF-16 in ASCII letters is not.
    """
    try:
        name = codecs.lookup(declared).name
        b"a".decode(name, "replace")
    except (LookupError, UnicodeError):
        return None
    return None if name.startswith(("utf", "idna", "punycode", "unicode", "raw", "undefined")) else name


def _beyond_ascii(text: str) -> int:
    return len(text) - len(text.encode("ascii", "ignore"))
