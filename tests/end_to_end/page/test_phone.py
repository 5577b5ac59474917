"""Every surface of the page on a phone: nothing lies beside the screen or under something else, and thumbs hit what they mean."""

from typing import cast

import pytest
from playwright.async_api import Page, ViewportSize, expect

from tests.end_to_end.browser import TOGETHER
from tests.end_to_end.page.stage import PHONE, Desk, Stage
from tests.end_to_end.page.surfaces import SURFACES, Exhibit, surface

pytestmark = TOGETHER

NARROWEST: ViewportSize = {"width": 320, "height": 640}
"""Also a desktop's 1280 pixels at four times the size (WCAG 2.2, 1.4.10)."""

THUMB = 32
"""Pixels that a target measures at least either way; WCAG 2.2 (2.5.8) asks for 24."""

FRAME = """() => ({
  wider: document.documentElement.scrollWidth - innerWidth,
  scrolled: [...document.querySelectorAll("body, .workspace, .pane, .scroll, dialog, .modal-blocks")]
    .filter((box) => box.checkVisibility({visibilityProperty: true}) && box.scrollWidth > box.clientWidth)
    .map((box) => box.id || box.className),
})"""

# Where something lies above the rest, only that can be reached, and is meant to.
TARGETS = """(thumb) => {
  const above = ["dialog[open]", ":popover-open", ".suggestions:not([hidden])", ".menu-open #sidebar"]
    .map((layer) => document.querySelector(layer)).find(Boolean) ?? document;
  const targets = [...above.querySelectorAll("a[href], button, input, select, textarea, [role=option]")]
    .filter((target) => target.checkVisibility({visibilityProperty: true}));
  const name = (target) => target.ariaLabel || target.innerText || target.className;
  const faults = targets.flatMap((target) => {
    target.scrollIntoView({block: "center", inline: "nearest"});
    const {x, y, width, height, right} = target.getClientRects()[0];
    const hit = document.elementFromPoint(x + width / 2, y + height / 2);
    const inside = x >= 0 && right <= innerWidth;
    const inText = target.matches(".body a, .context a, [type=checkbox], [type=radio]");
    return [
      !inside && `beside the screen: ${name(target)}`,
      inside && !target.contains(hit) && `under something else: ${name(target)}`,
      !inText && Math.min(width, height) < thumb && `too small: ${name(target)}, ${width} × ${height}`,
    ].filter(Boolean);
  });
  return {count: targets.length, faults};
}"""


async def faults(page: Page) -> list[str]:
    """What can't be reached, hit or seen without scrolling sideways."""
    frame = cast("dict[str, object]", await page.evaluate(FRAME))
    targets = cast("dict[str, object]", await page.evaluate(TARGETS, THUMB))
    assert targets["count"]
    sideways = [] if frame == {"wider": 0, "scrolled": []} else [f"sideways: {frame}"]
    return [*sideways, *cast("list[str]", targets["faults"])]


@pytest.mark.parametrize("size", [PHONE, NARROWEST], ids=["phone", "narrowest"])
@pytest.mark.parametrize("name", SURFACES)
async def test_everything_is_within_reach_of_a_thumb(stage: Stage, exhibit: Exhibit, name: str, size: ViewportSize) -> None:
    async with surface(stage, exhibit, name, size=size) as page:
        assert await faults(page) == []


async def test_channels_are_chosen_asked_in_and_left_with_a_thumb(stage: Stage) -> None:
    first, second = stage.room(), stage.room()
    page = await stage.tab(stage.address(first), size=PHONE)
    desk = Desk(stage, second, page)
    await page.get_by_role("button", name="Channels").tap()
    assert await faults(page) == []
    await page.get_by_role("link", name=second).tap()
    await expect(page.get_by_role("link", name=second)).to_be_hidden()
    stage.playground.stand_in.say_next("The answer is forty-two.")
    await page.get_by_role("textbox", name="Message").fill("@Footnote what is the answer?")
    await page.get_by_role("main").get_by_role("button", name="Send").tap()
    await expect(await desk.answered()).to_contain_text("The answer is forty-two.")
    await page.get_by_role("button", name="Close thread").tap()
    await expect(page.get_by_role("button", name="1 reply")).to_be_visible()
    await page.close()
