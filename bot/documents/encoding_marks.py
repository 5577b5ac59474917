"""The marks by which bytes show that they are text. Pure; the guessing of legacy encodings is done elsewhere."""

import codecs

# UTF-32's mark begins with UTF-16's, so it is tried first.
MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
ESCAPE = b"\x1b"
JAPANESE_SHIFTS = (ESCAPE + b"$B", ESCAPE + b"$@")
"""How ISO-2022-JP, all of it ASCII bytes, turns to Japanese (RFC 1468); terminals know no such escape sequence."""
SAMPLE_BYTES = 4096
CONTROL_SHARE = 0.01
"""The share of control characters up to which bytes count as text: logs hold escape sequences, binary data holds far more."""
_WIDE_ZEROS = 0.4
"""The least share of zeros among every other byte of UTF-16 text in a Western language."""

# Tab, newline, vertical tab, form feed, carriage return and escape are at home in text.
_CONTROLS = bytes(set(range(32)) - {9, 10, 11, 12, 13, 27}) + b"\x7f"


def is_text(head: bytes) -> bool:
    """Whether a file that begins so reads as text in some encoding."""
    if any(head.startswith(mark) for mark, _ in MARKS) or utf16_without_mark(head):
        return True
    controls = len(head) - len(head.translate(None, _CONTROLS))
    return controls <= CONTROL_SHARE * len(head)


def utf16_without_mark(data: bytes) -> str | None:
    """`utf-16-le` or `utf-16-be` when every other byte is mostly zero, as in Western text without a byte order mark."""
    sample = data[:SAMPLE_BYTES]
    if b"\0" not in sample:
        return None
    half = len(sample) / 2
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if odd > half * _WIDE_ZEROS and even <= half * CONTROL_SHARE:
        return "utf-16-le"
    if even > half * _WIDE_ZEROS and odd <= half * CONTROL_SHARE:
        return "utf-16-be"
    return None
