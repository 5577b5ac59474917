"""The chat-completions API's request, as pydantic models: strict in what is sent. No I/O, no policy.

Source: the schema that the API publishes for the default model (docs.aimlapi.com, `POST /v1/chat/completions`). Images are not in
that schema; the model and other providers read them in OpenAI's form, so they are modelled here too. What comes back is
in `response.py`.
"""

from base64 import b64encode
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator
from pydantic_core import to_json

from bot.language import SettingsError
from bot.settings import Settings

MAX_STOPS = 4
"""Stop sequences that the API takes."""


class _Sent(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class TextPart(_Sent):
    """A piece of text in a message."""

    type: Literal["text"] = "text"
    text: str


class ImageUrl(_Sent):
    """An image in the request itself. Addresses are refused: whoever serves one would learn of the question."""

    url: str = Field(pattern=r"^data:image/(?:png|jpeg|gif|webp);base64,[A-Za-z0-9+/]+={0,2}$")
    detail: Literal["low", "high", "auto"] | None = None


class ImagePart(_Sent):
    """An image in a message. The default model's template puts a message's images before all of its text."""

    type: Literal["image_url"] = "image_url"
    image_url: ImageUrl

    @classmethod
    def of(cls, data: bytes, *, mimetype: str) -> Self:
        """The part for an image's bytes: `image/png`, `image/jpeg`, `image/gif` or `image/webp`."""
        return cls(image_url=ImageUrl(url=f"data:{mimetype};base64,{b64encode(data).decode()}"))


Part = Annotated[TextPart | ImagePart, Field(discriminator="type")]


class SystemMessage(_Sent):
    """The rules. The default model's template renders it as the first message only, and drops later ones silently."""

    role: Literal["system"] = "system"
    content: str | tuple[TextPart, ...]
    name: str | None = None


class UserMessage(_Sent):
    """What people wrote and shared."""

    role: Literal["user"] = "user"
    content: str | tuple[Part, ...]
    name: str | None = None


class AssistantMessage(_Sent):
    """What the model answered before."""

    role: Literal["assistant"] = "assistant"
    content: str | tuple[TextPart, ...]
    name: str | None = None


Message = SystemMessage | UserMessage | AssistantMessage


class StreamOptions(_Sent):
    """What else a stream tells."""

    include_usage: bool


class Prediction(_Sent):
    """Text that the answer will largely repeat."""

    type: Literal["content"] = "content"
    content: str | tuple[TextPart, ...]


class Reasoning(_Sent):
    """How much the model may think before it answers: an effort or a number of tokens, not both."""

    effort: Literal["low", "medium", "high"] | None = None
    max_tokens: int | None = Field(default=None, ge=1)
    exclude: bool | None = None

    @model_validator(mode="after")
    def _one_measure(self) -> Self:
        if self.effort is not None and self.max_tokens is not None:
            raise ValueError("effort and max_tokens exclude each other")
        return self


class Parameters(_Sent):
    """Every optional parameter of the published schema, in its ranges. None is not sent."""

    max_tokens: int | None = Field(default=None, ge=1)
    stream: bool = True
    stream_options: StreamOptions | None = None
    temperature: float | None = Field(default=None, ge=0, le=2)
    top_p: float | None = Field(default=None, ge=0.01, le=1)
    stop: tuple[str, ...] | None = Field(default=None, min_length=1, max_length=MAX_STOPS, strict=False)
    frequency_penalty: float | None = Field(default=None, ge=-2, le=2)
    presence_penalty: float | None = Field(default=None, ge=-2, le=2)
    prediction: Prediction | None = None
    seed: int | None = Field(default=None, ge=1)
    reasoning: Reasoning | None = None
    echo: bool | None = None
    min_p: float | None = Field(default=None, ge=0.001, le=0.999)
    top_k: float | None = None
    top_a: float | None = Field(default=None, ge=0, le=1)
    repetition_penalty: float | None = None

    @field_validator("stop", mode="before")
    @classmethod
    def _stops(cls, value: object) -> object:
        # The schema takes one sequence or a list of them.
        return (value,) if isinstance(value, str) else value


class ChatRequest(Parameters):
    """One request: `to_bytes()` is its body."""

    model: str = Field(min_length=1)
    messages: Annotated[tuple[Message, ...], Field(min_length=1)]

    def to_bytes(self) -> bytes:
        """The JSON body, without what is not set."""
        return self.model_dump_json(exclude_none=True).encode()


def parameters(settings: Settings) -> Parameters:
    """What the settings ask of every completion; `MODEL_PARAMETERS` wins over the settings of one parameter each.

    Raises `SettingsError` with one line that names `MODEL_PARAMETERS` or the setting at fault.
    """
    own = {
        "temperature": settings.model_temperature,
        "max_tokens": settings.model_max_tokens,
        "top_p": settings.model_top_p,
        "seed": settings.model_seed,
        "frequency_penalty": settings.model_frequency_penalty,
        "presence_penalty": settings.model_presence_penalty,
        "stop": settings.model_stop or None,
    }
    try:
        # As JSON, in which a list may become a tuple even where types are strict.
        return Parameters.model_validate_json(to_json(own | settings.model_parameters))
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        name = str(first["loc"][0]) if first["loc"] else ""
        setting = "MODEL_PARAMETERS" if name in settings.model_parameters or not name else f"MODEL_{name.upper()}"
        unknown = first["type"] == "extra_forbidden"
        reason = "the API has no such parameter" if unknown else first["msg"].removeprefix("Value error, ")
        raise SettingsError(f"{setting}: {'.'.join(map(str, first['loc']))}: {reason}") from None
