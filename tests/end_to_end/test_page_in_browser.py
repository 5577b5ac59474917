"""The playground's page in a real browser: a person drops a file, asks on, and reads the answers."""

from pathlib import Path

import pytest

from bot.playground.entities import ALEX, DM
from tests.end_to_end.browser import CHROMIUM, browser
from tests.end_to_end.conftest import Scene

DROP_REPORT = """
(() => {
  const data = new DataTransfer();
  data.items.add(new File(["Revenue was 42 million euros.\\nCosts were 17 million euros.\\n"], "q3.txt", {type: "text/plain"}));
  document.querySelector("#channel-scroll").dispatchEvent(new DragEvent("drop", {dataTransfer: data, bubbles: true}));
})()
"""
SEND = 'document.activeElement.dispatchEvent(new KeyboardEvent("keydown", {key: "Enter", bubbles: true, cancelable: true}))'


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")
@pytest.mark.parametrize("transport", ["socket"])
async def test_a_file_dropped_without_a_word_is_summarised_before_your_eyes(scene: Scene, tmp_path: Path) -> None:
    async with browser(f"{scene.playground.url}/#{DM}", profile=tmp_path / "profile") as page:
        await page.shows("every message starts a thread")
        await page.run(DROP_REPORT)
        await page.shows("q3.txt")
        await page.run(f'document.querySelector("#channel textarea").focus(); {SEND}')
        await page.shows("Revenue was 42 million euros. lines 1-2")
        await page.shows("Read: q3.txt 2 lines")
        await page.run('document.querySelector("#thread textarea").focus()')
        await page.run('document.execCommand("insertText", false, "what were the costs?")')
        await page.run(SEND)
        await page.until('document.querySelectorAll("#thread article").length === 4')
        await page.until(
            '[...document.querySelectorAll("#thread article")].pop().innerText.includes("Costs were 17 million euros.")'
        )
    assert sum(scene.playground.files.downloads.values()) == 1


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")
@pytest.mark.parametrize("transport", ["socket"])
async def test_what_is_suggested_is_tapped_and_a_step_is_run_before_your_eyes(scene: Scene, tmp_path: Path) -> None:
    await scene.playground.say("We decided to ship on Monday.", channel="finance", user=ALEX)
    finance = scene.playground.workspace.channel("finance").id
    async with browser(f"{scene.playground.url}/#{finance}", profile=tmp_path / "profile") as page:
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
