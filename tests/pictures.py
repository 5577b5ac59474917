"""`python -m tests.pictures` takes the pictures of the docs from the playground: the real bot, the stand-in for a model.

Each is what a person sees; none is touched up. It needs a Chromium of the machine.
"""

import asyncio
import sys
import tempfile
from collections.abc import Awaitable, Callable
from contextlib import suppress
from io import StringIO
from pathlib import Path

from playwright.async_api import Page, ViewportSize

from bot.playground.bot_log import BotLog
from bot.playground.entities import ALEX, DM, LENA, SAM
from bot.playground.server import Playground
from tests.end_to_end.bot_process import Bot
from tests.end_to_end.browser import CHROMIUM, chromium

FOLDER = Path(__file__).parents[1] / "docs" / "images"
SIZE: ViewportSize = {"width": 1200, "height": 760}
READING_SECONDS = 0.03
"""Between two words of the answer that is inspected."""

LOOK_SECONDS = 0.05
FINANCE, GENERAL = "C0PLAYFIN01", "C0PLAYGEN01"

REPORT = (
    b"Third quarter\n\nRevenue was 42 million euros, up from 38 million a year ago.\n"
    b"Costs were 17 million euros.\nWe hired 12 people in Lisbon.\n"
)
ANSWER = "Revenue was 42 million euros, up from 38 million [lines 1-5]. Costs were 17 million euros [lines 1-5]."

Take = Callable[[Playground, Page], Awaitable[None]]


async def _said(playground: Playground) -> str:
    """What people said before; the ts of the thread that the pictures are about."""
    await playground.say("The figures of the third quarter are in.", channel="finance", user=ALEX)
    ts = await playground.say("Shall we ship the report on Friday, or wait for legal?", channel="finance", user=SAM)
    await playground.say("Friday. Sam tells legal, I tell the board.", channel="finance", user=ALEX, thread_ts=ts)
    return ts


async def _shows(page: Page, address: str, words: str) -> None:
    await page.goto(address)
    await page.get_by_text(words).first.wait_for()


async def answer(playground: Playground, page: Page) -> None:
    """An answer in a thread, with its receipt and what can be had of it."""
    playground.stand_in.say_next(ANSWER)
    ts = await playground.say(f"{playground.mention} what did the quarter bring?", channel="finance", files=[("Q3.txt", REPORT)])
    await playground.until(lambda: any("Read: " in str(message.blocks) for message in playground.thread("finance", ts)))
    await _shows(page, f"{playground.url}/#{FINANCE}/{ts}", "Costs were 17 million euros")


async def shortcuts(playground: Playground, page: Page) -> None:
    """The menu of a message."""
    await _shows(page, f"{playground.url}/#{FINANCE}", "Shall we ship")
    await page.locator("#channel article").filter(has_text="Shall we ship").hover()
    await page.locator("#channel article").filter(has_text="Shall we ship").locator('[data-action="more"]').click()


async def ask_footnote(playground: Playground, page: Page) -> None:
    """The form that is there everywhere."""
    await _shows(page, f"{playground.url}/#{FINANCE}", "Shall we ship")
    await playground.shortcut("ask_footnote")
    await page.get_by_role("dialog").get_by_label("Your question").wait_for()


async def home(playground: Playground, page: Page) -> None:
    """The Home tab."""
    await page.goto(f"{playground.url}/#home")
    await page.get_by_text("Your usage").wait_for()
    await page.wait_for_timeout(300)


async def settings(playground: Playground, page: Page) -> None:
    """A channel's settings."""
    await _shows(page, f"{playground.url}/#{FINANCE}", "Shall we ship")
    await playground.command("/footnote", "settings", channel="finance")
    await page.get_by_role("dialog").get_by_text("Instructions").first.wait_for()


async def recaps(playground: Playground, page: Page) -> None:
    """When a channel is recapped."""
    await _shows(page, f"{playground.url}/#{FINANCE}", "Shall we ship")
    await playground.command("/footnote", "recaps", channel="finance")
    await page.get_by_role("dialog").get_by_text("How often").first.wait_for()


