"""What reaches the log, and what never does."""

import asyncio
import gc
import json
import logging
import re
import sys
import threading
from itertools import accumulate
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.settings import load_settings
from bot.telemetry import (
    BOUNDS,
    MOST_LABELS,
    OTHER,
    REDACTED,
    Course,
    Durations,
    Telemetry,
    begin_course,
    course,
    log,
    log_uncaught,
    redact,
)
from bot.telemetry.redaction import NO_WORDS
from tests.logs import logged

SOMEBODYS_WORD = "kcocaep"[::-1]
"""Which thus stands in no line of source that a traceback shows."""

LIBRARIES = (
    "slack_bolt",
    "slack_sdk.web",
    "slack_sdk.socket_mode.aiohttp",
    "aiohttp.server",
    "httpx",
    "httpcore",
    "redis",
    "asyncio",
    "pypdfium2",
    "PIL",
    "py.warnings",
    "some.other",
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("token xoxb-1234-5678-abcDEF.", "token [redacted]"),
        ("xoxp-1-2-3 and xoxa-2-abc", "[redacted] and [redacted]"),
        ("xoxe.xoxb-1-Mi0yLT", "[redacted]"),
        ("xoxe-1-Mi0yLT", "[redacted]"),
        ("xapp-1-A0-1-9f3e", "[redacted]"),
        ("xwfp-1234-abc", "[redacted]"),
        ("key sk-0123456789abcdef, refused", "key [redacted], refused"),
        ("Authorization: Bearer abc.DEF-1~2+3/4==", "Authorization: [redacted]"),
        ("{'authorization': 'bearer abc123'}", "{'authorization': '[redacted]'}"),
        ("https://hooks.slack.com/actions/T1/2/abc", "https://hooks.slack.com/[redacted]"),
        ("POST 'https://hooks.slack.com/commands/T1/2/abc' failed", "POST 'https://hooks.slack.com/[redacted]' failed"),
        ("wss://wss-primary.slack.com/link/?ticket=ab-12&app_id=cd", "wss://wss-primary.slack.com/link/?[redacted]"),
        ('GET "https://files.slack.com/upload/v1/x?sig=1%2F2" 500', 'GET "https://files.slack.com/upload/v1/x?[redacted]" 500'),
        ("redis://:hunter2@redis.example:6379/0", "redis://[redacted]@redis.example:6379/0"),
        ("rediss://bot:p@ss:w0rd@redis.example", "rediss://[redacted]@redis.example"),
        ("https://api.example:8443/v1 and someone@mail.example", "https://api.example:8443/v1 and someone@mail.example"),
        ("is it so? yes=no", "is it so? yes=no"),
        ("question T1:C1:1767224888.280449 took 0.2 s", "question T1:C1:1767224888.280449 took 0.2 s"),
        ("", ""),
    ],
)
def test_secrets_are_cut_out_and_nothing_else(text: str, expected: str) -> None:
    assert redact(text) == expected


secret = st.text("abcdefABCDEF0123456789-", min_size=12, max_size=40).map(lambda tail: f"5{tail}9")
shapes = st.sampled_from(
    (
        "xoxb-{}",
        "xoxp-{}",
        "xoxe.xoxb-1-{}",
        "xapp-1-{}",
        "xwfp-{}",
        "Bearer {}",
        "bearer {}",
        "https://hooks.slack.com/actions/{}",
        "wss://wss-primary.slack.com/link/?ticket={}",
        "redis://:{}@redis.example",
        "https://{}@host.example/path",
        "https://user:{}@host.example/path",
        "https://host.example/path?{}",
        "https://host.example?a=b&token={}#there",
        "wss://host.example/link/?ticket={}&app_id=x",
        "Authorization: Basic {}",
        "{{'authorization': 'basic {}'}}",
        "xoxc-{}",
        "xoxd-{}",
        "xoxa-2-{}",
        "xoxr-{}",
        "xoxs-{}",
        "xoxe-1-{}",
        "xoxe.xoxp-1-{}",
        "sk-{}",
        "sk-proj-{}",
    )
)


