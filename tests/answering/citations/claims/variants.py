"""Sentences that could have been worded otherwise: `shall {not|now} apply` has a true text and false ones. It quotes nothing."""

import re
from random import Random

_CHOICE = re.compile(r"\{([^|{}]+)\|([^|{}]+)\}")


def true_text(template: str) -> str:
    """As the document has it: the first of each choice."""
    return _CHOICE.sub(lambda match: match[1], template)


def turned(template: str, rng: Random) -> tuple[str, str]:
    """With the other word at one choice. Returns the text up to that word and the text from it on."""
    chosen = rng.choice(list(_CHOICE.finditer(template)))
    return true_text(template[: chosen.start()]), chosen[2] + true_text(template[chosen.end() :])
