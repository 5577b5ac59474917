"""A desk with a real model client on a real, scripted API; the thread, the files and the reply are in memory."""

import re
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest

from bot.answering.compose import Budget
from bot.answering.desk import Desk
from bot.answering.digest.needs import ReadingBudget
from bot.answering.reading import Reading
from bot.language import (
    Anchor,
    AnchorKind,
    Answer,
    ChannelId,
    Declined,
    Document,
    FileId,
    FileRef,
    FileUnreadable,
    FootnoteError,
    KeptAnswer,
    Links,
    Message,
    OverLimit,
    Page,
    Picture,
    Question,
    QuestionId,
    Receipt,
    StoreUnavailable,
    Surface,
    TeamId,
    Terms,
    ThreadRef,
    Ts,
    Turn,
    Unread,
    UserId,
    phrases,
)
from bot.model.client import ModelClient
from bot.model.exchange import open_http
from bot.telemetry import Telemetry
from tests.model.api import Api, serving
from tests.model.conftest import MODELS, Cooldown, Refusals, Waits, settings_for

THREAD = ThreadRef(team=TeamId("T0WORKSPACE"), channel=ChannelId("C1"), ts=Ts("1.0"))
QUESTION = Question(
    id=QuestionId("T0WORKSPACE:C1:2.0"),
    thread=THREAD,
    message=Message(ts=Ts("2.0"), user=UserId("U1"), text="total?"),
    asker=UserId("U1"),
    surface=Surface.MENTION,
    me=UserId("UBOT"),
)
PICTURE = "(a picture)"
UNREADABLE = FileUnreadable("unsupported format (Keynote)", detail="kind keynote")


def file(id_: str, name: str | None = None, **more: Any) -> FileRef:
    return FileRef(id=FileId(id_), name=name or f"{id_}.txt", **more)


def turn(text: str, *files: FileRef, ours: bool = False) -> Turn:
    return Turn(ts=Ts("1.0"), speaker="Ada", text=text, files=files, ours=ours)


def told(receipt: Receipt) -> str:
    """What a receipt says, but for what the answer took."""
    return re.sub(r"(?:^| · )[\d,]+ tokens?, \d+ s$", "", str(receipt))


class Thread:
    """A source: turns, and what each file holds, or why it can't be had."""

    def __init__(self, *turns: Turn, contents: dict[str, str | FootnoteError] | None = None, notes: Sequence[str] = ()) -> None:
        self.said = turns
        self.contents = contents or {}
        self.notes = notes
        self.completed: dict[str, FileRef | FootnoteError] = {}
        """What is known of files only once they were asked about, or why they can't be had."""
        self.arrived: dict[str, FileRef] = {}
        """What of files has come, where that is not what was told before."""
        self.fetched: list[str] = []
        self.remembered: list[Message] = []
        self.elsewhere: list[Document | Unread] = []
        """What was said in other places."""
        self.error: FootnoteError | None = None
        self.forgets = False
        """Whether nothing can be remembered now."""

    async def turns(self) -> Sequence[Turn]:
        if self.error:
            raise self.error
        return self.said

    async def complete(self, file: FileRef) -> FileRef:
        about = self.completed.get(file.id, file)
        if isinstance(about, FootnoteError):
            raise about
        return about

    async def fetch(self, file: FileRef, *, to: Path) -> FileRef:
        self.fetched.append(file.id)
        content = self.contents[file.id]
        if isinstance(content, FootnoteError):
            raise content
        to.write_text(content)  # noqa: ASYNC240 - a few bytes
        return self.arrived.get(file.id, file)

    async def places(self) -> Sequence[Document | Unread]:
        return self.elsewhere

    async def remember(self, said: Sequence[Message]) -> None:
        if self.forgets:
            raise StoreUnavailable(phrases.STORE_UNAVAILABLE)
        self.remembered += said


