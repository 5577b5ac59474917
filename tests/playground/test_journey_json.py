"""What the page is told of a journey."""

import json
from typing import Any, cast

import pytest

from bot.playground import journey_json, journeys
from bot.playground.child import Life
from bot.playground.deliveries import Attempt, Outcome
from bot.playground.entities import DM, YOU, Call, Payload
from bot.playground.files import Download
from bot.playground.journey_json import count, duration
from bot.playground.journeys import Seen
from bot.playground.responses import Response
from tests.playground.seen import GENERAL, accepted, called, delivered, done, exchanged, line, question_id, sent
from tests.playground.test_journeys import COMMAND, TAP
from tests.playground.test_sent_list import FENCED

ASKED = question_id("1.1")
ANSWERED = (
    accepted(ASKED, 1.05),
    line("file read", 1.5, ASKED, file="F1", kind="pdf", pages=2),
    line("file not read", 1.6, ASKED, file="F2", detail="locked"),
    line("checked", 3, ASKED, supported=3, unverified=1, plain=2),
    line("answered", 3.1, ASKED, prompt_tokens=1000, completion_tokens=234, calls=1, model="some/model"),
    done(ASKED, 3.2, status_ms=80, total_ms=2150),
)


def told(seen: Seen, question: str = ASKED) -> dict[str, Any]:
    found = journeys.journey(seen, question)
    assert found
    return journey_json.shown(found, wall=1000.0, note="a note")


def stage(seen: Seen, name: str, question: str = ASKED) -> dict[str, Any]:
    stages = cast("list[dict[str, Any]]", told(seen, question)["stages"])
    return next(one for one in stages if one["name"] == name)


def test_an_answer_is_told_in_eight_stages_on_one_axis() -> None:
    seen = Seen(
        deliveries=[delivered("1.1", at=1)],
        lines=ANSWERED,
        calls=[
            called("conversations.replies", 1.1, channel=DM, ts="1.1"),
            called("chat.startStream", 2.5, channel=DM, thread_ts="1.1"),
            called("chat.stopStream", 3.05, ok=False, channel=DM, thread_ts="1.1"),
        ],
        downloads=[Download(file_id="F1", at=1.2, refused=False)],
        exchanges=[exchanged(ASKED, 2, text=FENCED)],
        now=9.0,
        shared_in=lambda _: [(DM, "1.1")],
    )
    journey = told(seen)
    assert (journey["text"], journey["outcome"], journey["state"], journey["ms"]) == ("How much?", "answered", "good", 2200)
    assert journey["at"] == 1001.0
    assert {one["title"]: (one["fact"], one["state"]) for one in journey["stages"]} == {
        "Delivered": ("1 delivery, acknowledged in 10 ms", "good"),
        "Question": ("accepted after 50 ms, taken 4 ms later", "good"),
        "Thread and files": ("1 call, 1 download, 1 file read, 1 not read", "doubtful"),
        "Pages": ("4 pages of 2 documents", "good"),
        "Messages list": ("1 request, 100 tokens sent", "good"),
        "Raw stream": ("first word after 100 ms, 3 pieces, 3 tokens", "good"),
        "Checks": ("4 claims, 3 supported, 1 unverified", "doubtful"),
        "Slack calls": ("2 calls, 1 not carried out or not answered", "doubtful"),
    }
    within = [span for one in journey["stages"] for span in one["spans"]]
    assert all(0 <= span["from"] <= span["to"] <= journey["length"] for span in within)
    assert stage(seen, "stream")["spans"] == [{"from": 1100, "to": 1120, "state": "good", "label": "text"}]
    assert stage(seen, "sent")["note"] == "a note"
    assert ["tokens charged", "1,234"] in stage(seen, "checks")["facts"]


def test_a_question_that_was_just_asked_has_everything_before_it() -> None:
    seen = Seen(deliveries=[delivered("1.1", at=1)], lines=[accepted(ASKED, 1.05)], now=1.5)
    journey = told(seen)
    assert (journey["state"], journey["is_over"], journey["length"]) == ("open", False, 500)
    states = {one["name"]: one["state"] for one in journey["stages"]}
    assert {name for name, state in states.items() if state == "good"} == {"delivered", "question"}
    assert {state for name, state in states.items() if name not in ("delivered", "question")} == {"none"}


def test_what_was_delivered_after_an_acknowledgement_came_again() -> None:
    first = delivered("1.1", at=1)
    outcome = Outcome(acked=True)
    first.attempts.append(Attempt(number=1, reason="http_timeout", sent_at=2, ended_at=2.01, outcome=outcome))
    mention = delivered("1.1", at=1.005, kind="app_mention")
    found = stage(Seen(deliveries=[first, mention], lines=ANSWERED), "delivered")
    assert found["fact"] == "3 deliveries, acknowledged in 10 ms, 2 of them again"
    assert [(row["what"], row["again"]) for row in found["deliveries"]] == [
        ("message", False),
        ("app_mention", True),
        ("message", True),
    ]


def test_what_nobody_acknowledged_says_why() -> None:
    lost = sent({**delivered("1.1").body}, at=1, acked=False)
    found = stage(Seen(deliveries=[lost], lines=[accepted(ASKED, 1.2)]), "delivered")
    assert (found["fact"], found["state"], found["deliveries"][0]["why"]) == ("1 delivery, not acknowledged", "bad", "timeout")


def test_a_question_found_in_slack_afterwards_was_not_delivered() -> None:
    assert "nothing was delivered" in stage(Seen(lines=ANSWERED), "delivered")["fact"]


