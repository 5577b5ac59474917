"""A modal on the page in a real browser: filled in and sent with the keyboard, corrected, closed with Escape."""

import asyncio
from typing import Any, cast

import pytest
from playwright.async_api import Route
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck

from bot.playground import Playground
from bot.playground.entities import Payload
from bot.playground.view_state import REQUIRED
from tests.end_to_end.browser import CHROMIUM, Page, browser
from tests.playground.conftest import Slack
from tests.playground.forms import checkboxes, field, hours, modal, plain, select, text_input

FORM = modal(
    {"type": "section", "text": {"type": "mrkdwn", "text": "What *should* it do?"}},
    field("name", text_input(max_length=12), hint=plain("At most 12 characters.")),
    field("words", text_input(multiline=True), optional=True),
    field("kind", select(placeholder=plain("Select a kind"))),
    field("when", hours(initial_time="09:00")),
    field("where", checkboxes(), optional=True),
    notify_on_close=True,
)
FOCUSED = "document.activeElement.closest('.field')?.querySelector('label, legend')?.innerText"


class Bot:
    """Opens the form for `/ask`, and takes any name but `taken`."""

    def __init__(self, slack: Slack) -> None:
        self.slack = slack
        self.submitted: list[Payload] = []
        self.app = AsyncApp(client=slack.client)
        self.app.command("/ask")(self._open)
        self.app.view("form")(self._submitted)
        self.app.view_closed("form")(self._closed)

    async def _open(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        await self.slack.client.views_open(trigger_id=body["trigger_id"], view=FORM)
        await ack()

    async def _submitted(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        values = cast(Payload, body["view"]["state"]["values"])
        self.submitted.append(values)
        if cast(dict[str, Any], values["name"])["x"]["value"] == "taken":
            await ack(response_action="errors", errors={"name": "Somebody has it."})
        else:
            await ack()

    async def _closed(self, ack: AsyncAck) -> None:
        await ack()


async def write(page: Page, text: str) -> None:
    await page.run("document.activeElement.select()")
    await page.run(f'document.execCommand("insertText", false, "{text}")')


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")
async def test_a_form_is_filled_in_corrected_sent_and_closed() -> None:
    async with Playground() as playground:
        slack = Slack(playground)
        bot = Bot(slack)
        handler = AsyncSocketModeHandler(bot.app, slack.app_token)
        await handler.connect_async()
        async with browser(f"{playground.url}/#C0PLAYGEN01") as page:
            await page.shows("Four things to try")
            await page.run('document.querySelector("#channel textarea").focus()')
            await playground.command("/ask", channel="general")
            await page.until("document.querySelector('dialog.modal')?.matches(':modal')")
            await page.shows("What should it do?")
            assert await page.run(FOCUSED) == "name"
            assert await page.run("document.querySelector('dialog').getAttribute('aria-labelledby')") == "modal-title"

            await write(page, "much too long a name")
            await page.shows("8 too many")
            await page.run("document.activeElement.form.requestSubmit()")
            await page.shows("Must be at most 12 characters.")
            await page.shows(REQUIRED)
            assert await page.run(FOCUSED) == "name"
            described = "[...document.activeElement.getAttribute('aria-describedby').split(' ')]"
            described += ".map((id) => document.getElementById(id).innerText).join(' ')"
            assert await page.run(described) == "At most 12 characters. Must be at most 12 characters."
            assert await page.run("document.activeElement.getAttribute('aria-invalid')") == "true"
            assert bot.submitted == []

            await write(page, "taken")
            await page.run("document.querySelector('.modal select').value = 'idea'")
            assert await page.run("document.querySelector('.modal [type=time]').value") == "09:00"
            await page.run("document.querySelector('.modal [type=time]').value = '16:45'")
            await page.run("[...document.querySelectorAll('.modal [type=checkbox]')].at(-1).click()")
            await page.run("document.activeElement.form.requestSubmit()")
            await page.shows("Somebody has it.")
            assert await page.run("document.querySelector('.modal select').value") == "idea"

            await page.run("document.querySelector('.modal input').focus()")
            await write(page, "free")
            await page.run("document.querySelector('.modal textarea').focus()")
            await write(page, "In my words")
            control_enter = '{key: "Enter", ctrlKey: true, bubbles: true, cancelable: true}'
            await page.run(f'document.activeElement.dispatchEvent(new KeyboardEvent("keydown", {control_enter}))')
            await page.until("!document.querySelector('dialog.modal').open")
            assert await page.run("document.activeElement.closest('#channel .composer') !== null")
            values = cast(dict[str, dict[str, dict[str, Any]]], bot.submitted[-1])
            assert values["name"]["x"]["value"] == "free"
            assert values["words"]["x"]["value"] == "In my words"
            assert values["kind"]["x"]["selected_option"]["value"] == "idea"
            assert values["when"]["x"]["selected_time"] == "16:45"
            assert [option["value"] for option in values["where"]["x"]["selected_options"]] == ["channel"]

            await playground.command("/ask", channel="general")
            await page.until("document.querySelector('dialog.modal').open")
            # As Escape does.
            await page.run("document.querySelector('dialog.modal').requestClose()")
            await page.until("!document.querySelector('dialog.modal').open")
            await playground.until(lambda: not playground.views())
            assert playground.deliveries.records[-1].body["type"] == "view_closed"
        await handler.close_async()


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")
async def test_an_update_keeps_what_is_typed_and_a_reload_finds_the_form() -> None:
    async with Playground() as playground:
        slack = Slack(playground)
        bot = Bot(slack)
        handler = AsyncSocketModeHandler(bot.app, slack.app_token)
        await handler.connect_async()
        async with browser(f"{playground.url}/#C0PLAYGEN01") as page:
            await page.shows("Four things to try")
            await playground.command("/ask", channel="general")
            await page.shows("What should it do?")
            await write(page, "kept")
            (view,) = playground.views()
            changed = modal(field("name", text_input()), field("more", text_input()), title=plain("Another form"))
            await slack.ok("views.update", view_id=view.id, view=changed)
            await page.shows("Another form")
            assert await page.run(FOCUSED) == "name"
            assert await page.run("document.activeElement.value") == "kept"
            await page.view.reload()
            await page.until("document.querySelector('dialog.modal')?.open")
            await page.shows("Another form")
        await handler.close_async()


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")
async def test_a_form_is_sent_while_the_answer_to_the_one_before_is_still_on_its_way() -> None:
    answered = asyncio.Event()

    async def late(route: Route) -> None:
        response = await route.fetch()
        await answered.wait()
        await route.fulfill(response=response)

    async def send(page: Page, name: str) -> None:
        await page.run("document.querySelector('.modal input').focus()")
        await write(page, name)
        await page.run("document.querySelector('.modal select').value = 'idea'")
        await page.run("document.querySelector('.modal-form').requestSubmit()")

    async with Playground() as playground:
        bot = Bot(Slack(playground))
        handler = AsyncSocketModeHandler(bot.app, bot.slack.app_token)
        await handler.connect_async()
        async with browser(f"{playground.url}/#C0PLAYGEN01") as page:
            await page.shows("Four things to try")
            await page.view.route("**/playground/submit*", late)
            await playground.command("/ask", channel="general")
            await page.until("document.querySelector('dialog.modal')?.open")
            await send(page, "taken")
            # What is wrong with it stands there before the answer has come.
            await page.shows("Somebody has it.")
            await send(page, "free")
            await page.until("!document.querySelector('dialog.modal').open")
            await playground.command("/ask", channel="general")
            await page.until("document.querySelector('dialog.modal').open")
            assert await page.run("document.querySelector('dialog.modal').getAttribute('aria-busy')") == "false"
            await send(page, "another")
            await page.until("!document.querySelector('dialog.modal').open")
            names = [cast(dict[str, Any], values["name"])["x"]["value"] for values in bot.submitted]
            assert names == ["taken", "free", "another"]
            answered.set()
            await page.view.unroute_all(behavior="wait")
        await handler.close_async()
