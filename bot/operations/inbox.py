"""Questions that were given up, at a terminal: lists them, puts them back, drops them; ids and reasons, never what was asked."""

from collections.abc import Sequence
from datetime import UTC, datetime

from bot.language import QuestionId, SettingsError
from bot.memory.dead_letters import DeadLetter, DeadLetters
from bot.memory.server import open_redis
from bot.settings import Settings

ACTIONS = {"list": "list", "retry": "retry ID … | retry all", "drop": "drop ID … | drop all"}
"""What can be done, and how it is written."""

ALL = "all"
_HEAD = ("given up (UTC)", "question", "why", "failures", "crashes")


async def at_the_terminal(settings: Settings, words: Sequence[str]) -> str:
    """Does what the words say in the configured Redis, and returns what to print.

    Raises `SettingsError` with the mend for words that make no sense, and `StoreUnavailable`.
    """
    check(words)
    async with open_redis(settings) as redis:
        return await carry_out(DeadLetters(redis), words)


def check(words: Sequence[str]) -> None:
    """Raises `SettingsError` when the words make no sense, before any server is asked."""
    action, *rest = words or ["list"]
    if action not in ACTIONS:
        raise SettingsError(f"inbox: {action!r} is unknown; write {', '.join(ACTIONS)}")
    if bool(rest) == (action == "list"):
        raise SettingsError(f"inbox: write {ACTIONS[action]}")


async def carry_out(letters: DeadLetters, words: Sequence[str]) -> str:
    """Does what checked words say; what to print, a line for each question."""
    action, *ids = words or ["list"]
    if action == "list":
        return table(await letters.all())
    questions = [letter.question for letter in await letters.all()] if ids == [ALL] else [QuestionId(name) for name in ids]
    if not questions:
        return "No question was given up."
    done, said = (letters.retry, "put back") if action == "retry" else (letters.drop, "dropped")
    return "\n".join([f"{question} {said if await done(question) else 'is not among those given up'}" for question in questions])


def table(letters: Sequence[DeadLetter]) -> str:
    """The questions in aligned columns, the newest last."""
    if not letters:
        return "No question was given up."
    rows = [_HEAD, *map(_row, letters)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows)


def _row(letter: DeadLetter) -> tuple[str, ...]:
    when = datetime.fromtimestamp(letter.died, UTC).strftime("%Y-%m-%d %H:%M:%S")
    return when, letter.question, letter.why, str(letter.failures), str(letter.crashes)
