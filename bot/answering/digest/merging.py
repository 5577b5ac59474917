"""A few lists of facts → one shorter list: from what was kept, or by one call. It does not decide what is merged when."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.answering.digest import asking
from bot.answering.digest.chunks import Estimate
from bot.answering.digest.facts import Fact, at_all_costs, read
from bot.answering.digest.levels import Facts
from bot.answering.digest.mapping import Job, Kept, Store, guessed
from bot.answering.digest.needs import Complete
from bot.answering.digest.places import figures
from bot.language import Usage

FEWEST_FIGURES = 4
"""Figures in the lists from which on a merge is judged by how many of them it keeps."""
KEPT_FIGURES, KEPT_TEXT = 0.5, 0.25
"""A merge has to keep this share of its figures, and of its length; where only half of it finds room, half of this share."""


@dataclass(frozen=True, kw_only=True)
class Merged:
    """What a merge came to. Without `facts` it lost too much, and the lists stay as they are."""

    facts: Facts | None
    truncated: bool = False
    model: str = ""
    usage: Usage = field(default_factory=Usage)
    calls: int = 0


class Merger:
    """Merges lists of facts of one reading."""

    def __init__(self, complete: Complete, store: Store, job: Job, *, model: str, count: Estimate) -> None:
        self._complete = complete
        self._store = store
        self._job = job
        self._model = model
        self._count = count

    async def merge(self, lists: Sequence[Facts]) -> Merged:
        """The lists as one. Raises what completing raises."""
        facts = [fact for one in lists for fact in one]
        if not any(fact.places for fact in facts):
            return Merged(facts=None)
        sources = self._job.sources
        several = sources.are_several(facts)
        documents = sources.condensed(facts, several=several)
        key = asking.merge_key(documents, model=self._model)
        origins = frozenset(sources.files[source] for source, document in documents.items() if document.pages)
        kept, usage, calls = await self._store.get(origins, key), Usage(), 0
        if kept is None:
            messages = asking.merge_messages(documents, several=several, seed=self._job.seed)
            name = asking.call_id(self._job.seed, key)
            completion = await self._complete(messages, request_id=name, max_tokens=asking.MERGE_TOKENS)
            usage, calls = completion.usage or guessed(messages, completion, self._count), 1
            kept = Kept(text=completion.text, model=completion.model, truncated=completion.truncated)
            await self._store.put(origins, key, kept)
        found = None if kept.truncated else self._understood(kept.text, facts)
        return Merged(facts=found, truncated=kept.truncated, model=kept.model, usage=usage, calls=calls)

    def _understood(self, text: str, facts: Sequence[Fact]) -> Facts | None:
        """The merged list, each fact at a place of the ones that it was made of; None where too much was lost."""
        places = self._job.sources.places_of(facts)
        found = read(text, places)
        room = min(asking.MERGE_TOKENS / max(self._job.sources.cost(facts, self._count), 1), 1.0)
        said, stated = (" ".join(fact.text for fact in one) for one in (found.facts, facts))
        sought = figures(stated)
        loses_figures = len(sought) >= FEWEST_FIGURES and len(sought & figures(said)) < KEPT_FIGURES * room * len(sought)
        if not found.facts or found.is_poor or loses_figures or len(said) < KEPT_TEXT * room * len(stated):
            return None
        return tuple(at_all_costs(fact, places) for fact in found.facts)
