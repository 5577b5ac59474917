"""The model as the rest of the project sees it: messages in, text out, with tries, fallbacks and images taken care of.

The loop over tries is its own, not a library's: a try may already have shown text when it fails, and Python's retry
helpers swallow the closing of a generator that yields inside them.
"""

import asyncio
import random as randomness
import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace

import httpx

from bot.language import KeyRefused, ModelBusy, ModelUnavailable, StoreUnavailable, Usage, phrases
from bot.model import images, spans
from bot.model.events import Event, Finished, Restarted, TextDelta
from bot.model.exchange import Cooldown, Exchange, client_request_id
from bot.model.failures import Failed, Mend
from bot.model.images import ImageRefusals
from bot.model.wire import ChatRequest, Message, Parameters, StreamOptions, parameters
from bot.settings import Settings
from bot.telemetry import Telemetry, course, log

TRIES = 3
"""Calls per model and answer that may fail in passing."""
FIRST_BACKOFF = 0.5
LONGEST_BACKOFF = 8.0
"""Seconds: the wait before a further try is drawn evenly from 0 to this bound, which doubles from the first to the longest."""
LONGEST_WAIT = 20.0
"""Seconds that the API may ask us to wait before we rather say that it is busy: a slot is held meanwhile."""
GONE_SECONDS = 600.0
"""How long a model that was found gone is tried last, in seconds, rather than first each time."""

CALM_TEMPERATURE = 0.3
CALM_PENALTY = 0.3


@dataclass
class _Run:
    """What is true of one answer, through all tries and models."""

    messages: Sequence[Message]
    request_id: str
    key: str
    deadline: float
    shown: bool = False
    """Whether text is out that a further try has to take back."""
    restarted: bool = False

    @property
    def spent(self) -> bool:
        """Whether the one restart is used up, and text is out again."""
        return self.shown and self.restarted


@dataclass
class _Plan:
    """What is sent to one model; each failure may change it."""

    model: str
    parameters: Parameters
    keep_images: int
    refused_images: bool = False
    tries: int = 0

    def request(self, messages: Sequence[Message]) -> ChatRequest:
        options = self.parameters.stream_options or (StreamOptions(include_usage=True) if self.parameters.stream else None)
        rest = {"model": self.model, "messages": images.keep_first(messages, self.keep_images), "stream_options": options}
        return ChatRequest.model_validate(dict(self.parameters) | rest)


