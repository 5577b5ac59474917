"""Worker processes around the extractors: a file that kills, hangs or bloats its parser takes no one else along.

It knows no kinds of files. What a worker sends back is checked as JSON like anything else from outside: a parser that a
file has taken over can't run code here, and it sees none of our settings.
"""

import asyncio
import os
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from time import monotonic
from typing import cast

from pydantic import ValidationError

from bot.documents.job import FRAME, Job, Refusal, Reply, Request
from bot.language import Document

KEPT_ENVIRONMENT = ("PATH", "LANG", "LC_ALL", "TZ", "TMPDIR", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")
"""All that a worker gets to see of our environment, which elsewhere holds tokens."""
REPLY_BYTES = 64 * 1024**2
"""The longest reply that is taken in: a document at its character budget, or one picture, is far below."""
FILES_PER_WORKER = 100
"""A worker is replaced after so many files: native parsers leak, and what one file did to it ends with it."""
IDLE_SECONDS = 60.0
"""A worker without work for so long is ended, so that a quiet bot stays small."""


MEMORY_BYTES = int(2.5 * 1024**3)
"""The address space of one worker. 971 real and broken PDFs were read at 3 GB; a page bomb of 1 GB ends here instead of in
the machine's swap."""


class WorkerLost(Exception):
    """The worker died of the file, or sent what no worker sends."""


@dataclass
class _Worker:
    """One process and the pipes to it."""

    process: Process
    files: int = 0
    retirement: asyncio.Task[None] | None = None

    @classmethod
    async def start(cls, memory: int) -> "_Worker":
        environment = {name: os.environ[name] for name in KEPT_ENVIRONMENT if name in os.environ}
        environment |= {"PYTHONPATH": os.pathsep.join(path or os.curdir for path in sys.path), "PYTHONUTF8": "1"}
        command = (sys.executable, "-m", "bot.documents.child", str(memory))
        # A session of its own: Ctrl-C is for the bot, which then ends its workers itself.
        return cls(
            await asyncio.create_subprocess_exec(
                *command, stdin=PIPE, stdout=PIPE, stderr=DEVNULL, env=environment, start_new_session=True
            )
        )

    async def call(self, request: Request) -> Reply:
        stdin, stdout = self.process.stdin, self.process.stdout
        assert stdin is not None
        assert stdout is not None
        body = request.model_dump_json().encode()
        try:
            stdin.write(FRAME.pack(len(body)) + body)
            await stdin.drain()
            (size,) = cast(tuple[int], FRAME.unpack(await stdout.readexactly(FRAME.size)))
            if size > REPLY_BYTES:
                raise WorkerLost("reply too long")
            reply = Reply.model_validate_json(await stdout.readexactly(size))
        except (OSError, asyncio.IncompleteReadError):
            raise WorkerLost(f"exit status {await self.process.wait()}") from None
        except ValidationError:
            raise WorkerLost("malformed reply") from None
        self.files += 1
        return reply

    async def end(self) -> None:
        """Kills the process; returns once it is gone and its pipes are closed."""
        with suppress(ProcessLookupError):
            self.process.kill()
        # `communicate` drains what was still under way, else the transport stays open behind a paused reader.
        await self.process.communicate()


class Sandbox:
    """Runs extractors in at most `processes` worker processes, one file at a time in each; they start when needed.

    Each has `memory` bytes of address space.
    """

    def __init__(self, *, processes: int, memory: int = MEMORY_BYTES) -> None:
        self._memory = memory
        self._slots = asyncio.Semaphore(processes)
        self._idle: list[_Worker] = []
        self._retirements: set[asyncio.Task[None]] = set()

    async def run(self, extractor: str, job: Job, *, spend: Callable[[float], None] | None = None) -> Document:
        """Runs `module:function` on the job in a worker, which is killed on cancellation and after `job.seconds`.

        Waiting for a free worker does not count; `spend` is told how many seconds the work took, however it ended. Raises
        `FileUnreadable` as the extractor did, `WorkerLost` when the worker died, `TimeoutError` when the time was up.
        """
        async with self._slots:
            started = monotonic()
            try:
                async with asyncio.timeout(job.seconds):
                    worker = self._take_idle() or await _Worker.start(self._memory)
                    try:
                        reply = await worker.call(Request(extractor=extractor, job=job))
                    except BaseException:
                        await worker.end()
                        raise
            finally:
                if spend:
                    spend(monotonic() - started)
            await self._give_back(worker)
        if isinstance(reply.outcome, Refusal):
            raise reply.outcome.error()
        return reply.outcome

    async def aclose(self) -> None:
        """Ends the idle workers; one at work ends with the task that waits for it."""
        while worker := self._take_idle():
            await worker.end()
        await asyncio.gather(*self._retirements, return_exceptions=True)

    def _take_idle(self) -> _Worker | None:
        while self._idle:
            worker = self._idle.pop()
            if worker.retirement:
                worker.retirement.cancel()
            if worker.process.returncode is None:
                return worker
        return None

    async def _give_back(self, worker: _Worker) -> None:
        if worker.files >= FILES_PER_WORKER:
            await worker.end()
            return
        self._idle.append(worker)
        worker.retirement = asyncio.create_task(self._retire(worker))
        self._retirements.add(worker.retirement)
        worker.retirement.add_done_callback(self._retirements.discard)

    async def _retire(self, worker: _Worker) -> None:
        await asyncio.sleep(IDLE_SECONDS)
        self._idle.remove(worker)
        await worker.end()
