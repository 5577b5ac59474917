"""The page with the keyboard alone: everything is reached in the order of reading, and one always sees where one is."""

from typing import cast

from playwright.async_api import Page, expect

from bot.playground.entities import ALEX
from tests.end_to_end.browser import TOGETHER
from tests.end_to_end.page.stage import PHONE, Desk, Stage

pytestmark = TOGETHER

MOST_STEPS = 40
# A ring, or the frame that a text field has around it; a menu shows by its colour where one is.
STOP = """() => {
  const at = document.activeElement;
  const shown = [at, at.closest(".composer")].filter(Boolean).map((box) => getComputedStyle(box));
  const ringed = shown.some(({outlineStyle, outlineWidth, boxShadow}) =>
    (outlineStyle !== "none" && outlineWidth !== "0px") || boxShadow !== "none");
  const {top, bottom} = at.getBoundingClientRect();
  return {
    name: (at.ariaLabel || at.innerText || at.tagName).replaceAll(/\\s+/g, " "),
    pane: at.closest("dialog, nav, main, aside")?.tagName ?? "",
    seen: at === document.body || ((ringed || at.matches(".menu-item"))
      && at.checkVisibility({visibilityProperty: true, opacityProperty: true}) && top < innerHeight && bottom > 0),
  };
}"""


async def stop(page: Page) -> dict[str, str]:
    """Where the focus is: name and pane. It has to be seen there."""
    at = cast("dict[str, str]", await page.evaluate(STOP))
    assert at["seen"], at
    return at


async def walk(page: Page, name: str, *, key: str = "Tab") -> list[str]:
    """Presses Tab until the focus is on what has `name` in its name; the names on the way."""
    passed: list[str] = []
    for _ in range(MOST_STEPS):
        await page.keyboard.press(key)
        at = (await stop(page))["name"]
        if name in at:
            return passed
        passed.append(at)
    raise AssertionError(f"{name} is not to be reached: {passed}")


async def test_asking_reshaping_and_leaving_a_thread_takes_no_mouse(desk: Desk) -> None:
    page, keys = desk.page, desk.page.keyboard
    await desk.playground.say("Revenue was 42 million. Costs were 17 million.", channel=desk.channel, user=ALEX)
    await expect(desk.messages("channel")).to_have_count(1)
    assert (await stop(page))["name"] == "Message"
    assert await walk(page, "Reply to Alex in a thread", key="Shift+Tab") == ["More on the message by Alex"]
    await keys.press("Enter")
    await expect(page.get_by_role("textbox", name="Reply in the thread")).to_be_focused()
    await keys.type("@Footnote summarise")
    await keys.press("Enter")
    answer = await desk.answered()
    await expect(page.get_by_role("button", name="Stop")).to_have_count(0)

    back = await walk(page, "A shorter version of this answer", key="Shift+Tab")
    assert back[:4] == [
        "More on the message by Footnote",
        "Inspect how this answer came about",
        "This answer was not helpful",
        "This answer was helpful",
    ]
    desk.playground.stand_in.say_next("42 million, 17 million.")
    await keys.press("Enter")
    await desk.answered(times=2)
    assert (await stop(page))["name"] == "A shorter version of this answer"

    await walk(page, "More actions")
    await keys.press("Enter")
    await expect(page.get_by_role("menuitem", name="Longer")).to_be_focused()
    await keys.press("ArrowUp")
    await keys.press("ArrowUp")
    assert (await stop(page))["name"] == "Translate…"
    await keys.press("Enter")
    form = page.get_by_role("dialog", name="Translate the answer")
    await expect(form.get_by_label("Language", exact=False).first).to_be_focused()
    for _ in range(8):
        await keys.press("Tab")
        # The browser's own bars are part of the round.
        assert (await stop(page))["pane"] in ("DIALOG", "")
    await keys.press("Escape")
    await expect(form).to_be_hidden()
    await expect(answer.get_by_role("button", name="More actions")).to_be_focused()

    await keys.press("Escape")
    await expect(page.get_by_role("textbox", name="Message")).to_be_focused()
    await walk(page, "3 replies", key="Shift+Tab")


async def test_the_focus_stays_in_the_pane_when_its_message_changes_or_goes(desk: Desk) -> None:
    page, keys = desk.page, desk.page.keyboard
    composer = page.get_by_role("textbox", name="Message")
    await keys.type("We ship on Friday.")
    await keys.press("Enter")
    await expect(desk.messages("channel")).to_have_count(1)
    await walk(page, "Edit your message", key="Shift+Tab")
    await keys.press("Enter")
    await expect(page.get_by_role("textbox", name="Edit message")).to_be_focused()
    await keys.type(" Or later.")
    await keys.press("Enter")
    await expect(desk.messages("channel")).to_contain_text("We ship on Friday. Or later. (edited)")
    await expect(composer).to_be_focused()
    await walk(page, "Delete your message", key="Shift+Tab")
    await keys.press("Enter")
    await expect(page.get_by_role("dialog").get_by_role("button", name="Cancel")).to_be_focused()
    await keys.press("Tab")
    await keys.press("Enter")
    await expect(desk.messages("channel")).to_have_count(0)
    await expect(composer).to_be_focused()


async def test_where_the_list_of_channels_is_folded_the_keyboard_follows_it(stage: Stage) -> None:
    page = await stage.tab(stage.address("general"), size=PHONE)
    await page.get_by_role("button", name="Channels").press("Enter")
    await expect(page.get_by_role("link", name="general")).to_be_focused()
    assert (await stop(page))["pane"] == "NAV"
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("button", name="Channels")).to_be_focused()
    await page.close()


async def test_what_arrives_is_said_once_and_an_answer_when_it_is_whole(desk: Desk) -> None:
    said = desk.page.locator("#announcer span")
    desk.playground.stand_in.say_next("The answer is forty-two.")
    await desk.ask("@Footnote what is the answer?")
    await desk.answered()
    whole = said.filter(has_text="The answer is forty-two.")
    await expect(whole).to_have_count(1)
    await expect(said.filter(has_text="We ship")).to_have_count(0)
    await desk.playground.say("We ship on Friday.", channel=desk.channel, user=ALEX)
    await expect(said.filter(has_text="Alex: We ship on Friday.")).to_have_count(1)
    await expect(whole).to_have_count(1)
