"""Which of what was seen belongs to which question."""

from collections.abc import Sequence

import pytest

from bot.answering import calls as bot_calls
from bot.answering.digest import asking
from bot.language import QuestionId
from bot.playground import journeys
from bot.playground.child import Life
from bot.playground.entities import DM, TEAM, Call, Payload
from bot.playground.files import Download
from bot.playground.journeys import MOST_JOURNEYS, Seen, names_of, request_name
from bot.playground.responses import Response
from tests.answering.conftest import QUESTION
from tests.playground.seen import GENERAL, accepted, called, delivered, done, exchanged, line, question_id, sent

FIRST, SECOND = question_id("1.1"), question_id("2.1")
COMMAND: Payload = {
    "command": "/ask",
    "text": "x",
    "team_id": TEAM,
    "channel_id": GENERAL,
    "trigger_id": "9.8.a",
    "response_url": "r",
}
TAP: Payload = {
    "type": "block_actions",
    "channel": {"id": DM},
    "container": {"message_ts": "1.5", "channel_id": DM},
    "message": {"ts": "1.5", "thread_ts": "1.1"},
    "trigger_id": "7.7.b",
    "actions": [{"action_id": "offer", "action_ts": "3.3", "text": {"text": "Shorter"}}],
}


def ids(seen: Seen) -> list[str]:
    return [one.id for one in journeys.asked(seen)]


@pytest.mark.parametrize(
    ("body", "name"),
    [
        ({"event": {"type": "message", "ts": "1.1"}}, "1.1"),
        ({"event": {"type": "app_mention", "ts": "1.1"}}, "1.1"),
        ({"event": {"type": "message", "subtype": "message_changed", "ts": "5", "message": {"ts": "1.1"}}}, "1.1"),
        ({"event": {"type": "message", "subtype": "message_deleted", "ts": "5", "deleted_ts": "1.1"}}, "1.1"),
        ({"event": {"type": "function_executed", "function_execution_id": "Fx1"}}, "Fx1"),
        (COMMAND, "9.8.a"),
        (TAP, "1.5:3.3"),
        ({"type": "view_submission", "view": {"id": "V1", "hash": "h"}}, "V1:h"),
    ],
)
def test_a_body_names_what_the_bot_names_a_question_after(body: Payload, name: str) -> None:
    assert name in names_of(body)


@pytest.mark.parametrize(
    "body", [{"event": {"type": "app_home_opened", "event_ts": "1.1"}}, {"event": {"type": "team_join"}}, {}]
)
def test_what_asks_nothing_names_nothing(body: Payload) -> None:
    assert names_of(body) == frozenset()


@pytest.mark.parametrize("name", ["T1:C1:1.1", "T1:D1:1760000000.000100"])
def test_the_api_is_told_the_name_by_which_a_request_is_recognised(name: str) -> None:
    question = QUESTION.model_copy(update={"id": QuestionId(name)})
    assert bot_calls.request_id(question) == request_name(name)
    assert asking.call_id(name, "0123456789").startswith(f"{request_name(name)}-")


def test_questions_are_those_that_the_bot_says_it_accepted_the_newest_first() -> None:
    deliveries = [delivered("1.1", at=1), delivered("1.2", at=2), delivered("2.1", at=3)]
    assert ids(Seen(deliveries=deliveries, lines=[accepted(FIRST, 1.1), accepted(SECOND, 3.1)])) == [SECOND, FIRST]


def test_without_the_log_mentions_direct_messages_and_commands_are_taken_for_questions() -> None:
    mention = delivered("4.1", channel=GENERAL, kind="app_mention", at=3)
    plain = delivered("5.1", channel=GENERAL, at=4)
    seen = Seen(deliveries=[delivered("1.1", at=1), mention, plain, sent(COMMAND, at=5)])
    assert ids(seen) == [question_id("9.8.a", GENERAL), question_id("4.1", GENERAL), FIRST]


def test_only_the_newest_are_told_of() -> None:
    lines = [accepted(question_id(f"{number}.0"), number) for number in range(MOST_JOURNEYS + 5)]
    assert len(found := ids(Seen(lines=lines))) == MOST_JOURNEYS
    assert found[0] == question_id(f"{MOST_JOURNEYS + 4}.0")


def test_a_question_found_afterwards_has_no_delivery_and_begins_when_it_was_accepted() -> None:
    (one,) = journeys.asked(Seen(lines=[accepted(FIRST, 7.0)], now=9.0))
    assert (one.deliveries, one.begun_at, one.thread) == ((), 7.0, "1.1")


@pytest.mark.parametrize(
    ("lines", "ended"),
    [
        ([accepted(FIRST, 1)], None),
        ([accepted(FIRST, 1), done(FIRST, 2)], 2),
        ([accepted(FIRST, 1), line("question left", 2, FIRST)], None),
        ([accepted(FIRST, 1), line("question left", 2, FIRST), done(FIRST, 4)], 4),
        ([accepted(FIRST, 1), done(FIRST, 2), line("question known", 3, FIRST)], 2),
        ([accepted(FIRST, 1), done(FIRST, 2), line("question left", 3, FIRST)], None),
    ],
)
def test_a_question_is_over_once_the_bot_says_so(lines: Sequence[journeys.Line], ended: float | None) -> None:
    (one,) = journeys.asked(Seen(lines=lines))
    assert one.done_at == ended


CONCURRENT = Seen(
    deliveries=[delivered("1.1", at=1), delivered("2.1", at=2)],
    lines=[accepted(FIRST, 1), accepted(SECOND, 2), done(FIRST, 5), done(SECOND, 8)],
)


