"""Long material with facts planted in it, and what reading it needs, in memory."""

import random
import re
from collections.abc import Callable, Sequence

from bot.answering.digest.chunks import Chunk, Material, chunked
from bot.answering.digest.needs import Completion, Origins, ReadingBudget
from bot.answering.fence import Fence
from bot.language import (
    MESSAGES,
    Anchor,
    AnchorKind,
    ChannelId,
    Document,
    FileId,
    Link,
    Page,
    Picture,
    StoreUnavailable,
    TeamId,
    ThreadRef,
    Ts,
    Usage,
    phrases,
)
from bot.model.tokens import estimate
from bot.model.wire import Message, TextPart

THREAD = ThreadRef(team=TeamId("T1"), channel=ChannelId("C1"), ts=Ts("1.0"))
SEED = "T1:C1:2.0"
AMPLE = ReadingBudget(tokens=10_000_000, seconds=3600)
FILE = FileId("F1")

PAGE_WORDS = 450
"""A printed page."""
_WORDS = re.findall(
    r"\w+",
    """
the board and its members agreed that every branch should report on costs before autumn while managers of the northern region
asked for more time since suppliers had changed their terms without notice and customers were waiting for answers about delivery
quality training safety contracts insurance transport storage repairs holidays meetings software
""",
)


def anchor(number: int, kind: AnchorKind = AnchorKind.PAGE) -> Anchor:
    return Anchor(kind=kind, first=number, last=number)


def page(number: int, markdown: str = "", *, kind: AnchorKind = AnchorKind.PAGE, picture: bool = False) -> Page:
    return Page(anchor=anchor(number, kind), markdown=markdown, picture=a_picture(number) if picture else None)


def a_picture(number: int = 0) -> Picture:
    return Picture(mimetype="image/jpeg", data=f"jpeg {number}".encode(), width=1024, height=1536)


def a_document(*texts: str, name: str = "Q3.pdf") -> Document:
    pages = tuple(page(number, text) for number, text in enumerate(texts, start=1))
    return Document(name=name, kind="pdf", pages=pages, total_pages=len(pages))


def chunks(*documents: Document, file: FileId | None = FILE) -> tuple[Chunk, ...]:
    return chunked([Material(document=document, file=file) for document in documents])


def one_page_each(document: Document, *, source: int = 0, file: FileId | None = FILE) -> tuple[Chunk, ...]:
    """A chunk for each page, however short."""
    return tuple(
        Chunk(source=source, document=document, file=file, pages=(one,), numbers=(number,), tokens=estimate(one.markdown))
        for number, one in enumerate(document.pages)
    )


def filler(words: int, *, seed: int) -> str:
    """Prose without figures, in lines as PDFs have them."""
    dice = random.Random(seed)
    chosen = [dice.choice(_WORDS) for _ in range(words)]
    lines = [" ".join(chosen[start : start + 14]) for start in range(0, words, 14)]
    return "\n".join(f"{line.capitalize()}." for line in lines)


def planted(number: int) -> str:
    """A fact that stands in one place only."""
    return f"Valve {number} of hall {chr(65 + number % 26)} holds {4000 + 7 * number} bar."


def a_report(pages: int, *, facts: int = 50, name: str = "report.pdf") -> Document:
    """A document with facts planted at even depths."""
    texts = [filler(PAGE_WORDS, seed=number) for number in range(pages)]
    for number in range(facts):
        at = number * pages // facts
        texts[at] = f"{planted(number)}\n{texts[at]}"
    return a_document(*texts, name=name)


def a_talk(messages: int, *, facts: int = 50) -> Document:
    """A thread as a document, with facts planted at even depths."""
    texts = [f"Ada, May: {filler(30, seed=number)}" for number in range(messages)]
    for number in range(facts):
        at = number * messages // facts
        texts[at] = f"Ben, May: {planted(number)}"
    pages = tuple(
        Page(
            anchor=anchor(number, AnchorKind.MESSAGE),
            markdown=text,
            link=Link(url=f"https://acme.slack.com/p{number}", label="May"),
        )
        for number, text in enumerate(texts, start=1)
    )
    return Document(name="thread in #general", kind=MESSAGES, pages=pages, total_pages=len(pages))


def text_of(messages: Sequence[Message]) -> str:
    return "\n".join(
        message.content
        if isinstance(message.content, str)
        else "\n".join(p.text for p in message.content if isinstance(p, TextPart))
        for message in messages
    )


def as_sent(page: Page) -> str:
    """A page as it stands in a prompt."""
    return Fence(nonce="-" * 12).page(page, of=None)


class Shelf:
    """Digests in memory."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, Origins, str], str] = {}
        self.is_lost = False

    async def get(self, thread: ThreadRef, origins: Origins, key: str) -> str | None:
        if self.is_lost:
            raise StoreUnavailable(phrases.STORE_UNAVAILABLE)
        return self.kept.get((thread.key, origins, key))

    async def put(self, thread: ThreadRef, origins: Origins, key: str, value: str) -> None:
        if self.is_lost:
            raise StoreUnavailable(phrases.STORE_UNAVAILABLE)
        self.kept[thread.key, origins, key] = value


Answers = Callable[[str], "str | Exception | Completion"]


def said(text: str, *, truncated: bool = False, images_dropped: int = 0, model: str = "first-model") -> Completion:
    return Completion(
        text=text,
        model=model,
        usage=Usage(prompt_tokens=100, completion_tokens=10),
        truncated=truncated,
        images_dropped=images_dropped,
    )


def listed(text: str) -> str:
    """What an obedient model answers: the first line of each page, with its anchor."""
    found = re.findall(r"^\[([^\]\n]+)\]\n\| ([^\n]*)", text, re.MULTILINE)
    return "\n".join(f"- {line} [{place}]" for place, line in found if line.strip()) or "NOTHING"


class Model:
    """A completion in memory: answers what `answers` makes of the prompt, `listed` by default, and notes what it was asked."""

    def __init__(self, answers: Answers = listed) -> None:
        self.answers = answers
        self.prompts: list[str] = []
        self.ids: list[str] = []
        self.room: list[int] = []

    @property
    def maps(self) -> list[str]:
        return [prompt for prompt in self.prompts if "List the facts above again" not in prompt]

    @property
    def merges(self) -> list[str]:
        return [prompt for prompt in self.prompts if "List the facts above again" in prompt]

    async def __call__(self, messages: Sequence[Message], *, request_id: str, max_tokens: int) -> Completion:
        text = text_of(messages[1:])
        self.prompts.append(text)
        self.ids.append(request_id)
        self.room.append(max_tokens)
        answer = self.answers(text)
        if isinstance(answer, Exception):
            raise answer
        return said(answer) if isinstance(answer, str) else answer


async def quietly(_name: str, _number: int, _total: int) -> None:
    """Nobody is told."""
