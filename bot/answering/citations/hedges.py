"""Words around a figure that soften it: roughly so much, more than that, nearly that. Pure."""

import re
from enum import StrEnum

from bot.answering.citations.lexicon import listed


class Hedge(StrEnum):
    """How a figure is softened."""

    NONE = ""
    ABOUT = "about"
    OVER = "over"
    UNDER = "under"


_ABOUT = """
    about around approximately approx approx. circa ca ca. c. roughly some estimated an_estimated more_or_less in_the_region_of
    on_the_order_of in_the_range_of rund etwa ungefähr zirka schätzungsweise annähernd circa environ quelque quelques autour_de
    approximativement
    à_peu_près unos unas cerca_de alrededor_de aproximadamente aprox aprox. circa_di all'incirca ongeveer zowat por_volta_de cerca
    约 大约 約 およそ
"""
_OVER = """
    over more_than above exceeding exceeds exceeded at_least beyond upwards_of just_over slightly_over slightly_more_than
    well_over a_little_over über mehr_als mindestens gut knapp_über etwas_über plus_de au_moins dépasse más_de por_encima_de
    al_menos oltre più_di almeno mais_de acima_de pelo_menos meer_dan ruim boven ten_minste
"""
_UNDER = """
    nearly almost under less_than fewer_than below up_to just_under slightly_under slightly_less_than close_to not_quite
    fast knapp weniger_als unter bis_zu beinahe nahezu presque près_de moins_de jusqu'à casi menos_de hasta quasi meno_di fino_a
    quase até bijna minder_dan onder
"""


def _any_of(words: str) -> str:
    patterns = (word.replace(".", r"\.").replace("_", r"\s{1,2}") for word in listed(words))
    return "|".join(sorted(patterns, key=len, reverse=True))


_BEFORE = re.compile(
    rf"(?:(?<![^\W\d_])(?:(?P<about>{_any_of(_ABOUT)})|(?P<over>{_any_of(_OVER)})|(?P<under>{_any_of(_UNDER)}))"
    r"|(?P<sign>[~≈])|(?P<greater>[>≥])|(?P<smaller>[<≤]))"
    r"(?:\s{0,2}(?:the|a|de|die|der|den|das|von|of|um|las|los|les|i|le)(?![^\W\d_]))?[\s*_]{0,4}\Z",
    re.IGNORECASE,
)
_BEHIND = re.compile(
    r"[\s*_]{0,3}(?:(?P<about>or so|or thereabouts|-?ish|oder so)(?![^\W\d_])|(?P<over>\+)(?!\w))", re.IGNORECASE
)
_LONGEST = 32
"""Characters before a figure in which its hedge ends."""


def hedge_of(text: str, start: int, end: int) -> Hedge:
    """How the figure between these places is softened by what stands before or behind it."""
    if found := _BEFORE.search(text[max(0, start - _LONGEST) : start]):
        if found["over"] or found["greater"]:
            return Hedge.OVER
        return Hedge.UNDER if found["under"] or found["smaller"] else Hedge.ABOUT
    if behind := _BEHIND.match(text, end):
        return Hedge.OVER if behind["over"] else Hedge.ABOUT
    return Hedge.NONE
