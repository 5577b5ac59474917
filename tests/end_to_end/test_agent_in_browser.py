"""Slack's own view of a conversation with the app, and a workflow's step, on the playground's page in a real browser."""

import pytest

from bot.playground.entities import ALEX, DM
from tests.end_to_end.browser import CHROMIUM, browser
from tests.end_to_end.conftest import Scene


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")
@pytest.mark.parametrize("transport", ["socket"])
async def test_what_is_suggested_is_tapped_and_a_step_is_run_before_your_eyes(scene: Scene) -> None:
    await scene.playground.say("We decided to ship on Monday.", channel="finance", user=ALEX)
    finance = scene.playground.workspace.channel("finance").id
    async with browser(f"{scene.playground.url}/#{finance}") as page:
        await page.shows("ship on Monday")
        await page.run(f'location.hash = "{DM}"')
        await page.shows("Recap #finance")
        await page.run('[...document.querySelectorAll(".prompt")].find((b) => b.innerText === "Recap #finance").click()')
        await page.until('document.querySelector("#thread").innerText.includes("ship on Monday")')
        await page.until('document.querySelector("#thread-name").textContent === "recap #finance"')
        await page.run("""document.querySelector('[data-action="step-ask_footnote"]').click()""")
        await page.run('document.activeElement.value = "When do we ship?"')
        await page.run(f'document.querySelector(".modal[open] select").value = "{finance}"')
        await page.run('document.querySelector(".modal[open] form").requestSubmit()')
        await page.until('document.querySelector(".step-run").innerText.includes("What was read")')
        assert "ship on Monday" in str(await page.run('document.querySelector(".step-run").innerText'))
