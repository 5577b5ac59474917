"""The whole log of a bot that logs all it can, after much was said to it and much went wrong: none of it stands there."""

import hashlib
import hmac
import io
import json
import time
import zipfile
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest

from bot.playground.entities import Payload
from bot.playground.web_api import Fault
from bot.slack.messages import GROWING
from bot.slack.payloads import child, text_of
from tests.end_to_end.conftest import Scene

# Each stands in one place alone, so that a leak tells where it comes from.
IN_MESSAGE = "sentinelinmessage"
IN_QUERY = "sentinelinquery"
IN_FILE_NAME = "sentinelinfilename"
IN_FILE = "sentinelinfile"
IN_MEMBER = "sentinelinmember"
IN_ANSWER = "sentinelinanswer"
IN_COMMAND = "sentinelincommand"
IN_PASSWORD = "sentinelinpassword"
IN_SETTINGS = "sentinelinsettings"
IN_API_ERROR = "sentinelinapierror"
IN_SLACK_ERROR = "sentinel_in_slack_error"
IN_FORGERY = "sentinelinforgery"
IN_KEY = "sentinelkey0123456789"
SENTINELS = (
    IN_MESSAGE,
    IN_QUERY,
    IN_FILE_NAME,
    IN_FILE,
    IN_MEMBER,
    IN_ANSWER,
    IN_COMMAND,
    IN_PASSWORD,
    IN_SETTINGS,
    IN_API_ERROR,
    IN_SLACK_ERROR,
    IN_FORGERY,
    IN_KEY,
)


def archive() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr(f"{IN_MEMBER}.txt", f"The member says {IN_MEMBER}.")
        made.writestr(f"{IN_MEMBER}.pdf", f"%PDF-1.7 {IN_MEMBER}")
    return out.getvalue()


def files() -> list[tuple[str, bytes]]:
    """Some that are read, and some of each sort that is not."""
    return [
        (f"{IN_FILE_NAME}.txt", f"Revenue was 42 million euros. {IN_FILE}\n".encode()),
        (f"{IN_FILE_NAME}.csv", f"name,amount\n{IN_FILE},3\n".encode()),
        (f"{IN_FILE_NAME}.pdf", f"%PDF-1.7\n{IN_FILE}".encode()),
        (f"{IN_FILE_NAME}.docx", f"PK\x03\x04 {IN_FILE}".encode()),
        (f"{IN_FILE_NAME}.ipynb", json.dumps({"cells": IN_FILE}).encode()),
        (f"{IN_FILE_NAME}.json", f'{{"broken": {IN_FILE}'.encode()),
        (f"{IN_FILE_NAME}.zip", archive()),
    ]


async def forge(scene: Scene, body: str, *, secret: str = "") -> None:
    """Knocks at the bot's own door, as anybody may who reaches it."""
    timestamp = str(int(time.time()))
    signature = "v0=" + hmac.new(secret.encode(), f"v0:{timestamp}:{body}".encode(), hashlib.sha256).hexdigest()
    headers = {"X-Slack-Request-Timestamp": timestamp, "X-Slack-Signature": signature, "Content-Type": "application/json"}
    async with httpx.AsyncClient(trust_env=False) as http:
        address = f"http://127.0.0.1:{scene.bot.environment['PORT']}/slack/events?{IN_FORGERY}={IN_FORGERY}"
        await http.post(address, content=body, headers=headers)


async def much_is_said(scene: Scene) -> None:
    scene.playground.stand_in.say_next(f"The answer is {IN_ANSWER}, see https://example.com/?{IN_ANSWER}=1.")
    words = f"what of {IN_MESSAGE}? https://example.com/page?token={IN_QUERY}&x=1 password: {IN_PASSWORD}"
    root = await scene.playground.say(f"{scene.playground.mention} {words}", files=files())
    assert IN_ANSWER in await scene.answered("general", root)
    await scene.playground.edit("general", root, f"{scene.playground.mention} {IN_MESSAGE} again")
    before = len(scene.playground.ephemeral("general"))
    await scene.playground.command("/ask", f"what of {IN_COMMAND}?", channel="general")
    await scene.playground.command("/footnote", f"limits set {IN_COMMAND} {IN_COMMAND}", channel="general")
    await scene.playground.command("/footnote", IN_COMMAND, channel="general")
    await scene.playground.command("/recap", f"https://example.com/{IN_COMMAND}?{IN_QUERY}", channel="general")
    await scene.playground.until(lambda: len(scene.playground.ephemeral("general")) > before + 4)


async def ended(scene: Scene, channel: str, ts: str) -> None:
    """Waits until an answer, or a sentence in place of one, stands there."""

    def stands() -> bool:
        states = [text_of(child(reply.metadata or {}, "event_payload"), "state") for reply in scene.replies(channel, ts)]
        return bool(states) and GROWING not in states

    await scene.playground.until(stands, 60)


async def much_goes_wrong(scene: Scene) -> None:
    quoting: Payload = {"error": {"message": f"bad request: {IN_API_ERROR} {IN_MESSAGE}", "code": IN_API_ERROR.upper() + " x"}}
    for status in (400, 500):
        scene.playground.stand_in.fail_next(status, quoting, times=3 if status == 500 else 1)
        failed = await scene.playground.say(f"{scene.playground.mention} {IN_MESSAGE}, status {status}?")
        await ended(scene, "general", failed)
    for method in ("chat.postMessage", "chat.startStream", "agents.sessions.setStatus", "conversations.replies", "users.info"):
        scene.playground.web_api.fail_next(method, Fault(error=IN_SLACK_ERROR.replace("_", " ")))
    scene.playground.web_api.fail_next("reactions.add", Fault(status=502))
    broken = await scene.playground.say(f"{scene.playground.mention} {IN_MESSAGE}, and Slack?")
    await ended(scene, "general", broken)
    event = {"type": IN_FORGERY, "text": IN_FORGERY, "channel": IN_FORGERY}
    for body in (IN_FORGERY, json.dumps({"event": event, "type": "event_callback"}), json.dumps({"event": [IN_FORGERY]})):
        await forge(scene, body)
        if secret := scene.bot.environment["SLACK_SIGNING_SECRET"]:
            await forge(scene, body, secret=secret)


@pytest.mark.settings(LOG_LEVEL="DEBUG", AIMLAPI_API_KEY=IN_KEY)
async def test_no_token_no_query_no_message_and_no_file_stands_in_the_log_at_any_level(scene: Scene) -> None:
    await much_is_said(scene)
    await much_goes_wrong(scene)
    await scene.bot.stop()
    folder = Path(scene.bot.environment["DATA_DIR"])
    logs = scene.bot.log() + (folder / "valkey" / "valkey.log").read_text(errors="replace")
    assert "answered" in logs
    assert "file not read" in logs
    assert "model failed" in logs
    environment = scene.bot.environment
    secrets = [environment[name] for name in ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET") if environment[name]]
    secrets += [secret.rpartition("-")[2] for secret in secrets]
    words = [*SENTINELS, *(word.replace("_", " ") for word in SENTINELS), *(quote(word) for word in SENTINELS), *secrets]
    found = {word: [line for line in logs.splitlines() if word.lower() in line.lower()][:3] for word in dict.fromkeys(words)}
    assert {word: lines for word, lines in found.items() if lines} == {}
