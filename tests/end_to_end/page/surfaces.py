"""Everything that the page can show, by name: what a tab that shows the exhibit has to do to get there."""

import time
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

import aiohttp
from playwright.async_api import Page, ViewportSize, expect

from bot.playground.entities import ALEX, DM, SAM
from tests.end_to_end.page.stage import DESK, Stage

NOTES = b"Revenue was 42 million euros, 1,234.5 of it in Q1.\nCosts were 17 million euros.\n"
SUMMARY = """## What the quarter brought

Revenue was 42 million euros [lines 1-2], see `notes.txt` and https://example.com/a-report-with-a-long-address/that-has-no-break-anywhere.

| Quarter | Revenue in thousands of euros | Growth on the quarter before | Region | What the region reported |
|---|---:|---|---|---|
| Q1 | 1,234.5 [lines 1-2] | none | Europe | Nothing unusual |

> Costs were 17 million euros [lines 1-2].

- **Revenue** rose
- ~~Costs~~ did not
"""
UNKNOWN = "admin.conversations.getConversationPrefs"
BUSY_WORDS = "Shall we ship on *Friday*? `make run` is ready, <https://example.com|the plan> too; ask <#C0PLAYGEN01|general>."


@dataclass(frozen=True)
class Exhibit:
    """Addresses of a channel in which there is one of everything, of a thread in it, and of a channel with nothing in it."""

    channel: str
    thread: str
    empty: str


async def exhibit_in(stage: Stage) -> Exhibit:
    """Has people and the bot say one of everything in a new channel."""
    room, empty, playground = stage.room(), stage.room(), stage.playground
    now = time.time()
    ts = await playground.say(BUSY_WORDS, channel=room, user=ALEX, at=now - 90_000)
    playground.workspace.react(channel=playground.workspace.channel(room).id, ts=ts, name="eyes", user=SAM)
    await playground.say("And <!here>, another thing " * 12, channel=room, user=ALEX, at=now - 89_990)
    await playground.command("/footnote", "help", channel=room)
    await playground.command("/recap", channel=room, thread_ts=ts)
    async with aiohttp.ClientSession(playground.url) as http, http.post(f"/api/{UNKNOWN}"):
        pass
    playground.stand_in.say_next(SUMMARY)
    asked = await playground.say(f"{playground.mention} summarise", channel=room, files=[("a long name of notes.txt", NOTES)])
    await playground.edit(room, asked, f"{playground.mention} summarise")
    await playground.until(lambda: any("Read: " in str(message.blocks) for message in playground.thread(room, asked)))
    return Exhibit(stage.address(room), stage.address(room, asked), stage.address(empty))


async def _welcome(page: Page, exhibit: Exhibit) -> None:
    await page.goto(exhibit.empty)
    await expect(page.get_by_text("Four things to try")).to_be_visible()


async def _channel(page: Page, exhibit: Exhibit) -> None:
    await page.goto(exhibit.channel)
    await expect(page.locator("#channel").get_by_role("button", name="1 reply").first).to_be_visible()


async def _thread(page: Page, exhibit: Exhibit) -> None:
    await page.goto(exhibit.thread)
    await expect(page.locator("#thread").get_by_role("button", name="More actions")).to_be_visible()


async def _menu(page: Page, exhibit: Exhibit) -> None:
    await _thread(page, exhibit)
    await page.locator("#thread").get_by_role("button", name="More actions").click()
    await expect(page.get_by_role("menuitem", name="Translate…")).to_be_visible()


async def _form(page: Page, exhibit: Exhibit) -> None:
    await _menu(page, exhibit)
    await page.get_by_role("menuitem", name="Translate…").click()
    form = page.get_by_role("dialog", name="Translate the answer")
    await form.get_by_role("button", name="Translate").click()
    await expect(form).to_contain_text("Please choose a language, or type one.")


async def _sources(page: Page, exhibit: Exhibit) -> None:
    await _thread(page, exhibit)
    await page.locator("#thread").get_by_role("button", name="Show the passages on which this answer rests").click()
    await expect(page.get_by_role("dialog", name="Sources")).to_contain_text("Costs were 17 million euros.")


async def _commands(page: Page, exhibit: Exhibit) -> None:
    await _channel(page, exhibit)
    await page.get_by_role("textbox", name="Message").press_sequentially("/")
    await expect(page.get_by_role("option")).not_to_have_count(0)


