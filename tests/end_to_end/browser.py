"""A headless Chromium, driven over its DevTools protocol: just enough to do and see what a person would."""

import asyncio
import json
import shutil
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import cast

import aiohttp

from bot.slack.payloads import Payload, child

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome") or shutil.which("chromium-browser")
QUIET = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PATIENCE = 30.0
POLL_SECONDS = 0.05


class Page:
    """One page of the browser."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket = socket
        self._number = 0

    async def run(self, script: str) -> object:
        """The value of a JavaScript expression."""
        self._number += 1
        parameters = {"expression": script, "awaitPromise": True, "returnByValue": True}
        await self._socket.send_json({"id": self._number, "method": "Runtime.evaluate", "params": parameters})
        while True:
            answer = cast("Payload", await self._socket.receive_json())
            if answer.get("id") == self._number:
                result = child(answer, "result")
                assert "exceptionDetails" not in result, result
                return child(result, "result").get("value")

    async def until(self, script: str) -> None:
        """Waits until a JavaScript expression is true."""
        async with asyncio.timeout(PATIENCE):
            while True:
                if await self.run(script):
                    return
                await asyncio.sleep(POLL_SECONDS)

    async def shows(self, text: str) -> None:
        """Waits until a person can read the text."""
        await self.until(f"document.body?.innerText?.includes({json.dumps(text)})")


@asynccontextmanager
async def browser(url: str, *, profile: Path) -> AsyncGenerator[Page]:
    """A browser with one page open at `url`; it ends with the block."""
    assert CHROMIUM
    arguments = (*QUIET, "--remote-debugging-port=0", f"--user-data-dir={profile}", url)
    process = await asyncio.create_subprocess_exec(
        CHROMIUM, *arguments, stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL
    )
    try:
        port = await _debugging_port(profile / "DevToolsActivePort")
        async with aiohttp.ClientSession() as session:
            async with session.get(f"http://127.0.0.1:{port}/json/list") as response:
                targets = cast("list[dict[str, str]]", await response.json())
            address = next(target["webSocketDebuggerUrl"] for target in targets if target["type"] == "page")
            async with session.ws_connect(address, max_msg_size=0) as socket:
                yield Page(socket)
    finally:
        process.kill()
        await process.wait()


async def _debugging_port(file: Path) -> int:
    """The browser writes it there once it listens."""
    async with asyncio.timeout(PATIENCE):
        while True:
            written = file.read_text().splitlines() if file.exists() else []  # noqa: ASYNC240 - a few bytes
            if written:
                return int(written[0])
            await asyncio.sleep(POLL_SECONDS)
