"""What one reading has spent, what it has set aside for calls in flight, and how long it may go on. It ends nothing itself."""

from collections.abc import Callable

from bot.answering.digest.mapping import sum_of
from bot.answering.digest.needs import ReadingBudget
from bot.language import Usage


class Purse:
    """Begins to count when it is made."""

    def __init__(self, budget: ReadingBudget, *, clock: Callable[[], float]) -> None:
        self._budget = budget
        self._clock = clock
        self._begun = clock()
        self._aside = 0
        self.usage = Usage()
        self.calls = 0
        self.models: dict[str, None] = {}
        """All that answered, in order; a set would forget that."""

    def has_time(self, share: float = 1.0) -> bool:
        """Whether something may begin that is to begin within this share of the time."""
        return self._clock() - self._begun < self._budget.seconds * share

    def has(self, tokens: int) -> bool:
        """Whether so many are left, beside what is set aside."""
        spent = self.usage.prompt_tokens + self.usage.completion_tokens
        return spent + self._aside + tokens <= self._budget.tokens

    def set_aside(self, tokens: int) -> None:
        """For a call that begins."""
        self._aside += tokens

    def give_back(self, tokens: int) -> None:
        """The call has ended, however it did."""
        self._aside -= tokens

    def pay(self, usage: Usage, *, calls: int, model: str) -> None:
        """What it did cost."""
        self.usage = sum_of(self.usage, usage)
        self.calls += calls
        if model:
            self.models[model] = None
