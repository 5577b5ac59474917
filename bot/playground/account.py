"""What the stand-in API says besides completions: its list of models, whether it knows a key, and the account's balance.

Shapes as the API documents them (docs.aimlapi.com, "Model Catalogue API" and "Account Balance").
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import uuid4

from aiohttp import web

from bot.playground.entities import Payload

MODELS = ("nvidia/nemotron-nano-12b-v2-vl", "nvidia/nemotron-3-nano-30b-a3b", "google/gemma-4-31b-it")


@dataclass(frozen=True, kw_only=True)
class Model:
    """One model of the list. `inputs` are the modalities that it takes; `context` is in tokens."""

    id: str
    aliases: tuple[str, ...] = ()
    inputs: tuple[str, ...] = ("text", "image")
    context: int = 128_000

    def shown(self, *, with_modalities: bool) -> Payload:
        """The model's JSON."""
        info = {"name": self.id, "developer": self.id.partition("/")[0], "contextLength": self.context, "outputMax": 16_384}
        about: Payload = {
            "id": self.id,
            "aliases": list(self.aliases),
            "type": "openai/chat-completions",
            "info": info,
            "tags": [],
        }
        return about | ({"modalities": {"input": list(self.inputs), "output": ["text"]}} if with_modalities else {})


class Account:
    """Serves `/v1/models` to anyone and `/v2/billing` to who brings the key. Without a `key`, every key is the right one."""

    def __init__(self) -> None:
        self.models: Sequence[Model] = [Model(id=model) for model in MODELS]
        self.key: str | None = None
        self.balance = 100.0
        """In US dollars."""

    def routes(self) -> list[web.RouteDef]:
        """The two addresses."""
        return [web.get("/v1/models", self._list_models), web.get("/v2/billing", self._bill)]

    def knows(self, request: web.Request) -> bool:
        """Whether the request brings a key that is good."""
        scheme, _, key = request.headers.get("Authorization", "").partition(" ")
        return scheme == "Bearer" and bool(key) and self.key in (None, key)

    async def _list_models(self, request: web.Request) -> web.Response:
        included = request.query.get("include", "").split(",")
        with_modalities = "modalities" in included or "all" in included
        shown = [model.shown(with_modalities=with_modalities) for model in self.models]
        return web.json_response({"object": "list", "data": shown})

    async def _bill(self, request: web.Request) -> web.Response:
        if not self.knows(request):
            return refusal(request, 401, "Invalid or missing API key", {"x-inference-id": str(uuid4())})
        return web.json_response({"current_balance": self.balance, "currency": "USD"})


def refusal(request: web.Request, status: int, message: str, headers: dict[str, str]) -> web.Response:
    """An error in the API's own shape."""
    body: Payload = {
        "message": message,
        "path": request.path,
        "requestId": headers["x-inference-id"],
        "statusCode": status,
        "timestamp": datetime.now(UTC).isoformat(),
    }
    return web.json_response(body, status=status, headers=headers)
