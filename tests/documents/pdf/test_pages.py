"""PDFs page by page, whole and broken."""

import re
from collections import Counter
from pathlib import Path

import pytest

from bot.documents import ocr
from bot.documents.job import Extractor
from bot.documents.pdf import pages as room
from bot.documents.pdf import pictures as pdf_pictures
from bot.language import Document, FileUnreadable, PasswordNeeded
from tests.documents import pdf_files
from tests.documents.files import CORPUS, corpus, job, pdf, refusal

BOTH = pytest.mark.parametrize("extract", [room.extract, room.extract_plain])


def _read(
    tmp_path: Path,
    data: bytes,
    *,
    extract: Extractor = room.extract,
    max_characters: int = 600_000,
    seconds: float = 30.0,
    pictures: bool = True,
) -> Document:
    path = tmp_path / "file.pdf"
    path.write_bytes(data)
    return extract(job(path, max_characters=max_characters, seconds=seconds).model_copy(update={"pictures": pictures}))


@pytest.fixture(autouse=True)
def without_ocr(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whether or not it is installed here."""
    monkeypatch.setattr(ocr, "is_installed", lambda: False)


@BOTH
def test_every_page_has_its_text_under_its_number(tmp_path: Path, extract: Extractor) -> None:
    document = _read(tmp_path, pdf("First page", "Second page", "Third page"), extract=extract)
    assert [(str(page.anchor), page.markdown) for page in document.pages] == [
        ("p. 1", "First page"),
        ("p. 2", "Second page"),
        ("p. 3", "Third page"),
    ]
    assert (document.kind, document.total_pages, document.warnings) == ("pdf", 3, ())


@BOTH
def test_a_blank_page_is_read_and_holds_nothing(tmp_path: Path, extract: Extractor) -> None:
    document = _read(tmp_path, pdf("Words", ""), extract=extract)
    assert [(page.markdown, page.picture, page.warnings) for page in document.pages] == [("Words", None, ()), ("", None, ())]
    assert document.warnings == ()


def test_a_page_without_a_text_layer_comes_as_a_picture(tmp_path: Path) -> None:
    document = _read(tmp_path, pdf_files.pdf(pdf_files.lines(5), pdf_files.scan()))
    text, scan = document.pages
    assert (text.picture, text.warnings) == (None, ())
    assert scan.picture is not None
    assert (scan.picture.mimetype, scan.picture.width, scan.picture.height) == ("image/jpeg", 1536, 1988)
    assert (scan.markdown, scan.warnings) == ("", ("no text layer",))
    assert document.warnings == ("no text layer (1 page)",)


@pytest.mark.parametrize("pictures", [False, True])
def test_a_scan_that_nobody_can_see_is_not_read_and_says_the_way_out(tmp_path: Path, *, pictures: bool) -> None:
    extract = room.extract_plain if pictures else room.extract
    document = _read(tmp_path, pdf_files.pdf(pdf_files.scan(), pdf_files.scan()), extract=extract, pictures=pictures)
    assert [page.picture for page in document.pages] == [None, None]
    assert document.warnings == ("scan not read: install ocr",)


def test_of_many_scans_some_are_shown_evenly_and_the_others_are_named(tmp_path: Path) -> None:
    document = _read(tmp_path, pdf_files.pdf(*[pdf_files.scan()] * 22))
    assert [page.anchor.first for page in document.pages if page.picture] == [1, 4, 7, 10, 13, 16, 19, 22]
    assert document.warnings == ("no text layer (8 pages)", "scan not read: install ocr (14 pages)")


def test_scans_are_shown_before_pages_with_figures(tmp_path: Path) -> None:
    figures = pdf_files.lines(6) + pdf_files.scan(height=400)
    document = _read(tmp_path, pdf_files.pdf(*[figures] * 6, *[pdf_files.scan()] * 5))
    assert [page.anchor.first for page in document.pages if page.picture] == [1, 3, 6, 7, 8, 9, 10, 11]


@pytest.mark.parametrize(
    ("content", "shown"),
    [
        (pdf_files.lines(6), False),
        (pdf_files.text("Only a few words"), False),
        (pdf_files.text("Only a few words") + pdf_files.scan(height=100), True),
        (pdf_files.lines(6) + pdf_files.scan(height=100), False),
        (pdf_files.lines(6) + pdf_files.scan(height=400), True),
        ("1 g 0 0 612 792 re f 0 g " + pdf_files.text("A white sheet beneath"), False),
        ("0 0 1 rg 100 100 300 300 re f", True),
    ],
)
def test_a_page_is_shown_where_text_alone_does_not_tell_it(tmp_path: Path, content: str, *, shown: bool) -> None:
    document = _read(tmp_path, pdf_files.pdf(content))
    assert (document.pages[0].picture is not None) == shown


def test_garbled_text_is_named_and_shown(tmp_path: Path) -> None:
    content = "".join(pdf_files.text("#$%&*+" * 10, at=(72, 700 - 20 * line)) for line in range(8))
    document = _read(tmp_path, pdf_files.pdf(content))
    assert document.pages[0].picture is not None
    assert document.warnings == ("garbled text",)


HIDDEN = {
    "invisible": pdf_files.text("Secret", at=(72, 300), before="3 Tr"),
    "white on white": pdf_files.text("Secret", at=(72, 300), before="1 g"),
    "nearly white": pdf_files.text("Secret", at=(72, 300), before="0.97 0.98 0.96 rg"),
    "white on a white shape": "1 g 60 290 200 30 re f " + pdf_files.text("Secret", at=(72, 300), before="1 g"),
    "tiny": pdf_files.text("Secret", at=(72, 300), size=1),
    "tiny by its matrix": pdf_files.text("Secret", at=(720, 3000), before="0.1 0 0 0.1 0 0 cm"),
    "tiny and turned": "BT /F1 1 Tf 0 1 -1 0 72 300 Tm (Secret) Tj ET\n",
    "below the page": pdf_files.text("Secret", at=(72, -50)),
    "beside the page": pdf_files.text("Secret", at=(700, 300)),
}


@BOTH
@pytest.mark.parametrize("content", HIDDEN.values(), ids=HIDDEN.keys())
def test_hidden_text_is_left_out_and_named(tmp_path: Path, content: str, extract: Extractor) -> None:
    document = _read(tmp_path, pdf_files.pdf(pdf_files.text("Shown") + content), extract=extract)
    assert [page.markdown for page in document.pages] == ["Shown"]
    assert document.warnings == ("hidden text left out (1 page)",)


SHOWN = {
    "large by its matrix": "BT /F1 1 Tf 12 0 0 12 72 300 Tm (Other) Tj ET\n",
    "white on black": "0 g 60 290 200 30 re f " + pdf_files.text("Other", at=(72, 300), before="1 g"),
    "white on an image": pdf_files.scan(left=60, bottom=200, width=200, height=150)
    + pdf_files.text("Other", at=(72, 330), before="1 g"),
    "outlined": pdf_files.text("Other", at=(72, 300), before="1 Tr 0 G 1 g"),
    "grey": pdf_files.text("Other", at=(72, 300), before="0.6 g"),
}


@BOTH
@pytest.mark.parametrize("content", SHOWN.values(), ids=SHOWN.keys())
def test_text_that_shows_stays(tmp_path: Path, content: str, extract: Extractor) -> None:
    document = _read(tmp_path, pdf_files.pdf(pdf_files.text("Shown") + content), extract=extract)
    assert document.pages[0].markdown.split() == ["Shown", "Other"]
    assert document.warnings == ()


@BOTH
def test_spaces_out_of_sight_are_nothing_to_name(tmp_path: Path, extract: Extractor) -> None:
    content = pdf_files.text("Shown") + pdf_files.text("   ", at=(72, 300), before="3 Tr") + pdf_files.text(" ", at=(72, -9))
    assert _read(tmp_path, pdf_files.pdf(content), extract=extract).warnings == ()


@BOTH
def test_hidden_text_in_a_form_xobject_is_left_out(tmp_path: Path, extract: Extractor) -> None:
    inside = pdf_files.form_xobject(pdf_files.text("Inside", at=(72, 600)) + pdf_files.text("Secret", at=(72, 300), before="1 g"))
    data = pdf_files.pdf(pdf_files.text("Shown") + "/Fm Do", xobject=inside)
    document = _read(tmp_path, data, extract=extract)
    assert document.pages[0].markdown.split() == ["Shown", "Inside"]
    assert document.warnings == ("hidden text left out (1 page)",)


@BOTH
def test_what_a_form_xobject_scales_or_moves_off_the_page_is_hidden(tmp_path: Path, extract: Extractor) -> None:
    inside = pdf_files.form_xobject(pdf_files.text("Secret", at=(72, 600)))
    for matrix in ("0.1 0 0 0.1 0 0", "1 0 0 1 700 0"):
        content = pdf_files.text("Shown") + f"q {matrix} cm /Fm Do Q"
        document = _read(tmp_path, pdf_files.pdf(content, xobject=inside), extract=extract)
        assert document.pages[0].markdown == "Shown"
        assert document.warnings == ("hidden text left out (1 page)",)


def test_the_text_layer_of_a_scan_stays_and_the_scan_is_shown(tmp_path: Path) -> None:
    layer = "".join(pdf_files.text(pdf_files.WORDS, at=(72, 700 - 20 * line), before="3 Tr") for line in range(6))
    document = _read(tmp_path, pdf_files.pdf(pdf_files.scan() + layer))
    assert document.pages[0].markdown.count("quick brown fox") == 6
    assert document.pages[0].picture is not None
    assert document.warnings == ()


def test_a_table_beside_hidden_text_stays_a_table(tmp_path: Path) -> None:
    rows = [("Item", "Price", "Stock"), ("Apples", "120", "7"), ("Pears", "80", "12"), ("Plums", "95", "3")]
    ruled = "".join(f"72 {700 - 20 * n} m 372 {700 - 20 * n} l S " for n in range(5)) + "".join(
        f"{72 + 100 * n} 700 m {72 + 100 * n} 620 l S " for n in range(4)
    )
    cells = "".join(
        pdf_files.text(cell, at=(78 + 100 * column, 686 - 20 * row))
        for row, line in enumerate(rows)
        for column, cell in enumerate(line)
    )
    document = _read(tmp_path, pdf_files.pdf(ruled + cells + HIDDEN["white on white"]))
    assert "| Pears | 80 | 12 |" in document.pages[0].markdown
    assert "Secret" not in document.pages[0].markdown


FIELDS = (
    "/FT /Tx /T (name) /TU (Full name) /V (Jo Field)",
    "/FT /Tx /T (empty)",
    "/FT /Tx /T (pin) /V (Secret) /Ff 8192",
    "/FT /Tx /T (trap) /V (Secret) /F 2",
    "/FT /Btn /T (agree) /V /Yes /AS /Yes",
    "/FT /Btn /T (news) /V /Off /AS /Off",
    "/FT /Ch /T (city) /V (Rome) /Opt [(Rome) (Oslo)] /Ff 131072",
    "/FT /Btn /T (button) /Ff 65536",
)


@BOTH
def test_filled_in_fields_are_read(tmp_path: Path, extract: Extractor) -> None:
    document = _read(tmp_path, pdf_files.pdf(pdf_files.text("A form"), fields=FIELDS), extract=extract)
    assert document.pages[0].markdown == (
        "A form\n\nForm fields:\n- Full name: Jo Field\n- agree: [x]\n- news: [ ]\n- city: Rome"
    )
    assert document.warnings == ("hidden text left out (1 page)",)
    assert (document.pages[0].picture is not None) == (extract is room.extract)


@BOTH
def test_comments_are_read_with_their_authors(tmp_path: Path, extract: Extractor) -> None:
    annotations = (
        "/Subtype /Text /Contents (Please check\\nthis) /T (Reviewer)",
        "/Subtype /Highlight /Contents (Why?)",
        "/Subtype /Text /Contents (Secret) /F 2",
        "/Subtype /Text /Contents ()",
        "/Subtype /Link /Contents (not a comment)",
    )
    document = _read(tmp_path, pdf_files.pdf(pdf_files.text("Words"), annotations=annotations), extract=extract)
    assert document.pages[0].markdown == "Words\n\nComments:\n- Reviewer: Please check this\n- Why?"
    assert document.warnings == ("hidden text left out (1 page)",)


@pytest.mark.parametrize("box", ["[0 0 14400 1]", "[0 0 1 14400]", "[0 0 0 0]", "[0 0 1e9 1e9]", "[-100 -100 100 100]"])
def test_no_page_is_too_wide_or_narrow_to_be_shown(tmp_path: Path, box: str) -> None:
    document = _read(tmp_path, pdf_files.pdf("0 0 1 rg 0 0 50 1 re f", boxes=f"/MediaBox {box}"))
    picture = document.pages[0].picture
    assert picture is None or max(picture.width, picture.height) <= 2048


def test_a_page_that_can_not_be_drawn_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_page: object) -> None:
        raise pdf_pictures.PdfiumError("broken")

    monkeypatch.setattr(pdf_pictures, "page_image", fail)
    assert _read(tmp_path, pdf_files.pdf(pdf_files.scan())).warnings == ("scan not read: install ocr",)


def test_pictures_end_with_the_time(tmp_path: Path) -> None:
    document = _read(tmp_path, pdf_files.pdf(pdf_files.scan()), seconds=0.0)
    assert document.pages[0].picture is None


class _Recognition:
    """Recognises the same in every picture but the last, in which there is nothing."""

    def __init__(self, *, deadline: float) -> None:
        self.left = 2

    def text(self, _image: object) -> str | None:
        self.left -= 1
        return "Recognised words" if self.left >= 0 else "" if self.left == -1 else None


def test_recognised_text_stands_beside_the_picture(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "is_installed", lambda: True)
    monkeypatch.setattr(ocr, "Recognition", _Recognition)
    data = pdf_files.pdf(*[pdf_files.scan()] * 4, fields=["/FT /Tx /T (name) /V (Jo)"])
    document = _read(tmp_path, data)
    assert document.pages[0].markdown == "Recognised words\n\nForm fields:\n- name: Jo"
    assert all(page.picture for page in document.pages)
    assert [page.warnings for page in document.pages] == [
        ("text recognised (OCR)",),
        ("text recognised (OCR)",),
        ("no text recognised",),
        ("no text layer",),
    ]
    blind = _read(tmp_path, data, pictures=False)
    assert [page.warnings for page in blind.pages[2:]] == [("no text recognised",), ("scan not read",)]


def test_recognised_text_keeps_within_the_budget(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "is_installed", lambda: True)
    monkeypatch.setattr(ocr, "Recognition", _Recognition)
    document = _read(tmp_path, pdf_files.pdf(*[pdf_files.scan()] * 4), max_characters=20)
    assert [page.markdown for page in document.pages] == ["Recognised words", "Reco"]


def test_reading_stops_at_the_budget(tmp_path: Path) -> None:
    document = _read(tmp_path, pdf(*["Ten chars."] * 60), max_characters=100)
    assert len(document.pages) == 10
    assert document.total_pages == 60


def test_reading_stops_before_the_worker_would_be_killed(tmp_path: Path) -> None:
    document = _read(tmp_path, pdf("One", "Two"), seconds=0.0)
    assert [page.markdown for page in document.pages] == ["One"]
    assert document.total_pages == 2
    assert document.warnings == ("reading stopped after 0 seconds",)


def test_what_the_first_parser_refuses_the_second_reads(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_arguments: object) -> None:
        raise room.ParseError("broken")

    monkeypatch.setattr(room.LiteParse, "parse_batches", refuse)
    assert [page.markdown for page in _read(tmp_path, pdf("One", "Two")).pages] == ["One", "Two"]


@BOTH
@pytest.mark.parametrize(
    "data",
    [
        b"%PDF-1.4\n",
        pdf("Words")[:200],
        b"%PDF-1.7\n" + bytes(range(256)) * 20,
        pdf(),
    ],
)
def test_a_broken_pdf_is_damaged(tmp_path: Path, data: bytes, extract: Extractor) -> None:
    with pytest.raises(FileUnreadable) as raised:
        _read(tmp_path, data, extract=extract)
    assert raised.value.sentence == "damaged PDF: please export and share it again"


@BOTH
def test_a_page_that_can_not_be_loaded_is_damaged_and_not_a_scan(tmp_path: Path, extract: Extractor) -> None:
    document = _read(tmp_path, pdf("Words", "Lost", kids="4 0 R 99 0 R"), extract=extract)
    assert [page.warnings for page in document.pages] == [(), ("damaged page",)]
    lost = pdf("Lost", kids="99 0 R")
    assert refusal(lambda: _read(tmp_path, lost, extract=extract)) == "damaged PDF: please export and share it again"


@BOTH
def test_a_page_tree_that_bites_its_tail_ends(tmp_path: Path, extract: Extractor) -> None:
    reason = refusal(lambda: _read(tmp_path, pdf("Words", kids="2 0 R"), extract=extract))
    assert reason in {None, "damaged PDF: please export and share it again"}


@BOTH
def test_an_encrypted_pdf_asks_for_its_password(extract: Extractor) -> None:
    path = corpus("encrypted-abc.pdf")
    for password in (None, "wrong"):
        with pytest.raises(PasswordNeeded) as raised:
            extract(job(path, password=password))
        assert raised.value.sentence == "password-protected"
    assert extract(job(path, password="abc")).total_pages == 1


def _words(text: str) -> Counter[str]:
    return Counter(re.findall(r"\w+", text.lower()))


@pytest.mark.parametrize(
    "name",
    [
        "test.pdf",
        "multi_page.pdf",
        "2305.03393v1-pg9.pdf",
        "RECEIPT-2024-TXN-98765_retail_purchase.pdf",
        "REPAIR-2022-INV-001_multipage.pdf",
    ],
)
def test_real_pdfs_keep_their_words(name: str) -> None:
    document = room.extract(job(corpus(name)))
    expected = _words((CORPUS / "expected" / f"{name}.md").read_text("utf-8"))
    found = _words("\n".join(page.markdown for page in document.pages))
    assert (expected & found).total() >= 0.95 * expected.total()


@pytest.mark.parametrize("name", ["linn.pdf", "pdf_scanned_invoice.pdf"])
def test_real_scans_are_told_from_texts(name: str) -> None:
    document = room.extract(job(corpus(name)))
    assert document.warnings == ("no text layer",)
    assert all(page.picture for page in document.pages)


def test_real_headings_in_white_on_white_are_found() -> None:
    document = room.extract(job(corpus("redp5110_sampled.pdf")))
    assert "Front cover" not in document.pages[0].markdown
    assert document.warnings == ("hidden text left out (3 pages)",)
