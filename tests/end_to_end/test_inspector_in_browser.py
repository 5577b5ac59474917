"""The playground as a person starts it, in a real browser: an answer is inspected, a worker killed in the middle of another."""

import asyncio
import os
import sys
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from tests.end_to_end import browser as driving
from tests.end_to_end.bot_process import ROOT, START_SECONDS, STOP_SECONDS
from tests.end_to_end.browser import CHROMIUM, Page, browser

TAKEN_OVER_SECONDS = 60.0
"""A killed worker's lease runs for thirty seconds; then the answer is written once more."""

STAGES = ("Delivered", "Question", "Thread and files", "Pages", "Messages list", "Raw stream", "Checks", "Slack calls")
REPORT = (
    "Revenue was 42 million euros in the third quarter, more than in any quarter before it.",
    "Costs were 17 million euros, of which four million went into the move to Berlin.",
    "The number of people grew from 120 to 134, most of them in engineering.",
    "The outlook for the fourth quarter is 44 million euros of revenue.",
)
DROP_REPORT = f"""
(() => {{
  const data = new DataTransfer();
  data.items.add(new File({[f"{line}{chr(10)}{chr(10)}" for line in REPORT]}, "q3.txt", {{type: "text/plain"}}));
  document.querySelector("#channel-scroll").dispatchEvent(new DragEvent("drop", {{dataTransfer: data, bubbles: true}}));
}})()
"""
PRESS = 'document.activeElement.dispatchEvent(new KeyboardEvent("keydown", {{key: "{}", bubbles: true, cancelable: true}}))'
ANSWERS = '[...document.querySelectorAll("#thread article")].filter((one) => one.innerText.includes("App"))'


@asynccontextmanager
async def started(folder: Path) -> AsyncGenerator[str]:
    """The address of a playground with its bot, ended with the block."""
    environment = {**os.environ, "AIMLAPI_API_KEY": "", "DATA_DIR": str(folder), "LOG_LEVEL": "WARNING"}
    command = (sys.executable, "-m", "bot", "playground", "--no-browser", "--port", "0")
    with (folder / "playground.log").open("wb") as log:
        process = await asyncio.create_subprocess_exec(
            *command, cwd=ROOT, env=environment, stdout=asyncio.subprocess.PIPE, stderr=log
        )
    assert process.stdout
    try:
        line = await asyncio.wait_for(process.stdout.readline(), START_SECONDS)
        yield line.decode().split()[1]
    finally:
        process.terminate()
        await asyncio.wait_for(process.wait(), STOP_SECONDS)


async def click(page: Page, selector: str) -> None:
    await page.until(f"document.querySelector('{selector}') !== null")
    await page.run(f"document.querySelector('{selector}').click()")


async def share_report(page: Page) -> None:
    """Sends the report in the direct message, without a word."""
    await page.run(DROP_REPORT)
    await page.until('document.querySelector("#channel .chip.ready") !== null')
    await page.run(f'document.querySelector("#channel textarea").focus(); {PRESS.format("Enter")}')


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")
async def test_an_answer_is_inspected_and_a_killed_worker_leaves_one_answer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with started(tmp_path) as url, browser(f"{url}/#D0PLAYYOU01") as page:
        await page.shows("every message starts a thread")
        await page.until('document.querySelector("#connection").innerText === ""')
        await share_report(page)
        await page.until(f'{ANSWERS}[0]?.innerText.includes("Read: q3.txt")')

        await click(page, '#thread article:last-of-type [data-action="inspect"]')
        await page.until("document.querySelector('.inspector')?.matches(':modal')")
        await page.until("document.querySelector('.journey-head .outcome')?.innerText === 'answered'")
        titles = "[...document.querySelectorAll('.stages .stage-title')].map((one) => one.firstChild.textContent)"
        assert await page.run(titles) == list(STAGES)
        states = "[...document.querySelectorAll('.stages > .stage')].map((one) => one.classList[1])"
        assert await page.run(states) == ["good"] * len(STAGES)
        for stage, words in (
            ("delivered", "acknowledged"),
            ("question", "first text after"),
            ("read", "read as text"),
            ("pages", "q3.txt"),
            ("sent", "You are Footnote"),
            ("stream", "Revenue was 42 million euros"),
            ("checks", "supported"),
            ("calls", "chat.startStream"),
        ):
            await page.run(f"document.querySelector('[data-stage={stage}] summary').click()")
            await page.until(f"document.querySelector('[data-stage={stage}] .unfolded').textContent.includes('{words}')")
        marks = "document.querySelectorAll('[data-stage=calls] .track .bar').length"
        assert int(str(await page.run(marks))) >= 3
        assert await page.run("document.querySelector('.inspector').contains(document.activeElement)")
        await page.run("document.querySelector('.inspector').close()")

        await click(page, "#faults-open")
        await click(page, '[data-key="slow_api"]')
        await page.until("document.querySelector('[data-key=\"slow_api\"]').ariaChecked === 'true'")
        await page.until("document.querySelector('.fault-count')?.innerText.startsWith('1')")
        await page.run('location.hash = "#D0PLAYYOU01"')
        await page.until('document.querySelector("#thread").hidden')
        await share_report(page)
        await page.until('document.querySelector("#thread .body.streaming") !== null')
        await click(page, '[data-key="kill"]')
        await page.shows("Footnote is down")
        await click(page, '[data-key="slow_api"]')
        await page.shows("Footnote is running")

        monkeypatch.setattr(driving, "PATIENCE_MS", 1000 * TAKEN_OVER_SECONDS)
        await page.until(f'{ANSWERS}[0]?.innerText.includes("Read: q3.txt")')
        assert await page.run(f"{ANSWERS}.length") == 1
        assert await page.run('document.querySelectorAll("#thread .body.streaming").length') == 0
        await click(page, "#inspect")
        await page.until("document.querySelectorAll('.journey-entry').length === 2")
        await click(page, ".journey-entry")
        await page.until("document.querySelector('.journey-head .outcome')?.innerText === 'answered'")
        await page.shows("2 attempts")
        assert int(str(await page.run("document.querySelectorAll('.stages .away').length"))) > 0