class ModelClient:
    """Completions from the configured model, or from a fallback where it is gone or down.

    Up to `TRIES` calls per model for what passes, the API's own wishes about waiting honoured, and shared with all workers;
    all of it, fallbacks included, within `MODEL_TOTAL_SECONDS`. Once text was yielded there is one fresh start, no more.
    """

    def __init__(
        self,
        http: httpx.AsyncClient,
        settings: Settings,
        refusals: ImageRefusals,
        cooldown: Cooldown,
        telemetry: Telemetry,
        *,
        random: Callable[[], float] = randomness.random,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        """Raises `SettingsError` when a parameter of the settings is wrong."""
        self._settings = settings
        self._parameters = parameters(settings)
        self._refusals = refusals
        self._cooldown = cooldown
        self._telemetry = telemetry
        self._random = random
        self._clock = clock
        self._sleep = sleep
        self._exchange = Exchange(http, settings, cooldown, telemetry, clock=clock)
        self._gone: dict[str, float] = {}

    async def complete(
        self, messages: Sequence[Message], *, request_id: str, max_tokens: int | None = None
    ) -> AsyncGenerator[Event, None]:
        """Yields text as it is generated, and `Finished` at last. Close the generator (`aclosing`) to stop the model at once.

        `max_tokens` bounds this answer in place of the setting. Raises a `ModelError`: `ModelUnavailable`, `ModelBusy`,
        `OutOfCredits`, `KeyRefused`, `ContextTooLong`, `ContentRefused`, or itself when there was no answer.
        """
        if not self._settings.aimlapi_api_key:
            raise KeyRefused(phrases.NO_KEY, detail="AIMLAPI_API_KEY is not set")
        run = _Run(
            messages=messages,
            request_id=client_request_id(request_id),
            key=self._settings.aimlapi_api_key.get_secret_value(),
            deadline=self._clock() + self._settings.model_total_seconds,
        )
        wanted = self._parameters.model_copy(update={"max_tokens": max_tokens}) if max_tokens else self._parameters
        told: tuple[Failed, str] | None = None
        for model in self._models():
            plan = _Plan(model=model, parameters=wanted, keep_images=await self._readable(model, messages))
            try:
                async with aclosing(self._ask(plan, run)) as events:
                    async for event in events:
                        yield event
            except Failed as failed:
                # "No answer" says more to a person than that a fallback is unavailable too.
                if told is None or told[0].kind is ModelUnavailable:
                    told = failed, model
                if not self._may_fall_back(failed, run):
                    told = failed, model
                    break
                if failed.mend is Mend.FALL_BACK:
                    self._gone[model] = self._clock() + GONE_SECONDS
            else:
                return
        assert told, "there is always at least one model"
        failed, model = told
        raise failed.error(where=f"model {model}, request {run.request_id}") from failed

    async def _ask(self, plan: _Plan, run: _Run) -> AsyncGenerator[Event, None]:
        """One model, as often as it makes sense. Raises the last `Failed`."""
        while True:
            if run.shown:
                run.shown, run.restarted = False, True
                yield Restarted()
            request = plan.request(run.messages)
            span = spans.begin(request, self._settings)
            try:
                with self._telemetry.timed("model_call_seconds", spent_on="model"):
                    answer = self._exchange.run(request, request_id=run.request_id, key=run.key, deadline=run.deadline)
                    async with aclosing(answer) as events:
                        async for event in events:
                            if isinstance(event, Finished):
                                spans.finished(span, event)
                            yield await self._noted(event, plan, run)
            except Failed as failed:
                failure = failed
                span.fail(failed.kind.__name__)
            else:
                return
            finally:
                span.end()
            self._telemetry.count("model_failures", failure.kind.__name__)
            self._telemetry.count("model_calls", plan.model, failure.code)
            log.warning("model failed", request=run.request_id, model=plan.model, reason=failure.reason)
            if failure.is_rate_limit:
                await self._tell_others(failure, plan)
            await self._recover(failure, plan, run)

    async def _noted(self, event: Event, plan: _Plan, run: _Run) -> Event:
        run.shown = isinstance(event, TextDelta)
        if not isinstance(event, Finished):
            return event
        if plan.refused_images:
            # Only now is it sure that it was the images: without them the model has answered.
            await self._refusals.remember(plan.model)
        usage = event.usage
        self._count_answer(plan.model, usage)
        log.info(
            "model answered",
            request=run.request_id,
            inference=event.inference_id,
            model=plan.model,
            finish_reason=event.finish_reason,
            prompt_tokens=usage.prompt_tokens if usage else None,
            completion_tokens=usage.completion_tokens if usage else None,
        )
        return replace(event, images_dropped=images.count(run.messages) - plan.keep_images)

    def _count_answer(self, model: str, usage: Usage | None) -> None:
        self._telemetry.count("model_answers", model)
        self._telemetry.count("model_calls", model, "ok")
        course().model = model
        if usage:
            self._telemetry.count("tokens", "prompt", by=usage.prompt_tokens)
            self._telemetry.count("tokens", "completion", by=usage.completion_tokens)
            course().add("prompt_tokens", usage.prompt_tokens)
            course().add("completion_tokens", usage.completion_tokens)

    async def _recover(self, failure: Failed, plan: _Plan, run: _Run) -> None:
        """Changes the plan, or waits, so that another try makes sense. Raises the failure where none does."""
        if run.spent:
            raise failure
        match failure.mend:
            case Mend.GIVE_UP | Mend.FALL_BACK:
                raise failure
            case Mend.FEWER_IMAGES:
                plan.keep_images = failure.keep_images
                plan.refused_images |= failure.refuses_images
                return
            case Mend.CALM:
                calm = {"temperature": CALM_TEMPERATURE, "frequency_penalty": CALM_PENALTY}
                plan.parameters = plan.parameters.model_copy(update=calm)
            case Mend.MORE_ROOM:
                room = 2 * (plan.parameters.max_tokens or self._settings.model_max_tokens)
                plan.parameters = plan.parameters.model_copy(update={"max_tokens": room})
            case Mend.RETRY | Mend.WAIT:
                pass
        if failure.mend is not Mend.WAIT:
            plan.tries += 1
        wait = self._wait(failure, plan.tries)
        if plan.tries >= TRIES or wait > LONGEST_WAIT or wait >= run.deadline - self._clock():
            raise failure
        await self._sleep(wait)

    def _wait(self, failure: Failed, tries: int) -> float:
        """Seconds before the next try. Never less than the API asks for; never the same for all who ask at once."""
        if failure.retry_after is not None:
            return failure.retry_after + self._random() * FIRST_BACKOFF
        return self._random() * _longest_backoff(tries)

    async def _tell_others(self, failure: Failed, plan: _Plan) -> None:
        """What the API asks of this call it asks of the account: nobody calls it meanwhile."""
        wait = _longest_backoff(plan.tries + 1) if failure.retry_after is None else failure.retry_after
        try:
            await self._cooldown.begin(wait)
        except StoreUnavailable as error:
            log.warning("cooldown not shared", reason=error.detail)

    def _may_fall_back(self, failure: Failed, run: _Run) -> bool:
        # The rate limit is the account's, not the model's: another model would only add to it.
        lasting = failure.mend is Mend.GIVE_UP or failure.kind is ModelBusy
        return not (lasting or run.spent or self._clock() >= run.deadline)

    def _models(self) -> list[str]:
        now = self._clock()
        return sorted(self._settings.models, key=lambda model: self._gone.get(model, now) > now)

    async def _readable(self, model: str, messages: Sequence[Message]) -> int:
        """How many of the images this model is sent at first."""
        total = images.count(messages)
        match self._settings.model_images:
            case "never":
                return 0
            case "always":
                return total
            case "auto":
                return 0 if total and await self._refusals.refused(model) else total


def _longest_backoff(tries: int) -> float:
    return min(LONGEST_BACKOFF, FIRST_BACKOFF * 2 ** (tries - 1))
