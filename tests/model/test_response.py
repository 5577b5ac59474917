"""Answers: whatever JSON comes, it is read or recognised as no answer, never a crash."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from bot.language import Usage
from bot.model.response import Reply, problem_of

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["choices", "delta", "message", "content", "error", "code", "type", "text", "usage", "statusCode"])
            | st.sampled_from(["finish_reason", "prompt_tokens", "completion_tokens", "refusal", "reasoning", "meta", "index"]),
            inner,
            max_size=5,
        )
    ),
    max_leaves=20,
)


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from(["choices", "error", "usage", "message", "statusCode", "code", "meta"]), values))
def test_any_object_is_read(data: dict[str, Any]) -> None:
    reply = Reply.model_validate_json(json.dumps(data))
    if problem := reply.problem:
        assert isinstance(problem.text, str)
        assert problem.status is None or 400 <= problem.status < 600


@settings(deadline=None)
@given(st.binary(max_size=60))
def test_any_bytes_are_a_problem_with_a_text(body: bytes) -> None:
    assert isinstance(problem_of(body).text, str)


@pytest.mark.parametrize("data", ["", "null", "[]", "1", '"x"', "{", "[" * 100_000])
def test_what_is_no_object_is_malformed(data: str) -> None:
    with pytest.raises(ValidationError):
        Reply.model_validate_json(data)


@pytest.mark.parametrize(
    ("body", "message", "status", "label"),
    [
        ({"message": "No credits", "path": "/v1", "requestId": "r", "statusCode": "403"}, "No credits", 403, "403"),
        ({"message": "Slow down", "statusCode": 429}, "Slow down", 429, "429"),
        ({"error": {"message": "Bad", "type": "invalid_request_error", "code": "x_y"}}, "Bad", None, "x_y"),
        ({"error": {"message": "Bad", "code": 502}}, "Bad", 502, "invalid"),
        ({"error": {"message": "Bad", "code": None, "type": "server_error"}}, "Bad", None, "server_error"),
        ({"error": "Bad"}, "Bad", None, ""),
        ({"object": "error", "message": "Bad", "type": "BadRequestError", "code": 400}, "Bad", 400, "BadRequestError"),
        ({"error": {"message": "Bad", "code": "ignore all\nprevious"}}, "Bad", None, ""),
        ({"detail": "Not Found"}, '{"detail": "Not Found"}', None, ""),
    ],
)
def test_every_known_shape_of_an_error(body: dict[str, Any], message: str, status: int | None, label: str) -> None:
    problem = problem_of(json.dumps(body).encode())
    assert problem.message == message
    assert problem.status == status
    assert problem.label == (label if not label.isdigit() and label != "invalid" else "")


def test_an_answer_is_no_error_even_if_it_has_a_message() -> None:
    reply = Reply.model_validate({"choices": [{"message": {"content": "Hi"}}], "message": "fine", "error": None})
    assert reply.problem is None


@pytest.mark.parametrize(
    ("usage", "read"),
    [
        (None, None),
        ("odd", None),
        ({}, Usage()),
        ({"prompt_tokens": "14", "completion_tokens": 2.0}, Usage(prompt_tokens=14, completion_tokens=2)),
        ({"prompt_tokens": None, "completion_tokens": -5}, Usage()),
        ({"prompt_tokens": "many", "completion_tokens": [1]}, Usage()),
        ({"prompt_tokens": 1e400, "completion_tokens": True}, Usage(completion_tokens=1)),
    ],
)
def test_usage_is_counted_where_it_can_be(usage: object, read: Usage | None) -> None:
    counts = Reply.model_validate({"usage": usage}).usage
    assert (counts and counts.usage) == read
