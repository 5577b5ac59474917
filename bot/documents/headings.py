"""Pages from Markdown that has headings: one for each section, cited by its heading: `§ Terms`. It reads no format itself."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from bot.documents.pages import CHUNK_CHARACTERS, fill
from bot.language import Anchor, AnchorKind, Document, Page, phrases

LONGEST_LABEL = 80
"""Characters of a heading that are cited: a footnote is a pointer, not the text."""

_HEADING = re.compile(r" {0,3}#{1,6}[ \t]+(.*?)(?:[ \t]+#+)?[ \t]*$")
_UNDERLINE = re.compile(r" {0,3}(?:=+|-{3,})[ \t]*$")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_LINK = re.compile(r"!?\[([^\[\]]{0,300})\]\([^()\n]{0,2000}\)")
_MARKS = re.compile(r"[*`~]+|\\(?=[^\w\s])|</?\w[^<>]{0,200}>|(?<!\w)_+|_+(?!\w)")
_BRACKETS = str.maketrans("[]", "()")


class Section(NamedTuple):
    """A heading without its marks, and the Markdown from there to the next one, the heading's line included."""

    title: str
    markdown: str


def has_headings(markdown: str) -> bool:
    """Whether there is at least one heading to cite."""
    return any(heading is not None for _, heading in _lines(markdown))


def headed(markdown: str, *, kind: str, max_characters: int, opening: str = phrases.BEGINNING) -> Document:
    """A document of one page for each section, as far as the budget goes, with a warning where it ended the reading."""
    pages, complete = fill(by_headings(markdown, opening=opening), max_characters=max_characters)
    if complete:
        return Document(name="", kind=kind, pages=pages, total_pages=len(pages))
    total = sum(1 for _ in by_headings(markdown, opening=opening))
    warning = phrases.READ_IN_PART.format(unit="sections", first=1, last=len(pages), total=total)
    return Document(name="", kind=kind, pages=pages, total_pages=total, warnings=(warning,))


def by_headings(markdown: str, *, opening: str = phrases.BEGINNING) -> Iterator[Page]:
    """One page for each section; `opening` is how the text before the first heading is cited."""
    return as_pages(sections(markdown, opening=opening))


def sections(markdown: str, *, opening: str = phrases.BEGINNING) -> Iterator[Section]:
    """The sections in order. A heading with nothing under it but the next heading belongs to that one's section."""
    title, lines, has_text = opening, list[str](), False
    for line, heading in _lines(markdown):
        if heading is not None:
            if has_text:
                yield Section(title, "\n".join(lines).strip("\n"))
                lines, has_text = [], False
            title = heading or title
        else:
            has_text = has_text or bool(line.strip())
        lines.append(line)
    if any(line.strip() for line in lines):
        yield Section(title, "\n".join(lines).strip("\n"))


def as_pages(found: Iterable[Section]) -> Iterator[Page]:
    """Sections as pages, long ones cut at paragraphs. What has a label that was there before is numbered: `§ Terms (2)`."""
    seen = Counter[str]()
    number = 0
    for section in found:
        label = f"§ {_cited(section.title)}"
        for piece in _pieces(section.markdown):
            number += 1
            seen[label] += 1
            cited = label if seen[label] == 1 else f"{label} ({seen[label]})"
            anchor = Anchor(kind=AnchorKind.HEADING, first=number, last=number, label=cited)
            yield Page(anchor=anchor, markdown=piece)


def _lines(markdown: str) -> Iterator[tuple[str, str | None]]:
    """Every line, with its title where it is a heading (of either style); what is fenced as code holds none."""
    fence = ""
    held: str | None = None  # a line that is a heading if the next one underlines it
    for line in markdown.split("\n"):
        if held is not None:
            if not fence and _UNDERLINE.match(line):
                yield f"{held}\n{line}", _title(held)
                held = None
                continue
            yield held, None
            held = None
        if mark := _FENCE.match(line):
            if not fence:
                fence = mark[1]
            elif mark[1].startswith(fence) and not line.strip(" `~"):
                fence = ""
            yield line, None
        elif fence:
            yield line, None
        elif heading := _HEADING.match(line):
            yield line, _title(heading[1])
        elif line[:1].isalnum() and len(line) <= LONGEST_LABEL and "|" not in line:
            held = line
        else:
            yield line, None
    if held is not None:
        yield held, None


def _title(heading: str) -> str:
    return " ".join(_MARKS.sub("", _LINK.sub(r"\1", heading)).split())


def _cited(title: str) -> str:
    """As a label: no brackets, in which footnotes stand themselves, and no longer than fits a footnote."""
    plain = "".join(character for character in title.translate(_BRACKETS) if character.isprintable())
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
