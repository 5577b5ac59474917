"""The main job, as a person sees it: ask, and be answered in the thread."""

import asyncio
from pathlib import Path

import pytest

from bot.playground.entities import BOT_USER, YOU
from bot.slack.payloads import children, text_of
from tests.end_to_end.conftest import Scene, seen

REPORT = b"Quarterly report\n\nRevenue was 42 million euros in the third quarter.\nCosts were 17 million euros.\n"
CORPUS = Path(__file__).parents[2].parent / "shared" / "corpus"
needs_corpus = pytest.mark.skipif(not CORPUS.exists(), reason="the sample documents are not beside this checkout")


async def test_a_mention_is_answered_in_its_thread(scene: Scene) -> None:
    ts = await scene.playground.say(f"{scene.playground.mention} what was the revenue?", files=[("q3.txt", REPORT)])
    text = await scene.answered("general", ts)
    assert "Revenue was 42 million euros" in text
    assert "q3.txt 4 lines" in text
    assert len(scene.replies("general", ts)) == 1


async def test_a_file_without_words_in_a_dm_is_summarised_with_a_receipt(scene: Scene) -> None:
    ts = await scene.playground.say("", channel="dm", files=[("q3.txt", REPORT)])
    text = await scene.answered("dm", ts)
    assert "42 million" in text
    assert "q3.txt 4 lines" in text


async def test_a_bare_mention_summarises_the_thread(scene: Scene) -> None:
    root = await scene.playground.say("The launch moves to Friday because the tests are red.")
    await scene.playground.say("Then marketing waits until Monday.", thread_ts=root)
    await scene.playground.say(scene.playground.mention, thread_ts=root)
    text = await scene.answered("general", root)
    assert "launch moves to Friday" in text


async def test_a_mention_where_there_is_nothing_gets_help_and_calls_no_model(scene: Scene) -> None:
    ts = await scene.playground.say(scene.playground.mention)
    assert "I read threads and files" in await scene.answered("general", ts)
    assert not scene.playground.stand_in.requests


async def test_the_thread_is_read_with_names_for_ids(scene: Scene) -> None:
    root = await scene.playground.say(f"<@{YOU}> promised the numbers for <#{scene.playground.workspace.channel('general').id}>.")
    await scene.playground.say(f"{scene.playground.mention} who promised?", thread_ts=root)
    await scene.answered("general", root)
    prompt = str(scene.playground.stand_in.requests[-1])
    name = scene.playground.workspace.users[YOU].name
    assert f"@{name} promised the numbers for #general" in prompt
    assert YOU not in prompt


async def test_the_text_grows_while_it_is_generated(scene: Scene) -> None:
    scene.playground.stand_in.chunk_seconds = 0.05
    scene.playground.stand_in.say_next("First comes this. " + " ".join(f"Then follows point {n}." for n in range(12)))
    ts = await scene.playground.say(f"{scene.playground.mention} tell me")
    await scene.playground.until(lambda: "First comes this." in scene.text("general", ts))
    assert "Then follows point 11." not in scene.text("general", ts)
    assert "Then follows point 11." in await scene.answered("general", ts)
    assert len(scene.replies("general", ts)) == 1
    assert scene.playground.calls("chat.appendStream")


async def test_a_status_stands_while_it_works_and_is_gone_afterwards(scene: Scene) -> None:
    seen_statuses: list[str] = []
    scene.playground.workspace.subscribe(lambda change: seen_statuses.append(change.status) if change.kind == "status" else None)
    ts = await scene.playground.say(f"{scene.playground.mention} total?", files=[("q3.txt", REPORT)])
    await scene.answered("general", ts)
    assert any("reading" in status for status in seen_statuses)
    await scene.playground.until(lambda: not any(scene.playground.workspace.statuses.values()))


