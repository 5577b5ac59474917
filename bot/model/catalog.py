"""The API's public list of models: which of the configured ones it serves, and what it tells of them. It decides nothing."""

from dataclasses import dataclass
from typing import Annotated

import httpx
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from bot.language import ModelError, phrases
from bot.model.exchange import endpoint
from bot.model.response import LooseCount, LooseText
from bot.settings import Settings
from bot.telemetry import log

TIMEOUT_SECONDS = 10.0


def _texts(value: object) -> object:
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []  # pyright: ignore[reportUnknownVariableType] - any JSON


def _object(value: object) -> object:
    return value if isinstance(value, dict) else {}  # pyright: ignore[reportUnknownVariableType] - any JSON


LooseTexts = Annotated[tuple[str, ...], BeforeValidator(_texts)]


class _Listed(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


class _Info(_Listed):
    context: LooseCount = Field(0, alias="contextLength")


class _Modalities(_Listed):
    input: LooseTexts = ()


class Entry(_Listed):
    """One model of the list (docs.aimlapi.com, "Model Catalogue API"): an alias is as good a name as the id."""

    id: LooseText = ""
    aliases: LooseTexts = ()
    info: Annotated[_Info, BeforeValidator(_object)] = _Info()  # pyright: ignore[reportCallIssue] - the alias has a default
    modalities: Annotated[_Modalities, BeforeValidator(_object)] = _Modalities()

    @property
    def names(self) -> tuple[str, ...]:
        """All that it can be asked for by."""
        return (self.id, *self.aliases)

    @property
    def context(self) -> int | None:
        """Its whole context in tokens, where the list tells."""
        return self.info.context or None

    @property
    def takes_images(self) -> bool | None:
        """Whether images are among its inputs, where the list tells any."""
        return "image" in self.modalities.input if self.modalities.input else None


class _Catalog(_Listed):
    data: tuple[Entry, ...]


class NoCatalog(ModelError):
    """The list could not be had. `is_reached`: something answered, if not with a list."""

    def __init__(self, *, detail: str, is_reached: bool) -> None:
        super().__init__(phrases.MODEL_UNAVAILABLE, detail=detail)
        self.is_reached = is_reached


@dataclass(frozen=True, kw_only=True)
class Listing:
    """One configured model; `served` is None when the list could not be had."""

    model: str
    served: bool | None


async def fetch(http: httpx.AsyncClient, settings: Settings, *, with_modalities: bool = False) -> tuple[Entry, ...]:
    """The whole list (`GET /models`, no key needed). Modalities are told only on request. Raises `NoCatalog`."""
    params = {"include": "modalities"} if with_modalities else {}
    try:
        response = await http.get(endpoint(settings, "models"), params=params, timeout=TIMEOUT_SECONDS)
    except httpx.HTTPError as error:
        raise NoCatalog(detail=type(error).__name__, is_reached=False) from None
    if not response.is_success:
        raise NoCatalog(detail=f"status {response.status_code}", is_reached=True)
    try:
        return _Catalog.model_validate_json(response.content).data
    except ValidationError as error:
        raise NoCatalog(detail=type(error).__name__, is_reached=True) from None


async def check(http: httpx.AsyncClient, settings: Settings) -> tuple[Listing, ...]:
    """Looks the configured models up by id and alias, in the order of the settings. It never fails."""
    try:
        names = frozenset(name for entry in await fetch(http, settings) for name in entry.names)
    except NoCatalog as error:
        log.warning("model list unavailable", error=error.detail)
        return tuple(Listing(model=model, served=None) for model in settings.models)
    return tuple(Listing(model=model, served=model in names) for model in settings.models)
