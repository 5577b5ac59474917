"""What the process would have logged, line by line, exactly as operators get it."""

import io
import logging
from collections.abc import Generator, Sequence
from contextlib import contextmanager, redirect_stderr
from typing import Literal

from bot.telemetry import configure_logging


class Lines:
    """Everything written to the log so far."""

    def __init__(self, stream: io.StringIO) -> None:
        self._stream = stream

    @property
    def text(self) -> str:
        return self._stream.getvalue()

    def __iter__(self) -> Generator[str]:
        yield from self.text.splitlines()


@contextmanager
def logged(
    *,
    level: str = "DEBUG",
    shape: Literal["auto", "json", "text"] = "json",
    id_key: bytes | None = None,
    secrets: Sequence[str] = (),
) -> Generator[Lines]:
    """Logs into memory while the block runs; afterwards logging is as it was."""
    root, ours = logging.getLogger(), logging.getLogger("footnote")
    before = root.handlers[:], root.level, ours.level
    stream = io.StringIO()
    with redirect_stderr(stream):
        # Without the test runner's own handlers, which configuring would close.
        root.handlers = []
        configure_logging(level=level, shape=shape, id_key=id_key, secrets=secrets)
    try:
        yield Lines(stream)
    finally:
        root.handlers, root.level, ours.level = before[0], before[1], before[2]
