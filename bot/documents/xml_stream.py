"""XML out of untrusted packages: streamed, without a DTD (so no entities of its own, no outside files), by local names.

It knows no vocabulary. Depth is no danger to it: nothing here calls itself.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Protocol
from xml.parsers import expat

_WIDE_MARKS = (b"\xff\xfe", b"\xfe\xff")
_WIDE_DECLARATION = (b"<\0?\0", b"\0<\0?")
_DECLARATION = re.compile(r"\A\ufeff?\s*<\?xml[^<>]*\?>")


class BadXml(Exception):
    """Not well-formed, or with a DTD, which no part of an office document may have (ECMA-376-2, 8.1.4)."""


class Visitor(Protocol):
    """What is told of a part, with places in its bytes."""

    def start(self, name: str, attributes: Mapping[str, str], at: int) -> None:
        """An element begins with the tag `at` this place; names are without their prefixes."""
        ...

    def end(self, name: str, until: int) -> None:
        """An element ends; its last tag reaches up to this place."""
        ...

    def text(self, data: str) -> None:
        """Characters, in pieces of any length."""
        ...


def utf8(part: bytes) -> bytes:
    """The part in an encoding in which its markup is ASCII, so that places in it can be counted and searched."""
    if part.startswith((*_WIDE_MARKS, *_WIDE_DECLARATION)):
        encoding = "utf-16" if part.startswith(_WIDE_MARKS) else ("utf-16-le" if part.startswith(b"<") else "utf-16-be")
        return _DECLARATION.sub("", part.decode(encoding, "replace")).encode("utf-8", "replace")
    return part


def visit(part: bytes, visitor: Visitor) -> None:
    """Tells the visitor of every element in its order. Raises `BadXml`."""
    part = utf8(part)
    parser = expat.ParserCreate()
    parser.buffer_text = True
    is_childless = False

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal is_childless
        is_childless = True
        visitor.start(_local(name), {_local(key): value for key, value in attributes.items()}, parser.CurrentByteIndex)

    def end(name: str) -> None:
        nonlocal is_childless
        at = parser.CurrentByteIndex
        # Of an element that is one tag, the parser tells the place behind it; else where the end tag begins.
        is_one_tag = is_childless and part.endswith(b"/>", 0, at)
        is_childless = False
        visitor.end(_local(name), at if is_one_tag else part.index(b">", at) + 1)

    def text(data: str) -> None:
        nonlocal is_childless
        is_childless = False
        visitor.text(data)

    def doctype(*_: object) -> None:
        raise BadXml("DTD")

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    parser.StartDoctypeDeclHandler = doctype
    try:
        parser.Parse(part, True)
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise BadXml(type(error).__name__) from None


# A part holds few names, thousands of times each. So few are remembered that long ones, sent on purpose, don't add up.
@lru_cache(maxsize=256)
def _local(name: str) -> str:
    return name.rpartition(":")[2]
