"""Which lines and sentences of an answer make no claim: headings, greetings, questions, the intro of a list. Pure."""

import re

from bot.answering.citations.claims import Claim
from bot.answering.citations.dates import Moment
from bot.answering.citations.figures import Figure

FEWEST_WORDS = 3
"""Content words of the shortest claim without a figure: less is a "Yes." or a "See below."."""
_LARGEST_COUNT = 20
"""A list may be announced with how many points it has: "The main risks are 3:"."""
_LONGEST_GREETING = 60
"""Characters: a longer sentence that begins like one says something."""

_SEPARATOR = re.compile(r"\s*\|?(?:\s*:?-+:?\s*\|)*\s*:?-+:?\s*\|?\s*")
_ROW = re.compile(r"\s*\|")
_HEADING = re.compile(r"\s{0,3}#{1,6}(?:\s|\Z)")
_BOLD_LINE = re.compile(r"\s*(?:[-*+•]\s+|\d{1,3}[.)]\s+)?(?:\*\*|__)[^*_\n]{1,200}(?:\*\*|__)\s*:?\s*")
_SIGNS_ONLY = re.compile(r"[\W_]*")
_GREETING = re.compile(
    r"""[\W_]*(?:
    hi|hello|hey|dear|sure|certainly|of\ course|okay|ok|yes|no|great|thanks?|thank\ you|you're\ welcome|here\ (?:is|are|'s)
    |here\ you\ go|below\ (?:is|are)|let\ me\ know|i\ hope|feel\ free|if\ you\ (?:need|want|have)|please\ (?:let|note\ that\ i)
    |i\ (?:could\ not|can't|cannot|am\ unable)|sorry|unfortunately,?\ i|as\ an\ ai|in\ summary|summary|tl;?dr
    |hallo|guten\ (?:tag|morgen)|gerne|natürlich|hier\ (?:ist|sind)|im\ folgenden|ja|nein|danke
    |bonjour|voici|bien\ sûr|merci|hola|aquí|claro|gracias|ciao|ecco|certo|grazie|olá|aqui|obrigad[oa]|hoi|natuurlijk|bedankt
    )(?![^\W_])""",
    re.IGNORECASE | re.VERBOSE,
)
_NOT_FOUND = re.compile(
    r"""
    \bnot\ (?:\w+\ ){0,2}(?:in|part\ of|found\ in|within)\ (?:the|this|these|any\ of\ the)\ (?:\w+\ ){0,2}
        (?:documents?|files?|text|materials?|sources?|pages?|report|thread|conversation|table|sheet|context)\b
    |\b(?:does|do|did)(?:n't|\ not)\ (?:\w+\ )?(?:mention|contain|state|say|provide|include|specify|give|list|show|describe
        |indicate|disclose|cover|address|hold|explain|report|name|discuss|reveal|answer)\b
    |\b(?:is|are|was|were)(?:n't|\ not)\ (?:\w+\ )?(?:mentioned|stated|specified|provided|given|included|listed|found|available
        |described|disclosed|indicated|covered|shown|named|clear)\b
    |\bno\ (?:\w+\ ){0,3}(?:information|mention|details?|data|reference|evidence|indication|decision|answer)\b
    |\bnone\ (?:is\ |are\ )?(?:stated|given|mentioned|listed)\b
    |\bcould(?:n't|\ not)\ (?:find|see|read|be\ found)\b
    |\b(?:cannot|can't|can\ not|unable\ to)\ (?:find|see|read|answer|determine|confirm|tell)\b
    |\b(?:nicht|kein\w*)\ (?:\w+\ ){0,5}(?:dokument|datei|text|unterlage|angabe|information|hinweis|erwähnt|enthalten|genannt
        |angegeben|gefunden|aufgeführt)
    |\b(?:steht|stehen|geht|findet\ sich)\ (?:\w+\ ){0,4}nicht\b|\bkeine\ (?:angaben?|informationen|hinweise)\b
    |\b(?:n'est|ne\ sont|ne\ figure|ne\ mentionne|ne\ contient|ne\ précise|ne\ dit)\b.{0,30}\b(?:pas|aucun)
    |\baucune?\ (?:information|mention|donnée)
    |\bno\ (?:se\ |está\ |están\ |aparece|figura|contiene|menciona|indica|hay)\b|\bningun[ao]?\ (?:información|mención)
    |\bnon\ (?:è|sono|si|viene|contiene|menziona|compare)\b|\bnessun[ao]?\ (?:informazione|menzione)
    |\bnão\ (?:é|está|consta|há|menciona|contém|foi)\b|\bnenhuma\ (?:informação|menção)
    |\b(?:niet|geen)\ (?:\w+\ ){0,4}(?:vermeld|genoemd|document|informatie|gevonden|bestand)
    """,
    re.IGNORECASE | re.VERBOSE,
)


def is_row(line: str) -> bool:
    """A row of a Markdown table."""
    return _ROW.match(line) is not None


def is_without_words(sentence: str) -> bool:
    """Blank, a rule, the line below a table's header, a bullet, an emoji."""
    return _SIGNS_ONLY.fullmatch(sentence) is not None or _SEPARATOR.fullmatch(sentence) is not None


def says_not_found(text: str) -> bool:
    """Whether a sentence says that the material does not hold something: an answer, but no claim about what it holds."""
    return _NOT_FOUND.search(text) is not None


def is_plain(sentence: str, claims: list[Claim], words: tuple[str, ...], *, is_cited: bool) -> bool:
    """Whether a sentence makes no claim that could be looked up. `is_cited`: it has an anchor, or what looks like one."""
    text = sentence.strip()
    if _HEADING.match(text):
        return True
    if is_cited:
        return False
    bare = text.rstrip("*_ ")
    if bare.endswith(("?", "？")):
        return True
    if bare.endswith((":", "：")) and all(map(_is_small_count, claims)):
        return True
    if says_not_found(text):
        return all(map(is_unspecific, claims))
    if claims:
        return False
    is_greeting = _GREETING.match(text) is not None and len(text) <= _LONGEST_GREETING
    return len(words) < FEWEST_WORDS or is_greeting or _BOLD_LINE.fullmatch(sentence) is not None


def is_unspecific(claim: Claim) -> bool:
    """A number or a date that may be named as what is not there."""
    return isinstance(claim.what, Moment) or (isinstance(claim.what, Figure) and _is_plain_number(claim.what))


def _is_small_count(claim: Claim) -> bool:
    return (
        isinstance(claim.what, Figure)
        and _is_plain_number(claim.what)
        and all(number.value <= _LARGEST_COUNT for reading in claim.what.readings for number in reading)
    )


def _is_plain_number(figure: Figure) -> bool:
    return figure.unit is None and not figure.is_scaled
