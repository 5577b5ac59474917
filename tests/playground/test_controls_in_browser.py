"""What can be pressed in a message, in a real browser: the menu with the keyboard, thumbs, a select; and a picture in a modal."""

import io
from typing import Any, cast

import aiohttp
import pytest
from PIL import Image
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck

from bot.playground import Playground
from bot.playground.entities import Payload
from bot.playground.view_state import REQUIRED
from tests.end_to_end.browser import CHROMIUM, Page, browser
from tests.playground.conftest import Slack
from tests.playground.forms import field, image, modal, plain, radios
from tests.playground.test_people import MENUS, OPTIONS

MORE = '#channel [data-action="press-more"]'
BUTTON: Payload = {
    "type": "button",
    "action_id": "go",
    "text": plain("Go"),
    "accessibility_label": "Go there",
    "style": "primary",
}
BLOCKS: list[Payload] = [{"type": "actions", "elements": [BUTTON]}, *MENUS]


class Bot:
    """A real Bolt app that writes down what is used, and opens a form for the button."""

    def __init__(self, slack: Slack) -> None:
        self.slack = slack
        self.used: list[dict[str, Any]] = []
        self.submitted: list[Payload] = []
        self.form = modal(field("why", radios()))
        self.app = AsyncApp(client=slack.client)
        for name in ("more", "pick", "thumbs"):
            self.app.action(name)(self._used)
        self.app.action("go")(self._open)
        self.app.view("form")(self._submitted)

    async def _used(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        self.used += body["actions"]
        await ack()

    async def _open(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        await self.slack.client.views_open(trigger_id=body["trigger_id"], view=self.form)
        await ack()

    async def _submitted(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        self.submitted.append(body["view"]["state"]["values"])
        await ack()


async def key(page: Page, name: str) -> None:
    await page.run(
        f'document.activeElement.dispatchEvent(new KeyboardEvent("keydown", {{key: "{name}", bubbles: true, cancelable: true}}))'
    )


async def picture(slack: Slack) -> str:
    """A picture of the bot's that stands in no conversation."""
    out = io.BytesIO()
    Image.new("RGB", (30, 20), "teal").save(out, "PNG")
    opened = await slack.ok("files.getUploadURLExternal", filename="page.png", length=len(out.getvalue()))
    async with aiohttp.ClientSession() as http, http.post(opened["upload_url"], data=out.getvalue()):
        await slack.ok("files.completeUploadExternal", files=[{"id": opened["file_id"]}])
    return str(opened["file_id"])


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")
async def test_a_menu_a_select_and_thumbs_tell_the_app_what_was_chosen() -> None:
    async with Playground() as playground:
        slack = Slack(playground)
        bot = Bot(slack)
        handler = AsyncSocketModeHandler(bot.app, slack.app_token)
        await handler.connect_async()
        await slack.ok("chat.postMessage", channel="general", text="x", blocks=BLOCKS)
        async with browser(f"{playground.url}/#C0PLAYGEN01") as page:
            await page.until(f"document.querySelector('{MORE}') !== null")
            assert await page.run(f"document.querySelector('{MORE}').getAttribute('aria-label')") == "More actions"
            await page.run(f"document.querySelector('{MORE}').click()")
            await page.until("document.activeElement.innerText === 'Long'")
            assert await page.run(f"document.querySelector('{MORE}').getAttribute('aria-expanded')") == "true"
            within = "(() => { const box = document.querySelector(':popover-open').getBoundingClientRect();"
            within += " return box.top >= 0 && box.bottom <= innerHeight && box.left >= 0 && box.right <= innerWidth; })()"
            assert await page.run(within)
            await key(page, "ArrowDown")
            assert await page.run("document.activeElement.innerText") == "Short"
            await page.run("document.activeElement.click()")
            await playground.until(lambda: len(bot.used) == 1)
            assert bot.used[0]["selected_option"] == OPTIONS[1]
            await page.until("!document.querySelector(':popover-open')")

            select = '#channel [data-action="press-pick"]'
            await page.run(f"document.querySelector('{select}').value = 'long'")
            await page.run(f"document.querySelector('{select}').dispatchEvent(new Event('change'))")
            await playground.until(lambda: len(bot.used) == 2)
            assert bot.used[1]["selected_option"] == OPTIONS[0]

            labels = "[...document.querySelectorAll('#channel .thumb')].map((b) => b.getAttribute('aria-label'))"
            assert await page.run(labels) == ["Good", "Good"]
            await page.run("document.querySelectorAll('#channel .thumb')[1].click()")
            await playground.until(lambda: len(bot.used) == 3)
            assert bot.used[2]["value"] == "bad Q1"
        await handler.close_async()


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")
async def test_a_form_with_radio_buttons_is_sent_and_a_window_shows_a_picture() -> None:
    async with Playground() as playground:
        slack = Slack(playground)
        bot = Bot(slack)
        handler = AsyncSocketModeHandler(bot.app, slack.app_token)
        await handler.connect_async()
        await slack.ok("chat.postMessage", channel="general", text="x", blocks=BLOCKS)
        async with browser(f"{playground.url}/#C0PLAYGEN01") as page:
            go = '#channel [aria-label="Go there"]'
            await page.until(f"document.querySelector('{go}') !== null")
            await page.run(f"document.querySelector('{go}').click()")
            await page.until("document.querySelector('dialog.modal')?.open")
            assert await page.run("document.querySelector('.field').getAttribute('role')") == "radiogroup"
            await page.run("document.querySelector('.modal-form').requestSubmit()")
            await page.shows(REQUIRED)
            await page.run("document.querySelectorAll('.modal [type=radio]')[1].click()")
            await page.run("document.querySelector('.modal-form').requestSubmit()")
            await page.until("!document.querySelector('dialog.modal').open")
            (values,) = bot.submitted
            assert cast("dict[str, Any]", values["why"])["x"]["selected_option"]["value"] == "idea"

            bot.form = modal({"type": "header", "text": plain("scan.pdf")}, image(await picture(slack)), submit=None)
            await page.run(f"document.querySelector('{go}').click()")
            await page.shows("scan.pdf")
            await page.until("document.querySelector('.modal img[alt=\"a page\"]')?.naturalWidth === 30")
        await handler.close_async()
