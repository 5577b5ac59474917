"""Whether the API can be reached, takes the key, and lists the configured models. It calls no model and costs nothing."""

from collections.abc import AsyncGenerator, Iterator, Mapping, Sequence
from difflib import get_close_matches

import httpx

from bot.model import account, catalog
from bot.model.catalog import Entry, NoCatalog
from bot.model.exchange import open_http
from bot.operations.doctor import words
from bot.operations.doctor.check import Case
from bot.operations.doctor.finding import Finding, fail, ok, warn
from bot.settings import Settings

LOW_DOLLARS = 1.0
"""About forty questions that fill the model, where a million tokens cost 0.20: time enough to top up."""


async def examine(case: Case) -> AsyncGenerator[Finding, None]:
    """The findings about the key, then those about the models."""
    settings = case.settings
    async with open_http(settings) as http:
        try:
            listed = await catalog.fetch(http, settings, with_modalities=True)
        except NoCatalog as error:
            say, saying = (warn, words.NO_LIST) if error.is_reached else (fail, words.API_UNREACHABLE)
            yield say("API", saying, url=settings.aimlapi_base_url, detail=error.detail)
            listed = ()
            if not error.is_reached:
                if not settings.aimlapi_api_key:
                    yield fail("API key", words.NO_KEY)
                return
        async for finding in _key(http, settings):
            yield finding
    for finding in models(settings, listed):
        yield finding


async def _key(http: httpx.AsyncClient, settings: Settings) -> AsyncGenerator[Finding, None]:
    if not settings.aimlapi_api_key:
        yield fail("API key", words.NO_KEY)
        return
    found = await account.look_up(http, settings, key=settings.aimlapi_api_key.get_secret_value())
    if found.accepted is None:
        yield ok("API key", words.KEY_UNKNOWN, detail=found.detail)
    else:
        yield ok("API key", words.KEY) if found.accepted else fail("API key", words.KEY_REFUSED)
    if found.balance is not None:
        yield balance(found.balance)


def balance(dollars: float) -> Finding:
    """What is left on the account."""
    say, saying = (ok, words.BALANCE) if dollars >= LOW_DOLLARS else (warn if dollars > 0 else fail, words.LOW_BALANCE)
    return say("balance", saying, balance=f"{dollars:,.2f}")


def models(settings: Settings, listed: Sequence[Entry]) -> Iterator[Finding]:
    """Which of the configured models are listed, and what the list says of them; nothing where there is no list."""
    if not listed:
        return
    by_name = {name: entry for entry in listed for name in entry.names}
    served = [model for model in settings.models if model in by_name]
    for model in settings.models:
        what = "model" if model == settings.model else "fallback"
        yield ok(what, words.MODEL, model=model) if model in by_name else _gone(what, model, settings, served, by_name)
    for model in served:
        context = by_name[model].context
        if context and context < settings.model_context_tokens:
            yield warn("context", words.SMALL_CONTEXT, model=model, listed=context, set=settings.model_context_tokens)
    if served:
        yield images(settings, served[0], takes=by_name[served[0]].takes_images)


def images(settings: Settings, model: str, *, takes: bool | None) -> Finding:
    """Whether images are sent, and whether the model that answers takes them."""
    if settings.model_images == "never":
        return ok("images", words.IMAGES_NEVER)
    if settings.model_images == "always":
        if takes is False:
            return warn("images", words.IMAGES_REFUSED, model=model)
        return ok("images", words.IMAGES_ALWAYS, takes=words.TAKES_IMAGES[takes])
    return ok("images", words.IMAGES_AUTO, takes=words.TAKES_IMAGES[takes])


def _gone(what: str, model: str, settings: Settings, served: Sequence[str], by_name: Mapping[str, Entry]) -> Finding:
    near = get_close_matches(model, by_name, n=1, cutoff=0.8)
    any_model = words.SOME_MODEL.format(url=settings.aimlapi_base_url.rstrip("/"))
    if not served:
        instead = near[0] if near else any_model
        return fail(what, words.ALL_GONE, model=model, instead=instead) if what == "model" else _without(model, settings, near)
    if what == "model":
        return warn(what, words.MODEL_GONE, model=model, instead=near[0] if near else served[0])
    return _without(model, settings, near)


def _without(model: str, settings: Settings, near: Sequence[str]) -> Finding:
    """A fallback that is gone: the list of fallbacks with what was probably meant in its place, or without it."""
    rest = [*dict.fromkeys(name for other in settings.model_fallbacks for name in (near[:1] if other == model else [other]))]
    return warn("fallback", words.FALLBACK_GONE, model=model, rest=",".join(rest))
