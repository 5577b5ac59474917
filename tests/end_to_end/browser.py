"""A headless Chromium of this machine, driven by Playwright, which brings no browser of its own here and downloads none."""

import asyncio
import shutil
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import pytest
from playwright import async_api

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome") or shutil.which("chromium-browser")
TOGETHER = [
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine"),
    pytest.mark.asyncio(loop_scope="package"),
    pytest.mark.xdist_group("page"),
]
"""Marks tests of a package that share one browser."""

ARGUMENTS = ("--disable-gpu", "--disable-quic")
PATIENCE_MS = 30_000.0
"""How long something may take to appear on a busy machine."""
POLL_SECONDS = 0.05

async_api.expect.set_options(timeout=PATIENCE_MS)


@asynccontextmanager
async def chromium() -> AsyncGenerator[async_api.Browser]:
    """A running browser without a page; it ends with the block."""
    assert CHROMIUM
    async with async_api.async_playwright() as driver:
        browser = await driver.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        await browser.close()


class Page:
    """A page that is asked and told in JavaScript; `view` is Playwright's own, for what a person would do with it."""

    def __init__(self, view: async_api.Page) -> None:
        self.view = view

    async def run(self, script: str) -> object:
        """The value of a JavaScript expression."""
        return await self.view.evaluate(script)

    async def until(self, script: str) -> None:
        """Waits until a JavaScript expression is true."""
        # Not by Playwright's own waiting, which evaluates text within the page: the page's policy forbids that.
        async with asyncio.timeout(PATIENCE_MS / 1000):
            while not await self.run(script):  # noqa: ASYNC110 - what is awaited happens in the page
                await asyncio.sleep(POLL_SECONDS)

    async def shows(self, text: str) -> None:
        """Waits until a person can read the text."""
        await async_api.expect(self.view.locator("body")).to_contain_text(text, use_inner_text=True)


@asynccontextmanager
async def browser(url: str) -> AsyncGenerator[Page]:
    """A browser with one page open at `url`; it ends with the block."""
    async with chromium() as running:
        view = await running.new_page()
        await view.goto(url)
        yield Page(view)
