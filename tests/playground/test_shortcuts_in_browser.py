"""Shortcuts on the page in a real browser: in a message's menu, and in the composer's, whose form asks for a conversation."""

from typing import Any

import pytest
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck

from bot.playground import Playground
from tests.end_to_end.browser import CHROMIUM, browser
from tests.playground.conftest import Slack
from tests.playground.forms import conversations, field, modal, plain

MORE = '#channel .message [data-action="more"]'
BOLT = '#channel .composer [aria-label="Shortcuts"]'
FORM = modal(
    field("place", conversations(placeholder=plain("Only me"), filter={"include": ["public", "private"]}), optional=True)
)


class Bot:
    """Opens a form for the global shortcut, and writes down what is used on messages."""

    def __init__(self, slack: Slack) -> None:
        self.slack = slack
        self.used: list[dict[str, Any]] = []
        self.submitted: list[Any] = []
        self.app = AsyncApp(client=slack.client)
        self.app.shortcut("summarize_thread")(self._used)
        self.app.shortcut("ask_footnote")(self._open)
        self.app.view("form")(self._submitted)

    async def _used(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        self.used.append(body)
        await ack()

    async def _open(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        await self.slack.client.views_open(trigger_id=body["trigger_id"], view=FORM)
        await ack()

    async def _submitted(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        self.submitted.append(body["view"]["state"]["values"]["place"]["x"])
        await ack()


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")
async def test_shortcuts_are_used_from_the_menus_with_the_keyboard() -> None:
    async with Playground() as playground:
        slack = Slack(playground)
        bot = Bot(slack)
        handler = AsyncSocketModeHandler(bot.app, slack.app_token)
        await handler.connect_async()
        ts = await playground.say("We ship on Monday.")
        async with browser(f"{playground.url}/#C0PLAYGEN01") as page:
            await page.until(f"document.querySelector('{MORE}') !== null")
            await page.run(f"document.querySelector('{MORE}').focus()")
            await page.run("document.activeElement.click()")
            await page.until("document.activeElement.ariaLabel === 'React with thumbs up'")
            listed = "[...document.querySelectorAll(':popover-open .menu-item')].map((item) => item.innerText)"
            assert await page.run(listed) == ["Summarize thread", "Explain this file", "Action items", "Translate"]
            await page.run("document.querySelector(':popover-open .menu-item').click()")
            await playground.until(lambda: bot.used)
            assert bot.used[0]["message"]["ts"] == ts
            assert await page.run(f"document.activeElement === document.querySelector('{MORE}')")

            # Nobody listens to this one.
            await page.run(f"document.querySelector('{MORE}').click()")
            await page.run("[...document.querySelectorAll(':popover-open .menu-item')].at(-1).click()")
            await page.shows("Not done: Footnote did not respond.")

            await page.run(f"document.querySelector('{BOLT}').click()")
            await page.until("document.activeElement.innerText === 'Ask Footnote'")
            await page.run("document.activeElement.click()")
            await page.until("document.querySelector('dialog.modal')?.matches(':modal')")
            options = "[...document.querySelectorAll('dialog option')].map((option) => option.innerText)"
            assert await page.run(options) == ["Only me", "#general", "#finance", "#design", "#partners", "#leadership"]
            await page.run("document.querySelector('dialog select').value = 'C0PLAYFIN01'")
            await page.run("document.querySelector('dialog form').requestSubmit()")
            await playground.until(lambda: bot.submitted)
            assert bot.submitted == [{"type": "conversations_select", "selected_conversation": "C0PLAYFIN01"}]
        await handler.close_async()
