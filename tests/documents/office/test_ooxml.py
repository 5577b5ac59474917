"""Word and PowerPoint: what is read of them, what is left out because nobody sees it, and how hostile ones end."""

import random
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.documents.office import ooxml as office
from bot.documents.office import plain as office_plain
from bot.documents.office.ooxml import extract_slides, extract_word
from bot.language import Document, FileUnreadable, phrases
from tests.documents.files import corpus, job, refusal
from tests.documents.office_files import docx, fill, heading, paragraph, pptx, shape, table, zipped

GHOST = '<w:style w:type="paragraph" w:styleId="Ghost"><w:rPr><w:vanish/></w:rPr></w:style>'
PALE = (
    '<w:style w:type="paragraph" w:styleId="Pale"><w:rPr><w:color w:val="FFFFFF"/></w:rPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="Paler"><w:basedOn w:val="Pale"/></w:style>'
)
SHADED = '<w:shd w:val="clear" w:fill="1F3864"/>'
WHITE = '<w:color w:val="FFFFFF"/>'

Read = Callable[[bytes], Document]


@pytest.fixture
def word(tmp_path: Path) -> Read:
    def read(data: bytes) -> Document:
        path = tmp_path / "file"
        path.write_bytes(data)
        return extract_word(job(path))

    return read


@pytest.fixture
def slides(tmp_path: Path) -> Read:
    def read(data: bytes) -> Document:
        path = tmp_path / "file"
        path.write_bytes(data)
        return extract_slides(job(path))

    return read


def _boxed(inner: str, marks: str = "") -> str:
    shape = f"<v:shape {marks}><v:textbox><w:txbxContent>{inner}</w:txbxContent></v:textbox></v:shape>"
    return f"<w:p><w:r><w:pict>{shape}</w:pict></w:r></w:p>"


def _drawn(inner: str, fill: str) -> str:
    shape = f"<wps:wsp><wps:spPr>{fill}</wps:spPr><wps:txbx><w:txbxContent>{inner}</w:txbxContent></wps:txbx></wps:wsp>"
    graphic = f"<a:graphic><a:graphicData>{shape}</a:graphicData></a:graphic>"
    return f"<w:p><w:r><w:drawing><wp:inline>{graphic}</wp:inline></w:drawing></w:r></w:p>"


def _tabled(inner: str, properties: str = "") -> str:
    return f"<w:tbl>{properties}<w:tr><w:tc>{inner}</w:tc></w:tr></w:tbl>"


def _text(document: Document) -> str:
    return "\n".join(page.markdown for page in document.pages)


def test_a_word_document_is_cited_by_its_headings(word: Read) -> None:
    document = word(
        docx(paragraph("Before"), heading("Terms"), paragraph("Thirty days."), heading("Price", 2), table(("a", "b"), ("1", "2")))
    )
    assert [(str(page.anchor), page.markdown) for page in document.pages] == [
        ("§ beginning", "Before"),
        ("§ Terms", "# Terms\n\nThirty days."),
        ("§ Price", "## Price\n\n| a | b |\n| --- | --- |\n| 1 | 2 |"),
    ]
    assert (document.kind, document.total_pages, document.warnings) == ("docx", 3, ())


def test_a_short_document_without_headings_is_one_piece(word: Read) -> None:
    assert [str(page.anchor) for page in word(docx(paragraph("One"), paragraph("Two"))).pages] == ["whole"]


def test_a_long_document_without_headings_is_cited_by_lines(word: Read) -> None:
    document = word(docx(*(paragraph(f"Line {number} " + "words " * 30) for number in range(100))))
    assert str(document.pages[0].anchor).startswith("lines 1-")


def test_notes_and_comments_stand_behind_the_paragraph_that_refers_to_them(word: Read) -> None:
    def referring(kind: str) -> str:
        return f"<w:p><w:r><w:t>Text {kind}</w:t></w:r><w:r><w:{kind}Reference w:id='1'/></w:r></w:p>"

    document = word(
        docx(
            heading("One"),
            referring("footnote"),
            referring("comment"),
            heading("Two"),
            referring("endnote"),
            parts={
                "footnotes": f'<w:footnote w:id="1">{paragraph("A footnote.")}{paragraph("Its rest.")}</w:footnote>',
                "endnotes": f'<w:endnote w:id="1">{paragraph("An endnote.")}</w:endnote>',
                "comments": f'<w:comment w:id="1" w:author="Reviewer">{paragraph("Really?")}</w:comment>',
            },
        )
    )
    assert [page.markdown for page in document.pages] == [
        "# One\n\nText footnote[^1]\n\n[^1]: A footnote. Its rest.\n\nText comment\n\n> **Comment (Reviewer):** Really?",
        "# Two\n\nText endnote[^e1]\n\n[^e1]: An endnote.",
    ]


