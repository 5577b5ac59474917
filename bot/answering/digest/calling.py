"""The model client as this room calls it: a whole answer at once, shown to nobody. Whoever pays for it wraps it."""

from collections.abc import Sequence
from contextlib import aclosing

from bot.answering.digest.needs import Completion
from bot.model.client import ModelClient
from bot.model.events import Finished, Restarted, TextDelta
from bot.model.wire import Message


async def whole(model: ModelClient, messages: Sequence[Message], *, request_id: str, max_tokens: int) -> Completion:
    """One completion of the client, collected. Raises as the client does."""
    text, finished = "", None
    async with aclosing(model.complete(messages, request_id=request_id, max_tokens=max_tokens)) as events:
        async for event in events:
            match event:
                case TextDelta(piece):
                    text += piece
                case Restarted():
                    text = ""
                case Finished():
                    finished = event
    assert finished is not None, "a completion that ends without an error ends with Finished"
    return Completion(
        text=text,
        model=finished.model,
        usage=finished.usage,
        truncated=finished.truncated,
        images_dropped=finished.images_dropped,
    )
