"""How the terms of a question stand in its prompt: a channel's wishes below the rules, length and language below the task. Pure.

Wishes are untrusted words: they stand fenced and marked as a document does, and the rules above them say what they can't change.
"""

from collections.abc import Iterator

from bot.answering.fence import Fence
from bot.answering.prompts import prompt
from bot.answering.task import Task
from bot.language import Length, Terms
from bot.language.speech import CODES, language


def rules(terms: Terms, fence: Fence) -> str:
    """The rules, with the channel's wishes below them where it has any."""
    wishes = fence.wishes(terms.instructions)
    if not wishes:
        return prompt("system")
    below = prompt("wishes").format(nonce=fence.nonce, wishes="\n".join(wishes))
    return f"{prompt('system')}\n\n{below}"


def manner(terms: Terms, task: Task) -> Iterator[str]:
    """Lines for below the task: the asker's length and language. What was tapped names a form or a language of its own."""
    if task.is_tapped:
        return
    match terms.length:
        case Length.SHORT | Length.LONG:
            yield prompt(f"length_{terms.length}")
        case Length.NORMAL:
            pass
    if terms.language in CODES:
        yield prompt("in_language").format(language=language(terms.language).name)
