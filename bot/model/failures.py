"""What a failed call means, and what helps: the one table of the API's refusals. Pure, no I/O.

Wordings were gathered from the API's documentation and from the providers behind it (OpenRouter, vLLM, OpenAI).
"""

import math
import re
from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from enum import Enum, auto

from bot.language import (
    ContentRefused,
    ContextTooLong,
    KeyRefused,
    ModelBusy,
    ModelError,
    ModelUnavailable,
    OutOfCredits,
    phrases,
)
from bot.model.response import Problem


class Mend(Enum):
    """What may help after a failed call."""

    RETRY = auto()
    """The same again, a little later; where that does not help, the next model."""
    FALL_BACK = auto()
    """The next model at once."""
    FEWER_IMAGES = auto()
    """The same with at most `keep_images` images."""
    CALM = auto()
    """The same again with some randomness, out of the loop."""
    MORE_ROOM = auto()
    """The same again with more tokens: thinking took them all."""
    WAIT = auto()
    """The same again after `retry_after`: nothing was called."""
    GIVE_UP = auto()


class Failed(Exception):
    """One call that gave no answer: `error` is what people hear when nothing helps, `reason` goes to the log."""

    def __init__(
        self,
        reason: str,
        *,
        mend: Mend,
        kind: type[ModelError] = ModelUnavailable,
        sentence: str = "",
        retry_after: float | None = None,
        keep_images: int = 0,
        refuses_images: bool = False,
        limit: int | None = None,
        is_rate_limit: bool = False,
    ) -> None:
        super().__init__(reason)
        self.reason = reason
        self.mend = mend
        self.kind = kind
        self.sentence = sentence or phrases.MODEL_UNAVAILABLE
        self.retry_after = retry_after
        """Seconds that the API asks to wait."""
        self.keep_images = keep_images
        self.refuses_images = refuses_images
        """Whether the model seems to read no images at all."""
        self.limit = limit
        self.is_rate_limit = is_rate_limit
        """Whether the API refuses the whole account for now, so that no other call would fare better."""
        self.code = "no answer"
        """For counting: the HTTP status, or in a word what happened in place of one."""

    def error(self, *, where: str) -> ModelError:
        """The error to raise in the end; `where` tells the log the model and the request."""
        detail = f"{self.reason} ({where})"
        if self.kind is ModelBusy:
            return ModelBusy(self.sentence, detail=detail, retry_after=self.retry_after)
        if self.kind is ContextTooLong:
            return ContextTooLong(self.sentence, detail=detail, limit=self.limit)
        return self.kind(self.sentence, detail=detail)


_CONTEXT = re.compile(
    r"context_length_exceeded|context[ _-](?:length|window|size)|prompt is too long|input is too long|too many (?:input )?tokens"
    r"|(?:exceed|above|over|longer than)\w* [^.]{0,60}tokens|(?<!max_)tokens? [^.]{0,60}exceed"
)
_CONTEXT_LIMIT = re.compile(
    r"(?:maximum|context|limit)[^.]{0,60}?\b(\d[\d,]{2,})(?![\d,]* (?:input|requested))|[>(] ?(\d[\d,]{2,})\)? (?:max|allowed)"
)
_CREDITS = re.compile(r"insufficient_quota|insufficient (?:credit|funds|balance)|out of credits|run out of credits")
_FREE_TIER = re.compile(r"free[ -]tier|subscription")
_CONTENT = re.compile(r"content_filter|content[ _](?:policy|management)|moderation|flagged")
_WITHDRAWN = re.compile(r"no longer (?:available|supported|served)|deprecated|decommissioned|maintenance")
_UNKNOWN = re.compile(
    r"model_not_found|model_not_available|(?:unknown|invalid|no such|unsupported) model"
    r"|model\b[^.]{0,80}\b(?:not found|not exist|not available|unavailable|not supported|not a valid)"
)
_IMAGES = re.compile(r"image|vision|multi-?modal|modalit")
_IMAGE_LIMIT = re.compile(r"at most (\d+)[^.]{0,20}image|(?:maximum|limit|up to|more than)[^.]{0,40}?\b(\d+) image")

_PASSING = frozenset({408, 409, 425, 429})
_KNOWN = _PASSING | {400, 401, 402, 403, 404, 410, 413, 415, 422, 500, 502, 503, 504, 529}
"""Statuses that are counted each for itself."""
_LONGEST_WAIT = 24 * 3600.0
_BAD_SHAPE = frozenset({400, 404, 415, 422})


def refusal(problem: Problem, *, status: int, headers: Mapping[str, str], images: int, model: str) -> Failed:
    """What an HTTP answer other than 2xx means, for a request that held `images` images and went to `model`."""
    failed = _meaning(problem, status=status, headers=headers, images=images, model=model)
    failed.code = str(status) if status in _KNOWN else f"{status // 100}xx" if 300 <= status < 600 else "other"
    return failed


def _meaning(problem: Problem, *, status: int, headers: Mapping[str, str], images: int, model: str) -> Failed:
    reason = " ".join(filter(None, (f"HTTP {status}", problem.label)))
    text = problem.text
    if status in {400, 413, 422} and _CONTEXT.search(text):
        return _too_long(reason, text)
    if status == 401:
        return Failed(reason, mend=Mend.GIVE_UP, kind=KeyRefused, sentence=phrases.KEY_REFUSED)
    if status in {400, 403, 422} and _CONTENT.search(text):
        return refused(reason)
    if status in {402, 403} or _CREDITS.search(text):
        return Failed(reason, mend=Mend.GIVE_UP, kind=OutOfCredits, sentence=phrases.OUT_OF_CREDITS)
    if status == 413:
        return too_large(reason, images=images)
    if status in _BAD_SHAPE and images and (_IMAGES.search(text) or not _is_gone(text, status=status, model=model)):
        keep = _allowed_images(text, images)
        return Failed(reason, mend=Mend.FEWER_IMAGES, keep_images=keep, refuses_images=not keep)
    if _is_gone(text, status=status, model=model):
        return Failed(reason, mend=Mend.FALL_BACK)
    if status in _PASSING or status >= 500 or headers.get("x-should-retry") == "true":
        return _passing(reason, text, status=status, headers=headers)
    return Failed(reason, mend=Mend.GIVE_UP, kind=ModelError, sentence=phrases.REQUEST_REJECTED)


