"""The images of a messages list: counting them, and leaving some out for models that don't read them or not so many."""

from collections.abc import Sequence
from typing import Protocol

from bot.model.wire import ImagePart, Message, TextPart, UserMessage

LEFT_OUT = TextPart(text="[An image stood here. You can't see it: don't guess what it shows.]")
"""What stands in an image's place, so that the model does not invent what it was told to look at."""


class ImageRefusals(Protocol):
    """Which models are known to refuse images, kept wherever the app keeps it."""

    async def refused(self, model: str) -> bool:
        """Whether this model refused images lately."""
        ...

    async def remember(self, model: str) -> None:
        """Keeps for a while that this model refuses images."""
        ...


def count(messages: Sequence[Message]) -> int:
    """How many images the messages hold."""
    in_parts = [message.content for message in messages if not isinstance(message.content, str)]
    return sum(isinstance(part, ImagePart) for content in in_parts for part in content)


def keep_first(messages: Sequence[Message], keep: int) -> tuple[Message, ...]:
    """The messages with their first `keep` images, and a short text in place of each later one. All text stays."""
    left = keep
    kept: list[Message] = []
    for message in messages:
        if isinstance(message, UserMessage) and not isinstance(message.content, str):
            parts: list[TextPart | ImagePart] = []
            for part in message.content:
                seen = isinstance(part, TextPart) or left > 0
                left -= isinstance(part, ImagePart)
                parts.append(part if seen else LEFT_OUT)
            kept.append(message.model_copy(update={"content": tuple(parts)}))
        else:
            kept.append(message)
    return tuple(kept)
