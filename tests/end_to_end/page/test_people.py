"""Being somebody else on the page: who one is, what one sees then, and that each tab is one person."""

import re

from playwright.async_api import Page, expect

from bot.language import phrases
from bot.playground.entities import ALEX, SAM, YOU
from tests.end_to_end.browser import TOGETHER
from tests.end_to_end.page.stage import RECEIPT, Desk, Stage

pytestmark = TOGETHER


async def is_called(page: Page, name: str) -> None:
    """The foot of the sidebar tells who one is."""
    await expect(page.locator('[data-action="person"]')).to_have_accessible_name(re.compile(rf"^You are {name} \(you\)"))


async def test_one_becomes_somebody_else_and_oneself_again_with_the_keyboard(desk: Desk) -> None:
    page, keys = desk.page, desk.page.keyboard
    await desk.playground.say("We ship on Friday.", channel=desk.channel)
    await is_called(page, "Jo")
    await page.locator('[data-action="person"]').focus()
    await keys.press("Enter")
    people = page.get_by_role("list", name="Be somebody else")
    await expect(people.get_by_role("link")).to_have_text(
        [
            "JJoworkspace admin",
            "AAlexmember",
            "SSammember",
            "LLenamember, Slack in German",
            "RRobinguest",
            "KKimfrom another organisation",
        ]
    )
    await expect(people.get_by_role("link", name="Jo")).to_be_focused()
    await keys.press("ArrowDown")
    await keys.press("ArrowDown")
    await expect(people.get_by_role("link", name="Sam")).to_be_focused()
    await keys.press("Enter")

    await is_called(page, "Sam")
    await expect(page).to_have_title(f"#{desk.channel} · Sam · Footnote playground")
    composer = page.get_by_role("textbox", name="Message")
    await expect(composer).to_have_attribute("placeholder", f"Message #{desk.channel} as Sam")
    await expect(composer).to_be_focused()
    await keys.type("On Monday.")
    await keys.press("Enter")
    theirs, mine = desk.messages("channel").first, desk.messages("channel").last
    await expect(mine).to_contain_text("Sam")
    await expect(mine).to_contain_text("On Monday.")
    await expect(mine.get_by_role("button", name="Edit your message")).to_have_count(1)
    await expect(theirs.get_by_role("button", name="Edit your message")).to_have_count(0)

    await page.locator('[data-action="person"]').press("Enter")
    await keys.press("Escape")
    await expect(page.locator('[data-action="person"]')).to_be_focused()
    await keys.press("Enter")
    await page.get_by_role("link", name="Jo").press("Enter")
    await is_called(page, "Jo")
    await expect(theirs.get_by_role("button", name="Edit your message")).to_have_count(1)


async def test_two_tabs_are_two_people(desk: Desk) -> None:
    page, stage = desk.page, desk.stage
    other = await stage.tab(stage.address(desk.channel, user=SAM))
    await is_called(other, "Sam")
    desk.playground.stand_in.say_next("The answer is forty-two.")
    composer = other.get_by_role("textbox", name="Message")
    await composer.fill("/ask what is the answer?")
    await composer.press("Enter")
    await expect(other.locator("#channel article").filter(has_text="Only visible to you").last).to_contain_text(RECEIPT)
    await composer.fill("I know it now.")
    await composer.press("Enter")
    # What came before it would be there by now.
    await expect(desk.messages("channel")).to_have_count(1)
    await expect(desk.messages("channel")).to_contain_text("I know it now.")
    await expect(page.locator("body")).not_to_contain_text("forty-two")
    await other.close()


async def test_everybody_has_a_conversation_and_a_home_of_their_own(stage: Stage) -> None:
    page = await stage.tab(stage.address("dm", user=ALEX))
    desk = Desk(stage, "dm", page)
    stage.playground.stand_in.say_next("The answer is forty-two.")
    await desk.ask("what is the answer?")
    await expect(await desk.answered()).to_contain_text("The answer is forty-two.")
    await page.locator('[data-action="person"]').press("Enter")
    await page.get_by_role("link", name="Lena").click()
    await is_called(page, "Lena")
    # Lena looks at hers, in which nobody has written yet.
    await expect(page.locator("#channel-name")).to_have_text("Footnote")
    await expect(page.locator("#channel")).not_to_contain_text("what is the answer?")
    await page.get_by_role("link", name="Home").click()
    await expect(page.locator("#home")).to_contain_text("Ihre Einstellungen")
    await page.close()


async def test_only_admins_see_what_is_for_admins(stage: Stage) -> None:
    page = await stage.tab(stage.address("home"))
    await expect(page.locator("#home")).to_contain_text(phrases.HOME_ADMIN)
    await page.locator('[data-action="person"]').press("Enter")
    await page.get_by_role("link", name="Sam").click()
    await expect(page.locator("#home")).to_contain_text(phrases.HOME_DATA)
    await expect(page.locator("#home")).not_to_contain_text(phrases.HOME_ADMIN)
    await page.close()


async def test_a_guest_and_somebody_from_outside_see_their_own_channels_alone(stage: Stage) -> None:
    for user, channels, conversations in (("robin", ["general"], 1), ("kim", ["partners"], 0)):
        page = await stage.tab(f"{stage.playground.url}/?as={user}")
        await expect(page.get_by_role("list", name="Channels").get_by_role("link")).to_have_text(
            [f"#{name}" for name in channels]
        )
        await expect(page.get_by_role("list", name="Direct messages").get_by_role("link")).to_have_count(conversations)
        await page.close()


async def test_who_is_brought_into_a_channel_finds_it_in_the_list(desk: Desk) -> None:
    stage = desk.stage
    private = desk.playground.workspace.add_channel(f"{desk.channel}-few", members=[YOU], is_private=True)
    other = await stage.tab(stage.address(desk.channel, user=SAM))
    await desk.playground.say("before", channel=private.id)
    await expect(other.get_by_role("link", name=private.name)).to_have_count(0)
    await desk.playground.command("/invite", "@Sam", channel=private.id)
    await other.get_by_role("link", name=private.name).click()
    await expect(other.locator("#channel")).to_contain_text("before")
    await other.close()
