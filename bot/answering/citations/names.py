"""What documents and headings are called, and what a model may make of it. Which of them is meant is decided elsewhere. Pure."""

import re
from collections.abc import Iterator

from bot.answering.citations.folding import fold

SHORTEST_LABEL = 4
"""Characters of a heading that a model may shorten it to, behind a `§`."""

_EXTENSION = re.compile(r"\.[A-Za-z0-9]{1,5}\Z")
_NAME_ENDS = re.compile(r"[\s,:|-]")
_LONGEST_NAME = 300


def plain_name(text: str) -> str:
    """A name in the form in which names are compared."""
    return " ".join(fold(text).lower().split())


def names_of(source: str) -> Iterator[str]:
    """How a model may name a document: whole, without its ending, without its folder."""
    if not source:
        return
    for name in (source, source.rpartition("/")[2]):
        yield name
        yield _EXTENSION.sub("", name)


def ends_of_name(plain: str) -> list[int]:
    """Where a name at the beginning of a text may end, the longest first."""
    return [len(plain), *(found.start() for found in reversed(list(_NAME_ENDS.finditer(plain[:_LONGEST_NAME]))))]


def label_of(text: str) -> str:
    """A heading in the form in which headings are compared."""
    return " ".join(fold(text).lower().removeprefix("section ").strip(" §.…'\"*").split())


def is_shortened(sought: str, label: str, *, anywhere: bool) -> bool:
    """Whether a heading is what a shorter form of it stands for; with `anywhere` it may leave out the beginning too."""
    if label.startswith(sought) or (len(label) >= SHORTEST_LABEL and sought.startswith(label)):
        return True
    return anywhere and f" {sought} " in f" {label} "
