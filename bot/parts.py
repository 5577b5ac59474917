"""Builds what Slack and the terminal both answer with: the desk and the reader of files."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

from bot.answering.compose import Budget
from bot.answering.desk import Desk
from bot.answering.digest.needs import Digests, ReadingBudget
from bot.answering.needs import Answers, Meter, Rules
from bot.answering.reading import Reading, Shelf
from bot.documents.reader import Reader
from bot.model.client import ModelClient
from bot.settings import Settings
from bot.telemetry import Telemetry


def make_desk(
    settings: Settings,
    *,
    model: ModelClient,
    reader: Reader,
    folder: Path,
    shelf: Shelf,
    rules: Rules,
    meter: Meter,
    answers: Answers,
    digests: Digests,
    telemetry: Telemetry,
) -> Desk:
    """The desk; what differs between Slack and the terminal is given."""
    return Desk(
        reading=Reading(reader, shelf, most=settings.files_per_question, folder=folder, telemetry=telemetry),
        model=model,
        rules=rules,
        meter=meter,
        answers=answers,
        digests=digests,
        first_choice=settings.model,
        budget=Budget(context=settings.model_context_tokens, answer=settings.model_max_tokens),
        reading_budget=ReadingBudget(tokens=settings.question_max_tokens, seconds=settings.question_max_seconds),
        at_once=settings.model_concurrency,
        shows_cost=settings.receipt_cost,
        telemetry=telemetry,
    )


@asynccontextmanager
async def open_reader(settings: Settings | None = None) -> AsyncGenerator[Reader]:
    """The reader as it is set, or as it is by default: `extract` asks for no right settings."""
    reader = (
        Reader(
            processes=settings.file_processes,
            seconds=settings.file_read_seconds,
            memory=settings.file_memory_bytes,
            max_characters=settings.file_max_characters,
            pictures=settings.model_images != "never",
        )
        if settings
        else Reader()
    )
    try:
        yield reader
    finally:
        await reader.aclose()
