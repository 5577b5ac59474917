"""What an answer is written from, where the material is longer than one call should hold: the pages that fit a question. Pure.

Small models read short prompts best: up to `ONE_PASS_TOKENS` everything goes into one call; beyond, a question is answered from
the pages that fit it best, and a summary from facts (`study.py`).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from bot.answering.compose import IMAGES_PER_CALL, Composed, Estimate, Included, named_in_anchors
from bot.answering.conversation import as_file, recent, said
from bot.answering.fence import cited_as
from bot.answering.preferred import FOUND_FIRST
from bot.answering.prompts import prompt
from bot.answering.reading import ReadFile
from bot.answering.relevance import ranked
from bot.answering.tables import edges_of, tables_of, worth_reading
from bot.language import MESSAGES, Document, Page, Turn, marks, phrases
from bot.model.tokens import estimate_image

ONE_PASS_TOKENS = 24_000
"""So much goes into one call; longer prompts are read with ever less care by models of this size."""

PAGES_TOKENS = 11_000
"""The pages that a question is answered from, with their outline: with the rest of the prompt it stays below 15,000."""

TABLES_SHARE = 0.5
"""Of these pages: so much is for rows that were found in tables, and so much for what tells what the tables are, before it all
goes by what fits the question."""

OUTLINE_TOKENS = 1_200
LONGEST_LINE = 90
"""Characters of one page in an outline."""

CONVERSATION_TOKENS = 6_000
"""A longer thread is read as a document, of which each message can be found and cited."""

IMAGE_WORDS_TOKENS = 300
"""What stands on the image of a page, at a guess."""

ANCHOR_TOKENS = 8
"""The line above a page, and the marks before its lines, cost this and a ninth of the text (`fence.py`)."""


@dataclass(frozen=True, kw_only=True)
class Material:
    """What one call is given. `stands_for` tells for each of its files which gathered file it is, or is a part of."""

    files: tuple[ReadFile, ...]
    stands_for: tuple[ReadFile, ...]
    turns: tuple[Turn, ...]
    note: str = ""
    read: tuple[Included, ...] | None = None
    """What the model has read of the gathered files; None: what a call holds of `files`, and nothing else."""
    is_settled: bool = False
    """It is laid out as it should be, however long it is."""
    is_rewrite: bool = False
    """An earlier answer is put into another form: its own receipt says what it rests on."""
    is_partial: bool = False
    """There is more that could be read."""
    models: tuple[str, ...] = ()
    """All that have noted down what stands in it."""
    notes: tuple[str, ...] = ()
    """What the receipt should say about it."""

    def included(self, composed: Composed) -> tuple[Included, ...]:
        """What of the gathered files an answer made of this rests on."""
        if self.read is not None:
            return self.read
        origin = {id(file): original for file, original in zip(self.files, self.stands_for, strict=True)}
        return tuple(replace(one, file=origin[id(one.file)]) for one in composed.included)


def everything(files: Sequence[ReadFile], turns: Sequence[Turn]) -> Material:
    """All of it in one call."""
    return Material(files=tuple(files), stands_for=tuple(files), turns=tuple(turns))


def with_long_thread(files: Sequence[ReadFile], turns: Sequence[Turn], count: Estimate, *, is_the_matter: bool) -> Material:
    """The thread as a document of its own where it is long, or is what the task is about; else in the conversation."""
    tokens = sum(count(said(turn)) for turn in turns[:-1])
    thread = as_file(turns)
    if not (thread.document and thread.document.pages) or not (tokens > CONVERSATION_TOKENS or is_the_matter):
        return everything(files, turns)
    return everything([thread, *files], recent(turns) if tokens > CONVERSATION_TOKENS else turns[-1:])


def of_answer(material: Material) -> Material:
    """An earlier answer, which the task quotes, is all that is needed; it is checked against all of the material."""
    read = tuple(Included(file=file, pages=file.document.pages, pictures=0) for file in material.stands_for if file.document)
    return replace(
        material,
        files=(),
        turns=material.turns[-1:],
        read=read,
        is_settled=True,
        is_rewrite=True,
        notes=(phrases.FROM_MY_ANSWER,),
    )


def of_comparison(material: Material, differences: Document, two: tuple[ReadFile, ReadFile], count: Estimate) -> Material:
    """The differences of two files, as many as one call should hold; both were read whole to find them."""
    free = ONE_PASS_TOKENS
    shown: list[Page] = []
    for page in differences.pages:
        free -= cost_of(page, count)
        if free < 0:
            break
        shown.append(page)
    left_out = sum(len(page.markdown.splitlines()) for page in differences.pages[len(shown) :])
    notes = (*differences.warnings, *([phrases.DIFFERENCES_LEFT_OUT.format(count=left_out)] if left_out else []))
    read = tuple(Included(file=file, pages=file.document.pages if file.document else (), pictures=0) for file in two)
    document = differences.model_copy(update={"pages": tuple(shown)})
    others = [file for file in material.stands_for if file.document and file not in two]
    return replace(
        material,
        stands_for=tuple(_not_compared(file) if file in others else file for file in material.stands_for),
        files=(ReadFile(name=document.name, document=document),),
        turns=material.turns[-1:],
        note=prompt("comparison") if shown else marks.NO_DIFFERENCES,
        read=read,
        is_settled=True,
        notes=notes,
    )


def _not_compared(file: ReadFile) -> ReadFile:
    return replace(file, document=None, reason=phrases.NOT_COMPARED)


def cost(files: Sequence[ReadFile], turns: Sequence[Turn], count: Estimate) -> int:
    """About how many tokens it all takes in one call."""
    pages = sum(cost_of(page, count) for file in files if file.document for page in file.document.pages)
    return pages + sum(count(said(turn)) for turn in turns)


def cost_of(page: Page, count: Estimate) -> int:
    """About how many tokens a page takes in a prompt."""
    tokens = count(page.markdown)
    picture = page.picture
    return tokens + tokens // 9 + ANCHOR_TOKENS + (estimate_image(picture.width, picture.height) if picture else 0)


def pictures(files: Sequence[ReadFile]) -> int:
    """How many images there are to be seen."""
    return sum(page.picture is not None for file in files if file.document for page in file.document.pages)


def fits_one_pass(material: Material, count: Estimate, room: int) -> bool:
    """Whether one call may hold all of it; `room` is what the model takes in tokens."""
    if pictures(material.files) > IMAGES_PER_CALL:
        return False
    return cost(material.files, material.turns, count) <= min(ONE_PASS_TOKENS, room)


def without_long_tables(material: Material) -> Material:
    """The same without the rows of long tables that tell nothing one by one."""
    return replace(material, files=tuple(map(read_for_itself, material.files)))


def read_for_itself(file: ReadFile) -> ReadFile:
    """A file without the rows of long tables that tell nothing one by one."""
    return replace(file, document=worth_reading(file.document)) if file.document else file


def best_pages(material: Material, question: str, count: Estimate) -> Material:
    """The pages that share most with the question, in reading order, and an outline of the rest.

    Before these come rows that were found in long tables, and of each table its description, its first and its last rows.
    """
    places = [
        (number, place)
        for number, file in enumerate(material.files)
        if file.document
        for place in range(len(file.document.pages))
    ]
    chosen = _chosen(material.files, places, question, count)
    files = tuple(_part(file, chosen.get(number, set()), material.files, count) for number, file in enumerate(material.files))
    return replace(material, files=files, is_partial=sum(map(len, chosen.values())) < len(places))


def first_pages(material: Material, count: Estimate, room: int) -> Material:
    """The pages from the beginning on whose words take no more than `room` tokens, and the first one however long it is."""
    files: list[ReadFile] = []
    free, taken = room, 0
    for file in material.files:
        shown: list[Page] = []
        for page in file.document.pages if file.document else ():
            free -= count(page.markdown) or IMAGE_WORDS_TOKENS
            if free < 0 and taken:
                break
            shown.append(page)
            taken += 1
        document = file.document.model_copy(update={"pages": tuple(shown)}) if file.document else None
        files.append(replace(file, document=document))
    return replace(material, files=tuple(files))


def _chosen(files: Sequence[ReadFile], places: Sequence[tuple[int, int]], question: str, count: Estimate) -> dict[int, set[int]]:
    """Which pages of which file find room."""
    whole = free = PAGES_TOKENS - OUTLINE_TOKENS
    images = IMAGES_PER_CALL
    named = [_with_name(files[number], _page(files, number, place)) for number, place in places]
    order = [places[rank] for rank in ranked(named, question)]
    found, about = _of_tables(files, order)
    chosen: dict[int, set[int]] = {}
    for wanted, share in ((found, TABLES_SHARE), (about, TABLES_SHARE), (_by_fitness(files, order), 1)):
        left = min(int(whole * share), free)
        for number, place in wanted:
            page = _page(files, number, place)
            if place in chosen.get(number, ()) or (page.picture and not page.markdown.strip() and not images):
                continue
            tokens = cost_of(page, count)
            if tokens > left:
                continue
            left, free = left - tokens, free - tokens
            images -= page.picture is not None and images > 0
            chosen.setdefault(number, set()).add(place)
    return chosen


def _of_tables(
    files: Sequence[ReadFile], order: Sequence[tuple[int, int]]
) -> tuple[Sequence[tuple[int, int]], Sequence[tuple[int, int]]]:
    """The places of rows that were found, and those that tell what the tables are; of each kind the most fitting first."""
    found = [one for one in order if _page(files, *one).is_found]
    descriptions: set[tuple[int, int]] = set()
    edges: set[tuple[int, int]] = set()
    for number, file in enumerate(files):
        tables = tables_of(file.document) if file.document else []
        descriptions |= {(number, table[0]) for table in tables}
        edges |= {(number, place) for place in edges_of(tables)}
    about = [*(one for one in order if one in descriptions), *(one for one in order if one in edges)]
    return found[:FOUND_FIRST], about


def _by_fitness(files: Sequence[ReadFile], order: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """All places in their order, and of what people said, the messages around one that fits behind it."""
    known = frozenset(order)
    for number, place in order:
        yield number, place
        document = files[number].document
        if document and document.kind == MESSAGES:
            yield from ((number, near) for near in (place - 1, place + 1, place + 2) if (number, near) in known)


def _with_name(file: ReadFile, page: Page) -> Page:
    """A page that can be found by its file's name too."""
    return page.model_copy(update={"markdown": f"{file.name}\n{page.markdown}"})