def test_a_running_header_is_kept_once(word: Read) -> None:
    section = '<w:sectPr><w:headerReference w:type="default" r:id="header1"/></w:sectPr>'
    body = paragraph("First"), f"<w:p><w:pPr>{section}</w:pPr></w:p>", paragraph("Second"), section
    text = _text(word(docx(*body, parts={"header1": paragraph("Running")})))
    assert text.count("Running") == 1
    assert "First" in text
    assert "Second" in text


def test_a_running_page_number_is_not_read_as_words(word: Read) -> None:
    section = '<w:sectPr><w:headerReference w:type="default" r:id="header1"/></w:sectPr>'
    number = '<w:p><w:fldSimple w:instr=" PAGE "><w:r><w:t>7</w:t></w:r></w:fldSimple></w:p>'
    assert _text(word(docx(paragraph("First"), section, parts={"header1": number}))).strip() == "First"


def test_an_address_that_many_links_share_is_kept_once(word: Read) -> None:
    link = (
        '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>HYPERLINK "https://example.org/a"</w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>words</w:t></w:r>'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'
    )
    assert _text(word(docx(link, link))).count("https://example.org/a") == 1


@pytest.mark.parametrize(
    ("body", "styles"),
    [
        (paragraph("unseen", run="<w:vanish/>"), ""),
        (paragraph("unseen", properties='<w:pStyle w:val="Ghost"/>'), GHOST),
        (paragraph("unseen", run=WHITE), ""),
        (paragraph("unseen", run='<w:color w:val="auto" w:themeColor="background1"/>'), ""),
        (paragraph("unseen", run='<w:color w:val="&#70;FFFFF"/>'), ""),
        (paragraph("unseen", properties='<w:pStyle w:val="Paler"/>'), PALE),
        (paragraph("unseen", run='<w:rStyle w:val="Pale"/>'), PALE),
        (paragraph("unseen", run='<w:sz w:val="2"/>'), ""),
        ("<w:p><w:del w:id='1' w:author='x'><w:r><w:delText>unseen</w:delText></w:r></w:del></w:p>", ""),
        ("<w:p><w:moveFrom w:id='1' w:author='x'><w:r><w:t>unseen</w:t></w:r></w:moveFrom></w:p>", ""),
        (f"<w:tbl><w:tr><w:trPr><w:hidden/></w:trPr><w:tc>{paragraph('unseen')}</w:tc></w:tr></w:tbl>", ""),
        (_boxed(paragraph("unseen", run=WHITE)), ""),
    ],
    ids=[
        "vanish", "style", "white", "theme", "disguised", "based on white", "character style", "tiny", "deleted", "moved",
        "row", "white in a box",
    ],
)  # fmt: skip
@pytest.mark.parametrize("read", [extract_word, office_plain.extract_word])
def test_what_a_reader_does_not_see_is_left_out_and_named(
    tmp_path: Path, read: Callable[..., Document], body: str, styles: str
) -> None:
    path = tmp_path / "file"
    path.write_bytes(docx(paragraph("Seen"), body, styles=styles))
    document = read(job(path))
    assert "Seen" in _text(document)
    assert "unseen" not in _text(document)
    assert len(document.warnings) == 1
    assert document.warnings[0].startswith("hidden text left out (")


