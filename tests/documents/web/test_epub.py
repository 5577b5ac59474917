"""Books by their chapters."""

from pathlib import Path

import pytest

from bot.documents.web import epub
from bot.language import Document
from tests.documents import samples
from tests.documents.files import job, refusal

ONE = "<html><title>Book</title><body><h1>The Beginning</h1><p>It was dark.</p></body></html>"
TWO = "<html><head><title>Two</title></head><body><p>No heading.</p><p hidden>x</p></body></html>"
ENCRYPTED = (
    '<encryption xmlns="urn:oasis:names:tc:opendocument:xmlns:container" xmlns:enc="http://www.w3.org/2001/04/xmlenc#">'
    '<enc:EncryptedData><enc:EncryptionMethod Algorithm="{}"/></enc:EncryptedData></encryption>'
)


def _read(tmp_path: Path, data: bytes, *, max_characters: int = 600_000) -> Document:
    path = tmp_path / "a.epub"
    path.write_bytes(data)
    return epub.extract(job(path, max_characters=max_characters))


def test_chapters_are_read_in_the_order_of_the_spine(tmp_path: Path) -> None:
    document = _read(tmp_path, samples.epub({"z.xhtml": ONE, "a.xhtml": TWO}))
    assert [(str(page.anchor), page.markdown) for page in document.pages] == [
        ("§ The Beginning", "# The Beginning\n\nIt was dark."),
        ("§ Two", "No heading."),
    ]
    assert (document.kind, document.total_pages) == ("epub", 2)
    assert document.warnings == ("hidden text left out (1 element)",)


def test_the_table_of_contents_names_chapters_without_a_heading(tmp_path: Path) -> None:
    contents = '<ol><li><a href="a.xhtml#top">Chapter <b>Two</b></a></li></ol>'
    (page,) = _read(tmp_path, samples.epub({"a.xhtml": TWO}, contents=contents)).pages
    assert str(page.anchor) == "§ Chapter Two"


def test_the_older_table_of_contents_names_them_too(tmp_path: Path) -> None:
    ncx = (
        '<ncx xmlns="http://www.daisy.org/z3986/2005/ncx/"><navMap><navPoint><navLabel><text>Second</text></navLabel>'
        '<content src="a%20b.xhtml#x"/></navPoint></navMap></ncx>'
    )
    package = (
        '<package xmlns="http://www.idpf.org/2007/opf"><manifest><item id="ncx" href="toc.ncx" media-type="x"/>'
        '<item id="c" href="a%20b.xhtml" media-type="application/xhtml+xml"/><item id="i" href="i.png" media-type="image/png"/>'
        '</manifest><spine toc="ncx"><itemref idref="c"/><itemref idref="i"/><itemref idref="lost"/></spine></package>'
    )
    members = {
        "META-INF/container.xml": samples.CONTAINER,
        "OPS/book.opf": package,
        "OPS/toc.ncx": ncx,
        "OPS/a b.xhtml": "<p>x</p>",
    }
    (page,) = _read(tmp_path, samples.zipped(members)).pages
    assert str(page.anchor) == "§ Second"


def test_a_chapter_without_any_name_is_numbered(tmp_path: Path) -> None:
    (page,) = _read(tmp_path, samples.epub({"a.xhtml": "<p>words</p>"})).pages
    assert str(page.anchor) == "§ chapter 1"


def test_a_lost_chapter_is_named(tmp_path: Path) -> None:
    package = samples.epub({"a.xhtml": ONE, "b.xhtml": TWO})
    document = _read(tmp_path, package.replace(b"OPS/b.xhtml", b"OPS/c.xhtml"))
    assert len(document.pages) == 1
    assert document.warnings == ("1 damaged or missing chapters left out",)


@pytest.mark.parametrize(
    ("extra", "reason"),
    [
        ({"META-INF/rights.xml": "<x/>"}, "copy-protected"),
        ({"META-INF/encryption.xml": ENCRYPTED.format("http://www.w3.org/2001/04/xmlenc#aes128-cbc")}, "copy-protected"),
        ({"META-INF/encryption.xml": "<"}, "damaged EPUB: please export and share it again"),
    ],
)
def test_a_protected_book_is_refused_with_the_reason(tmp_path: Path, extra: dict[str, str], reason: str) -> None:
    assert (refusal(lambda: _read(tmp_path, samples.epub({"a.xhtml": ONE}, extra=extra))) or "").startswith(reason)


def test_obfuscated_fonts_protect_no_words(tmp_path: Path) -> None:
    extra = {"META-INF/encryption.xml": ENCRYPTED.format("http://www.idpf.org/2008/embedding")}
    assert _read(tmp_path, samples.epub({"a.xhtml": ONE}, extra=extra)).pages


@pytest.mark.parametrize(
    "package",
    ["", "<", "<package/>x", '<!DOCTYPE x [<!ENTITY a "b">]><package xmlns="http://www.idpf.org/2007/opf"/>'],
)
def test_a_damaged_book_is_refused(tmp_path: Path, package: str) -> None:
    members = {"META-INF/container.xml": samples.CONTAINER, "OPS/book.opf": package}
    assert refusal(lambda: _read(tmp_path, samples.zipped(members))) == "damaged EPUB: please export and share it again"


def test_a_book_without_a_package_or_words_is_refused(tmp_path: Path) -> None:
    assert (
        refusal(lambda: _read(tmp_path, samples.zipped({"META-INF/container.xml": "<container/>"})))
        == "damaged EPUB: please export and share it again"
    )
    assert (
        refusal(lambda: _read(tmp_path, samples.epub({"a.xhtml": ONE})[:300])) == "damaged EPUB: please export and share it again"
    )
    assert refusal(lambda: _read(tmp_path, samples.epub({"a.xhtml": "<p></p>"}))) == "nothing readable in it"


def test_a_bad_table_of_contents_costs_only_the_titles(tmp_path: Path) -> None:
    (page,) = _read(tmp_path, samples.epub({"a.xhtml": TWO}, contents="<")).pages
    assert str(page.anchor) == "§ Two"


def test_a_book_beyond_the_budget_says_how_far_it_was_read(tmp_path: Path) -> None:
    chapters = {f"{number}.xhtml": f"<h1>{number}</h1><p>words</p>" for number in range(10)}
    document = _read(tmp_path, samples.epub(chapters), max_characters=25)
    assert len(document.pages) < document.total_pages
    assert document.warnings == ("read chapters 1-3 of 10",)
