"""What the receipt says of each file."""

from collections.abc import Sequence

import pytest

from bot.answering.citations.check import Checked, Verdict
from bot.answering.compose import IMAGES_PER_CALL, Composed, Included
from bot.answering.reading import ReadFile, with_children
from bot.answering.receipt import Tally
from bot.answering.receipt import receipt as made
from bot.language import (
    ARCHIVE,
    CLIP,
    Anchor,
    AnchorKind,
    Document,
    Page,
    PartialTable,
    Picture,
    Receipt,
    Unread,
    Usage,
    phrases,
)
from bot.language.speech import language, speaking

JPEG = Picture(mimetype="image/jpeg", data=b"", width=1, height=1)


def receipt(*, composed: Composed, files: Sequence[ReadFile], notes: Sequence[str], images_dropped: int) -> Receipt:
    """The receipt of an answer that made no claim and took no time."""
    return made(
        included=composed.included,
        composed=composed,
        files=files,
        notes=notes,
        images_dropped=images_dropped,
        tally=Tally(),
    )


def read_of(file: ReadFile, count: int) -> tuple[Page, ...]:
    """The first pages of a file that was read."""
    return file.document.pages[:count] if file.document else ()


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
    composed = Composed(messages=(), included=(Included(file=file, pages=read_of(file, included), pictures=pictures),))
    assert str(receipt(composed=composed, files=[file], notes=(), images_dropped=dropped)) == expected


def test_an_image_without_a_place_among_those_of_an_answer_says_so() -> None:
    files = [read(name, pages(AnchorKind.IMAGE, (1, 1), text="", picture=JPEG)) for name in ("a.jpg", "b.jpg")]
    shown = tuple(Included(file=file, pages=(), pictures=count) for file, count in zip(files, (0, IMAGES_PER_CALL), strict=True))
    line, _ = receipt(composed=Composed(messages=(), included=shown), files=files, notes=(), images_dropped=0).lines
    assert line.outcome == f"not read: {phrases.TOO_MANY_IMAGES}"


def labelled(kind: AnchorKind, *labels: str) -> tuple[Page, ...]:
    return tuple(Page(anchor=Anchor(kind=kind, first=n, last=n, label=label), markdown="x") for n, label in enumerate(labels, 1))


CELLS = labelled(AnchorKind.CELLS, "Sales!A1:F40", "Sales!A41:F80", "Costs!A1:B2")
SPOKEN = labelled(AnchorKind.TIME, "0:00", "12:04")
SLIDES = pages(AnchorKind.SLIDE, (1, 1), (2, 2))
SECTIONS = labelled(AnchorKind.HEADING, "§ Terms", "§ Prices")


@pytest.mark.parametrize(
    ("parts", "total", "included", "expected"),
    [
        (SLIDES, 2, 2, "2 slides"),
        (SLIDES, 9, 2, "2 of 9 slides"),
        (SECTIONS, 2, 1, "1 of 2 sections"),
        (CELLS, 3, 3, "2 sheets"),
        (CELLS, 3, 2, "1 sheet read in part"),
        (CELLS, 80, 3, "2 sheets read in part"),
        (SPOKEN, 2, 2, "read"),
        (SPOKEN, 2, 1, "read up to 0:00"),
        (pages(AnchorKind.WHOLE, (1, 1)), 4, 1, "read in part"),
    ],
)
def test_every_kind_of_anchor_has_its_unit(parts: tuple[Page, ...], total: int, included: int, expected: str) -> None:
    file = read("a", parts, total=total)
    composed = Composed(messages=(), included=(Included(file=file, pages=read_of(file, included), pictures=0),))
    assert str(receipt(composed=composed, files=[file], notes=(), images_dropped=0)) == f"a {expected}"


TABLE = PartialTable(rows=9000, sought=("zenith",))
ROWS = pages(AnchorKind.ROWS, (1, 1), (2, 51), (52, 101), (700, 700), (8951, 9000))
SHEETS = tuple(
    Page(anchor=Anchor(kind=AnchorKind.CELLS, first=first, last=last, label=f"{sheet}!A{first}:B{last}"), markdown="x")
    for sheet in ("One", "Two")
    for first, last in ((1, 1), (2, 51), (700, 700))
)