class Shown:
    """A reply that notes what it is told, in order."""

    def __init__(self) -> None:
        self.statuses: list[str] = []
        self.parts: list[tuple[str, int, int]] = []
        self.texts: list[str] = []
        self.links = Links()
        self.answers: list[Answer] = []
        self.errors: list[FootnoteError] = []
        self.refusals: list[Declined] = []

    @property
    def answer(self) -> Answer:
        """The one answer that there must be."""
        (one,) = self.answers
        assert not self.errors
        return one

    async def status(self, text: str) -> None:
        self.statuses.append(text)

    async def progress(self, name: str, part: int, parts: int) -> None:
        self.parts.append((name, part, parts))

    async def show(self, text: str, *, links: Links) -> None:
        self.texts.append(text)
        self.links = links

    async def finish(self, answer: Answer) -> Sequence[Message]:
        self.answers.append(answer)
        return [Message(ts=Ts("3.0"), user=UserId("UBOT"), text=answer.text)]

    async def fail(self, error: FootnoteError) -> None:
        self.errors.append(error)

    async def refuse(self, error: Declined) -> None:
        self.refusals.append(error)


class Rules:
    """What was set: usual terms and no refusal, unless a test says otherwise."""

    def __init__(self) -> None:
        self.set = Terms()
        self.refusal: FootnoteError | None = None

    async def terms(self, question: Question) -> Terms:
        if self.refusal:
            raise self.refusal
        return self.set


class Books:
    """A meter that writes down what it is told, and refuses on demand."""

    def __init__(self) -> None:
        self.entries: list[tuple[str, int]] = []
        self.refuses: str | None = None
        """The entry at which a limit is reached."""

    async def admit(self, question: Question, *, tokens: int) -> None:
        self._enter("admit", tokens)

    async def reserve(self, question: Question, *, tokens: int) -> None:
        self._enter("reserve", tokens)

    async def settle(self, question: Question, *, tokens: int, last: bool = True) -> None:
        self._enter("settle" if last else "pay", tokens)

    @property
    def charged(self) -> int | None:
        """What the question costs."""
        return max((tokens for entry, tokens in self.entries if entry in {"settle", "pay"}), default=None)

    def _enter(self, entry: str, tokens: int) -> None:
        if self.refuses == entry:
            raise OverLimit("No more today.", detail="user_tokens_per_day")
        self.entries.append((entry, tokens))


class Kept:
    """Keeps answers, unless it is told to keep none."""

    def __init__(self) -> None:
        self.answers: dict[str, KeptAnswer] = {}
        self.keeps = True
        self.error: FootnoteError | None = None

    async def keep(self, question: Question, answer: Answer, *, opaque: str = "") -> bool:
        if self.error:
            raise self.error
        if self.keeps:
            self.put(question, answer, opaque=opaque)
        return self.keeps

    async def kept(self, question_id: QuestionId) -> KeptAnswer | None:
        return self.answers.get(question_id)

    def put(self, question: Question, answer: Answer, *, opaque: str = "") -> None:
        """Keeps an answer that was given before."""
        kept = KeptAnswer(question=question, text=answer.text, citations=answer.citations, offers=answer.offers)
        self.answers[question.id] = kept.model_copy(update={"opaque": opaque})


class Notes:
    """Digests, kept for good."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, frozenset[FileId | None], str], str] = {}

    async def get(self, thread: ThreadRef, origins: frozenset[FileId | None], key: str) -> str | None:
        return self.kept.get((thread.key, origins, key))

    async def put(self, thread: ThreadRef, origins: frozenset[FileId | None], key: str, value: str) -> None:
        self.kept[thread.key, origins, key] = value


class OneLineReader:
    """Reads text files, pages divided by form feeds; a picture is a page without text; some it can't read. It counts."""

    def __init__(self) -> None:
        self.read_so_far = 0
        self.sought: list[str] = []
        """What it was to search for, in all files together."""

    async def sort(self, path: Path, *, name: str, mimetype: str | None = None) -> str:
        return Path(name).suffix

    async def read(
        self, path: Path, *, name: str, mimetype: str | None = None, password: str | None = None, sought: Sequence[str] = ()
    ) -> Document:
        self.read_so_far += 1
        self.sought += sought
        text = path.read_text()  # noqa: ASYNC240 - a few bytes
        if text == str(UNREADABLE):
            raise UNREADABLE
        if text == PICTURE:
            picture = Picture(mimetype="image/jpeg", data=b"jpeg", width=64, height=64)
            return Document(name=name, kind="image", pages=(Page(anchor=Anchor(kind=AnchorKind.IMAGE), picture=picture),))
        pages = tuple(
            Page(anchor=Anchor(kind=AnchorKind.PAGE, first=number, last=number), markdown=page)
            for number, page in enumerate(text.split("\f"), start=1)
        )
        return Document(name=name, kind="text", pages=pages, total_pages=len(pages))


