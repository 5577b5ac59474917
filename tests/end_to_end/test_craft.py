"""Slack craft, as a person sees it: streams, Stop, edits, deletions, manners. In both transports."""

import asyncio

import pytest

from bot.language import phrases
from bot.playground.entities import YOU
from tests.end_to_end.conftest import Scene

LONG = "First sentence. " + " ".join(f"One more sentence follows here, number {number}." for number in range(60))


async def growing(scene: Scene, question: str = "tell me everything") -> str:
    """A question whose answer has begun to grow, slowly."""
    scene.playground.stand_in.chunk_seconds = 0.05
    scene.playground.stand_in.say_next(LONG)
    ts = await scene.playground.say(f"{scene.playground.mention} {question}")
    await scene.playground.until(lambda: "First sentence." in scene.text("general", ts))
    return ts


async def ended(scene: Scene) -> None:
    """Waits until an answer is over for the bot too: the question is ended some milliseconds after its last words."""
    async with asyncio.timeout(10):
        while True:
            if '"answered"' in scene.bot.log():
                break
            await asyncio.sleep(0.02)
    await asyncio.sleep(0.3)


async def test_an_answer_is_streamed_natively_and_ends_with_its_receipt(scene: Scene) -> None:
    ts = await scene.playground.say(f"{scene.playground.mention} how many million?", files=[("q3.txt", b"It was 42 million.\n")])
    text = await scene.answered("general", ts)
    assert "It was 42 million." in text
    assert "q3.txt 1 line" in text
    assert len(scene.replies("general", ts)) == 1
    assert len(scene.playground.calls("chat.startStream")) == 1
    assert len(scene.playground.calls("chat.stopStream")) == 1
    assert scene.playground.calls("chat.startStream")[0].args["recipient_user_id"] == YOU
    assert not scene.playground.calls("chat.postMessage")


@pytest.mark.slack(plan="free")
async def test_where_slack_knows_no_streams_the_message_grows_instead(scene: Scene) -> None:
    ts = await growing(scene)
    text = await scene.answered("general", ts)
    assert "number 59." in text
    assert len(scene.replies("general", ts)) == 1
    await scene.playground.say("and another?", thread_ts=ts)
    await scene.answered("general", ts, times=2)
    assert len(scene.playground.calls("chat.startStream")) == 1


@pytest.mark.settings(MODEL_MAX_TOKENS="30000")
@pytest.mark.parametrize(
    "form",
    [pytest.param("stream", marks=pytest.mark.slack(plan="paid")), pytest.param("message", marks=pytest.mark.slack(plan="free"))],
)
async def test_an_answer_of_60_000_characters_arrives_whole(scene: Scene, form: str) -> None:
    whole = "".join(f"Line {number:04} of a very long answer, which nobody will read to its end.\n\n" for number in range(860))
    scene.playground.stand_in.say_next(whole)
    ts = await scene.playground.say(f"{scene.playground.mention} everything please")

    def arrived() -> bool:
        files = [file for message in scene.replies("general", ts) for file in message.files]
        attached = "".join(
            path.read_text() for file in files if (path := scene.playground.workspace.files[file].path) is not None
        )
        shown = scene.text("general", ts)
        return "Line 0859" in attached or "Line 0859" in shown

    await scene.playground.until(arrived, 60)


async def test_a_table_of_40_rows_and_8_columns_survives(scene: Scene) -> None:
    head = "| " + " | ".join(f"c{column}" for column in range(8)) + " |\n|" + "---|" * 8 + "\n"
    rows = "".join("| " + " | ".join(f"r{row}c{column}" for column in range(8)) + " |\n" for row in range(40))
    scene.playground.stand_in.say_next(f"The table:\n\n{head}{rows}\nThat is all.")
    ts = await scene.playground.say(f"{scene.playground.mention} the table please")
    await scene.playground.until(lambda: "That is all." in str(scene.replies("general", ts)))
    shown = str(scene.replies("general", ts))
    assert all(f"r{row}c{column}" in shown for row in range(40) for column in range(8))


async def test_slacks_stop_button_ends_the_answer_and_keeps_what_there_is(scene: Scene) -> None:
    ts = await growing(scene)
    await scene.playground.stop("general", ts)
    await scene.playground.until(lambda: phrases.STOPPED in scene.text("general", ts), 5)
    text = scene.text("general", ts)
    assert "First sentence." in text
    assert "number 59." not in text
    assert not any(scene.playground.workspace.statuses.values())


async def test_the_word_stop_ends_the_answer(scene: Scene) -> None:
    ts = await growing(scene)
    await scene.playground.say("stop", thread_ts=ts)
    await scene.playground.until(lambda: phrases.STOPPED in scene.text("general", ts), 5)
    assert len(scene.replies("general", ts)) == 1


@pytest.mark.slack(plan="free")
async def test_our_own_stop_button_ends_a_growing_message(scene: Scene) -> None:
    ts = await growing(scene)
    await scene.playground.until(lambda: "stop_answer" in str(scene.replies("general", ts)[0].blocks))
    await scene.playground.click("general", scene.replies("general", ts)[0].ts, "stop_answer")
    await scene.playground.until(lambda: phrases.STOPPED in scene.text("general", ts), 5)
    assert "stop_answer" not in str(scene.replies("general", ts)[0].blocks)