async def test_a_follow_up_is_answered_from_context_without_a_second_download(scene: Scene) -> None:
    ts = await scene.playground.say(f"{scene.playground.mention} what was the revenue?", files=[("q3.txt", REPORT)])
    await scene.answered("general", ts)
    await scene.playground.say("and what were the costs?", thread_ts=ts)
    text = await scene.answered("general", ts, times=2)
    assert "Costs were 17 million euros" in text
    assert sum(scene.playground.files.downloads.values()) == 1
    prompt = scene.playground.stand_in.requests[-1]
    assert "Revenue was 42 million" in str(prompt["messages"])
    assert [message for message in children(prompt, "messages") if text_of(message, "role") == "assistant"]


async def test_a_follow_up_after_a_restart_needs_no_second_download_either(scene: Scene) -> None:
    ts = await scene.playground.say("", channel="dm", files=[("q3.txt", REPORT)])
    await scene.answered("dm", ts)
    assert await scene.bot.stop() == 0
    await scene.bot.start()
    await scene.playground.say("what were the costs?", channel="dm", thread_ts=ts)
    assert "Costs were 17 million euros" in await scene.answered("dm", ts, times=2)
    assert sum(scene.playground.files.downloads.values()) == 1


async def test_a_message_in_a_dm_may_refer_to_the_file_before_it(scene: Scene) -> None:
    first = await scene.playground.say("", channel="dm", files=[("q3.txt", REPORT)])
    await scene.answered("dm", first)
    second = await scene.playground.say("what costs does the report give?", channel="dm")
    text = await scene.answered("dm", second)
    assert "Costs were 17 million euros" in text
    assert "q3.txt" in text


async def test_a_reply_to_other_people_and_their_threads_is_left_alone(scene: Scene) -> None:
    ts = await scene.playground.say(f"{scene.playground.mention} hello there")
    await scene.answered("general", ts)
    others = [user for user in scene.playground.workspace.users if user not in (YOU, BOT_USER)]
    await scene.playground.say(f"<@{others[0]}> what do you think?", thread_ts=ts)
    elsewhere = await scene.playground.say("a thread without the bot")
    await scene.playground.say("indeed", thread_ts=elsewhere)
    again = await scene.playground.say(f"{scene.playground.mention} and here?")
    await scene.answered("general", again)
    assert len(scene.replies("general", ts)) == 1
    assert not scene.replies("general", elsewhere)


async def test_questions_of_a_busy_thread_are_answered_in_their_order(scene: Scene) -> None:
    root = await scene.playground.say("Planning thread")
    for number in range(4):
        scene.playground.stand_in.say_next(f"Answer number {number}.")
    for number in range(4):
        await scene.playground.say(f"{scene.playground.mention} question {number}?", thread_ts=root)
        # It is the order in which they are accepted that counts.
        await scene.playground.deliveries.settled()
    await scene.answered("general", root, times=4)
    assert [f"Answer number {number}" in seen(reply) for number, reply in enumerate(scene.replies("general", root))] == [True] * 4


async def test_an_image_goes_to_the_model_and_into_the_receipt(scene: Scene) -> None:
    png = await asyncio.to_thread(_png)
    ts = await scene.playground.say("what is this?", channel="dm", files=[("photo.png", png)])
    assert "photo.png 1 image" in await scene.answered("dm", ts)
    assert "data:image/jpeg;base64," in str(scene.playground.stand_in.requests[-1])


async def test_where_images_are_refused_the_receipt_says_so(scene: Scene) -> None:
    scene.playground.stand_in.refuse_images = True
    png = await asyncio.to_thread(_png)
    ts = await scene.playground.say("what is this?", channel="dm", files=[("photo.png", png)])
    assert "photo.png not read: the model takes no images" in await scene.answered("dm", ts)


@needs_corpus
async def test_a_pdf_dropped_into_the_dm_is_summarised_page_by_page(scene: Scene) -> None:
    ts = await scene.playground.say("", channel="dm", files=[("test.pdf", (CORPUS / "test.pdf").read_bytes())])
    text = await scene.answered("dm", ts)
    assert "[p. 1]" in text
    assert "test.pdf 1 page" in text


def _png() -> bytes:
    from io import BytesIO

    from PIL import Image

    buffer = BytesIO()
    Image.new("RGB", (320, 200), "teal").save(buffer, "PNG")
    return buffer.getvalue()
