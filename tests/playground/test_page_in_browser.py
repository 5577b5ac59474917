"""Commands on the page in a real browser: typed with the keyboard, answered for you alone, with links that stay on the page."""

import pytest
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.context.respond.async_respond import AsyncRespond

from bot.playground import Playground
from bot.playground.entities import ALEX, SAM, Payload
from tests.end_to_end.browser import CHROMIUM, Page, browser
from tests.playground.conftest import Slack

SHARE: Payload = {"type": "button", "action_id": "share", "text": {"type": "plain_text", "text": "Share in channel"}}


def key(name: str) -> str:
    return (
        f'document.activeElement.dispatchEvent(new KeyboardEvent("keydown", {{key: "{name}", bubbles: true, cancelable: true}}))'
    )


async def type_in(page: Page, pane: str, text: str) -> None:
    await page.run(f'document.querySelector("#{pane} textarea").focus()')
    await page.run(f'document.execCommand("insertText", false, "{text}")')


async def press(page: Page, label: str) -> None:
    await page.run(
        f"[...document.querySelectorAll('#channel article :is(a, button)')].find((b) => b.innerText === '{label}').click()"
    )


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")
async def test_a_recap_is_asked_for_read_followed_and_shared() -> None:
    async with Playground() as playground:
        slack = Slack(playground)
        root = await playground.say("We ship on Friday.", user=ALEX, channel="finance", at=1_700_000_000)
        reply = await playground.say("Robin owns it.", user=SAM, channel="finance", thread_ts=root, at=1_700_000_060)
        for number in range(40):
            await playground.say(f"Point {number}", user=SAM, channel="finance", at=1_700_001_000 + number)
        app = AsyncApp(client=slack.client)

        async def recap(ack: AsyncAck, respond: AsyncRespond) -> None:
            await ack("Reading…")
            links = f"Ship [Friday]({playground.permalink('finance', root)})"
            context = {"type": "mrkdwn", "text": f"owned by <{playground.permalink('finance', reply)}|Robin>"}
            blocks: list[Payload] = [
                {"type": "markdown", "text": links},
                {"type": "context", "elements": [context]},
                {"type": "actions", "elements": [SHARE]},
            ]
            await respond(text="recap", blocks=blocks)

        async def share(ack: AsyncAck, respond: AsyncRespond) -> None:
            await ack()
            await respond(text="Here is what matters.", response_type="in_channel", replace_original=False)
            await respond(delete_original=True)

        app.command("/recap")(recap)
        app.action("share")(share)
        handler = AsyncSocketModeHandler(app, slack.app_token)
        await handler.connect_async()
        async with browser(f"{playground.url}/#C0PLAYGEN01") as page:
            await page.shows("Four things to try")
            await type_in(page, "channel", "/")
            await page.shows("What was said, decided and left open here")
            await page.run(key("ArrowDown"))
            await page.run(key("Enter"))
            await type_in(page, "channel", "#fin")
            await page.run(key("Tab"))
            await page.run(key("Enter"))
            await page.shows("Only visible to you")
            await page.shows("Share in channel")
            assert playground.deliveries.records[-1].body["text"] == "<#C0PLAYFIN01|finance>"
            await press(page, "Friday")
            in_view = "(() => {{ const box = document.querySelector('#{} [data-ts=\"{}\"]')?.getBoundingClientRect();"
            in_view += " return box && box.top > 0 && box.bottom < innerHeight; }})()"
            await page.until(in_view.format("channel", root))
            await page.run("history.back()")
            await page.shows("Share in channel")
            await press(page, "Robin")
            await page.until(in_view.format("thread", reply))
            await type_in(page, "thread", "/recap")
            await page.run(key("Enter"))
            await page.shows("is not supported in threads")
            await page.run('location.hash = "#C0PLAYGEN01"')
            await page.shows("Share in channel")
            await press(page, "Share in channel")
            await page.shows("Here is what matters.")
            await page.until("!document.body.innerText.includes('Share in channel')")
        await handler.close_async()


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")
async def test_the_address_of_a_message_opens_it_and_private_channels_have_a_lock() -> None:
    async with Playground(transport="http") as playground:
        ts = await playground.say("For the few.", user=ALEX, channel="leadership", at=1_700_000_000)
        hidden = playground.workspace.add_channel("hidden", members=[SAM], is_private=True)
        async with browser(playground.permalink("leadership", ts)) as page:
            await page.shows("For the few.")
            locked = "[...document.querySelectorAll('#channels li:has(svg)')].map((li) => li.innerText)"
            assert "leadership" in str(await page.run(locked))
            assert await page.run("location.hash") == "#C0PLAYLEA01"
            await page.run(f'location.hash = "#{hidden.id}"')
            await page.shows("For the few.")
