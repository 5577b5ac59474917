"""The model calls of one question: each is set aside for before it is made, and paid for once it was. It decides on none."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing, suppress
from dataclasses import dataclass
from hashlib import sha256

from bot.answering.needs import Meter
from bot.language import OutOfReach, Question, Usage
from bot.model.client import ModelClient
from bot.model.events import Event, Finished, Restarted, TextDelta
from bot.model.tokens import estimate
from bot.model.wire import Message


@dataclass(frozen=True, kw_only=True)
class Completed:
    """A whole completion that nobody watched."""

    text: str
    finished: Finished


def request_id(question: Question) -> str:
    """The question's name towards the API: the same at each try, and it tells nothing of the workspace."""
    return f"footnote-{sha256(question.id.encode()).hexdigest()[:24]}"


class Calls:
    """Makes them, several side by side where that is wanted. `answer` is the longest answer, in tokens."""

    def __init__(self, question: Question, model: ModelClient, meter: Meter, *, answer: int) -> None:
        self.usage = Usage()
        """What they cost together."""
        self.made = 0
        self._question = question
        self._model = model
        self._meter = meter
        self._answer = answer
        self._under_way = 0

    async def stream(
        self, messages: Sequence[Message], *, estimated: int, max_tokens: int | None = None, name: str = ""
    ) -> AsyncGenerator[Event, None]:
        """One completion as it comes; `estimated` is what the messages list costs, in tokens, `name` what the API knows it by.

        Raises a `ModelError` as the client does, and `OverLimit`.
        """
        most = estimated + (max_tokens or self._answer)
        self._under_way += most
        generated = 0
        usage: Usage | None = None
        is_made = is_cut_off = False
        try:
            await self._meter.reserve(self._question, tokens=self._spent + self._under_way)
            self.made += 1
            is_made = True
            events = self._model.complete(messages, request_id=name or request_id(self._question), max_tokens=max_tokens)
            async with aclosing(events):
                async for event in events:
                    if isinstance(event, TextDelta):
                        generated += estimate(event.text)
                    elif isinstance(event, Finished):
                        usage = event.usage
                    yield event
        except (asyncio.CancelledError, GeneratorExit):
            is_cut_off = is_made
            raise
        finally:
            self._under_way -= most
            if generated or is_cut_off:
                # A call that was stopped is paid for too, though nobody says how much.
                await self._pay(usage or Usage(prompt_tokens=estimated, completion_tokens=generated))

    async def complete(
        self, messages: Sequence[Message], *, estimated: int, max_tokens: int | None = None, name: str = ""
    ) -> Completed:
        """One completion, whole. Raises as `stream` does."""
        text: list[str] = []
        finished: Finished | None = None
        async with aclosing(self.stream(messages, estimated=estimated, max_tokens=max_tokens, name=name)) as events:
            async for event in events:
                match event:
                    case TextDelta(piece):
                        text.append(piece)
                    case Restarted():
                        text.clear()
                    case Finished():
                        finished = event
        assert finished is not None, "a completion that ends without an error ends with Finished"
        return Completed(text="".join(text).strip(), finished=finished)

    async def end(self) -> None:
        """No further call follows: what is still set aside is given back."""
        await self._settle(last=True)

    @property
    def _spent(self) -> int:
        return self.usage.prompt_tokens + self.usage.completion_tokens

    async def _pay(self, usage: Usage) -> None:
        self.usage = Usage(
            prompt_tokens=self.usage.prompt_tokens + usage.prompt_tokens,
            completion_tokens=self.usage.completion_tokens + usage.completion_tokens,
            dollars=self.usage.dollars + usage.dollars,
        )
        await self._settle(last=False)

    async def _settle(self, *, last: bool) -> None:
        # The answer counts for more than its bill: what was set aside is given back in time.
        with suppress(OutOfReach):
            await self._meter.settle(self._question, tokens=self._spent, last=last)
