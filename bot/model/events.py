"""What one completion yields while it runs: text as it is generated, a fresh start, the end."""

from dataclasses import dataclass

from bot.language import Usage


@dataclass(frozen=True, slots=True)
class TextDelta:
    """Text to append to what was yielded before. Never empty, never reasoning."""

    text: str


@dataclass(frozen=True, slots=True)
class Restarted:
    """Forget all text yielded so far: what follows replaces it (another try, or what came out was reasoning)."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Finished:
    """The end of a completion that has text: always the last event, exactly once."""

    finish_reason: str
    """The API's word: `stop`; `length` when the answer was cut at `max_tokens`."""
    model: str
    """The model that answered, as the settings name it: a fallback's name when one had to help out."""
    request_id: str
    """Ours, as sent in `X-Client-Request-Id`."""
    inference_id: str = ""
    """The API's own id for this call (`x-inference-id`)."""
    usage: Usage | None = None
    """As the API counted; None when it did not say."""
    images_dropped: int = 0
    """Images that the model did not see, because it does not read them or not that many."""

    @property
    def truncated(self) -> bool:
        """Whether the answer was cut at `max_tokens`."""
        return self.finish_reason == "length"


Event = TextDelta | Restarted | Finished
