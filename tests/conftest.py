"""What every room's tests may ask for: a clean Redis on an embedded Valkey of this test process."""

import os
import tempfile
from collections.abc import AsyncGenerator, Generator
from pathlib import Path

import pytest
from hypothesis import settings
from redis.asyncio import Redis

from bot.memory.embedded import EmbeddedValkey

# How long one example takes tells more of the machine than of the code. `make fuzz` asks for more of them.
settings.register_profile("footnote", deadline=None, max_examples=int(os.environ.get("FOOTNOTE_FUZZ_EXAMPLES", "100")))
settings.load_profile("footnote")


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Bytes are named by their argument: some hold the time at which they were made, and two processes name tests alike."""
    return argname if isinstance(val, bytes) else None


@pytest.fixture(scope="session")
def redis_socket() -> Generator[Path]:
    """The socket of a Valkey that lives as long as this test process (with xdist: one per worker)."""
    with tempfile.TemporaryDirectory(prefix="footnote-tests-") as folder:
        server = EmbeddedValkey.open(Path(folder))
        yield server.socket_path
        server.close()


@pytest.fixture
async def redis(redis_socket: Path) -> AsyncGenerator[Redis]:
    """A client on that server, with nothing in it."""
    client = Redis(unix_socket_path=str(redis_socket))
    await client.flushall()
    yield client
    await client.aclose()
