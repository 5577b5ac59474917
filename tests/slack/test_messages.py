"""Slack's message objects: every field may be missing or odd, and what people would read is found wherever it stands."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.slack.messages import ANSWER_EVENT, parse_file, parse_message
from bot.slack.payloads import child, children, number, text_of

RECORDED = Path(__file__).parents[2].parent / "shared" / "slack"


def test_a_message_of_a_person() -> None:
    message = parse_message(
        {"ts": "1.2", "user": "U1", "text": " hi <@U2> ", "files": [{"id": "F1", "name": "a.pdf", "size": 3}]}
    )
    assert message
    assert (message.ts, message.user, message.text, message.bot_id) == ("1.2", "U1", "hi <@U2>", None)
    assert [(file.id, file.label, file.size) for file in message.files] == [("F1", "a.pdf", 3)]


@pytest.mark.parametrize(
    "payload",
    [
        {},
        {"text": "no ts"},
        {"ts": "1.2", "subtype": "tombstone"},
        {"ts": "1.2", "subtype": "message_changed", "hidden": True},
        {"ts": "1.2", "hidden": True},
        {"ts": "1.2", "text": "growing", "metadata": {"event_type": ANSWER_EVENT, "event_payload": {"state": "growing"}}},
        {"ts": "1.2", "text": "sorry", "metadata": {"event_type": ANSWER_EVENT, "event_payload": {"state": "failed"}}},
        {"ts": "1.2", "text": "odd", "metadata": {"event_type": ANSWER_EVENT}},
    ],
)
def test_what_nobody_would_call_a_message(payload: dict[str, Any]) -> None:
    assert parse_message(payload) is None


@pytest.mark.parametrize(
    "metadata",
    [{"event_type": ANSWER_EVENT, "event_payload": {"state": "final"}}, {"event_type": "other"}, {}, None, 3],
)
def test_finished_answers_and_other_metadata_are_messages(metadata: object) -> None:
    assert parse_message({"ts": "1.2", "text": "done", "metadata": metadata})


def test_an_app_brings_its_own_name() -> None:
    named = parse_message({"ts": "1.2", "bot_id": "B1", "username": "Deploys", "bot_profile": {"name": "x"}})
    profiled = parse_message({"ts": "1.2", "bot_id": "B1", "bot_profile": {"name": "Alerts"}})
    assert named
    assert profiled
    assert (named.speaker, profiled.speaker) == ("Deploys", "Alerts")


@pytest.mark.parametrize(
    ("payload", "text"),
    [
        (
            {"bot_id": "B1", "attachments": [{"title": "Down", "text": "db", "fields": [{"title": "Host", "value": "a"}]}]},
            "Down\ndb\nHost: a",
        ),
        ({"bot_id": "B1", "attachments": [{"fallback": "only this"}]}, "only this"),
        ({"bot_id": "B1", "text": "said", "attachments": [{"text": "preview"}]}, "said"),
        ({"text": "look", "attachments": [{"text": "a link preview"}]}, "look"),
        ({"text": "", "attachments": [{"is_share": True, "author_name": "Ann", "text": "forwarded"}]}, "Ann:\nforwarded"),
        ({"text": "why?", "attachments": [{"is_share": True, "text": "forwarded"}]}, "why?\nforwarded"),
        ({"blocks": [{"type": "header", "text": {"text": "Head"}}, {"type": "section", "text": {"text": "*b*"}}]}, "Head\n*b*"),
        ({"blocks": [{"type": "section", "fields": [{"text": "a"}, {"text": "b"}]}]}, "a\nb"),
        ({"blocks": [{"type": "context", "elements": [{"type": "mrkdwn", "text": "c"}]}]}, "c"),
        ({"blocks": [{"type": "image", "alt_text": "a plot", "title": {"text": "t"}}]}, "a plot"),
        ({"text": "text wins", "blocks": [{"type": "markdown", "text": "blocks"}]}, "text wins"),
    ],
)
def test_text_is_found_where_it_stands(payload: dict[str, Any], text: str) -> None:
    message = parse_message({"ts": "1.2", **payload})
    assert message
    assert message.text == text


def test_rich_text_reads_as_mrkdwn() -> None:
    section = {
        "type": "rich_text_section",
        "elements": [
            {"type": "text", "text": "a < b "},
            {"type": "user", "user_id": "U1"},
            {"type": "channel", "channel_id": "C1"},
            {"type": "usergroup", "usergroup_id": "S1"},
            {"type": "broadcast", "range": "here"},
            {"type": "link", "url": "https://x.org", "text": "x"},
            {"type": "link", "url": "https://y.org"},
            {"type": "emoji", "name": "wave"},
        ],
    }
    items = {
        "type": "rich_text_list",
        "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": "one"}]}] * 2,
    }
    message = parse_message({"ts": "1.2", "blocks": [{"type": "rich_text", "elements": [section, items]}]})
    assert message
    assert message.text == "a &lt; b <@U1><#C1><!subteam^S1><!here><https://x.org|x><https://y.org>:wave:\n• one\n• one"


def test_files_of_a_forwarded_message_come_along_once() -> None:
    file = {"id": "F1", "name": "a.pdf"}
    message = parse_message({"ts": "1.2", "files": [file], "attachments": [{"is_share": True, "files": [file, {"id": "F2"}]}]})
    assert message
    assert [each.id for each in message.files] == ["F1", "F2"]


def test_a_file_with_odd_fields_is_a_file_without_them() -> None:
    file = parse_file({"id": "F1", "name": ["a"], "size": "big", "mimetype": "text/plain"})
    assert file
    assert (file.name, file.size, file.mimetype) == (None, None, "text/plain")
    assert parse_file({"name": "no id"}) is None


def test_blocks_nested_without_end_are_read_to_a_depth() -> None:
    block: dict[str, Any] = {"type": "rich_text_section", "text": "deep"}
    for _ in range(500):
        block = {"type": "rich_text_section", "elements": [block]}
    assert parse_message({"ts": "1.2", "blocks": [block]})


def _events() -> Iterator[dict[str, Any]]:
    for file in sorted(RECORDED.glob("*.json")):
        pending: list[object] = [json.loads(file.read_text())]
        while pending:
            value = pending.pop()
            if isinstance(value, list):
                pending += cast("list[object]", value)
            elif isinstance(value, dict):
                found = cast("dict[str, Any]", value)
                pending += list(found.values())
                if "ts" in found and "text" in found:
                    yield found


@pytest.mark.skipif(not RECORDED.exists(), reason="the recorded payloads are not beside this checkout")
def test_recorded_messages_are_read() -> None:
    for event in _events():
        if event["ts"]:
            message = parse_message(event)
            assert message
            assert message.text or not event["text"]


FIELDS = st.sampled_from(
    "ts text user files blocks attachments metadata subtype elements type id is_share bot_id fields".split()  # noqa: SIM905
)


def _objects(inner: st.SearchStrategy[object]) -> st.SearchStrategy[object]:
    return st.lists(inner, max_size=3) | st.dictionaries(FIELDS, inner, max_size=5)


LEAVES: st.SearchStrategy[object] = st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=5))
JSON = st.recursive(LEAVES, _objects)


@given(st.dictionaries(FIELDS, JSON))
def test_no_payload_makes_it_fall(payload: dict[str, object]) -> None:
    parse_message({"ts": "1.2", **payload})
    parse_file(payload)


def test_payloads_are_read_without_trust() -> None:
    odd = {"a": 1, "b": [1, {"c": "d"}], "e": "text", "f": True}
    assert (child(odd, "a"), child(odd, "none")) == ({}, {})
    assert children(odd, "b") == ({"c": "d"},)
    assert (children(odd, "e"), children(odd, "a")) == ((), ())
    assert (text_of(odd, "a"), text_of(odd, "e")) == ("", "text")
    assert (number(odd, "a"), number(odd, "f"), number(odd, "e")) == (1, None, None)
