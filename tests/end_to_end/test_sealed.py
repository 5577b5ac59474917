"""Five hundred mixed questions, and what Redis then holds and ever wrote: none of their words, files, answers or tokens."""

import asyncio
import base64
import re
from collections.abc import AsyncGenerator, Sequence
from pathlib import Path

import pytest

from bot.memory.vault import Vault
from bot.playground.entities import SAM, YOU
from bot.playground.server import Playground
from bot.settings import Settings
from tests.documents.files import pdf
from tests.documents.samples import docx, epub, odt, paragraph, pptx, row, xlsx, zipped
from tests.end_to_end.bot_process import Bot
from tests.end_to_end.conftest import Scene, Transport, seen
from tests.end_to_end.test_home import saved
from tests.end_to_end.test_leaving import KEY, words
from tests.memory.everything import snapshot
from tests.memory.valkey import Valkey, a_valkey

ROUNDS = 10
AT_ONCE = 10
QUESTIONS = ROUNDS * AT_ONCE * 5

SECRET = "sentinel"
"""Begins every word that is told in confidence: where it stands, somebody can read what was."""

API_KEY = f"{SECRET}-api-key-0123456789"
RECEIPT = "AI, can be wrong"


def secret(place: str, number: int) -> str:
    """A word that stands in that place alone."""
    return f"{SECRET}-{place}-{number:03}"


def file(number: int) -> tuple[str, bytes]:
    """One of many kinds; its name is told in confidence as well."""
    says = f"The amount is {secret('file', number)}."
    kinds = {
        "txt": says.encode(),
        "md": f"# Results\n\n{says}\n".encode(),
        "csv": f"year,words\n2024,{says}\n".encode(),
        "json": f'{{"results": ["{says}"]}}'.encode(),
        "html": f"<html><body><h1>Results</h1><p>{says}</p></body></html>".encode(),
        "pdf": pdf(says),
        "docx": docx(paragraph(says)),
        "xlsx": xlsx(row(1, A="Year", B="Words") + row(2, A="2024", B=says)),
        "pptx": pptx(says),
        "odt": odt(says),
        "epub": epub({"one.xhtml": f"<html><body><p>{says}</p></body></html>"}),
        "zip": zipped({f"{secret('member', number)}.txt": says}),
    }
    kind = list(kinds)[number % len(kinds)]
    return f"{secret('name', number)}.{kind}", kinds[kind]


def speaks(said: Sequence[tuple[str, str]]) -> str:
    """Says again the last word that it was told in confidence, and one of its own."""
    told = re.findall(rf"{SECRET}-\w+-\d+", "\n".join(text for _, text in said))
    return f"It is about {told[-1]}, and {secret('answer', len(told))}." if told else "It is about nothing."


