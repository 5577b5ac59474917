"""The playground's page in a real browser, with the real bot: what a person does there, and what they then see."""

import re

from playwright.async_api import expect

from bot.playground.entities import ALEX, SAM
from tests.documents.files import pdf
from tests.end_to_end.browser import TOGETHER
from tests.end_to_end.page.stage import RECEIPT, Desk, Stage

pytestmark = TOGETHER

NOTES = ("notes.txt", "text/plain", b"Revenue was 42 million euros.\nCosts were 17 million euros.\n")
REPORT = pdf("Revenue was 42 million euros.", "Costs were 17 million euros.")
LONG = "First sentence. " + " ".join(f"One more sentence follows here, number {number}." for number in range(60))
DROPPED = """([name, type, bytes]) => {
  const data = new DataTransfer();
  data.items.add(new File([new Uint8Array(bytes)], name, {type}));
  return data;
}"""


async def test_a_mention_is_completed_and_answered_beside_the_channel(desk: Desk) -> None:
    composer = desk.page.get_by_role("textbox", name="Message")
    await composer.press_sequentially("@Foo")
    await expect(desk.page.get_by_role("option", selected=True)).to_have_text("FootnoteApp")
    await composer.press("Tab")
    await expect(composer).to_have_value("@Footnote ")
    await desk.ask("@Footnote what were the costs?", files=[NOTES])
    answer = await desk.answered()
    await expect(answer).to_contain_text("Costs were 17 million euros. lines 1-2")
    await expect(answer).to_contain_text("Read: notes.txt 2 lines")
    await expect(desk.messages("channel")).to_have_count(1)
    await expect(desk.messages("channel").get_by_role("button", name="1 reply")).to_be_visible()


async def test_a_pdf_dropped_into_the_direct_message_is_summarised_and_asked_about(stage: Stage) -> None:
    page = await stage.tab(stage.address("dm"))
    desk = Desk(stage, "dm", page)
    files = await page.evaluate_handle(DROPPED, ["q3.pdf", "application/pdf", list(REPORT)])
    await page.dispatch_event("#channel-scroll", "drop", {"dataTransfer": files})
    await expect(page.get_by_role("list", name="Files to send")).to_contain_text("q3.pdf")
    await page.keyboard.press("Enter")
    summary = await desk.answered()
    await expect(summary).to_contain_text("Revenue was 42 million euros. p. 1")
    await expect(summary).to_contain_text("Read: q3.pdf 2 pages")
    before = sum(stage.playground.files.downloads.values())
    await page.get_by_role("textbox", name="Reply in the thread").fill("what were the costs?")
    await page.keyboard.press("Enter")
    await expect(await desk.answered(times=2)).to_contain_text("Costs were 17 million euros. p. 2")
    assert sum(stage.playground.files.downloads.values()) == before
    await page.close()


async def test_an_answer_is_seen_to_grow_and_stop_ends_it(desk: Desk) -> None:
    desk.playground.stand_in.chunk_seconds = 0.05
    desk.playground.stand_in.say_next(LONG)
    await desk.ask("@Footnote tell me everything")
    answer = desk.messages().last
    await expect(answer).to_contain_text("First sentence.")
    growing = answer.locator(".body[aria-busy=true]")
    seen = await growing.inner_text()
    await expect(growing).to_contain_text(re.compile(rf"^.{{{len(seen) + 10},}}", re.DOTALL))
    await desk.page.get_by_role("complementary").get_by_role("button", name="Stop").click()
    await expect(answer).to_contain_text("Stopped.")
    await expect(desk.page.get_by_role("button", name="Stop")).to_have_count(0)
    await expect(answer).not_to_contain_text("number 59")
    desk.playground.stand_in.chunk_seconds = 0.0


async def test_a_command_is_completed_answered_to_you_alone_and_shared(desk: Desk) -> None:
    composer = desk.page.get_by_role("textbox", name="Message")
    await composer.press_sequentially("/a")
    await expect(desk.page.get_by_role("option", selected=True)).to_contain_text("Ask Footnote; only you see the answer")
    await composer.press("Enter")
    await expect(composer).to_have_value("/ask ")
    desk.playground.stand_in.say_next("The answer is forty-two.")
    await composer.press_sequentially("what is the answer?")
    await composer.press("Enter")
    private = desk.messages("channel").filter(has_text="Only visible to you")
    await expect(private.filter(has_text="The answer is forty-two.")).to_contain_text(RECEIPT)
    await private.get_by_role("button", name="Share in channel").click()
    shared = desk.messages("channel").filter(has_not_text="Only visible to you")
    await expect(shared).to_contain_text("The answer is forty-two.")


async def test_an_answer_is_made_shorter_and_translated_through_a_form(desk: Desk) -> None:
    await desk.ask("@Footnote summarise", files=[NOTES])
    answer = await desk.answered()
    desk.playground.stand_in.say_next("42 million [lines 1-2].")
    await answer.get_by_role("button", name="A shorter version of this answer").click()
    await expect(await desk.answered(times=2)).to_contain_text("42 million lines 1-2")

    await answer.get_by_role("button", name="More actions").click()
    await desk.page.get_by_role("menuitem", name="Translate…").click()
    form = desk.page.get_by_role("dialog", name="Translate the answer")
    await form.get_by_role("button", name="Translate").click()
    await expect(form).to_contain_text("Please choose a language, or type one.")
    desk.playground.stand_in.say_next("42 Millionen [lines 1-2].")
    await form.get_by_label("Or another one").fill("German")
    await form.get_by_role("button", name="Translate").click()
    await expect(form).to_be_hidden()
    await expect(await desk.answered(times=3)).to_contain_text("42 Millionen lines 1-2")


async def test_what_you_wrote_is_changed_and_deleted(desk: Desk) -> None:
    await desk.ask("We ship on Friday.")
    message = desk.messages("channel")
    await message.hover()
    await message.get_by_role("button", name="Edit your message").click()
    await message.get_by_role("textbox", name="Edit message").fill("We ship on Monday.")
    await message.get_by_role("button", name="Save").click()
    await expect(message).to_contain_text("We ship on Monday. (edited)")
    await message.hover()
    await message.get_by_role("button", name="Delete your message").click()
    question = desk.page.get_by_role("dialog", name="Delete this message?")
    await question.get_by_role("button", name="Cancel").click()
    await expect(message).to_have_count(1)
    await message.get_by_role("button", name="Delete your message").click()
    await question.get_by_role("button", name="Delete").click()
    await expect(message).to_have_count(0)


async def test_reactions_are_counted_under_the_message(desk: Desk) -> None:
    ts = await desk.playground.say("Shall we?", channel=desk.channel, user=ALEX)
    channel = desk.playground.workspace.channel(desk.channel).id
    for user in (ALEX, SAM):
        desk.playground.workspace.react(channel=channel, ts=ts, name="eyes", user=user)
    reactions = desk.messages("channel").get_by_role("list", name="Reactions")
    await expect(reactions.get_by_role("button", name="eyes, 2")).to_be_visible()
    await expect(reactions).to_have_text("2")
