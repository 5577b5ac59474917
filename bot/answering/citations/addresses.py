"""Web and e-mail addresses in a text, and the form in which two are compared. Pure.

Whether an address may be shown at all is decided in `slack/safety.py`; here it is whether it stands in what was read.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

# Endings without which a name with a dot in it is taken for a file or for two sentences: `README.md`, `end.Next`.
_ENDINGS = (
    "com|org|net|info|biz|edu|gov|mil|int|io|co|dev|app|ai|eu|uk|us|de|fr|nl|ch|at|es|it|pt|be|dk|fi|ie|pl|cz|se|no|ru|jp|cn|in|br|au|ca"
    "|xyz|online|site|shop|cloud|tech|store|example|test"
)
_BODY = r"[^\s<>|\"`^{}\\]"
_URL = re.compile(
    rf"(?P<email>(?:mailto:)?(?<![\w.+-])[\w.+-]{{1,64}}@[\w-]{{1,63}}(?:\.[\w-]{{1,63}}){{1,8}})"
    rf"|(?:https?://|ftp://|www\.){_BODY}+"
    rf"|(?<![\w@.-])(?:[^\W_][\w-]{{0,62}}\.){{1,6}}(?:{_ENDINGS})(?![\w-]|\.\w)(?P<path>[/?#]{_BODY}*)?",
    re.IGNORECASE,
)
_SIGN = re.compile(r"@|//|www\.|[^\W_]\.[a-z]{2}", re.IGNORECASE)
_TRAILING = ".,;:!?*_~'’“”…"
_PAIRS = {")": "(", "]": "[", ">": "<"}
_SCHEME = re.compile(r"(?:https?|ftp)://(?:www\.)?|www\.|mailto:", re.IGNORECASE)
_MARKDOWN_LINK = re.compile(
    r"!?\[(?P<label>[^\[\]\n]{0,300})\]\(\s{0,3}<?(?P<target>[^\s()<>]{1,2000}(?:\([^\s()<>]{0,200}\))?[^\s()<>]{0,500})>?[^()\n]{0,200}\)"
)


@dataclass(frozen=True, slots=True)
class Address:
    """Where an address stands. `key` is its comparable form."""

    start: int
    end: int
    key: str
    is_email: bool
    is_bare: bool
    """A name alone, without a scheme or a path: `example.com`."""


def addresses(text: str) -> Iterator[Address]:
    """Every address, without the punctuation that prose puts behind it."""
    for found in _URL.finditer(text) if may_hold_any(text) else ():
        url = _trimmed(found[0])
        is_bare = not found["email"] and not found["path"] and not _SCHEME.match(url)
        yield Address(found.start(), found.start() + len(url), key(url), bool(found["email"]), is_bare)


def may_hold_any(text: str) -> bool:
    """False for a text that certainly holds no address; most do not, and this is quickly said."""
    return _SIGN.search(text) is not None


def links(text: str) -> Iterator[re.Match[str]]:
    """Every `[label](target)`; both are groups."""
    yield from _MARKDOWN_LINK.finditer(text)


def key(url: str) -> str:
    """An address as it is compared: no scheme, no `www.`, no `/` at its end, the host in lower case."""
    plain = _SCHEME.sub("", url.replace("&amp;", "&"), count=1)
    host, slash, path = plain.partition("/")
    return (host.lower() + slash + path).rstrip("/")


def host_of(address_key: str) -> str:
    """The name of the machine in a comparable form."""
    return re.split(r"[/?#:]", address_key.rpartition("@")[2], maxsplit=1)[0]


def _trimmed(url: str) -> str:
    unbalanced = {bracket: url.count(bracket) - url.count(opening) for bracket, opening in _PAIRS.items()}
    end = len(url)
    while end and (url[end - 1] in _TRAILING or unbalanced.get(url[end - 1], 0) > 0):
        end -= 1
        if url[end] in unbalanced:
            unbalanced[url[end]] -= 1
    return url[:end]
