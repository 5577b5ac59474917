"""What the claims of an answer are checked against: the pages and messages that were read, as they are to be cited. Pure."""

from collections.abc import Iterator, Sequence

from bot.answering.citations.evidence import Passage
from bot.answering.compose import Included, named_in_anchors
from bot.answering.conversation import said
from bot.answering.fence import cited_as
from bot.answering.reading import ReadFile
from bot.language import Link, Page, Turn


def passages(read: Sequence[Included], files: Sequence[ReadFile], turns: Sequence[Turn]) -> list[Passage]:
    """The pages that were read of the gathered `files`, and the messages of the conversation that can be cited."""
    return [*_of_files(read, files), *_of_turns(turns)]


def _of_files(read: Sequence[Included], files: Sequence[ReadFile]) -> Iterator[Passage]:
    for one in read:
        of = one.file.document if named_in_anchors(one.file, files) else None
        for page in one.pages:
            yield Passage(
                anchor=cited_as(page, of=of),
                text=page.markdown,
                source=one.file.name,
                link=_link(page, one.file),
                file=one.file.file,
                is_image=page.picture is not None,
            )


def _link(page: Page, file: ReadFile) -> Link | None:
    return page.link or (Link(url=file.permalink, label="") if file.permalink else None)


def _of_turns(turns: Sequence[Turn]) -> Iterator[Passage]:
    for turn in turns:
        # What was answered before bears nothing out: it would confirm its own mistakes.
        if turn.anchor and not turn.ours:
            yield Passage(anchor=turn.anchor, text=said(turn), source=turn.speaker, link=turn.link)
