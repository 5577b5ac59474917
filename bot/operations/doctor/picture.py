"""Whether the model takes an image: it is sent a small one, where that is asked for, since it costs what a short answer costs."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from io import BytesIO
from uuid import uuid4

import httpx
from PIL import Image

from bot.language import FootnoteError
from bot.model.client import ModelClient
from bot.model.events import Finished
from bot.model.exchange import open_http
from bot.model.wire import ImagePart, Message, TextPart, UserMessage
from bot.operations.doctor import words
from bot.operations.doctor.check import Case
from bot.operations.doctor.finding import Finding, fail, ok, warn
from bot.operations.terminal import NoCooldown, NoRefusals
from bot.settings import Settings
from bot.telemetry import Telemetry

PIXELS = 64
ANSWER_TOKENS = 64
SECONDS = 40.0
"""The model's first token may take thirty."""


async def examine(case: Case) -> AsyncGenerator[Finding, None]:
    """One finding about the first model, or none where nobody wants it asked."""
    settings = case.settings
    if not case.ask or not settings.aimlapi_api_key:
        return
    async with open_http(settings) as http:
        yield await _asked(http, settings)


async def _asked(http: httpx.AsyncClient, settings: Settings) -> Finding:
    alone = settings.model_copy(update={"model_fallbacks": (), "model_images": "auto", "model_total_seconds": SECONDS})
    client = ModelClient(http, alone, NoRefusals(), NoCooldown(), Telemetry())
    finished: Finished | None = None
    try:
        async with aclosing(client.complete(_question(), request_id=f"doctor-{uuid4()}", max_tokens=ANSWER_TOKENS)) as events:
            async for event in events:
                finished = event if isinstance(event, Finished) else finished
    except FootnoteError as error:
        other = next(iter(settings.model_fallbacks), "…")
        return fail("image", words.NO_ANSWER, model=settings.model, detail=error.detail or error.sentence, other=other)
    if finished and finished.images_dropped:
        return warn("image", words.IMAGE_REFUSED, model=settings.model)
    usage = finished.usage if finished else None
    tokens = usage.prompt_tokens + usage.completion_tokens if usage else words.UNKNOWN
    return ok("image", words.IMAGE_PASSED, model=settings.model, tokens=tokens)


def _question() -> list[Message]:
    data = BytesIO()
    Image.new("RGB", (PIXELS, PIXELS), "red").save(data, "PNG")
    image = ImagePart.of(data.getvalue(), mimetype="image/png")
    return [UserMessage(content=(image, TextPart(text="Which colour is this image? Answer with one word.")))]