@given(secret, shapes, st.text(max_size=10), st.text(max_size=10))
def test_no_secret_survives_whatever_stands_around_it(secret: str, shape: str, before: str, after: str) -> None:
    assert secret not in redact(f"{before} {shape.format(secret)}{after}")


@given(secret, shapes, st.integers(0, 60))
def test_no_secret_is_put_together_by_a_library_out_of_two_arguments(secret: str, shape: str, at: int) -> None:
    whole = shape.format(secret)
    with logged() as lines:
        logging.getLogger("some.library").error("refused %s%s", whole[:at], whole[at:])
    assert secret not in lines.text
    assert parsed(lines.text)[0]["event"] == "refused [...][...]"


SETTINGS_WITH_SECRETS = {
    "slack_bot_token": "xoxb-{}",
    "slack_signing_secret": "{}",
    "aimlapi_api_key": "{}",
    "context_keys": "k1:{}",
    "redis_url": "rediss://user:{}@host:6379/0",
}


@given(secret, st.sampled_from(sorted(SETTINGS_WITH_SECRETS)), st.text(max_size=10), st.text(max_size=10))
def test_no_secret_that_is_set_survives_in_any_place(secret: str, setting: str, before: str, after: str) -> None:
    settings = load_settings({setting: SETTINGS_WITH_SECRETS[setting].format(secret)})
    with logged(secrets=settings.secrets) as lines:
        log.warning(
            f"{before}{SETTINGS_WITH_SECRETS[setting].format(secret)}{after}",
            text=f"x{secret}" if setting != "slack_bot_token" else "",
        )
    assert secret not in lines.text


@given(st.text(max_size=60))
def test_redacting_twice_changes_nothing(text: str) -> None:
    assert redact(redact(text)) == redact(text)


def parsed(lines: object) -> list[dict[str, Any]]:
    return [json.loads(line) for line in str(lines).splitlines()]


def test_a_line_is_json_with_its_event_level_and_time() -> None:
    with logged() as lines:
        log.info("answered", question="T1:C1:1.0", completion_tokens=3, seconds=0.2, usage=None, cut=False)
    (line,) = parsed(lines.text)
    assert (line["event"], line["level"]) == ("answered", "info")
    assert line["timestamp"].endswith("Z")
    assert (line["question"], line["completion_tokens"], line["seconds"]) == ("T1:C1:1.0", 3, 0.2)
    assert (line["usage"], line["cut"]) == (None, False)


@pytest.mark.parametrize("shape", ["json", "text"])
def test_our_own_lines_are_redacted_whatever_kind_of_value_holds_the_secret(shape: Any) -> None:
    token = "xoxb-1-abc"
    with logged(shape=shape) as lines:
        log.warning(
            f"event {token}", text=token, many=[token], nested={"token": token}, error=ValueError(token), raw=token.encode()
        )
    assert token not in lines.text
    assert lines.text.count(REDACTED) == 6


@pytest.mark.parametrize("shape", ["json", "text"])
def test_a_traceback_is_shown_without_values_and_without_secrets(shape: Any) -> None:
    somebodys_word = "kcocaep"[::-1]
    try:
        raise ConnectionError(f"refused for xapp-1-abc after {len(somebodys_word)} letters")
    except ConnectionError:
        with logged(shape=shape) as lines:
            log.exception("lost")
    assert "ConnectionError" in lines.text
    assert "test_telemetry.py" in lines.text
    assert "xapp-1-abc" not in lines.text
    assert "peacock" not in lines.text


def test_libraries_speak_through_the_same_formatter_and_only_when_something_is_wrong() -> None:
    with logged() as lines:
        for name in LIBRARIES:
            library = logging.getLogger(name)
            library.debug("payload of a message")
            library.info("payload of a message")
            library.warning("invalid_auth for %s", "xoxb-1-abc")
    assert "payload" not in lines.text
    assert {line["event"] for line in parsed(lines.text)} == {"invalid_auth for [...]"}
    assert {line["library"] for line in parsed(lines.text)} == set(LIBRARIES)
    assert len(parsed(lines.text)) == len(LIBRARIES)


SHOWN = (
    "first: [...]",
    "second: [...] of 3",
    "third: [...] and on",
    "fourth: [...]",
    "fifth [...]",
    "sixth",
    "seventh",
    NO_WORDS,
)


