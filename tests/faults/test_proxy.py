import asyncio
import time
from collections.abc import AsyncGenerator

import pytest

from tests.faults.proxy import CALM, HOST, Proxy, Trouble, before


async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while data := await reader.read(1024):
        writer.write(data)
    writer.close()


@pytest.fixture
async def proxy() -> AsyncGenerator[Proxy]:
    server = await asyncio.start_server(echo, HOST, 0)
    async with before(int(server.sockets[0].getsockname()[1])) as proxy:
        yield proxy
    server.close()


async def said(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, words: bytes = b"hello") -> bytes:
    writer.write(words)
    return await reader.readexactly(len(words))


async def test_what_is_sent_comes_through_both_ways(proxy: Proxy) -> None:
    reader, writer = await asyncio.open_connection(HOST, proxy.port)
    assert await said(reader, writer) == b"hello"
    writer.write_eof()
    assert await reader.read() == b""


async def test_a_blackhole_swallows_nothing_and_lets_nothing_through(proxy: Proxy) -> None:
    reader, writer = await asyncio.open_connection(HOST, proxy.port)
    await said(reader, writer)
    proxy.trouble = Trouble(blackhole=True)
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(said(reader, writer), 0.1)
    proxy.trouble = CALM
    assert await reader.readexactly(5) == b"hello"


async def test_latency_counts_each_way(proxy: Proxy) -> None:
    proxy.trouble = Trouble(latency=0.05)
    reader, writer = await asyncio.open_connection(HOST, proxy.port)
    began = time.monotonic()
    await said(reader, writer)
    assert time.monotonic() - began >= 0.1


async def test_a_limit_holds_for_bytes_a_second(proxy: Proxy) -> None:
    proxy.trouble = Trouble(limit=10_000)
    reader, writer = await asyncio.open_connection(HOST, proxy.port)
    began = time.monotonic()
    await said(reader, writer, b"x" * 500)
    assert time.monotonic() - began >= 0.1


async def test_a_reset_cuts_connections_and_takes_new_ones(proxy: Proxy) -> None:
    reader, writer = await asyncio.open_connection(HOST, proxy.port)
    await said(reader, writer)
    proxy.reset()
    with pytest.raises((ConnectionError, asyncio.IncompleteReadError)):
        await said(reader, writer)
    reader, writer = await asyncio.open_connection(HOST, proxy.port)
    assert await said(reader, writer) == b"hello"


async def test_where_nobody_is_behind_it_connections_end(proxy: Proxy) -> None:
    async with before(1) as nobody:
        reader, _ = await asyncio.open_connection(HOST, nobody.port)
        with pytest.raises((ConnectionError, asyncio.IncompleteReadError)):
            await reader.readexactly(1)
