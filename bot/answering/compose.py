"""The messages list: rules first, the conversation, the documents, the task last, all within the model's context.

Pure and deterministic. What does not fit is left out oldest first, and is told, so that the receipt can name it.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain

from bot.answering.fence import Fence
from bot.answering.preferred import preferred
from bot.answering.prompts import prompt
from bot.answering.reading import ReadFile
from bot.answering.task import Task
from bot.answering.terms import manner, rules
from bot.language import MESSAGES, Page, Picture, Terms, Turn
from bot.model.tokens import estimate, estimate_image
from bot.model.wire import AssistantMessage, ImagePart, Message, SystemMessage, TextPart, UserMessage

# The model's card names four images as supported; more is up to each server.
IMAGES_PER_CALL = 4
# Estimates err by some per cent in either direction; this part of the context is left free for that.
SAFETY_SHARE = 0.05
# Roles, separators and the template's own markers around each message, in tokens.
MESSAGE_OVERHEAD = 16
# However long the documents, so much of the room is the conversation's if it needs it.
CONVERSATION_SHARE = 0.3
# A task may take this much of the room; a longer one is cut, and the receipt says so.
TASK_SHARE = 0.5

Estimate = Callable[[str], int]


@dataclass(frozen=True, kw_only=True)
class Budget:
    """The model's context and the longest answer, both in tokens, and how text is counted."""

    context: int
    answer: int
    estimate: Estimate = estimate

    @property
    def prompt(self) -> int:
        """What the whole messages list may cost, in tokens."""
        return int((self.context - self.answer) * (1 - SAFETY_SHARE))


@dataclass(frozen=True, kw_only=True)
class Included:
    """How much of one read file went into the messages list."""

    file: ReadFile
    pages: tuple[Page, ...]
    """In their order in the document, though some between them may have been left out."""
    pictures: int


@dataclass(frozen=True, kw_only=True)
class Composed:
    """The messages list, and what it holds and leaves out."""

    messages: tuple[Message, ...]
    included: tuple[Included, ...] = ()
    turns_left_out: int = 0
    task_cut: bool = False
    estimated_tokens: int = 0


@dataclass(kw_only=True)
class _Room:
    """Tokens still free; `take` either takes all of a cost or nothing."""

    free: int

    def take(self, cost: int) -> bool:
        if cost > self.free:
            return False
        self.free -= cost
        return True


def compose(
    *,
    task: Task,
    turns: Sequence[Turn],
    files: Sequence[ReadFile],
    budget: Budget,
    seed: str,
    note: str = "",
    terms: Terms | None = None,
) -> Composed:
    """Builds the messages list. `turns` and `files` come oldest first; the last turn is the question's own.

    `note` stands below the task and says what the documents are where they are not the whole material. `seed` is the question's
    id: with the material it makes the nonce that fences documents, which no document's author can know, and which is the same
    each time the question is tried. `terms` are how it is to be answered, within the rules.
    """
    room = _Room(free=budget.prompt)
    terms = terms or Terms()
    fence = Fence.around([file.document for file in files if file.document], seed=seed)
    system = rules(terms, fence)
    asker, words, cut = _fitted_task(task, fence, room.free, budget.estimate)
    form = "".join(f"\n\n{line}" for line in (note, task.form, *manner(terms, task)) if line)
    room.take(budget.estimate(system) + budget.estimate(prompt("task") + asker + words + form) + 3 * MESSAGE_OVERHEAD)

    said = [_said(turn, fence) for turn in turns[:-1]]
    costs = [budget.estimate(text) + MESSAGE_OVERHEAD for text in said]
    conversation_room = _Room(free=min(sum(costs), int(room.free * CONVERSATION_SHARE)))
    room.free -= conversation_room.free
    blocks = _blocks(files, fence, room, budget.estimate, words if task.is_own else "")
    conversation_room.free += room.free
    left_out = _oldest_left_out(costs, conversation_room)

    conversation = _conversation(turns[left_out:-1], said[left_out:])
    return Composed(
        messages=(SystemMessage(content=system), *conversation, _task_message(blocks, fence, asker, words, form)),
        included=tuple(Included(file=block.file, pages=tuple(block.pages), pictures=len(block.pictures)) for block in blocks),
        turns_left_out=left_out,
        task_cut=cut,
        estimated_tokens=budget.prompt - conversation_room.free,
    )


