"""The thread as material: its messages numbered, so that they can be cited, and as a document where they are many. Pure."""

from collections.abc import Sequence
from dataclasses import replace

from bot.answering.fence import one_line
from bot.answering.reading import ReadFile
from bot.language import MESSAGES, Anchor, AnchorKind, Document, Page, Turn, phrases

RECENT_TURNS = 4
"""So many of the newest messages of a long thread stand in the conversation too: what is asked may lean on them."""


def numbered(turns: Sequence[Turn], *, first: int) -> list[Turn]:
    """The turns with an anchor each (`m1`, `m2`, …, from `first` on) but for those that nobody can look up, and the last."""
    found: list[Turn] = []
    for turn in turns[:-1]:
        anchor = str(_anchor(first + len(found))) if turn.link else ""
        found.append(replace(turn, anchor=anchor))
    return [*found, *turns[-1:]]


def as_file(turns: Sequence[Turn]) -> ReadFile:
    """All numbered turns but the last as a document, a page for each."""
    pages = tuple(_page(turn) for turn in turns[:-1] if turn.anchor)
    return ReadFile(
        name=phrases.THIS_THREAD,
        document=Document(name=phrases.THIS_THREAD, kind=MESSAGES, pages=pages, total_pages=len(pages)),
    )


def recent(turns: Sequence[Turn]) -> Sequence[Turn]:
    """What of a long thread stands in the conversation, too, beside the document that holds all of it."""
    return turns[-1 - RECENT_TURNS :]


def said(turn: Turn) -> str:
    """A turn's words, and the names of what was shared with them."""
    shared = "".join(f"\n(shared the file {file.label})" for file in turn.files)
    return f"{turn.text.strip()}{shared}"


def _page(turn: Turn) -> Page:
    # Indented, so that no line of a message can pass for another speaker's; whatever else ends a line later becomes one.
    words = "\n  ".join(said(turn).splitlines())
    when = f", {turn.link.label}" if turn.link else ""
    return Page(anchor=_anchor(int(turn.anchor[1:])), markdown=f"{one_line(turn.speaker)}{when}: {words}", link=turn.link)


def _anchor(number: int) -> Anchor:
    return Anchor(kind=AnchorKind.MESSAGE, first=number, last=number)
