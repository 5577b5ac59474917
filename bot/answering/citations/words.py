"""The words of a text that carry its content, in the form in which two texts are compared. Pure.

It knows no meanings: `revenue` and `turnover` are two words, and so are `contract` and `Vertrag`.
"""

import re
from collections.abc import Iterator

from bot.answering.citations.folding import squeezed_word
from bot.answering.citations.lexicon import CURRENCIES, MONTHS, PERCENTS, SCALES, listed
from bot.answering.relevance import COMMON, stem

SHORTEST = 3
"""Letters of a word that counts, where a script sets spaces between words."""

_WORD = re.compile(r"[^\W\d_]+")
_UNSPACED = re.compile("[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\u0e00-\u0e7f]")
# Beyond the commonest: what talks about the source rather than of its content, and what goes with figures.
_EMPTY = listed("""
    about according also although another any been before being between both but can cited could document during each
    either else ever every file following given had here into mentions more most must only other over page per said
    same says see shall shows should slide some source stated states such than their them then there these they those
    through under until upon was were while within would yes not nor very well just still after all because one two
    three cent ciento cento unverified computed
    aber alle als also am an auch auf aus bei beim bis dass des dieser diese dieses durch einem einen einer er es
    gegen gibt haben hat ihr im ins ja kann keine laut man mehr nach nicht noch nur ob ohne pro sein seine seit sich
    sie sind sowie über um und uns unter vom vor werden wird wurde wurden zum zur zwischen beträgt dokument seite
    au aux avec ce ces cette comme dans elle elles entre ils leur mais par pas plus sans ses son sur sous tout très
    été être
    al como del desde entre esta este esto fue han más muy ni no pero por se según sin sobre su sus también
    alla anche che come con da dal dalla degli dei del della delle di gli in nel nella non per più si sono sua suo tra
    ao aos as com da das do dos em entre foi mais na nas no nos não os para pela pelo por se sem seu sua são também
    uma
    aan als bij dat de deze die dit door een en er heeft het hun is maar met naar niet nog of om ook onder over te tot
    uit van voor waar wordt werd zijn
""")
_OF_FIGURES = frozenset(word for lexicon in (SCALES, CURRENCIES, MONTHS, PERCENTS) for word in lexicon if word.isalpha())
STOPPED = COMMON | frozenset(_EMPTY) | _OF_FIGURES


def content_words(folded: str) -> Iterator[str]:
    """The words that count, with repeats; of scripts without spaces every two neighbouring signs."""
    for word in _WORD.findall(folded):
        yield from word_forms(word)


def word_forms(word: str) -> tuple[str, ...]:
    """One word as it is compared; empty where it does not count."""
    plain = squeezed_word(word)
    if not plain.isascii() and _UNSPACED.search(plain):
        return tuple(plain[at : at + 2] for at in range(len(plain) - 1))
    return (stem(plain),) if len(plain) >= SHORTEST and plain not in STOPPED else ()
