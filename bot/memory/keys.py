"""Every Redis key of the project, in one place, as pure functions. What is kept for a thread names team, channel and thread.

The inbox's keys share the hash tag `{q}`, so that one script may touch them all on a Redis Cluster; so do a thread's keys
and its workspace's, with the tag `{<team>}`.
"""

from bot.language import FileId, QuestionId, TeamId, ThreadRef

# The inbox. Its scripts derive the keys of threads, questions and owners from `INBOX_DUE` in the same way.
INBOX_DUE = "{q}:due"
INBOX_WAKE = "{q}:wake"
INBOX_DEAD = "{q}:dead"
INBOX_FLAGS = "{q}:flags"
"""A pub/sub channel: the ids of running questions that were cancelled or edited."""


def pending(thread: ThreadRef) -> str:
    """The questions of a thread that are not answered yet, in order."""
    return f"{{q}}:pending:{thread.key}"


def question(question_id: QuestionId) -> str:
    """One question of the inbox: payload, state, owner and counts."""
    return f"{{q}}:question:{question_id}"


def scheduled(question_id: QuestionId) -> str:
    """The inbox's thread key of a question with a due time of its own, which thus never holds up a conversation."""
    return f"schedule:{question_id}"


def _of_thread(kind: str, thread: ThreadRef) -> str:
    return f"{kind}:{{{thread.team}}}:{thread.channel}:{thread.ts}"


def messages(thread: ThreadRef) -> str:
    """The kept messages of a thread."""
    return _of_thread("messages", thread)


def gap(team: TeamId) -> str:
    """The name of the newest gap in a workspace's events."""
    return f"gap:{{{team}}}"


def document(thread: ThreadRef, file: FileId) -> str:
    """A document read in a thread. A file shared in two threads is kept twice: nothing crosses a thread."""
    return f"{_of_thread('document', thread)}:{file}"


def took_part(thread: ThreadRef) -> str:
    """Whether Footnote took part in a thread."""
    return _of_thread("took-part", thread)


def muted(thread: ThreadRef) -> str:
    """Whether Footnote was asked to stay out of a thread."""
    return _of_thread("muted", thread)


def welcomed(team: TeamId, place: str) -> str:
    """Set once Footnote has introduced itself to a person or in a channel."""
    return f"welcomed:{{{team}}}:{place}"


def live_answers(team: TeamId) -> str:
    """The answers that are being shown in a workspace."""
    return f"live:{{{team}}}"


def replies(question_id: QuestionId) -> str:
    """The Slack messages that hold the answer to a question."""
    return f"replies:{question_id}"


def image_refusal(model: str) -> str:
    """Set while a model is known to refuse images."""
    return f"image-refusal:{model}"