def _fitted_task(task: Task, fence: Fence, room: int, count: Estimate) -> tuple[str, str, bool]:
    """The asker and the task, clean; cut at the end where it would leave no room for anything else."""
    words = fence.clear(task.text)
    limit = max(int(room * TASK_SHARE), 0)
    cut = False
    while count(words) > limit:
        words, cut = words[: len(words) * limit // (count(words) + 1)], True
    return fence.line(task.asker), words, cut


def _said(turn: Turn, fence: Fence) -> str:
    """One turn as the model reads it: speaker, words, and the names of what was shared with them."""
    shared = "".join(f"\n(shared the file {fence.line(file.label)})" for file in turn.files)
    words = fence.clear(turn.text).strip()
    if turn.ours:
        return f"{words}{shared}"
    # Indented, so that no line of a message can pass for another speaker's.
    said = words.replace("\n", "\n  ")
    anchor = f"[{turn.anchor}] " if turn.anchor else ""
    return f"{anchor}{fence.line(turn.speaker)}: {said}{shared}"


def _oldest_left_out(costs: Sequence[int], room: _Room) -> int:
    """How many of the oldest are left out so that the rest fits."""
    for index in range(len(costs) - 1, -1, -1):
        if not room.take(costs[index]):
            return index + 1
    return 0


def _conversation(turns: Sequence[Turn], said: Sequence[str]) -> list[Message]:
    """Turns as user and assistant messages; neighbours of one role are joined, since templates expect the two to alternate."""
    messages: list[Message] = []
    for turn, text in zip(turns, said, strict=True):
        kind = AssistantMessage if turn.ours else UserMessage
        if messages and isinstance(messages[-1], kind):
            messages[-1] = kind(content=f"{messages[-1].content}\n{text}")
        else:
            messages.append(kind(content=text))
    return messages


@dataclass(kw_only=True)
class _Block:
    """One document on its way into the prompt."""

    file: ReadFile
    lines: list[str]
    pictures: list[tuple[str, Picture]] = field(default_factory=list[tuple[str, Picture]])
    """Each with what it shows: the file, and its page where there are several."""
    pages: list[Page] = field(default_factory=list[Page])


def _blocks(files: Sequence[ReadFile], fence: Fence, room: _Room, count: Estimate, question: str) -> list[_Block]:
    """The fenced documents, oldest first. Room goes to the newest first, and within one to the pages that matter most."""
    readable = [(file, file.document) for file in files if file.document]
    images_left = IMAGES_PER_CALL
    whole = room.free
    blocks: dict[int, _Block] = {}
    for number in _newest_first([file for file, _ in readable]):
        file, document = readable[number]
        block = blocks[number] = _Block(file=file, lines=[fence.head(number + 1, document), *fence.outline(file.outline)])
        if not room.take(count("\n".join(block.lines) + fence.tail()) + MESSAGE_OVERHEAD):
            continue
        named = document if named_in_anchors(file, files) else None
        texts = [fence.page(page, of=named) for page in document.pages]
        costs = [count(text) for text in texts]
        taken: dict[int, Picture | None] = {}
        for place in preferred(document, costs, free=room.free, room=whole, question=question):
            page = document.pages[place]
            picture = page.picture if images_left else None
            if page.picture and not picture and not page.markdown.strip():
                continue  # its anchor alone would tell nothing, and the receipt would count it as read
            if not room.take(costs[place] + (estimate_image(picture.width, picture.height) if picture else 0)):
                break
            taken[place] = picture
            images_left -= picture is not None
        for place in sorted(taken):
            page = document.pages[place]
            block.pages.append(page)
            block.lines.append(texts[place])
            if picture := taken[place]:
                name = document.name if len(document.pages) == 1 else f"{document.name}, {page.anchor}"
                block.pictures.append((name, picture))
        block.lines.append(fence.tail())
    return [blocks[number] for number in sorted(blocks)]


def named_in_anchors(file: ReadFile, among: Sequence[ReadFile]) -> bool:
    """Whether a document's anchors name it: there are others beside it. Messages have numbers of their own."""
    named = [one for one in among if one.document and one.document.kind != MESSAGES]
    return len(named) > 1 and file.document is not None and file.document.kind != MESSAGES


def _newest_first(files: Sequence[ReadFile]) -> Iterator[int]:
    """The files' numbers, newest first, but what a file carries inside behind it."""
    families: list[list[int]] = []
    for number, file in enumerate(files):
        if not file.is_inside or not families:
            families.append([])
        families[-1].append(number)
    return chain.from_iterable(reversed(families))


def _task_message(blocks: Sequence[_Block], fence: Fence, asker: str, words: str, form: str) -> UserMessage:
    """Documents, then the map of images (templates move images before all text), then the task."""
    texts = ["\n".join(block.lines) for block in blocks if block.pages]
    images = [named for block in blocks for named in block.pictures]
    if images:
        texts.append("\n".join(f"Image {number} = {fence.line(name)}" for number, (name, _) in enumerate(images, start=1)))
    body = prompt("task").format(documents="".join(f"{text}\n\n" for text in texts), asker=asker, task=words, form=form)
    if not images:
        return UserMessage(content=body)
    parts = (ImagePart.of(picture.data, mimetype=picture.mimetype) for _, picture in images)
    return UserMessage(content=(TextPart(text=body), *parts))
