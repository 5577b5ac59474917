"""What one language brings to the set: its numbers, its months, and the sentences of documents and claims. No language itself."""

from collections.abc import Mapping
from dataclasses import dataclass

from tests.answering.citations.claims.concepts import Paper


@dataclass(frozen=True)
class Wording:
    """One concept in words: a heading for it, how a document says it, how a model says it.

    `{thing}` is what it is said of, `{x}` the value; of pairs `{x}` is this year's and `{y}` last year's.
    """

    label: str
    source: str
    claim: str


@dataclass(frozen=True, kw_only=True)
class Derived:
    """Claims that work something out of `{a}` and `{b}`, two labels, or of a pair's `{label}`; `{x}` is what came of it."""

    total: str
    total_of: str
    """With what was added: `{p}` and `{q}`."""
    gap: str
    gap_of: str
    rose: str
    """A pair, by per cent."""
    rose_of: str
    """With both figures: from `{y}` to `{now}`."""
    fell: str
    fell_of: str


@dataclass(frozen=True, kw_only=True)
class Words:
    """A language."""

    code: str
    group: str
    """Between thousands."""
    point: str
    """Before decimals."""
    months: tuple[str, ...]
    weekdays: tuple[str, ...]
    """From Monday."""
    currencies: Mapping[str, str]
    """Code → word, as it stands behind an amount."""
    percent: tuple[str, ...]
    """What stands behind a percentage, its space with it."""
    thousand: tuple[str, ...]
    million: tuple[str, ...]
    billion: tuple[str, ...]
    """Short forms of amounts: `{n}` is the number, `{s}`, `{c}` and `{w}` the currency's sign, code and word."""
    scales: Mapping[int, str]
    """The same of counts, behind the number, by power of ten."""
    about: tuple[str, ...]
    over: tuple[str, ...]
    """Where the whole is a little more than what is said."""
    under: tuple[str, ...]
    joins: tuple[str, ...]
    """Between two claims of one sentence."""
    by_section: str
    """`{section}` and `{claim}`."""
    changed: tuple[str, str]
    """How a document's signed change is told without its sign: down, up; `{thing}` and `{x}`."""
    wordings: Mapping[str, Wording]
    derived: Derived
    quoting: tuple[str, ...]
    """`{q}` is the quoted span, its marks with it."""
    naming: tuple[str, ...]
    """The same for somebody's name."""
    quotes: tuple[str, ...]
    """What documents say word by word; `{shall|may}` stands where another word would turn its meaning, the true one first."""
    invented: tuple[str, ...]
    """What no document says."""
    things: tuple[str, ...]
    names: tuple[str, ...]
    invented_names: tuple[str, ...]
    companies: tuple[tuple[str, str], ...]
    """Name and domain."""
    titles: Mapping[Paper, str]
    headings: tuple[str, ...]
    filler: tuple[str, ...]
    """Said on many pages; `{n}`, `{m}` and `{year}` are numbers that mean nothing to any claim."""
    foot: str
    """Below each page: `{n}` of `{total}`, `{year}`."""
    questions: tuple[str, ...]
