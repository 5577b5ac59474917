"""The links that stand in what was read: the only ones that an answer may show. Pure."""

import re
from collections.abc import Iterable, Sequence

from bot.answering.reading import ReadFile
from bot.language import Link, Turn

_URL = re.compile(r"https?://[^\s<>|\"'`\\^{}]+", re.IGNORECASE)
_TRAILING = ".,;:!?*_~"
_PAIRS = {")": "(", "]": "["}


def links_in(texts: Iterable[str]) -> frozenset[str]:
    """Every http(s) address in the texts, without the punctuation that prose puts behind one."""
    return frozenset(_trimmed(match[0]) for text in texts for match in _URL.finditer(text))


def source_links(turns: Sequence[Turn], files: Sequence[ReadFile]) -> frozenset[str]:
    """The links of a thread and of its files."""
    pages = (page.markdown for file in files if file.document for page in file.document.pages)
    return links_in([*(turn.text for turn in turns if not turn.ours), *pages])


def footnotes(files: Sequence[ReadFile]) -> dict[str, Link]:
    """The links behind anchors: what `[m12]` becomes."""
    pages = (page for file in files if file.document for page in file.document.pages)
    return {str(page.anchor): page.link for page in pages if page.link}


def _trimmed(url: str) -> str:
    # Counted once: an address may be as long as a file, and nothing but brackets.
    unbalanced = {bracket: url.count(bracket) - url.count(opening) for bracket, opening in _PAIRS.items()}
    end = len(url)
    while end and (url[end - 1] in _TRAILING or unbalanced.get(url[end - 1], 0) > 0):
        end -= 1
        if url[end] in unbalanced:
            unbalanced[url[end]] -= 1
    return url[:end]
