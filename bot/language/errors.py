"""The errors that people may meet: each has a sentence for the person in Slack and a detail for the log.

Neither ever holds a token, a payload, message text or file contents.
"""


class FootnoteError(Exception):
    """Something went wrong that a person should hear of, in `sentence`; `detail` is for the operator's log."""

    def __init__(self, sentence: str, *, detail: str = "") -> None:
        super().__init__(detail or sentence)
        self.sentence = sentence
        self.detail = detail


class SettingsError(FootnoteError):
    """A setting is missing or wrong: the sentence names it and the mend. The process ends with status 2."""


class FileUnreadable(FootnoteError):
    """A file could not be read. The sentence is the reason as the receipt states it, without the file's name."""


class PasswordNeeded(FileUnreadable):
    """The file is encrypted, and no password or a wrong one was given."""


class ModelError(FootnoteError):
    """The model's API did not give an answer."""


class ModelUnavailable(ModelError):
    """Neither the model nor any of its fallbacks could be reached or answered."""


class ModelBusy(ModelError):
    """The API refuses for now; `retry_after` says for how many seconds, where it told."""

    def __init__(self, sentence: str, *, detail: str = "", retry_after: float | None = None) -> None:
        super().__init__(sentence, detail=detail)
        self.retry_after = retry_after


class OutOfCredits(ModelError):
    """The API account is empty or its key has reached its spending limit: only the operator can mend it."""


class KeyRefused(ModelError):
    """The API does not know the key: only the operator can mend it."""


class ContextTooLong(ModelError):
    """The messages list does not fit the model; `limit` is its context in tokens, where the API told."""

    def __init__(self, sentence: str, *, detail: str = "", limit: int | None = None) -> None:
        super().__init__(sentence, detail=detail)
        self.limit = limit


class ContentRefused(ModelError):
    """The model or its provider declined to answer this question."""


class Declined(FootnoteError):
    """A question is not answered, by a rule. The asker alone is told which one.

    `is_known`: they were told a moment ago, or did not speak to Footnote, and need not be told.
    """

    def __init__(self, sentence: str, *, detail: str = "", is_known: bool = False) -> None:
        super().__init__(sentence, detail=detail)
        self.is_known = is_known


class OverLimit(Declined):
    """A limit of requests or tokens is reached: which one, and when it resets."""


class NotAdmitted(Declined):
    """Nothing is answered in this channel, or for this person."""


class SlackRefused(FootnoteError):
    """Slack refused a call in a way that trying again will not mend; `code` is Slack's own word for it."""

    def __init__(self, sentence: str, *, code: str, detail: str = "") -> None:
        super().__init__(sentence, detail=detail or code)
        self.code = code


class OutOfReach(FootnoteError):
    """Something that answers need can't be reached for now: nobody is told, the question is put back and tried again.

    `retry_after` is for how many seconds it asks not to be tried, where it told.
    """

    def __init__(self, sentence: str, *, detail: str = "", retry_after: float | None = None) -> None:
        super().__init__(sentence, detail=detail)
        self.retry_after = retry_after


class Postponed(OutOfReach):
    """The model asks to wait longer than a worker's place is worth: others are answered meanwhile."""


class StoreUnavailable(OutOfReach):
    """Redis can't be reached: nothing is acknowledged, and Slack will deliver again."""


class LeaseLost(Exception):
    """This worker no longer owns the question: whatever it was about to show must not be shown."""