async def _editor(page: Page, exhibit: Exhibit) -> None:
    await _channel(page, exhibit)
    await page.locator("#channel").get_by_role("button", name="Edit your message").press("Enter")
    await expect(page.get_by_role("textbox", name="Edit message")).to_be_focused()


async def _deleting(page: Page, exhibit: Exhibit) -> None:
    await _channel(page, exhibit)
    await page.locator("#channel").get_by_role("button", name="Delete your message").press("Enter")
    await expect(page.get_by_role("dialog", name="Delete this message?")).to_be_visible()


async def _shortcuts(page: Page, exhibit: Exhibit) -> None:
    await _channel(page, exhibit)
    await page.locator("#channel").get_by_role("button", name="More on the message by Alex").first.press("Enter")
    await expect(page.get_by_role("menuitem", name="Summarize thread")).to_be_visible()


async def _asking(page: Page, exhibit: Exhibit) -> None:
    await _channel(page, exhibit)
    await page.locator("#channel .composer").get_by_role("button", name="Shortcuts").press("Enter")
    await page.get_by_role("menuitem", name="Ask Footnote").press("Enter")
    await expect(page.get_by_role("dialog", name="Ask Footnote")).to_be_visible()


async def _home(page: Page, exhibit: Exhibit) -> None:
    await page.goto(exhibit.channel.partition("#")[0] + "#home")
    await expect(page.get_by_text("Forget everything about me")).to_be_visible()


async def _conversation(page: Page, exhibit: Exhibit) -> None:
    await page.goto(f"{exhibit.channel.partition('#')[0]}#{DM}")
    await expect(page.locator(".prompt").first).to_be_visible()


async def _step(page: Page, exhibit: Exhibit) -> None:
    await _channel(page, exhibit)
    await page.locator('[data-action="step-ask_footnote"]').dispatch_event("click")
    await expect(page.get_by_role("dialog", name="Ask")).to_be_visible()


async def _inspector(page: Page, exhibit: Exhibit) -> None:
    await _channel(page, exhibit)
    await page.get_by_role("button", name="Inspect").first.press("Enter")
    await expect(page.locator(".inspector")).to_be_visible()
    await page.locator(".journey-entry").first.press("Enter")
    await expect(page.locator(".stages > .stage").first).to_be_visible()


async def _faults(page: Page, exhibit: Exhibit) -> None:
    await _channel(page, exhibit)
    await page.locator("#faults-open").press("Enter")
    await expect(page.locator('[data-key="slow_api"]')).to_be_visible()


async def _people(page: Page, exhibit: Exhibit) -> None:
    await _channel(page, exhibit)
    channels = page.get_by_role("button", name="Channels")
    if await channels.is_visible():
        await channels.press("Enter")
        # It takes the focus once it is there.
        await expect(page.get_by_role("link", name="general")).to_be_focused()
    await page.locator('[data-action="person"]').press("Enter")
    await expect(page.get_by_role("link", name="Kim")).to_be_visible()


async def _somebody_else(page: Page, exhibit: Exhibit) -> None:
    address, _, place = exhibit.channel.partition("#")
    await page.goto(f"{address}?as=sam#{place}")
    await expect(page.locator("#channel").get_by_role("button", name="1 reply").first).to_be_visible()


SURFACES: dict[str, Callable[[Page, Exhibit], Awaitable[None]]] = {
    "an empty channel": _welcome,
    "a channel": _channel,
    "a thread": _thread,
    "a menu": _menu,
    "a form with a mistake": _form,
    "a window": _sources,
    "commands": _commands,
    "an editor": _editor,
    "a question": _deleting,
    "shortcuts": _shortcuts,
    "a form for a question": _asking,
    "the Home tab": _home,
    "the app's own view": _conversation,
    "a step": _step,
    "the inspector": _inspector,
    "the faults": _faults,
    "people to be": _people,
    "a channel as somebody else sees it": _somebody_else,
}
"""A new surface of the page is one more line here: it is then held to what `test_accessible.py` and `test_phone.py` ask."""


@asynccontextmanager
async def surface(stage: Stage, exhibit: Exhibit, name: str, *, size: ViewportSize = DESK) -> AsyncGenerator[Page]:
    """A tab that shows that surface; it is closed with the block, and so is what it has opened."""
    page = await stage.tab(exhibit.channel, size=size)
    try:
        await SURFACES[name](page, exhibit)
        yield page
    finally:
        await page.close()
        while views := stage.playground.views():
            await stage.playground.close_view(views[-1].id)
