"""Bad input: one clear answer or a logged ignore; the process never dies, and nobody else waits."""

import asyncio
import json
from pathlib import Path
from typing import cast

import httpx
import pytest

from bot.playground.entities import BOT_USER, Payload
from bot.playground.files import FileFault
from tests.end_to_end.conftest import Scene

SHARED = Path(__file__).parents[2].parent / "shared"
REPORT = b"Revenue was 42 million euros.\n"


async def still_answers(scene: Scene) -> None:
    ts = await scene.playground.say(f"{scene.playground.mention} are you still there today?")
    await scene.answered("general", ts)
    assert "Traceback" not in scene.bot.log()


async def test_a_message_of_40_000_characters_is_answered(scene: Scene) -> None:
    filler = "The minutes of the meeting say nothing of interest. " * 770
    ts = await scene.playground.say(f"{scene.playground.mention} {filler} What was decided?"[:40_000])
    await scene.answered("general", ts)


async def test_of_50_files_in_one_message_none_is_ignored_in_silence(scene: Scene) -> None:
    files = [(f"part-{number}.txt", b"Part %d says hello.\n" % number) for number in range(50)]
    ts = await scene.playground.say("", channel="dm", files=files)
    text = await scene.answered("dm", ts)
    assert all(f"part-{number}.txt" in text for number in range(50))
    assert "only the newest 10 files are read" in text


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("empty.txt", b"", "empty.txt not read: empty file"),
        ("plan.key", b"PK\x03\x04 no real archive", "plan.key not read: "),
        ("broken.pdf", b"%PDF-1.7\nnothing more", "broken.pdf not read: "),
        ("photo.jpg", b"\xff\xd8\xff\xe0 cut off", "photo.jpg not read: "),
        ("binary.txt", bytes(range(256)) * 20, "binary.txt"),
    ],
)
async def test_a_file_that_cannot_be_read_is_named_with_its_reason(scene: Scene, name: str, data: bytes, reason: str) -> None:
    ts = await scene.playground.say("what does it say?", channel="dm", files=[(name, data), ("good.txt", REPORT)])
    text = await scene.answered("dm", ts)
    assert reason in text
    assert "good.txt 1 line" in text


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        (FileFault(kind="missing"), "deleted meanwhile"),
        (FileFault(kind="html"), "no access"),
        (FileFault(kind="redirect", location="http://127.0.0.1:9/stolen"), "not read"),
    ],
    ids=["deleted", "login page", "redirected"],
)
async def test_a_file_that_cannot_be_had_is_named_with_its_reason(scene: Scene, fault: FileFault, reason: str) -> None:
    scene.playground.workspace.subscribe(
        lambda change: (
            scene.playground.files.faults.update({change.file.id: fault}) if change.kind == "file" and change.file else None
        )
    )
    ts = await scene.playground.say("what does it say?", channel="dm", files=[("gone.txt", REPORT)])
    text = await scene.answered("dm", ts)
    assert "gone.txt not read" in text
    assert reason in text


async def test_a_name_with_newlines_and_markup_stays_a_name(scene: Scene) -> None:
    name = "a\n<!channel> [x](https://evil.example)\n.txt"
    ts = await scene.playground.say("what was the revenue?", channel="dm", files=[(name, REPORT)])
    text = await scene.answered("dm", ts)
    assert "42 million" in text
    assert "<!channel>" not in text
    assert "https://evil.example" not in text


@pytest.mark.parametrize(
    "said",
    [
        "Hello <!channel> and <!here> and <!everyone> and <!subteam^S1>.",
        f"Hello <@{BOT_USER}> and <@U0PLAYYOU01> there.",
        "See [the report](https://evil.example/?q=secret) now.",
        "![chart](https://evil.example/c.png) is here.",
        "Go to https://evil.example/path today.",
    ],
)
async def test_what_the_model_says_can_neither_ping_nor_link_out(scene: Scene, said: str) -> None:
    scene.playground.stand_in.say_next(f"{said} This is the whole answer.")
    ts = await scene.playground.say(f"{scene.playground.mention} hello?")
    await scene.answered("general", ts)
    for call in [*scene.playground.calls("chat.postMessage"), *scene.playground.calls("chat.update")]:
        sent = json.dumps(call.args)
        for forbidden in ("<!", "<@", "evil.example"):
            assert forbidden not in sent
    for call in scene.playground.calls("chat.postMessage"):
        assert call.args["unfurl_links"] in (False, "false", "0", 0)
        assert call.args["unfurl_media"] in (False, "false", "0", 0)


@pytest.mark.slack(plan="free")
@pytest.mark.settings(MODEL_MAX_TOKENS="30000")
async def test_an_answer_too_long_for_messages_comes_as_a_file(scene: Scene) -> None:
    whole = "".join(f"Line {number} of the long answer is here.\n" for number in range(1_000))
    scene.playground.stand_in.say_next(whole)
    ts = await scene.playground.say(f"{scene.playground.mention} everything please")
    await scene.playground.until(lambda: any(message.files for message in scene.replies("general", ts)))
    await scene.answered("general", ts)
    (attached,) = [file for message in scene.replies("general", ts) for file in message.files]
    path = scene.playground.workspace.files[attached].path
    assert path
    assert "Line 999 of the long answer is here." in await asyncio.to_thread(path.read_text)


