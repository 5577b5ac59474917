"""Which of the configured models the API serves, by its public list. A piece of advice: it never fails, and decides nothing."""

from dataclasses import dataclass
from typing import Annotated

import httpx
from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError

from bot.model.exchange import endpoint
from bot.model.response import LooseText
from bot.settings import Settings
from bot.telemetry import log

TIMEOUT_SECONDS = 10.0


def _texts(value: object) -> object:
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []  # pyright: ignore[reportUnknownVariableType] - any JSON


class _Model(BaseModel):
    model_config = ConfigDict(extra="ignore")

    id: LooseText = ""
    aliases: Annotated[tuple[str, ...], BeforeValidator(_texts)] = ()


class _Catalog(BaseModel):
    model_config = ConfigDict(extra="ignore")

    data: tuple[_Model, ...]


@dataclass(frozen=True, kw_only=True)
class Listing:
    """One configured model; `served` is None when the list could not be had."""

    model: str
    served: bool | None


async def check(http: httpx.AsyncClient, settings: Settings) -> tuple[Listing, ...]:
    """Looks the configured models up by id and alias (`GET /models`, no key needed), in the order of the settings."""
    names = await _served(http, settings)
    return tuple(Listing(model=model, served=None if names is None else model in names) for model in settings.models)


async def _served(http: httpx.AsyncClient, settings: Settings) -> frozenset[str] | None:
    try:
        response = await http.get(endpoint(settings, "models"), timeout=TIMEOUT_SECONDS)
        catalog = _Catalog.model_validate_json(response.raise_for_status().content)
    except (httpx.HTTPError, ValidationError) as error:
        log.warning("model list unavailable", error=type(error).__name__)
        return None
    return frozenset(name for model in catalog.data for name in (model.id, *model.aliases))