def test_a_killed_bot_is_a_gap_on_the_axis() -> None:
    lives = [Life(pid=1, began_at=0, ended_at=2, was_killed=True), Life(pid=2, began_at=2.5)]
    lines = (*ANSWERED[:1], done(ASKED, 33, attempts=2, queue_ms=30_000))
    seen = Seen(deliveries=[delivered("1.1", at=1)], lines=lines, lives=lives, now=40)
    assert told(seen)["downs"] == [{"from": 1000, "to": 1500}]
    assert stage(seen, "question")["fact"] == "accepted after 50 ms, 2 attempts"
    assert stage(seen, "question")["spans"][-1] == {"from": 30_050, "to": 30_050, "state": "doubtful", "label": "taken again"}


def test_a_bot_that_is_still_away_leaves_the_gap_open() -> None:
    lives = [Life(pid=1, began_at=0, ended_at=2)]
    assert told(Seen(deliveries=[delivered("1.1", at=1)], lines=ANSWERED[:1], lives=lives, now=4))["downs"] == [
        {"from": 1000, "to": None}
    ]


def test_a_stream_that_broke_off_and_a_refusal_are_bad() -> None:
    broken, refused = exchanged(ASKED, 2), exchanged(ASKED, 2.5, words=())
    broken.done_at, broken.failed_at = None, 2.2
    refused.done_at, refused.failed_at, refused.status = None, 2.6, 500
    seen = Seen(deliveries=[delivered("1.1", at=1)], lines=ANSWERED, exchanges=[broken, refused])
    assert (stage(seen, "stream")["state"], stage(seen, "stream")["fact"]) == (
        "bad",
        "first word after 100 ms, 3 pieces, 3 tokens, broken off",
    )
    assert (stage(seen, "sent")["state"], stage(seen, "sent")["fact"]) == ("bad", "2 requests, 200 tokens sent, 2 failed")
    assert [span["state"] for span in stage(seen, "sent")["spans"]] == ["good", "bad"]


@pytest.mark.parametrize(
    ("event", "fields", "fact"),
    [
        ("not answered", {"error": "ModelUnavailable"}, "not answered, ModelUnavailable"),
        ("over a limit", {"detail": "user"}, "over a limit, user"),
        ("question given up", {"reason": "crashes"}, "question given up, crashes"),
    ],
)
def test_why_there_is_no_answer_stands_where_the_checks_would(event: str, fields: dict[str, object], fact: str) -> None:
    lines = (ANSWERED[0], line(event, 2, ASKED, **fields), done(ASKED, 3, outcome="failed"))
    seen = Seen(deliveries=[delivered("1.1", at=1)], lines=lines)
    assert (stage(seen, "checks")["fact"], stage(seen, "checks")["state"]) == (fact, "bad")
    assert told(seen)["state"] == "doubtful"


@pytest.mark.parametrize(
    ("call", "outcome"),
    [
        (called("chat.update", 2, channel=DM, thread_ts="1.1"), "ok"),
        (called("chat.update", 2, ok=False, channel=DM, thread_ts="1.1"), "ratelimited, 429"),
        (Call("chat.update", {"channel": DM, "thread_ts": "1.1"}, "t", 2, ended_at=2.1), "connection cut"),
        (Call("chat.update", {"channel": DM, "thread_ts": "1.1"}, "t", 2), "no answer yet"),
    ],
)
def test_a_call_says_what_came_of_it(call: Call, outcome: str) -> None:
    (row,) = stage(Seen(deliveries=[delivered("1.1", at=1)], lines=ANSWERED, calls=[call]), "calls")["calls"]
    assert (row["outcome"], row["ok"]) == (outcome, outcome == "ok")
    assert "token" not in row["args"]


def test_a_command_is_told_by_its_words_and_what_went_to_its_address() -> None:
    name = question_id("9.8.a", GENERAL)
    seen = Seen(
        deliveries=[sent(COMMAND, at=1)],
        lines=[accepted(name, 1.1), done(name, 3)],
        responses=[Response(url="r", args={"text": "hi"}, status=200, at=2)],
    )
    assert told(seen, name)["text"] == "/ask x"
    assert [row["method"] for row in stage(seen, "calls", name)["calls"]] == ["response_url"]


FORM: Payload = {
    "type": "view_submission",
    "user": {"id": "U7"},
    "view": {"id": "V1", "hash": "h", "private_metadata": json.dumps({"channel": DM})},
}


@pytest.mark.parametrize(
    ("body", "name", "said", "user"),
    [
        (TAP, "1.5:3.3", "“Shorter” pressed", ""),
        (FORM, "V1:h", "a form was sent", "U7"),
        (delivered("1.1", text="", files=[{"name": "a.pdf"}, {"name": "b.pdf"}]).body, "1.1", "a.pdf, b.pdf", YOU),
        (delivered("1.1", text="", subtype="message_deleted").body, "1.1", "", ""),
    ],
)
def test_a_question_is_named_by_what_the_person_did(body: Payload, name: str, said: str, user: str) -> None:
    question = question_id(name)
    journey = told(Seen(deliveries=[sent(body, at=1)], lines=[accepted(question, 1.1)]), question)
    assert (journey["text"], journey["user"]) == (said, user)


def test_without_the_log_it_is_said_what_is_missing() -> None:
    seen = Seen(deliveries=[delivered("1.1", at=1)])
    assert told(seen)["hears_log"] is False
    assert stage(seen, "question")["fact"] == "the bot's log is not heard here"


@pytest.mark.parametrize(("number", "said"), [(1, "1 call"), (0, "0 calls"), (1204, "1,204 calls")])
def test_counts_read_well(number: int, said: str) -> None:
    assert count(number, "call", "calls") == said


@pytest.mark.parametrize(("milliseconds", "said"), [(14, "14 ms"), (999, "999 ms"), (2612, "2.6 s")])
def test_durations_read_well(milliseconds: int, said: str) -> None:
    assert duration(milliseconds) == said
