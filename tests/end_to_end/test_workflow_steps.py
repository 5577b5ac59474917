"""Footnote's steps in a workflow: what they give, and that each run ends once. In both transports."""

import json
from collections.abc import Mapping

import pytest

from bot.language import phrases
from bot.playground.entities import ALEX, GUEST, YOU
from bot.playground.workflows import Run, rich_text_input
from tests.end_to_end.conftest import Scene

REPORT = b"Revenue was 42 million euros.\nCosts were 17 million euros.\n"


async def ended(scene: Scene, callback: str, inputs: Mapping[str, object], *, deliveries: int = 1) -> Run:
    """Runs a step; returns how it ended."""
    run, delivery = scene.playground.run_step(callback, inputs)
    for _ in range(deliveries - 1):
        await scene.playground.deliveries.redeliver(delivery)
    runs = scene.playground.workflows.runs
    await scene.playground.until(lambda: runs[run.id].state != "running", 60)
    return runs[run.id]


async def said_in(scene: Scene, channel: str) -> str:
    return await scene.playground.say("The merger is really off.", channel=channel, user=YOU)


def completions(scene: Scene, run: Run) -> int:
    calls = [*scene.playground.calls("functions.completeSuccess"), *scene.playground.calls("functions.completeError")]
    return sum(call.args["function_execution_id"] == run.id for call in calls)


async def test_a_file_is_summarised_from_a_channel_from_a_form_and_from_a_link(scene: Scene) -> None:
    playground = scene.playground
    await playground.say("for all", channel="general", user=ALEX, files=[("q3.txt", REPORT)])
    (shared,) = playground.workspace.files.values()
    link = f"{playground.url}/files/{shared.user}/{shared.id}"
    form = playground.files.add("form.txt", REPORT, user=YOU)
    for file, name in ((shared.id, "q3.txt"), (link, "q3.txt"), (form.id, "form.txt")):
        run = await ended(
            scene, "summarize_file", {"file": rich_text_input(file), "language": "German", "person": YOU}, deliveries=2
        )
        assert run.state == "succeeded", run.error
        assert "42 million euros" in str(run.outputs["summary"])
        assert f"{name} 2 lines" in str(run.outputs["receipt"])
        assert "**" not in str(run.outputs["summary"])
        assert completions(scene, run) == 1
    assert "language: German" in json.dumps(playground.stand_in.requests[0])
    # Nothing of it was said anywhere.
    assert not playground.calls("chat.postMessage")
    assert not playground.calls("agents.sessions.setStatus")
    assert "xwfp-" not in scene.bot.log()


async def test_a_file_that_a_step_may_not_or_can_not_read_fails_it_with_the_reason(scene: Scene) -> None:
    playground = scene.playground
    await playground.say("secret", channel="dm", files=[("plan.txt", REPORT)])
    (secret,) = playground.workspace.files.values()
    run = await ended(scene, "summarize_file", {"file": rich_text_input(secret.id), "person": YOU})
    assert run.state == "failed"
    assert phrases.STEP_FILE_NO_ACCESS in run.error
    assert "42" not in run.error
    program = playground.files.add("tool.exe", b"MZ\x90\x00" + bytes(200), user=YOU)
    run = await ended(scene, "summarize_file", {"file": rich_text_input(program.id)})
    assert (run.state, "tool.exe not read" in run.error) == ("failed", True)
    for inputs in ({}, {"file": 7}, {"file": rich_text_input("no file")}):
        run = await ended(scene, "summarize_file", inputs)
        assert run.error == phrases.STEP_WITHOUT_FILE
    run = await ended(scene, "step_of_another_day", {})
    assert run.error == phrases.STEP_UNKNOWN


async def test_a_question_is_answered_from_a_public_channel_or_a_thread_and_from_no_other(scene: Scene) -> None:
    playground = scene.playground
    decision = await playground.say("We decided to ship on Monday.", channel="finance", user=ALEX)
    link = playground.permalink("finance", decision)
    finance = playground.workspace.channel("finance").id
    for where in ({"channel": finance}, {"message_link": link}):
        run = await ended(scene, "ask_footnote", {"question": "when do we ship?", **where})
        assert run.state == "succeeded", run.error
        assert "Monday" in str(run.outputs["answer"])
    # Whoever makes a workflow could name anybody: that opens nothing, and of a guest's it closes what they may not read.
    board, finance = playground.workspace.channel("leadership").id, playground.workspace.channel("finance").id
    await playground.say("The merger is off.", channel=board, user=YOU)
    await playground.say("Lunch is at noon.", channel="finance", user=YOU)
    closed = [{"channel": board, "person": YOU}, {"channel": board}, {"channel": finance, "person": GUEST}]
    for inputs in [
        *closed,
        {"message_link": playground.permalink("leadership", await said_in(scene, "leadership")), "person": YOU},
    ]:
        run = await ended(scene, "ask_footnote", {"question": "what is new?", **inputs})
        assert (run.state, run.error) == ("failed", phrases.STEP_PLACE_NOT_READ)
    run = await ended(scene, "ask_footnote", {"question": "when is lunch?", "channel": finance, "person": YOU})
    assert "noon" in str(run.outputs["answer"])
    assert "merger" not in json.dumps(playground.stand_in.requests)


@pytest.mark.settings(LIMIT_USER_PER_HOUR="1")
async def test_over_a_limit_a_run_fails_and_says_which(scene: Scene) -> None:
    first = await ended(scene, "ask_footnote", {"question": "what is the answer?", "person": YOU})
    assert first.state == "succeeded"
    second = await ended(scene, "ask_footnote", {"question": "and now?", "person": YOU})
    assert second.state == "failed"
    assert "questions an hour" in second.error
    # Who is not named is counted apart.
    assert (await ended(scene, "ask_footnote", {"question": "and now?"})).state == "succeeded"


async def test_a_run_whose_worker_died_is_ended_by_the_next_once(scene: Scene) -> None:
    playground = scene.playground
    playground.stand_in.stall_next()
    run, _ = playground.run_step("ask_footnote", {"question": "are you there?"})
    await playground.until(lambda: playground.stand_in.requests)
    await scene.bot.stop()
    await scene.bot.start()
    runs = playground.workflows.runs
    await playground.until(lambda: runs[run.id].state == "succeeded", 60)
    assert completions(scene, run) == 1