class Memory:
    """A shelf: contents, and what each version of a file holds."""

    def __init__(self) -> None:
        self.contents: dict[str, Document] = {}
        self.own: dict[tuple[str, str, str], Document] = {}
        """What is for one file in one thread, by content."""
        self.versions: dict[tuple[str, str | None], str] = {}
        self.threads: set[str] = set()
        """The threads for which something was asked or kept."""
        self.error: FootnoteError | None = None

    async def get(self, thread: ThreadRef, file: FileRef, *, content: str = "") -> Document | None:
        if self.error:
            raise self.error
        self.threads.add(thread.key)
        content = content or (self.versions.get((file.id, file.version), "") if file.version else "")
        document = self.own.get((thread.key, file.id, content)) or self.contents.get(content)
        if document:
            self.versions[file.id, file.version] = content
        return document

    async def put(self, thread: ThreadRef, file: FileRef, document: Document, *, content: str, only_here: bool = False) -> None:
        self.threads.add(thread.key)
        if only_here:
            self.own[thread.key, file.id, content] = document
        else:
            self.contents[content] = document
        self.versions[file.id, file.version] = content


@pytest.fixture
async def api() -> AsyncGenerator[Api]:
    async with serving() as running:
        yield running


@pytest.fixture
def reply() -> Shown:
    return Shown()


@pytest.fixture
def rules() -> Rules:
    return Rules()


@pytest.fixture
def books() -> Books:
    return Books()


@pytest.fixture
def kept() -> Kept:
    return Kept()


@pytest.fixture
def shelf() -> Memory:
    return Memory()


@pytest.fixture
def telemetry() -> Telemetry:
    return Telemetry()


MakeReading = Callable[..., Reading]


@pytest.fixture
def reader() -> OneLineReader:
    return OneLineReader()


@pytest.fixture
def reading(reader: OneLineReader, shelf: Memory, telemetry: Telemetry, tmp_path: Path) -> MakeReading:
    """Makes a Reading that reads at most so many files."""

    def make(most: int = 10) -> Reading:
        return Reading(reader, shelf, most=most, folder=tmp_path, telemetry=telemetry)

    return make


@pytest.fixture
def notes() -> Notes:
    return Notes()


MakeDesk = Callable[..., Desk]


@pytest.fixture
async def desk(
    api: Api, reading: MakeReading, rules: Rules, books: Books, kept: Kept, notes: Notes, telemetry: Telemetry
) -> AsyncGenerator[MakeDesk]:
    """Makes a desk with these settings of the model."""
    async with AsyncExitStack() as stack:

        def make(*, question_tokens: int = 600_000, at_once: int = 4, shows_cost: bool = False, **more: Any) -> Desk:
            settings = settings_for(api.url, **more)
            http = open_http(settings)
            stack.push_async_callback(http.aclose)
            return Desk(
                reading=reading(),
                model=ModelClient(http, settings, Refusals(), Cooldown(), telemetry, random=lambda: 1.0, sleep=Waits()),
                rules=rules,
                meter=books,
                answers=kept,
                digests=notes,
                reading_budget=ReadingBudget(tokens=question_tokens, seconds=600.0),
                at_once=at_once,
                shows_cost=shows_cost,
                first_choice=MODELS[0],
                budget=Budget(context=settings.model_context_tokens, answer=settings.model_max_tokens),
                telemetry=telemetry,
            )

        yield make