def _part(file: ReadFile, chosen: set[int], among: Sequence[ReadFile], count: Estimate) -> ReadFile:
    document = file.document
    if document is None or len(chosen) == len(document.pages):
        return file
    shown = tuple(page for place, page in enumerate(document.pages) if place in chosen)
    return replace(
        file,
        document=document.model_copy(update={"pages": shown}),
        outline=_outline(file, document, among, count) if document.kind != MESSAGES else "",
    )


def _outline(file: ReadFile, document: Document, among: Sequence[ReadFile], count: Estimate) -> str:
    """A line for each page or, of a long document, for pages at even distances: where it is and how it begins."""
    of = document if named_in_anchors(file, among) else None
    # Pages of rows begin alike: a table is told of by its description.
    tables = tables_of(document)
    pages = [document.pages[table[0]] for table in tables] if tables else document.pages
    lines = [f"[{cited_as(page, of=of)}] {_first_words(page)}" for page in pages]
    share = OUTLINE_TOKENS // max(sum(one.document is not None for one in among), 1)
    step = max(-(-sum(map(count, lines)) // max(share, 1)), 1)
    return "\n".join([marks.OUTLINE, *lines[::step]])


def _first_words(page: Page) -> str:
    line = next((line.strip("#|*>- \t") for line in page.markdown.splitlines() if line.strip("#|*>- \t")), "")
    return line[:LONGEST_LINE]


def _page(files: Sequence[ReadFile], number: int, place: int) -> Page:
    document = files[number].document
    assert document
    return document.pages[place]
