"""The span of one call of the model, by OpenTelemetry's conventions for generative AI: what was asked for and used, no content.

github.com/open-telemetry/semantic-conventions-genai, "Inference". They are still in development; names are those of 2026.
"""

from urllib.parse import urlsplit

from bot.model.events import Finished
from bot.model.wire import ChatRequest
from bot.settings import Settings
from bot.telemetry.tracing import Span, part

PROVIDER = "aimlapi"


def begin(request: ChatRequest, settings: Settings) -> Span:
    """The span of a call that begins now."""
    address = urlsplit(settings.aimlapi_base_url)
    return part(
        f"chat {request.model}",
        kind="client",
        attributes={
            "gen_ai.operation.name": "chat",
            "gen_ai.provider.name": PROVIDER,
            "gen_ai.request.model": request.model,
            "gen_ai.request.max_tokens": request.max_tokens,
            "gen_ai.request.temperature": request.temperature,
            "gen_ai.request.top_p": request.top_p,
            "server.address": address.hostname,
            "server.port": address.port,
        },
    )


def finished(span: Span, event: Finished) -> None:
    """Notes how it ended, and what it used."""
    span.note(
        {
            "gen_ai.response.model": event.model,
            "gen_ai.response.id": event.inference_id or None,
            "gen_ai.response.finish_reasons": (event.finish_reason,) if event.finish_reason else None,
            "gen_ai.usage.input_tokens": event.usage.prompt_tokens if event.usage else None,
            "gen_ai.usage.output_tokens": event.usage.completion_tokens if event.usage else None,
        }
    )
