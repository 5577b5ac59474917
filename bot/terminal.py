"""Answers in the terminal, and what else needs a reader but neither Slack nor Redis: `extract` and the doctor."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.answering.desk import Desk
from bot.language import Document
from bot.model.client import ModelClient
from bot.model.exchange import open_http
from bot.operations.doctor import examine as doctor
from bot.operations.doctor.check import Case
from bot.operations.doctor.finding import Finding
from bot.operations.terminal import (
    NoAnswers,
    NoCooldown,
    NoDigests,
    NoMeter,
    NoRefusals,
    NoRules,
    NoShelf,
    TerminalReply,
    TerminalSource,
)
from bot.parts import make_desk, open_reader
from bot.settings import Settings
from bot.telemetry import Telemetry


async def ask_in_terminal(settings: Settings, question: str, paths: list[Path]) -> bool:
    """Answers in the terminal; True when it could not."""
    source, reply = TerminalSource(question, paths), TerminalReply()
    async with _terminal_desk(settings) as desk:
        await desk.answer(source.question, source, reply)
    return reply.failed


async def compose_in_terminal(settings: Settings, question: str, paths: list[Path]) -> list[object]:
    """The messages list that `ask` would send, as JSON values. Nothing is called."""
    source, reply = TerminalSource(question, paths), TerminalReply()
    async with _terminal_desk(settings) as desk:
        gathered = await desk.gather(source.question, source, reply)
        material = await desk.study(source.question, gathered, reply).material() if gathered else None
        composed = desk.compose(source.question, gathered, material).messages if gathered and material else ()
    return [message.model_dump(mode="json", exclude_none=True) for message in composed]


async def extract_file(path: Path, *, password: str | None) -> Document:
    """What would be read of a file. Raises `FileUnreadable`."""
    # Under a plain name: a path on disk need not be valid text, and what goes to the reading process must be.
    with TemporaryDirectory(prefix="footnote-") as folder:
        plain = Path(folder) / "file"
        plain.symlink_to(path.absolute())  # noqa: ASYNC240 - a path, no file is touched
        async with open_reader() as reader:
            return await reader.read(plain, name=path.name, password=password)


async def examine(settings: Settings, *, ask: bool = False) -> list[Finding]:
    """What the doctor finds; it never fails. With `ask` the model is asked about a small image."""
    async with open_reader(settings) as reader:
        return await doctor.examine(Case(settings=settings, reader=reader, ask=ask))


@asynccontextmanager
async def _terminal_desk(settings: Settings) -> AsyncGenerator[Desk]:
    """A desk without Slack and without Redis."""
    with TemporaryDirectory(prefix="footnote-") as folder:
        async with open_http(settings) as http, open_reader(settings) as reader:
            telemetry = Telemetry()
            yield make_desk(
                settings,
                model=ModelClient(http, settings, NoRefusals(), NoCooldown(), telemetry),
                reader=reader,
                folder=Path(folder),
                shelf=NoShelf(),
                rules=NoRules(),
                meter=NoMeter(),
                answers=NoAnswers(),
                digests=NoDigests(),
                telemetry=telemetry,
            )