@pytest.mark.parametrize("level", ["DEBUG", "INFO", "WARNING"])
@pytest.mark.parametrize("shape", ["json", "text"])
def test_whatever_a_library_fills_into_its_lines_is_withheld(level: str, shape: Any) -> None:
    said = SOMEBODYS_WORD
    with logged(level=level, shape=shape) as lines:
        for name in LIBRARIES:
            library = logging.getLogger(name)
            library.error("first: %s", said)
            library.warning(f"second: {said!r} of 3")
            library.warning("third: " + said + " and on")
            library.error(said)
            library.error("fourth: %d", said)  # What Python itself would print in full on standard error.
            library.log(logging.ERROR, "fifth %s", {"text": said})
            try:
                raise ValueError(said) from KeyError(said)
            except ValueError:
                library.exception("sixth", stack_info=True)
            try:
                raise ExceptionGroup(said, [ValueError(said), ExceptionGroup(said, [OSError(said)])])
            except ExceptionGroup as group:
                library.error("seventh", exc_info=group)
            library.critical("%s", said)
    assert "peacock" not in lines.text
    for words in SHOWN:
        assert words in lines.text
    for kind in ("KeyError", "builtins.ValueError", "builtins.OSError"):
        assert kind in lines.text


def test_a_library_whose_source_is_not_there_is_named_and_not_quoted() -> None:
    record = logging.LogRecord("some.library", logging.ERROR, "/nonexistent/x.py", 1, "a peacock", None, None, "run")
    with logged() as lines:
        logging.getLogger("some.library").handle(record)
    (line,) = parsed(lines.text)
    assert (line["event"], line["library"], line["where"]) == (NO_WORDS, "some.library", "x.run")


async def test_what_asyncio_says_of_a_task_that_nobody_waited_for_holds_no_words_of_its_error() -> None:
    async def fail() -> None:
        raise ValueError(SOMEBODYS_WORD)

    with logged() as lines:
        task = asyncio.create_task(fail(), name=SOMEBODYS_WORD)
        await asyncio.wait({task})
        del task
        gc.collect()
    (line,) = parsed(lines.text)
    assert line["library"] == "asyncio"
    assert "builtins.ValueError" in line["exception"]
    assert "peacock" not in lines.text


def test_what_nobody_catches_is_logged_without_its_words() -> None:
    hooks = sys.excepthook, threading.excepthook, sys.unraisablehook
    try:
        with logged() as lines:
            log_uncaught()
            sys.excepthook(ValueError, ValueError(SOMEBODYS_WORD), None)
            thread = threading.Thread(target={"a": 1}.__getitem__, args=[SOMEBODYS_WORD])
            thread.start()
            thread.join()
    finally:
        sys.excepthook, threading.excepthook, sys.unraisablehook = hooks
        logging.captureWarnings(capture=False)
    assert [line["event"] for line in parsed(lines.text)] == ["an error that nobody caught"] * 2
    assert "KeyError" in lines.text
    assert "peacock" not in lines.text


SECRETS = ["0123456789abcdef0123456789abcdef", "a key of no known form", "hunter2/hunter2"]


@pytest.mark.parametrize("shape", ["json", "text"])
@pytest.mark.parametrize("secret", SECRETS)
def test_a_secret_that_is_set_is_cut_out_whatever_its_form(shape: Any, secret: str) -> None:
    with logged(shape=shape, secrets=[*SECRETS, "", "short"]) as lines:
        log.warning(f"event {secret}", text=f"a{secret}b", nested={"a": [secret]})
        log.warning("short words stay")
    assert secret not in lines.text
    assert lines.text.count(REDACTED) == 3
    assert "short words stay" in lines.text


@pytest.mark.parametrize(("level", "expected"), [("DEBUG", 4), ("INFO", 3), ("WARNING", 2), ("ERROR", 1)])
def test_the_level_is_the_least_that_is_logged(level: str, expected: int) -> None:
    with logged(level=level) as lines:
        log.debug("a")
        log.info("b")
        log.warning("c")
        log.error("d")
    assert len(parsed(lines.text)) == expected


