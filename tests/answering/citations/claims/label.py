"""A claim with its label: what a check of it must say, and which lot it belongs to. It checks nothing."""

from dataclasses import dataclass
from enum import StrEnum

from tests.answering.citations.claims.material import Material, Page
from tests.answering.citations.claims.notation import Value


class Kind(StrEnum):
    """What a claim stands or falls with."""

    FIGURE = "figures"
    DATE = "dates"
    QUOTE = "quotes"
    URL = "URLs"
    EMAIL = "e-mails"


class Category(StrEnum):
    """How a claim differs from its page: the first eight only in form."""

    VERBATIM = "verbatim"
    NUMBER_STYLE = "other number style"
    DATE_FORMAT = "other date format"
    PERCENT_FORM = "other percent form"
    QUOTE_FORM = "quote set otherwise"
    ROUNDED = "rounded"
    DERIVED = "derived"
    ADDRESS = "URL or e-mail"

    DIGIT_CHANGED = "digit changed"
    DIGITS_SWAPPED = "digits swapped"
    WRONG_PAGE = "wrong page"
    NO_SUCH_PAGE = "no such page"
    QUOTE_INVENTED = "quote invented"
    QUOTE_TURNED = "word of a quote replaced"
    NAME_INVENTED = "quoted name invented"
    DATE_SHIFTED = "date shifted"
    URL_FALSE = "false URL"
    EMAIL_FALSE = "false e-mail"
    ROUNDED_WRONG = "rounded wrongly"
    DERIVED_WRONG = "derived wrongly"
    MAGNITUDE = "wrong magnitude"
    SIGN = "wrong sign"

    @property
    def is_corrupted(self) -> bool:
        """Whether a claim of this category is false as cited."""
        return self not in _CORRECT

    @property
    def is_of_form(self) -> bool:
        """Whether it is right, and written otherwise than its page has it."""
        return self in _CORRECT and self not in {Category.VERBATIM, Category.ADDRESS}


_CORRECT = frozenset(list(Category)[:8])

SUPPORTED = frozenset({"SUPPORTED"})
COMPUTED = frozenset({"SUPPORTED", "COMPUTED"})
UNVERIFIED = frozenset({"UNVERIFIED"})
MENDED = frozenset({"UNVERIFIED", "MENDED"})
NONE = frozenset[str]()
"""No verdict will do: something must be gone from the text."""


@dataclass(frozen=True, kw_only=True)
class Claim:
    """A sentence as a model writes it."""

    sentence: str
    material: Material
    category: Category
    kind: Kind
    language: str
    """Of the sentence; the material may be in another."""
    cited: tuple[Page, ...]
    """The pages that it cites and that there are."""
    verdicts: frozenset[str]
    """The names of the verdicts that are right."""
    right: Page | None = None
    """Where an anchor may be mended to."""
    written: str = ""
    """The anchor as it stands in the sentence, its brackets with it, where it may be mended."""
    gone: tuple[str, ...] = ()
    """What is false however it is marked. A check that takes all of it out of the text is right whatever its verdict."""
    kept: tuple[str, ...] = ()
    """What must stay in the text."""
    states: tuple[Value, ...] = ()
    """What it says, true or false: first the one that it is about."""
    spoken: tuple[str, ...] = ()
    """The same as it stands in the sentence."""
    truth: tuple[Value, ...] = ()
    """What the page has in place of the first, where that is false."""

    @property
    def corrupted(self) -> bool:
        """Whether it is false as cited."""
        return self.category.is_corrupted

    def is_met_by(self, verdict: str, text: str) -> bool:
        """Whether a check that gives this verdict and leaves this text has judged rightly."""
        if self.gone and not any(one in text for one in self.gone):
            return True
        if verdict not in self.verdicts or not all(one in text for one in self.kept):
            return False
        if verdict != "MENDED":
            return True
        return self.right is not None and f"[{self.right.anchor}]" in text and self.written not in text
