"""What a Question asks for: its words without the mention, or the summary that people mean when they write none."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.answering.prompts import prompt
from bot.language import Turn, phrases

_HELP = frozenset({"help", "help!", "help?", "?"})
_OWN_MENTION = re.compile(rf"^(?:\s*@{phrases.NAME}\b[\s,:]*)+|(?:[\s,]*@{phrases.NAME}\s*)+$")


@dataclass(frozen=True, kw_only=True)
class Task:
    """What the model is asked to do, and by whom."""

    asker: str
    text: str
    is_own: bool = False
    """In the asker's own words."""


def task_of(turns: Sequence[Turn], *, recap: bool = False) -> Task | None:
    """The task that the last of `turns` sets; None where only help can be given.

    Files without words are summarised, and so is the thread when it has content and the mention stands alone.
    Help is for the word `help`, and for where there is nothing at all.
    """
    own = turns[-1]
    if recap:
        return Task(asker=own.speaker, text=prompt("recap"))
    words = without_mention(own.text)
    if words.lower() in _HELP:
        return None
    if words:
        return Task(asker=own.speaker, text=words, is_own=True)
    if own.files:
        return Task(asker=own.speaker, text=prompt("summarise_files"))
    if any(turn.text.strip() or turn.files for turn in turns[:-1]):
        return Task(asker=own.speaker, text=prompt("summarise_thread"))
    return None


def without_mention(text: str) -> str:
    """The words without Footnote's own mention at their beginning or end; inside a sentence it is part of what is said."""
    return _OWN_MENTION.sub("", text).strip()