async def agent(playground: Playground, page: Page) -> None:
    """Suggestions, fitted to what was shared."""
    await playground.say("", channel="dm", files=[("Q3.txt", REPORT)])
    await page.goto(f"{playground.url}/#{FINANCE}")
    await page.get_by_text("Shall we ship").first.wait_for()
    await page.evaluate(f"location.hash = '{DM}'")
    await page.get_by_role("button", name="Summarise Q3.txt").wait_for()
    await page.locator("#channel").get_by_text("1 reply").first.wait_for()


async def steps(playground: Playground, page: Page) -> None:
    """A step of a workflow, and what it gave."""
    await _shows(page, f"{playground.url}/#{FINANCE}", "Shall we ship")
    playground.stand_in.say_next("On Friday; Sam tells legal [m2].")
    await page.locator('[data-action="step-ask_footnote"]').click()
    window = page.get_by_role("dialog")
    await window.get_by_label("Question").fill("When do we ship the report?")
    await window.locator("select").first.select_option(FINANCE)
    await window.get_by_role("button", name="Run").click()
    await page.locator(".step-run").get_by_text("What was read").wait_for()


async def german(playground: Playground, page: Page) -> None:
    """The same for somebody who uses Slack in German."""
    playground.stand_in.say_next("Der Umsatz betrug 42 Millionen Euro [lines 1-5].")
    ts = await playground.say(
        f"{playground.mention} wie hoch war der Umsatz?", channel="general", user=LENA, files=[("Q3.txt", REPORT)]
    )
    await playground.until(lambda: any("Gelesen" in str(message.blocks) for message in playground.thread("general", ts)))
    await _shows(page, f"{playground.url}/#{GENERAL}/{ts}", "42 Millionen Euro")


async def people(playground: Playground, page: Page) -> None:
    """Whom one can be."""
    await _shows(page, f"{playground.url}/#{FINANCE}", "Shall we ship")
    await page.locator('[data-action="person"]').click()
    await page.get_by_role("link", name="Kim").wait_for()


async def inspector(playground: Playground, page: Page) -> None:
    """How an answer came about; it is written as fast as a person reads."""
    playground.stand_in.chunk_seconds = READING_SECONDS
    await answer(playground, page)
    playground.stand_in.chunk_seconds = 0.0
    await page.locator("#thread article").last.hover()
    await page.locator("#thread").get_by_role("button", name="Inspect how this answer came about").click()
    await page.locator(".journey-head").get_by_text("answered").wait_for()


PICTURES: dict[str, Take] = {
    "answer": answer,
    "shortcuts": shortcuts,
    "ask-footnote": ask_footnote,
    "home": home,
    "settings": settings,
    "recaps": recaps,
    "agent": agent,
    "steps": steps,
    "german": german,
    "people": people,
    "inspector": inspector,
}


async def _hear(bot: Bot, log: BotLog) -> None:
    """Has the playground read along in the bot's log, as it does where it has started the bot itself."""
    heard = 0
    while True:
        lines = bot.log().splitlines()
        for line in lines[heard:]:
            log.hear(line)
        heard = len(lines)
        await asyncio.sleep(LOOK_SECONDS)


async def take(names: list[str]) -> None:
    """Takes the pictures of these names, each in a tab of its own."""
    with tempfile.TemporaryDirectory(prefix="footnote-pictures-") as folder:
        async with Playground(chunk_seconds=0.0) as playground, chromium() as browser:
            bot = Bot(playground, Path(folder), LOG_IDS="plain")
            await bot.start()
            playground.inspector.log = log = BotLog(out=StringIO())
            hearing = asyncio.create_task(_hear(bot, log))
            try:
                await _said(playground)
                for name in names:
                    page = await browser.new_page(viewport=SIZE, locale="en-GB", reduced_motion="reduce")
                    await PICTURES[name](playground, page)
                    await page.screenshot(path=FOLDER / f"{name}.png")
                    await page.close()
                    while views := playground.views():
                        await playground.close_view(views[-1].id)
                    print(name, flush=True)
            finally:
                hearing.cancel()
                with suppress(ProcessLookupError):
                    await bot.stop()


if __name__ == "__main__":
    if CHROMIUM is None:
        sys.exit("no Chromium on this machine")
    asyncio.run(take(sys.argv[1:] or list(PICTURES)))