@pytest.mark.parametrize(
    ("parts", "included", "expected"),
    [
        (ROWS, 5, "152 of 9,000 rows (rows 2-101, …)"),
        (ROWS, 4, "102 of 9,000 rows, chosen from what was read (rows 2-101, …)"),
        (ROWS[:3], 3, "101 of 9,000 rows (rows 2-101, …)"),
        (SHEETS, 6, "2 sheets read in part (rows 2-101, …)"),
        (SHEETS, 5, "103 rows of 2 sheets, chosen from what was read (rows 2-101, …)"),
        (SHEETS, 2, "51 rows of 1 sheet, chosen from what was read (rows 2-101, …)"),
    ],
)
def test_of_a_table_that_was_read_in_part_the_rows_are_counted_that_the_model_was_shown(
    parts: tuple[Page, ...], included: int, expected: str
) -> None:
    document = Document(name="a", kind="csv", pages=parts, total_pages=99, warnings=("rows 2-101, …",), partial_table=TABLE)
    file = ReadFile(name="a", document=document)
    composed = Composed(messages=(), included=(Included(file=file, pages=read_of(file, included), pictures=0),))
    assert str(receipt(composed=composed, files=[file], notes=(), images_dropped=0)) == f"a {expected}"


def test_every_kind_of_anchor_is_told_of() -> None:
    for kind in AnchorKind:
        file = read("a", pages(kind, (1, 1), (2, 2)), total=5)
        composed = Composed(messages=(), included=(Included(file=file, pages=read_of(file, 1), pictures=0),))
        assert str(receipt(composed=composed, files=[file], notes=(), images_dropped=0)).startswith("a ")


def test_an_archive_is_told_by_its_files_and_each_of_them_by_itself() -> None:
    inner = Document(name="all.zip/a.pdf", kind="pdf", pages=PAGES, total_pages=3)
    listing = pages(AnchorKind.WHOLE, (1, 1))
    children = (inner, Unread(name="all.zip/b.key", reason="unsupported format"))
    archive = Document(
        name="all.zip", kind=ARCHIVE, pages=listing, total_pages=1, children=children, warnings=("7 more not read",)
    )
    files = tuple(with_children(ReadFile(name="all.zip", document=archive)))
    composed = Composed(messages=(), included=(Included(file=files[1], pages=read_of(files[1], 2), pictures=0),))
    assert str(receipt(composed=composed, files=files, notes=(), images_dropped=0)) == (
        "all.zip 2 files (7 more not read) · all.zip/a.pdf 2 of 3 pages · all.zip/b.key not read: unsupported format"
    )


def test_an_archive_of_which_nothing_could_be_taken_says_so() -> None:
    archive = Document(name="all.zip", kind=ARCHIVE, warnings=("7 more not read",))
    file = ReadFile(name="all.zip", document=archive)
    assert (
        str(receipt(composed=Composed(messages=()), files=[file], notes=(), images_dropped=0))
        == "all.zip 0 files (7 more not read)"
    )


def test_a_mail_is_told_by_itself_and_by_its_files() -> None:
    attachment = Document(name="m.eml/a.pdf", kind="pdf", pages=PAGES, total_pages=3)
    page = Page(anchor=Anchor(kind=AnchorKind.WHOLE, label="message"), markdown="x")
    file = ReadFile(
        name="m.eml", document=Document(name="m.eml", kind="email", pages=(page,), total_pages=1, children=(attachment,))
    )
    composed = Composed(messages=(), included=(Included(file=file, pages=read_of(file, 1), pictures=0),))
    assert str(receipt(composed=composed, files=[file], notes=(), images_dropped=0)) == "m.eml read, 1 file"


def test_notes_follow_the_files() -> None:
    composed = Composed(messages=(), turns_left_out=3, task_cut=True)
    result = receipt(composed=composed, files=[], notes=["using q3.pdf, shared 5 minutes ago"], images_dropped=0)
    assert str(result) == (
        "using q3.pdf, shared 5 minutes ago · 3 messages at the beginning of the thread left out"
        " · your message was too long and was cut"
    )


