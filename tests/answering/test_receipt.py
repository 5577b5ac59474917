"""What the receipt says of each file."""

import pytest

from bot.answering.compose import Composed, Included
from bot.answering.reading import ReadFile
from bot.answering.receipt import receipt
from bot.language import Anchor, AnchorKind, Document, Page, Picture, phrases

JPEG = Picture(mimetype="image/jpeg", data=b"", width=1, height=1)


def pages(kind: AnchorKind, *spans: tuple[int, int], text: str = "x", picture: Picture | None = None) -> tuple[Page, ...]:
    return tuple(Page(anchor=Anchor(kind=kind, first=first, last=last), markdown=text, picture=picture) for first, last in spans)


def read(name: str, parts: tuple[Page, ...], *, total: int | None = None, warnings: tuple[str, ...] = ()) -> ReadFile:
    document = Document(name=name, kind="x", pages=parts, total_pages=total or len(parts), warnings=warnings)
    return ReadFile(name=name, document=document)


PAGES = pages(AnchorKind.PAGE, (1, 1), (2, 2), (3, 3))


@pytest.mark.parametrize(
    ("file", "included", "pictures", "dropped", "expected"),
    [
        (read("a.pdf", PAGES), 3, 0, 0, "a.pdf 3 pages"),
        (read("a.pdf", PAGES[:1]), 1, 0, 0, "a.pdf 1 page"),
        (read("a.pdf", PAGES), 2, 0, 0, "a.pdf 2 of 3 pages"),
        (read("a.pdf", PAGES, total=2_120), 3, 0, 0, "a.pdf 3 of 2,120 pages"),
        (read("a.pdf", PAGES), 0, 0, 0, f"a.pdf not read: {phrases.NO_ROOM}"),
        (read("a.txt", pages(AnchorKind.LINES, (1, 80), (81, 90))), 2, 0, 0, "a.txt 90 lines"),
        (read("a.txt", pages(AnchorKind.LINES, (1, 80), (81, 90))), 1, 0, 0, "a.txt first 80 lines"),
        (read("a.html", pages(AnchorKind.WHOLE, (1, 1))), 1, 0, 0, "a.html read"),
        (read("a.jpg", pages(AnchorKind.IMAGE, (1, 1), text="", picture=JPEG)), 1, 1, 0, "a.jpg 1 image"),
        (
            read("a.jpg", pages(AnchorKind.IMAGE, (1, 1), text="", picture=JPEG)),
            1,
            1,
            1,
            f"a.jpg not read: {phrases.NO_IMAGES}",
        ),
        (
            read("a.jpg", pages(AnchorKind.IMAGE, (1, 1), text="", picture=JPEG)),
            1,
            0,
            0,
            f"a.jpg not read: {phrases.TOO_MANY_IMAGES}",
        ),
        (
            read("scan.pdf", pages(AnchorKind.PAGE, (1, 1), text=" "), warnings=("no text layer (scanned)",)),
            1,
            0,
            0,
            "scan.pdf not read: no text layer (scanned)",
        ),
        (read("a.gif", PAGES, warnings=("first frame only",)), 3, 0, 0, "a.gif 3 pages (first frame only)"),
        (ReadFile(name="plan.key", reason="unsupported format"), 0, 0, 0, "plan.key not read: unsupported format"),
    ],
)
def test_every_file_has_its_line(file: ReadFile, included: int, pictures: int, dropped: int, expected: str) -> None:
    composed = Composed(messages=(), included=(Included(file=file, pages=included, pictures=pictures),))
    assert str(receipt(composed=composed, files=[file], notes=(), images_dropped=dropped)) == expected


def test_notes_follow_the_files() -> None:
    composed = Composed(messages=(), turns_left_out=3, task_cut=True)
    result = receipt(composed=composed, files=[], notes=["using q3.pdf, shared 5 minutes ago"], images_dropped=0)
    assert str(result) == (
        "using q3.pdf, shared 5 minutes ago · 3 messages at the beginning of the thread left out"
        " · your message was too long and was cut"
    )