@pytest.mark.parametrize(
    ("body", "settings"),
    [
        (paragraph("seen", run=f"{WHITE}{SHADED}"), ""),
        (paragraph("seen", run=f'{WHITE}<w:highlight w:val="blue"/>'), ""),
        (paragraph("seen", run=WHITE, properties=SHADED), ""),
        (f"<w:tbl><w:tr><w:tc><w:tcPr>{SHADED}</w:tcPr>{paragraph('seen', run=WHITE)}</w:tc></w:tr></w:tbl>", ""),
        (_tabled(paragraph("seen", run=WHITE), "<w:tblPr><w:tblStyle w:val='Dark'/></w:tblPr>"), ""),
        (_boxed(paragraph("seen", run=WHITE), 'fillcolor="#1f3864"'), ""),
        (_drawn(paragraph("seen", run=WHITE), '<a:solidFill><a:srgbClr val="1F3864"/></a:solidFill>'), ""),
        (paragraph("seen", run=WHITE), '<w:background w:color="000000"/>'),
        (paragraph("seen", run='<w:vanish w:val="0"/>', properties='<w:pStyle w:val="Ghost"/>'), ""),
        (
            paragraph("seen", run='<w:color w:val="FFFFFF" w:themeColor="background1" w:themeShade="80"/>').replace(
                '"FFFFFF"', '"808080"'
            ),
            "",
        ),
    ],
    ids=["run", "highlight", "paragraph", "cell", "table style", "box", "shape", "page", "shown again", "grey"],
)
def test_letters_on_a_background_and_shown_again_are_kept(word: Read, body: str, settings: str) -> None:
    first_row = f'<w:tblStylePr w:type="firstRow"><w:tcPr>{SHADED}</w:tcPr></w:tblStylePr>'
    dark = f'<w:style w:type="table" w:styleId="Dark">{first_row}</w:style>'
    document = word(docx(paragraph("Words"), body, styles=GHOST + dark, settings=settings))
    assert "seen" in _text(document)
    assert document.warnings == ()


def test_what_surrounds_a_hidden_tag_without_content_stays(word: Read) -> None:
    empty = '<w:p><w:moveFrom w:id="1" w:author="x>y"/><w:r><w:t>Kept</w:t></w:r></w:p>'
    assert _text(word(docx(empty, paragraph("unseen", run="<w:vanish/>"), paragraph("Seen")))) == "Kept\n\nSeen"


def test_a_document_of_hidden_text_alone_has_nothing_to_read(word: Read) -> None:
    assert refusal(lambda: word(docx(paragraph("unseen", run="<w:vanish/>")))) == phrases.NOTHING_READ


def test_what_the_parser_refuses_is_read_as_plain_text(word: Read, monkeypatch: pytest.MonkeyPatch) -> None:
    class Refusing:
        @staticmethod
        def from_bytes(_data: bytes, _format: str) -> None:
            raise office.OfficeOxideError("no")

    monkeypatch.setattr(office, "Office", Refusing)
    document = word(docx(heading("Terms"), paragraph("Thirty days."), table(("a", "b"))))
    assert [(str(page.anchor), page.markdown) for page in document.pages] == [("§ Terms", "# Terms\nThirty days.\na\tb")]


def test_slides_are_cited_by_their_numbers(slides: Read) -> None:
    document = slides(pptx(shape("One"), shape("Two"), shape("Three"), marks={2: 'show="0"'}, comments={3: "Said"}))
    assert [(str(page.anchor), page.markdown) for page in document.pages] == [
        ("slide 1", "One"),
        ("slide 3", "Three\n\n> **Comment (Reviewer):** Said"),
    ]
    assert (document.total_pages, document.warnings) == (3, ("hidden text left out (1 hidden slide)",))


@pytest.mark.parametrize(
    "unseen",
    [
        shape("unseen", marks='hidden="1"'),
        shape("unseen", at=(-2_000_000, 0)),
        shape("unseen", at=(0, 9_000_000)),
        shape("unseen", run='sz="100"'),
        shape("unseen", run=fill("FFFFFF")),
        shape("unseen", run='<a:solidFill><a:schemeClr val="bg1"/></a:solidFill>'),
    ],
    ids=["hidden", "left of the slide", "below the slide", "tiny", "white", "colour of the background"],
)
def test_what_an_audience_does_not_see_is_left_out_and_named(slides: Read, unseen: str) -> None:
    document = slides(pptx(shape("Seen") + unseen))
    assert _text(document) == "Seen"
    assert len(document.warnings) == 1


@pytest.mark.parametrize(
    "seen",
    [
        shape("seen", run=fill("FFFFFF"), fill=fill("1F3864")),
        shape("", fill=fill("1F3864")) + shape("seen", run=fill("FFFFFF")),
        "<p:pic><p:nvPicPr/></p:pic>" + shape("seen", run=fill("FFFFFF")),
        shape("seen", at=(-500_000, 0)),
        shape("seen", run=fill("FF0000")),
    ],
    ids=["own fill", "a shape behind", "a picture behind", "partly on the slide", "red"],
)
def test_what_may_be_seen_is_kept(slides: Read, seen: str) -> None:
    document = slides(pptx(seen))
    assert "seen" in _text(document)
    assert document.warnings == ()


