"""Documents with facts whose page is known: what the model is sent, and what is true of it. They are written elsewhere."""

from collections.abc import Mapping
from dataclasses import dataclass

from tests.answering.citations.claims.concepts import CONCEPTS, Unit
from tests.answering.citations.claims.notation import Value
from tests.answering.citations.claims.words import Words


@dataclass(frozen=True, kw_only=True)
class Page:
    """One page as it was read."""

    anchor: str
    file: str
    number: int
    text: str
    section: str
    """The number of its section, as it stands in its heading."""


@dataclass(frozen=True, kw_only=True)
class Fact:
    """What one page states of one thing: a concept's value, or both of a pair, this year's first."""

    concept: str
    thing: str
    values: tuple[Value, ...]
    texts: tuple[str, ...]
    """The values as the document writes them, before it was set."""
    page: int
    """Its place among the material's pages, from 0."""
    years: tuple[int, int]
    """This and the last."""

    @property
    def unit(self) -> Unit:
        """What its values are."""
        return CONCEPTS[self.concept].unit


@dataclass(frozen=True, kw_only=True)
class Quote:
    """A sentence of one page; `template` still has the words that would turn its meaning."""

    template: str
    text: str
    page: int


@dataclass(frozen=True, kw_only=True, eq=False)
class Material:
    """What one question is asked about: one file or two."""

    words: Words
    """Of the language in which it is written."""
    domain: str
    pages: tuple[Page, ...]
    facts: tuple[Fact, ...]
    quotes: tuple[Quote, ...]
    twins: tuple[tuple[Fact, Fact], ...]
    """Facts on two pages whose figures differ by two digits that changed places."""
    files: Mapping[str, int]
    """Pages of each."""
    question: str

    @property
    def is_one_file(self) -> bool:
        """Whether anchors need no file name."""
        return len(self.files) == 1
