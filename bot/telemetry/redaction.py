"""What may be printed of a text, an exception and a library's line: shapes, kinds and places, no values. It prints nothing."""

import ast
import logging
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path
from traceback import format_tb
from typing import cast

REDACTED = "[redacted]"

ID_BYTES = 8
"""Of a hashed id: two of a million questions are alike once in some forty million logs."""
WITHHELD = "[...]"
"""In place of what a library has filled into its own words."""
NO_WORDS = "withheld"
"""In place of a line of which nothing is the library's own."""

SHORTEST_SECRET = 8
"""Characters. A shorter value would cut words out of every line."""

# What makes an address a secret: its query (`upload_url`, tickets of connections).
_QUERY = re.compile(r"(?<=://)([^\s'\"?]*)\?[^\s'\"]+")
# Shapes of secrets that must not be printed even when a library puts them into a message of its own:
# Slack tokens, API keys, what headers authorise with, user and password in an address (Redis), the path on hooks.slack.com
# (response_url), and a query whose address is somewhere else.
_SECRETS = re.compile(
    r"xox[a-z]*[.-][\w.-]+|xapp-[\w-]+|xwfp-[\w-]+|\bsk-[\w-]{8,}|(?i:bearer)\s+[\w.~+/=-]+"
    r"|(?i:(?<=authorization)['\"]?\s*[:=]\s*['\"]?basic)\s+[\w+/=-]+"
    r"|(?<=://)[^\s/@'\"]*:[^\s/'\"]*(?=@)|(?<=://)[^\s/@'\"]+(?=@)"
    r"|(?<=://hooks\.slack\.com/)[^\s'\"]+|(?<=\?)[\w%.-]+=[^\s'\"]+"
)
_PLACEHOLDER = re.compile(r"%(?:\(\w+\))?[-#0 +]*[\d.*]*[a-zA-Z]")
_METHODS = frozenset({"debug", "info", "warning", "warn", "error", "exception", "critical", "fatal", "log"})


def hashed(value: str, key: bytes) -> str:
    """An id as a short keyed hash: one id is one word wherever this key is, and there is no way back."""
    return blake2b(value.encode(), key=key, digest_size=ID_BYTES).hexdigest()


def redact(text: str, *, secrets: Iterable[str] = ()) -> str:
    """The text without these secrets, and without anything that looks like one."""
    for secret in secrets:
        text = text.replace(secret, REDACTED)
    return _SECRETS.sub(REDACTED, _QUERY.sub(rf"\1?{REDACTED}", text))


def known(secrets: Iterable[str]) -> tuple[str, ...]:
    """The secrets that `redact` can be given: the longest first, since one may hold another."""
    return tuple(sorted({secret for secret in secrets if len(secret) >= SHORTEST_SECRET}, key=len, reverse=True))


def traced(error: BaseException) -> str:
    """A traceback in which exceptions have kinds and no words: those may quote a message or a payload."""
    return "\n".join(["Traceback (most recent call last):", *_lines(error, depth=0)])


def _lines(error: BaseException, *, depth: int) -> Iterator[str]:
    margin = "  " * depth
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if before is not None:
        yield from _lines(before, depth=depth)
        yield f"{margin}then:"
    for frame in format_tb(error.__traceback__):
        yield from (f"{margin}{line}" for line in frame.rstrip().splitlines())
    yield f"{margin}{type(error).__module__}.{type(error).__qualname__}"
    if isinstance(error, BaseExceptionGroup):
        for one in cast("BaseExceptionGroup[BaseException]", error).exceptions:
            yield from _lines(one, depth=depth + 1)


def own_words(record: logging.LogRecord) -> str:
    """What a library says by itself in a line, by its source, without what it has filled in.

    Slack's SDK, for one, puts blocks and answers into its warnings, and whole payloads into its debug lines.
    """
    words = _written(record.pathname).get(record.lineno, "")
    return words if any(character.isalpha() for character in words) else NO_WORDS


@lru_cache(maxsize=64)
def _written(path: str) -> dict[int, str]:
    """The words of every logging call in a source file, by each of the call's lines; none where there is no source."""
    try:
        tree = ast.parse(Path(path).read_bytes())
    except (OSError, SyntaxError, ValueError, RecursionError):
        return {}
    found: dict[int, str] = {}
    # Outer calls come first, so that one inside another wins.
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _METHODS and node.args:
            said = node.args[1] if node.func.attr == "log" and len(node.args) > 1 else node.args[0]
            words = _PLACEHOLDER.sub(WITHHELD, _constant(said))
            found |= dict.fromkeys(range(node.lineno, (node.end_lineno or node.lineno) + 1), words)
    return found


def _constant(said: ast.expr) -> str:
    """The part of an expression that is written there."""
    match said:
        case ast.Constant(value=str(words)):
            return words
        case ast.JoinedStr(values=values):
            return "".join(_constant(value) for value in values)
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            return _constant(left) + _constant(right)
        case ast.BinOp(left=left, op=ast.Mod()):
            return _constant(left)
        case _:
            return WITHHELD
