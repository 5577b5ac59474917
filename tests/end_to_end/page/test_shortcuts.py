"""Shortcuts and reactions on the page, from the menus in which Slack has them."""

from playwright.async_api import expect

from bot.language import phrases
from bot.playground.entities import ALEX, SAM
from tests.end_to_end.browser import TOGETHER
from tests.end_to_end.page.stage import RECEIPT, Desk

pytestmark = TOGETHER


async def test_a_thread_is_summarised_from_its_message_for_oneself_and_then_shared(desk: Desk) -> None:
    ts = await desk.playground.say("We ship on Monday.", channel=desk.channel, user=ALEX)
    await desk.playground.say("I tell legal.", channel=desk.channel, user=SAM, thread_ts=ts)
    message = desk.messages("channel").first
    await message.hover()
    await message.get_by_role("button", name="More on the message by Alex").click()
    desk.playground.stand_in.say_next("It ships on Monday, and legal is told [m2].")
    await desk.page.get_by_role("menuitem", name="Summarize thread").click()
    private = desk.messages("channel").filter(has_text=RECEIPT)
    await expect(private).to_contain_text("Only visible to you")
    await expect(private).to_contain_text("It ships on Monday, and legal is told")
    await private.get_by_role("button", name=phrases.SHARE_IN_THREAD).click()
    await message.get_by_role("button", name="2 replies").click()
    await expect(desk.messages().last).to_contain_text("It ships on Monday, and legal is told")


async def test_ask_footnote_is_there_everywhere_and_answers_where_one_says(desk: Desk) -> None:
    composer = desk.page.get_by_role("main").locator(".composer")
    await composer.get_by_role("button", name="Shortcuts").click()
    await desk.page.get_by_role("menuitem", name="Ask Footnote").click()
    form = desk.page.get_by_role("dialog", name="Ask Footnote")
    await form.get_by_role("button", name="Ask", exact=True).click()
    question = form.get_by_label(phrases.ASK_FORM_QUESTION, exact=False).first
    await expect(question).to_have_attribute("aria-invalid", "true")
    await question.fill("What is the answer?")
    await form.get_by_label(phrases.ASK_FORM_PLACE, exact=False).select_option(f"#{desk.channel}")
    desk.playground.stand_in.say_next("The answer is forty-two.")
    await form.get_by_role("button", name="Ask", exact=True).click()
    await expect(form).to_be_hidden()
    posted = desk.messages("channel")
    await expect(posted).to_contain_text("What is the answer?")
    await posted.get_by_role("button", name="1 reply").click()
    await expect(await desk.answered()).to_contain_text("The answer is forty-two.")


async def test_one_reacts_joins_a_reaction_and_takes_it_back(desk: Desk) -> None:
    ts = await desk.playground.say("Shall we?", channel=desk.channel, user=ALEX)
    channel = desk.playground.workspace.channel(desk.channel).id
    desk.playground.workspace.react(channel=channel, ts=ts, name="eyes", user=SAM)
    message = desk.messages("channel")
    reactions = message.get_by_role("list", name="Reactions")
    await expect(reactions.get_by_role("button", name="eyes, 1", pressed=False)).to_be_visible()
    await message.hover()
    await message.get_by_role("button", name="More on the message by Alex").click()
    await desk.page.get_by_role("menuitem", name="React with thumbs up").click()
    await expect(reactions.get_by_role("button", name="thumbs up, 1", pressed=True)).to_be_visible()
    await reactions.get_by_role("button", name="eyes").press("Enter")
    mine = reactions.get_by_role("button", name="eyes, 2", pressed=True)
    await expect(mine).to_be_focused()
    await mine.press("Enter")
    await expect(reactions.get_by_role("button", name="eyes, 1", pressed=False)).to_be_visible()
