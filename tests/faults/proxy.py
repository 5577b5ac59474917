"""A TCP proxy that can be slow, silent, narrow or cut off, for whatever stands behind it. It reads nothing of what passes."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass

CHUNK_BYTES = 64 * 1024
HOST = "127.0.0.1"


@dataclass(frozen=True, kw_only=True)
class Trouble:
    """What is wrong with a network. `latency` in seconds each way; `limit` in bytes a second; in a `blackhole` nothing passes."""

    latency: float = 0.0
    limit: float | None = None
    blackhole: bool = False


CALM = Trouble()


class Proxy:
    """Stands before a port of this machine; made by `before`."""

    def __init__(self, port: int) -> None:
        self._behind = port
        self._trouble = CALM
        self._calm = asyncio.Event()
        self._calm.set()
        self._writers: set[asyncio.StreamWriter] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self.port = 0

    @property
    def trouble(self) -> Trouble:
        """What is wrong now, for connections that stand as for those that come."""
        return self._trouble

    @trouble.setter
    def trouble(self, trouble: Trouble) -> None:
        self._trouble = trouble
        if trouble.blackhole:
            self._calm.clear()
        else:
            self._calm.set()

    def reset(self) -> None:
        """Cuts every connection, without a goodbye."""
        for writer in tuple(self._writers):
            writer.transport.abort()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task
        self._tasks.add(task)
        self._writers.add(writer)
        try:
            await self._calm.wait()
            behind_reader, behind_writer = await asyncio.open_connection(HOST, self._behind)
            self._writers.add(behind_writer)
            try:
                await asyncio.gather(self._pass(reader, behind_writer), self._pass(behind_reader, writer))
            finally:
                self._writers.discard(behind_writer)
                behind_writer.transport.abort()
        except (OSError, asyncio.CancelledError):
            pass  # Nobody is behind it, one of the two is gone, or all ends: asyncio itself would report a cancellation.
        finally:
            self._writers.discard(writer)
            self._tasks.discard(task)
            writer.transport.abort()

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(CHUNK_BYTES):
            trouble = self._trouble
            if trouble.latency:
                await asyncio.sleep(trouble.latency)
            if trouble.limit:
                await asyncio.sleep(len(data) / trouble.limit)
            await self._calm.wait()
            writer.write(data)
            await writer.drain()
        with suppress(OSError):
            writer.write_eof()

    async def aclose(self) -> None:
        """Cuts every connection and forgets those that wait."""
        self.reset()
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)


@asynccontextmanager
async def before(port: int) -> AsyncGenerator[Proxy]:
    """A proxy on a free port, in front of that port."""
    proxy = Proxy(port)
    server = await asyncio.start_server(proxy._serve, HOST, 0)
    proxy.port = int(server.sockets[0].getsockname()[1])
    try:
        yield proxy
    finally:
        server.close()
        await proxy.aclose()
