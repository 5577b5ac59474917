"""A question is answered exactly once: through duplicates, retries, crashes and lost answers."""

import pytest

from bot.playground.web_api import Fault
from bot.slack.payloads import text_of
from tests.end_to_end.conftest import Scene, seen

LONG = "First sentence. " + " ".join(f"One more sentence follows here, number {number}." for number in range(30))


@pytest.mark.parametrize(
    "events",
    [("app_mention", "message"), ("message", "app_mention"), ("message",), ("app_mention",)],
    ids="+".join,
)
async def test_a_mention_is_one_question_however_it_arrives(scene: Scene, events: tuple[str, ...]) -> None:
    scene.playground.deliveries.mention_events = events
    ts = await scene.playground.say(f"{scene.playground.mention} hello there")
    await scene.answered("general", ts)
    await scene.playground.deliveries.settled()
    marker = await scene.playground.say(f"{scene.playground.mention} and again hello there")
    await scene.answered("general", marker)
    assert len(scene.replies("general", ts)) == 1
    assert len(scene.playground.stand_in.requests) == 2


async def test_slacks_retries_are_never_a_second_answer(scene: Scene) -> None:
    ts = await scene.playground.say(f"{scene.playground.mention} hello there")
    await scene.answered("general", ts)
    for delivery in [*scene.playground.deliveries.records]:
        for _ in range(3):
            outcome = await scene.playground.deliveries.redeliver(delivery)
            assert outcome.acked
    marker = await scene.playground.say(f"{scene.playground.mention} and again hello there")
    await scene.answered("general", marker)
    assert len(scene.replies("general", ts)) == 1


async def test_a_bot_killed_in_the_middle_of_an_answer_finishes_it_in_the_same_message(scene: Scene) -> None:
    scene.playground.stand_in.chunk_seconds = 0.1
    scene.playground.stand_in.say_next(LONG)
    ts = await scene.playground.say(f"{scene.playground.mention} tell me everything")
    await scene.playground.until(lambda: scene.replies("general", ts))
    await scene.bot.kill()
    scene.playground.stand_in.chunk_seconds = 0.0
    scene.playground.stand_in.say_next(LONG)
    await scene.bot.start()
    text = await scene.answered("general", ts, seconds=60)
    assert text.count("First sentence.") == 1
    assert len(scene.replies("general", ts)) == 1


async def test_a_bot_stopped_in_the_middle_of_an_answer_finishes_it_first(scene: Scene) -> None:
    scene.playground.stand_in.chunk_seconds = 0.03
    scene.playground.stand_in.say_next(LONG)
    ts = await scene.playground.say(f"{scene.playground.mention} tell me everything")
    await scene.playground.until(lambda: scene.replies("general", ts))
    assert await scene.bot.stop() == 0
    text = await scene.answered("general", ts, seconds=1)
    assert "number 29." in text


async def test_a_question_asked_while_the_bot_is_down_is_answered_when_it_is_back(scene: Scene) -> None:
    assert await scene.bot.stop() == 0
    ts = await scene.playground.say(f"{scene.playground.mention} hello there")
    await scene.bot.start()
    for delivery in [*scene.playground.deliveries.records]:
        if delivery.acked_at is None:
            await scene.playground.deliveries.redeliver(delivery)
    await scene.answered("general", ts)
    assert len(scene.replies("general", ts)) == 1


async def test_what_was_asked_while_the_bot_was_down_and_never_delivered_is_found_in_slack(scene: Scene) -> None:
    mention = scene.playground.mention
    root = await scene.playground.say(f"{mention} hello there")
    await scene.answered("general", root)
    await scene.playground.deliveries.settled()
    await scene.bot.kill()
    followed = await scene.playground.say("and once more, hello there", thread_ts=root)
    begun = await scene.playground.say(f"{mention} a new thread: hello there")
    await scene.playground.deliveries.settled()
    lost = [record for record in scene.playground.deliveries.records if text_of(record.event, "ts") in (followed, begun)]
    assert lost
    assert not any(record.acked_at for record in lost)
    await scene.bot.start()
    await scene.answered("general", begun)
    await scene.answered("general", root, times=2)
    assert len(scene.replies("general", begun)) == 1
    assert len(scene.replies("general", root)) == 2


@pytest.mark.parametrize(
    "fault",
    [
        Fault(status=500, committed=True),
        Fault(disconnect=True, committed=True),
        Fault(status=503),
        Fault(status=429, error="ratelimited", headers=(("Retry-After", "1"),)),
    ],
    ids=["500 after the post", "reset after the post", "503", "429"],
)
@pytest.mark.parametrize("method", ["chat.startStream", "chat.postMessage"])
async def test_a_post_whose_answer_is_lost_is_not_posted_twice(scene: Scene, fault: Fault, method: str) -> None:
    if method == "chat.postMessage":
        scene.playground.web_api.refusals["chat.startStream"] = "unknown_method"
    scene.playground.web_api.fail_next(method, fault)
    ts = await scene.playground.say(f"{scene.playground.mention} hello there")
    await scene.answered("general", ts)
    await scene.playground.until(lambda: len(scene.replies("general", ts)) == 1)


async def test_a_question_that_was_given_up_is_answered_once_an_operator_puts_it_back(scene: Scene) -> None:
    writes = ("chat.startStream", "chat.postMessage")
    scene.playground.web_api.refusals.update(dict.fromkeys(writes, "restricted_action"))
    ts = await scene.playground.say(f"{scene.playground.mention} hello there")
    await scene.playground.until(lambda: "question given up" in scene.bot.log())
    for method in writes:
        del scene.playground.web_api.refusals[method]
    listed = await scene.bot.command("inbox", "list")
    assert "failures: SlackRefused" in listed
    assert "hello" not in listed
    assert "put back" in await scene.bot.command("inbox", "retry", "all")
    await scene.answered("general", ts)
    assert len(scene.replies("general", ts)) == 1
    assert await scene.bot.command("inbox") == "No question was given up.\n"


async def test_one_threads_trouble_does_not_delay_another(scene: Scene) -> None:
    scene.playground.stand_in.stall_next()
    stuck = await scene.playground.say(f"{scene.playground.mention} this one stalls")
    await scene.playground.until(lambda: len(scene.playground.stand_in.requests) == 1)
    ts = await scene.playground.say(f"{scene.playground.mention} hello there")
    assert await scene.answered("general", ts, seconds=10)
    assert not [reply for reply in scene.replies("general", stuck) if "hello" in seen(reply)]