def test_away_from_a_terminal_lines_are_json() -> None:
    with logged(shape="auto") as lines:
        log.info("started")
    assert parsed(lines.text)[0]["event"] == "started"


def test_counts_add_up_under_their_label() -> None:
    telemetry = Telemetry()
    telemetry.count("answers", "answered")
    telemetry.count("answers", "answered", by=2)
    telemetry.count("answers", "OutOfCredits")
    telemetry.count("started")
    assert dict(telemetry.counts) == {("answers", "answered"): 3, ("answers", "OutOfCredits"): 1, ("started", ""): 1}


def test_labels_without_end_are_counted_as_others() -> None:
    telemetry = Telemetry()
    for number in range(MOST_LABELS + 20):
        telemetry.count("slack_calls", "users.info", f"code {number}")
    telemetry.count("slack_calls", "users.info", "code 1")
    assert len(telemetry.counts) == MOST_LABELS + 1
    assert telemetry.counts["slack_calls", OTHER, OTHER] == 20
    assert telemetry.counts["slack_calls", "users.info", "code 1"] == 2


@given(st.lists(st.floats(-1e3, 1e4)))
def test_every_duration_is_in_one_bucket_and_none_is_negative(durations: list[float]) -> None:
    kept = Durations()
    for seconds in durations:
        kept.add(seconds)
    assert kept.count == len(durations)
    assert kept.total == pytest.approx(sum(max(seconds, 0.0) for seconds in durations))
    for bound, below in zip(BOUNDS, accumulate(kept.buckets), strict=False):
        assert below == sum(seconds <= bound for seconds in durations)


def test_a_block_that_fails_is_timed_too() -> None:
    telemetry = Telemetry()
    with pytest.raises(ValueError, match="no"), telemetry.timed("call_seconds"):
        raise ValueError("no")
    assert telemetry.seconds["call_seconds"].count == 1


async def test_what_is_noted_belongs_to_the_attempt_whose_task_notes_it() -> None:
    async def deep(number: int) -> None:
        course().add("pages", number)

    async def attempt(number: int) -> Course:
        begun = begin_course(waited=1.5)
        course().reach("status")
        first = begun.reached("status")
        course().reach("status")
        assert begun.reached("status") == first
        with Telemetry().timed("slack_call_seconds", spent_on="slack"):
            await asyncio.gather(*(asyncio.create_task(deep(number)) for _ in range(3)))
        return begun

    one, two = await asyncio.gather(attempt(1), attempt(10))
    assert (one.line()["pages"], two.line()["pages"]) == (3, 30)
    assert one.line()["queue_ms"] == 1_500
    assert one.line()["first_text_ms"] is None
    assert (one.reached("status") or 0.0) >= 1.5
    assert one.elapsed >= 1.5


def test_outside_of_an_attempt_what_is_noted_is_lost() -> None:
    course().add("files")
    assert course().line()["files"] == 0


IDS = {"question": "T1:C1:1.0", "thread": "T1:C1:0.5", "file": "F1", "workspace": "acme"}


def test_hashed_ids_are_the_same_in_all_lines_of_one_key_and_name_nobody() -> None:
    found: list[dict[str, Any]] = []
    for key in (b"a", b"a", b"b"):
        with logged(id_key=key) as lines:
            log.info("question done", outcome="answered", **IDS)
            log.warning("beat failed", question=IDS["question"])
        found.extend(parsed(lines.text))
        assert not [value for value in IDS.values() if value in lines.text]
    first, _, other = found[::2]
    assert len({line["question"] for line in found[:4]}) == 1
    assert first["outcome"] == "answered"
    assert {name: first[name] for name in IDS}.items().isdisjoint({name: other[name] for name in IDS}.items())
    assert all(re.fullmatch("[0-9a-f]{16}", first[name]) for name in IDS)


def test_what_is_no_id_is_not_hashed_and_an_id_that_is_missing_stays_so() -> None:
    with logged(id_key=b"a") as lines:
        log.info("x", question=None, model="a/b", claims=2)
    (line,) = parsed(lines.text)
    assert (line["question"], line["model"], line["claims"]) == (None, "a/b", 2)
