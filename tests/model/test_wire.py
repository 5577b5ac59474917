"""Requests: every one that holds only text is valid by the schema that the API publishes."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from bot.language import SettingsError
from bot.model.wire import (
    AssistantMessage,
    ChatRequest,
    ImagePart,
    ImageUrl,
    Message,
    Parameters,
    Prediction,
    Reasoning,
    StreamOptions,
    SystemMessage,
    TextPart,
    UserMessage,
    parameters,
)
from bot.settings import DEFAULT_MODEL
from tests.model.conftest import settings_for

PUBLISHED = Path(__file__).parents[2].parent / "shared" / "api" / "nemotron-nano-12b-v2-vl.openapi.json"
needs_schema = pytest.mark.skipif(not PUBLISHED.exists(), reason="the API's published schema is not beside this repository")


def published_schema() -> dict[str, Any]:
    """The request's schema; OpenAPI 3.0 says `nullable` where JSON Schema says `null`."""
    document = json.loads(PUBLISHED.read_text())
    schema = document["paths"]["/v1/chat/completions"]["post"]["requestBody"]["content"]["application/json"]["schema"]
    # Strict where the schema leaves room: a parameter that it does not name would be ignored at best.
    return {**schema, "additionalProperties": False}


@cache
def published() -> jsonschema.Draft202012Validator:
    return jsonschema.Draft202012Validator(published_schema())


def relaxed_schema() -> dict[str, Any]:
    """The same with the two rules relaxed that fallback models and images need."""
    schema = published_schema()
    schema["properties"]["model"] = {"type": "string"}
    for message in schema["properties"]["messages"]["items"]["oneOf"]:
        if message["properties"]["role"]["enum"] == ["user"]:
            parts = message["properties"]["content"]["anyOf"][1]
            image = {"type": "object", "properties": {"type": {"enum": ["image_url"]}}, "required": ["type", "image_url"]}
            parts["items"] = {"anyOf": [parts["items"], image]}
    return schema


def sent(request: ChatRequest) -> dict[str, Any]:
    return json.loads(request.to_bytes())


text = st.text(st.characters(exclude_categories=("Cs",)), max_size=20)
text_parts = st.builds(TextPart, text=text)
texts = text | st.lists(text_parts, max_size=3).map(tuple)
names = st.none() | text
messages: st.SearchStrategy[Message] = st.one_of(
    st.builds(SystemMessage, content=texts, name=names),
    st.builds(UserMessage, content=texts, name=names),
    st.builds(AssistantMessage, content=texts, name=names),
)
penalties = st.none() | st.floats(-2, 2)
requests = st.builds(
    ChatRequest,
    model=st.just(DEFAULT_MODEL),
    messages=st.lists(messages, min_size=1, max_size=4).map(tuple),
    max_tokens=st.none() | st.integers(1, 10_000),
    stream=st.booleans(),
    stream_options=st.none() | st.builds(StreamOptions, include_usage=st.booleans()),
    temperature=st.none() | st.floats(0, 2),
    top_p=st.none() | st.floats(0.01, 1),
    stop=st.none() | text | st.lists(text, min_size=1, max_size=4).map(tuple),
    frequency_penalty=penalties,
    presence_penalty=penalties,
    prediction=st.none() | st.builds(Prediction, content=texts),
    seed=st.none() | st.integers(1, 2**31),
    reasoning=st.none()
    | st.builds(Reasoning, effort=st.sampled_from(["low", "medium", "high"]), exclude=st.none() | st.booleans())
    | st.builds(Reasoning, max_tokens=st.integers(1, 10_000)),
    echo=st.none() | st.booleans(),
    min_p=st.none() | st.floats(0.001, 0.999),
    top_k=st.none() | st.floats(0, 100),
    top_a=st.none() | st.floats(0, 1),
    repetition_penalty=st.none() | st.floats(0, 2),
)


@needs_schema
@settings(deadline=None)
@given(request=requests)
def test_every_text_request_is_valid_by_the_published_schema(request: ChatRequest) -> None:
    published().validate(sent(request))


@needs_schema
def test_every_parameter_of_the_published_schema_can_be_sent() -> None:
    assert set(ChatRequest.model_fields) == set(published_schema()["properties"])


@needs_schema
def test_images_and_fallback_models_relax_two_rules_and_no_more() -> None:
    picture = ImagePart.of(b"\x89PNG", mimetype="image/png")
    request = ChatRequest(model="another-model", messages=(UserMessage(content=(TextPart(text="What is this?"), picture)),))
    jsonschema.validate(sent(request), relaxed_schema())
    assert not published().is_valid(sent(request))


def test_what_is_not_set_is_not_sent() -> None:
    request = ChatRequest(model="m", messages=(UserMessage(content="Hello"),))
    assert sent(request) == {"model": "m", "stream": True, "messages": [{"role": "user", "content": "Hello"}]}


def test_an_image_is_sent_as_a_data_address() -> None:
    part = ImagePart.of(b"abc", mimetype="image/jpeg")
    assert part.model_dump(exclude_none=True) == {"type": "image_url", "image_url": {"url": "data:image/jpeg;base64,YWJj"}}


@pytest.mark.parametrize(
    "url", ["https://example.com/a.png", "file:///etc/passwd", "data:text/html;base64,YWJj", "data:image/png,x"]
)
def test_an_image_is_never_an_address_that_somebody_serves(url: str) -> None:
    with pytest.raises(ValidationError):
        ImageUrl(url=url)


@pytest.mark.parametrize(
    ("given_parameters", "line"),
    [
        ({"n": 2}, "MODEL_PARAMETERS: n: the API has no such parameter"),
        ({"messages": []}, "MODEL_PARAMETERS: messages: the API has no such parameter"),
        ({"top_k": "many"}, "MODEL_PARAMETERS: top_k: Input should be a valid number"),
        ({"temperature": 3}, "MODEL_PARAMETERS: temperature: Input should be less than or equal to 2"),
        ({"stop": ["a"] * 5}, "MODEL_PARAMETERS: stop: "),
        ({"reasoning": {"effort": "low", "max_tokens": 5}}, "MODEL_PARAMETERS: reasoning: effort and max_tokens exclude"),
        ({"reasoning": {"budget": 5}}, "MODEL_PARAMETERS: reasoning.budget: the API has no such parameter"),
    ],
)
def test_a_wrong_parameter_is_one_line_that_names_the_setting(given_parameters: dict[str, Any], line: str) -> None:
    with pytest.raises(SettingsError) as caught:
        parameters(settings_for("https://api.example.com", model_parameters=given_parameters))
    assert caught.value.sentence.startswith(line)
    assert "\n" not in caught.value.sentence


def test_a_setting_of_its_own_is_named_when_it_is_wrong() -> None:
    with pytest.raises(SettingsError, match=r"^MODEL_STOP: stop: "):
        parameters(settings_for("https://api.example.com", model_stop=("a", "b", "c", "d", "e")))


def test_parameters_come_from_the_settings_and_from_json_in_that_order() -> None:
    chosen = parameters(
        settings_for(
            "https://api.example.com",
            model_temperature=0.5,
            model_stop=("END",),
            model_parameters={"temperature": None, "stop": "STOP", "seed": 3, "reasoning": {"exclude": True}},
        )
    )
    assert chosen == Parameters(max_tokens=1_500, stop=("STOP",), seed=3, reasoning=Reasoning(exclude=True))
