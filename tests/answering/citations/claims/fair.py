"""Whether a false claim is false beyond doubt: in no reading of the pages it cites, nor where an anchor could be mended to."""

import re
from collections.abc import Iterable

from tests.answering.citations.claims.label import Claim
from tests.answering.citations.claims.material import Material, Page
from tests.answering.citations.claims.notation import Figure, Value
from tests.answering.citations.claims.reader import could_hold, days, derivable, holds, says, shared

_BRACKETS = re.compile(r"\[[^\[\]]*\]")
_WORDS_TO_MEND = 2
"""With the figure and so many words in common, a page may take an anchor over."""


def may_hold(value: Value, spoken: str, page: Page, *, worked_out: bool = True) -> bool:
    """Whether the page may be read so that it holds this, were it rounded or `worked_out` of what stands there."""
    if isinstance(value, Figure):
        return could_hold(spoken, page.text) or (worked_out and derivable(spoken, page.text))
    return stands(value, spoken, page)


def stands(value: Value, spoken: str, page: Page) -> bool:
    """Whether some reading of the page holds just this."""
    match value:
        case Figure():
            return holds(spoken, page.text)
        case str():
            return says(spoken, page.text)
        case _:
            return bool(days(spoken) & days(page.text))


def is_nowhere(value: Value, spoken: str, claim: Claim, *, worked_out: bool = True) -> bool:
    """Whether the pages that are cited may not hold it, even together, and no other that has words in common with the claim."""
    if any(may_hold(value, spoken, page, worked_out=worked_out) for page in claim.cited):
        return False
    if worked_out and isinstance(value, Figure) and derivable(spoken, text_of(claim.cited)):
        return False
    words = without_anchors(claim.sentence)
    others = (page for page in claim.material.pages if page not in claim.cited)
    return not any(shared(words, page.text) >= _WORDS_TO_MEND and _nearly_stands(value, spoken, page) for page in others)


def text_of(pages: Iterable[Page]) -> str:
    """Of all of them, for what follows from several."""
    return "\n\n".join(page.text for page in pages)


def only_page(value: Value, spoken: str, material: Material) -> Page | None:
    """The one page that holds it; None where it is none or several."""
    pages = [page for page in material.pages if stands(value, spoken, page)]
    return pages[0] if len(pages) == 1 else None


def without_anchors(sentence: str) -> str:
    """The sentence without whatever stands in brackets."""
    return _BRACKETS.sub("", sentence)


def _nearly_stands(value: Value, spoken: str, page: Page) -> bool:
    return could_hold(spoken, page.text) if isinstance(value, Figure) else stands(value, spoken, page)
