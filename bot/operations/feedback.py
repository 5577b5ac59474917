"""What people thought of answers, at a terminal: how many liked them, and each complaint with its reason, newest first."""

from collections.abc import Sequence
from datetime import UTC, datetime

from bot.language import Feedback, phrases
from bot.memory.feedback import KeptFeedback
from bot.memory.server import open_redis
from bot.memory.vault import load_vault
from bot.operations.terminal import printable
from bot.settings import Settings


async def at_the_terminal(settings: Settings) -> str:
    """What is kept in the configured Redis, to be printed. Raises `SettingsError` and `StoreUnavailable`."""
    async with open_redis(settings) as redis:
        return report([found async for found in KeptFeedback(redis, load_vault(settings)).all()])


def report(feedback: Sequence[Feedback]) -> str:
    """The count, and below it a line for each complaint: when, about which question, what was wrong, in which words."""
    helpful = sum(found.helpful for found in feedback)
    complaints = sorted((found for found in feedback if not found.helpful), key=lambda found: found.at, reverse=True)
    return "\n".join([f"helpful {helpful:,}, not helpful {len(complaints):,}", *map(_line, complaints)])


def _line(complaint: Feedback) -> str:
    when = datetime.fromtimestamp(complaint.at, UTC).strftime("%Y-%m-%d %H:%M")
    fault = phrases.FAULTS[complaint.fault] if complaint.fault else ""
    words = " ".join(printable(complaint.words).split())
    return "  ".join(filter(None, (when, complaint.of, fault, f"“{words}”" if words else "")))
