"""`python -m tests.benchmarks.first_minute` measures the way in: a fresh clone, `make run`, and the first answer on the page.

It clones what is committed here, sets it up as a newcomer would (pip's cache is warm once it has been run before), opens the
page in a headless Chromium, and drops a file there. Not part of CI: it takes a minute, and what the network gives.
"""

import asyncio
import os
import re
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.async_api import Browser, FilePayload, Page, expect

from bot.playground.entities import DM
from tests.benchmarks import machine
from tests.end_to_end.browser import chromium

ROOT = Path(__file__).parents[2]
INSTALL_SECONDS = 600.0
LOADS = 5
REPORT = b"Revenue was 42 million euros.\nCosts were 17 million euros.\n"
ADDRESS = re.compile(rb"^Playground: (?P<url>http://\S+) ")


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One thing that was measured, in seconds, beside what it should not exceed."""

    name: str
    seconds: float
    target: float | None = None

    def __str__(self) -> str:
        target = "" if self.target is None else f"(target: below {self.target:g})"
        return f"{self.name:<52} {self.seconds:7.2f} s  {target}".rstrip()


@asynccontextmanager
async def made_run(clone: Path) -> AsyncGenerator[str]:
    """`make run` in the clone, without tokens or keys of the caller's; the page's address, once it is printed."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("SLACK_", "AIMLAPI_", "MODEL", "REDIS_"))}
    # No page is to be opened but the one that is measured.
    environment = {**kept, "PYTHON": sys.executable, "BROWSER": "true"}
    process = await asyncio.create_subprocess_exec(
        "make", "run", cwd=clone, env=environment, stdout=asyncio.subprocess.PIPE, start_new_session=True
    )
    assert process.stdout
    try:
        async with asyncio.timeout(INSTALL_SECONDS):
            async for line in process.stdout:
                if found := ADDRESS.match(line):
                    yield found["url"].decode()
                    break
            else:
                raise RuntimeError("`make run` ended before the playground was there")
    finally:
        if process.returncode is None:
            os.killpg(process.pid, signal.SIGINT)
        await process.wait()


async def usable(browser: Browser, url: str) -> tuple[Page, float, float]:
    """A page at that address; the seconds until it was loaded, and from then until it took what was typed."""
    page = await browser.new_page()
    began = time.monotonic()
    await page.goto(url)
    loaded = time.monotonic()
    await expect(page.locator("#channel-name")).not_to_be_empty()
    composer = page.get_by_role("textbox", name="Message")
    await composer.press_sequentially("x")
    await expect(page.get_by_role("main").get_by_role("button", name="Send")).to_be_enabled()
    after = time.monotonic() - loaded
    await composer.clear()
    return page, loaded - began, after


async def first_words(page: Page) -> float:
    """Drops a file into the direct message, and tells after how many seconds the first words of its summary could be read."""
    attached: FilePayload = {"name": "q3.txt", "mimeType": "text/plain", "buffer": REPORT}
    began = time.monotonic()
    await page.locator("#channel input[type=file]").set_input_files(attached)
    await page.keyboard.press("Enter")
    await expect(page.locator("#thread article").last).to_contain_text("Revenue was 42 million")
    return time.monotonic() - began


async def measure(folder: Path) -> list[Figure]:
    """From the clone to the first answer; then the same, installed; then the page alone, of which the slowest counts."""
    clone = folder / "footnote"
    async with chromium() as browser:
        began = time.monotonic()
        git = await asyncio.create_subprocess_exec("git", "clone", "--quiet", f"file://{ROOT}", str(clone))
        if await git.wait():
            raise RuntimeError("git could not clone")
        async with made_run(clone) as url:
            printed = time.monotonic() - began
            page, _, _ = await usable(browser, f"{url}/#{DM}")
            await first_words(page)
            answered = time.monotonic() - began

        again = time.monotonic()
        async with made_run(clone) as url:
            page, _, _ = await usable(browser, f"{url}/#{DM}")
            shown = time.monotonic() - again
            await first_words(page)
            answered_again = time.monotonic() - again
            loads = [await usable(browser, url) for _ in range(LOADS)]
    return [
        Figure(name="clone, set up, start, until the address is printed", seconds=printed),
        Figure(name="from the clone to the first words of a summary", seconds=answered, target=90),
        Figure(name="installed: from `make run` to a usable page", seconds=shown, target=3),
        Figure(name="installed: from `make run` to the first words", seconds=answered_again),
        Figure(name=f"the page is loaded (slowest of {LOADS})", seconds=max(loaded for _, loaded, _ in loads)),
        Figure(name=f"and usable after that (slowest of {LOADS})", seconds=max(after for _, _, after in loads), target=0.5),
    ]


async def main() -> None:
    """Measures, prints, and leaves nothing behind."""
    folder = Path(tempfile.mkdtemp(prefix="footnote-first-minute-"))
    try:
        before = machine.load()
        figures = await measure(folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print(f"{machine.description()}; load {before:.1f} before, {machine.load():.1f} after")
    for figure in figures:
        print(figure)


if __name__ == "__main__":
    asyncio.run(main())