def test_a_deck_that_the_parser_refuses_is_read_as_plain_text(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(pptx(shape("One"), shape("Two") + shape("unseen", marks='hidden="1"'), marks={1: 'show="0"'}))
    document = office_plain.extract_slides(job(path))
    assert [(str(page.anchor), page.markdown) for page in document.pages] == [("slide 2", "Two")]
    assert document.warnings == ("hidden text left out (1 hidden slide, 1 hidden shape)",)


def test_the_budget_of_characters_ends_a_deck(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(pptx(*(shape("words " * 20) for _ in range(5))))
    document = extract_slides(job(path, max_characters=200))
    assert (len(document.pages), document.total_pages) == (2, 5)
    assert document.warnings == ("read slides 1-2 of 5",)


DAMAGED = phrases.DAMAGED.format(format="Word")
DEEP = "<w:sdt><w:sdtContent>" * 20_000 + paragraph("Deep") + "</w:sdtContent></w:sdt>" * 20_000
LAUGHS = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (zipped({"word/document.xml": b"\0" * 150_000_000}), phrases.UNPACKS_TOO_LARGE),
        (zipped({f"word/{number}.xml": "" for number in range(10_001)}), phrases.TOO_MANY_MEMBERS.format(limit=10_000)),
        (docx(paragraph("Words"))[:-40], DAMAGED),
        (docx(paragraph("Words"))[:100], DAMAGED),
        (zipped({"word/document.xml": f"{LAUGHS}<document>&b;</document>"}), DAMAGED),
        (zipped({"word/document.xml": '<!DOCTYPE x [<!ENTITY b SYSTEM "/etc/hosts">]><document>&b;</document>'}), DAMAGED),
        (zipped({"word/document.xml": "<w:document"}), DAMAGED),
    ],
    ids=["bomb", "entries", "truncated", "cut short", "billion laughs", "outside entity", "broken"],
)
def test_a_hostile_document_is_a_reason(word: Read, data: bytes, reason: str) -> None:
    assert refusal(lambda: word(data)) == reason


def test_an_archive_with_a_password_of_its_own_is_a_reason(word: Read) -> None:
    data = bytearray(docx(paragraph("Words")))
    data[data.index(b"PK\x01\x02") + 8] |= 1
    assert refusal(lambda: word(bytes(data))) == phrases.UNKNOWN_ENCRYPTION


def test_a_document_nested_deeply_is_read_or_refused(word: Read) -> None:
    assert refusal(lambda: word(docx(DEEP))) in {None, DAMAGED, phrases.NOTHING_READ}


@pytest.mark.parametrize("seed", range(40))
def test_mutated_files_are_a_document_or_a_reason(tmp_path: Path, seed: int) -> None:
    choice = random.Random(seed)
    read, data = choice.choice(
        [
            (extract_word, docx(heading("A"), paragraph("Words", run=WHITE), table(("a", "b")))),
            (extract_slides, pptx(shape("One"), shape("Two", run=fill("FFFFFF")), comments={1: "Said"})),
        ]
    )
    mutated = bytearray(data)
    for _ in range(choice.randint(1, 30)):
        mutated[choice.randrange(len(mutated))] = choice.randrange(256)
    path = tmp_path / "file"
    path.write_bytes(mutated)
    try:
        read(job(path)).model_dump_json()
    except FileUnreadable as error:
        assert error.sentence  # noqa: PT017 - either is right


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("word_sample.docx", ["§ Let’s swim!", "| **Leaves** | Ash, Elm, Maple | 50 |"]),
        ("docx_lists.docx", ["- List item 2\n  - List item 1.1"]),
        ("powerpoint_sample.pptx", ["slide 2", "**Speaker notes:**\nSome notes on the second slide."]),
        ("test.pptx", ["|  | Series 1 |", "| 2000 | 2000 |"]),
    ],
)
def test_the_corpus_is_read(name: str, words: list[str]) -> None:
    document = (extract_word if name.endswith("docx") else extract_slides)(job(corpus(name)))
    text = "\n".join(f"{page.anchor}\n{page.markdown}" for page in document.pages)
    assert [missing for missing in words if missing not in text] == []
