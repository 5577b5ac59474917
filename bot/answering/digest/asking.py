"""What the model is asked while long material is read: the messages lists of map, merge and repair, and their keys. Pure.

A part stands fenced like any document, each line marked. The prefix costs a token a line; what it buys is that a chunk can't
pass its own text off as the task, and the chunk's facts go on into other prompts.
"""

from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256

from bot.answering.digest.chunks import Chunk
from bot.answering.fence import Fence
from bot.answering.prompts import prompt
from bot.language import Document, Page
from bot.model.template import neutralise
from bot.model.wire import AssistantMessage, ImagePart, Message, SystemMessage, TextPart, UserMessage

MAP_TOKENS = 1_000
"""The longest list of facts of one chunk: twenty lines of twenty-five words. What a small model writes after that is worse."""
MERGE_TOKENS = 1_500
"""The longest list that several lists become."""
LONGEST_QUESTION = 4_000
"""Characters of the question that each part is read with."""


def map_messages(chunk: Chunk, *, about: str, seed: str) -> tuple[Message, ...]:
    """What is asked about one chunk: all that counts or, with `about`, what helps to answer that."""
    part = chunk.document.model_copy(update={"pages": chunk.pages})
    fence = Fence.around([part], seed=seed)
    lines = [fence.head(1, part, section=chunk.section), *(fence.page(page, of=None) for page in chunk.pages), fence.tail()]
    pictured = [page for page in chunk.pages if page.picture]
    # Templates move images before all text: which is which has to be said.
    lines += [f"Image {number} = {fence.line(str(page.anchor))}" for number, page in enumerate(pictured, start=1)]
    question = fence.clear(about[:LONGEST_QUESTION])
    task = prompt("map_question" if about else "map_all")
    text = task.format(documents=_block(lines), **({"question": question} if about else {}))
    images = tuple(ImagePart.of(page.picture.data, mimetype=page.picture.mimetype) for page in pictured if page.picture)
    asked = UserMessage(content=(TextPart(text=text), *images) if images else text)
    return SystemMessage(content=prompt("map")), asked


def repair_messages(asked: Sequence[Message], answer: str) -> tuple[Message, ...]:
    """The same once more, after an answer in a form of which nothing can be made."""
    return (*asked, AssistantMessage(content=neutralise(answer)), UserMessage(content=prompt("repair_facts")))


def merge_messages(documents: Mapping[int, Document], *, several: bool, seed: str) -> tuple[Message, ...]:
    """What is asked about facts, which stand as the documents that they are from. `several`: anchors name their documents."""
    filled = [(source, document) for source, document in documents.items() if document.pages]
    fence = Fence.around([document for _, document in filled], seed=seed)
    lines: list[str] = []
    for source, document in filled:
        pages = (fence.page(page, of=document if several else None) for page in document.pages)
        lines += [fence.head(source + 1, document), *pages, fence.tail()]
    return SystemMessage(content=prompt("merge")), UserMessage(content=prompt("merge_task").format(documents=_block(lines)))


def map_key(chunk: Chunk, *, about: str, model: str) -> str:
    """The name of a chunk's facts: another text, image, question, prompt or model gives another one.

    The document's name is not part of it: a renamed file says the same.
    """
    return _digest(
        "map",
        model,
        *map(prompt, ("map", "map_all", "map_question", "repair_facts")),
        str(MAP_TOKENS),
        about[:LONGEST_QUESTION],
        chunk.section,
        *(part for page in chunk.pages for part in _of_page(page)),
    )


def merge_key(documents: Mapping[int, Document], *, model: str) -> str:
    """The name of what facts are merged to."""
    pages = (part for document in documents.values() for page in document.pages for part in _of_page(page))
    names = (document.name for document in documents.values() if document.pages)
    return _digest("merge", model, prompt("merge"), prompt("merge_task"), str(MERGE_TOKENS), *names, *pages)


def call_id(seed: str, key: str) -> str:
    """One call's name towards the API: the question's own, and which call. The same at each try."""
    return f"footnote-{sha256(seed.encode()).hexdigest()[:24]}-{key[:8]}"


def _block(lines: Iterable[str]) -> str:
    return "".join(f"{line}\n" for line in lines) + "\n"


def _of_page(page: Page) -> tuple[str, str, str]:
    return str(page.anchor), page.markdown, sha256(page.picture.data).hexdigest() if page.picture else ""


def _digest(*parts: str) -> str:
    digest = sha256()
    for part in parts:
        data = part.encode()
        # With its length, so that no two lists of parts read alike.
        digest.update(f"{len(data)}:".encode() + data)
    return digest.hexdigest()
