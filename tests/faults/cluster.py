"""The processes of a run: receivers, workers and a Redis, as an operator runs them, and what can be done to each.

The playground's Slack and API are in this process, each behind a proxy, as is Redis.
"""

import asyncio
import base64
import os
import signal
import sys
import time
from collections.abc import AsyncGenerator, Iterable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from pathlib import Path

import httpx

from bot.playground.doors import free_port
from bot.playground.server import Playground
from bot.settings import Settings
from tests.end_to_end.bot_process import ROOT
from tests.faults import proxy as proxies
from tests.faults.process import LEASE
from tests.faults.proxy import HOST, Proxy
from tests.faults.store import Store

WORKERS = 2
START_SECONDS = 60.0
STOP_SECONDS = 40.0
POLL_SECONDS = 0.05

# The limits are counted, but a run asks in a minute what people ask in days; and what a killed worker had set aside of the
# tokens stays so for half an hour.
NEVER_REACHED = {
    name.upper(): "1000000000" if "tokens" in name else "1000000" for name in Settings.model_fields if name.startswith("limit_")
}


class Process:
    """One bot process. Its name is also its key for the API, so that the API's ledger tells who called.

    It listens where `fixed_port` says, or at a port of its own for each life: two lives may overlap.
    """

    def __init__(
        self, name: str, command: Iterable[str], environment: dict[str, str], folder: Path, *, fixed_port: int = 0
    ) -> None:
        self.name = name
        self._fixed_port = fixed_port
        self.killed_at: list[float] = []
        self._command = tuple(command)
        self._environment = environment
        self.folder = folder
        self._process: asyncio.subprocess.Process | None = None
        self._port = 0

    @property
    def pid(self) -> int:
        """Of the process that runs, or ran last."""
        assert self._process
        return self._process.pid

    @property
    def is_running(self) -> bool:
        """Whether it lives, ready or not."""
        return self._process is not None and self._process.returncode is None

    async def start(self, *, ready: bool = True) -> None:
        """Starts it; with `ready`, waits until it says that it is."""
        self._port = self._fixed_port or free_port()
        environment = {**self._environment, "PORT": str(self._port), "DATA_DIR": str(self.folder)}
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / "bot.log").open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "tests.faults.process", *self._command), cwd=ROOT, env=environment, stdout=log, stderr=log
            )
        if ready:
            await self.ready()

    async def ready(self) -> None:
        """Waits until it is ready. Raises `TimeoutError`."""
        async with asyncio.timeout(START_SECONDS):
            while await self.readiness(seconds=1.0) != 200:
                assert self.is_running, f"{self.name} ended: {self.log()[-2000:]}"
                await asyncio.sleep(POLL_SECONDS)

    async def readiness(self, *, seconds: float) -> int:
        """The status of /readyz, 0 if it does not answer within that time."""
        try:
            async with httpx.AsyncClient(trust_env=False, timeout=seconds) as http:
                return (await http.get(f"http://{HOST}:{self._port}/readyz")).status_code
        except httpx.HTTPError:
            return 0

    def signal(self, number: signal.Signals) -> None:
        """Sends a signal, if it lives."""
        if self._process and self.is_running:
            with suppress(ProcessLookupError):
                self._process.send_signal(number)

    async def kill(self) -> None:
        """SIGKILL: no goodbye."""
        if self._process and self.is_running:
            self.killed_at.append(time.monotonic())
            self.signal(signal.SIGKILL)
            await self._process.wait()

    async def stop(self) -> int:
        """SIGTERM, as a platform does it; the exit status. What takes longer than platforms allow is killed."""
        assert self._process
        self.signal(signal.SIGTERM)
        try:
            return await asyncio.wait_for(self._process.wait(), STOP_SECONDS)
        except TimeoutError:
            await self.kill()
            return -signal.SIGKILL

    async def replace(self) -> None:
        """A rolling restart: the next one is ready before this one is told to stop."""
        before = self._process
        try:
            await self.start()
        finally:  # Also where the run is over by then: nobody else knows of that process any more.
            if before and before.returncode is None:
                before.send_signal(signal.SIGTERM)
                await asyncio.wait_for(before.wait(), STOP_SECONDS)

    def log(self) -> str:
        """Everything it has logged, over all its lives."""
        return (self.folder / "bot.log").read_text(encoding="utf-8", errors="replace")


class Cluster:
    """Everything that a run needs, ready; made by `cluster`."""

    def __init__(self, playground: Playground, store: Store, lease: float) -> None:
        self.playground = playground
        self.store = store
        self.lease = lease
        self.receivers: list[Process] = []
        self.workers: list[Process] = []
        self.redis: Proxy = Proxy(0)
        self.slack: Proxy = Proxy(0)
        self.api: Proxy = Proxy(0)

    @property
    def processes(self) -> list[Process]:
        """Receivers and workers."""
        return [*self.receivers, *self.workers]

    def process(self, name: str, *command: str, folder: Path, settings: Mapping[str, str], fixed_port: int = 0) -> Process:
        """A bot process that speaks to this run's Slack, API and Redis through their proxies, if settings say nothing else."""
        passed_on = ("PATH", "HOME", "LANG", "TMPDIR", "COVERAGE_PROCESS_START", "COVERAGE_PROCESS_CONFIG")
        environment = {
            **{name: os.environ[name] for name in passed_on if name in os.environ},
            **self.playground.bot_environment(),
            **NEVER_REACHED,
            LEASE: str(self.lease),
            "REDIS_URL": f"redis://{HOST}:{self.redis.port}/0",
            "SLACK_API_URL": f"http://{HOST}:{self.slack.port}/api/",
            "AIMLAPI_BASE_URL": f"http://{HOST}:{self.api.port}/v1",
            "AIMLAPI_API_KEY": name,
            "CONTEXT_KEYS": f"k1:{base64.b64encode(bytes(32)).decode()}",
            "LOG_FORMAT": "json",
            "MODEL_FALLBACKS": "",
            "MODEL_CONCURRENCY": "16",
            **settings,
        }
        return Process(name, command, environment, folder / name, fixed_port=fixed_port)


@asynccontextmanager
async def cluster(
    folder: Path, playground: Playground, *, lease: float, port: int = 0, **settings: str
) -> AsyncGenerator[Cluster]:
    """One receiver, at that port if it is given, and two workers, ready, over a Redis whose files are in `folder`.

    All are stopped at the end.
    """
    async with AsyncExitStack() as stack:
        store = Store(folder / "redis")
        await store.start()
        stack.push_async_callback(store.kill)
        made = Cluster(playground, store, lease)
        made.redis = await stack.enter_async_context(proxies.before(store.port))
        made.slack = await stack.enter_async_context(proxies.before(playground.port))
        made.api = await stack.enter_async_context(proxies.before(playground.port))
        playground.also_at |= {made.slack.port, made.api.port}
        receiving = {**settings, "WORKER_CONCURRENCY": "0"}
        made.receivers = [made.process("receiver", folder=folder, fixed_port=port, settings=receiving)]
        made.workers = [made.process(f"worker-{n}", "worker", folder=folder, settings=settings) for n in range(WORKERS)]
        stack.push_async_callback(_end, made)
        for process in made.processes:
            await process.start(ready=False)
        await asyncio.gather(*(process.ready() for process in made.processes))
        yield made


async def _end(made: Cluster) -> None:
    for process in made.processes:
        process.signal(signal.SIGCONT)
    await asyncio.gather(*(process.kill() for process in made.processes))
