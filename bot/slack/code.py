"""Where code stands in a Markdown text: fences and inline spans. Whatever rewrites text asks here, so that all agree."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

_FENCE_OPENS = re.compile(r" {0,3}(?P<mark>`{3,}|~{3,})(?P<info>[^\n]*)")
_SPAN = re.compile(r"(?<![`\\])(?P<mark>`+)(?!`)(?P<code>[^\n]*?[^`\n])(?P=mark)(?!`)")
_CODE_INDENT = 4
"""From this many spaces on, a mark is part of the code (CommonMark 4.5)."""


@dataclass(frozen=True)
class CodeBlock:
    """A fenced block; `closed` is False while its end has not come."""

    mark: str
    language: str
    lines: tuple[str, ...]
    closed: bool


def opened(line: str) -> re.Match[str] | None:
    """The match of a line that opens a fence. A backtick fence has no backtick after its mark (CommonMark 4.5)."""
    match = _FENCE_OPENS.fullmatch(line)
    if match and match["mark"][0] == "`" and "`" in match["info"]:
        return None
    return match


def closes(line: str, mark: str) -> bool:
    """Whether the line closes a fence that was opened with `mark`."""
    bare = line.strip()
    return len(bare) >= len(mark) and set(bare) == {mark[0]} and len(line) - len(line.lstrip()) < _CODE_INDENT


def blocks(text: str) -> Iterator[CodeBlock | str]:
    """The text's lines in order, each fence gathered into one piece."""
    lines = iter(text.split("\n"))
    for line in lines:
        match = opened(line)
        if not match:
            yield line
            continue
        inside: list[str] = []
        closed = False
        for code in lines:
            if closes(code, match["mark"]):
                closed = True
                break
            inside.append(code)
        yield CodeBlock(mark=match["mark"], language=match["info"].strip(), lines=tuple(inside), closed=closed)


def outside_spans(line: str, *, prose: Callable[[str], str], code: Callable[[str], str]) -> str:
    """One line with `prose` applied between its inline code spans and `code` to the spans, marks included."""
    parts: list[str] = []
    end = 0
    for span in _SPAN.finditer(line):
        parts += [prose(line[end : span.start()]), code(span.group())]
        end = span.end()
    return "".join([*parts, prose(line[end:])])


def outside_code(text: str, *, prose: Callable[[str], str], code: Callable[[str], str]) -> str:
    """The text with `prose` applied outside all code and `code` to the code."""
    pieces: list[str] = []
    for block in blocks(text):
        if isinstance(block, str):
            pieces.append(outside_spans(block, prose=prose, code=code))
            continue
        # The line behind the opening mark is shown by some readers and is as untrusted as the rest.
        pieces.append(code("\n".join([block.mark + block.language, *block.lines, *([block.mark] if block.closed else [])])))
    return "\n".join(pieces)