@pytest.mark.parametrize(
    ("spans", "included", "expected"),
    [
        (((1, 1), (2, 51), (52, 101)), 3, "101 rows"),
        (((1, 1), (2, 51), (52, 101)), 2, "first 51 rows"),
        (((1, 1), (2, 2001), (999951, 1000000)), 3, "2,051 of 1,000,000 rows"),
    ],
)
def test_of_a_large_table_only_the_rows_that_were_read_are_claimed(
    spans: tuple[tuple[int, int], ...], included: int, expected: str
) -> None:
    file = read("big.csv", pages(AnchorKind.ROWS, *spans))
    composed = Composed(messages=(), included=(Included(file=file, pages=read_of(file, included), pictures=0),))
    assert str(receipt(composed=composed, files=[file], notes=[], images_dropped=0)) == f"big.csv {expected}"


@pytest.mark.parametrize(
    ("included", "warnings", "expected"),
    [
        (2, (phrases.MADE_BY_SLACK,), "clip.mp4 transcript read (made by Slack)"),
        (1, (), "clip.mp4 transcript read up to 0:00"),
    ],
)
def test_of_a_clip_it_is_the_transcript_that_was_read(included: int, warnings: tuple[str, ...], expected: str) -> None:
    file = read("clip.mp4", SPOKEN, warnings=warnings)
    assert file.document
    file = ReadFile(name=file.name, document=file.document.model_copy(update={"kind": CLIP}))
    composed = Composed(messages=(), included=(Included(file=file, pages=read_of(file, included), pictures=0),))
    assert str(receipt(composed=composed, files=[file], notes=(), images_dropped=0)) == expected


def checked(verdict: Verdict) -> Checked:
    return Checked(text="x", verdict=verdict)


def test_what_the_check_came_to_and_what_it_took_stand_at_the_end() -> None:
    verdicts = [Verdict.UNVERIFIED, Verdict.BARE, Verdict.BARE, Verdict.UNSEEN, Verdict.SUPPORTED, Verdict.PLAIN]
    usage = Usage(prompt_tokens=12_000, completion_tokens=345)
    tally = Tally.of([checked(verdict) for verdict in verdicts], usage=usage, seconds=7.6)
    assert str(tally) == (
        "1 claim not confirmed · 2 claims without a footnote · 1 claim from images, not checked · 12,345 tokens, 8 s"
    )
    assert not str(Tally())


@pytest.mark.parametrize(
    ("pictures", "dropped", "expected"),
    [(0, 0, "3 pages"), (1, 0, "3 pages, 1 as image"), (2, 0, "3 pages, 2 as images"), (2, 2, "3 pages")],
)
def test_pages_that_were_seen_are_told(pictures: int, dropped: int, expected: str) -> None:
    file = read("a.pdf", PAGES)
    composed = Composed(messages=(), included=(Included(file=file, pages=PAGES, pictures=pictures),))
    assert receipt(composed=composed, files=[file], notes=(), images_dropped=dropped).lines[0].outcome == expected


@pytest.mark.parametrize(
    ("shows_cost", "dollars", "expected"), [(True, 0.0123, " · $0.0123"), (False, 0.0123, ""), (True, 0.0, "")]
)
def test_the_cost_is_told_only_where_that_was_turned_on(shows_cost: bool, dollars: float, expected: str) -> None:
    usage = Usage(prompt_tokens=17, dollars=dollars)
    assert str(Tally(usage=usage, seconds=1, shows_cost=shows_cost)) == f"17 tokens, 1 s{expected}"


def test_a_receipt_is_in_the_language_in_force() -> None:
    files = [
        read("Bericht.pdf", PAGES, total=1200),
        read("Bilder.pptx", pages(AnchorKind.SLIDE, (1, 1))),
    ]
    included = tuple(Included(file=file, pages=read_of(file, 3), pictures=int(file is files[0])) for file in files)
    composed = Composed(messages=(), included=included, turns_left_out=3, task_cut=True)
    with speaking(language("de")):
        tally = Tally(unverified=1, bare=2, usage=Usage(prompt_tokens=12_000, completion_tokens=345), seconds=4.4)
        said = str(made(included=included, composed=composed, files=files, notes=(), images_dropped=0, tally=tally))
    assert said == (
        "Bericht.pdf 3 von 1.200 Seiten, 1 als Bild · Bilder.pptx 1 Folie · 3 Nachrichten vom Anfang des Threads weggelassen · "
        "Ihre Nachricht war zu lang und wurde gekürzt · 1 Aussage nicht bestätigt · 2 Aussagen ohne Fußnote · 12.345 Tokens, 4 s"
    )
