"""One chunk → its facts: from what was kept, or by one call of the model, at most two. It does not decide what is read when."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace

from pydantic import BaseModel, ConfigDict, ValidationError

from bot.answering.digest import asking
from bot.answering.digest.chunks import Chunk, Estimate, halves
from bot.answering.digest.facts import Fact, Read, read
from bot.answering.digest.needs import Complete, Completion, Digests, Origins
from bot.answering.digest.outline import Sources
from bot.answering.digest.places import Place, Places
from bot.language import ModelError, OverLimit, Page, StoreUnavailable, ThreadRef, Usage
from bot.model.wire import Message, TextPart
from bot.telemetry import log

WORTH_SPLITTING = 2_000
"""Tokens of a chunk of which the facts did not fit an answer: so much is read again in halves, less is taken as it came."""


@dataclass(frozen=True, kw_only=True)
class Job:
    """What all calls of one reading have in common."""

    thread: ThreadRef
    seed: str
    about: str
    sources: Sources


class Kept(BaseModel):
    """A result as it is kept: the model's own words, so that a better parser makes more of them."""

    model_config = ConfigDict(frozen=True)

    text: str = ""
    model: str = ""
    truncated: bool = False
    images_dropped: int = 0
    is_split: bool = False
    """The chunk was too much for one answer: its halves are kept instead."""


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What a call came to, and what it cost: nothing, where it was kept."""

    facts: tuple[Fact, ...] = ()
    is_split: bool = False
    """The chunk is to be read in halves."""
    unseen: tuple[Page, ...] = ()
    """Pages that are nothing but an image which the model did not see."""
    is_silent: bool = False
    """What came says neither what is there nor that there is nothing."""
    is_blind: bool = False
    """It saw no image at all."""
    model: str = ""
    usage: Usage = field(default_factory=Usage)
    calls: int = 0


class Store:
    """What was kept of a thread's digests. It never fails: what can't be had is made again."""

    def __init__(self, digests: Digests, thread: ThreadRef) -> None:
        self._digests = digests
        self._thread = thread

    async def get(self, origins: Origins, key: str) -> Kept | None:
        """What was kept under this key."""
        try:
            value = await self._digests.get(self._thread, origins, key)
            return None if value is None else Kept.model_validate_json(value)
        except ValidationError:
            # Another version wrote it.
            return None
        except StoreUnavailable as error:
            log.warning("digest not looked up", reason=error.detail)
            return None

    async def put(self, origins: Origins, key: str, kept: Kept) -> None:
        """Keeps it, if it can be."""
        try:
            await self._digests.put(self._thread, origins, key, kept.model_dump_json())
        except StoreUnavailable as error:
            log.warning("digest not kept", reason=error.detail)


class Mapper:
    """Maps the chunks of one reading."""

    def __init__(self, complete: Complete, store: Store, job: Job, *, model: str, count: Estimate) -> None:
        self._complete = complete
        self._store = store
        self._job = job
        self._model = model
        self._count = count

    async def kept(self, chunk: Chunk) -> Outcome | None:
        """What was made of the chunk before; None where it has to be read."""
        kept = await self._store.get(frozenset({chunk.file}), self._key(chunk))
        outcome = None if kept is None else self._outcome(chunk, kept)
        return None if outcome is None or outcome.is_silent else outcome

    async def read(self, chunk: Chunk) -> Outcome:
        """Asks the model, and keeps what it says. Raises what completing raises."""
        messages = asking.map_messages(chunk, about=self._job.about, seed=self._job.seed)
        completion = await self._ask(chunk, messages)
        calls, usage = 1, completion.usage or guessed(messages, completion, self._count)
        if completion.truncated and chunk.tokens > WORTH_SPLITTING and halves(chunk, count=self._count):
            kept = Kept(is_split=True, model=completion.model)
        else:
            kept = _as_kept(completion)
            if self._understood(chunk, kept).is_poor and has_text(chunk):
                again = asking.repair_messages(messages, completion.text)
                # What came is better than nothing: whatever stops the second call will stop the next one as well.
                with suppress(ModelError, OverLimit):
                    second = await self._ask(chunk, again, "-again")
                    calls, usage = 2, sum_of(usage, second.usage or guessed(again, second, self._count))
                    kept = max(kept, _as_kept(second), key=lambda one: _placed(self._understood(chunk, one)))
        outcome = self._outcome(chunk, kept)
        if len(outcome.unseen) < len(chunk.pages) and not outcome.is_silent:
            await self._store.put(frozenset({chunk.file}), self._key(chunk), kept)
        return replace(outcome, usage=usage, calls=calls)

    async def _ask(self, chunk: Chunk, messages: Sequence[Message], suffix: str = "") -> Completion:
        name = asking.call_id(self._job.seed, self._key(chunk)) + suffix
        return await self._complete(messages, request_id=name, max_tokens=asking.MAP_TOKENS)

    def _key(self, chunk: Chunk) -> str:
        return asking.map_key(chunk, about=self._job.about, model=self._model)

    def _understood(self, chunk: Chunk, kept: Kept) -> Read:
        return read(kept.text, self._places(chunk), truncated=kept.truncated)

    def _places(self, chunk: Chunk) -> Places:
        return self._job.sources.places_in(chunk)

    def _outcome(self, chunk: Chunk, kept: Kept) -> Outcome:
        if kept.is_split:
            return Outcome(is_split=True, model=kept.model)
        pictured = [page for page in chunk.pages if page.picture]
        lost = pictured[max(len(pictured) - kept.images_dropped, 0) :] if kept.images_dropped else []
        unseen = tuple(page for page in lost if not page.markdown.strip())
        # What is said about an image that nobody saw is made up.
        invented = {Place(chunk.source, str(page.anchor)) for page in unseen}
        understood = Read() if len(unseen) == len(chunk.pages) else self._understood(chunk, kept)
        return Outcome(
            facts=tuple(fact for fact in understood.facts if not fact.places or not invented.issuperset(fact.places)),
            unseen=unseen,
            is_silent=len(unseen) < len(chunk.pages) and not understood.facts and not understood.is_nothing,
            is_blind=bool(lost) and len(lost) == len(pictured),
            model=kept.model,
        )


def has_text(chunk: Chunk) -> bool:
    """Whether there is anything to read in it but images."""
    return any(page.markdown.strip() for page in chunk.pages)


def _as_kept(completion: Completion) -> Kept:
    return Kept(
        text=completion.text,
        model=completion.model,
        truncated=completion.truncated,
        images_dropped=completion.images_dropped,
    )


def _placed(found: Read) -> int:
    return sum(bool(fact.places) for fact in found.facts)


def sum_of(one: Usage, other: Usage) -> Usage:
    """What two calls cost together."""
    return Usage(
        prompt_tokens=one.prompt_tokens + other.prompt_tokens,
        completion_tokens=one.completion_tokens + other.completion_tokens,
        dollars=one.dollars + other.dollars,
    )


def guessed(messages: Sequence[Message], completion: Completion, count: Estimate) -> Usage:
    """About what a call cost, where the API does not say."""
    text = "\n".join(part for message in messages for part in _texts(message))
    return Usage(prompt_tokens=count(text), completion_tokens=count(completion.text))


def _texts(message: Message) -> list[str]:
    content = message.content
    return [content] if isinstance(content, str) else [part.text for part in content if isinstance(part, TextPart)]