@pytest.mark.parametrize(
    ("call", "owner"),
    [
        (called("assistant.threads.setStatus", 1.5, channel_id=DM, thread_ts="1.1"), FIRST),
        (called("chat.startStream", 3, channel=DM, thread_ts="2.1"), SECOND),
        (called("users.info", 1.5, user="U1"), FIRST),
        (called("users.info", 3, user="U1"), None),
        (called("users.info", 7, user="U1"), SECOND),
        (called("agents.sessions.setStatus", 5.5, channel=DM, thread_ts="1.1"), FIRST),
        (called("chat.postMessage", 6.5, channel=DM, thread_ts="1.1"), None),
        (called("conversations.replies", 7, channel=GENERAL, ts="9.9"), SECOND),
        (called("apps.connections.open", 7), None),
        (called("auth.test", 0.5), None),
    ],
)
def test_a_call_belongs_to_the_question_of_its_thread_or_to_the_only_one_under_way(call: Call, owner: str | None) -> None:
    seen = Seen(deliveries=CONCURRENT.deliveries, lines=CONCURRENT.lines, calls=[call])
    assert [name for name in (FIRST, SECOND) if (found := journeys.journey(seen, name)) and found.calls] == (
        [owner] if owner else []
    )


def test_questions_of_one_thread_share_nothing() -> None:
    second = question_id("1.3")
    lines = [accepted(FIRST, 1), accepted(second, 2), done(FIRST, 5), done(second, 8)]
    deliveries = [delivered("1.1", at=1), delivered("1.3", at=2, thread="1.1")]
    calls = [called("chat.startStream", at, channel=DM, thread_ts="1.1") for at in (1.5, 3, 6)]
    seen = Seen(deliveries=deliveries, lines=lines, calls=calls)
    owned = [[call.at for call in found.calls] for name in (FIRST, second) if (found := journeys.journey(seen, name))]
    assert owned == [[1.5, 3], [6]]


def test_a_message_that_grows_is_told_by_the_thread_in_which_it_stands() -> None:
    call = called("chat.appendStream", 3, channel=DM, ts="2.5")
    threads = {"2.5": "2.1"}
    seen = Seen(
        deliveries=CONCURRENT.deliveries, lines=CONCURRENT.lines, calls=[call], thread_of=lambda _, ts: threads.get(ts, "")
    )
    found = journeys.journey(seen, SECOND)
    assert found
    assert found.calls == (call,)


def test_a_download_belongs_to_the_thread_that_carries_the_file() -> None:
    downloads = [Download(file_id="F1", at=3, refused=False), Download(file_id="F2", at=3, refused=False)]
    shared = {"F1": [(DM, "1.1")], "F2": [(DM, "2.1")]}
    seen = Seen(
        deliveries=CONCURRENT.deliveries, lines=CONCURRENT.lines, downloads=downloads, shared_in=lambda file: shared[file]
    )
    found = journeys.journey(seen, SECOND)
    assert found
    assert [one.file_id for one in found.downloads] == ["F2"]


def test_requests_to_the_model_are_told_by_their_names() -> None:
    exchanges = [exchanged(FIRST, 2), exchanged(SECOND, 3), exchanged(FIRST, 4, suffix="-0a1b2c3d")]
    seen = Seen(deliveries=CONCURRENT.deliveries, lines=CONCURRENT.lines, exchanges=exchanges)
    found = journeys.journey(seen, FIRST)
    assert found
    assert [one.at for one in found.exchanges] == [2, 4]


def test_what_answers_a_command_is_told_by_its_address() -> None:
    name = question_id("9.8.a", GENERAL)
    responses = [Response(url="r", args={}, status=200, at=2), Response(url="other", args={}, status=200, at=2)]
    found = journeys.journey(Seen(deliveries=[sent(COMMAND, at=1)], lines=[accepted(name, 1.1)], responses=responses), name)
    assert found
    assert [one.url for one in found.responses] == ["r"]


def test_a_tap_stands_in_the_thread_of_its_message() -> None:
    name = question_id("1.5:3.3")
    (one,) = journeys.asked(Seen(deliveries=[sent(TAP, at=1)], lines=[accepted(name, 1.1)]))
    assert (one.thread, len(one.deliveries)) == ("1.1", 1)


def test_lives_of_the_bot_that_end_and_begin_meanwhile_are_told() -> None:
    lives = [Life(pid=1, began_at=0, ended_at=3, was_killed=True), Life(pid=2, began_at=4)]
    seen = Seen(deliveries=[delivered("1.1", at=1)], lines=[accepted(FIRST, 1.1), done(FIRST, 9)], lives=lives)
    found = journeys.journey(seen, FIRST)
    assert found
    assert ([life.pid for life in found.deaths], [life.pid for life in found.revivals]) == ([1], [2])


@pytest.mark.parametrize(("ts", "at", "found"), [("1.5", 1.5, FIRST), ("2.5", 4, SECOND), ("0.5", 0.5, None), ("7.7", 6, SECOND)])
def test_a_message_leads_to_the_question_that_it_answers(ts: str, at: float, found: str | None) -> None:
    threads = {"1.5": "1.1", "2.5": "2.1", "1.1": "1.1", "2.1": "2.1"}
    seen = Seen(deliveries=CONCURRENT.deliveries, lines=CONCURRENT.lines, thread_of=lambda _, ts: threads.get(ts, ""))
    assert journeys.question_of(seen, DM, ts, at=at) == found


def test_an_unknown_question_has_no_journey() -> None:
    assert journeys.journey(CONCURRENT, "T:C:9") is None