@pytest.mark.slack(plan="free")
@pytest.mark.settings(MODEL_MAX_TOKENS="30000")
async def test_a_long_answer_is_split_between_words_and_keeps_its_table(scene: Scene) -> None:
    rows = "".join(f"| item {number} | {number * 10} |\n" for number in range(400))
    scene.playground.stand_in.say_next(f"The table:\n\n| name | value |\n|---|---|\n{rows}\nThat is all.")
    ts = await scene.playground.say(f"{scene.playground.mention} all items please")
    await scene.playground.until(lambda: "That is all." in scene.text("general", ts))
    text = await scene.answered("general", ts)
    assert all(f"item {number} " in text for number in range(400))
    assert len(scene.replies("general", ts)) > 1
    assert all(message.text.count("```") % 2 == 0 for message in scene.replies("general", ts))


@pytest.mark.parametrize(
    ("status", "body", "sentence"),
    [
        (403, {"message": "You've run out of credits", "statusCode": 403}, "out of credits"),
        (401, {"message": "Invalid API key", "statusCode": "401"}, "refuses my key"),
        (400, {"error": {"message": "This model's maximum context length is 4096 tokens"}}, "more text than the model can read"),
        (404, {"message": "model not found"}, "unavailable"),
    ],
)
async def test_a_failure_of_the_model_is_one_honest_sentence(scene: Scene, status: int, body: Payload, sentence: str) -> None:
    scene.playground.stand_in.fail_next(status, body, times=9)
    ts = await scene.playground.say(f"{scene.playground.mention} hello there")
    await scene.playground.until(lambda: sentence in scene.text("general", ts))
    assert len(scene.replies("general", ts)) == 1
    log = scene.bot.log()
    assert "not answered" in log
    assert "request" in log
    assert "Traceback" not in log
    assert not any(scene.playground.workspace.statuses.values())


async def test_neither_words_nor_tokens_reach_the_log(scene: Scene) -> None:
    ts = await scene.playground.say(f"{scene.playground.mention} the codeword is zebrafish", files=[("secret.txt", b"walrus\n")])
    await scene.answered("general", ts)
    await scene.bot.stop()
    log = scene.bot.log()
    for secret in ("zebrafish", "walrus", "xoxb-", "xapp-", scene.bot.environment["AIMLAPI_API_KEY"] + " "):
        assert secret not in log


@pytest.mark.parametrize(
    "event",
    [
        {"type": "an_event_of_the_future", "user": "U1"},
        {"type": "message"},
        {"type": "message", "channel": "C404", "user": "U404", "ts": "1.0", "text": f"<@{BOT_USER}> hi"},
        {"type": "message", "channel": None, "ts": 5, "user": [], "text": {}},
        {"type": "app_mention", "channel": "C1", "ts": "", "user": None},
        {"type": "message", "subtype": "message_changed", "channel": "C1", "message": None},
        {"type": "reaction_added", "item": {}},
        {"type": 7},
        {},
    ],
    ids=str,
)
async def test_odd_events_are_acknowledged_and_harm_nobody(scene: Scene, event: Payload) -> None:
    delivery = scene.playground.deliveries.deliver(event)
    await scene.playground.deliveries.settled()
    assert delivery.acked_at is not None
    await still_answers(scene)


@pytest.mark.skipif(not SHARED.exists(), reason="the recorded payloads are not beside this checkout")
async def test_recorded_and_all_fields_payloads_are_acknowledged(scene: Scene) -> None:
    for path in sorted((SHARED / "slack").glob("*.json")):
        recorded = cast("dict[str, object]", json.loads(path.read_text()))
        for payload in (recorded, *recorded.values()):
            if isinstance(payload, dict) and "event" in payload:
                scene.playground.deliveries.deliver_body(cast("Payload", payload))
    await scene.playground.deliveries.settled()
    await still_answers(scene)


@pytest.mark.parametrize("transport", ["http"])
async def test_garbage_at_the_http_door_gets_a_4xx(scene: Scene) -> None:
    address = f"http://127.0.0.1:{scene.playground.bot_port}/slack/events"
    async with httpx.AsyncClient(trust_env=False) as http:
        for body, headers in [
            (b"", {}),
            (b"{", {"X-Slack-Request-Timestamp": "now"}),
            (b"x" * (1024 * 1024 + 1), {"X-Slack-Request-Timestamp": "1"}),
            (b'{"type":"event_callback"}', {"X-Slack-Request-Timestamp": "1", "X-Slack-Signature": "v0=0"}),
        ]:
            response = await http.post(address, content=body, headers=headers)
            assert 400 <= response.status_code < 500
    await still_answers(scene)
