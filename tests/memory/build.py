"""Small questions, threads and messages for this room's tests."""

import secrets

from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

from bot.language import (
    Anchor,
    AnchorKind,
    ChannelId,
    Document,
    FileRef,
    Message,
    Page,
    Question,
    QuestionId,
    Surface,
    TeamId,
    ThreadRef,
    Ts,
    UserId,
)
from bot.memory.vault import Vault

TEAM = TeamId("T1")


def a_vault(key_id: str = "k1") -> Vault:
    return Vault([(key_id, secrets.token_bytes(32))])


def a_thread(ts: str = "100.000001", *, channel: str = "C1", team: str = TEAM) -> ThreadRef:
    return ThreadRef(team=TeamId(team), channel=ChannelId(channel), ts=Ts(ts))


def a_message(ts: str = "100.000001", text: str = "How many?") -> Message:
    return Message(ts=Ts(ts), user=UserId("U1"), text=text)


def a_file(name: str = "F1", *, updated: int = 1) -> FileRef:
    return FileRef.model_validate({"id": name, "updated": updated})


def a_document(words: str) -> Document:
    page = Page(anchor=Anchor(kind=AnchorKind.WHOLE), markdown=words)
    return Document(name="a.txt", kind="text", pages=(page,), total_pages=1)


def a_question(name: str = "q1", *, thread: ThreadRef | None = None, text: str = "How many?") -> Question:
    return Question(
        id=QuestionId(name),
        thread=thread or a_thread(),
        message=a_message(text=text),
        asker=UserId("U1"),
        surface=Surface.MENTION,
        me=UserId("U9"),
    )


def a_lost_redis() -> Redis:
    """A client of a Redis that nobody runs."""
    return Redis(unix_socket_path="/nonexistent/redis.sock", retry=Retry(NoBackoff(), 0))
