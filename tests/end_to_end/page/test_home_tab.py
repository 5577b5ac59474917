"""The app's Home tab on the page: what one chooses there holds, and what can't be undone is asked about first."""

import time

from playwright.async_api import Locator, Page, expect

from bot.language import phrases
from bot.language.speech import language, speaking
from bot.playground.entities import ALEX, SAM
from tests.end_to_end.browser import TOGETHER
from tests.end_to_end.page.stage import Desk, Stage

pytestmark = TOGETHER


def menu(page: Page, name: str) -> Locator:
    """A menu of the tab, by what it stands beside."""
    return page.locator("#home").get_by_role("combobox", name=name)


async def test_language_and_length_are_chosen_and_everything_is_forgotten(stage: Stage) -> None:
    page = await stage.tab(stage.address("home", user=ALEX))
    home = page.locator("#home")
    await expect(home).to_contain_text(phrases.HOME_YOURS)
    await menu(page, "Length of the answers").select_option("Short")
    await menu(page, "Language of what I say").focus()
    await menu(page, "Language of what I say").select_option("Deutsch")
    with speaking(language("de")):
        yours, forget = phrases.HOME_YOURS, phrases.FORGET_ME
        title, yes, no = phrases.FORGET_ME_TITLE, phrases.FORGET_ME_YES, phrases.FORGET_ME_NO
    await expect(home).to_contain_text(yours)
    # The tab was published anew meanwhile: one is still where one was.
    await expect(menu(page, "Sprache")).to_be_focused()

    before = time.monotonic()
    await page.reload()
    # What the app publishes as the tab is opened comes before what is done in it.
    calls = stage.playground.calls
    await stage.playground.until(lambda: any(call.at > before and call.ended_at for call in calls("views.publish")))
    await expect(menu(page, "Sprache").locator("option:checked")).to_have_text("Deutsch")
    await expect(menu(page, "Länge").locator("option:checked")).to_have_text("Kurz")

    await home.get_by_role("button", name=forget).click()
    question = page.get_by_role("dialog", name=title)
    await question.get_by_role("button", name=no).click()
    await expect(menu(page, "Sprache").locator("option:checked")).to_have_text("Deutsch")
    await home.get_by_role("button", name=forget).click()
    await question.get_by_role("button", name=yes).click()
    await expect(home).to_contain_text("Forgotten of you")
    await expect(menu(page, "Length of the answers").locator("option:checked")).to_have_text("Normal")
    await page.close()


async def test_an_admin_decides_who_is_answered_and_how(desk: Desk) -> None:
    page, stage = desk.page, desk.stage
    await page.goto(stage.address("home"))
    home = page.locator("#home")
    await home.get_by_role("button", name=phrases.CHANGE).last.click()
    window = page.get_by_role("dialog", name=phrases.KEEPING_TITLE)
    await window.get_by_label(phrases.KEEPING_COST_YES, exact=True).check()
    await window.get_by_role("button", name=phrases.SETTINGS_SAVE).click()
    await expect(window).to_be_hidden()
    await expect(home).to_contain_text(phrases.FACT_COST[True])

    await home.get_by_role("button", name=phrases.CHANGE).first.click()
    window = page.get_by_role("dialog", name=phrases.ACCESS_TITLE)
    denied = window.get_by_role("group", name=phrases.ACCESS_PEOPLE_DENIED)
    await denied.get_by_label("Sam").check()
    await window.get_by_role("button", name=phrases.SETTINGS_SAVE).click()
    await expect(home).to_contain_text("not @Sam")
    other = await stage.tab(stage.address(desk.channel, user=SAM))
    await Desk(stage, desk.channel, other).ask("@Footnote are you there?")
    await expect(other.locator("#channel article").filter(has_text="Only visible to you")).to_contain_text(phrases.NOT_FOR_YOU)
    await other.close()

    await home.get_by_role("button", name=phrases.CHANGE).first.click()
    await denied.get_by_label("Sam").uncheck()
    await window.get_by_role("button", name=phrases.SETTINGS_SAVE).click()
    await expect(home).not_to_contain_text("not @Sam")


async def test_the_settings_of_a_channel_are_reached_from_there(desk: Desk) -> None:
    page, stage = desk.page, desk.stage
    await page.goto(stage.address("home"))
    await menu(page, phrases.HOME_CHOOSE_CHANNEL).select_option(f"#{desk.channel}")
    window = page.get_by_role("dialog", name=phrases.CHANNEL_SETTINGS_TITLE)
    await window.get_by_label(phrases.CHANNEL_INSTRUCTIONS, exact=False).first.fill("Answer in bullet points.")
    await window.get_by_role("button", name=phrases.SETTINGS_SAVE).click()
    # While the window is open, nothing can be typed behind it.
    await expect(window).to_be_hidden()
    await expect(page.locator("#home")).to_contain_text(f"#{desk.channel}")
    await page.goto(stage.address(desk.channel))
    await expect(page.locator("#channel-name")).to_have_text(f"#{desk.channel}")
    await desk.ask("@Footnote what are your instructions here?")
    told = desk.messages("channel").filter(has_text="Only visible to you")
    await expect(told).to_contain_text("Answer in bullet points.")