async def test_a_question_edited_while_it_is_answered_is_answered_as_edited(scene: Scene) -> None:
    ts = await growing(scene)
    scene.playground.stand_in.say_next("The edited answer is here.")
    await scene.playground.edit("general", ts, f"{scene.playground.mention} only the short version")
    # Faster before the bot has heard of it, the first answer would be whole.
    await scene.playground.until(lambda: len(scene.playground.stand_in.requests) >= 2)
    scene.playground.stand_in.chunk_seconds = 0.0
    await scene.playground.until(lambda: "The edited answer is here." in scene.text("general", ts))
    text = await scene.answered("general", ts)
    assert "First sentence." not in text
    assert len(scene.replies("general", ts)) == 1
    assert "only the short version" in str(scene.playground.stand_in.requests[-1])


async def test_an_answered_question_that_is_edited_can_be_answered_again_in_place(scene: Scene) -> None:
    scene.playground.stand_in.say_next("The first answer is here.")
    ts = await scene.playground.say(f"{scene.playground.mention} what now?")
    await scene.answered("general", ts)
    await ended(scene)
    await scene.playground.edit("general", ts, f"{scene.playground.mention} what then?")
    offer = await scene.playground.until(
        lambda: [message for message in scene.ephemeral("general") if phrases.EDITED_SINCE in message.text]
    )
    scene.playground.stand_in.say_next("The second answer is here.")
    await scene.playground.click("general", offer[0].ts, "answer_again")
    await scene.playground.until(lambda: "The second answer is here." in scene.text("general", ts))
    assert "The first answer is here." not in await scene.answered("general", ts)
    assert len(scene.replies("general", ts)) == 1


async def test_a_deleted_question_takes_its_answer_with_it(scene: Scene) -> None:
    ts = await scene.playground.say("a thread")
    asked = await scene.playground.say(f"{scene.playground.mention} hello there", thread_ts=ts)
    await scene.answered("general", ts)
    await scene.playground.delete("general", asked)
    await scene.playground.until(lambda: not scene.replies("general", ts))


async def test_an_answer_that_was_replied_to_stays_when_its_question_is_deleted(scene: Scene) -> None:
    ts = await scene.playground.say("a thread")
    asked = await scene.playground.say(f"{scene.playground.mention} hello there", thread_ts=ts)
    await scene.answered("general", ts)
    await ended(scene)
    await scene.playground.say("<@U0PLAYYOU01> thanks", thread_ts=ts)
    await scene.playground.delete("general", asked)
    marker = await scene.playground.say(f"{scene.playground.mention} and hello there again")
    await scene.answered("general", marker)
    assert len(scene.replies("general", ts)) == 1


async def test_a_question_deleted_while_it_is_answered_leaves_nothing(scene: Scene) -> None:
    ts = await scene.playground.say("a thread")
    scene.playground.stand_in.chunk_seconds = 0.05
    scene.playground.stand_in.say_next(LONG)
    asked = await scene.playground.say(f"{scene.playground.mention} tell me everything", thread_ts=ts)
    await scene.playground.until(lambda: "First sentence." in scene.text("general", ts))
    await scene.playground.delete("general", asked)
    await scene.playground.until(lambda: not scene.replies("general", ts))


async def test_a_muted_thread_is_left_alone(scene: Scene) -> None:
    ts = await scene.playground.say(f"{scene.playground.mention} hello there")
    await scene.answered("general", ts)
    await scene.playground.say("mute", thread_ts=ts)
    await scene.playground.until(lambda: [note for note in scene.ephemeral("general") if "stay out" in note.text])
    await scene.playground.say("and what about this?", thread_ts=ts)
    await scene.playground.say(f"{scene.playground.mention} but this?", thread_ts=ts)
    await scene.answered("general", ts, times=2)
    assert len(scene.replies("general", ts)) == 2


async def test_it_introduces_itself_where_it_is_new(scene: Scene) -> None:
    channel = scene.playground.workspace.add_channel("newplace", members=[YOU])
    await scene.playground.invite_bot(channel.id)
    await scene.playground.until(lambda: "Three things to try" in str(channel.messages))
    await scene.playground.open_home("messages")
    await scene.playground.until(lambda: "Three things to try" in str(scene.playground.workspace.open_im(YOU).messages))


async def test_an_answer_says_that_an_ai_can_be_wrong(scene: Scene) -> None:
    ts = await scene.playground.say(f"{scene.playground.mention} hello there")
    assert "AI, can be wrong" in await scene.answered("general", ts)


@pytest.mark.slack(sessions=False)
async def test_without_agent_sessions_the_status_still_comes_and_goes(scene: Scene) -> None:
    ts = await growing(scene)
    await scene.answered("general", ts)
    assert scene.playground.calls("assistant.threads.setStatus")
    await scene.playground.until(lambda: not any(scene.playground.workspace.statuses.values()))
