"""What the page's tests stand on: a workspace with its browser, and a channel with a tab that shows it."""

from collections.abc import Sequence

from playwright.async_api import Browser, FilePayload, Locator, Page, ViewportSize, expect

from bot.playground.entities import ALEX, BOT_USER, SAM, YOU
from bot.playground.server import Playground

DESK: ViewportSize = {"width": 1280, "height": 800}
PHONE: ViewportSize = {"width": 390, "height": 844}
RECEIPT = "AI, can be wrong"
"""Stands under an answer once it is whole."""


class Stage:
    """The workspace and the browser that look at each other."""

    def __init__(self, playground: Playground, browser: Browser) -> None:
        self.playground = playground
        self._browser = browser
        self._rooms = 0

    def room(self) -> str:
        """The name of a new channel, of which a page knows that is opened from now on."""
        self._rooms += 1
        name = f"room-{self._rooms}"
        self.playground.workspace.add_channel(name, members=[YOU, ALEX, SAM, BOT_USER])
        return name

    def address(self, channel: str, thread: str = "", *, user: str = "") -> str:
        """Where the page shows somebody, you by default, that channel, or a thread of it beside the channel.

        `dm` is the direct message, `home` the app's Home tab.
        """
        place = channel if channel in ("dm", "home") else self.playground.workspace.channel(channel).id
        person = f"?as={user}" if user else ""
        return f"{self.playground.url}/{person}#{place}" + (f"/{thread}" if thread else "")

    async def tab(self, address: str, *, size: ViewportSize = DESK) -> Page:
        """A tab of its own that shows what stands at that address; below a tablet's width it is a phone's."""
        is_phone = size["width"] < DESK["width"] / 2
        page = await self._browser.new_page(
            viewport=size, is_mobile=is_phone, has_touch=is_phone, locale="en-GB", reduced_motion="reduce"
        )
        await page.goto(address)
        await expect(page.locator("#channel-name")).not_to_be_empty()
        return page


class Desk:
    """A channel of its own, and a tab that shows it."""

    def __init__(self, stage: Stage, channel: str, page: Page) -> None:
        self.stage = stage
        self.playground = stage.playground
        self.channel = channel
        self.page = page

    def messages(self, pane: str = "thread") -> Locator:
        """The messages of the channel, or of the thread that is open beside it."""
        return self.page.locator(f"#{pane} article")

    async def ask(self, text: str, *, files: Sequence[tuple[str, str, bytes]] = ()) -> None:
        """Writes to the bot in the channel; `files` have a name, a media type and bytes each."""
        composer = self.page.get_by_role("textbox", name="Message")
        if files:
            chosen: list[FilePayload] = [{"name": name, "mimeType": kind, "buffer": data} for name, kind, data in files]
            await self.page.locator("#channel input[type=file]").set_input_files(chosen)
        await composer.fill(text)
        await composer.press("Enter")

    async def answered(self, *, times: int = 1) -> Locator:
        """The last of so many whole answers in the thread that is open."""
        answers = self.messages().filter(has_text=RECEIPT)
        await expect(answers).to_have_count(times)
        return answers.nth(times - 1)
