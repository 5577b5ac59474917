"""For how long context is kept: as the operator has set it, or shorter where a workspace wants that. It reads nothing itself."""


class Retention:
    """Seconds, as `int()` of it; at most the operator's `most`, and 0 with that."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._chosen = most

    @property
    def most(self) -> int:
        """The operator's own, in seconds."""
        return self._most

    def choose(self, seconds: int | None) -> None:
        """What the workspace wants, or has no wish about. What is kept already lapses as it was to."""
        self._chosen = min(self._most if seconds is None else seconds, self._most)

    def __int__(self) -> int:
        return self._chosen
