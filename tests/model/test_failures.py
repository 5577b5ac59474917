"""What a refusal means, as a table."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.language import ContextTooLong, ModelBusy, ModelError, ModelUnavailable
from bot.model import failures
from bot.model.failures import Mend, inside, refusal, retry_after
from bot.model.response import Problem


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"retry-after": "3"}, 3.0),
        ({"retry-after": "0"}, 0.0),
        ({"retry-after": "1.5"}, 1.5),
        ({"retry-after-ms": "250"}, 0.25),
        ({"retry-after-ms": "soon", "retry-after": "2"}, 2.0),
        ({"retry-after": "-1"}, None),
        ({"retry-after": "nan"}, None),
        ({"retry-after": "inf"}, None),
        ({"retry-after": "1e9"}, 86_400.0),
        ({"retry-after": "Wed, 21 Oct 2026 07:28:10 GMT", "date": "Wed, 21 Oct 2026 07:28:00 GMT"}, 10.0),
        ({"retry-after": "Wed, 21 Oct 2026 07:28:00 GMT", "date": "Wed, 21 Oct 2026 07:28:10 GMT"}, 0.0),
        ({"retry-after": "Wed, 21 Oct 2026 07:28:10 GMT"}, None),
        ({"retry-after": "Wed, 21 Oct 2026 07:28:10 -0000", "date": "Wed, 21 Oct 2026 07:28:10 GMT"}, None),
        ({"retry-after": "tomorrow"}, None),
    ],
)
def test_how_long_the_api_asks_to_wait(headers: dict[str, str], seconds: float | None) -> None:
    assert retry_after(headers) == seconds


@pytest.mark.parametrize(
    ("message", "limit"),
    [
        ("This model's maximum context length is 4096 tokens. However, your messages resulted in 5000 tokens.", 4096),
        ("maximum context length of 131,072 tokens", 131_072),
        ("This endpoint's maximum context length is 128000 tokens. However, you requested about 140000 tokens", 128_000),
        ("prompt is too long: 210000 tokens > 200000 maximum", 200_000),
        ("The input token count (9000) exceeds the maximum number of tokens allowed (8192).", 8192),
        ("This model's maximum context length was exceeded. context_length_exceeded", None),
    ],
)
def test_a_context_overflow_and_its_limit(message: str, limit: int | None) -> None:
    failed = refusal(Problem(message=message), status=400, headers={}, images=2, model="m")
    assert (failed.kind, failed.limit) == (ContextTooLong, limit)


@pytest.mark.parametrize(
    ("message", "images", "kept"),
    [
        ("At most 4 image(s) may be provided in one request", 9, 4),
        ("Too many images: the maximum is 5 images per request", 6, 5),
        ("model supports up to 10 images", 20, 10),
        ("At most 0 images", 3, 0),
        ("Image input is not supported by this model", 3, 0),
        ("model m: vision is not available", 1, 0),
    ],
)
def test_how_many_images_may_stay(message: str, images: int, kept: int) -> None:
    failed = refusal(Problem(message=message), status=400, headers={}, images=images, model="m")
    assert (failed.mend, failed.keep_images, failed.refuses_images) == (Mend.FEWER_IMAGES, kept, kept == 0)


@pytest.mark.parametrize(
    "message",
    [
        "model_not_found",
        "The model `m` does not exist",
        "Model m not found",
        "m is not a valid model: unknown model",
        "This model has been deprecated",
        "You cannot call it: no longer supported",
    ],
)
@pytest.mark.parametrize("images", [0, 2])
def test_a_model_that_is_gone(message: str, images: int) -> None:
    failed = refusal(Problem(message=message), status=400, headers={}, images=images, model="m")
    assert (failed.mend, failed.kind) == (Mend.FALL_BACK, ModelUnavailable)


def test_an_overloaded_model_is_not_gone() -> None:
    failed = refusal(Problem(message="The model is currently unavailable"), status=503, headers={}, images=0, model="m")
    assert failed.mend is Mend.RETRY


def test_too_many_tokens_asked_for_is_no_context_overflow() -> None:
    problem = Problem(message="max_tokens (50000) exceeds what is allowed")
    assert refusal(problem, status=400, headers={}, images=0, model="m").kind is ModelError


def test_an_error_inside_an_answer_is_judged_by_the_status_that_it_names() -> None:
    assert inside(Problem(message="slow down", code="429")).kind is ModelBusy
    assert inside(Problem(message="boom")).mend is Mend.RETRY
    assert inside(Problem(message="maximum context length is 10 tokens")).kind is ContextTooLong


@settings(deadline=None)
@given(st.integers(300, 599), st.text(), st.integers(0, 3))
def test_every_refusal_has_a_sentence_and_a_detail_without_its_words(status: int, message: str, images: int) -> None:
    failed = refusal(Problem(message=message), status=status, headers={}, images=images, model="m")
    error = failed.error(where="model m")
    assert error.sentence
    assert error.detail == f"HTTP {status} (model m)"


@pytest.mark.parametrize(
    ("failed", "code"),
    [
        (refusal(Problem(), status=429, headers={}, images=0, model="m"), "429"),
        (refusal(Problem(), status=418, headers={}, images=0, model="m"), "4xx"),
        (refusal(Problem(), status=999, headers={}, images=0, model="m"), "other"),
        (inside(Problem(message="overloaded")), "error inside"),
        (failures.too_slow("late"), "timeout"),
        (failures.broken("reset"), "broken"),
        (failures.cooling_down(3.0), "not called"),
        (failures.empty(starved=False), "empty"),
        (failures.loop(), "repetition"),
        (failures.refused("no"), "no answer"),
    ],
)
def test_a_failure_is_counted_in_a_word_of_a_closed_set(failed: failures.Failed, code: str) -> None:
    assert failed.code == code