def inside(problem: Problem) -> Failed:
    """What an error inside a 200 means: as a refusal with that status, or, where none is told, a passing one."""
    status = problem.status or (400 if _CONTEXT.search(problem.text) else 502)
    failed = refusal(problem, status=status, headers={}, images=0, model="")
    failed.reason = f"error inside the answer: {failed.reason}"
    failed.code = "error inside"
    return failed


def broken(reason: str) -> Failed:
    """The connection or what came over it is of no use; another try may be."""
    return _counted("broken", Failed(reason, mend=Mend.RETRY))


def too_slow(reason: str) -> Failed:
    """A deadline of one try has passed."""
    return _counted("timeout", Failed(reason, mend=Mend.RETRY, sentence=phrases.MODEL_TOO_SLOW))


def refused(reason: str) -> Failed:
    """The model or its provider declines: asking again or elsewhere would be working around it."""
    return Failed(reason, mend=Mend.GIVE_UP, kind=ContentRefused, sentence=phrases.CONTENT_REFUSED)


def empty(*, starved: bool) -> Failed:
    """A completion without text; `starved` when thinking used up `max_tokens`."""
    mend = Mend.MORE_ROOM if starved else Mend.RETRY
    return _counted("empty", Failed("empty answer", mend=mend, kind=ModelError, sentence=phrases.NO_ANSWER))


def cooling_down(seconds: float) -> Failed:
    """The API asked this account to wait, and not only this call."""
    failed = Failed("cooldown", mend=Mend.WAIT, kind=ModelBusy, sentence=_busy(seconds), retry_after=seconds)
    return _counted("not called", failed)


def loop() -> Failed:
    """The model repeats itself without end."""
    return _counted("repetition", Failed("repetition", mend=Mend.CALM, kind=ModelError, sentence=phrases.NO_ANSWER))


def _counted(code: str, failed: Failed) -> Failed:
    failed.code = code
    return failed


def retry_after(headers: Mapping[str, str]) -> float | None:
    """The seconds that the API asks to wait, from `retry-after-ms` or `Retry-After` (RFC 9110 §10.2.3), or None."""
    for name, scale in (("retry-after-ms", 0.001), ("retry-after", 1.0)):
        try:
            seconds = float(headers.get(name, "")) * scale
        except ValueError:
            continue
        if math.isfinite(seconds) and seconds >= 0:
            return min(seconds, _LONGEST_WAIT)
    try:
        # A date counts from the server's own clock: ours may be off.
        until, now = (parsedate_to_datetime(headers.get(name, "")) for name in ("retry-after", "date"))
        return min(max((until - now).total_seconds(), 0.0), _LONGEST_WAIT)
    except (ValueError, TypeError):
        return None


def _too_long(reason: str, text: str) -> Failed:
    found = _CONTEXT_LIMIT.search(text)
    limit = int((found[1] or found[2]).replace(",", "")) if found else None
    return Failed(reason, mend=Mend.GIVE_UP, kind=ContextTooLong, sentence=phrases.CONTEXT_TOO_LONG, limit=limit)


def too_large(reason: str, *, images: int) -> Failed:
    """The request has too many bytes: half of its images may do; without any, it is too much text."""
    if images:
        return Failed(reason, mend=Mend.FEWER_IMAGES, keep_images=images // 2)
    return Failed(reason, mend=Mend.GIVE_UP, kind=ContextTooLong, sentence=phrases.CONTEXT_TOO_LONG)


def _allowed_images(text: str, images: int) -> int:
    found = _IMAGE_LIMIT.search(text)
    allowed = int(found[1] or found[2]) if found else 0
    return allowed if allowed < images else 0


def _is_gone(text: str, *, status: int, model: str) -> bool:
    if status >= 500:
        # Overloaded servers call a model unavailable too: these words are about more than now.
        return bool(_WITHDRAWN.search(text))
    if status not in {400, 422}:
        return status in {404, 410}
    # A model outside the list that is served fails the API's check of the request's body, which quotes it.
    outside_list = bool(model) and model.lower() in text and "enum" in text
    return outside_list or bool(_WITHDRAWN.search(text) or _UNKNOWN.search(text))


def _passing(reason: str, text: str, *, status: int, headers: Mapping[str, str]) -> Failed:
    wait = retry_after(headers)
    forbidden = headers.get("x-should-retry") == "false"
    if status != 429:
        return Failed(reason, mend=Mend.FALL_BACK if forbidden else Mend.RETRY, retry_after=wait)
    mend = Mend.GIVE_UP if forbidden or _FREE_TIER.search(text) else Mend.RETRY
    return Failed(reason, mend=mend, kind=ModelBusy, sentence=_busy(wait), retry_after=wait, is_rate_limit=True)


def _busy(wait: float | None) -> str:
    return phrases.MODEL_BUSY if wait is None else phrases.MODEL_BUSY_UNTIL.format(seconds=math.ceil(wait))
