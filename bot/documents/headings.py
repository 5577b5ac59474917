"""Pages from Markdown that has headings: one for each section, cited by its heading: `§ Terms`. It reads no format itself."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from bot.documents.pages import CHUNK_CHARACTERS, fill
from bot.language import Anchor, AnchorKind, Document, Page, marks, phrases

LONGEST_LABEL = 80
"""Characters of a heading that are cited: a footnote is a pointer, not the text."""

# Of all lines those alone that may begin or end something; their first signs make looking for them fast.
_LINE = re.compile(
    r"\n(?=[ #=\-`~]) {0,3}(?:#{1,6}[ \t]+(?P<title>[^\n]*)"
    r"|(?P<underline>=++|-{3,}+)[ \t]*+(?![^\n])|(?P<fence>`{3,}|~{3,})(?P<info>[^\n]*))"
)
_LINK = re.compile(r"!?\[([^\[\]]{0,300})\]\([^()\n]{0,2000}\)")
_MARKS = re.compile(r"[*`~]+|\\(?=[^\w\s])|</?\w[^<>]{0,200}>|(?<!\w)_+|(?<!_)_++(?!\w)")


_Heading = tuple[int, int, str]
"""Where a heading begins and ends, both in characters, and its title without its marks. Plain, since there may be many."""


class Section(NamedTuple):
    """A heading without its marks, and the Markdown from there to the next one, the heading's line included."""

    title: str
    markdown: str


def has_headings(markdown: str) -> bool:
    """Whether there is at least one heading to cite."""
    return next(_headings(markdown), None) is not None


def headed(markdown: str, *, kind: str, max_characters: int, opening: str = marks.BEGINNING) -> Document:
    """A document of one page for each section, as far as the budget goes, with a warning where it ended the reading."""
    pages, complete = fill(by_headings(markdown, opening=opening), max_characters=max_characters)
    if complete:
        return Document(name="", kind=kind, pages=pages, total_pages=len(pages))
    total = sum(1 for _ in by_headings(markdown, opening=opening))
    warning = phrases.READ_IN_PART["section"].format(first=1, last=len(pages), total=total)
    return Document(name="", kind=kind, pages=pages, total_pages=total, warnings=(warning,))


def by_headings(markdown: str, *, opening: str = marks.BEGINNING) -> Iterator[Page]:
    """One page for each section; `opening` is how the text before the first heading is cited."""
    return as_pages(sections(markdown, opening=opening))


def sections(markdown: str, *, opening: str = marks.BEGINNING) -> Iterator[Section]:
    """The sections in order. A heading with nothing under it but the next heading belongs to that one's section."""
    title, start, text = opening, 0, 0
    for begin, end, heading in _headings(markdown):
        if markdown[text:begin].strip():
            yield Section(title, markdown[start:begin].strip("\n"))
            start = begin
        title, text = heading or title, end
    if (rest := markdown[start:].strip("\n")).strip():
        yield Section(title, rest)


def as_pages(found: Iterable[Section]) -> Iterator[Page]:
    """Sections as pages, long ones cut at paragraphs. What has a label that was there before is numbered: `§ Terms (2)`."""
    seen = Counter[str]()
    number = 0
    for title, markdown in found:
        label = f"§ {_cited(title)}"
        for piece in _pieces(markdown) if len(markdown) > CHUNK_CHARACTERS else (markdown.strip("\n"),):
            number += 1
            seen[label] = times = seen[label] + 1
            cited = label if times == 1 else f"{label} ({times})"
            anchor = Anchor(kind=AnchorKind.HEADING, first=number, last=number, label=cited)
            yield Page(anchor=anchor, markdown=piece)


def _headings(markdown: str) -> Iterator[_Heading]:
    """The headings of either style; what is fenced as code holds none."""
    fence = ""
    text = f"\n{markdown}"
    for line in _LINE.finditer(text):
        match line.lastgroup:
            case "title" if not fence:
                words = line["title"]
                yield line.start(), line.end() - 1, words if words.isalnum() else _title(_unclosed(words))
            case "underline" if not fence:
                # Where the line above can be no heading, this one is a rule or part of a list.
                above = text.rfind("\n", max(0, line.start() - LONGEST_LABEL - 1), line.start()) + 1
                words = text[above : line.start()]
                if above and words[:1].isalnum() and "|" not in words:
                    yield above - 1, line.end() - 1, _title(words)
            case "info" if not fence:
                fence = line["fence"]
            case "info" if line["fence"].startswith(fence) and not line["info"].strip(" `~"):
                fence = ""
            case _:
                pass


def _unclosed(heading: str) -> str:
    """The words of `# Heading ##`."""
    heading = heading.rstrip(" \t")
    words = heading.rstrip("#")
    return words.rstrip(" \t") if words[-1:] in (" ", "\t") else heading


def _title(heading: str) -> str:
    return " ".join(_MARKS.sub("", _LINK.sub(r"\1", heading)).split())


def _cited(title: str) -> str:
    """As a label: no brackets, in which footnotes stand themselves, and no longer than fits a footnote."""
    plain = title.replace("[", "(").replace("]", ")")
    if not plain.isprintable():
        plain = "".join(character for character in plain if character.isprintable())
    return plain if len(plain) <= LONGEST_LABEL else f"{plain[: LONGEST_LABEL - 1].rstrip()}…"


def _pieces(text: str) -> Iterator[str]:
    """Parts of at most `CHUNK_CHARACTERS`, cut before a paragraph, else before a line, else anywhere."""
    start = 0
    while len(text) - start > CHUNK_CHARACTERS:
        end = start + CHUNK_CHARACTERS
        for border in ("\n\n", "\n"):
            cut = text.rfind(border, start + CHUNK_CHARACTERS // 2, end)
            if cut > 0:
                end = cut
                break
        yield text[start:end].strip("\n")
        start = end
    if (rest := text[start:].strip("\n")) or not start:
        yield rest
