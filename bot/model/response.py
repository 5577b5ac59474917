"""What the chat-completions API answers, as pydantic models: tolerant in what is accepted. No I/O, no policy.

Providers behind the API differ: contents that are null or a list of parts, a choice without a delta, an error inside a
200, status codes as strings. One model reads them all; what makes no sense counts as missing, never as an error.
"""

import re
from math import isfinite
from typing import Annotated, Any, TypeGuard

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from bot.language import Usage

LONGEST_PROBLEM = 16_384
"""Characters of an error that are looked at."""

_CODE = re.compile(r"[A-Za-z][A-Za-z0-9_.-]{0,63}")


def _is_object(value: object) -> TypeGuard[dict[str, Any]]:
    return isinstance(value, dict)


def _is_list(value: object) -> TypeGuard[list[object]]:
    return isinstance(value, list)


def _text(value: object) -> str:
    if isinstance(value, str):
        return value
    if _is_list(value):
        return "".join(_part_text(part) for part in value)
    return ""


def _part_text(part: object) -> str:
    # Parts of another type than text may hold reasoning, which is never shown.
    if _is_object(part) and part.get("type", "text") == "text":
        return _text(part.get("text"))
    return part if isinstance(part, str) else ""


def _count(value: object) -> int:
    try:
        return max(int(float(value)), 0) if isinstance(value, int | float | str) else 0
    except (ValueError, OverflowError):
        return 0


def _dollars(value: object) -> float:
    try:
        found = float(value) if isinstance(value, int | float | str) else 0.0
    except (ValueError, OverflowError):
        return 0.0
    return found if isfinite(found) and found > 0 else 0.0


def _object(value: object) -> object:
    return value if _is_object(value) else {}


def _object_or_none(value: object) -> object:
    return value if _is_object(value) else None


def _objects(value: object) -> object:
    return [item for item in value if _is_object(item)] if _is_list(value) else []


def _word(value: object) -> str:
    return str(value) if isinstance(value, int | str) else ""


def _problem(value: object) -> object:
    if not value or _is_object(value):
        return value or None
    return {"message": value}


LooseText = Annotated[str, BeforeValidator(_text)]
LooseWord = Annotated[str, BeforeValidator(_word)]
LooseCount = Annotated[int, BeforeValidator(_count)]
LooseDollars = Annotated[float, BeforeValidator(_dollars)]


class _Received(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


class Problem(_Received):
    """An error as the API or a provider behind it words it. It may quote the request: to decide by, never to show or log."""

    message: LooseText = ""
    code: LooseWord = ""
    type: LooseWord = ""

    @property
    def status(self) -> int | None:
        """The HTTP status that the error names, where it names one."""
        return int(self.code) if re.fullmatch(r"[45]\d\d", self.code) else None

    @property
    def label(self) -> str:
        """Its code or type, where that is a plain word: safe to log."""
        return next((word for word in (self.code, self.type) if _CODE.fullmatch(word)), "")

    @property
    def text(self) -> str:
        """All that it says, in lower case, to look for known wordings in."""
        return f"{self.message} {self.code} {self.type}"[:LONGEST_PROBLEM].lower()


LooseProblem = Annotated[Problem | None, BeforeValidator(_problem)]


class Content(_Received):
    """What a choice brings: a whole message, or a delta of one."""

    content: LooseText = ""
    refusal: LooseText = ""
    reasoning: LooseText = ""
    reasoning_content: LooseText = ""

    @property
    def thought(self) -> bool:
        """Whether it holds reasoning, which is a sign of life but never shown."""
        return bool(self.reasoning or self.reasoning_content)


LooseContent = Annotated[Content, BeforeValidator(_object)]


class Choice(_Received):
    """One of the answers; only one is ever asked for."""

    delta: LooseContent = Content()
    message: LooseContent = Content()
    finish_reason: LooseText = ""
    error: LooseProblem = None


class Counts(_Received):
    """The tokens of one completion."""

    prompt_tokens: LooseCount = 0
    completion_tokens: LooseCount = 0

    @property
    def usage(self) -> Usage:
        """The same in the project's own word."""
        return Usage(prompt_tokens=self.prompt_tokens, completion_tokens=self.completion_tokens)


class Spent(_Received):
    """What a completion was charged with."""

    usd_spent: LooseDollars = 0.0


class Meta(_Received):
    """What the API adds to a provider's answer."""

    usage: Annotated[Spent | None, BeforeValidator(_object_or_none)] = None


class Reply(_Received):
    """A completion, a chunk of a streamed one, or an error in any of the known shapes."""

    choices: Annotated[tuple[Choice, ...], BeforeValidator(_objects)] = ()
    usage: Annotated[Counts | None, BeforeValidator(_object_or_none)] = None
    meta: Annotated[Meta | None, BeforeValidator(_object_or_none)] = None
    error: LooseProblem = None
    # The API's own error shape, and that of vLLM, stand at the top level.
    message: LooseText = ""
    code: LooseWord = ""
    type: LooseWord = ""
    status_code: LooseWord = Field("", alias="statusCode")

    @property
    def dollars(self) -> float:
        """What it was charged with, where that is told."""
        return self.meta.usage.usd_spent if self.meta and self.meta.usage else 0.0

    @property
    def problem(self) -> Problem | None:
        """The error that it reports, if it reports one."""
        inside = next((choice.error for choice in self.choices if choice.error), None)
        if self.error or inside:
            return self.error or inside
        if not self.choices and (self.message or self.status_code):
            return Problem(message=self.message, code=self.status_code or self.code, type=self.type)
        return None


def problem_of(body: bytes) -> Problem:
    """The error in the body of a refusal; a body in no known shape (HTML of a proxy, nothing) is taken as its message."""
    try:
        problem = Reply.model_validate_json(body).problem
    except ValidationError:
        problem = None
    return problem or Problem(message=body[:LONGEST_PROBLEM].decode(errors="replace"))
