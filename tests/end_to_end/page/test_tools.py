"""What the page has that Slack has not: methods that it does not know are listed, and faults are switched on and off."""

import aiohttp
from playwright.async_api import expect

from tests.end_to_end.browser import TOGETHER
from tests.end_to_end.page.stage import Desk

pytestmark = TOGETHER

LONG = " ".join(f"This is sentence {number} of a longer answer." for number in range(12))


async def test_methods_that_there_are_not_are_listed_with_their_times(desk: Desk) -> None:
    inspect = desk.page.locator("#inspect")
    async with aiohttp.ClientSession(desk.playground.url) as http:
        for method in ("pins.add", "pins.add", "stars.add"):
            async with http.post(f"/api/{method}") as response:
                assert (await response.json())["error"] == "unknown_method"
    count = len(desk.playground.workspace.unknown)
    await expect(inspect).to_have_accessible_name(f"Inspect {count} unknown methods")
    await inspect.click()
    listed = desk.page.get_by_role("region", name="Unknown methods").get_by_role("listitem")
    await expect(listed.nth(0)).to_contain_text("stars.addonce, at ")
    await expect(listed.nth(1)).to_contain_text("pins.add2 times, ")


async def test_a_stream_that_is_cut_on_a_switch_becomes_one_whole_answer(desk: Desk) -> None:
    page = desk.page
    await page.get_by_role("button", name="Faults").click()
    faults = page.get_by_role("dialog", name="Faults")
    switch = faults.get_by_role("switch", name="Cut the next stream")
    await switch.click()
    await expect(switch).to_be_checked()
    for _ in range(2):
        desk.playground.stand_in.say_next(LONG)
    await desk.ask("@Footnote tell me more")
    answer = await desk.answered()
    await expect(answer).to_contain_text("This is sentence 11")
    await expect(desk.messages()).to_have_count(2)
    await expect(switch).not_to_be_checked()
    assert desk.playground.stand_in.exchanges[-2].failed_at is not None
    await page.keyboard.press("Escape")
    await expect(faults).to_be_hidden()


async def test_what_is_switched_on_is_counted_and_reset_at_once(desk: Desk) -> None:
    page = desk.page
    opener = page.locator("#faults-open")
    await opener.click()
    faults = page.get_by_role("dialog", name="Faults")
    for name in ("Slow Slack", "Duplicate deliveries"):
        await faults.get_by_role("switch", name=name).click()
    await expect(opener).to_have_accessible_name("Faults 2 on")
    await faults.get_by_role("button", name="Reset all").click()
    await expect(opener).to_have_accessible_name("Faults")
    assert desk.playground.web_api.latency == 0