def _in_base64(word: bytes) -> list[bytes]:
    """How it stands within a longer base64 text, at each of the three places at which it can begin."""
    return [base64.b64encode(b"\0" * step + word)[-(-step * 8 // 6) : (step + len(word)) * 8 // 6] for step in range(3)]


def readable(raw: bytes, token: str) -> set[bytes]:
    """What stands there of what was told in confidence, plain or as base64."""
    plain = {word for word in (SECRET.encode(), token.encode()) if word in raw.lower()}
    return plain | {form for word in (SECRET.encode(), token.encode()) for form in _in_base64(word) if form in raw}


@pytest.mark.parametrize(
    ("raw", "is_readable"),
    [
        (b"x sentinel x", True),
        (b"SENTINEL-file-001", True),
        (b"xoxb-abc123", True),
        *((base64.b64encode(before + b"a sentinel-name-001 b"), True) for before in (b"", b"1", b"12", b"123")),
        (base64.b64encode(b"1234 abc123 12"), True),
        (Vault([("k1", KEY)]).seal("key", b"sentinel abc123"), False),
    ],
)
def test_the_judge_sees_what_can_be_read(raw: bytes, is_readable: bool) -> None:
    assert bool(readable(raw, "abc123")) == is_readable


@pytest.fixture
async def server(tmp_path: Path) -> AsyncGenerator[Valkey]:
    """A server that writes down each change, for good."""
    async with a_valkey(tmp_path) as started:
        yield started


@pytest.fixture
async def scene(transport: Transport, tmp_path: Path, server: Valkey) -> AsyncGenerator[Scene]:
    settings = {
        "REDIS_URL": server.url,
        "CONTEXT_KEYS": f"k1:{base64.b64encode(KEY).decode()}",
        "AIMLAPI_API_KEY": API_KEY,
        "WORKER_CONCURRENCY": "16",
        "MODEL_CONCURRENCY": "16",
        "SLACK_UPDATE_SECONDS": "0",
        **dict.fromkeys((name.upper() for name in Settings.model_fields if name.startswith("limit_")), "0"),
    }
    async with Playground(transport=transport, chunk_seconds=0.0, retry_factor=0.01) as playground:
        playground.stand_in.speaker = speaks
        bot = Bot(playground, tmp_path / "bot", **settings)
        await bot.start()
        yield Scene(playground, bot)
        await bot.stop()


async def asked(scene: Scene, number: int) -> None:
    """Five questions: a mention, what follows on it, a file in a direct message, a command, a shortcut."""
    playground = scene.playground
    root = await playground.say(f"{playground.mention} what of {secret('mention', number)}?", user=SAM)
    await playground.say(f"{playground.mention} and of {secret('follow-up', number)}?", thread_ts=root)
    direct = await playground.say(f"What does it say of {secret('direct', number)}?", channel="dm", files=[file(number)])
    await playground.command("/ask", f"what of {secret('command', number)}?", channel="general")
    about = await playground.say(f"Nobody asks about {secret('message', number)}.", channel="finance")
    await playground.shortcut("summarize_thread", channel="finance", ts=about)
    await scene.answered("general", root, times=2, seconds=60.0)
    await scene.answered("dm", direct, seconds=60.0)


def private(scene: Scene) -> int:
    """Answers that you alone were given."""
    playground = scene.playground
    return sum(RECEIPT in seen(note) for channel in ("general", "finance") for note in playground.ephemeral(channel, YOU))


@pytest.mark.parametrize("transport", ["http"])
async def test_after_five_hundred_mixed_questions_no_word_no_file_and_no_token_can_be_read(
    scene: Scene, server: Valkey, tmp_path: Path
) -> None:
    await scene.playground.command("/footnote", "settings", channel="finance")
    await saved(scene, {"instructions": f"Mind {secret('instructions', 0)}."})
    for first in range(0, ROUNDS * AT_ONCE, AT_ONCE):
        await asyncio.gather(*(asked(scene, number) for number in range(first, first + AT_ONCE)))
        await scene.playground.until(lambda: private(scene) == 2 * (first + AT_ONCE), 60.0)  # noqa: B023 - it is over by then
    asked_of_model = str([exchange.body for exchange in scene.playground.stand_in.exchanges])

    token = scene.bot.environment["SLACK_BOT_TOKEN"].rpartition("-")[2].lower()
    async with server.client() as redis:
        # It is all there, for whoever has the key.
        opened = await words(redis)
        for place in ("mention", "follow-up", "direct", "file", "name", "command", "message", "answer", "instructions"):
            assert f"{SECRET}-{place}-" in opened, place
        held = {key: repr((key, entries)).encode() for key, entries in (await snapshot(redis)).items()}
    assert len(held) > QUESTIONS
    assert {key: found for key, raw in held.items() if (found := readable(raw, token))} == {}
    # Also what has gone meanwhile was never written down.
    (journal,) = (tmp_path / str(server.port)).glob("appendonlydir/*.incr.aof")
    assert readable(journal.read_bytes(), token) == set()
    assert all(secret("file", number) in asked_of_model for number in range(ROUNDS * AT_ONCE))
