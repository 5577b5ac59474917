"""What the documents state: each concept with its unit, the papers in which it is found, and how large it gets. No words."""

from dataclasses import dataclass
from enum import StrEnum


class Paper(StrEnum):
    """A kind of document."""

    CONTRACT = "contract"
    REPORT = "report"
    MINUTES = "minutes"
    INVOICE = "invoice"
    POLICY = "policy"
    DATASHEET = "datasheet"


class Unit(StrEnum):
    """What is written where a concept's value stands."""

    MONEY = "money"
    COUNT = "count"
    MEASURE = "measure"
    PERCENT = "percent"
    CHANGE = "change"
    """Per cent with a sign."""
    CODE = "code"
    DATE = "date"
    NAME = "name"
    EMAIL = "email"
    URL = "url"


@dataclass(frozen=True)
class Concept:
    """One thing that documents state, for this place or that."""

    unit: Unit
    papers: tuple[Paper, ...]
    low: float = 0
    high: float = 0
    decimals: int = 0
    mark: str = ""
    """A measure's unit, a code's first letters."""
    pair: bool = False
    """Stated for two years."""


_ALL = tuple(Paper)
_CONTRACT, _REPORT, _MINUTES = (Paper.CONTRACT,), (Paper.REPORT,), (Paper.MINUTES,)
_INVOICE, _POLICY, _DATASHEET = (Paper.INVOICE,), (Paper.POLICY,), (Paper.DATASHEET,)

CONCEPTS = {
    "rent": Concept(Unit.MONEY, _CONTRACT, 12_000, 900_000, 2),
    "deposit": Concept(Unit.MONEY, _CONTRACT, 2_000, 90_000, 2),
    "penalty": Concept(Unit.MONEY, _CONTRACT, 10_000, 5_000_000),
    "licence": Concept(Unit.MONEY, (Paper.CONTRACT, Paper.INVOICE), 900, 90_000, 2),
    "seats": Concept(Unit.COUNT, _CONTRACT, 120, 60_000),
    "notice": Concept(Unit.COUNT, _CONTRACT, 21, 180),
    "interest": Concept(Unit.PERCENT, _CONTRACT, 1, 12, 2),
    "start": Concept(Unit.DATE, _CONTRACT),
    "end": Concept(Unit.DATE, _CONTRACT),
    "contract_number": Concept(Unit.CODE, _CONTRACT, mark="CT"),
    "costs": Concept(Unit.MONEY, _REPORT, 200_000, 90_000_000),
    "investment": Concept(Unit.MONEY, (Paper.REPORT, Paper.MINUTES), 100_000, 40_000_000),
    "staff": Concept(Unit.COUNT, (Paper.REPORT, Paper.POLICY), 300, 40_000),
    "sold": Concept(Unit.COUNT, _REPORT, 2_000, 4_000_000),
    "growth": Concept(Unit.CHANGE, _REPORT, 1, 40, 1),
    "margin": Concept(Unit.PERCENT, _REPORT, 3, 45, 1),
    "share": Concept(Unit.PERCENT, _REPORT, 2, 70, 1),
    "published": Concept(Unit.DATE, _REPORT),
    "revenue": Concept(Unit.MONEY, _REPORT, 500_000, 90_000_000, pair=True),
    "orders": Concept(Unit.COUNT, (Paper.REPORT, Paper.MINUTES), 2_000, 900_000, pair=True),
    "energy": Concept(Unit.COUNT, (Paper.REPORT, Paper.POLICY), 20_000, 9_000_000, pair=True),
    "budget": Concept(Unit.MONEY, _MINUTES, 5_000, 3_000_000),
    "sponsorship": Concept(Unit.MONEY, _MINUTES, 500, 80_000, 2),
    "approval": Concept(Unit.PERCENT, _MINUTES, 51, 99, 1),
    "meeting": Concept(Unit.DATE, _MINUTES),
    "decided": Concept(Unit.DATE, _MINUTES),
    "ticket": Concept(Unit.CODE, _MINUTES, mark="TK"),
    "item": Concept(Unit.MONEY, _INVOICE, 150, 60_000, 2),
    "freight": Concept(Unit.MONEY, _INVOICE, 80, 9_000, 2),
    "parts": Concept(Unit.COUNT, _INVOICE, 120, 25_000),
    "discount": Concept(Unit.PERCENT, (Paper.INVOICE, Paper.CONTRACT), 1, 30, 1),
    "due": Concept(Unit.DATE, _INVOICE),
    "delivered": Concept(Unit.DATE, _INVOICE),
    "invoice_number": Concept(Unit.CODE, _INVOICE, mark="INV"),
    "travel": Concept(Unit.MONEY, _POLICY, 300, 20_000, 2),
    "training": Concept(Unit.MONEY, _POLICY, 800, 90_000, 2),
    "relocation": Concept(Unit.MONEY, _POLICY, 1_000, 30_000),
    "contribution": Concept(Unit.PERCENT, _POLICY, 1, 15, 2),
    "bonus": Concept(Unit.PERCENT, _POLICY, 2, 30, 1),
    "effective": Concept(Unit.DATE, _POLICY),
    "review": Concept(Unit.DATE, _POLICY),
    "price": Concept(Unit.MONEY, _DATASHEET, 15, 9_000, 2),
    "cycles": Concept(Unit.COUNT, _DATASHEET, 5_000, 5_000_000),
    "efficiency": Concept(Unit.PERCENT, _DATASHEET, 60, 99, 1),
    "voltage": Concept(Unit.MEASURE, _DATASHEET, 11, 480, 1, "V"),
    "weight": Concept(Unit.MEASURE, _DATASHEET, 10, 900, 2, "kg"),
    "length": Concept(Unit.MEASURE, _DATASHEET, 12, 2_500, 1, "mm"),
    "released": Concept(Unit.DATE, _DATASHEET),
    "calibrated": Concept(Unit.DATE, _DATASHEET),
    "part_number": Concept(Unit.CODE, _DATASHEET, mark="PN"),
    "person": Concept(Unit.NAME, _ALL),
    "contact": Concept(Unit.EMAIL, _ALL),
    "folder": Concept(Unit.URL, _ALL),
}


def concepts_of(paper: Paper) -> tuple[str, ...]:
    """The concepts that such a document states, in the order above."""
    return tuple(name for name, concept in CONCEPTS.items() if paper in concept.papers)
