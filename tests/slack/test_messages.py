"""Slack's message objects: every field may be missing or odd, and what people would read is found wherever it stands."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.slack.markup import to_markdown
from bot.slack.messages import ANSWER_EVENT, parse_file, parse_message
from bot.slack.payloads import child, children, number, payload_in, text_of

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


def rich(*parts: dict[str, Any]) -> dict[str, Any]:
    return {"blocks": [{"type": "rich_text", "elements": list(parts)}]}


def section(*elements: object, kind: str = "section", **more: object) -> dict[str, Any]:
    """Strings are words; pairs are words and the one style they have."""

    def element(given: object) -> object:
        if isinstance(given, str):
            return {"type": "text", "text": given}
        if isinstance(given, tuple):
            words, *styles = cast("tuple[str, ...]", given)
            return {"type": "text", "text": words, "style": dict.fromkeys(styles, True)}
        return given

    return {"type": f"rich_text_{kind}", "elements": [element(given) for given in elements], **more}


@pytest.mark.parametrize(
    ("parts", "markdown"),
    [
        ([section("a < b & *c*\n\nd\n"), section("e")], "a < b & **c**\n\nd\ne"),
        (
            [section(("bold ", "bold"), ("it", "italic"), " ", ("gone", "strike"), ", ", ("x = 1", "code"))],
            "**bold** _it_ ~~gone~~, `x = 1`",
        ),
        ([section("un", ("believ", "bold"), "able ", ("both", "bold", "italic"))], "un**believ**able **_both_**"),
        ([section(("one\n two", "bold"), ("`", "code"))], "**one**\n **two**`"),
        ([section({"type": "user", "user_id": "U1"}, " ", {"type": "channel", "channel_id": "C1"})], "@Ann #general"),
        ([section({"type": "usergroup", "usergroup_id": "S1"}, {"type": "broadcast", "range": "here"})], "@finance@here"),
        ([section({"type": "link", "url": "https://x.org/?a&b", "text": "x"})], "[x](https://x.org/?a&b)"),
        ([section({"type": "link", "url": "https://x.org", "style": {"bold": True}}, " now")], "**https://x.org** now"),
        ([section({"type": "emoji", "name": "wave", "skin_tone": 3}, {"type": "emoji", "name": "x"})], ":wave::skin-tone-3::x:"),
        ([section({"type": "date", "timestamp": 1392734382, "format": "{date}", "fallback": "18 Feb"})], "18 Feb"),
        ([section({"type": "date", "timestamp": 1392734382, "url": "https://x.org"})], "[2014-02-18 14:39 UTC](https://x.org)"),
        ([section({"type": "color", "value": "#F00"}, {"type": "novelty", "text": " new"}, {"type": "team"})], "#F00 new"),
        ([section("said\nso\n", kind="quote"), section("no")], "> said\n> so\nno"),
        ([section("x < 1\n*y*", kind="preformatted", language="Python")], "```python\nx < 1\n*y*\n```"),
        (
            [section("a ``` b", {"type": "link", "url": "https://x.org"}, kind="preformatted", language="x y")],
            "```\na ''' bhttps://x.org\n```",
        ),
        (
            [
                section(section("one\nmore"), section(("two", "bold")), kind="list", style="bullet"),
                section(section("deeper"), kind="list", style="bullet", indent=1),
                section(section("third"), section("fourth"), kind="list", style="ordered", indent=2, offset=2),
                section(section("deep"), kind="list", style="bullet", indent=3),
            ],
            "- one\n  more\n- **two**\n    - deeper\n        3. third\n        4. fourth\n            - deep",
        ),
    ],
)
def test_rich_text_reads_as_markdown(parts: list[dict[str, Any]], markdown: str) -> None:
    message = parse_message({"ts": "1.2", **rich(*parts)})
    assert message
    assert to_markdown(message.text, {"U1": "Ann", "C1": "general", "S1": "finance"}) == markdown


@pytest.mark.parametrize(
    ("text", "elements", "told"),
    [
        ("*loud* and plain", [("loud", "bold"), " and plain"], "*loud* and plain"),
        ("run it", ["run ", ("it", "code")], "run `it`"),
        ("hi <@U1>", ["hi ", {"type": "user", "user_id": "U1"}], "hi <@U1>"),
        ("hi <@U1|ann>", ["hi ", {"type": "user", "user_id": "U1"}], "hi <@U1|ann>"),
        ("hi <@U1>", ["hi ", {"type": "novelty"}], "hi <@U1>"),
        ("all the words", ["all the"], "all the words"),
        ("words", [], "words"),
    ],
)
def test_rich_text_is_read_unless_it_lacks_something(text: str, elements: list[object], told: str) -> None:
    message = parse_message({"ts": "1.2", "text": text, **rich(section(*elements))})
    assert message
    assert message.text == told


def test_a_table_of_another_app_is_read() -> None:
    rows = [[{"type": "raw_text", "text": "a < b"}, rich(section("c"))["blocks"][0]], [{"type": "raw_text", "text": "d"}], 5]
    message = parse_message({"ts": "1.2", "bot_id": "B1", "blocks": [{"type": "table", "rows": rows}]})
    assert message
    assert message.text == "a &lt; b | c\nd\n"[:-1]


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


@pytest.mark.parametrize(
    ("text", "payload"), [('{"a": 1}', {"a": 1}), ("[1]", {}), ("null", {}), ("", {}), ("{", {}), ("[" * 5_000, {}), ('"a"', {})]
)
def test_a_text_that_holds_no_object_holds_an_empty_one(text: str, payload: dict[str, object]) -> None:
    assert payload_in(text) == payload
